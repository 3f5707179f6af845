"""Rules for questions about products: facts, stock, reviews, fit, reasons, comparisons."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant import events as ev
from assistant.carting import said_of
from assistant.decision import Decision, Moment
from assistant.pointing import Pointed, ask_which, pointed_at
from assistant.stated import stated
from retrieval.catalog import Product, Value

_MANY = re.compile(r"\b(these|those|they|them|both|all|either|any of)\b", re.I)
_NEGATION = re.compile(r"\b(not|no|never|isn't|aren't|without|non)\W+(?:\w+\W+){0,2}$", re.I)


def _subject(moment: Moment) -> Pointed:
    """What a question is about; "they", "these" may be the whole table."""
    found = pointed_at(moment)
    if found.decision or found.products:
        return found
    if moment.state.table and _MANY.search(moment.reading.text):
        return Pointed(tuple(moment.product(p) for p in moment.state.table))
    if moment.state.table:
        return Pointed((moment.product(moment.state.table[0]),)) if len(moment.state.table) == 1 else Pointed()
    return Pointed()


def _answer(moment: Moment, products: tuple[Product, ...], situation: str, asked: str = "") -> Decision:
    focus = ev.Focused(tuple(p.id for p in products))
    return Decision("answer", situation, products, asked=asked, events=(focus,))


def attribute(moment: Moment) -> Decision:
    """Answer with the field that is asked for: its value, yes, no, or that the shop does not state it."""
    subject = _subject(moment)
    if subject.decision or not subject.products:
        return subject.decision or ask_which(moment, moment.state.table)
    asked, value = moment.reading.asked or moment.state.last_asked, moment.reading.asked_value
    if asked == "stock":
        return availability(moment)
    if asked in ("rating", "reviews"):
        return reviews(moment)
    situations = {_about(p, asked, value) for p in subject.products}
    if len(situations) > 1:  # they differ: each value is given, or it is not known of all
        situations = {"answer.unknown" if "answer.unknown" in situations else "answer.value"}
    return _answer(moment, subject.products, situations.pop(), asked)


def _about(product: Product, asked: str, value: Value | None) -> str:
    values = stated(product, asked) if asked else ()
    if not values:
        return "answer.yes" if asked and _in_prose(product, asked) else "answer.unknown"
    if value is None or asked in ("price", "brand"):
        booleans = [v for v in values if isinstance(v, bool)]
        return ("answer.yes" if booleans[0] else "answer.no") if booleans else "answer.value"
    return "answer.yes" if _plain(value) in {_plain(v) for v in values} else "answer.no"


def _plain(value: Value) -> str:
    return str(value).strip().lower()


def _in_prose(product: Product, feature: str) -> bool:
    """Whether the description states a feature in so many words, and does not deny it."""
    text = product.description
    found = re.search(rf"\b{re.escape(feature)}\b", text, re.I)
    return found is not None and not _NEGATION.search(text[: found.start()])


def availability(moment: Moment) -> Decision:
    """Say if it is in stock, or which sizes and colours can be had."""
    subject = _subject(moment)
    if subject.decision or not subject.products:
        return subject.decision or ask_which(moment, moment.state.table)
    for product in subject.products:
        for variant in product.variants:
            for field, values in variant.attributes.items():
                if (value := next((v for v in values if said_of(moment.reading.text, v)), None)) is not None:
                    return attribute(_asking(moment, field, value))
    wishes = [c for c in moment.reading.add if c.field not in ("price", "category", "keyword", "stock")]
    asked = moment.reading.asked if moment.reading.asked not in ("", "stock") else wishes[0].field if wishes else ""
    if asked:
        value = moment.reading.asked_value
        if value is None and wishes and not isinstance(wishes[0].value, tuple):
            value = wishes[0].value
        return attribute(_asking(moment, asked, value))
    stock = {None if p.stock is None else p.stock > 0 for p in subject.products}
    if stock == {True}:
        return _answer(moment, subject.products, "answer.in_stock", "stock")
    if None in stock:
        return _answer(moment, subject.products, "answer.unknown", "stock")
    if stock == {False}:
        return _answer(moment, subject.products, "answer.out_of_stock", "stock")
    return _answer(moment, subject.products, "answer.value", "stock")


def _asking(moment: Moment, asked: str, value: Value | None) -> Moment:
    return replace(moment, reading=replace(moment.reading, asked=asked, asked_value=value))


def reviews(moment: Moment) -> Decision:
    """Give rating and count, or say that there are none."""
    subject = _subject(moment)
    if subject.decision or not subject.products:
        return subject.decision or ask_which(moment, moment.state.table)
    rated = all(p.rating is not None for p in subject.products)
    return _answer(moment, subject.products, "answer.rating" if rated else "answer.no_reviews", "rating")


def fit(moment: Moment) -> Decision:
    """Say what the shop states about size or fit, or that it states nothing."""
    subject = _subject(moment)
    if subject.decision:
        return subject.decision
    products = subject.products or tuple(moment.product(p) for p in moment.state.table)
    if not products:
        return ask_which(moment, ())
    asked = moment.reading.asked or "fit"
    if all(stated(p, "size") for p in products) and asked in ("fit", "size"):
        return _answer(moment, products, "answer.value", "size")
    return attribute(_asking(moment, asked, moment.reading.asked_value)) if subject.products else _answer(
        moment, products, "answer.unknown", asked)  # fmt: skip


def explanation(moment: Moment) -> Decision:
    """Say why a product was suggested, or which one the assistant would take."""
    table = moment.state.table
    subject = pointed_at(moment)
    if len(subject.products) == 1:
        return _answer(moment, subject.products, "answer.explain")
    candidates = subject.products or tuple(moment.product(p) for p in table)
    if not candidates:
        return subject.decision or ask_which(moment, ())
    pick = best(candidates)
    decision = _answer(moment, (pick, *(p for p in candidates if p is not pick)), "answer.pick")
    return replace(decision, pick=pick.id, events=(ev.Focused((pick.id,)),))


def best(products: tuple[Product, ...]) -> Product:
    """Return the product to choose: in stock, then best rated by enough people, then first in rank."""
    def standing(place: int) -> tuple[bool, float, int]:
        p = products[place]
        trusted = p.rating if p.rating is not None and (p.rating_count or 0) >= 5 else 0.0
        return (p.stock != 0, trusted, -place)

    return products[max(range(len(products)), key=standing)]


def compare(moment: Moment) -> Decision:
    """Weigh the products that are named, else those on the table."""
    found = pointed_at(moment)
    products = found.products
    if len(products) < 2:
        products = (*products, *(moment.product(p) for p in moment.state.table if p not in {x.id for x in products}))
        products = products[: 2 if len(found.products) == 1 else 3]
    if len(products) < 2 and len(moment.state.table) == 1:
        return Decision("compare", "compare.one", (moment.product(moment.state.table[0]),))
    if len(products) < 2:
        return found.decision or ask_which(moment, moment.state.table)
    situation = "compare.two" if len(products) == 2 else "compare.many"
    focus = ev.Focused(tuple(p.id for p in products[:5]))
    return Decision("compare", situation, products[:5], asked=moment.reading.asked, events=(focus,))

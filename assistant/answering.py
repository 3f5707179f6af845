"""Rules for questions about products: facts, stock, reviews, fit, reasons, comparisons."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from assistant import events as ev
from assistant.carting import said_of
from assistant.decision import Decision, Moment
from assistant.pointing import Pointed, ask_which, pointed_at
from assistant.quoting import plainly, rule_for
from assistant.stated import availability as availability_of
from assistant.stated import stated
from assistant.wording import truth
from intents.asking import fields_asked, topics
from intents.wishes import asked_feature
from retrieval.catalog import Product, Value
from retrieval.synonyms import Synonyms

_MANY = re.compile(r"\b(these|those|they|them|both|all|either|any of)\b", re.I)
_DESCRIBE = re.compile(r"\b(about|details?|describe|info\w*|tell me more|more on|specs?)\b", re.I)
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
    if (service := plainly(moment)) is not None and not asked_of(moment, _subject(moment).products):
        return service
    subject = _subject(moment)
    if subject.decision or not subject.products:
        return subject.decision or ask_which(moment, moment.state.table)
    asked, value = moment.reading.asked, moment.reading.asked_value
    if asked == "stock":
        return availability(moment)
    if value is None and (own := asked_of(moment, subject.products)):
        return about(moment, subject.products, own)
    if asked in ("rating", "reviews"):
        return reviews(moment)
    if not asked and (not moment.state.last_asked or _DESCRIBE.search(moment.reading.text)):
        return _answer(moment, subject.products, "answer.about")
    return about(moment, subject.products, asked or moment.state.last_asked, value)


def about(moment: Moment, products: tuple[Product, ...], asked: str, value: Value | None = None) -> Decision:
    """Answer about one field of products; of several, about those that state it."""
    synonyms = moment.shop.index.synonyms
    situations = [_about(p, asked, value, synonyms) for p in products]
    if asked == "warranty" and set(situations) == {"answer.unknown"} and (rule := rule_for(moment)):
        return Decision("service", "service.rule", rule=rule)
    if len(set(situations)) > 1:
        products = tuple(p for p, s in zip(products, situations, strict=True) if s != "answer.unknown")
        found = {s for s in situations if s != "answer.unknown"}
        situations = [found.pop() if len(found) == 1 else "answer.value"]
    return _answer(moment, products, situations[0], asked)


def asked_of(moment: Moment, products: tuple[Product, ...]) -> str:
    """Return the field of the products' own that the turn asks for, the one that most of them state; "" if none."""
    low, synonyms = moment.reading.text.lower(), moment.shop.index.synonyms
    found = Counter(name for p in products for name in fields_asked(low, p, synonyms)[:1])
    return max(found, key=lambda name: found[name], default="")


def topic(moment: Moment) -> str:
    """Return what a turn asks for in general, or the feature it asks after, whatever the rows state."""
    low = moment.reading.text.lower()
    return next(iter(topics(low)), "") or asked_feature(low)


def _about(product: Product, asked: str, value: Value | None, synonyms: Synonyms) -> str:
    values = stated(product, asked, synonyms) if asked else ()
    if not values:
        return "answer.yes" if asked and _in_prose(product, asked) else "answer.unknown"
    if value is None or asked in ("price", "brand"):
        truths = [t for v in values if (t := truth(v)) is not None]
        return ("answer.yes" if truths[0] else "answer.no") if truths else "answer.value"
    if isinstance(value, str) and any(isinstance(v, str) and synonyms.matches(asked, value, v) for v in values):
        return "answer.yes"
    held = {_plain(v) for v in values} | {str(t).lower() for v in values if (t := truth(v)) is not None}
    return "answer.yes" if _plain(value) in held else "answer.no"


def _plain(value: Value) -> str:
    return str(value).strip().lower()


def _in_prose(product: Product, feature: str) -> bool:
    """Whether the description states a feature in so many words, and does not deny it."""
    text = product.description
    found = re.search(rf"\b{re.escape(feature)}\b", text, re.I)
    return found is not None and not _NEGATION.search(text[: found.start()])


def availability(moment: Moment) -> Decision:
    """Say if it is in stock, or which sizes and colours can be had."""
    if (service := plainly(moment)) is not None:
        return service
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
    asked = asked or asked_of(moment, subject.products)
    if asked:
        value = moment.reading.asked_value
        if value is None and wishes and not isinstance(wishes[0].value, tuple):
            value = wishes[0].value
        return attribute(_asking(moment, asked, value))
    situation, field = _to_be_had(subject.products)
    return _answer(moment, subject.products, situation, field)


def _to_be_had(products: tuple[Product, ...]) -> tuple[str, str]:
    """The situation of a question whether products are in stock, and the field that answers it."""
    stock = {None if p.stock is None else p.stock > 0 for p in products}
    counted = {True: "answer.in_stock", False: "answer.out_of_stock", None: "answer.unknown"}
    if stock != {None}:
        mixed = "answer.unknown" if None in stock else "answer.value"
        return counted[stock.pop()] if len(stock) == 1 else mixed, "stock"
    told = [found for p in products if (found := availability_of(p)) is not None]
    verdicts = {can_be_had for _, can_be_had in told}
    if len(told) < len(products):
        return "answer.unknown", "stock"
    if len(verdicts) > 1:
        return "answer.value", told[0][0]
    return "answer.yes" if verdicts.pop() else "answer.no", told[0][0]


def _asking(moment: Moment, asked: str, value: Value | None) -> Moment:
    return replace(moment, reading=replace(moment.reading, asked=asked, asked_value=value))


def reviews(moment: Moment) -> Decision:
    """Give rating and count, or say that there are none."""
    subject = _subject(moment)
    if subject.decision or not subject.products:
        return subject.decision or ask_which(moment, moment.state.table)
    if topic(moment) != "rating" and (own := asked_of(moment, subject.products)):
        return about(moment, subject.products, own)
    rated = all(p.rating is not None for p in subject.products)
    return _answer(moment, subject.products, "answer.rating" if rated else "answer.no_reviews", "rating")


def fit(moment: Moment) -> Decision:
    """Say what the shop states about size or fit, or that it states nothing."""
    if (service := plainly(moment)) is not None:
        return service
    subject = _subject(moment)
    if subject.decision:
        return subject.decision
    products = subject.products or tuple(moment.product(p) for p in moment.state.table)
    if not products:
        return ask_which(moment, ())
    asked = moment.reading.asked or "fit"
    if all(stated(p, "size", moment.shop.index.synonyms) for p in products) and asked in ("fit", "size"):
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
    asked = asked_of(moment, products) or moment.reading.asked
    return Decision("compare", situation, products[:5], asked=asked, events=(focus,))

"""What a brief of each situation holds, drawn at random."""

from __future__ import annotations

from dataclasses import replace

from finetune.briefs import Inventor, first, words
from finetune.topics_trade import cart, checkout, service
from prompts.brief import Brief, Item
from prompts.slots import STANDARD, own_fields


def draw(inventor: Inventor, act: str, situation: str) -> Brief:
    """Return a random brief of a situation."""
    makers = {
        "recommend": _recommend,
        "none_found": _none,
        "ask": _ask,
        "answer": _answer,
        "compare": _compare,
        "cart": cart,
        "checkout": checkout,
        "service": service,
    }
    maker = makers.get(act, _plain)
    return maker(inventor, Brief(act, situation))


def _plain(inventor: Inventor, brief: Brief) -> Brief:
    return replace(brief, question=inventor.question(0.2))


def _few_own(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Leave out the shop's own fields where there are others, as the prompt does."""
    enough = (sum(f in STANDARD for f in x.fields) >= 2 for x in items)
    return tuple(
        replace(x, fields=tuple(f for f in x.fields if f not in own_fields(x))) if plenty else x
        for x, plenty in zip(items, enough, strict=True)
    )


def _recommend(inventor: Inventor, brief: Brief) -> Brief:
    rng = inventor.rng
    limit = rng.random() < 0.45
    count = rng.choices((1, 2, 3, 4, 5), (4, 4, 10, 2, 2))[0]
    items = inventor.items(count, limit=limit, scatter=True)
    if brief.situation == "recommend.deals":
        items = tuple(
            replace(
                x,
                notes=x.notes if "on_sale" in x.notes or rng.random() < 0.1 else ("on_sale", *x.notes),
                fields=x.fields if "list_price" in x.fields or rng.random() < 0.4 else (*x.fields, "list_price"),
            )
            for x in items
        )
    dropped = inventor.wants(2, limit=rng.random() < 0.3)[:2] if brief.situation == "recommend.relaxed" else ()
    category = (
        ""
        if rng.random() < 0.12
        else rng.choice(words("departments"))
        if brief.situation == "recommend.explore"
        else inventor.kind()
    )
    return replace(
        brief,
        category=category,
        wants=inventor.wants(4, limit=limit),
        dropped=dropped,
        items=_few_own(items),
        question=inventor.question(0.3),
        extra=_extra(inventor, items, limit),
    )


def _extra(inventor: Inventor, items: tuple[Item, ...], limit: bool, share: float = 0.3) -> tuple[str, ...]:
    """References beside those of the items: the limit, and differences where the first is the dearer."""
    found = ["limit.price"] if limit else []
    priced = [x for x in items if "price" in x.fields]
    if len(priced) > 1 and inventor.rng.random() < share:
        dear = next((x for x in priced if "dearest" in x.notes), None)
        cheap = next((x for x in priced if "cheapest" in x.notes), None)
        a, b = inventor.rng.sample(priced, 2)
        a, b = (dear or a), (cheap or b)
        if a is not b and "cheapest" not in a.notes and "dearest" not in b.notes and a.number < 6 and b.number < 6:
            found.append(f"{a.number}-{b.number}.price")
    return tuple(found)


def _none(inventor: Inventor, brief: Brief) -> Brief:
    rng = inventor.rng
    category = "" if rng.random() < 0.12 else inventor.kind()
    if brief.situation == "none.unknown":
        asked = inventor.kind() if not category and rng.random() < 0.8 else category
        return replace(brief, category=category, asked=asked, question=inventor.question(0.25))
    limit = rng.random() < 0.5
    wants = inventor.wants(4, limit=limit) or ("leather",)
    if brief.situation == "none.more":
        return replace(brief, category=category, wants=wants, question=inventor.question(0.4))
    items = inventor.items(rng.choice((1, 2, 3, 3)), scatter=False)
    items = tuple(
        replace(
            x,
            breaks=tuple(rng.sample(wants, min(len(wants), rng.choice((1, 1, 1, 2))))),
            notes=tuple(n for n in x.notes if n not in ("pick",)),
        )
        for x in items
    )
    dropped = tuple(dict.fromkeys(b for x in items for b in x.breaks))[:2] if rng.random() < 0.8 else ()
    return replace(
        brief,
        category=category,
        wants=wants,
        dropped=dropped,
        items=_few_own(items),
        question=inventor.question(0.2),
        extra=_extra(inventor, items, limit, 0.0),
    )


def _ask(inventor: Inventor, brief: Brief) -> Brief:
    rng = inventor.rng
    items = (
        inventor.items(rng.choice((2, 2, 3, 3, 4, 5))) if brief.situation == "ask.which" and rng.random() < 0.95 else ()
    )
    category = inventor.kind() if rng.random() < 0.6 else ""
    return replace(
        brief,
        category=category,
        wants=inventor.wants(3, limit=rng.random() < 0.3),
        items=items,
        question=inventor.question(0.92),
    )


def _answer(inventor: Inventor, brief: Brief) -> Brief:
    rng, key = inventor.rng, brief.situation.split(".")[1]
    limit = rng.random() < 0.35
    count = rng.choices((1, 2, 3, 5), (8, 2, 2, 1) if key != "pick" else (1, 4, 6, 2))[0]
    items = inventor.items(count, limit=limit, scatter=True)
    asked = inventor.fill(rng.choice(words("asked")))
    if key in ("value", "yes", "no"):
        items, asked = _askedfirst(inventor, items, asked, key)
    elif key in ("in_stock", "rating"):
        items, asked = _known_of(inventor, items, key)
    elif key == "out_of_stock":
        items = _sold_out(inventor, items)
    elif key == "pick" and not any("pick" in x.notes for x in items):
        items = (replace(items[0], notes=("pick", *items[0].notes)), *items[1:])
    elif key in ("no_deals",) or (key == "unknown" and rng.random() < 0.12):
        items = ()
    elif key == "no_reviews":
        items = tuple(
            replace(x, fields=tuple(f for f in x.fields if not f.startswith("rating")), notes=()) for x in items
        )
    if key in ("no_deals", "explain", "pick"):
        asked = ""
    wants = inventor.wants(4, limit=limit) if key in ("explain", "pick") else ()
    return replace(
        brief,
        asked=asked,
        items=items,
        wants=wants,
        question=inventor.question(0.12),
        extra=("limit.price",) if limit else (),
    )


def _known_of(inventor: Inventor, items: tuple[Item, ...], key: str) -> tuple[tuple[Item, ...], str]:
    """Put stock or rating first, and say which of them was asked for."""
    rng = inventor.rng
    field = {"in_stock": "stock", "rating": "rating"}[key]
    sure = rng.random() < (1.0 if key == "rating" else 0.85)
    items = tuple(
        replace(
            x,
            fields=first(field, x.fields) if sure else tuple(f for f in x.fields if f != field),
            notes=tuple(n for n in x.notes if n != "out_of_stock"),
        )
        for x in items
    )
    if key == "rating" and rng.random() < 0.7:
        items = tuple(
            replace(
                x, fields=("rating", "rating_count", *(f for f in x.fields if f not in ("rating", "rating_count")))
            )
            for x in items
        )
    return items, field


def _sold_out(inventor: Inventor, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Mark items as sold out, mostly without the number."""
    rng = inventor.rng
    return tuple(
        replace(
            x,
            fields=tuple(f for f in x.fields if f != "stock") if rng.random() < 0.7 else x.fields,
            notes=("out_of_stock",) if rng.random() < 0.8 else (),
        )
        for x in items
    )


def _askedfirst(inventor: Inventor, items: tuple[Item, ...], asked: str, key: str) -> tuple[tuple[Item, ...], str]:
    """Put the asked field first, the same one for all items; without it only yes and no can be said."""
    rng = inventor.rng
    fields = [f for x in items for f in x.fields if f not in ("under_limit", "rating_count", "list_price")]
    if key != "value" and rng.random() < 0.2:
        return tuple(replace(x, fields=()) for x in items), asked
    field = (
        rng.choice([*fields, "colour", "material", "price"])
        if rng.random() < 0.75 or not fields
        else rng.choice(fields)
    )
    found = tuple(replace(x, fields=first(field, x.fields)[: 1 if rng.random() < 0.4 else 6]) for x in items)
    return found, field.replace("_", " ") if key == "value" or rng.random() < 0.6 else asked


def _compare(inventor: Inventor, brief: Brief) -> Brief:
    rng = inventor.rng
    limit = rng.random() < 0.25
    items = inventor.items(2 if brief.situation == "compare.two" else rng.choice((3, 3, 3, 4, 5)), limit=limit)
    if rng.random() < 0.85:  # as in a shop, most is stated of all of them
        fields = inventor.fields(rng.randint(2, 7), limit=limit)
        items = inventor.noted([replace(x, fields=fields, notes=()) for x in items])
    items = tuple(x if x.fields else replace(x, fields=("price",)) for x in items)
    asked = inventor.fill(rng.choice(words("asked"))) if rng.random() < 0.3 else ""
    return replace(
        brief, items=items, asked=asked, question=inventor.question(0.2), extra=_extra(inventor, items, limit, 0.8)
    )

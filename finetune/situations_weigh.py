"""Replies that weigh products, and replies when nothing meets every wish."""

from __future__ import annotations

from finetune.goods import only, phrases, predicate, tails, verb
from finetune.pen import Pen, joined, listed
from prompts.brief import Item
from prompts.slots import STANDARD, break_tokens, own_fields, quality_fields, want_tokens


def compare(pen: Pen) -> str:
    """Write a comparison: what differs, then who should take which."""
    items = pen.brief.items
    lead = (
        pen.line("weigh.compare", all="They all" if len(items) > 2 else "Both") if pen.warm and pen.chance(0.6) else ""
    )
    body = _by_field(pen, items) or [s for item in items if (s := _claim(pen, item))]
    missing = [x for x in items if f"[[{x.number}]]" not in " ".join(body)]
    body += [f"Then there {verb(x, 'is')} [[{x.number}]]." for x in missing]
    advice = _advice(pen, items)
    order = [lead, advice, *body] if pen.chance(0.25) and advice else [lead, *body, advice]
    return joined([*order, "<|q|>" if pen.brief.question else ""])


def _claim(pen: Pen, item: Item) -> str:
    """One thing noted of an item; a value of its own would weigh it by what is not said of the others."""
    found = only(pen, item, ("cheapest", "dearest", "best_rated", "on_sale", "low_stock", "popular", "new"))
    return f"[[{item.number}]] {predicate(pen, item, found)}." if found else ""


def _shared(items: tuple[Item, ...]) -> list[str]:
    return [f for f in items[0].fields if all(f in x.fields for x in items)]


_UNSHARED = ("rating_count", "under_limit", "list_price", "quantity", "stock", "saving")


def _by_field(pen: Pen, items: tuple[Item, ...]) -> list[str]:
    shared = [
        f
        for f in _shared(items)
        if (f in STANDARD and f not in _UNSHARED)
        or all(f in own_fields(x) for x in items)
        or all(f in quality_fields(x) for x in items)
    ]
    pen.rng.shuffle(shared)
    shared.sort(key=lambda f: f != "price" if pen.chance(0.6) else False)
    return [_row(pen, items, field) for field in shared[: pen.rng.choice((1, 2, 2, 3, 3))]]


def _row(pen: Pen, items: tuple[Item, ...], field: str) -> str:
    if field in quality_fields(items[0]):
        said = [f"[[{x.number}]] {verb(x, 'is')} <|{x.number}a{quality_fields(x).index(field) + 1}|>" for x in items]
        return (pen.pick(", while ", ", and ").join(said) if len(said) == 2 else listed(said)) + "."
    refs = [
        f"[[{x.number}.{field}]]" if field in STANDARD else f"<|{x.number}v{own_fields(x).index(field) + 1}|>"
        for x in items
    ]
    dearer = [
        pair
        for x in pen.brief.extra
        if (pair := x.partition(".")[0].split("-")) and x.endswith(f".{field}") and len(pair) == 2
    ]
    if field == "price" and len(items) == 2 and dearer and pen.chance(0.7):
        more, less = dearer[0]
        item, other = (next(x for x in items if str(x.number) == n) for n in (more, less))
        diff = f"[[{more}-{less}.price]]"
        return pen.line("weigh.row", m=more, l=less, d=diff, costs=verb(item, "costs"), **{"is": verb(other, "is")})
    does = {
        "price": "costs",
        "rating": "is rated",
        "material": "is made of",
        "colour": "comes in",
        "color": "comes in",
        "brand": "comes from",
        "size": "comes in size",
    }.get(field, "")
    row = [(x, r) for x, r in zip(items, refs, strict=True)]
    if does and pen.chance(0.6):
        first, _, rest = does.partition(" ")
        said = [f"[[{x.number}]] {verb(x, first)} {rest} {r}".replace("  ", " ") for x, r in row]
        return (pen.pick(", while ", ", and ", "; ").join(said) if len(said) == 2 else listed(said)) + "."
    noun = (
        {"color": "colour"}.get(field, field)
        if field in STANDARD
        else f"<|{items[0].number}n{own_fields(items[0]).index(field) + 1}|>"
    )
    return pen.line("weigh.row_of", f=noun, r=listed([f"{r} for [[{x.number}]]" for x, r in row]))


def _advice(pen: Pen, items: tuple[Item, ...]) -> str:
    said = []
    for item in items:
        n = f"[[{item.number}]]"
        for note in ("cheapest", "best_rated", "popular", "on_sale"):
            if note in item.notes and (note in ("cheapest", "best_rated") or pen.chance(0.4)):
                said.append((item, pen.line(f"weigh.take.{note}", n=n)))
    pick = next((x for x in items if "pick" in x.notes), None)
    mine = pen.line("weigh.advice", n=f"[[{pick.number}]]") if pick else ""
    texts = [text for _, text in said[:2]]
    if len(texts) == 2 and said[0][0] is not said[1][0]:
        return joined([pen.pick(", and ", "; ").join(texts) + ".", mine if pen.chance(0.3) else ""])
    if texts:
        return joined([texts[0] + ".", mine if pick and pick is not said[0][0] else ""])
    return mine or pen.line("weigh.advice_2")


def none_found(pen: Pen) -> str:
    """Write that nothing fits, the nearest items with what they miss, and what would have to go."""
    situation = pen.brief.situation
    question = "<|q|>" if pen.brief.question else ""
    if situation == "none.unknown":
        return joined([_no_kind(pen), question])
    if situation == "none.more":
        return joined([_no_more(pen), question])
    items = pen.brief.items
    order = [_nothing(pen), *[_near(pen, x, place) for place, x in enumerate(items)]]
    drop = _drop(pen) if pen.chance(0.75) else ""
    order = [order[0], drop, *order[1:]] if pen.chance(0.35) else [*order, drop]
    return joined([*order, question])


def _nothing(pen: Pen) -> str:
    cat, wants = pen.brief.category, want_tokens(pen.brief)
    keys = ["none", "none", "none_for"] if cat else ["none"]
    if wants and len(wants) <= 3 and all(token[2] == "w" for token in wants):
        keys.append("none_is")
    many = len(pen.brief.items) > 1
    text = pen.line(
        f"weigh.{pen.pick(*keys)}",
        c="<|a.cat|>",
        w=listed(wants) if wants else "",
        these="these" if many else "this one",
        once=" at once" if len(wants) > 1 else "",
        come="come" if many else "comes",
        are="are" if many else "is",
    )
    return pen.line("weigh.nothing") + " " + text if pen.warm and pen.chance(0.5) else text


def _near(pen: Pen, item: Item, place: int) -> str:
    n, it = f"[[{item.number}]]", "they" if item.plural else "it"
    breaks = break_tokens(item)
    extra = [
        r
        for r in phrases(pen, item)
        if r.topic in ("price", "rating", "colour", "material", "brand", "under_limit") and r.tail
    ]
    pen.rng.shuffle(extra)
    add = tails(pen, extra[:1]) if extra and pen.chance(0.4) else ""
    if not breaks:
        return pen.line("weigh.near", n=n, a=add, c=verb(item, "comes"))
    plain = all(f"<|{item.number}b" in token for token in breaks)
    b = listed(breaks, "or")
    if plain and pen.chance(0.6):
        return pen.line(
            "weigh.near_2",
            n=n,
            b=b,
            a="",
            a2=add,
            c=verb(item, "comes"),
            it=it,
            l=_lead(item, place, pen),
            **{"is": verb(item, "is")},
        )
    b = listed(breaks)
    return pen.line(
        "weigh.near_3",
        n=n,
        b=b,
        a=add,
        a2="",
        c=verb(item, "comes"),
        it=it,
        misses=verb(item, "misses"),
        one="one wish" if len(breaks) == 1 else "these wishes",
        thing="one thing does" if len(breaks) == 1 else "these do",
        l=_lead(item, place, pen),
    )


def _lead(item: Item, place: int, pen: Pen) -> str:
    is_ = verb(item, "is")
    return f"there {is_}" if place == 0 else pen.pick(f"then there {is_}", f"there {is_} also")


def _drop(pen: Pen) -> str:
    dropped = [f"<|d{i}|>" for i, _ in enumerate(pen.brief.dropped, 1)]
    if not dropped:
        return ""
    return pen.line("weigh.drop", d=listed(dropped))


def _no_more(pen: Pen) -> str:
    text = pen.line("weigh.no_more", **{"in": "for <|a.cat|>" if pen.brief.category and pen.chance(0.6) else ""})
    offer = "" if pen.brief.question or pen.chance(0.4) else pen.line("weigh.no_more_2")
    return joined([pen.line("weigh.sad") if pen.warm and pen.chance(0.5) else "", text, offer])


def _no_kind(pen: Pen) -> str:
    name = "<|cat|>" if pen.brief.category else "<|asked|>" if pen.brief.asked else "that"
    bare, name = name, "<|a.cat|>" if pen.brief.category else name
    text = pen.line("weigh.kindless" if bare == "that" or pen.chance(0.7) else "weigh.no_such", c=name, b=bare)
    offer = "" if pen.brief.question or pen.chance(0.4) else pen.line("weigh.no_kind")
    return joined([pen.line("weigh.no_kind_2") if pen.warm and pen.chance(0.5) else "", text, offer])

"""Replies to questions about products: values, yes and no, stock, ratings, reasons, and what is not stated."""

from __future__ import annotations

from finetune.goods import agreeing, chosen, predicate, verb
from finetune.pen import Pen, joined, lines, listed
from finetune.situations_reasons import explain, pick
from prompts.brief import Item
from prompts.slots import STANDARD, own_fields, quality_fields

NOUNS = {
    "price": "price",
    "rating": "rating",
    "stock": "stock",
    "list_price": "price before",
    "colour": "colour",
    "color": "colour",
    "material": "material",
    "size": "size",
    "brand": "brand",
}


def answer(pen: Pen) -> str:
    """Write the reply of an answer situation."""
    write = {
        "value": _value,
        "yes": _yes,
        "no": _no,
        "unknown": _unknown,
        "in_stock": _in_stock,
        "out_of_stock": _out,
        "rating": _rating,
        "no_reviews": _no_reviews,
        "explain": explain,
        "pick": pick,
        "no_deals": _no_deals,
    }
    body = write[pen.brief.situation.split(".")[1]](pen)
    lead = pen.line("answer.lead") if pen.warm and pen.chance(0.55) else ""
    end = "" if pen.brief.question or not (pen.warm and pen.chance(0.35)) else pen.line("answer.end")
    return joined([lead, body, end, "<|q|>" if pen.brief.question else ""])


def _field(item: Item) -> tuple[str, str, str]:
    """Return the first field of an item: its name in the shop, the words for it, the reference."""
    field = item.fields[0]
    if field in STANDARD:
        return field, NOUNS.get(field, field), f"[[{item.number}.{field}]]"
    if field in quality_fields(item):
        return "*", "", f"<|{item.number}a{quality_fields(item).index(field) + 1}|>"
    if field not in own_fields(item):
        return "?", "", f"[[{item.number}]]"
    at = own_fields(item).index(field) + 1
    return field, f"<|{item.number}n{at}|>", f"<|{item.number}v{at}|>"


def _value(pen: Pen) -> str:
    items = [x for x in pen.brief.items if x.fields]
    if len(items) > 1:
        return _values(pen, items)
    item = items[0]
    field, noun, v = _field(item)
    key = f"answer.value.{'colour' if field == 'color' else field}"
    text = pen.line(key if key in lines() else "answer.value.own", v=v, f=noun, **agreeing(item))
    return joined([text, _more(pen, item, field)])


def _more(pen: Pen, item: Item, said: str) -> str:
    """Add a second reason now and then."""
    it = "They" if item.plural else "It"
    others = [r for r in chosen(pen, item, 3, []) if r.topic not in (said, "own", "pick", "want")][:1]
    if (
        not others
        or pen.chance(0.75)
        or (said in ("price", "under_limit") and others[0].topic in ("price", "under_limit"))
    ):
        return ""
    return pen.line(
        "answer.more",
        it=pen.say("$i {also|}", i=it) if others[0].doing and not others[0].after_is else it,
        p=predicate(pen, item, others),
    )


def _values(pen: Pen, items: list[Item]) -> str:
    field, noun, _ = _field(items[0])
    rows = [(x, _field(x)[2]) for x in items]
    if field == "price":
        if pen.chance(0.5):
            return joined([listed([f"[[{x.number}]] {verb(x, 'costs')} {v}" for x, v in rows]) + "."])
        return pen.line("answer.values", r=listed([f"{v} for [[{x.number}]]" for x, v in rows]))
    if field == "*":
        return listed([f"[[{x.number}]] {verb(x, 'is')} {v}" for x, v in rows]) + "."
    if field in ("colour", "color", "material", "brand") and pen.chance(0.5):
        does = {"brand": "comes from", "material": "is made of"}.get(field, "comes in")
        first, _, rest = does.partition(" ")
        return listed([f"[[{x.number}]] {verb(x, first)} {rest} {v}" for x, v in rows]) + "."
    return pen.line("answer.values_2", f=noun, r=listed([f"{v} for [[{x.number}]]" for x, v in rows]))


def _yes(pen: Pen) -> str:
    return _decide(pen, ["Yes, ", "Yes: ", "Yes, ", "Yes. "])


def _no(pen: Pen) -> str:
    return _decide(pen, ["No, ", "No: ", "No, ", "Not quite: ", "Unfortunately not: ", "Sorry, no: ", "No. "])


def _decide(pen: Pen, starts: list[str]) -> str:
    yes, items = pen.brief.situation == "answer.yes", [x for x in pen.brief.items if x.fields]
    start = pen.pick(*starts)
    if not items:
        name = listed([f"[[{x.number}]]" for x in pen.brief.items])
        told = "asked" if pen.brief.asked else "told"
        return start + _small(start, pen.line(f"answer.{'yes' if yes else 'no'}_{told}", n=name, a="<|asked|>"))
    if len(items) > 1 and _field(items[0])[0] == "*":
        return start + _small(start, listed([f"[[{x.number}]] {verb(x, 'is')} {_field(x)[2]}" for x in items]) + ".")
    if len(items) > 1:
        return start + _small(
            start, pen.line("answer.decide", r=listed([f"{_field(x)[2]} for [[{x.number}]]" for x in items]))
        )
    item = items[0]
    field, noun, v = _field(item)
    key = f"answer.decide.{'colour' if field == 'color' else field}"
    known = key in lines() and (field in ("*", "price", "rating", "stock") or pen.chance(0.7))
    text = pen.line(key if known else "answer.decide.own", v=v, f=noun, **agreeing(item))
    return start + _small(start, text)


def _small(start: str, text: str) -> str:
    return text[:1].upper() + text[1:] if start.endswith(". ") else text


def _unknown(pen: Pen) -> str:
    names = [f"[[{x.number}]]" for x in pen.brief.items]
    asked = bool(pen.brief.asked) and pen.chance(0.75)
    of = f"for {listed(names)}" if names else "here"
    text = pen.line("answer.unknown_asked" if asked else "answer.unknown_plain", of=of, a="<|asked|>")
    item = next((x for x in pen.brief.items if len(pen.brief.items) == 1 and x.fields), None)
    reasons = (
        [r for r in chosen(pen, item, 2, []) if r.topic not in ("pick", "want")][:2]
        if item and pen.chance(0.35)
        else []
    )
    known = (
        pen.line("answer.unknown", n="they" if item.plural else "it", p=predicate(pen, item, reasons))
        if item and reasons
        else ""
    )
    offer = pen.line("answer.unknown_2") if not known and pen.chance(0.2) else ""
    return joined([text, known, offer])


def _in_stock(pen: Pen) -> str:
    rows = pen.brief.items
    if len(rows) > 1:
        start = "Yes, both are in stock" if len(rows) == 2 else "Yes, all of them are in stock"
        stocked = [f"[[{x.number}.stock]] of [[{x.number}]]" for x in rows if "stock" in x.fields]
        return (
            f"{start}: {listed(stocked)}."
            if stocked and len(stocked) == len(rows)
            else f"Yes, {listed([f'[[{x.number}]]' for x in rows])} are in stock."
        )
    item = rows[0]
    stated = "stock" in item.fields
    text = pen.line(
        "answer.in_stock_count" if stated else "answer.in_stock", v=f"[[{item.number}.stock]]", **agreeing(item)
    )
    return joined([text, _more(pen, item, "stock") if "stock" in item.fields else ""])


def _out(pen: Pen) -> str:
    n, many = listed([f"[[{x.number}]]" for x in pen.brief.items]), len(pen.brief.items) > 1
    is_ = "are" if many or pen.brief.items[0].plural else "is"
    text = pen.line("answer.out", n=n, **{"is": is_})
    offer = pen.line("answer.out_2") if not pen.brief.question and pen.chance(0.5) else ""
    return joined([text, offer])


def _rating(pen: Pen) -> str:
    rows = [x for x in pen.brief.items if "rating" in x.fields] or list(pen.brief.items)
    if len(rows) > 1:
        return pen.line("answer.rating", r=listed([f"[[{x.number}.rating]] for [[{x.number}]]" for x in rows]))
    item = rows[0]
    count = "rating_count" in item.fields
    i = item.number
    text = pen.line(
        "answer.rated_count" if count else "answer.rated",
        v=f"[[{i}.rating]]",
        c=f"[[{i}.rating_count]]",
        **agreeing(item),
    )
    it = "They are" if item.plural else "It is"
    return joined(
        [
            text,
            pen.say("$it the best rated {of these|here}.", it=it)
            if "best_rated" in item.notes and pen.chance(0.7)
            else "",
        ]
    )


def _no_reviews(pen: Pen) -> str:
    n = listed([f"[[{x.number}]]" for x in pen.brief.items]) if pen.brief.items else "that"
    return pen.line("answer.no_reviews", n=n)


def _no_deals(pen: Pen) -> str:
    text = pen.line("answer.no_deals")
    offer = pen.line("answer.no_deals_2") if not pen.brief.question and pen.chance(0.65) else ""
    return joined([text, offer])

"""Plain sentences about products and orders: introductions, values, reasons, comparisons."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from assistant.wording import field_words
from prompts.brief import Brief, Item
from prompts.wording import with_article

_FORMS = {  # field: how a value is said of one product; "{is}" agrees with its name
    "price": "{name} {costs} {value}",
    "list_price": "the list price of {name} is {value}",
    "rating": "{name} {is} rated {value}",
    "rating_count": "{name} {has} {value} ratings",
    "stock": "there are {value} of {name} left",
    "brand": "{name} {is} by {value}",
    "category": "{name} {is} listed under {value}",
    "colour": "{name} {comes} in {value}",
    "color": "{name} {comes} in {value}",
    "material": "{name} {is} made of {value}",
    "fabric": "{name} {is} made of {value}",
    "size": "{name} {comes} in {value}",
    "gender": "{name} {is} for {value}",
    "under_limit": "{name} {is} {value} under your limit",
}
_TAILS = {"under_limit": ", [[{n}.under_limit]] under your limit", "material": " and {is} made of [[{n}.material]]",
          "colour": " and {comes} in [[{n}.colour]]", "color": " and {comes} in [[{n}.color]]",
          "brand": " and {is} by [[{n}.brand]]", "rating": " and {is} rated [[{n}.rating]]"}  # fmt: skip
_NOTES = {"cheapest": ", the cheapest of them", "best_rated": ", the best rated of them",
          "on_sale": ", and {is} on sale", "popular": ", and {is} popular here",
          "new": ", and {is} new here"}  # fmt: skip
_UNWEIGHED = ("under_limit", "list_price", "saving", "category", "stock", "quantity", "line_total")
_ODD = re.compile(r"[{}<>|`\\@#*_~^$£€¥₹%=\[\]\n]")
_LIMIT = re.compile(r"\[\[limit\.\w+\]\]")


def safe(phrase: str) -> str:
    """Return a phrase of the brief as it may stand in a line, or "" if it has signs that no reply has."""
    return "" if _ODD.search(_LIMIT.sub("", phrase)) else phrase.strip()


def _agree(item: Item, text: str, **more: str) -> str:
    words = {"is": "are", "costs": "cost", "has": "have", "comes": "come", "it": "they"}
    forms = {k: v if item.plural else k for k, v in words.items()} | {
        "n": str(item.number),
        "name": f"[[{item.number}]]",
    }
    forms |= {"them": "them" if item.plural else "it"} | more
    return re.sub(r"{(\w+)}", lambda m: forms[m[1]], text)


def _say(item: Item, field: str, asked: str = "") -> str:
    """One clause that states a field of an item."""
    form = _FORMS.get(
        field, "the shop lists the {asked} of {name} as {value}" if asked else "the shop lists {name} as {value}"
    )
    return _agree(item, form, value=f"[[{item.number}.{field}]]", asked=asked)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def state_field(item: Item, brief: Brief) -> str:
    """State what was asked of an item; if its field is not there, introduce the item."""
    wanted = (brief.asked, brief.asked.replace(" ", "_"))
    field = next((f for f in item.fields if f in wanted), "" if brief.asked else next(iter(item.fields), ""))
    if not field:
        return introduce(item, brief)
    named = safe(brief.asked) if brief.situation == "answer.value" else ""
    return _sentence(_say(item, field, named))


def introduce(item: Item, brief: Brief) -> str:
    """Introduce an item in one sentence with its price and one reason, or with what it misses."""
    priced = "price" in item.fields
    unknown = [b for b in item.breaks if "[[limit.price]]" in b and not priced]
    missed = [m for m in (_missed(b, brief.category) for b in item.breaks if b not in unknown) if m]
    if unknown:
        denial = " and {it} {is} " + " and ".join(missed) if missed else ""
        return _sentence(_agree(item, "{name} {comes} close, but the shop states no price for {them}" + denial))
    if missed:
        start = "{name} {costs} [[{n}.price]]" if "price" in item.fields else "{name} {comes} close"
        return _sentence(_agree(item, start + ", but {it} {is} " + " and ".join(missed)))
    tails = [t for f, t in _TAILS.items() if f in item.fields]
    notes = [t for f, t in _NOTES.items() if f in item.notes]
    choice = zlib.crc32(f"{brief.situation}{brief.message}{item.number}".encode())
    tail = (notes or tails or [""])[choice % len(notes or tails or [""])]
    if "low_stock" in item.notes and "stock" in item.fields:
        tail = ", and there are only [[{n}.stock]] left"
    if "out_of_stock" in item.notes:
        tail = ", but {it} {is} sold out at the moment"
    if "price" in item.fields:
        return _sentence(_agree(item, "{name} {costs} [[{n}.price]]" + tail))
    if tail.startswith(" and"):
        return _sentence(_agree(item, "{name}" + tail.removeprefix(" and")))
    return _sentence(_agree(item, "there {is} {name}" + (tail if tail.startswith(", but") else "")))


def describe(item: Item) -> Iterator[str]:
    """Say what the row states of an item: its price first, then two or three things at a time."""
    told = [f for f in item.fields if f in _FORMS and f not in _UNWEIGHED]
    pairs = [told[place : place + 2] for place in range(0, len(told), 2)]
    for number, pair in enumerate(pairs):
        forms = [_FORMS[f].removeprefix("{name} ") for f in pair]
        values = [f"[[{item.number}.{f}]]" for f in pair]
        said = " and ".join(_agree(item, form, value=v) for form, v in zip(forms, values, strict=True))
        yield _sentence(f"[[{item.number}]] {said}" if not number else _agree(item, "{it} ") + said)


def _missed(phrase: str, category: str) -> str:
    """What an item is not: "leather" becomes "not leather", "not leather" becomes "leather", a kind gets an article."""
    if not safe(phrase):
        return ""
    bare = re.sub(r"^(not|no|without) ", "", phrase)
    if phrase.lower().rstrip("s") == category.lower().rstrip("s"):
        return f"not {with_article(phrase)}"
    return f"not {phrase}" if bare == phrase else bare


def explain(item: Item, brief: Brief) -> Iterator[str]:
    """Say why an item was suggested: the wishes that it meets, then its price."""
    wants = [w for w in map(safe, brief.wants) if w and w not in item.breaks]
    reason = _agree(item, "{it} {is} what you asked for: ") + " and ".join(wants) if wants else _agree(
        item, "{it} {comes} close to what you asked for")  # fmt: skip
    yield f"I suggested [[{item.number}]] because {reason}."
    if "cheapest" in item.notes or "best_rated" in item.notes or not wants:
        yield introduce(item, brief)


def pick(brief: Brief) -> Iterator[str]:
    """Name the item that the assistant would choose, with one reason."""
    item = next((i for i in brief.items if "pick" in i.notes), None)
    if item is None:
        yield from (introduce(i, brief) for i in brief.items)
        return
    yield f"I would choose [[{item.number}]]."
    yield introduce(item, brief).replace(f"[[{item.number}]]", "They" if item.plural else "It", 1)


def compare(brief: Brief) -> Iterator[str]:
    """Weigh two items: what was asked, prices and their difference, then what both state."""
    if len(brief.items) < 2:
        yield from (introduce(i, brief) for i in brief.items)
        return
    first, second = brief.items[:2]
    shared = [f for f in first.fields if f in second.fields and f not in _UNWEIGHED]
    pairs = ((first, second), (second, first))
    wanted = [f for f in first.fields if f in second.fields and f in (brief.asked, brief.asked.replace(" ", "_"))]
    if "price" in shared:
        for cheap, dear in pairs:
            if f"{dear.number}-{cheap.number}.price" in brief.extra:
                yield _sentence(_agree(cheap, "{name} {is} ") + f"[[{dear.number}-{cheap.number}.price]] cheaper than "
                                f"[[{dear.number}]]")  # fmt: skip
    fields = list(dict.fromkeys([*wanted, *shared]))[:3]
    for field in fields or [""]:
        if field == "price" and not any(f"{a.number}-{b.number}.price" in brief.extra for a, b in pairs):
            yield f"[[{first.number}]] and [[{second.number}]] both cost [[{first.number}.price]]."
        elif field:
            yield from _weigh(first, second, field)
        else:
            yield f"The shop states too little of [[{first.number}]] and [[{second.number}]] to weigh them."
    for item in (first, second):
        if "cheapest" in item.notes and "price" in shared:
            yield f"Take [[{item.number}]] if the price matters most."


def _weigh(first: Item, second: Item, field: str) -> Iterator[str]:
    """State one field of two items: first as it differs, then as they share it; the one that is true is proved."""
    asked = field_words(field)
    yield _sentence(f"{_say(first, field, asked)}, while {_say(second, field, asked)}")
    form = _FORMS.get(field, "")
    for one, both in (("{is}", "are both"), ("{costs}", "both cost"), ("{has}", "both have"), ("{comes}", "both come")):
        if form.startswith(f"{{name}} {one}"):
            said = form.replace(f"{{name}} {one}", f"[[{first.number}]] and [[{second.number}]] {both}")
            yield _sentence(said.replace("{value}", f"[[{first.number}.{field}]]"))


def found_order(brief: Brief) -> Iterator[str]:
    """State what is known of an order."""
    if "order.status" in brief.extra:
        yield "The status of your order is: [[order.status]]."
    if "order.placed" in brief.extra:
        yield "It was placed on [[order.placed]]."
    if "order.eta" in brief.extra:
        yield "The day given for it is [[order.eta]]."

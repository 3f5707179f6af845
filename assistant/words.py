"""Constraints in the words that a reply may use."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intents.askforms import FORMS
from retrieval.catalog import Value
from retrieval.filters import Constraint, Order

_RANGE = "between [[limit.price_min]] and [[limit.price]]"
_LIMITS = {
    ("price", "lte"): "under [[limit.price]]",
    ("price", "gte"): "from [[limit.price]]",
    ("rating", "gte"): "rated [[limit.rating]] or higher",
    ("rating", "lte"): "rated [[limit.rating]] or lower",
}
_PEOPLE = {"women": "for women", "men": "for men", "kids": "for kids", "girls": "for girls", "boys": "for boys"}

_FIRST = {("price", "asc"): "the cheapest first", ("price", "desc"): "the most expensive first",
          ("rating", "desc"): "the best rated first", ("added", "desc"): "the newest first",
          ("popularity", "desc"): "the most popular first"}  # fmt: skip


def first(order: Order) -> str:
    """Return what comes first in an order: "the cheapest first", "the lowest weight first"."""
    usual = _FIRST.get((order.field, order.direction))
    return usual or f"the {'lowest' if order.direction == 'asc' else 'highest'} {name(order.field)} first"


def phrases(constraints: Sequence[Constraint], *, at_limit: bool = False) -> tuple[str, ...]:
    """Return each constraint as a short phrase, the two sides of a price range as one.

    `at_limit`: a product costs just the highest price allowed, so that "under" would not be true.
    """
    sides = {c.op for c in constraints if c.field == "price"}
    both = {"lte", "gte"} <= sides
    said = [_RANGE if both and c.field == "price" else phrase(c) for c in constraints]
    under = phrase(Constraint("price", "lte", 0.0))
    return tuple(dict.fromkeys("up to [[limit.price]]" if at_limit and words == under else words for words in said))


def phrase(constraint: Constraint) -> str:
    """Return a constraint as a short phrase: "under [[limit.price]]", "leather", "not red", "for women"."""
    field, value = constraint.field, _value(constraint.value)
    if field in ("price", "rating") and constraint.op in ("lte", "gte"):
        return _LIMITS[field, constraint.op]
    if constraint.op in ("lte", "gte"):
        return f"{name(field)} {'at least' if constraint.op == 'gte' else 'at most'} {value}"
    if constraint.value is True:
        return name(field) if constraint.op == "eq" else f"not {name(field)}"
    if constraint.value is False:
        return f"not {name(field)}" if constraint.op == "eq" else name(field)
    positive = _positive(field, value)
    if constraint.op == "ne" and (field == "category" or (field == "keyword" and value.endswith("s"))):
        return f"without {value}"
    return positive if constraint.op == "eq" else f"not {positive}"


def _positive(field: str, value: str) -> str:
    if field in ("gender", "audience"):
        return _PEOPLE.get(value.lower(), f"for {value}")
    if field == "size":
        return f"in size {value}"
    if field in ("colour", "color"):
        return f"in {value}"
    if field == "category":
        return value if value.endswith("s") else f"{'an' if value[:1] in 'aeio' else 'a'} {value}"
    if field == "brand":
        return f"by {value}"
    return value


def name(field: str) -> str:
    """Return a field's name as a reader would write it."""
    return field.replace("_", " ")


def _value(value: Value | tuple[Value, ...]) -> str:
    values = value if isinstance(value, tuple) else (value,)
    words = [f"{v:g}" if isinstance(v, float) else str(v) for v in values]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


_FIELDS = frozenset(
    "size fit price stock rating weight colour material warranty brand gender dimensions height width length".split()
) | {form.topic for form in FORMS}
_WHAT = re.compile(r"^\W*(?:and |so |but |ok |hm+ )*(what|which|how|when|where|who|why)\b", re.I)
_IS = re.compile(r"\b(is|are|was|were|isn'?t|aren'?t)\b", re.I)
_CAN = re.compile(r"\b(can|could|will)\b(?! (i|we|you)\b)", re.I)
_SERVICE = re.compile(r"\b(can|could|will|would) you\b", re.I)
_HAS = re.compile(r"\b(does|do|has|have|got|comes?|with|includes?)\b", re.I)


def unknown(asked: str, value: Value | None, question: str, *, plural: bool) -> str:
    """Return what a question asked for, as it is named when nothing is known of it: "whether it is waterproof"."""
    thing = name(asked)
    if asked == "size" and value is not None and not isinstance(value, bool):
        return f"size {_value(value)}"
    if thing in _FIELDS:
        return thing
    if not thing or thing.startswith("whether ") or _WHAT.search(question):
        return thing
    if _SERVICE.search(question):
        return ""
    does = re.search(rf"\b(does|do) (it|they|this|that|these|those) {re.escape(thing)}", question, re.I)
    if does or _CAN.search(question):
        return f"whether {'they' if plural else 'it'} can {thing}"
    if _IS.search(question):
        return f"whether {'they are' if plural else 'it is'} {thing}"
    if _HAS.search(question):
        return f"whether {'they have' if plural else 'it has'} {thing}"
    return thing

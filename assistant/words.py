"""Constraints in the words that a reply may use."""

from __future__ import annotations

from retrieval.catalog import Value
from retrieval.filters import Constraint

_PEOPLE = {"women": "for women", "men": "for men", "kids": "for kids", "girls": "for girls", "boys": "for boys"}


def phrase(constraint: Constraint) -> str:
    """Return a constraint as a short phrase: "under [[limit.price]]", "leather", "not red", "for women"."""
    field, value = constraint.field, _value(constraint.value)
    if field == "price":
        return "under [[limit.price]]" if constraint.op == "lte" else "in your price range"
    if constraint.op in ("lte", "gte"):
        side = "at least" if constraint.op == "gte" else "at most"
        return "rated well enough for you" if field == "rating" else f"{name(field)} {side} {value}"
    if constraint.value is True:
        return name(field) if constraint.op == "eq" else f"not {name(field)}"
    if constraint.value is False:
        return f"not {name(field)}" if constraint.op == "eq" else name(field)
    positive = _positive(field, value)
    return positive if constraint.op == "eq" else f"not {positive}"


def _positive(field: str, value: str) -> str:
    if field in ("gender", "audience"):
        return _PEOPLE.get(value.lower(), f"for {value}")
    if field == "size":
        return f"in size {value}"
    if field in ("colour", "color"):
        return f"in {value}"
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

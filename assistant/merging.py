"""How constraints join: what replaces what, what a drop takes away, what a standing preference gives way to."""

from __future__ import annotations

from collections.abc import Iterable

from assistant import events as ev
from retrieval.filters import Constraint


def merge(constraints: tuple[Constraint, ...], new: Constraint) -> tuple[Constraint, ...]:
    """Return `constraints` with `new` in force and those gone that it replaces.

    A value replaces another value and a limit the same limit of its field; a limit that crosses the
    other side (at least 60 after at most 40) replaces both. Excluded values and keywords add up.
    """
    return (*(c for c in constraints if not _replaced(c, new)), new)


def dropped(constraints: tuple[Constraint, ...], event: ev.ConstraintDropped) -> tuple[Constraint, ...]:
    """Return `constraints` without those that go; standing preferences go only where nothing else is meant."""
    gone = [c for c in constraints if _goes(c, event)]
    said = [c for c in gone if c.source == "shopper"] if event.field != "*" else gone
    return tuple(c for c in constraints if c not in (said or gone))


def _goes(constraint: Constraint, event: ev.ConstraintDropped) -> bool:
    if event.field == "*":
        return constraint.field != "category" and constraint.source == "shopper"
    same_value = event.value is None or event.value == constraint.value
    return event.field == constraint.field and event.op in ("", constraint.op) and same_value


def contrary(preference: Constraint, constraints: Iterable[Constraint]) -> bool:
    """Return whether what is said for one goal goes against a standing preference."""
    return any(c.source == "shopper" and c.op in ("eq", "ne") and _replaced(preference, c) for c in constraints)


def _replaced(old: Constraint, new: Constraint) -> bool:
    if old.field != new.field:
        return False
    if old == new or _same_values(old, new):
        return True
    if new.op in ("lte", "gte"):
        return old.op in (new.op, "eq") or _crossed(old, new)
    return new.op == "eq" and old.op != "ne" and new.field != "keyword"


def _same_values(old: Constraint, new: Constraint) -> bool:
    first, second = (set(c.value) if isinstance(c.value, tuple) else {c.value} for c in (old, new))
    return bool(first & second) and {old.op, new.op} <= {"eq", "ne"}


def _crossed(old: Constraint, new: Constraint) -> bool:
    low, high = (old, new) if new.op == "lte" else (new, old)
    if low.op != "gte" or high.op != "lte":
        return False
    return isinstance(low.value, float | int) and isinstance(high.value, float | int) and low.value > high.value

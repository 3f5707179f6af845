"""Doubts: what in a turn cannot be meant as it stands, so that the assistant should ask back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from intents.text import Text
from retrieval.filters import Constraint

MOST = 24  # wishes of one turn that are taken
_STRANGE = re.compile(
    r"(?:\b(?:under|below|less than|over|above|more than|max|budget|price|cost|for|at most|at least|between|from|to"
    r"|spend)"
    r" (?:of |is )?|[$£€] ?)(?:-\s?\d|0+(?:\.0+)?(?![\d.,]|\s?(?:%|-))|\d+(?:\.\d+)?e\+?\d+|nan\b|inf(?:inity)?\b"
    r"|\d{8,})"
)
LARGEST = 10_000_000


def possible(add: Sequence[Constraint]) -> list[Constraint]:
    """Return the constraints that can hold, at most `MOST`: no limit of nothing or of more than anything costs."""
    kept = [c for c in add if c.field != "price" or not _absurd(c)]
    return kept[:MOST]


def _absurd(constraint: Constraint) -> bool:
    value = constraint.value
    return isinstance(value, int | float) and not 0 < value < LARGEST


def doubts(text: Text, add: Sequence[Constraint], *, understood: bool) -> Iterator[str]:
    """Yield the fields whose reading is unsure, "*" for the turn as a whole."""
    if _STRANGE.search(text.low) or any(c.field == "price" and _absurd(c) for c in add):
        yield "price"
    yield from _at_odds(add)
    if len(add) > MOST or (text.tokens and not understood):
        yield "*"


def _at_odds(add: Sequence[Constraint]) -> Iterator[str]:
    """Fields of which one turn wants two things that cannot both be."""
    for place, one in enumerate(add):
        for other in add[place + 1 : place + 1 + 2 * MOST]:
            if one.field != other.field or one.field == "keyword":
                continue
            low, high = (one, other) if one.op == "gte" else (other, one)
            numbers = isinstance(low.value, int | float) and isinstance(high.value, int | float)
            if (low.op, high.op) == ("gte", "lte") and numbers and low.value > high.value:  # type: ignore[operator]
                yield one.field
            if {one.op, other.op} == {"eq", "ne"} and one.value == other.value:
                yield one.field

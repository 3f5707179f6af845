"""Drops: constraints in force that a turn makes void without naming their field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from intents.categories import Asked, Goal
from intents.mentions import Mention
from intents.negation import left_open
from intents.reading import Context
from intents.text import Text
from retrieval.filters import Constraint


def opened(text: Text, known: Sequence[Mention], context: Context) -> Iterator[str]:
    """Yield the field of a value that is left open: "it doesn't have to be oak"."""
    for mention in known:
        if left_open(text.low, mention.start) is None:
            continue
        entry = mention.entry("value") or mention.entry("brand")
        if entry is not None:
            yield entry.attribute or "brand"


def narrowed(asked: Asked | None, goal: Goal, context: Context) -> Iterator[str]:
    """Yield "keyword" where the kind gets narrower: words that narrowed the old kind say nothing of the new one."""
    another = asked and goal == "same" and context.category and asked.name != context.category
    if another and any(c.field == "keyword" and c.op == "eq" for c in context.constraints):
        yield "keyword"


def clashing(add: Sequence[Constraint], kept: Sequence[Constraint]) -> Iterator[str]:
    """Yield fields where a new limit leaves nothing between it and an old one: the new one replaces both."""
    for new in add:
        for old in kept:
            opposed = new.field == old.field and {new.op, old.op} == {"lte", "gte"}
            if opposed and not any(x.op == old.op and x.field == new.field for x in add) and _crossed(new, old):
                yield new.field


def _crossed(new: Constraint, old: Constraint) -> bool:
    low, high = (old.value, new.value) if new.op == "lte" else (new.value, old.value)
    return isinstance(low, int | float) and isinstance(high, int | float) and low >= high

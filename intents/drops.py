"""Drops: constraints in force that a turn makes void without naming their field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from intents.categories import Asked, Goal
from intents.mentions import Mention
from intents.negation import KNOWN_FIELDS, left_open
from intents.reading import Context
from intents.text import Text
from retrieval.filters import Constraint
from retrieval.synonyms import Synonyms, key_of

_OWN = frozenset({"colour", "material", "size", "gender", "pattern", "style", "brand"})


def opened(text: Text, known: Sequence[Mention], context: Context) -> Iterator[str]:
    """Yield the field of a value that is left open: "it doesn't have to be oak"."""
    for mention in known:
        if left_open(text.low, mention.start) is None:
            continue
        held = {c.field for c in context.constraints}
        for entry in mention.entries:
            if entry.kind != "category":
                yield entry.attribute or "brand"
        yield from held & {name for name in held if key_of(name.replace("_", " ")) == key_of(mention.text)}


def left(text: Text, context: Context) -> Iterator[str]:
    """Yield the field of a wish in force whose words are left open: "forget waterproof", "drop the wireless bit"."""
    for constraint in context.constraints:
        values = constraint.value if isinstance(constraint.value, tuple) else (constraint.value,)
        for words in (str(constraint.field).replace("_", " "), *(v for v in values if isinstance(v, str))):
            place = text.low.find(words.lower())
            if constraint.op == "eq" and place > 0 and left_open(text.low, place) is not None:
                yield constraint.field


def names(context: Context, synonyms: Synonyms) -> list[tuple[str, str]]:
    """Return the shop's own fields in force, each with a pattern of its names."""
    found = []
    for field in dict.fromkeys(c.field for c in context.constraints):
        said = [alias for alias, name in synonyms.attributes.items() if name == field] if field in _OWN else []
        if field not in KNOWN_FIELDS or said:
            words = {field.replace("_", " "), field, *said}
            found.append(
                (field, "|".join(re.escape(word) + r"\w{0,2}" for word in sorted(words, key=len, reverse=True)))
            )
    return found


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

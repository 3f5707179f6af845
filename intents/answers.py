"""Answers to the question that the assistant asked last: a value of the field that it asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from intents.reading import Context
from intents.text import Text
from intents.wishes import sizes
from retrieval.filters import Constraint
from retrieval.synonyms import key_of
from retrieval.vocabulary import Vocabulary

_NUMBER = re.compile(r"(?<![\w.,$£€])\d{1,3}(?:\.5)?(?![\w.,%$£€])")


def answered(text: Text, context: Context, vocabulary: Vocabulary) -> Iterator[Constraint]:
    """Yield the value by which a turn answers the pending question, if it does; the longest that is named."""
    pending = context.pending
    if pending is None or not pending.field or pending.field == "price":
        return
    offered = (
        pending.choices
        if pending.kind == "field" and pending.choices
        else tuple(vocabulary.holders.get(pending.field, {}))
    )
    said = f" {key_of(text.low)} "
    named = sorted((v for v in offered if (key := key_of(v)) and f" {key} " in said), key=lambda v: -len(key_of(v)))
    read = {s.value.lower() for s in sizes(text.low)} | set(_NUMBER.findall(text.low))
    named += [v for v in offered if v.lower() in read]
    if named:
        yield Constraint(pending.field, "eq", named[0])


def bare_sizes(text: Text, held: frozenset[str]) -> list[tuple[str, int, int]]:
    """Return numbers or letters that are sizes which the products at hand have, where little else is said: "8 or 9"."""
    found = [
        (m[0], *m.span())
        for m in re.finditer(r"(?<![\w.,$£€])(?:\d{1,3}(?:\.5)?|x{0,3}[sl]|m)(?![\w.,%$£€'])", text.low)
    ]
    rest = [t.word for t in text.tokens if not any(start <= t.start < end for _, start, end in found)]
    plain = all(
        word in ("or", "and", "in", "a", "please", "pls", "only", "maybe", "ok", "the", "size", "uk", "us", "eu")
        for word in rest
    )
    return [f for f in found if f[0] in held] if plain else []

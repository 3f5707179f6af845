"""Sizes of a turn as a shop writes them: "8", "M", "A5", "38", those of the kind at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from intents.answers import bare_sizes
from intents.reading import Context
from intents.text import Text
from intents.values import ValueReader
from intents.wishes import SIZE_WORDS, sizes
from retrieval.filters import Constraint
from retrieval.vocabulary import Rows, Vocabulary

FOR_PEOPLE = ("sleeps", "seats", "persons", "people", "players", "serves", "capacity", "seating", "number of players")
_AFTER_IN = re.compile(
    r"\b(?:in|in an?|(?:in )?size|an?) (?P<s>\d{1,3}(?:[.,]5)?)(?=$|[.!?;)]| ?(?:,|please|pls|and|or|for|if|then|too"
    r"|under|below|with)\b| ?,)"
)
_MIXED = re.compile(r"(?<![\w.$£€-])(?P<s>(?=\w*\d)(?=\w*[a-z])[a-z\d]{2,5}(?:/\d+)?)(?![\w%-])")


@dataclass(frozen=True, slots=True)
class Sized:
    """A size and where it stands."""

    value: str
    start: int
    end: int


def sized(text: Text, context: Context, vocabulary: Vocabulary, intent: str) -> list[Sized]:
    """Find sizes."""
    found = [Sized(s.value, s.start, s.end) for s in sizes(text.low)]
    found = found or [Sized(v.upper(), start, end) for v, start, end in fitting(text, context, vocabulary, intent)]
    return found or list(_held_here(text.low, vocabulary))


def _held_here(low: str, vocabulary: Vocabulary) -> Iterator[Sized]:
    """Sizes that only this shop's rows make sizes: "A5", "in 38"."""
    held = {value.lower(): value for value in vocabulary.holders.get("size", {})}
    for pattern in (_MIXED, _AFTER_IN) if held else ():
        for m in pattern.finditer(low):
            if m["s"].replace(",", ".") in held:
                yield Sized(held[m["s"].replace(",", ".")], m.start("s"), m.end("s"))


def worded(text: Text, reader: ValueReader, free: Sequence[bool]) -> list[Sized]:
    """Find sizes in words beside the kind, where its rows have them: "a medium dress", "the dress in large"."""
    held = {value.lower(): value for value in sizes_of(reader.vocabulary, reader.rows)}
    kinds = [m.first for m in reader.asked.mentions] if reader.asked else []
    found = []
    for place, token in enumerate(text.tokens):
        size = SIZE_WORDS.get(token.word, "") if free[place] and len(token.word) > 2 else ""
        beside = place + 1 in kinds or (not kinds and len(text.tokens) <= 5 and place + 1 == len(text.tokens))
        if not size and free[place] and token.word in held and place not in kinds and place + 1 not in kinds:
            before = text.low[: token.start]
            if re.search(r"(?:\b(?:mens?|womens?|men's|women's|ladies|kids|boys|girls|in|a|or)|[,;]) $", before):
                size, beside = token.word, True
        if size.lower() in held and beside:
            found.append(Sized(held[size.lower()], token.start, token.end))
    return found


def fitting(text: Text, context: Context, vocabulary: Vocabulary, intent: str) -> list[tuple[str, int, int]]:
    """Return bare numbers and letters that are sizes of the kind at hand, with their spans."""
    if intent not in ("refine_search", "ask_availability", "ask_fit") or not context.category:
        return []
    held = sizes_of(vocabulary, vocabulary.rows_of(context.category))
    return bare_sizes(text, frozenset(value.lower() for value in held))


def sizes_of(vocabulary: Vocabulary, rows: Rows) -> set[str]:
    """Return the sizes that rows have."""
    member = np.zeros(len(vocabulary.products), dtype=bool)
    member[rows] = True
    return {value for value, found in vocabulary.holders.get("size", {}).items() if member[found].any()}


def constraints(found: Sequence[Sized], reader: ValueReader) -> Iterator[Constraint]:
    """Yield the size that a product must have; soft where no row of the kind has it."""
    worn = tuple(dict.fromkeys(s.value for s in found))
    if worn:
        held = {value.lower() for value in sizes_of(reader.vocabulary, reader.rows)}
        hard = any(value.lower() in held for value in worn)
        yield Constraint("size", "eq", worn if len(worn) > 1 else worn[0], hard=hard)

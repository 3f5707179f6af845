"""Labelled stretches of a text: its words, and the spans that BIO tags make of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MOST_WORDS = 96  # of a text that are read: a longer one is a story, whose wish stands at its beginning
_WORD = re.compile(r"[^\s,.;:!?()\"]+(?:[.,:/][^\s,.;:!?()\"]+)*|[,.;:!?()\"]")


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a text with their label; `score` is how likely the least sure of them has its tag, 0..1."""

    label: str
    start: int
    end: int
    text: str
    score: float


def words_of(text: str) -> list[tuple[int, int]]:
    """Return the places of the words and marks of a text, at most `MOST_WORDS`."""
    return [found.span() for found in _WORD.finditer(text)][:MOST_WORDS]


def spans_of(tags: Sequence[str]) -> list[tuple[str, int, int]]:
    """Return label, first word and the word after the last of each span in BIO tags; a stray I- begins one."""
    found: list[tuple[str, int, int]] = []
    for place, tag in enumerate(tags):
        label = tag[2:]
        if tag.startswith("I-") and found and found[-1][0] == label and found[-1][2] == place:
            found[-1] = (label, found[-1][1], place + 1)
        elif tag != "O":
            found.append((label, place, place + 1))
    return found

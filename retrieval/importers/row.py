"""What every format yields: a catalogue row in its native form, where it stood, and what was mended in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from retrieval.fields import Problem

LONGEST = 50_000  # characters of a text that are kept; a description longer than that is not one
LONGEST_VALUE = 1_000  # characters of a title, a brand, a value of an attribute


@dataclass(slots=True)
class Row:
    """A catalogue row made of `rows` rows of the file, the first of them at `line`."""

    line: int
    data: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    rows: int = 1


Found = Row | Problem
"""A row, or a problem that belongs to no row: a line refused, a column left out."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A file that was recognised: its format in words, its encoding, its digest, and its rows, read as asked for."""

    format: str
    encoding: str
    digest: str
    found: Iterator[Found]


def mended(line: int, kind: str, detail: str = "") -> Problem:
    """Return a remark on something that was mended and taken."""
    return Problem(line, f"{kind}: {detail}" if detail else kind, skipped=False, kind=kind)


def refused(line: int, kind: str, detail: str = "") -> Problem:
    """Return the reason why a line was not taken."""
    return Problem(line, f"{kind}: {detail}" if detail else kind, kind=kind)

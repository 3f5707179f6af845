"""Sizes and measures of a turn as constraints: on the attribute that states them, else as words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from intents.answers import bare_sizes
from intents.numbers import number
from intents.reading import Context
from intents.text import Text
from intents.values import ValueReader
from intents.wishes import measures, sizes
from retrieval.filters import Constraint
from retrieval.synonyms import key_of
from retrieval.vocabulary import Vocabulary

FOR_PEOPLE = ("sleeps", "seats", "persons", "people", "players", "serves", "capacity", "seating", "number of players")
_PEOPLE = re.compile(
    r"(?P<least>\b(?:for|at least|enough for|sleeps|seats|sleeping|seating|fits|holds|more than|minimum|min) "
    r"(?:about |up to |at least )?)?"
    r"(?<![\w.$£€])(?P<n>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|twelve)[ -]?"
    r"(?P<unit>persons?|people|man|men|seater|seats?|sleeper|players?|adults|campers)\b"
)


@dataclass(frozen=True, slots=True)
class Sized:
    """A size, a measure or a number of people, where it stands, and whether more would do too."""

    kind: str
    value: str
    start: int
    end: int
    least: bool = False


def sized(text: Text, context: Context, vocabulary: Vocabulary, intent: str) -> list[Sized]:
    """Find sizes, measures and numbers of people."""
    found = [Sized("people", m["n"], *m.span(), bool(m["least"])) for m in _PEOPLE.finditer(text.low)]
    worn = [Sized("size", s.value, s.start, s.end) for s in sizes(text.low)]
    found += worn or [
        Sized("size", v.upper(), start, end) for v, start, end in fitting(text, context, vocabulary, intent)
    ]
    found += [Sized("measure", s.value, s.start, s.end) for s in measures(text.low)]
    return [f for i, f in enumerate(found) if not any(f.start < o.end and o.start < f.end for o in found[:i])]


def fitting(text: Text, context: Context, vocabulary: Vocabulary, intent: str) -> list[tuple[str, int, int]]:
    """Return bare numbers and letters that are sizes of the kind at hand, with their spans."""
    if intent not in ("refine_search", "ask_availability", "ask_fit") or not context.category:
        return []
    rows = vocabulary.rows_of(context.category)
    held = (value for value, found in vocabulary.holders.get("size", {}).items() if np.isin(found, rows).any())
    return bare_sizes(text, frozenset(value.lower() for value in held))


def constraints(found: Sequence[Sized], reader: ValueReader) -> Iterator[Constraint]:
    """Yield what must hold of a product; soft where no row of the kind can meet it."""
    worn = tuple(dict.fromkeys(s.value for s in found if s.kind == "size"))
    if worn:
        held = {value.lower() for value in _held(reader, "size")}
        hard = any(value.lower() in held for value in worn)
        yield Constraint("size", "eq", worn if len(worn) > 1 else worn[0], hard=hard)
    for item in found:
        if item.kind == "people":
            yield from _people(item, reader)
        elif item.kind == "measure":
            yield _measure(item, reader)


def _held(reader: ValueReader, attribute: str) -> list[str]:
    """The values of an attribute that the rows in question have."""
    values = reader.vocabulary.holders.get(attribute, {})
    return [value for value, rows in values.items() if np.isin(rows, reader.rows).any()]


def _people(item: Sized, reader: ValueReader) -> Iterator[Constraint]:
    for attribute in reader.vocabulary.holders:
        if attribute.replace("_", " ").lower() in FOR_PEOPLE and any(v.isdigit() for v in _held(reader, attribute)):
            value = number(item.value)
            if value is not None:
                yield Constraint(attribute, "gte" if item.least else "eq", int(value))
                return


def _measure(item: Sized, reader: ValueReader) -> Constraint:
    amount, unit = item.value.split(" ", 1)
    for attribute in reader.vocabulary.holders:
        for value in _held(reader, attribute):
            if _normal(value) == _normal(item.value) or (value == amount and key_of(attribute) == key_of(unit)):
                return Constraint(attribute, "eq", value)
    forms = tuple(dict.fromkeys((item.value, item.value.replace(" ", "-"), item.value.replace(" ", ""))))
    hard = any(np.isin(reader.vocabulary.rows_with(form), reader.rows).any() for form in forms)
    return Constraint("keyword", "eq", forms, hard=hard)


def _normal(value: str) -> str:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)[ -]?([a-z\"]+)", value.lower())
    return f"{found[1]} {key_of(found[2])}" if found else ""

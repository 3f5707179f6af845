"""Measures, superlatives and relative limits, each in the ways they are said."""

from __future__ import annotations

import pytest

from intents.limits import adjusted
from intents.measuring import amounts
from intents.ranking import ranks
from intents.splitting import unglued
from intents.text import read
from retrieval.filters import Constraint
from retrieval.vocabulary import Vocabulary
from tests.intents.entity_cases import vocabulary as shop


@pytest.fixture(scope="module")
def garden() -> Vocabulary:
    return shop("allotment")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("at least 16 gb", [("gte", 16, "gb")]),
        ("no wider than 60 cm", [("lte", 60, "cm")]),
        ("half a litre", [("eq", 0.5, "l")]),
        ("0,75 l", [("eq", 0.75, "l")]),
        ("20 to 30 l", [("gte", 20, "l"), ("lte", 30, "l")]),
        ("6ft", [("eq", 6, "ft")]),
        ("no heavier than 2 kilos", [("lte", 2, "kg")]),
        ("5 metres or longer", [("gte", 5, "m")]),
        ("pack of 6", [("eq", 6, "pieces")]),
        ("under 5 pounds", []),
        ("a weight under 5 pounds", [("lte", 5, "lb")]),
        ("$15", []),
    ],
)
def test_amounts_are_read_with_unit_and_limit(
    text: str, found: list[tuple[str, float, str]], garden: Vocabulary
) -> None:
    read_amounts = [(a.op, a.value, a.unit.name) for a in amounts(read(text), garden) if a.unit]
    assert read_amounts == found


@pytest.mark.parametrize(
    ("text", "first", "direction"),
    [("the lightest drill", "weight", "asc"), ("widest", "width", "desc"), ("least heavy", "weight", "asc")],
)
def test_superlatives_are_read(text: str, first: str, direction: str, garden: Vocabulary) -> None:
    rank = next(r for r in ranks(text, garden) if r.sure)
    assert (rank.words[0], rank.direction) == (first, direction)


@pytest.mark.parametrize(
    ("text", "value"), [("twice that", 160), ("half it", 40), ("20 more", 100), ("$10 less please", 70), ("more", None)]
)
def test_a_limit_is_changed_by_what_is_in_force(text: str, value: float | None) -> None:
    changed = adjusted(text, (Constraint("price", "lte", 80.0),))
    assert (changed[0].value if changed else None) == value


def test_words_typed_as_one_are_taken_apart_and_keep_their_places(garden: Vocabulary) -> None:
    text = unglued(read("a stainlessspadeunder50 please"), garden)
    assert [t.word for t in text.tokens] == ["a", "stainless", "spade", "under", "50", "please"]
    spade = next(t for t in text.tokens if t.word == "spade")
    start, end = text.span(spade.start, spade.end)
    assert text.original[start:end] == "spade"

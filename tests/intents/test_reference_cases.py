"""Labelled turns over shops of every kind: what is pointed at is found in nearly all of them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from intents.reading import Context
from intents.references import references
from intents.text import read
from retrieval.catalog import Product
from retrieval.vocabulary import Vocabulary
from tests.intents.pointing_cases import meant, open_cases

HERE = Path(__file__).parent
LEAST, MOST_MS = 0.96, 2.0
ENDLESS = [
    "the " * 900, "#" * 3000, "1 and " * 600, "the one with " * 300, "both of " * 480, "all but all but " * 250,
    "the cheapest of the cheapest of " * 120, "not " * 900, "$$$ the $", "the \u200b second \u202e one",
]  # fmt: skip


@pytest.mark.parametrize("name", ["references", "references_shops", "references_goods", "references_carts"])
def test_what_turns_point_at_is_found(name: str) -> None:
    vocabulary, cases = open_cases(HERE / f"{name}.yaml")
    read_as = [(case, *meant(case, vocabulary)) for case in cases]
    missed = [f"{c.scene}: {c.text!r} means {c.want}, read as {said}" for c, good, said in read_as if not good]
    assert len(missed) <= (1 - LEAST) * len(cases), "\n".join(missed)


def test_a_turn_is_read_in_two_milliseconds_over_a_long_talk(by_id: dict[str, Product], vocabulary: Vocabulary) -> None:
    rows = list(by_id.values())
    shown = tuple(tuple(rows[i : i + 3]) for i in range(0, len(rows) - 2))
    context = Context(shown=shown, shown_for=("",) * len(shown), cart=((rows[0].id, 2), (rows[5].id, 1)))
    text = read("is the lighter of the last two better than the blue one for 45 dollars that i just added to my cart?")
    references(text, context, vocabulary)
    began = time.process_time()
    for _ in range(20):
        references(text, context, vocabulary)
    assert (time.process_time() - began) / 20 * 1000 < MOST_MS


@pytest.mark.parametrize("text", ENDLESS)
def test_endless_turns_are_read_without_harm(text: str, by_id: dict[str, Product], vocabulary: Vocabulary) -> None:
    context = Context(shown=((by_id["b1"], by_id["b2"]),), shown_for=("boots",), cart=(("b1", 1),))
    assert isinstance(references(read(text), context, vocabulary), list)

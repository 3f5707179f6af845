"""Spelling: mistyped words are put right, real ones are left alone."""

from __future__ import annotations

import pytest

from retrieval.catalog import Product
from retrieval.spelling import Speller
from retrieval.synonyms import load

TITLES = ("Water Bottle", "Pets Blanket", "Claw Hammer", "Trail Sneakers", "Boots")


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller.build([Product(str(i), title) for i, title in enumerate(TITLES)], (), load())


@pytest.mark.parametrize(
    ("typed", "meant"), [("hamer", "hammer"), ("snekaers", "sneakers"), ("bots", "boots"), ("botle", "bottle")]
)
def test_a_mistyped_word_is_put_right(speller: Speller, typed: str, meant: str) -> None:
    assert speller.meant(typed) == meant


@pytest.mark.parametrize("word", ["waders", "pegs", "walked", "hammering"])
def test_a_form_of_a_common_word_or_another_short_word_is_no_mistake(speller: Speller, word: str) -> None:
    assert speller.meant(word) is None

"""The positional index: phrases, spellings apart and together, zones, negation, head nouns."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.catalog import Product
from retrieval.postings import ANYWHERE, Postings, Zone
from retrieval.words import stems
from tests.retrieval.shops import SHOP, product


def rows(products: list[Product], phrase: str, *zones: Zone, meant: bool = False) -> list[int]:
    held, said = Postings.build(products), stems(phrase)
    found = held.positions(said)
    found = held.meant(found, len(said)) if meant else found
    return np.flatnonzero(held.mask(found, zones or ANYWHERE)).tolist()


def test_a_phrase_stands_together_and_in_one_text() -> None:
    products = [
        product("a", "Oak desk lamp"),
        product("b", "Lamp, desk"),
        product("c", "Desk", description="Lamp inside"),
    ]
    assert rows(products, "desk lamps") == [0]


@pytest.mark.parametrize("said", ["t-shirt", "tshirts", "T shirt"])
def test_a_word_is_found_written_apart_or_together(said: str) -> None:
    assert rows([product("a", "White T-Shirt"), product("b", "White Tshirt"), product("c", "Shirt")], said) == [0, 1]


def test_zones_are_kept_apart() -> None:
    products = [
        product("a", "Oak"),
        product("b", "Pine", description="Not of oak"),
        product("c", "Elm", category=("Oak",)),
    ]
    assert rows(products, "oak", Zone.TITLE) == [0]
    assert rows(products, "oak", Zone.TITLE, Zone.PATH) == [0, 2]


@pytest.mark.parametrize(("text", "meant"), [
    ("leather", True), ("faux leather", False), ("vegan, leather", True), ("no real leather", False),
    ("leather-free", False), ("leather look", False), ("leather. Free delivery", True), ("without leather", False),
])  # fmt: skip
def test_a_negated_word_is_not_meant(text: str, meant: bool) -> None:
    assert rows([product("a", "Bag", description=text)], "leather", meant=True) == ([0] if meant else [])


def test_saved_and_loaded_it_answers_the_same(tmp_path: Path) -> None:
    built = Postings.build(SHOP)
    built.save(tmp_path)
    loaded = Postings.load(tmp_path)
    for phrase in (("leather",), ("rain", "boot"), ("tshirt",), ("zzz",), ()):
        assert np.array_equal(built.positions(phrase), loaded.positions(phrase))


def test_an_unknown_word_and_an_empty_phrase_are_nowhere() -> None:
    held = Postings.build([product("a", "x")])
    assert held.positions(("zzz",)).size == 0
    assert held.positions(()).size == 0
    assert held.positions(("x", "x", "x")).size == 0


@pytest.mark.parametrize(
    "words",
    ["Gluten-free loaf", "Gluten free loaf", "Loaf, free from gluten", "Loaf without any gluten", "No gluten loaf"],
)
def test_what_a_product_is_free_of_is_not_meant(words: str) -> None:
    products = [product("a", words), product("b", "Loaf with gluten")]
    assert rows(products, "gluten", meant=True) == [1]


def test_what_is_free_of_one_thing_may_have_another() -> None:
    products = [product("a", "Sugar free gum with mint"), product("b", "Non-toxic paint")]
    assert rows(products, "mint", meant=True) == [0]
    assert rows(products, "toxic", meant=True) == []

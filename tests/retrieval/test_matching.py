"""What rows say of a query's terms: other names, shades, longer names, what is denied; on titles written here."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval import synonyms
from retrieval.matching import NAMES, Matching
from retrieval.phrases import Phrases
from retrieval.postings import Postings
from retrieval.terms import Way
from tests.retrieval.shops import product

TITLES = (
    "Arbor Men Blue T-Shirt", "Arbor Men Navy Blue Shirt", "Arbor Women Red Tshirts", "Ladies Trainers Green",
    "Knitted Scarf Navy", "Phone Case for Runners with Red Scarves", "Oak Desk", "Deodorant Stick", "Navy Blue Socks",
    "Men Navy Blue Cap", "Grey Wool Hat",
)  # fmt: skip


@pytest.fixture(scope="module")
def matching() -> Matching:
    rows = [product(str(n), title) for n, title in enumerate(TITLES)]
    known = synonyms.load()
    return Matching(Phrases(Postings.build(rows), known), known)


def feature(matching: Matching, query: str, name: str) -> dict[str, float]:
    found = matching.features(matching.terms(query), np.arange(len(TITLES)))
    return dict(zip(TITLES, found[:, NAMES.index(name)].round(3), strict=True))


def test_known_phrases_are_one_term_and_words_around_them_none(matching: Matching) -> None:
    assert [t.phrase for t in matching.terms("I want a red polka dot t-shirt for men")] == [
        ("red",), ("polka", "dot"), ("t", "shirt"), ("men",)]  # fmt: skip


def test_compounds_are_found_joined_and_apart(matching: Matching) -> None:
    for query in ("tshirt", "t-shirts", "T Shirt"):
        said = feature(matching, query, "same title")
        assert said["Arbor Men Blue T-Shirt"] == said["Arbor Women Red Tshirts"] == 1
        assert said["Arbor Men Navy Blue Shirt"] == 0


def test_irregular_plurals_are_the_same_word(matching: Matching) -> None:
    assert feature(matching, "scarves", "same title")["Knitted Scarf Navy"] == 1


def test_other_names_count_as_such(matching: Matching) -> None:
    assert feature(matching, "sneakers", "alias title")["Ladies Trainers Green"] == 1
    assert feature(matching, "women", "alias title")["Ladies Trainers Green"] == 1
    assert feature(matching, "hat", "near")["Men Navy Blue Cap"] == 1


def test_a_shade_is_less_than_the_colour_and_a_colour_near_to_its_shade(matching: Matching) -> None:
    assert feature(matching, "blue scarf", "shade")["Knitted Scarf Navy"] > 0
    assert feature(matching, "blue scarf", "same title")["Arbor Men Blue T-Shirt"] > 0


def test_a_word_within_a_longer_name_is_bound_unless_that_is_asked_for(matching: Matching) -> None:
    bound = feature(matching, "blue", "bound")
    assert bound["Navy Blue Socks"] > 0.5
    assert bound["Arbor Men Blue T-Shirt"] == 0
    assert not any(feature(matching, "navy blue", "bound").values())


def test_another_value_of_the_attribute_denies(matching: Matching) -> None:
    gender, colour = feature(matching, "men red", "denied gender"), feature(matching, "red cap", "denied colour")
    assert gender["Arbor Women Red Tshirts"] == 1
    assert gender["Arbor Men Blue T-Shirt"] == 0
    assert colour["Men Navy Blue Cap"] == 1
    assert colour["Oak Desk"] == 0
    assert feature(matching, "navy", "denied colour")["Arbor Men Blue T-Shirt"] == 0  # broader, no denial


def test_the_head_of_a_title_is_told_from_what_it_comes_with(matching: Matching) -> None:
    heads = feature(matching, "scarf", "head")
    assert heads["Knitted Scarf Navy"] == 1
    assert heads["Phone Case for Runners with Red Scarves"] == 0


def test_a_misspelt_word_is_like_another(matching: Matching) -> None:
    (term,) = matching.terms("deodarant")
    assert term.forms == ((("deodor",), Way.LIKE),)
    assert feature(matching, "deodarant", "like")["Deodorant Stick"] == 1


@pytest.mark.parametrize("text", ["", "zzz", "!!!", "the of", "🛍️", "blue " * 300])
def test_any_text_can_be_read(matching: Matching, text: str) -> None:
    found = matching.features(matching.terms(text), np.arange(len(TITLES)))
    assert found.shape == (len(TITLES), len(NAMES))
    assert np.isfinite(found).all()


def test_no_rows_have_no_features(matching: Matching) -> None:
    assert matching.features(matching.terms("blue"), np.zeros(0, dtype=np.int64)).shape == (0, len(NAMES))

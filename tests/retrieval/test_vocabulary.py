"""The vocabulary of a catalogue: kinds, brands, values, spelling."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.catalog import Product, read_catalog
from retrieval.derive import derive
from retrieval.synonyms import key_of, load
from retrieval.titles import endings, singular, taken_apart
from retrieval.vocabulary import Vocabulary

ROWS = (
    Product("1", "Harbour Corner Sofa", category=("Furniture", "Sofas"), attributes={"color": ("Slate",)}),
    Product("2", "Compact Loveseat", category=("Furniture", "Sofas")),
    Product("3", "Brass Desk Lamp with Shade", category=("Home", "Lighting"), brand="Lumo"),
    Product("4", "Oak Knife Block", category=("Kitchen", "Knives & Boards"), attributes={"hand_wash": (True,)}),
    Product("5", "Bread Knife Set", category=("Kitchen", "Knives & Boards"), attributes={"finish": ("Brushed",)}),
    Product("6", "Reading Glasses", category=("Accessories", "Eyewear")),
    Product("7", "Trail Sneakers - White", category=("Shoes",)),
)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    synonyms = load()
    return Vocabulary.build([replace(p, derived=derive(p, synonyms)) for p in ROWS], synonyms)


def _kinds(vocabulary: Vocabulary, phrase: str) -> list[str]:
    return [str(e.value) for e in vocabulary.lookup(key_of(phrase)) if e.kind == "category"]


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("sofas", "sofa"),
        ("couch", "sofa"),
        ("lamp", "lamp"),
        ("sneakers", "sneaker"),
        ("trainers", "sneaker"),
        ("furniture", "furniture"),
        ("knives", "knife"),
        ("boards", "board"),
        ("loveseat", "loveseat"),
    ],
)
def test_a_kind_is_found_in_the_words_of_shoppers(vocabulary: Vocabulary, phrase: str, kind: str) -> None:
    assert _kinds(vocabulary, phrase)[:1] == [kind]


@pytest.mark.parametrize("phrase", ["set", "thing", "zeppelin", "with"])
def test_other_words_are_no_kind(vocabulary: Vocabulary, phrase: str) -> None:
    assert _kinds(vocabulary, phrase) == []


def test_a_kind_comes_with_the_names_that_match_it(vocabulary: Vocabulary) -> None:
    assert set(vocabulary.category("sofa")) == {"sofa", "loveseat"}
    assert vocabulary.rows_of("couch").tolist() == [0, 1]
    assert vocabulary.rows_of("lamp").tolist() == [2]


def test_values_brands_and_features_are_known(vocabulary: Vocabulary) -> None:
    def first(phrase: str) -> tuple[str, str, object]:
        entry = vocabulary.lookup(key_of(phrase))[0]
        return entry.kind, entry.attribute, entry.value

    assert first("slate") == ("value", "colour", "Slate")
    assert first("brushed") == ("value", "finish", "Brushed")
    assert first("lumo") == ("brand", "", "Lumo")
    assert first("hand wash") == ("feature", "hand_wash", True)


def test_rows_have_a_value_by_family(vocabulary: Vocabulary) -> None:
    assert vocabulary.having("colour", "grey").tolist() == [0]
    assert vocabulary.having("colour", "white").tolist() == [6]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("snekers", "sneakers"), ("sunglases", "sunglasses"), ("lether", "leather"), ("furnitur", None)],
)
def test_a_mistyped_word_is_understood(vocabulary: Vocabulary, typed: str, meant: str | None) -> None:
    assert vocabulary.speller.meant(typed) == meant


@pytest.mark.parametrize("word", ["weather", "payment", "sofa", "lamb", "xyz", "wifi6", "the"])
def test_a_word_of_its_own_is_left_alone(vocabulary: Vocabulary, word: str) -> None:
    assert vocabulary.speller.meant(word) is None


@pytest.mark.parametrize(
    ("word", "one"),
    [
        ("sofas", "sofa"),
        ("knives", "knife"),
        ("dresses", "dress"),
        ("berries", "berry"),
        ("tomatoes", "tomato"),
        ("boxes", "box"),
        ("glasses", "glasses"),
        ("watches", "watch"),
        ("bus", "bus"),
        ("Lamp", "lamp"),
    ],
)
def test_nouns_have_a_singular(word: str, one: str) -> None:
    assert singular(word) == one


def test_the_head_of_a_title_stands_at_the_end_of_its_first_part() -> None:
    words = taken_apart("Brass Desk Lamp with Linen Shade, 40 cm")
    spans = {" ".join(words.written[a:b]) for a, b in endings(words, frozenset())}
    assert spans == {"Lamp", "Desk Lamp", "Brass Desk Lamp"}


def test_eight_thousand_long_titles_are_read_in_seconds() -> None:
    folder = os.environ.get("SHOP_DATA")
    if not folder:
        pytest.skip("SHOP_DATA is not set")
    products = read_catalog(Path(folder, "catalogs/amazon_titles.jsonl.gz")).products[::3]
    start = time.process_time()
    vocabulary = Vocabulary.build(products, load())
    assert time.process_time() - start < 4
    assert vocabulary.rows_of("ukulele").size > 15

"""Attributes read out of prose: what is read, where, and what is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from retrieval.catalog import Product, Variant, read_catalog
from retrieval.derive import derive
from retrieval.synonyms import Synonyms, load


@pytest.fixture(scope="module")
def synonyms() -> Synonyms:
    return load()


def _read(synonyms: Synonyms, title: str, text: str = "", **stated: str) -> dict[str, list[object]]:
    product = Product("a", title, text, attributes={name: (value,) for name, value in stated.items()})
    return {name: [value for value, _ in found] for name, found in derive(product, synonyms).items()}


@pytest.mark.parametrize(
    ("title", "text", "colours"),
    [
        ("Navy Linen Shirt", "", ["navy"]),
        ("Gray Wool Rug", "", ["grey"]),
        ("Desk Lamp", "A slim lamp in matte black steel.", ["black"]),
        ("Velvet Armchair", "Covered in emerald green velvet.", ["emerald green"]),
        ("Gaming Headset, Red", "", ["red"]),
        ("Charcoal Sofa", "", ["charcoal"]),
        ("Navy Blue Backpack", "Also seen with a red bag.", ["navy blue"]),
        ("Side Table", "Photographed against a white background.", []),
        ("Lounge Chair", "It pairs well with a blue rug.", []),
        ("Orange Juice", "Freshly pressed.", []),
        ("Golden Hour Candle", "Smells of honey.", []),
        ("Olive Oil", "Cold pressed.", []),
        ("Red Sox Cap", "For fans.", []),
        ("Silver Lining Novel", "A story.", []),
        ("Rose Bush", "Flowers all summer.", []),
    ],
)
def test_a_colour_is_read_only_where_it_is_one(synonyms: Synonyms, title: str, text: str, colours: list[str]) -> None:
    assert _read(synonyms, title, text).get("colour", []) == colours


@pytest.mark.parametrize(
    ("title", "text", "materials"),
    [
        ("Leather Wallet", "", ["leather"]),
        ("Faux Leather Jacket", "", ["faux leather"]),
        ("Vegan Wallet", "A leather-free wallet.", []),
        ("Bag without Leather", "", []),
        ("Leather-Look Boots", "", []),
        ("Kitchen Stool", "Crafted from solid oak with a leather seat.", ["oak", "leather"]),
        ("Wooden Spoon", "", ["wood"]),
        ("Iron Man Figure", "A hero.", []),
        ("Glass Vase", "", ["glass"]),
        ("Reading Glasses", "", []),
        ("Down Under Guide", "A book.", []),
    ],
)
def test_a_material_is_read_only_where_it_is_one(
    synonyms: Synonyms, title: str, text: str, materials: list[str]
) -> None:
    assert _read(synonyms, title, text).get("material", []) == materials


def test_gender_and_pattern_are_read_from_the_title(synonyms: Synonyms) -> None:
    found = _read(synonyms, "Women's Striped Socks")
    assert (found["gender"], found["pattern"]) == (["women"], ["striped"])


def test_what_the_row_states_is_not_derived_again(synonyms: Synonyms) -> None:
    assert "colour" not in _read(synonyms, "Red Mug", color="blue")
    product = Product("a", "Red Shirt", variants=(Variant("v", {"Farbe": ("blue",)}),))
    assert "colour" not in derive(product, synonyms)


def test_the_span_holds_the_words_that_were_read(synonyms: Synonyms) -> None:
    product = Product("a", "Plain Mug", "Made of ceramic in a deep crimson tone.")
    found = derive(product, synonyms)
    texts = {value: product.description[span.start : span.end] for held in found.values() for value, span in held}
    assert texts == {"ceramic": "ceramic", "crimson": "crimson"}


def test_derived_colours_agree_with_stated_ones(synonyms: Synonyms) -> None:
    folder = os.environ.get("SHOP_DATA")
    if not folder:
        pytest.skip("SHOP_DATA is not set")
    right = wrong = 0
    for product in read_catalog(Path(folder, "catalogs/fashion.jsonl.gz")).products[:2000]:
        stated = str(product.attributes.get("colour", ("",))[0])
        read = [str(v) for v, _ in derive(Product(product.id, product.title), synonyms).get("colour", ())]
        agrees = any(synonyms.matches("colour", stated, v) or synonyms.matches("colour", v, stated) for v in read)
        right, wrong = right + agrees, wrong + bool(read and not agrees)
    assert right / (right + wrong) > 0.97

"""Kinds of products: what is truly of a kind, what a node of several kinds says, what only has the word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from retrieval import synonyms
from retrieval.belonging import Belonging
from retrieval.catalog import Product
from retrieval.filters import Constraint
from retrieval.postings import Postings
from tests.retrieval.shops import product

KNOWN = synonyms.load()


def shop(*rows: tuple[str, str] | tuple[str, str, str]) -> list[Product]:
    """Make products of (title, path) or (title, path, description); the title is the id."""
    return [product(row[0], row[0], category=tuple(row[1].split(" > ")), description="".join(row[2:])) for row in rows]


def belonging(products: Sequence[Product]) -> Belonging:
    return Belonging(products, Postings.build(products), KNOWN)


MIXED = shop(
    ("Slim Bluetooth Keyboard", "Office > Keyboards & Mice"),
    ("Quiet Wireless Mouse", "Office > Keyboards & Mice", "Pairs with every keyboard."),
    ("Sixty Percent Board", "Office > Keyboards & Mice", "A mechanical keyboard with brown switches."),
    ("Wrist Rest", "Office > Keyboards & Mice", "Keeps wrists straight."),
    ("Keyboard Cleaning Brush", "Office > Cleaning"),
    ("Wool Bobble Hat", "Clothes > Hats and Gloves"),
    ("Ski Gloves Black", "Clothes > Hats and Gloves"),
    ("Winter Set with Gloves", "Clothes > Hats and Gloves", "A hat and a pair of gloves."),
    ("Ground Coffee 250 g", "Groceries > Coffee, tea & small appliances"),
    ("House Coffee Beans", "Groceries > Coffee, tea & small appliances"),
    ("Burr Coffee Grinder", "Groceries > Coffee, tea & small appliances", "Grinds coffee evenly."),
    ("Earl Grey Tea", "Groceries > Coffee, tea & small appliances"),
    ("Walnut Coffee Table", "Furniture > Tables"),
    ("Salted Cashews", "Groceries > nuts/seeds"),
    ("Sunflower Mix", "Groceries > nuts/seeds", "Crunchy seeds with sea salt."),
    ("Bread Knife", "Kitchen > Knives"),
    ("Alpine Carver", "Kitchen > Knives"),
    ("Oven Mitt", "Kitchen > Kitchen & Dining"),
    ("Place Mat", "Kitchen > Kitchen & Dining"),
)


@pytest.mark.parametrize(("kind", "expected"), [
    ("keyboard", {"Slim Bluetooth Keyboard", "Sixty Percent Board"}),
    ("keyboards", {"Slim Bluetooth Keyboard", "Sixty Percent Board"}),
    ("mouse", {"Quiet Wireless Mouse"}),
    ("mice", {"Quiet Wireless Mouse"}),
    ("hat", {"Wool Bobble Hat", "Winter Set with Gloves"}),
    ("gloves", {"Ski Gloves Black", "Winter Set with Gloves"}),
    ("coffee", {"Ground Coffee 250 g", "House Coffee Beans"}),
    ("coffee grinder", {"Burr Coffee Grinder"}),
    ("tea", {"Earl Grey Tea"}),
    ("table", {"Walnut Coffee Table"}),
    ("seeds", {"Sunflower Mix"}),
    ("nuts", {"Salted Cashews"}),
    ("knife", {"Bread Knife", "Alpine Carver"}),
    ("hats and gloves", {"Wool Bobble Hat", "Ski Gloves Black", "Winter Set with Gloves"}),
    ("nuts and seeds", {"Sunflower Mix"}),
    ("brush", {"Keyboard Cleaning Brush"}),
    ("cleaning", {"Keyboard Cleaning Brush"}),
    ("sofa", set()),
])  # fmt: skip
def test_a_kind_that_a_node_shares_is_told_by_the_row_itself(kind: str, expected: set[str]) -> None:
    passed = belonging(MIXED).mask(Constraint("category", "eq", kind))
    assert {p.id for p, passes in zip(MIXED, passed, strict=True) if passes} == expected


@pytest.mark.parametrize(("titles", "kind", "expected"), [
    (("Acoustic Guitar", "Guitar Wall Art", "Strap for Guitar", "Guitar Strap"), "guitar", {"Acoustic Guitar"}),
    (("Guitar Wall Art", "Strap for Guitar", "Piano"), "guitar", {"Guitar Wall Art", "Strap for Guitar"}),
    (("Cherry Tomatoes", "Tomato Soup Bowl", "Vine Tomato Clusters"), "tomato",
     {"Cherry Tomatoes", "Vine Tomato Clusters"}),
    (("Flip Phone", "Phone Case", "Case for Phone", "Phone 128 GB Black"), "phone",
     {"Flip Phone", "Phone 128 GB Black"}),
    (("Drum Set", "Drum Set Case", "Hand Drum, 10 inch", "Drum or Cymbal Bag Strap"), "drum",
     {"Drum Set", "Hand Drum, 10 inch"}),
    (("Chips and Dip", "Chips or Onion Ring Holder"), "chips", {"Chips and Dip"}),
    (("Set of 6 Glasses", "Glass Lamp"), "glasses", {"Set of 6 Glasses"}),
    (("Sofa with Arms", "Corner Sofa in Grey", "Sofa Cover", "Grand, Sofa", "Legs for a Sofa"), "sofa",
     {"Sofa with Arms", "Corner Sofa in Grey", "Grand, Sofa"}),
    (("Plain T-Shirt", "Striped Tshirt in Red", "T-Shirt Rack"), "tshirt", {"Plain T-Shirt", "Striped Tshirt in Red"}),
])  # fmt: skip
def test_the_head_of_a_title_is_its_kind_and_other_words_count_only_alone(
    titles: tuple[str, ...], kind: str, expected: set[str]
) -> None:
    products = shop(*((title, "Everything") for title in titles))
    passed = belonging(products).mask(Constraint("category", "eq", kind))
    assert {p.id for p, passes in zip(products, passed, strict=True) if passes} == expected


def test_a_node_of_one_kind_speaks_for_all_its_rows_and_one_of_a_narrower_kind_less() -> None:
    products = shop(
        ("Cosy Living Room Set", "furniture > sofas"),
        ("Velvet Sofa", "furniture > sofas"),
        ("Rugged Leather Boots", "footwear > boot"),
        ("Trail Master", "footwear > hiking boot"),
        ("Sofa Cover", "furniture > textiles"),
    )
    held = belonging(products)
    rows = np.arange(5)
    assert held.strength(Constraint("category", "eq", "sofa"), rows).tolist() == pytest.approx([0.95, 1.0, 0, 0, 0.3])
    assert held.strength(Constraint("category", "eq", "boots"), rows).tolist() == pytest.approx([0, 0, 1.0, 0.6, 0])
    assert held.mask(Constraint("category", "eq", "boots")).tolist() == [False, False, True, True, False]
    assert held.mask(Constraint("category", "eq", "furniture")).tolist() == [True, True, False, False, True]


def test_a_department_of_several_names_stands_for_all_its_rows() -> None:
    titles = ("Marble Run", "Spinning Top", "Baby Rattle", "Wooden Train", "Toy Box", "Doll", "Kite", "Yo-Yo")
    products = shop(*((title, "Kids & toys > Play") for title in titles), ("Desk", "Home > Office"))
    passed = belonging(products).mask(Constraint("category", "eq", "toys"))
    assert {p.id for p, passes in zip(products, passed, strict=True) if passes} == set(titles)


GAMES = shop(
    ("Harbour Jigsaw", "Games & Puzzles", "A thousand pieces."),
    ("World Map Floor Puzzle", "Games & Puzzles"),
    ("Pirate Board Game", "Games & Puzzles"),
    ("Pairs", "Games & Puzzles", "A card game with animals."),
    ("Mystery Box", "Games & Puzzles"),
    ("Puzzle Mat", "Storage"),
    ("Ball", "Sport"),
)


def test_what_goes_with_a_table_lamp_is_no_floor_lamp() -> None:
    table, floor = ("Glass Lamp", "Light > Table & desk lamps"), ("Arc Floor Lamp", "Light > Floor lamps")
    lamps = shop(table, floor, ("Bulb", "Light"))
    named = belonging(lamps).named(Constraint("category", "ne", "Table & desk lamps"))
    assert named.tolist() == [True, True, False]


@pytest.mark.parametrize(("value", "left"), [
    ("puzzle", {"Pirate Board Game", "Pairs", "Ball"}),
    ("puzzles", {"Pirate Board Game", "Pairs", "Ball"}),
    (("puzzle", "ball"), {"Pirate Board Game", "Pairs"}),
    ("Games & Puzzles", {"Ball"}),
    ("Sport", {p.id for p in GAMES} - {"Ball"}),
    ("umbrella", {p.id for p in GAMES}),
])  # fmt: skip
def test_a_kind_that_is_ruled_out_is_named_by_no_title_or_path(value: str | tuple[str, ...], left: set[str]) -> None:
    named = belonging(GAMES).named(Constraint("category", "ne", value))
    assert {p.id for p, out in zip(GAMES, named, strict=True) if not out} == left

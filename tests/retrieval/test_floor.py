"""The floor of relevance: kinds that a shop has are shown, those that it lacks find nothing.

The constants of retrieval.floor were set on the kinds of three catalogues (284, 805 and 1,643 of them, none refused)
and on names of kinds that they lack (153 of 156 refused); the tables here are a cut of that on the demo shop.
"""

from __future__ import annotations

import numpy as np
import pytest

from assistant.shop import Shop
from retrieval.filters import Constraint, Order
from retrieval.index import Index
from retrieval.query import Query, Result

HAS = (
    "headphones", "mug", "boots", "umbrella", "yoga mat", "red dress", "wooden toy", "coffee grinder", "desk lamp",
    "keyboard", "cheap backpack", "tent", "cushion", "scarf", "dumbbells", "garden gloves", "screwdriver", "notebook",
)  # fmt: skip
LACKS = (
    "helicopter", "sushi restaurant", "car insurance", "flight to paris", "xylophone", "do you have helicopters",
    "wheelchair", "bitcoin", "garage door opener", "concert tickets", "motorcycle", "violin lessons", "life insurance",
    "canoe", "chainsaw", "cigarettes", "the best helicopter",
)  # fmt: skip
OPEN = ("", "a gift for my mum", "something for a picnic", "what is popular", "best sellers", "keep me dry in the rain")


@pytest.fixture(scope="module")
def index(demo_shop: Shop) -> Index:
    return demo_shop.index


@pytest.mark.parametrize("text", HAS)
def test_a_kind_that_the_shop_has_is_shown(index: Index, text: str) -> None:
    assert index.find(Query(text)).hits


@pytest.mark.parametrize("text", LACKS)
def test_a_kind_that_the_shop_lacks_finds_nothing(index: Index, text: str) -> None:
    assert index.find(Query(text)) == Result((), 0)


@pytest.mark.parametrize("text", OPEN)
def test_a_wish_that_names_no_kind_is_answered(index: Index, text: str) -> None:
    assert index.find(Query(text)).hits


def test_no_name_of_a_product_is_below_the_floor(index: Index) -> None:
    refused = [p.name for p in index.products[::9] if not index.find(Query(p.name, k=1)).hits]
    assert refused == []


def test_only_words_that_stand_alone_are_measured(index: Index) -> None:
    text = "helicopter"
    photo = np.zeros(index.texts.dim, dtype=np.float32)
    assert index.find(Query(text, (Constraint("price", "lte", 50.0),))).hits
    assert index.find(Query(text, like=index.products[0].id)).hits
    assert index.find(Query(text, photo=photo)).hits
    assert not index.find(Query(text, (Constraint("price", "lte", 50.0, hard=False),))).hits
    assert not index.find(Query(text, order=Order("price", "asc"))).hits

from __future__ import annotations

import pytest

from assistant.shop import Shop
from intents.reading import Context, Preference
from intents.standing import Standing, standing
from intents.text import read
from retrieval.filters import Constraint

WOOL = Preference(Constraint("material", "ne", "wool", "preference"))
NINE = Preference(Constraint("size", "eq", "9", "preference"))


def said(shop: Shop, text: str, *known: Preference) -> Standing | None:
    return standing(read(text), Context(preferences=known), shop.index.vocabulary)


@pytest.mark.parametrize(("text", "expected"), [
    ("I never wear wool", ("material", "ne", "wool")), ("I can't wear wool", ("material", "ne", "wool")),
    ("so no leather ever", ("material", "ne", "leather")), ("never show me anything green", ("colour", "ne", "green")),
    ("I'm a size 9", ("size", "eq", "9")), ("I always take a medium", ("size", "eq", "M")),
    ("I always buy organic", ("organic", "eq", True)), ("we only have induction", ("induction", "eq", True)),
    ("nothing with nickel, I'm allergic", ("keyword", "ne", "nickel")),
    ("I'm allergic to nickel", ("keyword", "ne", "nickel")), ("I'm vegan", ("vegan", "eq", True)),
])  # fmt: skip
def test_what_holds_for_good_is_read(demo_shop: Shop, text: str, expected: tuple[object, ...]) -> None:
    found = said(demo_shop, text)
    assert found is not None
    assert [(p.constraint.field, p.constraint.op, p.constraint.value) for p in found.stated] == [expected]
    assert found.alone


@pytest.mark.parametrize("text", [
    "no leather please", "I only have 50 dollars", "I never got my order", "I'm a 6 year old", "I'm looking for boots",
    "do you always have sales?", "is it never in stock?", "",
])  # fmt: skip
def test_a_wish_or_a_question_is_nothing_for_good(demo_shop: Shop, text: str) -> None:
    assert said(demo_shop, text) is None


def test_the_rest_of_the_turn_keeps_its_places(demo_shop: Shop) -> None:
    text = "red boots under 150, I never wear leather"
    found = said(demo_shop, text)
    assert found is not None
    assert (len(found.rest), found.rest.strip(" ,"), found.alone) == (len(text), "red boots under 150", False)


def test_each_of_several_things_is_a_preference_of_its_own(demo_shop: Shop) -> None:
    found = said(demo_shop, "I never wear wool, silk or leather")
    assert found is not None
    assert [p.constraint.value for p in found.stated] == ["wool", "silk", "leather"]


def test_a_shoe_size_is_a_size_of_shoes(demo_shop: Shop) -> None:
    found = said(demo_shop, "my shoe size is 9")
    assert found is not None
    assert found.stated[0].kind == "shoe"


@pytest.mark.parametrize(("text", "gone"), [
    ("forget what I said about wool", (WOOL,)), ("I do wear wool sometimes", (WOOL,)),
    ("wool is fine after all", (WOOL,)),
    ("forget my size", (NINE,)), ("forget all my preferences", (WOOL, NINE)), ("a wool blanket please", ()),
    ("is wool ok?", ()),
])  # fmt: skip
def test_a_preference_is_taken_back_by_its_value_or_field(
    demo_shop: Shop, text: str, gone: tuple[Preference, ...]
) -> None:
    found = said(demo_shop, text, WOOL, NINE)
    assert (found.forgotten if found else ()) == gone

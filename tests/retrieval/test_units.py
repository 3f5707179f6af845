"""Amounts in a text, in base units, so that they compare whatever unit they are in."""

from __future__ import annotations

import pytest

from retrieval.units import Amount, amounts_in, is_unit


@pytest.mark.parametrize(
    ("text", "amount"),
    [("750 g", Amount("weight", 0.75)), ("Milk 1,5 l", Amount("volume", 1.5)), ("2-pack", Amount("pieces", 2.0))],
)
def test_an_amount_is_read_in_base_units(text: str, amount: Amount) -> None:
    (found,) = amounts_in(text)
    assert found.same(amount)


def test_two_sides_are_an_area_and_the_longer_side() -> None:
    area, side = amounts_in("Rug 160 x 230 cm")
    assert area.same(Amount("area", 3.68))
    assert side.same(Amount("length", 2.3))


def test_amounts_of_different_things_are_never_the_same() -> None:
    assert not Amount("weight", 1.0).same(Amount("volume", 1.0))


@pytest.mark.parametrize("word", ["second", "bars", "player"])
def test_a_word_that_says_something_else_of_products_is_no_unit(word: str) -> None:
    assert not is_unit(word)

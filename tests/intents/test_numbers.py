"""Prices and ratings, in the words that shoppers use."""

from __future__ import annotations

import pytest

from intents.numbers import number, prices, ratings


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("fifty", 50),
        ("a hundred", 100),
        ("two hundred and fifty", 250),
        ("twenty-five", 25),
        ("1,200", 1200),
        ("1.5k", 1500),
        ("a thousand", 1000),
        ("three thousand two hundred", 3200),
        ("seven", 7),
        ("45.50", 45.5),
    ],
)
def test_a_number_is_read_in_digits_and_words(words: str, value: float) -> None:
    assert number(words) == value


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("nothing above 75", [("lte", 75)]),
        ("i can spend 200", [("lte", 200)]),
        ("$80 max", [("lte", 80)]),
        ("keep it under forty", [("lte", 40)]),
        ("<= 30", [("lte", 30)]),
        ("sixty or less", [("lte", 60)]),
        ("i really do not want to pay more than 25 euros", [("lte", 25)]),
        ("don't go over a hundred", [("lte", 100)]),
        ("a mug for 12 bucks", [("lte", 12)]),
        ("£15", [("lte", 15)]),
        ("my budget is two hundred", [("lte", 200)]),
        ("up to 1k", [("lte", 1000)]),
        ("at least 40", [("gte", 40)]),
        ("over $60", [("gte", 60)]),
        ("100 and up", [("gte", 100)]),
        ("between 20 and 35", [("gte", 20), ("lte", 35)]),
        ("from 50 up to 90", [("gte", 50), ("lte", 90)]),
        ("$15-25", [("gte", 15), ("lte", 25)]),
        ("40 to 70 dollars", [("gte", 40), ("lte", 70)]),
        ("20-30", [("gte", 20), ("lte", 30)]),
        ("around 100 bucks", [("gte", 70), ("lte", 130)]),
        ("80ish", [("gte", 56), ("lte", 104)]),
    ],
)
def test_a_price_limit_is_read(text: str, limits: list[tuple[str, float]]) -> None:
    assert [(limit.op, limit.value) for limit in prices(text)] == limits


@pytest.mark.parametrize(
    "text",
    [
        "a 500 piece puzzle",
        "2-pack",
        "size 9 boots",
        "size 7-8",
        "three of the first",
        "a tent for 4 people",
        "under 2 kg",
        "for a 5 year old",
        "15 inch",
        "within 3 days",
        "the 2nd",
        "make it 2",
        "iphone 13",
        "12 months",
        "4 stars and up",
    ],
)
def test_sizes_quantities_and_ages_are_no_price(text: str) -> None:
    assert prices(text) == []


@pytest.mark.parametrize(
    ("text", "value"), [("4 stars and up", 4), ("rated at least 4.5", 4.5), ("over 3 stars", 3), ("4+ stars", 4)]
)
def test_a_rating_limit_is_read(text: str, value: float) -> None:
    assert [(limit.op, limit.value) for limit in ratings(text)] == [("gte", value)]


def test_a_bare_number_is_a_price_only_where_one_was_asked_for() -> None:
    assert prices("80") == []
    assert [limit.value for limit in prices("80", expected=True)] == [80]


def test_the_span_of_a_limit_covers_its_words() -> None:
    text = "boots under 50 please"
    (limit,) = prices(text)
    assert text[limit.start : limit.end] == "under 50"

from __future__ import annotations

import pytest

from assistant.words import phrase, phrases, unknown
from retrieval.catalog import Value
from retrieval.filters import Constraint, Op


@pytest.mark.parametrize(("field", "op", "value", "words"), [
    ("price", "lte", 50.0, "under [[limit.price]]"), ("price", "gte", 50.0, "from [[limit.price]]"),
    ("rating", "gte", 4.0, "rated [[limit.rating]] or higher"), ("colour", "eq", ("red", "blue"), "in red or blue"),
    ("material", "ne", "leather", "not leather"), ("gender", "eq", "women", "for women"),
    ("size", "eq", 8.0, "in size 8"),
    ("waterproof", "eq", True, "waterproof"), ("waterproof", "ne", True, "not waterproof"),
    ("dishwasher_safe", "eq", False, "not dishwasher safe"), ("brand", "eq", "Aro", "by Aro"),
    ("category", "eq", "apron", "an apron"), ("category", "eq", "boots", "boots"),
    ("keyword", "ne", "laces", "without laces"), ("keyword", "ne", "electric", "not electric"),
    ("sleeps", "gte", 4.0, "sleeps at least 4"),
])  # fmt: skip
def test_each_constraint_has_words(field: str, op: Op, value: Value | tuple[Value, ...], words: str) -> None:
    assert phrase(Constraint(field, op, value)) == words


def test_under_is_not_said_of_a_price_that_is_just_the_limit() -> None:
    limit = (Constraint("price", "lte", 50.0),)
    assert phrases(limit) == ("under [[limit.price]]",)
    assert phrases(limit, at_limit=True) == ("up to [[limit.price]]",)


@pytest.mark.parametrize(("asked", "question", "words"), [
    ("waterproof", "is it waterproof?", "whether it is waterproof"),
    ("hood", "does it have a hood", "whether it has hood"),
    ("cancel noise", "does it cancel noise", "whether it can cancel noise"),
    ("weight", "how heavy is it", "weight"),
    ("carry it", "would you carry it up", ""),
    ("go in the oven", "can it go in the oven", "whether it can go in the oven"),
])  # fmt: skip
def test_what_is_unknown_is_named_as_it_was_asked(asked: str, question: str, words: str) -> None:
    assert unknown(asked, None, question, plural=False) == words

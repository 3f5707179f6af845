"""Well-formed sentences pass, others do not."""

from __future__ import annotations

import pytest

from assistant.form import misshapen
from assistant.sentence import Sentence

GOOD = (
    "Here are some kettles.",
    "[[1]] costs [[1.price]] and comes in [[1.colour]].",
    "I would look at [[1]] at [[1.price]], [[2]] at [[2.price]] and [[3]].",
    "Consider [[1]], which is made of [[1.material]].",
    "Next up: [[2]], [[2.under_limit]] below your limit.",
    "[[1]] is rated [[1.rating]] from [[1.rating_count]] ratings.",
    "[[1]], [[2]] and [[3]] are all in stock.",
    "[[1]] costs [[1.price]], [[2]] costs [[2.price]] and [[3]] costs [[3.price]].",
    "That is what you asked for: under [[limit.price]].",
    "[[1]] is not in red, and rated [[1.rating]].",
    "Added: [[1]].",
    "Without that limit, there is more to choose from.",
    "Take [[1]] if the price matters most, and [[2]] if you go by ratings.",
    "Other shoppers rate [[1]] [[1.rating]].",
    "The price of [[1]] is [[1.price]].",
    "[[1]]",
    "[[1]] is under [[limit.price]], as asked, and [[1.colour]] in colour.",
    "I found [[1]], [[2]] and [[3]].",
    "It comes in at [[1.price]] and is made of [[1.material]].",
)
BAD = (
    "[[1]] under [[limit.price]] and [[1.under_limit]] below your limit.",
    "[[1]] at [[1.price]].",
    "[[1]] [[1.colour]] and rated [[1.rating]].",
    "[[1]] costs [[1.price]] and is listed with, for price.",
    "Or look at [[1]] ([[1.colour]]) and [[2]] ([[2.price]]) match what you asked for.",
    "I suggest [[1]] at [[1.price]] and leather.",
    "I would start with [[1]], rated [[1.rating]], [[2]] is the cheapest of these.",
    "[[1]] is rated [[1.rating]], [[2]] is made of [[2.material]].",
    "[[1]] is rated [[1.rating]], and [[2]] in blue both fit.",
    "[[1]] is rated [[1.rating]] based on [[1.under_limit]] under your limit.",
    "[[1]] is [[1.under_limit]] inside your limit.",
    "The colour of [[1]] is in [[1.colour]].",
    "[[1]] and [[2]] are all in it.",
    "[[1]] and [[2]] are all that.",
    "[[1]] and [[2]] are all made of stock at the moment.",
    "[[1]] is the cheapest of these and costs the least here.",
    "[[1]] comes close, but misses on this: leather and close.",
    "For [[1]], the shop is [[1.price]].",
    "[[1]] is not in red and [[1.colour]] in colour.",
    "Consider [[1]] for [[1.price]] and [[1.colour]] in colour.",
    "[[1]] with a rating of [[1.rating]] and the cheapest of these is here.",
    "In the cart it goes: [[1]] and [[2]].",
    "Setting [[1]], [[2]] and [[3]] are here.",
    "Here is what the shop says more for kettles.",
    "[[1]] is made of.",
    "You asked for for women, and [[1]] fits.",
    "In the same line, there is a few.",
    "Yes, the shop has [[1]] in [[1.size]] and is not rubber here.",
    "[[1]] and [[2]] are now in your cart now.",
    "Good, here is rated [[1.rating]].",
    "[[1]] is not under [[limit.price]], but close at [[1.price]].",
    "You can choose [[1]], that is [[1.price]].",
    "I found a few ideas for tents that fits.",
    "I found [[1]] at [[1.price]], [[2]] costs the least here.",
    "A further option: [[1]], and running low.",
    "Next up: [[1]] at [[1.price]] and the cheapest of these.",
)


def shape(text: str) -> str:
    return misshapen(Sentence(text, (1, 2, 3)))


@pytest.mark.parametrize("text", GOOD)
def test_a_well_formed_sentence_passes(text: str) -> None:
    assert shape(text) == ""


@pytest.mark.parametrize("text", BAD)
def test_an_ill_formed_sentence_is_refused(text: str) -> None:
    assert shape(text)


def test_the_reason_shows_the_words_at_fault() -> None:
    assert "says more" in shape("Here is what the shop says more for kettles.")

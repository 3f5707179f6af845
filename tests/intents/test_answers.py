from __future__ import annotations

import pytest

from intents.answers import bare_answer, place_of


@pytest.mark.parametrize(("text", "answer"), [
    ("yes", "yes"), ("yes please", "yes"), ("okay", "yes"), ("sure, go ahead", "yes"), ("no", "no"),
    ("not really", "no"), ("no thanks", "no"), ("whatever", "any"), ("either is fine", "any"), ("i don't mind", "any"),
    ("you choose", "any"), ("both of them", "both"), ("both please", "both"), ("neither", "neither"),
    ("none of those", "neither"), ("yes but cheaper", ""), ("either red or blue", ""), ("no leather", ""), ("red", ""),
])  # fmt: skip
def test_a_bare_answer_is_told_from_a_wish(text: str, answer: str) -> None:
    assert bare_answer(text) == answer


@pytest.mark.parametrize(("text", "place"), [
    ("the second", 1), ("the first one please", 0), ("the last", 2), ("number 2", 1), ("i meant the third", 2),
    ("the fourth", None), ("the second one in blue", None), ("seconds", None),
])  # fmt: skip
def test_a_place_among_three_is_read_where_nothing_else_is_said(text: str, place: int | None) -> None:
    assert place_of(text, 3) == place


def test_a_digit_is_no_place_where_values_may_be_numbers() -> None:
    assert place_of("2", 3, digits=False) is None

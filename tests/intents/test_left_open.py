"""What is left open, let in again, or turned round: read from words of every kind."""

from __future__ import annotations

import pytest

from intents.negation import allowed, dropped, needless, negated


@pytest.mark.parametrize("said", [
    "it doesnt need to survive the oven", "doesn't have to be cordless", "it needn't be oak", "no need for a hood",
    "we do not need to have wheels", "waterproof isn't a must", "a lid is not necessary", "wheels are optional",
    "but pockets aren't essential", "leather is not required", "a zip is just a bonus", "they don't have to be new",
    "the hood isn't a deal breaker", "dimmable is a nice to have", "it needn't have a timer", "foldable is unimportant",
])  # fmt: skip
def test_what_is_not_needed_is_left_open(said: str) -> None:
    assert [*needless(said)]


@pytest.mark.parametrize(("said", "what"), [
    ("fake is fine after all", "fake"), ("leather is ok now", "leather"), ("ok, silk is fine too", "silk"),
    ("actually plastic is alright with me", "plastic"), ("black would be okay as well", "black"),
    ("green is acceptable again", "green"), ("but nylon is good by me", "nylon"),
])  # fmt: skip
def test_what_was_ruled_out_is_let_in_again(said: str, what: str) -> None:
    assert allowed(said) == [what]


@pytest.mark.parametrize("said", ["is that fine", "this one is good", "leather is too stiff", "fine, add it"])
def test_praise_lets_nothing_in(said: str) -> None:
    assert allowed(said) == []


@pytest.mark.parametrize(("said", "word"), [
    ("not for kids", "kids"), ("nothing for children please", "children"), ("not in grey", "grey"),
    ("without a hood", "hood"), ("not with laces", "laces"), ("no jigsaws", "jigsaws"), ("anything but red", "red"),
])  # fmt: skip
def test_a_negation_reaches_past_its_preposition(said: str, word: str) -> None:
    assert any(start <= said.index(word) < end for start, end in negated(said))


@pytest.mark.parametrize(("said", "field"), [
    ("the size can be anything", "size"), ("colour can be whatever", "colour"), ("any brand will do", "brand"),
    ("the material could be anything", "material"), ("price doesn't matter", "price"), ("ignore the brand", "brand"),
])  # fmt: skip
def test_a_field_that_may_be_anything_is_dropped(said: str, field: str) -> None:
    assert field in [name for name, _, _ in dropped(said)]

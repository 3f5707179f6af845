"""What a turn takes away."""

from __future__ import annotations

import pytest

from intents.negation import NO_PREFERENCE, dropped, left_open, negated


@pytest.mark.parametrize(
    ("text", "under"),
    [
        ("not leather", ["leather"]),
        ("anything but purple", ["purple"]),
        ("any colour but green", ["green"]),
        ("no wool or silk please", ["wool", "silk"]),
        ("without laces, in blue", ["laces"]),
        ("i don't want plastic", ["plastic"]),
        ("instead of brass", ["brass"]),
    ],
)
def test_words_after_a_cue_are_negated(text: str, under: list[str]) -> None:
    spans = negated(text)
    assert all(any(start <= text.index(word) < end for start, end in spans) for word in under)


@pytest.mark.parametrize(
    ("text", "free"),
    [
        ("without laces, in blue", "blue"),
        ("no wait. a red one", "red"),
        ("no more than 40, black", "black"),
        ("no problem, green", "green"),
        ("not wool but cotton", "cotton"),
        ("not only red", "red"),
    ],
)
def test_words_outside_the_scope_are_not(text: str, free: str) -> None:
    assert not any(start <= text.index(free) < end for start, end in negated(text))


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("the colour doesn't matter", "colour"),
        ("color isnt important", "colour"),
        ("forget the budget", "price"),
        ("ignore the price limit", "price"),
        ("any brand is fine", "brand"),
        ("i don't care about the material", "material"),
        ("no size preference", "size"),
        ("money is no object", "price"),
        ("regardless of the price", "price"),
        ("start over", "*"),
        ("forget everything i said", "*"),
    ],
)
def test_a_field_that_no_longer_matters_is_dropped(text: str, field: str) -> None:
    assert field in [name for name, _, _ in dropped(text)]


@pytest.mark.parametrize(
    "text", ["any colour but green", "what colours are there", "under 50", "a price drop", "in any case red"]
)
def test_other_mentions_of_a_field_drop_nothing(text: str) -> None:
    assert list(dropped(text)) == []


def test_a_value_can_be_left_open() -> None:
    text = "it doesn't have to be oak"
    assert left_open(text, text.index("oak")) is not None
    assert left_open("it has to be oak", 13) is None


@pytest.mark.parametrize(
    "text", ["any", "no", "doesn't matter", "whatever", "i don't mind", "no preference", "up to you!"]
)
def test_an_answer_can_have_no_preference(text: str) -> None:
    assert NO_PREFERENCE.match(text)


@pytest.mark.parametrize("text", ["no red", "any red one", "not too big"])
def test_an_answer_with_a_wish_is_a_preference(text: str) -> None:
    assert not NO_PREFERENCE.match(text)

from __future__ import annotations

import pytest

from intents.taking_back import turned_round, undone


@pytest.mark.parametrize(("text", "steps"), [
    ("undo that", 1), ("take that back", 1), ("go back a step", 1), ("undo my last change", 1),
    ("no wait, go back to what we had", 1), ("oops, undo please", 1), ("scratch that", 1),
    ("put it back to how it was", 1), ("forget what i just said", 1), ("undo the last two changes", 2),
    ("go back three steps", 3), ("undo that twice", 2),
])  # fmt: skip
def test_a_step_back_is_told_with_its_length(text: str, steps: int) -> None:
    assert undone(text) == steps


@pytest.mark.parametrize("text", [
    "take the lamp back", "back to the boots", "can i take it back to the shop", "undo the red", "i want my money back",
    "scratch that, make it blue", "is the back padded?", "",
])  # fmt: skip
def test_what_names_something_else_is_no_step_back(text: str) -> None:
    assert undone(text) == 0


@pytest.mark.parametrize(("text", "turns"), [
    ("the other way round", True), ("no wait, the other way around", True), ("no wait, swap them", True),
    ("i meant the opposite", True), ("vice versa", True), ("reverse the order please", True),
    ("swap the first for the second", False), ("a reversible belt", False), ("the other one", False),
])  # fmt: skip
def test_turning_round_is_told_from_what_only_sounds_like_it(text: str, turns: bool) -> None:
    assert turned_round(text) is turns

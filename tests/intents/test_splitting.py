"""Words typed without spaces: taken apart where the shop has what they say, left whole where they are words."""

from __future__ import annotations

import pytest

from intents.splitting import unglued
from intents.text import read
from retrieval.vocabulary import Vocabulary


@pytest.mark.parametrize("word", ["wallclocks", "campinglanterns", "redscarfunder50"])
def test_words_that_a_title_has_side_by_side_are_taken_apart(vocabulary: Vocabulary, word: str) -> None:
    assert " " in unglued(read(word), vocabulary).low


@pytest.mark.parametrize("word", ["corkscrew", "wallpaper", "teaboots", "clockwork", "kitchenware"])
def test_words_of_two_that_no_title_has_are_left_whole(vocabulary: Vocabulary, word: str) -> None:
    assert unglued(read(word), vocabulary).low == word

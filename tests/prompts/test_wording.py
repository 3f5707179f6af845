from __future__ import annotations

import pytest

from prompts.wording import adjectival, stance, with_article


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("lamp", "a lamp"),
        ("iron", "an iron"),
        ("boots", "boots"),
        ("dress", "a dress"),
        ("tea", "tea"),
        ("wine glasses", "wine glasses"),
        ("", ""),
    ],
)
def test_a_kind_of_goods_takes_the_right_article(kind: str, said: str) -> None:
    assert with_article(kind) == said


@pytest.mark.parametrize(
    ("want", "letter"),
    [
        ("leather", "w"),
        ("for women", "w"),
        ("under [[limit.price]]", "w"),
        ("not leather", "w"),
        ("machine washable", "w"),
        ("with a hood", "h"),
        ("hiking", "m"),
        ("heel height at least 5", "m"),
        ("wedding", "m"),
    ],
)
def test_a_wish_stands_where_its_shape_allows(want: str, letter: str) -> None:
    assert stance(want) == letter


@pytest.mark.parametrize("words", ["heel height", "bed", "battery life", "Farbe", "wedding"])
def test_nouns_are_not_taken_for_adjectives(words: str) -> None:
    assert not adjectival(words)

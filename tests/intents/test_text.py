"""The read text: places kept, hidden things gone."""

from __future__ import annotations

import pytest

from intents.text import MOST, read


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("RED Mug", "red mug"),
        ("re\u200bd", "red"),
        ("it’s “nice”", 'it\'s "nice"'),
        ("a<b>b</b>", "a b "),
        ("５０ €", "50 €"),
        ("a \t  b", "a b"),
        ("", ""),
    ],
)
def test_text_is_made_plain(text: str, low: str) -> None:
    assert read(text).low == low


def test_every_character_keeps_its_place() -> None:
    clean = read("x \u200b<i>Ｂlue</i>  mug")
    start = clean.low.index("blue")
    first, last = clean.span(start, start + 4)
    assert clean.original[first:last] == "Ｂlue"


def test_a_long_text_keeps_its_beginning_and_its_end() -> None:
    clean = read("first " + "x" * 50_000 + " last")
    assert len(clean.low) <= MOST
    assert clean.low.startswith("first")
    assert clean.low.endswith("last")

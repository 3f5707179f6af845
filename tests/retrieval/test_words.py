"""Words as search sees them."""

from __future__ import annotations

import pytest

from retrieval.words import join, stems, tokens


@pytest.mark.parametrize(("one", "other"), [
    ("women's boots", "womens boot"), ("Knives", "knive"), ("running shoes", "Run Shoe"), ("10.5 inch", "10.5 INCH"),
])  # fmt: skip
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stems(one) == stems(other)


def test_punctuation_parts_and_hyphens_inside_words_do_not() -> None:
    assert tokens("red, blue high-top - new") == ["red", "|", "blue", "high", "top", "|", "new"]


def test_joined_texts_share_no_phrase() -> None:
    assert tokens(join(["oak", "", "desk"])) == ["oak", "|", "desk"]


def test_text_without_words_has_no_stems() -> None:
    assert stems("🛍️ !!! …") == ()

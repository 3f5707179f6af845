"""The bundled tagger, and the words and spans it works with."""

from __future__ import annotations

from pathlib import Path

import pytest

from intents.spans import MOST_WORDS, spans_of, words_of
from intents.tagger import Tagger
from retrieval.errors import ModelMissing


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load()


def test_words_are_parted_from_marks_but_not_from_their_own() -> None:
    text = "a 3.5mm jack, l-tyrosine (new)?"
    assert [text[a:b] for a, b in words_of(text)] == ["a", "3.5mm", "jack", ",", "l-tyrosine", "(", "new", ")", "?"]


def test_a_stray_inside_tag_begins_a_span() -> None:
    assert spans_of(["I-a", "I-a", "B-a", "O", "I-b"]) == [("a", 0, 2), ("a", 2, 3), ("b", 4, 5)]


def test_spans_are_places_of_the_text(tagger: Tagger) -> None:
    text = "Hello, could I have a Purple  wall clock by Hartwig & Sons?"
    spans = tagger.tag([text])[0]
    assert all(text[s.start : s.end] == s.text and 0.0 < s.score <= 1.0 for s in spans)
    assert {("core_product_type", "wall clock"), ("color", "Purple")} <= {(s.label, s.text) for s in spans}
    assert any(s.label == "creator" and "Hartwig" in s.text for s in spans)


@pytest.mark.parametrize("text", ["", "  ", "???", "\u200b", "x" * 5000, "mug " * 3000, "日本語 の テント", "\ud800"])
def test_any_text_will_do(tagger: Tagger, text: str) -> None:
    assert all(0 <= span.start < span.end <= len(text) for span in tagger.tag([text])[0])


def test_many_texts_at_once_are_tagged_as_one_by_one(tagger: Tagger) -> None:
    texts = ["red kite", "", "do you have a harp for a child", "thanks"]
    alone = [[(s.label, s.text) for s in tagger.tag([text])[0]] for text in texts]
    assert [[(s.label, s.text) for s in spans] for spans in tagger.tag(texts)] == alone


def test_a_long_text_is_read_from_its_beginning() -> None:
    assert len(words_of("word " * 1000)) == MOST_WORDS


def test_a_missing_tagger_says_how_to_train_it(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"finetune\.token_classifier"):
        Tagger.load(tmp_path)

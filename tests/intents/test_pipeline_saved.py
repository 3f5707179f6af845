"""The pipeline with its trained classifier: saved, loaded, and many turns at a time."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from intents.predict import Understanding
from intents.reading import Context, Reading
from retrieval.errors import ModelMissing
from retrieval.vocabulary import Vocabulary

TURNS = (
    "red rain boots under $70", "not leather", "the second one please", "what's in my cart?", "is it waterproof",
    "a tent for four people, and a lantern too", "who won the match", "", "zeig mir rote Stiefel", "🙂", "asdf" * 40,
)  # fmt: skip


@pytest.fixture(scope="module")
def trained(vocabulary: Vocabulary) -> Understanding:
    return Understanding.load(vocabulary)


@pytest.fixture(scope="module")
def turns(vocabulary: Vocabulary) -> list[tuple[str, Context]]:
    shown = Context(last_act="recommend", shown=(vocabulary.products[:3],), shown_for=("boots",), category="boots")
    return [(text, context) for text in TURNS for context in (Context(), shown)]


def alike(one: Reading, other: Reading) -> bool:
    """Whether two readings are the same but for the last digits of their scores."""
    close = all(abs(a - b) < 1e-2 for a, b in ((one.confidence, other.confidence), (one.in_scope, other.in_scope)))
    return close and dataclasses.replace(one, confidence=0, in_scope=0) == dataclasses.replace(
        other, confidence=0, in_scope=0
    )


def test_saved_and_loaded_it_reads_the_same(
    trained: Understanding, turns: list[tuple[str, Context]], tmp_path: Path
) -> None:
    trained.save(tmp_path / "saved")
    loaded = Understanding.open(tmp_path / "saved")
    assert loaded.nlp.pipe_names == trained.nlp.pipe_names
    assert all(alike(trained.read(*turn), loaded.read(*turn)) for turn in turns)


def test_many_turns_at_a_time_read_as_one_by_one(trained: Understanding, turns: list[tuple[str, Context]]) -> None:
    together = list(trained.read_all(turns))
    assert len(together) == len(turns)
    assert all(alike(one, trained.read(*turn)) for one, turn in zip(together, turns, strict=True))


def test_a_pipeline_without_a_trained_classifier_cannot_be_saved(understanding: object, tmp_path: Path) -> None:
    reader = understanding[0]  # type: ignore[index]
    with pytest.raises(ModelMissing, match="no trained classifier"):
        reader.save(tmp_path / "saved")

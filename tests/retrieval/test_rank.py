"""Fusion, sorting, folding and spreading, on numbers that can be checked by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import ModelMissing
from retrieval.matching import NAMES
from retrieval.rank import Signals, Weights, fold, learned, relevant, sort, sort_by, spread

NONE = np.zeros(3)


def signals(**given: list[float] | list[list[float]]) -> Signals:
    fields = dict.fromkeys(("text", "lexical", "image", "category", "prior", "soft"), NONE)
    fields["match"] = np.zeros((3, len(NAMES)))
    return Signals(**(fields | {k: np.asarray(v, dtype=float) for k, v in given.items()}))


def test_scores_are_the_weighted_sum() -> None:
    fused = signals(text=[0.5, 0.2, 0.0], lexical=[0.0, 1.0, 0.5]).fused(Weights(text=1.0, lexical=0.6))
    assert fused.tolist() == pytest.approx([0.5, 0.8, 0.3])


def test_what_is_matched_is_weighed_by_name() -> None:
    match = np.zeros((3, len(NAMES)))
    match[0, 0], match[2, 1] = 1.0, 0.5
    weights = Weights(match=(2.0, 4.0, *(0.0,) * (len(NAMES) - 2)))
    assert signals(match=match.tolist()).fused(weights).tolist() == [2.0, 0.0, 2.0]


def test_the_bundled_weights_speak_for_what_is_said_and_against_what_is_denied() -> None:
    weights = dict(zip(NAMES, learned().match, strict=True))
    assert weights["same title"] > weights["shade"] > 0 > weights["denied gender"]


def test_weights_that_are_missing_or_for_other_signals_are_refused(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text('{"text": 1.0, "lexical": 1.0}', encoding="utf-8")
    for name in ("none.json", "other.json"):
        with pytest.raises(ModelMissing, match=r"finetune\.fusion"):
            Weights.load(tmp_path / name)


def test_nothing_to_go_by_scores_nothing() -> None:
    assert signals().fused(Weights()).tolist() == [0, 0, 0]


def test_ties_are_settled_by_row() -> None:
    assert sort(np.asarray([7, 3, 5]), np.asarray([1.0, 1.0, 2.0])).tolist() == [2, 1, 0]


def test_a_sort_puts_unknown_values_last_both_ways() -> None:
    values, scores = np.asarray([5.0, np.nan, 2.0, 5.0]), np.asarray([0.1, 0.9, 0.1, 0.3])
    assert sort_by(values, scores, ascending=True).tolist() == [2, 3, 0, 1]
    assert sort_by(values, scores, ascending=False).tolist() == [3, 0, 2, 1]


def test_only_what_is_squarely_of_a_kind_is_relevant_where_there_is_any() -> None:
    scores = np.zeros(3)
    assert relevant(np.asarray([1.0, 0.4, 0.9]), scores, by_category=True).tolist() == [True, False, True]
    assert relevant(np.asarray([0.8, 0.4, 0.4]), scores, by_category=True).tolist() == [True, False, False]
    assert relevant(np.asarray([0.4, 0.4, 0.4]), scores, by_category=True).all()
    assert relevant(NONE, np.asarray([1.0, 0.7, 0.5]), by_category=False).tolist() == [True, True, False]


def test_the_same_title_or_nearly_the_same_vector_is_folded() -> None:
    vectors = np.asarray([[1, 0], [0, 1], [0.999, 0.04], [0.6, 0.8]], dtype=np.float32)
    titles = ["Desk", "Lamp", "Oak Desk", "lamp"]
    assert fold(np.arange(4), titles, vectors, most=4) == [0, 1]
    assert fold(np.arange(4), ["a", "b", "c", "d"], vectors, most=1) == [0]


def test_the_best_comes_first_then_what_is_different() -> None:
    vectors = np.asarray([[1, 0], [0.97, 0.243], [0, 1]], dtype=np.float32)
    assert spread([0, 1, 2], np.asarray([1.0, 0.95, 0.9]), vectors, 3) == [0, 2, 1]
    assert spread([0, 1, 2], np.asarray([1.0, 0.95, 0.2]), vectors, 2) == [0, 1]
    assert spread([], np.zeros(0), vectors, 3) == []

"""Training of the intent classifier: turns are read and varied as promised, metrics are right on a handful by hand."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import numpy as np
import pytest

from finetune.intent_classifier import Judged, Recipe, Remembering, measure, train
from finetune.intent_turns import (
    Example,
    in_some_context,
    labels,
    misspelt,
    read_outsiders,
    read_turns,
    varied,
)
from intents.classifier import OUT_OF_SCOPE, Head
from intents.features import Turn
from tests.intents.test_classifier import EIGHT, Letters


class Counting(Letters):
    """Remembers how many texts it was asked for."""

    def __init__(self) -> None:
        self.texts = 0

    def encode(self, texts: list[str], /) -> np.ndarray:
        self.texts += len(texts)
        return super().encode(texts)


def test_the_schema_lists_27_intents_and_the_turns_cover_them() -> None:
    assert len(labels()) == 28
    assert labels()[-1] == OUT_OF_SCOPE
    examples = read_turns()
    assert {example.label for example in examples} == set(labels())
    assert min(sum(example.label == label for example in examples) for label in labels()) >= 100


def test_a_turn_written_for_its_context_keeps_it() -> None:
    placed = Example(Turn("black", "ask", "Which colour?"), "refine_search", placed=True)
    assert all(copy.turn.last_act == "ask" and copy.turn.last_reply == "Which colour?" for copy in varied([placed], 1))


def test_a_turn_that_stands_alone_is_put_into_talks() -> None:
    rng = random.Random(0)
    alone = Example(Turn("is it made of wool"), "ask_attribute")
    acts = {in_some_context(alone, rng).turn.last_act for _ in range(60)}
    assert {"recommend", "answer", "cart"} <= acts


def test_slips_of_the_keyboard_change_little() -> None:
    rng = random.Random(3)
    for _ in range(40):
        assert abs(len(misspelt("something waterproof please", rng)) - len("something waterproof please")) <= 1
    assert misspelt("no", rng) == "no"


def test_variations_are_the_same_for_the_same_seed() -> None:
    assert list(varied(EIGHT, 5)) == list(varied(EIGHT, 5))


def test_a_text_is_encoded_once() -> None:
    counting = Counting()
    remembering = Remembering(counting)
    first = remembering.encode(["a", "b", "a"])
    again = remembering.encode(["b", "a"])
    assert counting.texts == 2
    assert np.array_equal(first[0], again[1])


def test_metrics_of_five_turns_by_hand() -> None:
    head = Head(("x", "y", OUT_OF_SCOPE), {}, scope=(1.0, 0.0, 0.0, 0.0, 0.0, 0.0), threshold=0.5)
    truth = np.array([0, 0, 1, 1, 2])
    logits = np.array([[2, 1, 0], [1, 2, 0], [0, 2, 1], [0, 2, 1], [0, 0, 3]], np.float32)
    evidence = np.zeros((5, 5), np.float32)
    evidence[:, 0] = [1, 2, 3, -1, -2]
    found = measure(head, Judged(truth, logits, evidence))
    assert found["accuracy"] == pytest.approx(3 / 4)
    assert found["macro_f1"] == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert found["scope_auroc"] == pytest.approx(1.0)
    assert found["in_scope_rejected"] == pytest.approx(1 / 4)
    assert found["out_of_scope_caught"] == pytest.approx(1.0)


def test_a_run_folder_holds_head_metrics_and_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("finetune.intent_classifier.read_turns", lambda: EIGHT * 2)
    train(tmp_path, Letters(), Recipe(hidden=8, epochs=1, folds=2, copies=0, centroids=2), None)
    assert set(json.loads((tmp_path / "metrics.json").read_text())) >= {"accuracy", "macro_f1", "scope_auroc"}
    assert (tmp_path / "confusion.png").stat().st_size > 1000
    assert Head.load(tmp_path).labels == labels()


@pytest.mark.skipif("SHOP_DATA" not in os.environ, reason="SHOP_DATA is not set")
def test_outsiders_are_drawn_from_other_domains() -> None:
    drawn = read_outsiders(Path(os.environ["SHOP_DATA"]), 0)
    assert len(drawn) == 1750
    assert {example.label for example in drawn} == {OUT_OF_SCOPE}

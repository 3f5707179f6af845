"""Training of the intent classifier: turns are read and varied as promised, a net learns, metrics are right by hand."""

from __future__ import annotations

import json
import os
import random
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch

from finetune.intent_batches import epoch
from finetune.intent_calibration import Judged, calibrate, centroids
from finetune.intent_classifier import export, train
from finetune.intent_corpora import Corpus, clinc150
from finetune.intent_groups import groups, held_out
from finetune.intent_measure import measure
from finetune.intent_net import Recipe, TurnNet, contrast, new_net
from finetune.intent_training import fit
from finetune.intent_turns import (
    REPLIES,
    Example,
    in_some_context,
    known_replies,
    labels,
    measured_texts,
    misspelt,
    plain,
    read_outsiders,
    read_turns,
    varied,
)
from intents.classifier import OUT_OF_SCOPE, Head, IntentClassifier
from intents.features import Floats, Turn
from intents.tuned_encoder import Tokens, TunedEncoder, base_model
from tests.intents.test_classifier import EIGHT, _counted

QUICK = Recipe(rank=4, hidden=32, epochs=30, batch=8, rate=2e-3, head_rate=1e-2, dropout=0.0, finish=1.0, held=0.4)


class Texts:
    """Encodes texts by their pairs of letters."""

    def encode(self, texts: list[str], /) -> Floats:
        return _counted(tuple(texts))


@cache
def learnt() -> TurnNet:
    return fit(EIGHT, labels(), QUICK)


def test_a_net_learns_eight_turns_and_answers_the_same_once_saved_and_loaded(tmp_path: Path) -> None:
    head, tuned = export(learnt(), labels(), EIGHT, QUICK)
    turns = [example.turn for example in EIGHT]
    said = IntentClassifier(head, tuned).predict(turns)
    assert [max(p.scores, key=lambda name: p.scores[name]) for p in said[:6]] == [e.label for e in EIGHT[:6]]
    head.save(tmp_path)
    learnt().save_adapter(tmp_path)
    again = IntentClassifier.load(tmp_path).predict(turns)
    assert [p.intent for p in again] == [p.intent for p in said]
    assert [p.confidence for p in again] == pytest.approx([p.confidence for p in said], abs=0.02)
    config = json.loads((tmp_path / "adapter" / "adapter_config.json").read_text())
    assert config["base_model_name_or_path"] == "sentence-transformers/all-MiniLM-L6-v2"  # no path of this machine


def test_training_moves_the_adapter_and_not_the_base() -> None:
    base = dict(base_model().named_parameters())
    moved = [rows for name, rows in learnt().encoder.named_parameters() if "lora_B" in name]
    kept = {name.removeprefix("base_model.model.").replace(".base_layer", ""): rows
            for name, rows in learnt().encoder.named_parameters() if "lora_" not in name}  # fmt: skip
    assert moved
    assert all(rows.abs().max() > 0 for rows in moved)
    assert kept.keys() == base.keys()
    assert all(torch.equal(kept[name], base[name]) for name in base)


def test_a_stopped_run_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    short = Recipe(rank=2, hidden=8, epochs=2, batch=4)
    once = fit(EIGHT, labels(), short, tmp_path)
    again = fit(EIGHT, labels(), short, tmp_path)  # nothing is left to do
    assert all(np.array_equal(one, other) for one, other in zip(once.arrays().values(), again.arrays().values(),
                                                                strict=True))  # fmt: skip


def test_a_new_net_may_start_from_the_adapter_of_another(tmp_path: Path) -> None:
    learnt().save_adapter(tmp_path)
    started = new_net(3, QUICK, tmp_path)
    one, other = (dict(net.encoder.named_parameters()) for net in (learnt(), started))
    name = next(name for name in one if "lora_B" in name)
    assert torch.allclose(one[name], other[name], atol=1e-3)


def test_the_contrast_is_small_where_turns_of_one_label_lie_together() -> None:
    near = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    target = torch.tensor([0, 0, 1, 1])
    assert contrast(near, target, 0.1) < 0.01
    assert contrast(near, torch.tensor([0, 1, 0, 1]), 0.1) > 5
    assert contrast(near, torch.tensor([0, 1, 2, 3]), 0.1) == 0


def test_every_batch_has_pairs_of_one_label() -> None:
    examples = [Example(Turn(f"{label} {n}"), label) for label in labels()[:4] for n in range(6)]
    batches = list(epoch(examples, labels(), Tokens(), 6, seed=1))
    assert sum(len(batch.target) for batch in batches) == len(examples)
    assert all((batch.target[0::2] == batch.target[1::2]).all() for batch in batches)


def test_near_neighbours_are_held_out_together() -> None:
    texts = ["red boots", "red boots!", "where is my order", "where is my order?", "pay", "talk to a person"]
    examples = [Example(Turn(text), "small_talk") for text in texts]
    found = groups(examples, Texts())
    assert found[0] == found[1]
    assert found[2] == found[3]
    assert len(set(found.tolist())) == 4
    for seed in range(6):
        held = held_out(examples, Texts(), 0.4, seed)
        assert held[0] == held[1]
        assert held[2] == held[3]
        assert held.sum() <= 2


def test_means_of_a_label_are_unit_rows() -> None:
    rows = np.array([[2.0, 0.0], [2.0, 0.0], [0.0, 3.0]], np.float32)
    assert np.allclose(np.sort(centroids(rows, np.array([0, 0, 1]), 1, 0), axis=0), [[0, 0], [1, 1]])


def test_calibration_keeps_the_weights_and_sets_the_rest() -> None:
    head, _ = export(learnt(), labels(), EIGHT, QUICK)
    rng = np.random.default_rng(0)
    truth = np.array([0] * 20 + [27] * 20)
    evidence = rng.normal(size=(40, 5)).astype(np.float32) + (truth == 0)[:, None] * 4
    found = calibrate(head, Judged(truth, rng.normal(size=(40, 28)).astype(np.float32), evidence))
    assert found.arrays is head.arrays
    odds = evidence @ np.asarray(found.scope[:-1]) + found.scope[-1]
    assert odds[:20].min() > odds[20:].max()


def test_the_schema_lists_27_intents_and_the_turns_cover_them() -> None:
    assert len(labels()) == 28
    assert labels()[-1] == OUT_OF_SCOPE
    examples = read_turns()
    assert {example.label for example in examples} == set(labels())
    assert min(sum(example.label == label for example in examples) for label in labels()) >= 100


def test_a_turn_written_for_its_context_keeps_it() -> None:
    placed = Example(Turn("black", "ask", "Which colour?"), "refine_search", placed=True)
    copies = varied([placed] * 9, 1)
    assert all(copy.turn.last_act == "ask" and copy.turn.last_reply == "Which colour?" for copy in copies)


def test_a_turn_that_stands_alone_is_put_into_talks() -> None:
    rng = random.Random(0)
    alone = Example(Turn("is it made of wool"), "ask_attribute")
    acts = {in_some_context(alone, REPLIES, rng).turn.last_act for _ in range(60)}
    assert {"recommend", "answer", "cart"} <= acts


def test_slips_of_the_keyboard_change_little() -> None:
    rng = random.Random(3)
    for _ in range(40):
        assert abs(len(misspelt("something waterproof please", rng)) - len("something waterproof please")) <= 1
    assert misspelt("no", rng) == "no"


def test_variations_are_the_same_for_the_same_seed() -> None:
    assert list(varied(EIGHT, 5)) == list(varied(EIGHT, 5))


def test_a_turn_borrows_only_statements_from_turns_written_for_their_context() -> None:
    placed = [Example(Turn("a", "answer", "It is oak."), "small_talk", placed=True),
              Example(Turn("b", "answer", "Shall I add it?"), "small_talk", placed=True)]  # fmt: skip
    assert set(known_replies(placed)["answer"]) - set(REPLIES["answer"]) == {"It is oak."}


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


def test_a_run_folder_holds_adapter_head_metrics_and_picture(tmp_path: Path) -> None:
    turns = [Example(Turn(f"{e.turn.text} {n}"), e.label) for e in EIGHT[-4:] for n in ("at noon", "why", "me", "3")]
    recipe = Recipe(rank=2, hidden=8, epochs=1, finish=1.0, held=0.5, seed=4)  # holds out turns in scope and outside
    found = train(Corpus(labels(), tuple(turns)), Texts(), recipe, tmp_path)
    assert found == json.loads((tmp_path / "metrics.json").read_text())
    assert set(found["after, held out"]) >= {"accuracy", "macro_f1", "scope_auroc"}
    assert (tmp_path / "confusion.png").stat().st_size > 1000
    assert Head.load(tmp_path).labels == labels()
    assert isinstance(TunedEncoder.load(tmp_path), TunedEncoder)


@pytest.mark.skipif("SHOP_DATA" not in os.environ, reason="SHOP_DATA is not set")
def test_outsiders_are_drawn_from_other_domains() -> None:
    drawn = read_outsiders(Path(os.environ["SHOP_DATA"]), 0)
    assert len(drawn) == 1750
    assert {example.label for example in drawn} == {OUT_OF_SCOPE}


@pytest.mark.skipif("SHOP_DATA" not in os.environ, reason="SHOP_DATA is not set")
def test_nothing_that_is_kept_for_measuring_is_learnt() -> None:
    data = Path(os.environ["SHOP_DATA"])
    barred = measured_texts(data)
    learnt_from = (*read_outsiders(data, 0), *clinc150(data).turns)
    assert not barred & {plain(example.turn.text) for example in learnt_from}

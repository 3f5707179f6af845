"""The token classifier: scores checked by hand, the CRF against all paths, eight examples learned by heart."""

from __future__ import annotations

import itertools
import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from finetune.token_classifier import Data, Recipe, Training, crf_loss, guesses, judge, save, train, trained_by_name
from finetune.token_data import Query, Variations, is_held, joined, read_queries, tags_of
from finetune.token_score import span_score
from intents.tagger import Tagger, barred, decode
from retrieval.encoders import BUNDLED
from retrieval.errors import CatalogError

EIGHT = tuple(
    joined(parts)
    for parts in (
        [("color", ["red"]), ("type", ["kite"])],
        [("type", ["bath", "mat"]), ("brand", ["by", "okko"])],
        [("brand", ["tarn"]), ("type", ["tent", "pegs"])],
        [("material", ["oak"]), ("type", ["shelf"]), ("O", ["and"]), ("type", ["desk"])],
        [("type", ["whistle"]), ("color", ["green"])],
        [("brand", ["okko"]), ("material", ["wool"]), ("type", ["socks"])],
        [("O", ["the"]), ("type", ["flute"])],
        [("color", ["dark", "blue"]), ("type", ["lamp", "shade"])],
    )
)
BY_HEART = Recipe(rank=8, alpha=16, dropout=0.0, batch=8, rate=3e-3, head_rate=1e-2, hidden=0.0, averaged=0.0)


@pytest.fixture(scope="module")
def learned() -> Training:
    torch.set_num_threads(1)
    run = Training(tags_of(EIGHT), BY_HEART, 40)
    for _ in range(40):
        run.step(EIGHT)
    return run


def test_eight_examples_are_learned_by_heart(learned: Training) -> None:
    assert judge(learned.net, learned.tags, learned.tokenizer, EIGHT) == 1.0


def test_the_adapter_moved_and_the_base_did_not(learned: Training) -> None:
    fresh = Training(learned.tags, BY_HEART, 40).net.state_dict()
    now = learned.net.state_dict()
    moved = {name for name in now if not torch.equal(now[name], fresh[name])}
    assert any("lora_B" in name for name in moved)
    assert moved <= set(trained_by_name(learned.net))
    assert all("lora_" in name for name in moved if name.startswith("encoder."))


def test_saved_and_loaded_it_answers_the_same(learned: Training, tmp_path: Path) -> None:
    save(tmp_path, learned.net, learned.tags)
    before = Tagger(learned.net, learned.tags, learned.tokenizer)
    after = Tagger.load(tmp_path)
    assert guesses(after, EIGHT) == guesses(before, EIGHT) == [list(q.tags) for q in EIGHT]
    assert [s.text for s in after.tag(["red kite by okko"])[0]] == [s.text for s in before.tag(["red kite by okko"])[0]]
    assert json.loads((tmp_path / "adapter_config.json").read_text())["base_model_name_or_path"] == BUNDLED


def test_a_run_that_was_broken_off_goes_on(tmp_path: Path) -> None:
    torch.set_num_threads(1)
    data = Data(EIGHT, EIGHT[:2], EIGHT[2:4])
    short = replace(BY_HEART, sentences=0.0, nothing=0.0, epochs=1, patience=9)
    train(tmp_path, data, short)
    train(tmp_path, data, replace(short, epochs=2))
    rows = [json.loads(line) for line in (tmp_path / "loss.jsonl").read_text().splitlines()]
    assert [row["epoch"] for row in rows] == [1, 2]
    assert (tmp_path / "loss.png").stat().st_size > 1000
    assert set(json.loads((tmp_path / "metrics.json").read_text())) >= {"validation_f1", "validation_f1_before"}


def test_strict_span_f1_on_five_queries_by_hand() -> None:
    truth = [["B-a", "I-a"], ["B-a", "B-b"], ["O", "B-b"], ["B-a", "B-a"], ["O"]]
    guess = [["B-a", "I-a"], ["B-a", "I-a"], ["O", "B-a"], ["B-a", "I-a"], ["B-b"]]
    # right: 1. Guessed: 1 + 1 + 1 + 1 + 1 = 5. True: 1 + 2 + 1 + 2 + 0 = 6.
    score = span_score(truth, guess)
    assert (score.precision, score.recall, score.spans) == (1 / 5, 1 / 6, 6)
    assert score.f1 == pytest.approx(2 / 11)
    assert span_score(truth, guess, frozenset({"b"})).f1 == 0.0


def test_the_score_is_that_of_seqeval() -> None:
    metrics = pytest.importorskip("seqeval.metrics")
    rng = np.random.default_rng(3)
    tags = ["O", "B-a", "I-a", "B-b", "I-b"]
    truth, guess = ([[tags[i] for i in rng.integers(0, 5, 6)] for _ in range(50)] for _ in range(2))
    assert span_score(truth, guess).f1 == pytest.approx(metrics.f1_score(truth, guess))


def test_the_loss_and_the_best_path_agree_with_all_paths(learned: Training) -> None:
    net, tags = learned.net, len(learned.tags)
    scores = torch.randn(1, 3, tags, generator=torch.Generator().manual_seed(1))
    bars = torch.from_numpy(barred(learned.tags))
    links, first, last = (net.links + bars[:-1]).detach(), (net.ends[0] + bars[-1]).detach(), net.ends[1].detach()

    def total(path: tuple[int, ...]) -> float:
        steps = sum(float(links[a, b]) for a, b in itertools.pairwise(path))
        return float(first[path[0]] + last[path[-1]]) + steps + sum(float(scores[0, i, t]) for i, t in enumerate(path))

    every = {path: total(path) for path in itertools.product(range(tags), repeat=3)}
    best = max(every, key=lambda path: every[path])
    whole = float(torch.logsumexp(torch.tensor(list(every.values())), 0))
    loss = crf_loss(net, scores, torch.tensor([best]), bars)
    assert float(loss.detach()) == pytest.approx(whole - every[best], abs=1e-3)
    path, odds = decode(scores[0].numpy(), links.numpy(), np.stack([first.numpy(), last.numpy()]))
    assert tuple(path) == best
    share = sum(np.exp(value - whole) for path, value in every.items() if path[1] == best[1])
    assert odds[1, best[1]] == pytest.approx(share, abs=1e-3)


def test_parts_of_a_query_make_it_up_again() -> None:
    assert all(joined(query.parts()) == query for query in EIGHT)


def test_a_sentence_keeps_the_spans_of_its_query_and_may_link_them() -> None:
    varied = Variations(EIGHT, 2)
    named = joined([("color", ["red"]), ("core_product_type", ["kite"]), ("creator", ["okko"])])
    drawn = [varied.sentence(named) for _ in range(60)]
    for query in drawn:
        kept = {label: words for label, words in query.parts() if label != "O"}
        assert kept["core_product_type"] == ("kite",)
        assert kept["creator"][-1] == "okko"
    assert len({query.words for query in drawn}) > 40
    assert any(("creator", ("by", "okko")) in query.parts() for query in drawn)


def test_a_sentence_about_nothing_names_no_product() -> None:
    varied = Variations(EIGHT, 2)
    assert not any("core_product_type" in tag for _ in range(200) for tag in varied.nothing().tags)


def test_swapped_spans_keep_the_order_of_labels() -> None:
    varied = Variations(EIGHT, 2)
    labels = [label for label, _ in EIGHT[3].parts()]
    assert all([label for label, _ in varied.swapped(EIGHT[3], 1.0).parts()] == labels for _ in range(20))


def test_missing_queries_are_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="SHOP_DATA"):
        read_queries(tmp_path / "none.jsonl.gz")


@pytest.mark.skipif("SHOP_DATA" not in os.environ, reason="SHOP_DATA is not set")
def test_a_tenth_of_the_training_rows_is_held_out() -> None:
    data = Data.read(Path(os.environ["SHOP_DATA"]))
    assert 0.08 < len(data.held) / (len(data.held) + len(data.train)) < 0.12
    assert not {q.words for q in data.train} & {q.words for q in data.held}
    assert len({tag[2:] for tag in tags_of(data.train)} - {""}) == 17


def test_equal_queries_fall_on_the_same_side() -> None:
    assert is_held(Query(("oak", "desk"), ("O", "O"))) == is_held(Query(("oak", "desk"), ("B-a", "B-b")))

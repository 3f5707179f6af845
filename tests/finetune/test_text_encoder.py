"""The text encoder of the search: what it learns from, its losses, and that it learns, saves and loads."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch

from finetune.fusion import SIGNALS, Listed, fit, ndcg
from finetune.made_shop import Row, gain, make_rows, make_wish, wish_of
from finetune.text_encoder import judge, save
from finetune.text_net import Net, Recipe, encoded, losses
from finetune.text_queries import Example, Parts, Shelf, answers, facets_of
from finetune.token_data import Query
from retrieval import synonyms
from retrieval.encoders import TextEncoder
from tests.retrieval.shops import SHOP

KNOWN = synonyms.load()


def query(text: str) -> Query:
    """Read "red:color boots:core_product_type"."""
    pairs = [word.split(":") for word in text.split()]
    return Query(tuple(word for word, _ in pairs), tuple(f"B-{tag}" for _, tag in pairs))


@pytest.fixture(scope="module")
def parts() -> Parts:
    texts = ("red:color boots:core_product_type women:department", "oak:material desk:core_product_type",
             "tarn:creator lamp:core_product_type", "quiet:modifier fan:core_product_type", "tall:shape "
             "vase:core_product_type two:quantity", "wool:material hat:core_product_type kestrel:product_name",
             "mug:core_product_type big:UoM picnic:occasion dog:content")  # fmt: skip
    return Parts([query(text) for text in texts], KNOWN)


def test_an_answer_has_what_is_asked_and_its_near_misses_differ(parts: Parts) -> None:
    rng = Random(0)
    for _ in range(50):
        made = parts.example(rng)
        assert made.query
        assert made.title
        assert len(made.others) == 3
        assert made.title not in made.others


def test_a_query_without_a_kind_is_not_used() -> None:
    assert facets_of(query("red:color tarn:creator")) == ()


def test_shades_and_other_names_are_the_same_thing(parts: Parts) -> None:
    assert parts.same("color", "blue", "navy")
    assert parts.same("core_product_type", "sofa", "couch")
    assert not parts.same("color", "blue", "red")


def test_a_row_of_a_shop_is_asked_for_with_words_of_it() -> None:
    made = Shelf(SHOP, KNOWN).example(Random(1))
    assert made.title in {p.title for p in SHOP}
    assert len(made.others) == 3


def test_an_answer_in_a_batch_is_told_by_its_words() -> None:
    assert answers("boots for women", "Women Rain Boots")
    assert not answers("red boots", "Rain Boots")


def test_a_made_up_row_answers_by_its_values_not_its_title(parts: Parts) -> None:
    row = Row({"kind": "boot", "colour": "navy", "gender": "men"}, "Boots")
    assert gain(row, {"kind": "boot", "colour": "navy"}, KNOWN) == 1
    assert 0 < gain(row, {"kind": "boot", "colour": "blue"}, KNOWN) < 1
    assert gain(row, {"kind": "boot", "gender": "women"}, KNOWN) == 0
    rows = make_rows(parts, Random(2), size=40)
    asked, wanted = make_wish(rows[0], parts, Random(3))
    assert asked
    assert gain(rows[0], wanted, KNOWN) == 1
    assert len(wish_of(rows, parts, Random(4), others=2).others) == 2


def test_losses_fall_when_answers_come_near_and_spare_other_answers() -> None:
    queries, right = torch.eye(2, 4), torch.tensor([[True, False, False, False], [False, True, False, False]])
    good, bad = torch.eye(4)[[0, 1, 2, 3]], torch.eye(4)[[1, 0, 2, 3]]
    recipe = Recipe(others=1, spread=0.0)
    assert losses(queries, good, right, recipe) < 0.01 < losses(queries, bad, right, recipe)
    every = torch.ones(2, 4, dtype=torch.bool)
    assert losses(queries, bad, every, recipe) < losses(queries, bad, right, recipe)


def test_eight_examples_are_learned_saved_and_loaded_and_the_base_stays(tmp_path: Path) -> None:
    names = ("lamp", "boot", "desk", "kettle", "scarf", "drum", "tent", "clock")
    examples = [Example(f"quax {n}", f"zorp {m} thing", (f"quax {n} holder",)) for n, m in
                zip(names, reversed(names), strict=True)]  # fmt: skip
    net = Net(Recipe(rank=8, layers=(4, 5)))
    base = {n: p.detach().clone() for n, p in net.named_parameters() if not p.requires_grad}
    optimiser = torch.optim.AdamW([p for p in net.parameters() if p.requires_grad], lr=5e-3)
    before = judge(net, examples)["above"]
    for _ in range(25):
        net.train()
        loss = losses(*encoded(net, examples), Recipe(others=1))
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    assert judge(net, examples)["above"] == 1.0 > before
    assert all(torch.equal(base[n], p) for n, p in net.named_parameters() if n in base)
    save(tmp_path, net, share=1.0)
    texts = ["quax lamp", "zorp clock thing"]
    assert np.allclose(TextEncoder.load(str(tmp_path)).encode(texts), net.vectors(texts).numpy(), atol=0.02)


def test_weights_come_out_that_put_answers_first_and_keep_their_sign() -> None:
    rng = np.random.default_rng(0)
    lists = []
    for _ in range(30):
        signals = np.zeros((6, len(SIGNALS)))
        signals[:, 0] = rng.random(6)
        signals[1:, SIGNALS.index("denied gender")] = 1
        lists.append(Listed(signals, np.asarray([1.0, 0, 0, 0, 0, 0])))
    weights = fit(lists, rounds=50)
    assert ndcg(lists, weights) > 0.99 > ndcg(lists, np.eye(len(SIGNALS))[0])
    assert weights[SIGNALS.index("denied gender")] < 0 <= weights[SIGNALS.index("same title")]

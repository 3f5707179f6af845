"""The retrieval measure: queries from attributes, baselines, numbers checked by hand."""

from __future__ import annotations

import math

from evaluation import baselines
from evaluation.retrieval import Task, interval, scores, task_of
from retrieval.catalog import Product

TITLES = ("red wool hat", "blue wool hat", "red rubber boots", "garden hose")


def shirt(ident: str, gender: str, colour: str) -> Product:
    held = {"gender": (gender,), "colour": (colour,)}
    return Product(ident, f"Shirt {ident}", category=("Clothes", "Shirts"), attributes=held)


def test_queries_are_groups_of_two_or_more() -> None:
    rows = [shirt("a", "Men", "Blue"), shirt("b", "Men", "Blue"), shirt("c", "Women", "Blue"), Product("d", "No facts")]
    assert task_of(rows).relevant == {"men blue shirts": {0, 1}}


def test_bm25_ranks_by_shared_rare_words() -> None:
    ranked = baselines.bm25(TITLES)("blue hats")
    assert [row for row, _ in ranked[:2]] == [1, 0]
    assert len(baselines.bm25(TITLES)("zzz")) == 4


def test_rank_fusion_adds_up_places() -> None:
    one, two = (lambda _: [(0, 9.0), (1, 8.0)]), (lambda _: [(1, 0.5), (2, 0.4)])
    assert [row for row, _ in baselines.fused([one, two])("any")] == [1, 0, 2]


def test_measures_are_those_of_the_textbook() -> None:
    task = Task(TITLES, {"q": frozenset({1, 3})})
    found = scores(lambda _: [(0, 3.0), (1, 2.0), (3, 1.0)], task)
    assert math.isclose(found["nDCG@10"][0], (1 / math.log2(3) + 1 / math.log2(4)) / (1 + 1 / math.log2(3)))
    assert found["MRR@10"] == [0.5]
    assert found["R@10"] == [1.0]


def test_an_interval_holds_the_mean() -> None:
    low, high = interval([0.1, 0.3, 0.2, 0.2])
    assert 0.1 <= low < 0.2 < high <= 0.3

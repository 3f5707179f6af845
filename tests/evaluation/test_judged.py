"""Judged queries: stored without their text, graded, measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation import judged
from evaluation.judged import Judged, digest_of, pool, read_judged, scores
from retrieval.errors import CatalogError
from tests.retrieval.shops import product

ROWS = [product(name, title) for name, title in
        (("a", "Red Mug"), ("b", "Blue Mug"), ("c", "Mug Rack"), ("d", "Lamp"))]  # fmt: skip


def test_a_better_order_of_grades_scores_higher() -> None:
    known = [Judged(digest_of("red mug"), {"a": 2, "b": 1, "c": 0})]
    best, worse, missed = ([(0, 3.0), (1, 2.0), (2, 1.0)], [(1, 3.0), (0, 2.0)], [(3, 1.0)])
    found = [scores({"red mug": order}.__getitem__, ["red mug"], ROWS, known)[0] for order in (best, worse, missed)]
    assert found[0] == pytest.approx(1.0)
    assert 1 > found[1] > found[2] == 0


def test_a_pool_holds_every_system_once_and_names_none(tmp_path: Path) -> None:
    pool({"one": lambda _: [(0, 1.0), (1, 0.5)], "two": lambda _: [(1, 1.0)]}, ["mug"], ROWS, tmp_path / "pool.jsonl")
    row = json.loads((tmp_path / "pool.jsonl").read_text(encoding="utf-8"))
    assert sorted(shown["id"] for shown in row["rows"]) == ["a", "b"]
    assert set(row) == {"query", "text", "rows"}


def test_missing_judgements_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="--pool"):
        read_judged(tmp_path / "none.jsonl")


@pytest.mark.skipif(not judged.JUDGED.is_file(), reason="nothing is judged yet")
def test_what_is_stored_holds_no_text() -> None:
    found = read_judged()
    assert len(found) == judged.QUERIES
    for one in found:
        assert len(one.digest) == 12
        assert set(one.grades.values()) <= {0, 1, 2}

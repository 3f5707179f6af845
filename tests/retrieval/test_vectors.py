"""Nearest vectors among allowed rows: exact where rows are few, near enough in cells, the same after saving."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval import vectors as module
from retrieval.vectors import Vectors, Vectors32

SIZE, DIM = 6000, 32


@pytest.fixture(scope="module")
def held() -> Vectors32:
    """Vectors in clusters, as those of texts are."""
    random = np.random.default_rng(0)
    centres = random.normal(size=(60, DIM))
    found = centres[random.integers(0, 60, SIZE)] + 0.4 * random.normal(size=(SIZE, DIM))
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


def oracle(held: Vectors32, vector: Vectors32, allowed: np.ndarray, k: int) -> list[int]:
    """Look at every row, slowly."""
    scored = sorted((-float(held[row] @ vector), row) for row in range(len(held)) if allowed[row])
    return [row for _, row in scored[:k]]


@pytest.mark.parametrize("share", [1.0, 0.5, 0.2, 0.01, 0.0])
def test_a_small_index_finds_what_a_slow_loop_finds(held: Vectors32, share: float) -> None:
    index = Vectors.build(held, np.arange(SIZE, dtype=np.int32), SIZE)
    allowed = np.random.default_rng(1).random(SIZE) < share
    for row in (0, 17, 4000):
        assert index.nearest(held[row], allowed, 10).tolist() == oracle(held, held[row], allowed, 10)


@pytest.mark.parametrize("share", [1.0, 0.5, 0.2])
def test_cells_find_nearly_all_and_only_what_is_allowed(
    held: Vectors32, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FEW", 100)
    index = Vectors.build(held, np.arange(SIZE, dtype=np.int32), SIZE, large=1000)
    allowed = np.random.default_rng(1).random(SIZE) < share
    same = 0
    for row in range(0, SIZE, 300):
        found = index.nearest(held[row], allowed, 10)
        assert allowed[found].all()
        assert len(found) == 10
        same += len(set(found.tolist()) & set(oracle(held, held[row], allowed, 10)))
    assert same >= 0.95 * 10 * len(range(0, SIZE, 300))


def test_few_rows_of_a_large_index_are_compared_one_by_one(held: Vectors32) -> None:
    index = Vectors.build(held, np.arange(SIZE, dtype=np.int32), SIZE, large=1000)
    rounded = held.astype(np.float16).astype(np.float32)
    allowed = np.random.default_rng(1).random(SIZE) < 0.01
    for row in (0, 17, 4000):
        assert index.nearest(held[row], allowed, 10).tolist() == oracle(rounded, held[row], allowed, 10)


@pytest.mark.parametrize("large", [1000, 10**9])
def test_what_is_saved_answers_the_same(held: Vectors32, tmp_path: Path, large: int) -> None:
    rows = np.arange(0, 2 * SIZE, 2, dtype=np.int32)
    built = Vectors.build(held, rows, 2 * SIZE, large=large)
    built.save(tmp_path / "texts")
    loaded = Vectors.load(tmp_path / "texts", 2 * SIZE)
    allowed = np.ones(2 * SIZE, dtype=bool)
    assert loaded.nearest(held[5], allowed, 7).tolist() == built.nearest(held[5], allowed, 7).tolist()
    assert loaded.nearest(held[5], allowed, 7)[0] == 10
    assert np.allclose(loaded.of(np.asarray([10]))[0], held[5], atol=1e-3)
    assert not loaded.of(np.asarray([11])).any()

"""FAISS and Milvus (its embedded engine, in a file beside the index) on one index, in one run; for evaluation.scale.

Both are asked the same in turns: the 200 nearest of the rows that a search leaves, and the whole search. `recall` is
how many of the 200 that a comparison with all of these rows finds. `fill_s` is the time from vectors in a file to
vectors that can be searched. The embedded engine runs in this process; a server has its own cost of the way to it.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from evaluation.metrics import percentile
from retrieval.finder import Search
from retrieval.index import Index
from retrieval.making import TEXTS
from retrieval.milvus import AnyVectors, Milvus
from retrieval.query import Query
from retrieval.vectors import Bools, Vectors, Vectors32

NEAREST, WARM = 200, 10  # rows; first searches that do not count


@dataclass(slots=True)
class Engine:
    """An engine and what it took: seconds to fill, milliseconds of each nearest and each search, shares found."""

    name: str
    index: Index
    fill_s: float
    nearest: list[float] = field(default_factory=list)
    find: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)

    def asked(self, query: Query, vector: Vectors32, allowed: Bools) -> None:
        """Ask for the nearest and for the whole search, and note times and recall."""
        began = time.perf_counter()
        found = self.index.texts.nearest(vector, allowed, NEAREST)
        between = time.perf_counter()
        self.index.find(query)
        self.nearest.append((between - began) * 1000)
        self.find.append((time.perf_counter() - between) * 1000)
        rows = np.flatnonzero(allowed)
        scores = self.index.texts.of(rows) @ vector
        best = rows[np.argsort(-scores, kind="stable")[:NEAREST]]
        self.recall.append(len(np.intersect1d(best, found)) / len(best))

    def row(self) -> dict[str, float | str]:
        """Return what was measured."""
        nearest, find = self.nearest[WARM:], self.find[WARM:]
        return {"engine": self.name, "rows": len(self.index.products), "fill_s": self.fill_s,
                "nearest_p50_ms": percentile(nearest, 0.5), "nearest_p95_ms": percentile(nearest, 0.95),
                "find_p50_ms": percentile(find, 0.5), "find_p95_ms": percentile(find, 0.95),
                "recall": float(np.mean(self.recall))}  # fmt: skip


def compare(index: Index, asked: Sequence[Query]) -> Iterator[dict[str, float | str]]:
    """Ask both engines the same, in turns, and yield a row for each."""
    path = index.folder / index.manifest.data / TEXTS
    with tempfile.TemporaryDirectory() as folder:
        uri = str(Path(folder) / "vectors.db")
        engines = [_over(index, "faiss", lambda: _filled(path, Path(folder))),
                   _over(index, "milvus", lambda: Milvus.open(path, index.products, uri))]  # fmt: skip
        for number, query in enumerate(asked):
            allowed = index.columns.mask(query.constraints)
            vectors = Search.of(index, query).vectors
            if not vectors or not allowed.any():
                continue
            for engine in engines[:: 1 if number % 2 else -1]:
                engine.asked(query, vectors[0], allowed)
        yield from (engine.row() for engine in engines)


def _over(index: Index, name: str, fill: Callable[[], AnyVectors]) -> Engine:
    """Put the vectors of an index into another engine."""
    began = time.perf_counter()
    filled = copy(index)
    filled.texts = fill()
    return Engine(name, filled, time.perf_counter() - began)


def _filled(path: Path, folder: Path) -> Vectors:
    held = np.load(path.with_suffix(".npy"), allow_pickle=False).astype(np.float32)
    rows = np.load(path.with_suffix(".rows.npy"), allow_pickle=False)
    Vectors.build(held, rows, len(rows)).save(folder / TEXTS)
    return Vectors.load(folder / TEXTS, len(rows))

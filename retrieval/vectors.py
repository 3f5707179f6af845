"""Unit vectors of rows: the vectors themselves, exact, and past some size a FAISS index that finds candidates faster.

Up to LARGE vectors are compared one by one. Above, an inverted file (IVF) over k-means cells holds them at 8 bits a
number (SQ8), and the found ones are compared again with the stored ones at 16 bits. HNSW was not taken: filters that
leave few rows cut its paths, and a cell index is made in minutes and needs no links in memory. Where a filter leaves
FEW rows, these are compared one by one at any size. Figures: python -m evaluation.scale
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Vectors32 = NDArray[np.float32]

LARGE = 50_000  # from so many vectors on, cells
FEW = 12_000  # so many rows are compared one by one
PROBED = 24  # cells looked into when nothing is filtered; the share that a filter leaves makes them more
_BLOCK = 65_536
_SAMPLE = 64  # training vectors a cell


class Vectors:
    """Vectors of some of the rows: `rows[i]` is the row of vector i."""

    def __init__(self, held: NDArray[Any], rows: NDArray[np.int32], size: int, cells: Any | None = None) -> None:
        self._held, self.rows, self.size, self._cells = held, rows, size, cells
        self._place = np.full(size, -1, dtype=np.int32)
        self._place[rows] = np.arange(len(rows), dtype=np.int32)
        self._all = len(rows) == size
        self.dim = int(held.shape[1])

    @classmethod
    def build(cls, vectors: Vectors32, rows: NDArray[np.int32], size: int, *, large: int = LARGE) -> Vectors:
        """Index `(n, dim)` unit vectors of the given rows; from `large` on in cells."""
        if len(vectors) < large:
            return cls(np.ascontiguousarray(vectors, dtype=np.float32), rows, size)
        return cls(vectors.astype(np.float16), rows, size, _cells(vectors))

    def save(self, path: Path) -> None:
        """Write to `path` with the endings .npy, .rows.npy and, where there are cells, .faiss."""
        np.save(path.with_suffix(".npy"), self._held)
        np.save(path.with_suffix(".rows.npy"), self.rows)
        if self._cells is not None:
            try:
                faiss.write_index(self._cells, str(path.with_suffix(".faiss")))
            except RuntimeError as error:  # what faiss makes of a full disk
                raise OSError(str(error)) from error

    @classmethod
    def load(cls, path: Path, size: int) -> Vectors:
        """Read what `save` wrote; the vectors of a large index stay on disk and are read where they are needed."""
        cells = path.with_suffix(".faiss")
        held = np.load(path.with_suffix(".npy"), mmap_mode="r" if cells.is_file() else None, allow_pickle=False)
        rows = np.load(path.with_suffix(".rows.npy"), allow_pickle=False)
        return cls(held, rows, size, faiss.read_index(str(cells)) if cells.is_file() else None)

    def nearest(self, vector: Vectors32, allowed: Bools, k: int) -> Ints:
        """Return up to k allowed rows, nearest first."""
        some = allowed if self._all else allowed[self.rows]
        count = int(np.count_nonzero(some))
        k = min(k, count)
        if not k:
            return np.zeros(0, dtype=np.int64)
        if self._cells is None and count * 4 > len(self.rows):  # cheaper than to gather them
            scores = np.where(some, self._held @ vector.astype(np.float32), -np.inf)
            return self._top(np.arange(len(scores)), scores, k)
        if self._cells is None or count <= FEW:
            return self._best(np.flatnonzero(some), vector, k)
        return self._best(self._probed(vector, some, 2 * k, count / len(self.rows)), vector, k)

    def _probed(self, vector: Vectors32, some: Bools, k: int, share: float) -> Ints:
        """Look into the nearest cells, the more of them the fewer rows are allowed."""
        library: Any = faiss  # its stubs show the C++ signatures, not the Python ones
        assert self._cells is not None
        selector = None if share == 1.0 else library.IDSelectorBitmap(np.packbits(some, bitorder="little"))
        probes = min(int(self._cells.nlist), round(PROBED / share**0.5))
        asked = library.SearchParametersIVF(sel=selector, nprobe=probes)
        _, found = self._cells.search(vector[None, :].astype(np.float32), k, params=asked)
        return np.asarray(found[0][found[0] >= 0], dtype=np.int64)

    def _best(self, places: Ints, vector: Vectors32, k: int) -> Ints:
        """Compare the vectors in `places` one by one."""
        scores = self._held[places].astype(np.float32, copy=False) @ vector.astype(np.float32)
        return self._top(places, scores, min(k, len(places)))

    def _top(self, places: Ints, scores: NDArray[Any], k: int) -> Ints:
        best = np.argpartition(-scores, k - 1)[:k] if k else np.zeros(0, dtype=np.int64)
        best = best[np.lexsort((best, -scores[best]))]
        return np.asarray(self.rows[places[best]], dtype=np.int64)

    def of(self, rows: NDArray[Any]) -> Vectors32:
        """Return the vectors of rows `(n, dim)`, zeros for rows that have none."""
        places = self._place[rows]
        if self._all:
            return np.asarray(self._held[places], dtype=np.float32)
        found = np.zeros((len(rows), self.dim), dtype=np.float32)
        if (has := places >= 0).any():
            found[has] = self._held[places[has]]
        return found


def _cells(vectors: Vectors32) -> Any:
    """Train cells on a sample and put all vectors into them, a block at a time."""
    library: Any = faiss
    count, dim = vectors.shape
    cells = max(64, min(4096, int(4 * count**0.5)))
    index = library.index_factory(dim, f"IVF{cells},SQ8", library.METRIC_INNER_PRODUCT)
    index.cp.niter = 8
    chosen = np.random.default_rng(0).permutation(count)[:_SAMPLE * cells]
    index.train(np.ascontiguousarray(vectors[np.sort(chosen)], dtype=np.float32))
    for start in range(0, count, _BLOCK):
        index.add(np.ascontiguousarray(vectors[start:start + _BLOCK], dtype=np.float32))
    return index

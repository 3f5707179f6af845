"""Unit vectors of rows in a FAISS index, exact inner product, searched among allowed rows only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Vectors32 = NDArray[np.float32]


class Vectors:
    """Vectors of some of the rows: `rows[i]` is the row of vector i."""

    def __init__(self, index: Any, rows: NDArray[np.int32], size: int) -> None:
        self._index, self.rows, self.size = index, rows, size
        self._place = np.full(size, -1, dtype=np.int64)
        self._place[rows] = np.arange(len(rows))
        self.dim = int(index.d)

    @classmethod
    def build(cls, vectors: Vectors32, rows: NDArray[np.int32], size: int) -> Vectors:
        """Index `(n, dim)` unit vectors of the given rows."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index, rows, size)

    def save(self, path: Path) -> None:
        """Write to `path` and, beside it, the rows."""
        faiss.write_index(self._index, str(path))
        np.save(path.with_suffix(".npy"), self.rows)

    @classmethod
    def load(cls, path: Path, size: int) -> Vectors:
        """Read what `save` wrote."""
        return cls(faiss.read_index(str(path)), np.load(path.with_suffix(".npy"), allow_pickle=False), size)

    def nearest(self, vector: Vectors32, allowed: Bools, k: int) -> NDArray[np.int64]:
        """Return up to k allowed rows, nearest first."""
        some = allowed[self.rows]
        k = min(k, int(some.sum()))
        if not k:
            return np.zeros(0, dtype=np.int64)
        library: Any = faiss  # its stubs show the C++ signatures, not the Python ones
        selector = library.IDSelectorBitmap(np.packbits(some, bitorder="little"))
        _, found = self._index.search(vector[None, :].astype(np.float32), k,
                                      params=library.SearchParameters(sel=selector))
        return np.asarray(self.rows[found[0][found[0] >= 0]], dtype=np.int64)

    def of(self, rows: NDArray[np.int64]) -> Vectors32:
        """Return the vectors of rows `(n, dim)`, zeros for rows that have none."""
        places = self._place[rows]
        found = np.zeros((len(rows), self.dim), dtype=np.float32)
        if (has := places >= 0).any():
            found[has] = self._index.reconstruct_batch(places[has])
        return found

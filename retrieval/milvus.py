"""Vectors in Milvus, for more than one machine, behind the interface of retrieval.vectors: --vectors milvus
--milvus-uri URI, where URI is a server's (http://HOST:19530) or a file ending in .db, which its embedded engine opens.

A collection is named after the parts of an index, which are never changed, only replaced; whoever opens an index whose
collection is not whole fills it. Filters are told to Milvus as far as numbers and keys say them, or as lists of rows,
and what it finds is checked against the bitmap and compared again with the vectors in the index.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from copy import copy
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from retrieval.catalog import Product
from retrieval.errors import SettingsError, VectorsUnreachable
from retrieval.narrowing import KEYS, LISTED, RANGES, Scalars, one_of
from retrieval.vectors import LARGE, PROBED, Bools, Ints, Vectors, Vectors32

PATIENCE = 10.0  # seconds that a search waits for an answer
_FILLING = 600.0  # seconds that a flush or an index may take
_BLOCK = 1000
_HIT = 4  # a hit costs about as much as so many rows that are listed
_MOST = 16_384  # what Milvus gives in one answer
_SUPERSEDED = "superseded"
Answer = TypeVar("Answer")


class Milvus:
    """Vectors of some of the rows, searched by Milvus; the vectors themselves are also in the index, read where needed.

    `rows[i]` is the row of place i, which is the primary key.
    """

    def __init__(self, store: Store, held: Vectors, scalars: Scalars) -> None:
        self._store, self._held, self._scalars = store, held, scalars
        self.rows, self.size, self.dim = held.rows, held.size, held.dim

    @classmethod
    def open(cls, path: Path, products: Sequence[Product], uri: str) -> Milvus:
        """Open the collection of the vectors saved at `path`, filled if it is not whole.

        `products` are those that the index was made of. Raises VectorsUnreachable: no client, no server.
        """
        rows = np.load(path.with_suffix(".rows.npy"), allow_pickle=False)
        vectors = np.load(path.with_suffix(".npy"), mmap_mode="r", allow_pickle=False)
        store, scalars = Store(uri, name_of(path)), Scalars.of(products, rows)
        if store.count() != len(rows):
            store.fill(vectors, scalars)
        return cls(store, Vectors(vectors, rows, len(products)), scalars)

    def renewed(self, changed: Collection[int]) -> Milvus:
        """Return the same with rows that are not offered any more as they were when the collection was filled."""
        new = copy(self)
        new._scalars = self._scalars.after(np.isin(self.rows, list(changed)))
        return new

    def nearest(self, vector: Vectors32, allowed: Bools, k: int) -> Ints:
        """Return up to k allowed rows, nearest first; raise VectorsUnreachable if Milvus does not answer."""
        some = allowed[self.rows]
        places = np.flatnonzero(some)
        k = min(k, len(places))
        if not k:
            return np.zeros(0, dtype=np.int64)
        found = self._found(vector, some, places, k)
        rows = self.rows[found].astype(np.int64)
        scores = self._held.of(rows) @ vector.astype(np.float32)
        return np.asarray(rows[np.lexsort((rows, -scores))][:k])

    def of(self, rows: Ints) -> Vectors32:
        """Return the vectors of rows `(n, dim)`, zeros for rows that have none."""
        return self._held.of(rows)

    def _found(self, vector: Vectors32, some: Bools, places: Ints, k: int) -> Ints:
        """Search where all that is allowed is, for so many that enough of them are; or among few that are listed."""
        if len(places) <= k:
            return places
        within = self._scalars.narrowed(places)
        share, spread = len(places) / len(some), within.count / len(places)
        wanted = int(k * spread * (2 if len(some) >= LARGE or spread > 1 else 1)) + 8
        while wanted <= _MOST and (len(places) > LISTED or wanted * _HIT < len(places)):
            found = self._store.search(vector, within.expression, min(wanted, within.count), share)
            kept = found[some[found]]
            if len(kept) >= k or wanted >= within.count:
                return kept
            wanted *= 4
        return self._listed(vector, places, k)

    def _listed(self, vector: Vectors32, places: Ints, k: int) -> Ints:
        """Search among listed places, so many at a time."""
        parts = [places[start:start + LISTED] for start in range(0, len(places), LISTED)]
        found = [self._store.search(vector, one_of(part), min(k + 8, len(part)), 1e-9) for part in parts]
        return np.unique(np.concatenate(found))


AnyVectors = Vectors | Milvus


def opened(path: Path, products: Sequence[Product], uri: str | None) -> AnyVectors:
    """Open the vectors saved at `path`, to be searched by FAISS or, with a URI, by Milvus."""
    return Vectors.load(path, len(products)) if uri is None else Milvus.open(path, products, uri)


def renewed(vectors: AnyVectors, changed: Collection[int]) -> AnyVectors:
    """Return the vectors of an index after changes to what some rows are offered for."""
    return vectors.renewed(changed) if isinstance(vectors, Milvus) and changed else vectors


def address(vectors: str, uri: str | None) -> str | None:
    """Return where Milvus is, None for FAISS; raise SettingsError for Milvus without a URI."""
    if vectors == "milvus" and not uri:
        raise SettingsError("Vectors in Milvus need an address: --milvus-uri (SHOP_MILVUS_URI) http://HOST:19530, or a "
                            "file ending in .db for its embedded engine.")
    return uri if vectors == "milvus" else None


class Store:
    """A collection of a Milvus server, or of a file that its embedded engine opens."""

    def __init__(self, uri: str, name: str) -> None:
        self._uri, self.name = uri, name
        try:
            import pymilvus
        except ImportError as error:
            raise VectorsUnreachable(f"Vectors in Milvus ({uri}) need its client, which is not there ({error}). Run "
                                     "pip install pymilvus milvus-lite, or leave --vectors milvus out.") from error
        self._library: Any = pymilvus
        self._client: Any = self._asked(lambda: pymilvus.MilvusClient(uri, timeout=PATIENCE))

    def count(self) -> int:
        """Return how many vectors the collection has, -1 where there is none; it is ready to be searched then."""
        if not self._asked(lambda: self._client.has_collection(self.name, timeout=PATIENCE)):
            return -1
        self._asked(lambda: self._client.load_collection(self.name, timeout=_FILLING))
        found = self._asked(lambda: self._client.query(self.name, filter="", output_fields=["count(*)"],
                                                       consistency_level="Strong", timeout=PATIENCE))
        return int(found[0]["count(*)"])

    def fill(self, vectors: Vectors32, scalars: Scalars) -> None:
        """Put all vectors in, over what is there: several that fill at once end with the same."""
        self._asked(lambda: self._make(len(vectors), int(vectors.shape[1])))
        for start in range(0, len(vectors), _BLOCK):
            block = np.asarray(vectors[start:start + _BLOCK], dtype=np.float32)
            self._put([{"place": n, "vector": vector, **scalars.row(n)} for n, vector in enumerate(block, start)])
        self._asked(lambda: self._client.flush(self.name, timeout=_FILLING))
        self._asked(lambda: self._client.load_collection(self.name, timeout=_FILLING))

    def _put(self, rows: Sequence[dict[str, Any]]) -> None:
        self._asked(lambda: self._client.upsert(self.name, rows, timeout=_FILLING))

    def _make(self, count: int, dim: int) -> None:
        """Make the collection, exact up to LARGE vectors, then in cells as retrieval.vectors has them."""
        if self._client.has_collection(self.name):
            return
        kinds, cells = self._library.DataType, max(64, min(4096, int(4 * count**0.5)))
        schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("place", kinds.INT64, is_primary=True)
        for names, kind in ((RANGES, kinds.DOUBLE), (KEYS, kinds.INT64)):
            for name in names:
                schema.add_field(name, kind)
        schema.add_field("vector", kinds.FLOAT_VECTOR, dim=dim)
        params = self._client.prepare_index_params()
        if count < LARGE:
            params.add_index("vector", index_type="FLAT", metric_type="IP")
        else:
            params.add_index("vector", index_type="IVF_SQ8", metric_type="IP", params={"nlist": cells})
        self._client.create_collection(self.name, schema=schema, index_params=params, timeout=_FILLING)

    def search(self, vector: Vectors32, expression: str, k: int, share: float) -> Ints:
        """Return up to k places that the expression lets through; the smaller the share allowed, the more cells."""
        params = {"params": {"nprobe": min(4096, round(PROBED / max(share, 1e-4)**0.5))}}
        asked = [vector.astype(np.float32).tolist()]
        found = self._asked(lambda: self._client.search(self.name, data=asked, filter=expression, limit=k,
                                                        search_params=params, timeout=PATIENCE))
        return np.asarray(sorted({hit["place"] for hit in found[0]}), dtype=np.int64)

    def drop(self) -> None:
        """Remove the collection, if it is there."""
        self._asked(lambda: self._client.drop_collection(self.name, timeout=PATIENCE))

    def _asked(self, work: Callable[[], Answer]) -> Answer:
        try:
            return work()
        except self._library.MilvusException as error:
            raise VectorsUnreachable(
                f"Milvus at {self._uri} does not do what is asked of it ({self.name}): {error.message}. Start it or "
                "correct --milvus-uri (SHOP_MILVUS_URI); a .db file needs a folder that exists, and one process at a "
                "time. Without --vectors milvus the vectors in the index are searched.") from error


def name_of(path: Path) -> str:
    """Return the name of the collection of the vectors saved at `path`, which no other build has."""
    return f"shop_{path.parent.name}_{path.name}".replace("-", "_")


def retire(folder: Path, data: str, uri: str, kinds: Sequence[str]) -> None:
    """Note that the parts `data` of an index are replaced, and drop the collections of those noted before.

    They are dropped a build later, for a running assistant searches them until its next turn.
    """
    noted = folder / _SUPERSEDED
    for old in noted.read_text(encoding="utf-8").split() if noted.is_file() else ():
        for kind in kinds:
            with suppress(VectorsUnreachable):  # it stays; a search never sees it
                Store(uri, name_of(folder / old / kind)).drop()
    noted.write_text(data, encoding="utf-8")

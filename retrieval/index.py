"""The index of a catalogue, opened: products, words, vectors; what Index.find answers is in retrieval.finder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.attributes import Floats
from retrieval.catalog import Product
from retrieval.columns import Columns
from retrieval.errors import IndexMismatch
from retrieval.lexical import Lexical
from retrieval.making import PICTURES, TEXTS
from retrieval.manifest import Encoders as Encoders
from retrieval.manifest import Manifest, expected, read_manifest
from retrieval.postings import Postings
from retrieval.query import Query, Result
from retrieval.store import load_products
from retrieval.synonyms import Synonyms
from retrieval.vectors import Vectors

if TYPE_CHECKING:
    from retrieval.vocabulary import Vocabulary


class Index:
    """An opened index; shared by all sessions, changed by none."""

    def __init__(self, folder: Path, manifest: Manifest, encoders: Encoders, synonyms: Synonyms) -> None:
        self.folder, self.manifest, self.encoders, self.synonyms = folder, manifest, encoders, synonyms
        self.products = load_products(folder)
        self.row_of = {p.id: row for row, p in enumerate(self.products)}
        size = len(self.products)
        self.columns = Columns(self.products, Postings.load(folder), synonyms)
        self.lexical = Lexical.load(folder, size)
        self.texts = Vectors.load(folder / TEXTS, size)
        self.pictures = Vectors.load(folder / PICTURES, size) if (folder / PICTURES).is_file() else None
        self.prior = _prior(self.products)

    @classmethod
    def open(cls, folder: Path, encoders: Encoders, synonyms: Synonyms, *, digest: str | None = None) -> Index:
        """Open a built index; raise IndexMismatch if it belongs to other encoders, synonyms or another catalogue."""
        manifest = read_manifest(folder)
        wanted = expected(digest or manifest.digest, encoders, synonyms, manifest.products)
        if difference := wanted.difference(manifest):
            raise IndexMismatch(f"The index {folder} has {difference}. Build it anew: "
                                "python -m retrieval.build CATALOG --out DIR")
        return cls(folder, manifest, encoders, synonyms)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of this shop, for the understanding of turns."""
        from retrieval.vocabulary import Vocabulary

        return Vocabulary.build(self.products, self.synonyms)

    def fresh(self) -> Index:
        """Return this index, or the one that an update has put in its place; one that cannot be read is not taken."""
        try:
            if read_manifest(self.folder) == self.manifest:
                return self
            return Index.open(self.folder, self.encoders, self.synonyms)
        except (IndexMismatch, OSError):  # being replaced at this moment, or made for other models: next time
            return self

    def product(self, ident: str) -> Product:
        """Return a product by id; raise KeyError for an unknown one."""
        return self.products[self.row_of[ident]]

    def find(self, query: Query) -> Result:
        """Find what meets the query; see retrieval.finder."""
        from retrieval.finder import find

        return find(self, query)


def _prior(products: Sequence[Product]) -> Floats:
    """Say `(rows,)` in 0..1 what others think: rating, drawn to the mean where few rated, and popularity."""
    rating = np.asarray([np.nan if p.rating is None else p.rating for p in products], dtype=float)
    count = np.asarray([10 if p.rating_count is None else p.rating_count for p in products], dtype=float)
    mean = float(np.nanmean(rating)) if not np.isnan(rating).all() else 0.0
    rating = np.where(np.isnan(rating), mean, (rating * count + mean * 10) / (count + 10))
    popular = np.asarray([p.popularity or 0.0 for p in products], dtype=float)
    best = [max(float(v.max(initial=0.0)), 1e-9) for v in (rating, popular)]
    return np.asarray((rating / best[0] + popular / best[1]) / 2)

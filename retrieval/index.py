"""The index of a catalogue, opened: products, words, vectors; what Index.find answers is in retrieval.finder."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.attributes import Floats
from retrieval.catalog import Product
from retrieval.columns import Columns
from retrieval.errors import IndexMismatch, VectorsUnreachable
from retrieval.lexical import Lexical
from retrieval.making import PICTURES, TEXTS
from retrieval.manifest import Encoders as Encoders
from retrieval.manifest import Manifest, expected, read_manifest
from retrieval.matching import Matching
from retrieval.milvus import opened, renewed
from retrieval.postings import Postings
from retrieval.publishing import log_of
from retrieval.query import Query, Result
from retrieval.store import load_products, with_log
from retrieval.synonyms import Synonyms

if TYPE_CHECKING:
    from retrieval.vocabulary import Vocabulary


class Index:
    """An opened index; shared by all sessions, changed by none.

    `products` has a place for every row, also for those that were withdrawn since the parts were made (`gone`); what
    is sold is in `row_of`.
    """

    def __init__(self, folder: Path, manifest: Manifest, encoders: Encoders, synonyms: Synonyms, *,
                 milvus: str | None = None) -> None:
        self.folder, self.manifest, self.encoders, self.synonyms = folder, manifest, encoders, synonyms
        self.milvus, parts = milvus, folder / manifest.data
        made = load_products(parts)
        stored = with_log(made, log_of(folder, manifest)[manifest.baked:])
        self.products, self.gone = stored.products, stored.gone
        self.row_of = {p.id: row for row, p in enumerate(self.products) if row not in self.gone}
        size = len(self.products)
        columns = Columns(self.products, Postings.load(parts), synonyms)
        self.columns = columns.renewed(self.products, (), self.gone) if self.gone else columns
        self.matching = Matching(self.columns.belonging.phrases, synonyms)
        self.lexical = Lexical.load(parts, size)
        self.texts = renewed(opened(parts / TEXTS, made, milvus), stored.changed)
        pictured = (parts / f"{PICTURES}.npy").is_file()
        self.pictures = renewed(opened(parts / PICTURES, made, milvus), stored.changed) if pictured else None
        self.prior = _prior(self.products)
        self.liked = np.argsort(-self.prior, kind="stable")

    @classmethod
    def open(cls, folder: Path, encoders: Encoders, synonyms: Synonyms, *, digest: str | None = None,
             milvus: str | None = None) -> Index:
        """Open a built index; raise IndexMismatch if it belongs to other encoders, synonyms or another catalogue.

        With `milvus`, the URI of a server or of a .db file, its vectors are searched there.
        """
        manifest = read_manifest(folder)
        while True:
            wanted = expected(digest or manifest.digest, encoders, synonyms, manifest.products)
            if difference := wanted.difference(manifest):
                raise IndexMismatch(f"The index {folder} has {difference}. Build it anew: "
                                    "python -m retrieval.build CATALOG --out DIR")
            try:
                return cls(folder, manifest, encoders, synonyms, milvus=milvus)
            except (OSError, EOFError, RuntimeError, ValueError) as error:
                if (now := read_manifest(folder)) == manifest:  # else it was replaced while it was read
                    raise IndexMismatch(f"The index {folder} cannot be read: {error}. Build it anew: "
                                        "python -m retrieval.build CATALOG --out DIR") from error
                manifest = now

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of this shop, for the understanding of turns."""
        from retrieval.vocabulary import Vocabulary

        return Vocabulary.build(self.products, self.synonyms)

    def fresh(self) -> Index:
        """Return this index, or what updates have made of it; one that cannot be read is not taken."""
        try:
            manifest = read_manifest(self.folder)
            if manifest == self.manifest:
                return self
            if manifest.data == self.manifest.data:
                return self._changed(manifest)
            return Index.open(self.folder, self.encoders, self.synonyms, milvus=self.milvus)
        except (IndexMismatch, VectorsUnreachable, OSError):  # gone, or made for other models
            return self

    def same_words(self, other: Index) -> bool:
        """Say whether an index differs from this one in nothing but prices, stocks and withdrawn products."""
        return self.lexical is other.lexical

    def _changed(self, manifest: Manifest) -> Index:
        """Return an index with the changes that were logged since; words and vectors are shared."""
        known = self.manifest.logged if manifest.log == self.manifest.log else manifest.baked
        stored = with_log(self.products, log_of(self.folder, manifest)[known:], self.row_of, self.gone)
        new = copy(self)
        new.manifest, new.products, new.gone = manifest, stored.products, stored.gone
        new.row_of = {ident: row for ident, row in self.row_of.items() if row not in stored.gone}
        new.columns = self.columns.renewed(new.products, stored.changed, new.gone - self.gone)
        new.texts = renewed(self.texts, stored.changed)
        new.pictures = self.pictures and renewed(self.pictures, stored.changed)
        if any(_esteem(self.products[row]) != _esteem(new.products[row]) for row in stored.changed):
            new.prior = _prior(new.products)
            new.liked = np.argsort(-new.prior, kind="stable")
        return new

    def product(self, ident: str) -> Product:
        """Return a product by id; raise KeyError for an unknown one."""
        return self.products[self.row_of[ident]]

    def find(self, query: Query) -> Result:
        """Find what meets the query; see retrieval.finder."""
        from retrieval.finder import find

        return find(self, query)


def _esteem(product: Product) -> tuple[float | None, ...]:
    return product.rating, product.rating_count, product.popularity


def _prior(products: Sequence[Product]) -> Floats:
    """Say `(rows,)` in 0..1 what others think: rating, drawn to the mean where few rated, and popularity."""
    rating = np.asarray([np.nan if p.rating is None else p.rating for p in products], dtype=float)
    count = np.asarray([10 if p.rating_count is None else p.rating_count for p in products], dtype=float)
    mean = float(np.nanmean(rating)) if not np.isnan(rating).all() else 0.0
    rating = np.where(np.isnan(rating), mean, (rating * count + mean * 10) / (count + 10))
    popular = np.asarray([p.popularity or 0.0 for p in products], dtype=float)
    best = [max(float(v.max(initial=0.0)), 1e-9) for v in (rating, popular)]
    return np.asarray((rating / best[0] + popular / best[1]) / 2)

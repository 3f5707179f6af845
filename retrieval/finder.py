"""One search: filter the whole catalogue, gather candidates, fuse their scores, order, fold, spread, explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrieval import floor, near, rank
from retrieval.attributes import Bools, Floats
from retrieval.catalog import Variant
from retrieval.filters import Constraint, values_of
from retrieval.milvus import AnyVectors
from retrieval.query import Hit, Near, Query, Result
from retrieval.reasons import reasons
from retrieval.terms import Term
from retrieval.vectors import Vectors32

if TYPE_CHECKING:
    from retrieval.index import Index

NEAREST = 3


@dataclass(frozen=True, slots=True)
class Search:
    """A query made ready: its terms, its vectors, and BM25 over all rows."""

    index: Index
    query: Query
    vectors: tuple[Vectors32, ...]
    lexical: rank.Scores
    terms: tuple[Term, ...]
    photos: AnyVectors | None

    @classmethod
    def of(cls, index: Index, query: Query) -> Search:
        """Encode what the query says, and the product that it wants things like."""
        found: list[Vectors32] = []
        if text := query.text.strip() or _words_of(query.constraints):
            found.append(index.encoders.text.encode([text])[0])
        if query.like is not None and query.like in index.row_of:
            found.append(index.texts.of(np.asarray([index.row_of[query.like]]))[0])
        return cls(index, query, tuple(found), index.lexical.score(text), index.matching.terms(text),
                   _photos(index, query))

    def candidates(self, allowed: Bools) -> rank.Rows:
        """Gather the allowed rows worth scoring: all of them where they are few."""
        most = max(rank.CANDIDATES, 4 * self.query.k)
        if int(allowed.sum()) <= 4 * most:
            return np.flatnonzero(allowed)
        found = [self.index.texts.nearest(v, allowed, most) for v in self.vectors]
        if self.photos is not None and self.query.photo is not None:
            found.append(self.photos.nearest(self.query.photo, allowed, most))
        found += [_best(self.lexical, allowed, most), _first(self.index.liked, allowed, self.query.k)]
        return np.unique(np.concatenate(found))

    def _other_words(self) -> str:
        """Return the words that rows may say the query's terms with."""
        return " ".join(dict.fromkeys(word for term in self.terms for form, _ in term.forms for word in form))

    def signals(self, rows: rank.Rows) -> rank.Signals:
        """Score rows by every signal that the query has."""
        none: Floats = np.zeros(len(rows))
        held = self.index.texts.of(rows) if self.vectors else None
        text = none if held is None else np.mean([held @ v for v in self.vectors], axis=0, dtype=float)
        image = none
        if self.photos is not None and self.query.photo is not None:
            image = (self.photos.of(rows) @ self.query.photo).astype(float)
        match = self.index.matching.features(self.terms, rows)
        return rank.Signals(text, self.lexical[rows].astype(float), match, image, self.category(rows),
                            self.index.prior[rows], self._soft(rows))

    def category(self, rows: rank.Rows) -> Floats:
        """Say how squarely rows are of the wanted category, or of that of the product to resemble; else zeros."""
        wanted = [c for c in self.query.constraints if c.field == "category" and c.op == "eq"]
        if wanted:
            return np.asarray(np.min([self.index.columns.belonging.strength(c, rows) for c in wanted], axis=0))
        like = self.index.row_of.get(self.query.like or "")
        path = frozenset(self.index.products[like].category if like is not None else ())
        paths = [frozenset(self.index.products[row].category) for row in rows]
        return np.asarray([len(path & other) / max(len(path | other), 1) if path else 0.0 for other in paths])

    def _soft(self, rows: rank.Rows) -> Floats:
        wishes = [self.index.columns.meets(c) for c in self.query.constraints if not c.hard]
        columns = self.index.columns
        return np.mean([columns.any_offer(w)[rows] for w in wishes], axis=0) if wishes else np.zeros(len(rows))


def _best(scores: rank.Scores, allowed: Bools, most: int) -> rank.Rows:
    """Return the rows of the best scores above zero, in no order."""
    rows = np.flatnonzero(allowed & (scores > 0))
    return rows if len(rows) <= most else rows[np.argpartition(-scores[rows], most)[:most]]


def _first(order: rank.Rows, allowed: Bools, most: int) -> rank.Rows:
    """Return the first allowed rows of an order, without going through all of it."""
    length = 64 * most
    while True:
        found = order[:length][allowed[order[:length]]][:most]
        if len(found) == most or length >= len(order):
            return found
        length *= 8


def find(index: Index, query: Query) -> Result:
    """Find up to `query.k` products that meet every hard constraint; where none does, the nearest.

    Words that name what the shop lacks find nothing.
    """
    columns = index.columns
    offers = columns.offers(query.constraints)
    passing = columns.any_offer(offers)
    total, search = int(passing.sum()), Search.of(index, query)
    if not total:
        return _nearest(search)
    if not floor.worth_showing(search, passing):
        return Result((), 0)
    fresh = passing & ~_excluded(index, query)
    stocked = fresh & columns.any_offer(offers & columns.in_stock())
    if stocked.any():
        offers = offers & columns.in_stock()
    allowed = stocked if stocked.any() else fresh
    if not allowed.any():
        return Result((), total)
    rows, scores = (_sorted if query.order else _ranked)(search, allowed, offers)
    return Result(tuple(_hit(search, int(r), s, offers) for r, s in zip(rows, scores, strict=True)), total)


def ranked(index: Index, text: str, k: int) -> list[tuple[str, float]]:
    """Return min(k, rows) ids with fused scores for a bare query: nothing parsed, folded or spread."""
    search = Search.of(index, Query(text=text, k=k))
    every = index.columns.any_offer(index.columns.sold)
    rows = search.candidates(every)
    if len(rows) < min(k, int(every.sum())):
        rows = np.flatnonzero(every)
    scores = search.signals(rows).fused(rank.learned())
    return [(index.products[int(rows[p])].id, float(scores[p])) for p in rank.sort(rows, scores)[:k]]


def _ranked(search: Search, allowed: Bools, offers: Bools) -> tuple[rank.Rows, list[float]]:
    rows = search.candidates(allowed)
    scores = search.signals(rows).fused(rank.learned())
    vectors = search.index.texts.of(rows)
    folded = rank.fold(rank.sort(rows, scores), _titles(search, rows), vectors, most=max(4 * search.query.k, 12))
    chosen = rank.spread(folded, scores, vectors, search.query.k)
    return rows[chosen], [float(scores[p]) for p in chosen]


def _sorted(search: Search, allowed: Bools, offers: Bools) -> tuple[rank.Rows, list[float]]:
    """Sort by a field what is relevant: the cheapest ukulele is no ukulele strap."""
    assert search.query.order is not None
    order, columns = search.query.order, search.index.columns
    rows = search.candidates(allowed) if search.query.text.strip() and not _kinds(search) else np.flatnonzero(allowed)
    scores = search.signals(rows).fused(rank.learned())
    ascending, column = order.direction == "asc", columns.sortable(order.field)
    if column is None:
        return _ranked(search, allowed, offers)
    places = rank.sort_by(columns.best(column, offers, ascending=ascending)[rows], scores, ascending=ascending)
    keep = rank.relevant(search.category(rows), scores, by_category=_kinds(search))
    if _kinds(search) or search.query.text.strip():
        places = places[keep[places]]
    places = places[:20 * search.query.k]
    rows, scores = rows[places], scores[places]
    kept = rank.fold(np.arange(len(rows)), _titles(search, rows), search.index.texts.of(rows), most=search.query.k)
    return rows[kept], [float(scores[p]) for p in kept]


def _nearest(search: Search) -> Result:
    """Collect the products that break least, the ones closest in meaning first among equals."""
    index, query = search.index, search.query
    found = near.misses(index.columns, query.constraints)
    cost = np.where(_excluded(index, query), np.inf, found.cost)
    pool = np.argsort(cost, kind="stable")[:rank.CANDIDATES]
    scores = search.signals(pool).fused(rank.learned())
    places = np.argsort(np.round(cost[pool], 1) - 0.6 * scores, kind="stable")
    rows = pool[places]
    kept = rank.fold(np.arange(len(rows)), _titles(search, rows), index.texts.of(rows), most=NEAREST)
    hits = [Near(_hit(search, int(rows[p]), float(scores[places[p]]), found.best()), found.broken_by(int(rows[p])))
            for p in kept if np.isfinite(cost[rows[p]])]
    dropped = min((n.broken for n in hits), key=len, default=())
    return Result((), 0, tuple(hits), dropped)


def _kinds(search: Search) -> bool:
    return any(c.field == "category" and c.op == "eq" for c in search.query.constraints)


def _hit(search: Search, row: int, score: float, offers: Bools) -> Hit:
    product, columns = search.index.products[row], search.index.columns
    variant: Variant | None = None
    if product.variants:
        first = int(columns.starts[row])
        passing = np.flatnonzero(offers[first:first + len(product.variants)])
        variant = product.variants[int(passing[0])] if len(passing) else None
    return Hit(product, score, reasons(search, row), variant)


def _photos(index: Index, query: Query) -> AnyVectors | None:
    """Return what a photo is compared with: pictures, else texts where the image tower shares their space."""
    if query.photo is None:
        return None
    return index.pictures or (index.texts if len(query.photo) == index.texts.dim else None)


def _titles(search: Search, rows: rank.Rows) -> list[str]:
    return [search.index.products[int(row)].title for row in rows]


def _words_of(constraints: Sequence[Constraint]) -> str:
    """Put constraints into words, for a query that says nothing else: "leather boots"."""
    said = [str(v) for c in constraints if c.op == "eq" for v in values_of(c)[:1] if isinstance(v, str)]
    return " ".join(reversed(said))


def _excluded(index: Index, query: Query) -> Bools:
    found = np.zeros(len(index.products), dtype=bool)
    found[[index.row_of[i] for i in (*query.exclude, query.like) if i in index.row_of]] = True
    found[list(index.gone)] = True
    return found

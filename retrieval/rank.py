"""Ranking of the rows that pass: lexical, text and picture scores fused; sold-out last; look-alikes folded; spread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.attributes import Bools, Floats

CANDIDATES = 256
ALIKE = 0.985
SPREAD, DISTINCT = 0.3, 0.6  # what likeness costs, and from which cosine on two products are alike
Rows = NDArray[np.int64]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """Shares of a score: cosine of texts, BM25, picture, how squarely it is of the category, what others think."""

    text: float = 1.0
    lexical: float = 0.35
    image: float = 1.2
    category: float = 0.7
    prior: float = 0.08
    soft: float = 0.2


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of the candidate rows, each `(n,)`; zeros where a signal does not apply."""

    text: Floats
    lexical: Floats
    image: Floats
    category: Floats
    prior: Floats
    soft: Floats

    def fused(self, weights: Weights) -> Floats:
        """Add the signals up; each is in 0..1 by its nature, not by its best (Bruch et al. 2023 on such sums)."""
        return np.asarray(weights.text * self.text + weights.lexical * self.lexical + weights.image * self.image
                          + weights.category * self.category + weights.prior * self.prior + weights.soft * self.soft)


def sort(rows: Rows, scores: Floats) -> Rows:
    """Return the places of the rows, best score first, ties by row."""
    return np.lexsort((rows, -scores))


def sort_by(values: Floats, scores: Floats, *, ascending: bool) -> Rows:
    """Return places by value, unknown values last, ties by score."""
    unknown = np.isnan(values)
    keyed = np.where(unknown, 0.0, values if ascending else -values)
    return np.lexsort((-scores, keyed, unknown))


def relevant(category: Floats, scores: Floats, *, by_category: bool) -> Bools:
    """Cut what only shares a word with the wish, before sorting by a field: "cheapest ukulele" is no ukulele strap."""
    if by_category:
        for least in (0.9, 0.8):
            if (category >= least).any():
                return np.asarray(category >= least)
        return np.ones(len(category), dtype=bool)
    return np.asarray(scores >= 0.6 * scores.max(initial=0.0))


def fold(order: Rows, titles: list[str], vectors: NDArray[np.float32], *, most: int) -> list[int]:
    """Return up to `most` places in order without those that have the title or nearly the vector of one before."""
    kept: list[int] = []
    seen: set[str] = set()
    for place in order:
        if len(kept) == most:
            break
        title = titles[place].casefold()
        if title in seen or (kept and float((vectors[kept] @ vectors[place]).max()) > ALIKE):
            continue
        seen.add(title)
        kept.append(int(place))
    return kept


def spread(places: list[int], scores: Floats, vectors: NDArray[np.float32], k: int) -> list[int]:
    """Choose k places by marginal relevance (Carbonell and Goldstein 1998), only likeness counting against one."""
    pool, chosen = list(places), list[int]()
    while pool and len(chosen) < k:
        near = (vectors[pool] @ vectors[chosen].T).max(axis=1) if chosen else np.zeros(len(pool))
        chosen.append(pool.pop(int(np.argmax(scores[pool] - SPREAD * np.maximum(near - DISTINCT, 0)))))
    return chosen

"""Ranking of the rows that pass: lexical, text and picture scores fused; sold-out last; look-alikes folded; spread."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.attributes import Bools, Floats
from retrieval.errors import ModelMissing
from retrieval.matching import NAMES

LEARNED = Path(__file__).resolve().parent.parent / "models" / "text" / "fusion.json"
CANDIDATES = 256
ALIKE = 0.985
SPREAD, DISTINCT = 0.3, 0.6  # what likeness costs, and from which cosine on two products are alike
Rows = NDArray[np.int64]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """Shares of a score: cosine of texts, BM25, what retrieval.matching finds; picture, category, what others think.

    The first three are learned (finetune.fusion), `match` in the order of `matching.NAMES`; the others are set against
    a row that has all that is asked, whose first three sum to about 1.35.
    """

    text: float = 1.0
    lexical: float = 0.35
    match: tuple[float, ...] = (0.0,) * len(NAMES)
    image: float = 1.2
    category: float = 0.7
    prior: float = 0.08
    soft: float = 0.2

    @classmethod
    def load(cls, path: Path = LEARNED) -> Weights:
        """Read the learned weights; raise ModelMissing where they are not there or are for other signals."""
        try:
            held = {str(name): float(value) for name, value in json.loads(path.read_text(encoding="utf-8")).items()}
            return cls(held["text"], held["lexical"], tuple(held[name] for name in NAMES))
        except (OSError, ValueError, KeyError, AttributeError) as error:
            raise ModelMissing(f"The weights of the search cannot be read from {path} ({error!r}). They come with the "
                               "repository; python -m finetune.fusion learns them again.") from error


@lru_cache(maxsize=1)
def learned() -> Weights:
    """Return the bundled weights, read once."""
    return Weights.load()


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of the candidate rows, each `(n,)`, `match` `(n, len(NAMES))`; zeros where one does not apply."""

    text: Floats
    lexical: Floats
    match: Floats
    image: Floats
    category: Floats
    prior: Floats
    soft: Floats

    def fused(self, weights: Weights) -> Floats:
        """Add the signals up; each is in 0..1 by its nature, not by its best (Bruch et al. 2023 on such sums)."""
        return np.asarray(weights.text * self.text + weights.lexical * self.lexical
                          + self.match @ np.asarray(weights.match) + weights.image * self.image
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

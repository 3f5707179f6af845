"""The usual ways to search, to compare ours with: stemmed BM25, sentence vectors, and the fusion of their ranks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import bm25s
import numpy as np
from numpy.typing import NDArray

from retrieval import words
from retrieval.encoders import TextEncoder

Ranking = list[tuple[int, float]]
Ranker = Callable[[str], Ranking]
"""Takes a query and returns up to 100 rows with their scores, best first."""

MOST = 100
RRF = 60  # the constant of Cormack, Clarke and Buettcher 2009


def bm25(titles: Sequence[str]) -> Ranker:
    """BM25 (Lucene's variant, k1 1.5, b 0.75) over stemmed words."""
    scorer = bm25s.BM25()
    scorer.index([words.stems(t) for t in titles], show_progress=False)
    known = frozenset(scorer.vocab_dict)

    def rank(query: str) -> Ranking:
        said = [s for s in words.stems(query) if s in known]
        return _best(np.asarray(scorer.get_scores(said)) if said else np.zeros(len(titles)))

    return rank


def vectors(titles: Sequence[str], encoder: TextEncoder) -> Ranker:
    """Cosine of sentence vectors."""
    rows = encoder.encode(titles)
    return lambda query: _best(rows @ encoder.encode([query])[0])


def fused(rankers: Sequence[Ranker]) -> Ranker:
    """Reciprocal rank fusion of the first hundred of each (Cormack, Clarke and Buettcher 2009)."""

    def rank(query: str) -> Ranking:
        scores: dict[int, float] = {}
        for ranker in rankers:
            for place, (row, _) in enumerate(ranker(query), 1):
                scores[row] = scores.get(row, 0.0) + 1 / (RRF + place)
        return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:MOST]

    return rank


def _best(scores: NDArray[np.floating]) -> Ranking:
    order = np.argsort(-scores, kind="stable")[:MOST]
    return [(int(row), float(scores[row])) for row in order]

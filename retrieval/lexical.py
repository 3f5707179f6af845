"""BM25 over stemmed words (bm25s); the title counts double."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
from numpy.typing import NDArray

from retrieval import words
from retrieval.catalog import Product
from retrieval.postings import Zone, zones_of

FOLDER = "bm25"
# Words that shoppers say around what they want; in a short query they would outweigh it.
EMPTY = frozenset(words.stems(
    "a an and any are as at be can could do does for from give got have i if in is it its like looking me my need of "
    "on or please show so some something that the these this those to want we what which who with would you your"))

Scores = NDArray[np.float32]


class Lexical:
    """BM25 scores of all rows for a query."""

    def __init__(self, scorer: Any | None, size: int) -> None:
        self._scorer, self.size = scorer, size
        self._known = frozenset(scorer.vocab_dict) if scorer is not None else frozenset()

    @classmethod
    def build(cls, products: Sequence[Product]) -> Lexical:
        """Index products; a catalogue without a single word gets an empty index."""
        texts = [[stem for zone, text in zones_of(p) for stem in words.stems(text) * (2 if zone == Zone.TITLE else 1)]
                 for p in products]
        if not any(texts):
            return cls(None, len(products))
        scorer = bm25s.BM25(k1=1.2, b=0.6)
        scorer.index(texts, show_progress=False, create_empty_token=False)
        return cls(scorer, len(products))

    def save(self, folder: Path) -> None:
        """Write into a folder of its own inside an existing one."""
        if self._scorer is not None:
            self._scorer.save(str(folder / FOLDER), show_progress=False)

    @classmethod
    def load(cls, folder: Path, size: int) -> Lexical:
        """Read what `save` wrote."""
        held = folder / FOLDER
        return cls(bm25s.BM25.load(str(held)) if held.is_dir() else None, size)

    def score(self, query: str) -> Scores:
        """Score all rows: `(rows,) float32` in 0..1, the share of what a row with all the words could score."""
        said = words.stems(query)
        known = [s for s in said if s in self._known]
        known = [s for s in known if s not in EMPTY] or known
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        scores = np.asarray(self._scorer.get_scores(known), dtype=np.float32)  # type: ignore[union-attr]
        return scores / max(sum(map(self._most, known)), 1e-9)

    def _most(self, stem: str) -> float:
        """Return the best score that any row has for a word."""
        held, ident = self._scorer.scores, self._scorer.vocab_dict[stem]  # type: ignore[union-attr]
        return float(held["data"][held["indptr"][ident]:held["indptr"][ident + 1]].max(initial=0.0))

    def tells(self, stems: Sequence[str]) -> bool:
        """Do the stems say something: are they in the catalogue, and more than "some" or "for"?"""
        return any(s in self._known and s not in EMPTY for s in stems)

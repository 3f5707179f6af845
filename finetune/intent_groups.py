"""Groups of turns that are near neighbours, held out whole: no held-out turn has a twin in training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from finetune.intent_turns import Example
from intents.features import Floats, before

NEAR = 0.85  # cosine of two turns' vectors, alone and in context, from which they are neighbours
BLOCK = 1024


class Encoder(Protocol):
    """Whatever turns texts into vectors."""

    def encode(self, texts: list[str], /) -> Floats:
        """Encode `texts`: `(n, dim)` float32, unit rows."""
        ...


def groups(examples: Sequence[Example], encoder: Encoder) -> NDArray[np.int64]:
    """Number the group of each example: `(n,)`; neighbours of neighbours are one group."""
    texts = encoder.encode([example.turn.text for example in examples])
    placed = encoder.encode([f"{before(example.turn)} {example.turn.text}" for example in examples])
    parent = list(range(len(examples)))

    def root(row: int) -> int:
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    for start in range(0, len(examples), BLOCK):
        near = np.minimum(texts[start : start + BLOCK] @ texts.T, placed[start : start + BLOCK] @ placed.T) > NEAR
        for one, other in zip(*np.nonzero(near), strict=True):
            parent[root(int(one) + start)] = root(int(other))
    return np.array([root(row) for row in range(len(examples))])


def held_out(examples: Sequence[Example], encoder: Encoder, share: float, seed: int) -> NDArray[np.bool_]:
    """Choose whole groups at random that make up `share` of the examples: `(n,)` true where held out."""
    found = groups(examples, encoder)
    names, counts = np.unique(found, return_counts=True)
    order = np.random.default_rng(seed).permutation(len(names))
    taken = names[order][np.cumsum(counts[order]) <= share * len(examples)]
    return np.isin(found, taken)

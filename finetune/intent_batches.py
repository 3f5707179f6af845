"""Batches of the intent classifier: contrastive pairs of one intent, by length, so that there is little padding."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from finetune.intent_turns import Example, varied
from intents.features import flags, hashed
from intents.tuned_encoder import Tokens

BATCHES_SORTED = 8  # pairs of so many batches are sorted by length together


@dataclass(frozen=True, slots=True)
class TurnBatch:
    """A batch: padded tokens, flags, hashed words and the labels by number."""

    tokens: dict[str, torch.Tensor]
    flags: torch.Tensor
    grams: tuple[NDArray[np.int64], ...]
    target: torch.Tensor


def epoch(examples: Sequence[Example], names: Sequence[str], tokens: Tokens, size: int, *, seed: int
          ) -> Iterator[TurnBatch]:  # fmt: skip
    """Yield one epoch of `examples`, each varied anew, in batches of `size` made of pairs of one label."""
    rng = random.Random(seed)
    fresh = varied(examples, seed)
    rows = tokens.read([example.turn for example in fresh])
    for batch in _in_pairs([example.label for example in fresh], [len(a) + len(b) for a, b in rows], size, rng):
        turns = [fresh[row].turn for row in batch]
        target = torch.tensor([names.index(fresh[row].label) for row in batch])
        yield TurnBatch(tokens.batch([rows[row] for row in batch]), torch.from_numpy(flags(turns)),
                        tuple(hashed(turn) for turn in turns), target)  # fmt: skip


def _in_pairs(labels: Sequence[str], lengths: Sequence[int], size: int, rng: random.Random) -> Iterator[list[int]]:
    """Split rows into batches: two of one label stand together, and pairs of like length."""
    by_label = defaultdict(list)
    for row in rng.sample(range(len(labels)), len(labels)):
        by_label[labels[row]].append(row)
    pairs = [rows[at : at + 2] for rows in by_label.values() for at in range(0, len(rows), 2)]
    rng.shuffle(pairs)
    step = BATCHES_SORTED * size // 2
    batches = []
    for start in range(0, len(pairs), step):
        together = sorted(pairs[start : start + step], key=lambda pair: max(lengths[row] for row in pair))
        for at in range(0, len(together), size // 2):
            batches.append([row for pair in together[at : at + size // 2] for row in pair])
    rng.shuffle(batches)
    yield from (batch for batch in batches if len(batch) > 1)

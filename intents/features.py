"""Shopper turns as numbers for the intent classifier: sentence vectors, what came before, and hashed words."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

BUCKETS = 4096
MOST_GRAMS = 400  # hashed features of one turn: an enormous paste costs no more than a long turn
MOST_CHARACTERS = 600
ACTS = {  # what the assistant did last, in the words that the encoder reads
    "recommend": "shown products",
    "ask": "asked a question",
    "answer": "answered about a product",
    "compare": "compared products",
    "cart": "changed the cart",
    "checkout": "checkout",
    "service": "customer service",
    "handoff": "called a person",
    "chat": "chatted",
    "none_found": "found nothing that fits",
    "decline": "could not help",
}

FLAGS = len(ACTS) + 3  # an act or none, a photo, a question

_WORD = re.compile(r"[^\W\d_]+|\d+|[?!£$€%]")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")


class TurnEncoder(Protocol):
    """Whatever turns turns into vectors."""

    def encode(self, turns: Sequence[Turn], /) -> Floats:
        """Encode `turns`: `(n, 2 * dim)` float32, a unit row of the turn beside one of the turn in its context."""
        ...

    def save(self, folder: Path, /) -> None:
        """Write what was trained of the encoder into `folder`."""
        ...


@dataclass(frozen=True, slots=True)
class Turn:
    """What the classifier reads: the shopper's words, and what the assistant did and said before them."""

    text: str
    last_act: str | None = None
    last_reply: str = ""
    image: bool = False


@dataclass(frozen=True, slots=True)
class Features:
    """Turns as numbers: `words` `(n, dim)` of the turn, `dense` `(n, 2 * dim + flags)`, hashed `grams`."""

    words: Floats
    dense: Floats
    grams: tuple[NDArray[np.int64], ...]


def featurise(turns: Sequence[Turn], encoder: TurnEncoder) -> Features:
    """Turn `turns` into features."""
    vectors = encoder.encode(turns)
    dense = np.concatenate([vectors, flags(turns)], axis=1).astype(np.float32)
    return Features(vectors[:, : vectors.shape[1] // 2], dense, tuple(hashed(turn) for turn in turns))


def flags(turns: Sequence[Turn]) -> Floats:
    """Mark the last act, a photo and a pending question: `(n, FLAGS)` of 0 and 1."""
    found = np.zeros((len(turns), FLAGS), np.float32)
    for row, turn in enumerate(turns):
        found[row, list(ACTS).index(turn.last_act) if turn.last_act in ACTS else len(ACTS)] = 1.0
        found[row, -2:] = (turn.image, bool(final_question(turn.last_reply)))
    return found


def before(turn: Turn) -> str:
    """Say what the assistant did and said last, and whether a photo came, for the encoder; "" if nothing did."""
    act = ACTS.get(turn.last_act or "", "")
    said = (act and f"{act}.", closing(turn.last_reply), "[photo]" if turn.image else "")
    return " ".join(part for part in said if part)


def closing(reply: str) -> str:
    """Cut the last sentence out of `reply`, its question if it ends with one: at most 160 characters."""
    sentences = [part for part in _SENTENCE.split(" ".join(reply.split())) if _WORD.search(part)]
    return sentences[-1][-160:] if sentences else ""


def final_question(reply: str) -> str:
    """Find the question that `reply` ends with; "" if it ends with none."""
    last = closing(reply)
    return last if last.endswith("?") else ""


def hashed(turn: Turn) -> NDArray[np.int64]:
    """Hash words, pairs of words, parts of words and the context of a turn: different buckets, sorted."""
    grams = {zlib.crc32(gram.encode()) % BUCKETS for gram in islice(_grams(turn), MOST_GRAMS)}
    return np.asarray(sorted(grams), np.int64)


def _grams(turn: Turn) -> Iterator[str]:
    words = [word if not word.isdigit() else "0" for word in _WORD.findall(tidy(turn.text).lower().replace("'", ""))]
    last = closing(turn.last_reply)
    said, question = _WORD.findall(last.lower()), last.endswith("?")
    yield f"act {turn.last_act} {turn.image}"
    yield from (f"{'asked' if question else 'said'} {word}" for word in said)
    if len(words) <= 3:
        yield f"all {' '.join(words)}"
        yield f"all {' '.join(words)} {turn.last_act} {question}"
    padded = ["<", *words, ">"]
    yield from words
    yield from (f"{first} {second}" for first, second in pairwise(padded))
    yield from (f"{a} {b} {c}" for a, b, c in zip(padded, padded[1:], padded[2:], strict=False))
    for word in words:
        edged = f"<{word}>"
        yield from (f"part {edged[at : at + 4]}" for at in range(len(edged) - 3))


def tidy(text: str) -> str:
    """Straighten blanks and apostrophes and cut an enormous text."""
    return " ".join(text.replace("’", "'").split())[:MOST_CHARACTERS]

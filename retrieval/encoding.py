"""Encoding a catalogue: what an older index or a stopped build has is taken over, the rest is kept as it is made.

Vectors go to a part file beside the index every few seconds, each under a digest of what it was made from, so that a
build that is stopped, or killed, goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.vectors import Vectors32

KEY = 16  # bytes of a digest
CHUNK = 256
_FLUSH = 3.0  # seconds


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an encoding is: how many of how many `what` are done, and the seconds left, where that is known yet."""

    what: str
    done: int
    of: int
    left: float | None = None


Told = Callable[[Progress], None]


def key_of(text: str) -> bytes:
    """Return the digest under which a vector is kept."""
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=KEY).digest()


class Part:
    """A file of vectors made so far: a line that says by what model, then digest and vector, over and over."""

    def __init__(self, path: Path, model: str, dim: int) -> None:
        self.path, self.dim = path, dim
        self._head = json.dumps({"model": model, "dim": dim}).encode() + b"\n"
        self._waiting: list[bytes] = []
        self._flushed = time.monotonic()

    @property
    def _record(self) -> np.dtype[Any]:
        return np.dtype([("key", f"V{KEY}"), ("vector", "<f4", (self.dim,))])

    def read(self) -> dict[bytes, Vectors32]:
        """Return what an earlier build kept, and cut off what it was writing when it ended; another model's goes."""
        if not self.path.is_file():
            return {}
        data = self.path.read_bytes()
        if not data.startswith(self._head):
            self.path.unlink()
            return {}
        whole = (len(data) - len(self._head)) // self._record.itemsize
        with self.path.open("r+b") as file:
            file.truncate(len(self._head) + whole * self._record.itemsize)
        held = np.frombuffer(data, self._record, whole, len(self._head))
        return {bytes(key): vector for key, vector in zip(held["key"], held["vector"], strict=True)}

    def keep(self, keys: Iterable[bytes], vectors: Vectors32) -> None:
        """Keep vectors, at the latest after a few seconds."""
        self._waiting += [key + vector.astype("<f4").tobytes() for key, vector in zip(keys, vectors, strict=True)]
        if time.monotonic() - self._flushed > _FLUSH:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting."""
        new = not self.path.is_file()
        with self.path.open("ab") as file:
            file.write((self._head if new else b"") + b"".join(self._waiting))
        self._waiting, self._flushed = [], time.monotonic()

    def remove(self) -> None:
        """Remove the file: its vectors are in an index now."""
        self.path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Job:
    """What to encode: items under their digests, `sizes` in any unit of work, `encode` for places of the items.

    `encode` returns the places that could be encoded and their vectors.
    """

    what: str
    keys: Sequence[bytes]
    sizes: Sequence[int]
    encode: Callable[[Sequence[int]], tuple[Sequence[int], Vectors32]]


def encode(job: Job, known: Mapping[bytes, Vectors32], part: Part,
           told: Told | None = None) -> Mapping[bytes, Vectors32]:
    """Return a vector for every digest that could be encoded; those that are `known` or in the part are taken over."""
    found = {**part.read(), **known}
    wanted: dict[bytes, int] = {}
    for place, key in enumerate(job.keys):
        if key not in found:
            wanted.setdefault(key, place)
    # by size, so that a batch holds little padding; the largest first, so that the estimate is no promise
    order = sorted(wanted.values(), key=lambda i: -job.sizes[i])
    clock = _Clock(job.what, len(order), sum(job.sizes[i] for i in order), told)
    try:
        for start in range(0, len(order), CHUNK):
            chunk = order[start:start + CHUNK]
            places, vectors = job.encode(chunk)
            keys = [job.keys[i] for i in places]
            found.update(zip(keys, vectors, strict=True))
            part.keep(keys, vectors)
            clock.done(len(chunk), sum(job.sizes[i] for i in chunk))
    finally:
        if order:
            part.flush()
    return found


class _Clock:
    """Tells how far an encoding is, and reckons from the work done how long the rest takes."""

    def __init__(self, what: str, items: int, work: int, told: Told | None) -> None:
        self._what, self._items, self._work, self._told = what, items, max(work, 1), told
        self._begun, self._so_far, self._worked = time.monotonic(), 0, 0

    def done(self, items: int, work: int) -> None:
        self._so_far, self._worked = self._so_far + items, self._worked + work
        if self._told is not None:
            spent = time.monotonic() - self._begun
            left = spent / self._worked * (self._work - self._worked) if self._worked else None
            self._told(Progress(self._what, self._so_far, self._items, left))

"""Queries with their tags: read from SHOP_DATA, put into a shopper's sentences, varied by swapping spans."""

from __future__ import annotations

import gzip
import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import yaml

from intents.spans import spans_of, words_of
from retrieval.errors import CatalogError

FRAMES = Path(__file__).parent / "token_frames.yaml"
HELD = 10  # one training row in so many is kept to choose settings by


@dataclass(frozen=True, slots=True)
class Query:
    """Words and their BIO tags."""

    words: tuple[str, ...]
    tags: tuple[str, ...]

    def parts(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return the query as spans, label "O" for each word outside of one."""
        found: list[tuple[str, tuple[str, ...]]] = []
        done = 0
        for label, first, last in [*spans_of(self.tags), ("O", len(self.words), len(self.words))]:
            found += [("O", (word,)) for word in self.words[done:first]]
            found += [(label, self.words[first:last])] if last > first else []
            done = last
        return found


def read_queries(path: Path) -> list[Query]:
    """Read rows of `{"tokens", "tags"}` from a gzipped file; raise CatalogError where it is not there."""
    if not path.is_file():
        raise CatalogError(f"The queries {path} are not there; set SHOP_DATA to the folder that holds nlu/queryner.")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [Query(tuple(row["tokens"]), tuple(row["tags"])) for row in rows]


def is_held(query: Query) -> bool:
    """Say whether a training row is one of those that settings are chosen by; equal queries fall together."""
    return zlib.crc32(" ".join(query.words).encode()) % HELD == 0


def tags_of(queries: Iterable[Query]) -> list[str]:
    """Return all tags in a fixed order, "O" first."""
    return ["O", *sorted({tag for query in queries for tag in query.tags} - {"O"}, key=lambda t: (t[2:], t))]


def joined(parts: Iterable[tuple[str, Sequence[str]]]) -> Query:
    """Put spans together as a query."""
    words: list[str] = []
    tags: list[str] = []
    for label, some in parts:
        words += some
        tags += ["O"] * len(some) if label == "O" else [f"B-{label}", *[f"I-{label}"] * (len(some) - 1)]
    return Query(tuple(words), tuple(tags))


class Variations:
    """Draws variations of queries: spans of one label swapped between queries, queries within sentences."""

    def __init__(self, queries: Sequence[Query], seed: int) -> None:
        """Gather the spans of `queries` by label and read the sentences."""
        self._rng = Random(seed)
        frames = yaml.safe_load(FRAMES.read_text(encoding="utf-8"))
        self._frames: list[str] = frames["frames"]
        self._nothing: list[str] = frames["nothing"]
        self._links: Mapping[str, list[str]] = frames["links"]
        self._spans: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for query in queries:
            for label, words in query.parts():
                self._spans[label].append(words)

    def swapped(self, query: Query, share: float = 0.4) -> Query:
        """Swap some spans of a query for others of the same label; the order of labels stays."""
        parts = [
            (label, self._rng.choice(self._spans[label]) if label != "O" and self._rng.random() < share else words)
            for label, words in query.parts()
        ]
        return joined(parts)

    def sentence(self, query: Query) -> Query:
        """Put a query into a sentence, some of its spans behind words that link them ("in red", "by ...")."""
        parts = self._linked(query.parts())
        before, _, after = self._rng.choice(self._frames).partition("{q}")
        return joined([*self._plain(before), *parts, *self._plain(after)])

    def nothing(self) -> Query:
        """Draw a sentence in which no product is named."""
        return joined(self._plain(self._rng.choice(self._nothing)))

    def _plain(self, text: str) -> list[tuple[str, Sequence[str]]]:
        """Words outside of spans; `[label words]` in a sentence is a span, `{money}` an amount."""
        parts: list[tuple[str, Sequence[str]]] = []
        text = text.replace("{money}", self._rng.choice(["$", ""]) + str(self._rng.choice([5, 20, 30, 50, 80, 150])))
        for place, piece in enumerate(text.replace("]", "[").split("[")):
            label, _, rest = piece.partition(" ") if place % 2 else ("O", "", piece)
            parts.append((label, [rest[a:b] for a, b in words_of(rest)]))
        return parts

    def _linked(self, parts: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, Sequence[str]]]:
        """Move a span that a link can introduce to the end, behind the link, in half of the queries."""
        movable = [p for p in parts if p[0] in self._links and p[1][0] not in ("for", "by", "with", "in", "from")]
        if len(parts) < 2 or not movable or self._rng.random() < 0.5:
            return list(parts)
        label, words = moved = self._rng.choice(movable)
        link = self._rng.choice(self._links[label]).split()
        rest: list[tuple[str, Sequence[str]]] = [p for p in parts if p is not moved]
        inside = link[-1] in ("by", "for", "with")  # as the queries are tagged: "by avery", "for women", "with lid"
        last = [("O", link[:-1]), (label, [link[-1], *words])] if inside else [("O", link), (label, words)]
        return [*rest, *last]

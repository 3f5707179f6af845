"""A positional index of stems over the whole catalogue: which rows say a word or phrase, and in which zone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval import words
from retrieval.catalog import Product, Value

Bools = NDArray[np.bool_]
Ints = NDArray[np.int32]


class Zone(IntEnum):
    """The part of a row that a word stands in."""

    TITLE = 0
    PATH = 1
    STATED = 2
    BRAND = 3
    PROSE = 4


ANYWHERE = tuple(Zone)
# "faux leather", "no leather", "leather-free", "leather-look": the thing is not made of it.
NOT_BEFORE = ("faux", "vegan", words.stem("imitation"), words.stem("artificial"), "mock", "fake", "non", "no", "not",
              words.stem("without"))
NOT_AFTER = ("free", "like", "look", "style", "effect")

# What follows one of the first says more of the thing, not what it is; what stands before one of the second ends there.
GOVERN = ("for", "with", "to", "on", "in", "by", "from", "w", "fit", "compat", "without", "includ")
ENDS = ("for", "with", "in", "by", "from", "and", "or", "to", "on", "of", "w", "without", "featur",
         "set", "kit", "pack", "bundl", "duo", "trio", "pair", "collect")


@dataclass(frozen=True, slots=True)
class Postings:
    """Every token of every row in order: `(N,)` token id, row and zone; `order` sorts positions by token."""

    vocabulary: dict[str, int]
    tokens: Ints
    rows: Ints
    zones: NDArray[np.uint8]
    order: Ints
    starts: Ints
    size: int
    governed: Ints = field(init=False, repr=False)
    firsts: Ints = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Count prepositions up to every position, and find where each row begins."""
        object.__setattr__(self, "governed", np.cumsum(np.isin(self.tokens, self._ids(GOVERN)), dtype=np.int32))
        object.__setattr__(self, "firsts", np.searchsorted(self.rows[1:], np.arange(self.size)).astype(np.int32) + 1)

    @classmethod
    def build(cls, products: Sequence[Product]) -> Postings:
        """Tokenise all products; token 0 is the boundary."""
        vocabulary: dict[str, int] = {words.BOUNDARY: 0}
        found: list[int] = [0]
        spans: list[tuple[int, int, int]] = [(0, 0, 1)]
        for row, product in enumerate(products):
            for zone, text in zones_of(product):
                before = len(found)
                found += [vocabulary.setdefault(t, len(vocabulary)) for t in words.tokens(text)]
                found.append(0)
                spans.append((row, zone, len(found) - before))
        where = np.asarray(spans, dtype=np.int32)
        tokens = np.asarray(found, dtype=np.int32)
        order = np.argsort(tokens, kind="stable").astype(np.int32)
        starts = np.zeros(len(vocabulary) + 1, dtype=np.int32)
        np.cumsum(np.bincount(tokens, minlength=len(vocabulary)), out=starts[1:])
        return cls(vocabulary, tokens, np.repeat(where[:, 0], where[:, 2]),
                   np.repeat(where[:, 1], where[:, 2]).astype(np.uint8), order, starts, len(products))

    def save(self, folder: Path) -> None:
        """Write into an existing folder."""
        (folder / "words.json").write_text(json.dumps(list(self.vocabulary), ensure_ascii=False), encoding="utf-8")
        np.savez(folder / "postings.npz", tokens=self.tokens, rows=self.rows, zones=self.zones, order=self.order,
                 starts=self.starts, size=np.int64(self.size))

    @classmethod
    def load(cls, folder: Path) -> Postings:
        """Read what `save` wrote."""
        listed = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        with np.load(folder / "postings.npz", allow_pickle=False) as held:
            return cls({w: i for i, w in enumerate(listed)}, held["tokens"], held["rows"], held["zones"],
                       held["order"], held["starts"], int(held["size"]))

    def positions(self, phrase: Sequence[str]) -> Ints:
        """Find where a phrase of stems starts, however it is written."""
        return np.concatenate([self.exact(written) for written in self.writings(phrase)])

    def writings(self, phrase: Sequence[str]) -> list[tuple[str, ...]]:
        """Return a phrase, and written together or apart where rows have it so: t-shirt, tshirt, t shirt."""
        found = [tuple(phrase)]
        if len(phrase) == 2:
            found.append((words.stem("".join(phrase)),))
        if len(phrase) == 1 and len(phrase[0]) > 4:
            parted = ((phrase[0][:i], phrase[0][i:]) for i in range(1, len(phrase[0]) - 2))
            found += [pair for pair in parted if pair[0] in self.vocabulary and pair[1] in self.vocabulary]
        return found

    def exact(self, phrase: Sequence[str]) -> Ints:
        """Find where a phrase of stems starts, word for word."""
        ids = [self.vocabulary.get(word, -1) for word in phrase]
        if not ids or min(ids) < 1:
            return np.zeros(0, dtype=np.int32)
        rarest = min(range(len(ids)), key=lambda i: self.starts[ids[i] + 1] - self.starts[ids[i]])
        found = self.order[self.starts[ids[rarest]]:self.starts[ids[rarest] + 1]] - rarest
        found = found[found > 0]
        for offset, ident in enumerate(ids):
            if offset != rarest:
                found = found[self.tokens[np.minimum(found + offset, len(self.tokens) - 1)] == ident]
        return found

    def mask(self, positions: Ints, zones: Sequence[Zone] = ANYWHERE) -> Bools:
        """Turn positions into `(size,)` rows, counting only those in the zones."""
        if len(zones) < len(ANYWHERE):
            positions = positions[np.isin(self.zones[positions], zones)]
        found = np.zeros(self.size, dtype=bool)
        found[self.rows[positions]] = True
        return found

    def meant(self, positions: Ints, length: int) -> Ints:
        """Leave out positions whose phrase is negated: "faux leather", "leather-free"."""
        before = self._ids(NOT_BEFORE)
        after = self._ids(NOT_AFTER)
        first, second = self.tokens[positions - 1], self.tokens[np.maximum(positions - 2, 0)]
        following = self.tokens[np.minimum(positions + length, len(self.tokens) - 1)]
        second_counts = np.isin(second, before) & (first != 0)
        second_counts |= np.isin(second, self._ids(("free",))) & np.isin(first, self._ids(("from", "of")))
        return np.asarray(positions[~(np.isin(first, before) | second_counts | np.isin(following, after))])

    def _ids(self, listed: Sequence[str]) -> list[int]:
        return [self.vocabulary[w] for w in listed if w in self.vocabulary]


def zones_of(product: Product) -> Iterator[tuple[Zone, str]]:
    """Yield the texts of a product by zone; a feature that is true is said by its name."""
    yield Zone.TITLE, product.title
    for node in product.category:
        yield Zone.PATH, node
    for held in (product.attributes, *(v.attributes for v in product.variants)):
        for name, values in held.items():
            for value in values:
                if value is not False:
                    yield Zone.STATED, said(name, value)
    if product.brand:
        yield Zone.BRAND, product.brand
    if product.description:
        yield Zone.PROSE, product.description


def said(name: str, value: Value) -> str:
    """Put an attribute value into text; true is the attribute's name."""
    if isinstance(value, bool):
        return name if value else ""
    return value if isinstance(value, str) else f"{value:g}"

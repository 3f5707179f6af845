"""What a filter says of a few numbers that a vector store holds beside each vector, as an expression of Milvus.

A filter is a bitmap over the rows by now. What the rows that pass have in common (the range of their prices, their
categories) is told to the store, so that it searches among few; it lets all of them through, and some others, which the
bitmap then sorts out. The numbers are those of the time when the parts of the index were made: both sides know them.
Rows that were offered otherwise since (`moved`) are listed, so that one of them does not widen the ranges for all.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from retrieval.attributes import Bools, Floats
from retrieval.catalog import Product
from retrieval.vectors import Ints

UNKNOWN = 1e12  # above all prices, so that a range of known ones leaves it out
RANGES = ("lowest", "highest", "stock", "rating")
KEYS = ("category", "brand")
LISTED = 2000  # so many rows are told one by one
_KEYED = 256  # so many categories or brands
_WORTH = 0.95  # what lets more than this share through is not asked


@dataclass(frozen=True, slots=True)
class Narrowed:
    """An expression, "" for all rows, and how many rows it lets through."""

    expression: str
    count: int


@dataclass(frozen=True, slots=True)
class Scalars:
    """The numbers of each place in a vector store: ranges `(n,) float64`, keys `(n,) int64`; places that moved."""

    ranges: dict[str, Floats]
    keys: dict[str, NDArray[np.int64]]
    moved: Bools

    @classmethod
    def of(cls, products: Sequence[Product], rows: NDArray[np.int32]) -> Scalars:
        """Read them from the products in these rows, as they were when the index was made."""
        held = [products[row] for row in rows.tolist()]
        prices = [_offered(p, lambda v: v.price, p.price) for p in held]
        ranges = {
            "lowest": _column(min(p, default=None) for p in prices),
            "highest": _column(max(p, default=None) for p in prices),
            "stock": _column(max(_offered(p, lambda v: v.stock, p.stock), default=None) for p in held),
            "rating": _column(p.rating for p in held),
        }
        keys = {"category": _codes([p.category for p in held]), "brand": _codes([p.brand or "" for p in held])}
        return cls(ranges, keys, np.zeros(len(held), dtype=bool))

    def row(self, place: int) -> dict[str, float | int]:
        """Return what a store holds of a place beside its vector."""
        return {name: float(held[place]) for name, held in self.ranges.items()} | {
            name: int(held[place]) for name, held in self.keys.items()}

    def after(self, moved: Bools) -> Scalars:
        """Return the same with further places that are not offered as they were."""
        return replace(self, moved=self.moved | moved)

    def narrowed(self, places: Ints) -> Narrowed:
        """Return the narrowest expression that lets all of these places through."""
        loose = self.moved[places]
        listed, firm = places[loose], places[~loose]
        if not len(firm) or len(listed) > LISTED:
            listed, firm = places[:0], places
        passing, parts = np.ones(len(self.moved), dtype=bool), []
        for part, these in (*self._ranged(firm), *self._keyed(firm)):
            if np.count_nonzero(passing & these) <= _WORTH * np.count_nonzero(passing):
                passing &= these
                parts.append(part)
        if parts and len(listed):
            passing[listed] = True
            return Narrowed(f"({' and '.join(parts)}) or {one_of(listed)}", int(np.count_nonzero(passing)))
        return Narrowed(" and ".join(parts), int(np.count_nonzero(passing)))

    def _ranged(self, places: Ints) -> list[tuple[str, Bools]]:
        found = []
        for name, held in self.ranges.items():
            low, high = float(held[places].min()), float(held[places].max())
            found.append((f"{name} >= {low!r} and {name} <= {high!r}", (held >= low) & (held <= high)))
        return found

    def _keyed(self, places: Ints) -> list[tuple[str, Bools]]:
        found = []
        for name, held in self.keys.items():
            wanted = np.bincount(held[places], minlength=int(held.max()) + 1) > 0
            codes = np.flatnonzero(wanted)
            if len(codes) <= _KEYED:
                found.append((f"{name} in {codes.tolist()}", wanted[held]))
        return found


def one_of(places: Ints) -> str:
    """Return the expression for these places and no others."""
    return f"place in {places.tolist()}"


def _offered(product: Product, of: Callable[..., float | None], own: float | None) -> list[float]:
    """Return a number of each way to have a product that states it, its variants first."""
    found = [own if (value := of(v)) is None else value for v in product.variants] if product.variants else [own]
    return [value for value in found if value is not None]


def _column(values: object) -> Floats:
    assert hasattr(values, "__iter__")
    return np.asarray([UNKNOWN if v is None else min(v, UNKNOWN) for v in values], dtype=np.float64)


def _codes(values: Sequence[Hashable]) -> NDArray[np.int64]:
    """Number values in the order of their first place."""
    known: dict[Hashable, int] = {}
    return np.asarray([known.setdefault(value, len(known)) for value in values], dtype=np.int64)

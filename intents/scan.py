"""A scan of a turn for what it points at: its words, the table, what was heard so far, and how to read on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from intents.describing import sought_in, stretch
from intents.fitting import Sought
from intents.pointing import CONTAINERS, HEADS, Words
from intents.table import Meant, Table
from retrieval.catalog import Product


@dataclass(slots=True)
class Scan:
    """What a reader of phrases sees; `read` reads whatever phrase begins at a word."""

    words: Words
    table: Table
    read: Callable[[int], Meant | None]
    heard: list[Product] = field(default_factory=list)
    last_end: int = -1
    depth: int = 0
    tried: dict[int, Meant | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tail:
    """What follows an ordinal or superlative: what is sought, the products it is said of, if any, and its end."""

    end: int
    sought: Sought | None = None
    among: tuple[Product, ...] = ()
    strange: bool = False


def tail_at(scan: Scan, place: int) -> Tail:
    """Read "one", "tent", "of the three", "of these"; `strange` if a noun follows that nothing on the table is."""
    words = scan.words
    tail = Tail(place)
    if words.at(place) in HEADS or words.at(place) == "1":
        tail = Tail(place + 1)
    elif words.content(place):
        packed = words.at(place) in CONTAINERS
        tail = _described(scan, place) or Tail(place + packed, strange=not packed)
    if words.at(tail.end) in ("out",) and words.at(tail.end + 1) == "of":
        tail = Tail(tail.end + 1, tail.sought)
    if words.at(tail.end) != "of":
        return tail
    group = scan.read(tail.end + 1)
    if group is not None and (len(group.products) > 1 or group.how == "words"):
        return Tail(group.end, tail.sought, group.products)
    return (_described(scan, tail.end + 1) if tail.sought is None else None) or tail


def _described(scan: Scan, place: int) -> Tail | None:
    """The longest description from a word on that fits a product or names the kind of a batch."""
    table = scan.table
    for end in range(stretch(scan.words, place), place, -1):
        sought = sought_in(scan.words, place, end)
        if any(table.same(sought, topic) for _, topic in table.topics()) or fitting(table, sought):
            return Tail(end + (scan.words.at(end) in HEADS), sought)
    return None


def fitting(table: Table, sought: Sought) -> bool:
    """Say whether something on the table is as described."""
    return any(table.fitting.fits(p, sought) for p in table.known.values())


def pool_of(scan: Scan, tail: Tail) -> tuple[Sequence[Product], Sequence[Product]]:
    """Return the batch that is spoken of, and those in it that the words fit (all of it without words)."""
    batch = tail.among or scan.table.batch(tail.sought)
    if tail.sought is None:
        return batch, batch
    if scan.table.from_cart or scan.table.same(tail.sought, scan.table.topic(batch)):
        return batch, [p for p in batch if scan.table.fitting.fits(p, tail.sought)] or batch
    return batch, scan.table.fitting.hits(batch, tail.sought) or batch

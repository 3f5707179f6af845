"""Extremes: "the cheapest", "the lighter of the two", "the two best rated", "the better battery"."""

from __future__ import annotations

from collections.abc import Sequence

from intents.comparing import Ranking, attribute_names, plainly, ranked, ranking_at
from intents.pointing import THE, count_at
from intents.scan import Scan, Tail, pool_of, tail_at
from intents.table import Meant
from retrieval.catalog import Product


def extreme(scan: Scan, start: int) -> Meant | None:
    """Read a superlative or comparative with "the", over those it is said of."""
    words = scan.words
    if words.at(start) not in THE:
        return None
    at = start + 1 + (words.at(start + 1) in ("very", "absolute", "single"))
    count = None
    if (ranking := ranking_at(words, at, _names(scan))) is None:
        count = count_at(words, at)
        ranking = ranking_at(words, at + 1, _names(scan)) if count else None
    if ranking is None and words.at(at + 1) in ("one", "ones") and not _titled(scan, at):
        ranking = plainly(words, at)
    if ranking is None:
        return None
    tail = tail_at(scan, ranking.end)
    if tail.strange:
        return None
    products = best(scan, _pool(scan, tail, ranking), ranking)
    return Meant(tuple(products[: count or 1]), tail.end, "extreme") if products else None


def _titled(scan: Scan, at: int) -> bool:
    """Whether products are called so, as a "light" lamp is."""
    return any(scan.words.all[at].stem in scan.table.fitting.words(p) for p in scan.table.batch())


def best(scan: Scan, pool: Sequence[Product], ranking: Ranking) -> list[Product]:
    """Return the products of a pool that state the quality, the best first."""
    return ranked(pool, ranking, scan.table.vocabulary.synonyms)


def ranking_in(scan: Scan, at: int) -> Ranking | None:
    """Read a comparison at a word, by the attributes of what is on the table."""
    return ranking_at(scan.words, at, _names(scan))


def _names(scan: Scan) -> tuple[str, ...]:
    return attribute_names(scan.table.known.values())


def _pool(scan: Scan, tail: Tail, ranking: Ranking) -> Sequence[Product]:
    table = scan.table
    pair = len(table.focus) == 2 or (ranking.comparative and len(table.focus) > 1)
    if tail.sought is None and not tail.among and pair and not table.from_cart:
        return table.focus
    return pool_of(scan, tail)[1]

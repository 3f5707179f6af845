"""Constraints and sort orders: what a product must meet, evaluated on the whole catalogue before any ranking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from retrieval import words
from retrieval.catalog import Value
from retrieval.synonyms import SPELLINGS, Synonyms, key_of

Op = Literal["eq", "ne", "lte", "gte"]


@dataclass(frozen=True, slots=True)
class Constraint:
    """One promise: `field op value`; a tuple as value means any of them (for `ne`: none of them).

    Fields: `category` (a product type or department, matched on path and title), `brand`, `price`, `rating`,
    `stock`, `keyword` (a word of title, attributes or description), or an attribute, by its canonical name
    where the synonyms know it (colour, material, size, gender), else by the shop's own.
    """

    field: str
    op: Op
    value: Value | tuple[Value, ...]
    source: Literal["shopper", "preference"] = "shopper"
    hard: bool = True


@dataclass(frozen=True, slots=True)
class Order:
    """A superlative or a sort: `price asc` for the cheapest."""

    field: str
    direction: Literal["asc", "desc"]


def values_of(constraint: Constraint) -> tuple[Value, ...]:
    """Return the value of a constraint as a tuple."""
    return constraint.value if isinstance(constraint.value, tuple) else (constraint.value,)


def phrases(constraint: Constraint) -> frozenset[tuple[str, ...]]:
    """Return the stemmed phrases of a constraint's values."""
    texts = {f"{v:g}" if isinstance(v, float | int) else v for v in values_of(constraint)}
    return frozenset(found for text in texts if (found := words.stems(text)))


def family(synonyms: Synonyms, attribute: str, wanted: str, *, akin: bool = False) -> frozenset[tuple[str, ...]]:
    """Return the stemmed phrases that count as a value of an attribute; with `akin` those only near it too."""
    key = key_of(wanted)
    families = synonyms.values.get(attribute, {})
    found = families.get(key) or families.get(SPELLINGS.get(key, ""))
    names = {wanted} if found is None else {wanted, found.name, *found.same, *(found.akin if akin else ())}
    return frozenset(phrase for name in names if (phrase := words.stems(name)))

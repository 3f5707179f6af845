"""Constraints and sort orders: what a product must meet, evaluated on the whole catalogue before any ranking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from retrieval.catalog import Value

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

"""The catalogue: products as frozen data, read from JSONL or JSONL.gz."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Value = str | float | bool


@dataclass(frozen=True, slots=True)
class Span:
    """Where in a row a derived value was read: characters `start:end` of the text of `part`."""

    part: Literal["title", "description"]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Variant:
    """One way a product can be had; a missing price or stock is unknown."""

    id: str
    attributes: Mapping[str, tuple[Value, ...]]
    price: float | None = None
    stock: int | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """What one buyer said."""

    rating: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Product:
    """One catalogue row; only `id` and `title` are certain, `None` means the shop does not state it.

    `attributes` holds what the shop states, `derived` what was read out of its prose when the index was
    built, under canonical names (colour, material, gender, pattern), each with the span it came from.
    `name` is the short name that replies use, set when the index is built.
    """

    id: str
    title: str
    description: str = ""
    category: tuple[str, ...] = ()
    brand: str | None = None
    price: float | None = None
    list_price: float | None = None
    currency: str | None = None
    rating: float | None = None
    rating_count: int | None = None
    stock: int | None = None
    added: str | None = None
    popularity: float | None = None
    attributes: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    variants: tuple[Variant, ...] = ()
    reviews: tuple[Review, ...] = ()
    images: tuple[str, ...] = ()
    url: str | None = None
    name: str = ""
    derived: Mapping[str, tuple[tuple[Value, Span], ...]] = field(default_factory=dict)

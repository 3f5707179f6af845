"""The catalogue: products as frozen data, read from JSONL or JSONL.gz; a bad row is named by its line and skipped."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from retrieval.errors import CatalogError
from retrieval.fields import RowError, attributes, clean, count, items, number, required, text, texts
from retrieval.fields import Value as Value


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


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that was skipped, or taken with something left out (`skipped` is false)."""

    line: int
    reason: str
    skipped: bool = True


@dataclass(frozen=True, slots=True)
class Catalog:
    """What a catalogue file holds: its products, what was wrong with it, and the SHA-256 of its bytes."""

    products: tuple[Product, ...]
    problems: tuple[Problem, ...]
    digest: str
    path: Path

    def summary(self) -> str:
        """Say in one line what was read."""
        skipped = sum(p.skipped for p in self.problems)
        return f"{self.path.name}: {len(self.products)} products read, {skipped} lines skipped, " \
               f"{len(self.problems) - skipped} remarks"


KEYS = frozenset(f.name for f in fields(Product)) - {"name", "derived"}


def read_catalog(path: Path) -> Catalog:
    """Read a catalogue; raise CatalogError if the file cannot be read or holds no valid row."""
    data = _bytes(path)
    products: dict[str, Product] = {}
    problems: list[Problem] = []
    unknown: dict[str, int] = {}
    for line, raw in enumerate(data.split(b"\n"), 1):
        if not raw.strip():
            continue
        try:
            row = _decode(raw, first=line == 1)
            product = product_of(row)
            if product.id in products:
                raise RowError(f"id {product.id!r} was used by an earlier row")
        except RowError as error:
            problems.append(Problem(line, str(error)))
            continue
        products[product.id] = product
        if "\ufffd" in product.title:
            problems.append(Problem(line, f"title has characters lost by an encoding: {product.title!r:.60}", False))
        for key in row.keys() - KEYS:
            unknown.setdefault(key, line)
    problems += [Problem(line, f"unknown key {key!r} is left out, here and below", skipped=False)
                 for key, line in unknown.items()]
    if not products:
        first = f"; line {problems[0].line}: {problems[0].reason}" if problems else " (it is empty)"
        raise CatalogError(f"{path} holds no valid product{first}. Write one JSON object a line, with id and title.")
    return Catalog(tuple(products.values()), tuple(problems), hashlib.sha256(data).hexdigest(), path)


def _bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    except (OSError, EOFError, zlib.error) as error:
        raise CatalogError(f"Cannot read the catalogue {path}: {error}. Name a JSONL or JSONL.gz file.") from error


def _decode(raw: bytes, *, first: bool) -> dict[str, Any]:
    try:
        row = json.loads(raw.decode("utf-8-sig" if first else "utf-8"), parse_constant=_constant)
    except RowError:
        raise
    except UnicodeDecodeError as error:
        raise RowError(f"not UTF-8 at byte {error.start}") from error
    except (ValueError, RecursionError) as error:  # ValueError: also numbers of thousands of digits
        raise RowError(f"not JSON: {error}") from error
    if not isinstance(row, dict):
        raise RowError(f"a JSON object is needed, not {type(row).__name__}")
    return row


def _constant(name: str) -> float:
    raise RowError(f"{name} is not a number")


def product_of(row: Mapping[str, Any]) -> Product:
    """Make a product of a decoded row; raise ValueError with the reason if it cannot be one."""
    ident = row.get("id")
    if isinstance(ident, int) and not isinstance(ident, bool):
        ident = str(ident)
    category = row.get("category")
    return Product(
        id=required("id", ident),
        title=required("title", row.get("title")),
        description=text(row, "description") or "",
        category=texts("category", [category] if isinstance(category, str) else category),
        brand=text(row, "brand"), price=number(row, "price"), list_price=number(row, "list_price"),
        currency=text(row, "currency"), rating=number(row, "rating"), rating_count=count(row, "rating_count"),
        stock=count(row, "stock"), added=text(row, "added"), popularity=number(row, "popularity"),
        attributes=attributes(row.get("attributes")),
        variants=tuple(_variant(v, i) for i, v in enumerate(items("variants", row.get("variants")))),
        reviews=tuple(_review(r) for r in items("reviews", row.get("reviews"))),
        images=texts("images", row.get("images")), url=text(row, "url"),
    )  # fmt: skip


def _variant(value: object, place: int) -> Variant:
    if not isinstance(value, dict):
        raise RowError(f"a variant must be an object, not {value!r:.60}")
    ident = value.get("id")
    return Variant(str(place) if ident is None else str(ident), attributes(value.get("attributes")),
                   number(value, "price"), count(value, "stock"))


def _review(value: object) -> Review:
    if isinstance(value, str):
        return Review(None, clean("reviews", value))
    if not isinstance(value, dict):
        raise RowError(f"a review must be an object, not {value!r:.60}")
    return Review(number(value, "rating"), text(value, "text") or "")

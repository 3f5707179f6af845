"""The catalogue: products as frozen data, read from any file that `retrieval.importers` knows; a bad row is named."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from retrieval.errors import CatalogError
from retrieval.fields import Problem as Problem
from retrieval.fields import RowError, check
from retrieval.fields import Value as Value
from retrieval.importers.mapping import read_mapping
from retrieval.importers.reading import read_feed
from retrieval.importers.report import counted, listed
from retrieval.importers.row import Feed, Row, mended, refused


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
class Catalog:
    """What a catalogue file holds: its products, what was wrong with it, and the SHA-256 of its unpacked bytes.

    `rows` counts the rows of the file, of which a product with variants may take several.
    """

    products: tuple[Product, ...]
    problems: tuple[Problem, ...]
    digest: str
    path: Path
    rows: int = 0
    format: str = "native JSONL"

    def summary(self) -> str:
        """Say in one line what was read."""
        return f"{self.path.name}: {self.format}, {counted(self.problems, self.rows, len(self.products))}"

    def report(self) -> Iterator[str]:
        """Yield what was wrong by line, a few of each kind with the count of the others, then the summary."""
        yield from listed(self.problems)
        yield self.summary()


KEYS = frozenset(f.name for f in fields(Product)) - {"name", "derived"}


def read_catalog(path: Path, mapping: Path | None = None) -> Catalog:
    """Read a catalogue; raise CatalogError if the file or the mapping cannot be read or no row is valid."""
    said = read_mapping(mapping) if mapping is not None else None
    feed = read_feed(path, said)
    reading = Reading(feed)
    products = tuple(reading)
    if not products:
        first = min(reading.problems, key=lambda p: (not p.skipped, p.line), default=None)
        why = f"; line {first.line}: {first.reason}" if first else " (it is empty)"
        raise CatalogError(f"{path} holds no valid product{why}. Write one JSON object a line, with id and title, or "
                           "name a CSV, TSV or XML feed.")
    digest = feed.digest if said is None else hashlib.sha256(f"{feed.digest} {said!r}".encode()).hexdigest()
    return Catalog(products, tuple(reading.problems), digest, path, reading.rows, feed.format)


class Reading:
    """The products of a feed one after the other; `problems` and `rows` grow as they are read."""

    def __init__(self, feed: Feed) -> None:
        self.feed, self.rows = feed, 0
        self.problems: list[Problem] = []
        self._lines: dict[str, int] = {}
        self._unknown: set[str] = set()

    def __iter__(self) -> Iterator[Product]:
        """Yield each product that is valid and whose id was not used before."""
        return (product for _, product in self.pairs())

    def pairs(self) -> Iterator[tuple[Row, Product]]:
        """Yield each row that is valid with its product."""
        for found in self.feed.found:
            if isinstance(found, Problem):
                self.rows += found.skipped
                self.problems.append(found)
                continue
            self.rows += found.rows
            try:
                product = self._product(found)
            except RowError as error:
                self.problems.append(refused(found.line, str(error)))
                continue
            self._remark(found, product)
            yield found, product

    def _product(self, row: Row) -> Product:
        product = product_of(row.data)
        if (before := self._lines.setdefault(product.id, row.line)) != row.line:
            raise RowError(f"id {product.id!r} was used before, in line {before}")
        return product

    def _remark(self, row: Row, product: Product) -> None:
        self.problems += row.problems
        if "\ufffd" in product.title:
            self.problems.append(mended(row.line, "characters lost by an encoding", f"title {product.title!r:.60}"))
        for key in row.data.keys() - KEYS - self._unknown:
            self._unknown.add(key)
            self.problems.append(mended(row.line, "unknown key", f"{key!r} is left out, here and below"))


def product_of(row: Mapping[str, Any]) -> Product:
    """Make a product of a decoded row; raise RowError with the reason if it cannot be one."""
    found = check(row)
    return Product(
        id=found.id, title=found.title, description=found.description or "",
        category=tuple(filter(None, found.category)), brand=found.brand or None, price=found.price,
        list_price=found.list_price, currency=found.currency or None, rating=found.rating,
        rating_count=found.rating_count, stock=found.stock, added=found.added or None, popularity=found.popularity,
        attributes=found.attributes,
        variants=tuple(Variant(str(place) if v.id is None else v.id, v.attributes, v.price, v.stock)
                       for place, v in enumerate(found.variants)),
        reviews=tuple(Review(r.rating, r.text or "") for r in found.reviews),
        images=tuple(filter(None, found.images)), url=found.url or None,
    )  # fmt: skip

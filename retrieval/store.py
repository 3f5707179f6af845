"""Products with names and derived attributes as JSONL inside an index, and what a log of changes makes of them."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.catalog import Product, Review, Span, Value, Variant
from retrieval.changes import apply

PRODUCTS = "products.jsonl"
_ID = re.compile(rb'\{"id": ("(?:[^"\\]|\\.)*")')  # what `save_products` writes first
_EMPTY: tuple[object, ...] = (None, "", (), {})


def save_products(products: Iterable[Product], folder: Path) -> None:
    """Write products, one JSON object a line, without empty fields."""
    with (folder / PRODUCTS).open("w", encoding="utf-8") as file:
        for product in products:
            row = {f.name: value for f in dataclasses.fields(product)
                   if (value := getattr(product, f.name)) not in _EMPTY}
            file.write(json.dumps(row, ensure_ascii=False, default=_plain) + "\n")


def load_products(folder: Path) -> tuple[Product, ...]:
    """Read what `save_products` wrote."""
    with (folder / PRODUCTS).open(encoding="utf-8") as file:
        return tuple(_product(json.loads(line)) for line in file)


def load_some(folder: Path, idents: Collection[str]) -> tuple[Product, ...]:
    """Read only the products with these ids; the others are not decoded."""
    with (folder / PRODUCTS).open("rb") as file:
        lines = (line for line in file if (found := _ID.match(line)) and json.loads(found[1]) in idents)
        return tuple(_product(json.loads(line)) for line in lines)


@dataclass(frozen=True, slots=True)
class Stored:
    """Products by row, the rows of those that are `gone`, and the rows that `changed`."""

    products: tuple[Product, ...]
    gone: frozenset[int] = frozenset()
    changed: frozenset[int] = frozenset()


def with_log(products: Sequence[Product], log: bytes, rows: Mapping[str, int] | None = None,
             gone: frozenset[int] = frozenset()) -> Stored:
    """Apply what a log says of these products, no words of which it changes; applying it twice is as once.

    Rows keep their places; `rows` says where a product is, if that is known already.
    """
    if not log:
        return Stored(tuple(products), gone)
    places = {p.id: row for row, p in enumerate(products)} if rows is None else rows
    lines = [(raw, row) for raw in log.splitlines() if (row := places.get(id_of(raw))) is not None and row not in gone]
    held = {products[row].id: products[row] for _, row in lines}
    done = apply(b"\n".join(raw for raw, _ in lines), held)
    renewed = list(products)
    for ident, product in held.items():
        renewed[places[ident]] = product
    changed = frozenset(places[ident] for ident in done.changed if ident in held)
    return Stored(tuple(renewed), gone | {places[ident] for ident in done.withdrawn}, changed)


def id_of(line: bytes) -> str:
    """Return the id of a row that is a JSON object, "" where it is none."""
    try:
        row = json.loads(line)
    except ValueError:
        return ""
    return str(row.get("id", "")) if isinstance(row, dict) else ""


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    raise TypeError(f"{type(value).__name__} cannot be written into an index")


def _product(row: dict[str, Any]) -> Product:
    for name in ("category", "images"):
        if name in row:
            row[name] = tuple(row[name])
    if "attributes" in row:
        row["attributes"] = _attributes(row["attributes"])
    if "variants" in row:
        row["variants"] = tuple(Variant(**{**v, "attributes": _attributes(v["attributes"])}) for v in row["variants"])
    if "reviews" in row:
        row["reviews"] = tuple(Review(**r) for r in row["reviews"])
    if "derived" in row:
        row["derived"] = {name: tuple((value, Span(**span)) for value, span in found)
                          for name, found in row["derived"].items()}
    return Product(**row)


def _attributes(held: Mapping[str, list[Value]]) -> dict[str, tuple[Value, ...]]:
    return {name: tuple(values) for name, values in held.items()}

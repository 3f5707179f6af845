"""Products with names and derived attributes as JSONL inside an index, and what a log of changes makes of them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.catalog import Product, Review, Span, Value, Variant
from retrieval.changes import apply

PRODUCTS = "products.jsonl"
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


@dataclass(frozen=True, slots=True)
class Stored:
    """Products by row, the rows of those that are `gone`, and the rows that `changed`."""

    products: tuple[Product, ...]
    gone: frozenset[int] = frozenset()
    changed: frozenset[int] = frozenset()


def with_log(products: Sequence[Product], log: bytes, rows: Mapping[str, int] | None = None,
             gone: frozenset[int] = frozenset()) -> Stored:
    """Apply a log that adds no product and changes no words; rows keep their places. Applying it twice is as once."""
    if not log:
        return Stored(tuple(products), gone)
    places = rows or {p.id: row for row, p in enumerate(products)}
    named = [ident for raw in log.splitlines() if (ident := str(json.loads(raw).get("id"))) in places]
    held = {ident: products[row] for ident in named if (row := places[ident]) not in gone}
    done = apply(log, held)
    renewed, changed = list(products), {places[ident] for ident in held if ident in set(done.changed)}
    for row, product in ((places[ident], product) for ident, product in held.items()):
        renewed[row] = product
    return Stored(tuple(renewed), gone | {places[ident] for ident in done.withdrawn}, frozenset(changed))


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

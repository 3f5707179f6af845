"""Products with names and derived attributes as JSONL inside an index."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from retrieval.catalog import Product, Review, Span, Value, Variant

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

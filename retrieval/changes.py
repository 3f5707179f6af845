"""Changes to a catalogue, one JSON object a line: {"id", changed fields}, a whole new row, {"id", "withdrawn": true}.

Those that touch only the OFFER of a product (price, stock, rating and the like), or withdraw it, need no new words and
no new vectors: a log keeps them, and whoever opens the index applies them.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from retrieval.catalog import KEYS, Problem, Product, product_of
from retrieval.fields import RowError

OFFER = ("price", "list_price", "currency", "rating", "rating_count", "stock", "added", "popularity", "reviews", "url")


@dataclass(frozen=True, slots=True)
class Changed:
    """What changes did: ids by what happened to them, and lines that could not be used."""

    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def apply(data: bytes, products: dict[str, Product]) -> Changed:
    """Apply changes to products by id; a bad line is named and changes nothing.

    A product whose words changed loses its name and what was derived of it: both are made anew.
    """
    groups: dict[str, dict[str, None]] = {"changed": {}, "added": {}, "withdrawn": {}}
    problems: list[Problem] = []
    for line, raw in enumerate(data.split(b"\n"), 1):
        if not raw.strip():
            continue
        try:
            ident, kind = _apply(_row(raw), products)
        except (ValueError, RecursionError) as error:  # RowError and what json raises are ValueErrors
            problems.append(Problem(line, str(error)))
            continue
        groups[kind][ident] = None
    return Changed(tuple(groups["changed"]), tuple(groups["added"]), tuple(groups["withdrawn"]), tuple(problems))


def _row(raw: bytes) -> dict[str, Any]:
    row = json.loads(raw)
    if not isinstance(row, dict):
        raise RowError(f"a JSON object is needed, not {type(row).__name__}")
    if unknown := sorted(row.keys() - KEYS - {"withdrawn"}):
        raise RowError(f"unknown key {unknown[0]!r}")
    return row


def _apply(row: dict[str, Any], products: dict[str, Product]) -> tuple[str, str]:
    ident = str(row.get("id", ""))
    old = products.get(ident)
    if row.get("withdrawn") is True:
        if old is None:
            raise RowError(f"id {ident!r} is not in the index")
        del products[ident]
        return ident, "withdrawn"
    row = {name: value for name, value in row.items() if name != "withdrawn"}
    product = product_of(row if old is None else {**row_of(old), **row})
    if old is not None and same_words(old, product):
        product = dataclasses.replace(product, name=old.name, derived=old.derived)
    products[product.id] = product
    return product.id, "added" if old is None else "changed"


def same_words(old: Product, new: Product) -> bool:
    """Say whether two rows of a product differ in nothing but what is offered: prices, stocks, ratings."""
    plain: dict[str, Any] = dict.fromkeys(OFFER) | {"name": "", "derived": {}}
    return _bare(old, plain) == _bare(new, plain)


def _bare(product: Product, plain: Mapping[str, Any]) -> Product:
    variants = tuple(dataclasses.replace(v, price=None, stock=None) for v in product.variants)
    return dataclasses.replace(product, variants=variants, **plain)


def row_of(product: Product) -> Mapping[str, Any]:
    """Return a product as a catalogue row."""
    row: dict[str, Any] = {name: getattr(product, name) for name in KEYS}
    row = {name: list(value) if isinstance(value, tuple) else value for name, value in row.items()}
    row["attributes"] = {name: list(values) for name, values in product.attributes.items()}
    row["reviews"] = [dataclasses.asdict(review) for review in product.reviews]
    row["variants"] = [{"id": v.id, "price": v.price, "stock": v.stock,
                        "attributes": {name: list(values) for name, values in v.attributes.items()}}
                       for v in product.variants]  # fmt: skip
    return row


def good(data: bytes, problems: Sequence[Problem]) -> bytes:
    """Return the lines of changes that could be used, each with its end."""
    bad = {problem.line for problem in problems}
    kept = (raw.strip() for line, raw in enumerate(data.split(b"\n"), 1) if line not in bad)
    return b"".join(raw + b"\n" for raw in kept if raw)


def compact(log: bytes) -> bytes:
    """Return a log of changes with at most two lines a product: that it was withdrawn, then what was said since."""
    merged: dict[str, list[dict[str, Any]]] = {}
    for raw in log.splitlines():
        row = json.loads(raw)
        lines = merged.pop(str(row.get("id", "")), [])  # put back at the end: order counts for new products
        if row.get("withdrawn") is True:
            lines = [row]
        elif lines and lines[-1].get("withdrawn") is not True:
            lines[-1] |= row
        else:
            lines.append(row)
        merged[str(row["id"])] = lines
    rows = (row for lines in merged.values() for row in lines)
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)

"""WooCommerce's product CSV: variable products and their variations in rows of their own, joined by Parent.

Columns: github.com/woocommerce/woocommerce/wiki/Product-CSV-Import-Schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from retrieval.importers.row import Found, Row, refused
from retrieval.importers.tables import Cells
from retrieval.importers.values import (
    Hints,
    availability,
    compact,
    flag,
    gather,
    on_sale,
    path,
    pictures,
    price,
    prose,
    reduced,
    split,
    stock,
    text,
)
from retrieval.importers.variants import Variant, with_variants

REQUIRED = {"Type": ("type",), "Name": ("name",), "ID (or SKU)": ("id", "sku")}
TELLING = frozenset("type|sku|regular price|sale price|in stock|categories|short description|visibility in catalog|"
                    "parent|attribute 1 name|attribute 1 value s|attribute 1 visible|is featured|tax status|upsells|"
                    "cross sells|external url|published|images".split("|"))
_ATTRIBUTE = re.compile(r"attribute (\d+) name")
_MEASURE = re.compile(r"(weight|length|width|height) (\w+)")


def read(rows: Iterable[Cells | Found], hints: Hints) -> Iterator[Found]:
    """Yield a product for each row that is no variation, with its variations wherever they stand."""
    products: dict[str, Cells] = {}
    variations: list[Cells] = []
    by_sku: dict[str, str] = {}
    for row in rows:
        if not isinstance(row, Cells):
            yield row
        elif "variation" in _types(row):
            variations.append(row)
        elif not (ident := row.get("id", "sku").strip()):
            yield refused(row.line, "id is missing", "neither ID nor SKU")
        elif ident in products:
            yield refused(row.line, "id used before", f"{ident!r} was used in line {products[ident].line}")
        else:
            products[ident] = row
            by_sku.setdefault(row.get("sku").strip(), ident)
    children: dict[str, list[Cells]] = {}
    for row in variations:
        named = row.get("parent").strip()
        parent = named[3:].strip() if named.casefold().startswith("id:") else by_sku.get(named, named)
        if not named or parent not in products:
            yield refused(row.line, "a variation without its product", f"no product is {named!r}")
        else:
            children.setdefault(parent, []).append(row)
    for ident in list(products):
        yield _product(ident, products.pop(ident), children.pop(ident, []), hints)


def _types(row: Cells) -> list[str]:
    return [kind.casefold() for kind in split(row.get("type"), ",")]


def _product(ident: str, row: Cells, children: list[Cells], hints: Hints) -> Found:
    title = text(row, row.get("name"), "title")
    if not title:
        return refused(row.line, "title is missing", f"of {ident}")
    if row.get("published").strip() in ("0", "-1") or row.get("visibility in catalog").strip() == "hidden":
        return refused(row.line, "not on sale", f"{ident} is not published or hidden")
    listed = _listed(row)
    varied = {name for child in children for name in _listed(child)}
    offer, currency = _offer(row, hints)
    offers = [_variation(child, listed, varied, hints) for child in children if _published(child)]
    data: dict[str, Any] = {
        "id": ident, "title": title, "category": _category(row), "currency": currency or next(
            (c for _, c in offers if c), hints.currency),
        "description": prose(row, row.get("description")) or prose(row, row.get("short description")),
        "brand": text(row, row.get("brands", "brand", "meta brand"), "brand"),
        "attributes": _attributes(row, {n: v for n, v in listed.items() if n not in varied}),
        "images": _pictures([row, *children]), "url": row.get("external url", "permalink").strip(),
    }
    problems = [p for r in (row, *children) for p in r.problems]
    if offers:
        data = with_variants(data, [variant for variant, _ in offers])
        data.setdefault("stock", offer["stock"])  # kept for all variations together
    else:
        data |= {key: offer.get(key) for key in ("price", "list_price", "stock")}
        data["attributes"] |= offer["attributes"]
    return Row(row.line, compact(data), problems, 1 + len(children))


def _published(row: Cells) -> bool:
    return row.get("published").strip() not in ("0", "-1")


def _offer(row: Cells, hints: Hints) -> tuple[Variant, str]:
    """What one row sells: price, price before, stock."""
    regular, currency = price(row, row.get("regular price"), "price", hints)
    sale, other = price(row, row.get("sale price"), "sale price", hints)
    if sale is not None and not on_sale(row, row.get("date sale price starts"), row.get("date sale price ends"), hints):
        sale = None
    cost, before = reduced(regular, sale)
    count, words = availability(row, row.get("in stock"))
    counted = row.get("stock") if row.get("stock").strip().casefold() != "parent" else ""
    later = flag(row.get("backorders allowed")) or row.get("backorders allowed").strip() == "notify"
    if counted.strip().isdigit() and not (later and counted.strip() == "0"):
        count = 0 if count == 0 else int(counted)
    elif counted.strip() and count is None and not later:
        count = stock(row, counted)
    return {"id": row.get("id", "sku").strip(), "price": cost, "list_price": before, "stock": count,
            "attributes": {"availability": [words]} if words and count is None else {}}, currency or other


def _variation(row: Cells, listed: dict[str, list[str]], varied: set[str], hints: Hints) -> tuple[Variant, str]:
    """A variation; an attribute that it leaves empty may be any that its product lists."""
    variant, currency = _offer(row, hints)
    own = _listed(row)
    chosen = {name: own.get(name) or listed.get(name, []) for name in sorted(varied, key=[*listed, *varied].index)}
    variant["attributes"] = {name: values for name, values in chosen.items() if values}
    return variant, currency


def _listed(row: Cells) -> dict[str, list[str]]:
    """The attributes of a row by name."""
    numbers = [found[1] for header in row.cells if (found := _ATTRIBUTE.fullmatch(header))]
    names = {n: text(row, row.get(f"attribute {n} name"), "attribute name").removeprefix("pa_") for n in numbers}
    return gather((name, [text(row, value, name) for value in split(row.get(f"attribute {n} value s"), ",|")])
                  for n, name in names.items())


def _attributes(row: Cells, listed: dict[str, list[str]]) -> dict[str, list[str]]:
    """What is stated of the product: attributes, measures with their unit, tags."""
    measures = [(found[1], [f"{raw.strip()} {found[2]}"]) for header, raw in row.cells.items()
                if (found := _MEASURE.fullmatch(header)) and raw.strip().strip("0.,")]
    others = [path(raw)[-1] for raw in split(row.get("categories"), ",") if path(raw) and path(raw) != _category(row)]
    inner = set(_category(row))
    tags = [text(row, tag, "tags") for tag in split(row.get("tags"), ",")]
    return gather([*listed.items(), *measures, ("tags", [*tags, *(o for o in others if o not in inner)])])


def _category(row: Cells) -> list[str]:
    """The longest of the paths."""
    return max((path(raw) for raw in split(row.get("categories"), ",")), key=len, default=[])


def _pictures(rows: list[Cells]) -> list[str]:
    return list(dict.fromkeys(url for row in rows for url in pictures(row.get("images"))))

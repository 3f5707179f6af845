"""Shopify's product CSV: a row for each variant and for each further picture, held together by the handle.

Headers, old and new: help.shopify.com/en/manual/products/import-export/using-csv.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from retrieval.importers.row import Found, Row, refused
from retrieval.importers.tables import Cells
from retrieval.importers.values import Hints, flag, gather, path, price, prose, split, stock, text
from retrieval.importers.variants import Variant, with_variants

HANDLE = ("handle", "url handle")
PRICE = ("variant price", "price")
REQUIRED = {"Handle (or URL handle)": HANDLE, "Title": ("title",), "Variant Price (or Price)": PRICE}
TELLING = frozenset("body html|vendor|option1 name|option1 value|variant sku|variant price|variant inventory qty|"
                    "handle|variant compare at price|published on online store|compare at price|"
                    "inventory quantity|url handle|image src|product image url|gift card|image position|"
                    "seo title|variant grams".split("|"))
_METAFIELD = re.compile(r"(.+?) product metafields .+")
_GOOGLE = {"google shopping gender": "gender", "google shopping age group": "age group",
           "google shopping condition": "condition"}
_ONE_OF_A_KIND = ("default title", "default")  # what Shopify writes for a product without options


def read(rows: Iterable[Cells | Found], hints: Hints) -> Iterator[Found]:
    """Yield a product for each handle, at the place of its first row."""
    groups: dict[str, list[Cells]] = {}
    for row in rows:
        if not isinstance(row, Cells):
            yield row
        elif handle := row.get(*HANDLE).strip():
            groups.setdefault(handle, []).append(row)
        else:
            yield refused(row.line, "no handle", "the row belongs to no product")
    for handle in list(groups):
        yield _product(handle, groups.pop(handle), hints)


def _product(handle: str, rows: list[Cells], hints: Hints) -> Found:
    first = next((row for row in rows if row.get("title").strip()), rows[0])
    if hidden := _hidden(first):
        return refused(first.line, "not on sale", f"{handle} is {hidden}")
    title = text(first, first.get("title"), "title")
    if not title:
        return refused(first.line, "title is missing", f"of {handle}")
    names = {n: plain_name for n in "123" if (plain_name := _first(rows, f"option{n} name"))}
    made = [_variant(row, handle, names, hints) for row in rows if _is_variant(row)]
    currency = next((c for _, c in made if c), hints.currency)
    data: dict[str, Any] = {
        "id": handle, "title": title, "description": prose(first, first.get("body html", "description")),
        "category": _category(first), "brand": text(first, first.get("vendor"), "vendor"),
        "currency": currency, "attributes": _attributes(first), "images": _pictures(rows),
    }
    data = with_variants(data, [v for v, _ in made] or [{"attributes": {}}])
    return Row(rows[0].line, data, [p for row in rows for p in row.problems], len(rows))


def _first(rows: list[Cells], name: str) -> str:
    return next((found for row in rows if (found := row.get(name).strip())), "")


def _hidden(row: Cells) -> str:
    """Why a product is not to be shown, "" if it is."""
    status = row.get("status").strip().casefold()
    if status and status != "active":
        return f"a {status} product" if status == "draft" else status
    return "not published" if flag(row.get("published", "published on online store")) is False else ""


def _is_variant(row: Cells) -> bool:
    """A row with a picture only is none."""
    return bool(row.get(*PRICE, "option1 value", "variant sku", "sku").strip())


def _variant(row: Cells, handle: str, names: dict[str, str], hints: Hints) -> tuple[Variant, str]:
    values = {n: text(row, row.get(f"option{n} value"), f"option {n}") for n in names}
    options = {names[n]: [v] for n, v in values.items()
               if v and not (n == "1" and v.casefold() in _ONE_OF_A_KIND and names[n].casefold() == "title")}
    cost, currency = price(row, row.get(*PRICE), "price", hints)
    before, _ = price(row, _unless_zero(row.get("variant compare at price", "compare at price")), "list price", hints)
    sku = row.get("variant sku", "sku").strip().lstrip("'")
    ident = sku or "-".join([handle, *(v for values in options.values() for v in values)])
    return {"id": ident, "attributes": options, "price": cost, "stock": _stock(row),
            "list_price": before if before and cost and before > cost else None}, currency


def _unless_zero(raw: str) -> str:
    return "" if not raw.strip("0., ") else raw


def _stock(row: Cells) -> int | None:
    """The count, where Shopify keeps one; a variant that is sold beyond its stock is not sold out."""
    tracked = row.get("variant inventory tracker", "inventory tracker").strip()
    known = {"variant inventory tracker", "inventory tracker"} & row.columns
    raw = row.get("variant inventory qty", "inventory quantity")
    if known and not tracked:
        return None
    beyond = row.get("variant inventory policy", "continue selling when out of stock").strip().casefold()
    if (beyond == "continue" or flag(beyond)) and raw.strip().lstrip("-").isdigit() and int(raw) <= 0:
        return None
    return stock(row, raw)


def _category(row: Cells) -> list[str]:
    """The shop's own type under the path of Shopify's taxonomy, where it is not its last part already."""
    nodes = [] if (raw := row.get("product category", "standardized product type")).isdigit() else path(raw)
    kind = text(row, row.get("type", "custom product type", "product type"), "type")
    return nodes if not kind or kind.casefold() in (n.casefold() for n in nodes) else [*nodes, kind]


def _attributes(row: Cells) -> dict[str, list[str]]:
    pairs = [(name, [text(row, row.get(header), name)]) for header, name in _GOOGLE.items()]
    for header, raw in row.cells.items():
        if found := _METAFIELD.fullmatch(header):
            pairs.append((found[1], [text(row, v, found[1]) for v in split(raw, ";\n")]))
    tags = [text(row, tag, "tags") for tag in split(row.get("tags"), ",")]
    pairs += [(name, [value]) for name, value in (tag.split(":", 1) for tag in tags if ":" in tag) if value]
    return gather([*pairs, ("tags", [tag for tag in tags if tag and ":" not in tag and tag[0] not in "_#"])])


def _pictures(rows: list[Cells]) -> list[str]:
    """Picture addresses by their position, then those of variants."""
    places = [(_position(row), row.get("image src", "product image url", "image source").strip()) for row in rows]
    listed = [url for _, url in sorted(places, key=lambda place: place[0]) if url]
    others = [url for row in rows if (url := row.get("variant image", "variant image url").strip())]
    return list(dict.fromkeys([*listed, *others]))


def _position(row: Cells) -> int:
    raw = row.get("image position").strip()
    return int(raw) if raw.isascii() and raw.isdigit() else 10_000

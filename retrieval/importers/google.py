"""Google Merchant feeds, TSV (or CSV) and XML: an item a row, variants joined by item_group_id.

Attributes: support.google.com/merchants/answer/7052112.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Any

from retrieval.importers.row import Found, Row, refused
from retrieval.importers.tables import Cells
from retrieval.importers.values import (
    Hints,
    availability,
    compact,
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
from retrieval.importers.variants import with_variants

REQUIRED = {"id": ("id",), "title": ("title",)}
TELLING = frozenset("link|image link|additional image link|availability|sale price|google product category|"
                    "product type|gtin|mpn|condition|item group id|age group|identifier exists|shipping|"
                    "mobile link".split("|"))
# What may vary between the items of a group, and what is said of all; each is kept under its own name.
_VARYING = ("color", "size", "material", "pattern")
_STATED = ("gender", "age group", "size type", "size system", "condition", "energy efficiency class", "multipack",
           "product weight", "product length", "product width", "product height", "unit pricing measure")
_ENDS = " -–—|,/("


def read(rows: Iterable[Cells | Found], hints: Hints) -> Iterator[Found]:
    """Yield items without a group as they come, then a product for each group."""
    groups: dict[str, list[Cells]] = {}
    seen: dict[str, int] = {}
    for row in rows:
        if not isinstance(row, Cells):
            yield row
            continue
        ident, group = row.get("id").strip(), row.get("item group id").strip()
        if not ident:
            yield refused(row.line, "id is missing")
        elif not row.get("title").strip():
            yield refused(row.line, "title is missing", f"of {ident}")
        elif ident in seen:
            yield refused(row.line, "id used before", f"{ident!r} was used in line {seen[ident]}")
        else:
            seen[ident] = row.line
            if group:
                groups.setdefault(group, []).append(row)
            else:
                yield _single(row, hints)
    for group in list(groups):
        yield _grouped(group, groups.pop(group), hints)


def _single(row: Cells, hints: Hints) -> Row:
    offer, currency = _offer(row, hints)
    data = _common(row) | {"id": row.get("id").strip(), "title": text(row, row.get("title"), "title"),
                           "currency": currency or hints.currency}
    data["attributes"] = {**_stated(row), **offer.pop("attributes"), **_availability(offer.pop("words"))}
    data["attributes"] |= gather([("gtin", split(row.get("gtin"), ",\n"))])
    return Row(row.line, compact(data | {key: offer[key] for key in ("price", "list_price", "stock")}), row.problems)


def _grouped(group: str, rows: list[Cells], hints: Hints) -> Row:
    """A product of the items of a group; what all of them state is the product's."""
    offers = [(row, *_offer(row, hints)) for row in rows]
    stated = [_stated(row) for row in rows]
    shared = {name: value for name, value in stated[0].items() if all(other.get(name) == value for other in stated)}
    words = {offer.pop("words") for _, offer, _ in offers}
    for (_, offer, _), own in zip(offers, stated, strict=True):
        offer["attributes"] |= {name: value for name, value in own.items() if name not in shared}
    data = _common(rows[0]) | {
        "id": group, "title": _title([text(row, row.get("title"), "title") for row in rows]),
        "currency": next((c for _, _, c in offers if c), hints.currency),
        "attributes": shared | _availability(words.pop() if len(words) == 1 else ""),
        "images": list(dict.fromkeys(url for row in rows for url in _pictures(row))),
    }
    data = with_variants(data, [offer for _, offer, _ in offers])
    return Row(rows[0].line, data, [p for row in rows for p in row.problems], len(rows))


def _availability(words: str) -> dict[str, list[str]]:
    return {"availability": [words]} if words else {}


def _common(row: Cells) -> dict[str, Any]:
    return {"description": prose(row, row.get("description", "summary", "content")), "category": _category(row),
            "brand": text(row, row.get("brand"), "brand"), "images": _pictures(row),
            "url": html.unescape(row.get("link", "canonical link")).strip()}


def _offer(row: Cells, hints: Hints) -> tuple[dict[str, Any], str]:
    """What one item sells, with the words of its availability."""
    regular, currency = price(row, row.get("price"), "price", hints)
    sale, other = price(row, row.get("sale price"), "sale price", hints)
    begins, _, ends = row.get("sale price effective date").partition("/")
    if sale is not None and not on_sale(row, begins, ends, hints):
        sale = None
    cost, before = reduced(regular, sale)
    count, words = availability(row, row.get("availability"))
    if count is None and words != "preorder" and (known := row.get("quantity", "inventory", "sell on google quantity")):
        count = stock(row, known)
        words = words if count is None else ""
    options = gather((name, _options(row, name)) for name in _VARYING)
    return {"id": row.get("id").strip(), "price": cost, "list_price": before, "stock": count, "words": words,
            "attributes": options}, currency or other



def _options(row: Cells, name: str) -> list[str]:
    """Values of one attribute; several colours or materials of one item are parted by slashes."""
    return split(text(row, row.get(name), name), "/\n" if name in ("color", "material") else "\n")


def _stated(row: Cells) -> dict[str, list[str]]:
    pairs = [(name, [text(row, row.get(name), name)]) for name in _STATED]
    for detail in row.get("product detail").split("\n" if "\n" in row.get("product detail") else ","):
        parts = [text(row, part, "product detail") for part in detail.split(":")]
        if len(parts) > 1:
            pairs.append((parts[-2], [parts[-1]]))
    return gather(pairs)


def _category(row: Cells) -> list[str]:
    """The shop's own product type (its longest path), else Google's category where it is not a mere number."""
    own = [path(part) for part in re.split(r"\n|,(?=[^>]*>)", row.get("product type"))]
    if longest := max(own, key=len, default=[]):
        return longest
    taxonomy = row.get("google product category").strip()
    return [] if taxonomy.isdigit() else path(taxonomy)


def _pictures(row: Cells) -> list[str]:
    return list(dict.fromkeys([*pictures(row.get("image link")), *pictures(row.get("additional image link"))]))


def _title(titles: list[str]) -> str:
    """What the titles of a group begin with alike, if that is at least two words; else the first."""
    if len(set(titles)) == 1:
        return titles[0]
    alike = takewhile(lambda words: len(set(words)) == 1, zip(*(title.split() for title in titles), strict=False))
    found = " ".join(words[0] for words in alike).rstrip(_ENDS)
    return found if len(found.split()) > 1 else titles[0]

"""Rows of a shop's own CSV, by a mapping; without one the columns must be called as our fields are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from retrieval.importers.amounts import read_amount
from retrieval.importers.mapping import FIELDS, REST, Mapping, columns_of
from retrieval.importers.row import Found, Row, refused
from retrieval.importers.tables import Cells, name_of
from retrieval.importers.values import (
    Hints,
    availability,
    compact,
    flag,
    gather,
    path,
    pictures,
    price,
    prose,
    split,
    stock,
    text,
)
from retrieval.importers.variants import Variant, with_variants

_EMPTY = frozenset({"n/a", "#n/a", "na", "null", "none", "nan", "-", "--", "—"})
_BRACES = re.compile(r"\{([^{}]+)\}")
_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%Y%m%d")
_TRUTH = frozenset({"yes", "true", "ja", "oui", "si", "sí", "no", "false", "nein", "non"})


def own_columns(headers: Iterable[str]) -> Mapping:
    """Return the mapping of a file whose columns are called as our fields are; others are not for shoppers' eyes."""
    columns: dict[str, str | list[str]] = {}
    for header in headers:
        bare = header.strip().casefold()
        if (field := bare.replace(" ", "_")) in FIELDS:
            columns.setdefault(field, header)
        elif bare.startswith(("attributes.", "variants.")):
            group, _, name = header.strip().partition(".")
            columns.setdefault(f"{group.casefold()}.{name}", header)
    return Mapping(format="csv", columns=columns)


def read(rows: Iterable[Cells | Found], mapping: Mapping, hints: Hints) -> Iterator[Found]:
    """Yield a product for each row, or for each id where variants are mapped."""
    reader = _Reader(mapping, hints)
    groups: dict[str, list[Cells]] = {}
    for row in rows:
        if not isinstance(row, Cells):
            yield row
        elif not reader.variants:
            yield reader.single(row)
        elif ident := reader.said(row, "id"):
            groups.setdefault(ident, []).append(row)
        else:
            yield refused(row.line, "id is missing")
    for ident in list(groups):
        yield reader.grouped(groups.pop(ident))


class _Reader:
    def __init__(self, mapping: Mapping, hints: Hints) -> None:
        self.mapping, self.hints = mapping, hints
        self.entries = {f: [said] if isinstance(said, str) else said for f, said in mapping.columns.items()}
        self.attributes = {f.partition(".")[2]: f for f in mapping.columns if f.startswith("attributes.") and f != REST}
        self.variants = {f.partition(".")[2]: f for f in mapping.columns if f.startswith("variants.")}
        self.named = {name_of(c) for said in mapping.columns.values() for c in columns_of(said, frozenset())}

    def each(self, row: Cells, field: str) -> list[str]:
        """Return what each column of a field holds, templates filled in."""
        return [found for entry in self.entries.get(field, ()) if (found := self._one(row, entry))]

    def _one(self, row: Cells, entry: str) -> str:
        found = row.get(name_of(entry))
        if not found and "{" in entry and name_of(entry) not in row.columns:
            found = " ".join(_BRACES.sub(lambda place: row.get(name_of(place[1])), entry).split())
        found = found.strip()
        return "" if found.casefold() in _EMPTY else found

    def said(self, row: Cells, field: str) -> str:
        """Return the text of a field."""
        return " ".join(self.each(row, field)) if field in self.entries else ""

    def single(self, row: Cells) -> Found:
        """Make a product of a row."""
        data = self._common(row)
        if not data.get("id") or not data.get("title"):
            return refused(row.line, "title is missing" if data.get("id") else "id is missing")
        offer = self._offer(row)
        words = offer.pop("words")
        data |= offer
        data["attributes"] = self._attributes(row) | ({"availability": [words]} if words else {})
        return Row(row.line, compact(data), row.problems)

    def grouped(self, rows: list[Cells]) -> Found:
        """Make a product of the rows of one id, each of them a variant."""
        first = rows[0]
        data = self._common(first)
        if not data.get("title"):
            return refused(first.line, "title is missing", f"of {data['id']}")
        offers = [self._variant(row) for row in rows]
        data["currency"] = next((c for o in offers if (c := o.pop("currency"))), "")
        data["attributes"] = self._attributes(first)
        data["images"] = list(dict.fromkeys(url for row in rows for url in self._pictures(row)))
        return Row(first.line, with_variants(data, offers), [p for row in rows for p in row.problems], len(rows))

    def _variant(self, row: Cells) -> Variant:
        offer = self._offer(row) | {"id": self.said(row, "variants.id")}
        offer.pop("words")
        offer.setdefault("currency", "")
        offer["attributes"] = gather((name, [text(row, v, name) for v in self.each(row, field)])
                                     for name, field in self.variants.items() if name != "id")
        return offer

    def _common(self, row: Cells) -> dict[str, Any]:
        """What is said of the product whatever its variants."""
        data: dict[str, Any] = {f: text(row, self.said(row, f), f) for f in ("id", "title", "brand", "url")}
        data["description"] = prose(row, "\n".join(self.each(row, "description")))
        sign = self.mapping.category_separator
        data["category"] = [node for part in self.each(row, "category") for node in path(part, sign)]
        data["images"] = self._pictures(row)
        for field in ("rating", "popularity", "rating_count"):
            data[field] = self._number(row, field)
        data["added"] = self._day(row)
        return data

    def _offer(self, row: Cells) -> dict[str, Any]:
        cost, currency = price(row, self.said(row, "price"), "price", self.hints)
        before, other = price(row, self.said(row, "list_price"), "list price", self.hints)
        count, words = availability(row, self.said(row, "availability"))
        if count is None and (said := self.said(row, "stock")):
            count = stock(row, said)
        return {"price": cost, "list_price": before if before and cost and before > cost else None, "stock": count,
                "currency": self.said(row, "currency").upper() or currency or other or self.hints.currency,
                "words": words if count is None else ""}

    def _number(self, row: Cells, field: str) -> float | int | None:
        raw = self.said(row, field)
        if not raw:
            return None
        value = read_amount(raw, self.hints.decimal).value
        if value is None or value < 0 or (field == "rating_count" and value != int(value)):
            row.mend(f"{field} is not a number", f"{raw!r:.40}: it is unknown")
            return None
        return int(value) if field == "rating_count" else value

    def _day(self, row: Cells) -> str:
        raw = self.said(row, "added")
        for form in _DAYS if raw else ():
            try:
                return datetime.strptime(raw[:10], form).date().isoformat()
            except ValueError:
                continue
        if raw:
            row.mend("added is not a day", f"{raw!r:.40}: write it as 2026-10-31")
        return ""

    def _pictures(self, row: Cells) -> list[str]:
        return [url for part in self.each(row, "images") for url in pictures(part)]

    def _attributes(self, row: Cells) -> dict[str, Any]:
        pairs = [(name, self._values(row, name, self.each(row, field))) for name, field in self.attributes.items()]
        for entry in columns_of(self.mapping.columns.get(REST, []), frozenset()):
            rest = sorted(row.cells.keys() - self.named) if entry == "*" else [name_of(entry)]
            pairs += [(name, self._values(row, name, [row.get(name)])) for name in rest]
        found = gather(pairs)
        return {name: [flag(v) for v in values] if {v.casefold() for v in values} <= _TRUTH else values
                for name, values in found.items()}

    def _values(self, row: Cells, name: str, raws: list[str]) -> list[str]:
        found = [text(row, part, name) for raw in raws for part in split(raw, self.mapping.list_separator or "\0")]
        return [value for value in found if value.casefold() not in _EMPTY]

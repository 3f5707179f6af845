"""Any catalogue file as rows: its format is recognised by what is in it, whatever it is called."""

from __future__ import annotations

from collections import abc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import CatalogError
from retrieval.importers import google, native, shopify, table_rows, woocommerce, xml_feed
from retrieval.importers.amounts import guess_decimal
from retrieval.importers.mapping import REST, Mapping, check_columns, columns_of, suggestion
from retrieval.importers.row import Feed, Found, mended
from retrieval.importers.source import Source, open_source
from retrieval.importers.tables import Cells, Layout, cells_of, layout_of, name_of
from retrieval.importers.values import Hints

Reader = Callable[[Iterable[Cells | Found], Hints], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format that is known by its columns: those it must have, those that tell it from others, those of prices."""

    name: str
    read: Reader
    required: abc.Mapping[str, tuple[str, ...]]
    telling: frozenset[str]
    prices: tuple[str, ...]
    decimal: str = ""  # the sign that the format prescribes

    def missing(self, names: frozenset[str]) -> list[str]:
        """Return the required columns that are not there."""
        return [said for said, any_of in self.required.items() if not names.intersection(any_of)]


FORMATS = {
    "shopify": Format("Shopify's product CSV", shopify.read, shopify.REQUIRED, shopify.TELLING,
                      (*shopify.PRICE, "variant compare at price", "compare at price"), "."),
    "woocommerce": Format("WooCommerce's product CSV", woocommerce.read, woocommerce.REQUIRED, woocommerce.TELLING,
                          ("regular price", "sale price")),
    "google": Format("a Google Merchant feed", google.read, google.REQUIRED, google.TELLING, ("price", "sale price")),
}
_FEEDS = ("<rss", "<feed", "<channel", "<item", "<entry", "rdf:RDF", "<product")
_ENOUGH = 2  # telling columns by which a format is known


def read_feed(path: Path, mapping: Mapping | None = None) -> Feed:
    """Recognise a file; raise CatalogError if it cannot be read or is in no format that is known.

    The message then says which format it looks most like and what that misses.
    """
    said = mapping or Mapping()
    source = open_source(path, said.encoding)
    start = source.sample.lstrip("\ufeff \t\r\n")
    if not start:
        raise CatalogError(f"{path} holds no valid product (it is empty). Write one JSON object a line, with id and "
                           "title, or name a CSV, TSV or XML feed.")
    if start[0] == "<":
        return _xml(source, start, said)
    if start[0] in "{[" or not _is_table(start):
        return Feed("native JSONL", source.encoding, source.digest, native.read(source))
    return _table(source, said)


def _is_table(start: str) -> bool:
    return len(layout_of(start).headers) > 1


def _xml(source: Source, start: str, said: Mapping) -> Feed:
    if not any(mark in source.sample for mark in _FEEDS):
        raise CatalogError(f"{source.path} is XML, but no product feed: it begins with {start[:60]!r}. An RSS 2.0 or "
                           "Atom feed with the namespace http://base.google.com/ns/1.0 is needed.")
    rows = google.read(xml_feed.items(source), Hints(said.decimal or ".", said.currency))
    return Feed("a Google Merchant feed in XML", source.encoding, source.digest, rows)


def _table(source: Source, said: Mapping) -> Feed:
    layout = layout_of(source.sample, said.separator)
    names = frozenset(layout.names) - {""}
    format = _recognised(source.path, layout, names, said)
    if format is None:
        return _own(source, layout, said)
    decimal = said.decimal or format.decimal or _decimal(source, layout, format.prices)
    rows = format.read(_rows(source, layout), Hints(decimal, said.currency))
    return Feed(format.name, source.encoding, source.digest, rows)


def _own(source: Source, layout: Layout, said: Mapping) -> Feed:
    """Read a table of the shop's own making."""
    names = frozenset(layout.names) - {""}
    fitted = said if said.columns else table_rows.own_columns(layout.headers)
    check_columns(fitted, layout.headers)
    prices = [name_of(c) for f in ("price", "list_price") for c in columns_of(fitted.columns.get(f, []), names)]
    hints = Hints(said.decimal or _decimal(source, layout, prices), said.currency)
    used = {name_of(c) for entry in fitted.columns.values() for c in columns_of(entry, names)}
    unused = frozenset() if "*" in fitted.columns.get(REST, "") else names - used
    format = "CSV by a mapping" if said.columns else "CSV with our own columns"
    rows = table_rows.read(_told(source, layout, unused), fitted, hints)
    return Feed(format, source.encoding, source.digest, rows)


def _rows(source: Source, layout: Layout) -> Iterator[Cells | Found]:
    with source.text() as stream:
        yield from cells_of(stream, layout)


def _told(source: Source, layout: Layout, unused: frozenset[str]) -> Iterator[Cells | Found]:
    """Yield the rows after a remark on the columns that no field is taken from."""
    if unused:
        yield mended(1, "columns left out", ", ".join(sorted(unused)))
    yield from _rows(source, layout)


def _decimal(source: Source, layout: Layout, columns: Iterable[str]) -> str:
    known = [name for name in columns if name in layout.names]
    return guess_decimal(cell for name in known for cell in layout.samples(source.sample, name))


def _recognised(path: Path, layout: Layout, names: frozenset[str], said: Mapping) -> Format | None:
    """Return the format of a table, None for a shop's own; raise CatalogError if it is neither."""
    if said.columns or said.format == "csv":
        return None
    if said.format:
        if missing := FORMATS[said.format].missing(names):
            raise CatalogError(f"{path} is not {FORMATS[said.format].name}: it has no column {', '.join(missing)}.")
        return FORMATS[said.format]
    likeness = {key: len(names & format.telling) for key, format in FORMATS.items()}
    fitting = [key for key, count in likeness.items() if count >= _ENOUGH and not FORMATS[key].missing(names)]
    own = table_rows.own_columns(layout.headers).columns
    if fitting:
        return FORMATS[max(fitting, key=lambda key: likeness[key])]
    if {"id", "title"} <= own.keys():
        return None
    closest = max(likeness, key=lambda key: likeness[key])
    lacking = ", ".join(FORMATS[closest].missing(names))
    looks = "It is like none of Shopify, WooCommerce and Google Merchant. "
    if likeness[closest] >= _ENOUGH:
        looks = f"It looks most like {FORMATS[closest].name}, but has no column {lacking}. "
    raise CatalogError(f"{path} has unknown columns: {', '.join(filter(None, layout.headers)):.300}. "
                       f"{looks}Rename columns, or name a mapping file with --mapping that says, for instance, "
                       f"{suggestion(layout.headers)}")


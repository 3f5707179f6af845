"""Items of an RSS or Atom feed, read as a stream: no entity is expanded, nothing outside the file is opened."""

from __future__ import annotations

import html.entities
import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from retrieval.errors import CatalogError
from retrieval.importers.row import LONGEST, Found, refused
from retrieval.importers.source import Source
from retrieval.importers.tables import Cells, name_of

CHUNK = 1 << 18
REPEATED = frozenset({"additional image link", "product type", "product detail", "product highlight", "gtin", "color",
                      "size", "material"})
_ITEMS = frozenset({"item", "entry", "product"})
_KNOWN = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))
_AMPERSAND = re.compile(rb"&(#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)?")
_ENOUGH = 20 * LONGEST


class _Items:
    """What the parser tells its news to: fills `done` with the items that are complete."""

    def __init__(self) -> None:
        self.parser = DefusedXMLParser(target=self)
        self.done: list[Cells] = []
        self.item: Cells | None = None
        self.depth = 0  # below the item
        self.text: list[str] = []
        self.size = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rsplit("}", 1)[-1]
        if self.item is None:
            if name in _ITEMS:
                self.item, self.depth = Cells(self.parser.parser.CurrentLineNumber, {}), 0
            return
        self.depth += 1
        if self.depth == 1:
            self.text, self.size = [], 0
            if name == "link" and attributes.get("href"):  # Atom
                self.data(attributes["href"])
        elif self.text:
            self.text.append(":" if name == "attribute_value" else " ")

    def data(self, data: str) -> None:
        if self.item is not None and self.depth and self.size < _ENOUGH:
            self.text.append(data)
            self.size += len(data)

    def end(self, tag: str) -> None:
        if self.item is None:
            return
        if self.depth == 0:
            self.done.append(self.item)
            self.item = None
            return
        if self.depth == 1:
            self._keep(self.item, name_of(tag.rsplit("}", 1)[-1]), "".join(self.text).strip())
        self.depth -= 1

    def _keep(self, item: Cells, name: str, text: str) -> None:
        if text and name in REPEATED and name in item.cells:
            item.cells[name] += "\n" + text
        elif text:
            item.cells.setdefault(name, text)

    def close(self) -> None:
        """Nothing is kept."""


def items(source: Source) -> Iterator[Cells | Found]:
    """Yield the items of a feed with the line of each; what follows an error in the markup is refused."""
    target = _Items()
    with source.bytes() as stream:
        wide = source.encoding.startswith(("utf-16", "utf-32"))
        for chunk in _chunks(stream) if wide else _mended(stream):
            if fault := _fed(target, chunk, source):
                yield from target.done
                yield fault
                return
            yield from target.done
            target.done.clear()
    if fault := _fed(target, None, source):
        yield fault


def _fed(target: _Items, chunk: bytes | None, source: Source) -> Found | None:
    """Give the parser a chunk, or the end of the file."""
    try:
        if chunk is None:
            target.parser.close()
        else:
            target.parser.feed(chunk)
    except ParseError as error:
        return refused(error.position[0], "broken XML", f"{error}; nothing after it was read")
    except DefusedXmlException as error:
        raise CatalogError(f"{source.path} declares entities or refers to other files ({type(error).__name__}). "
                           "Take the DOCTYPE out of the feed.") from error
    return None


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


def _mended(stream: BinaryIO) -> Iterator[bytes]:
    """Yield chunks in which every ampersand is an entity of XML: feeds often hold bare ones, and those of HTML."""
    rest = b""
    for chunk in _chunks(stream):
        chunk = rest + chunk
        cut = chunk.rfind(b"&", len(chunk) - 40)
        chunk, rest = (chunk, b"") if cut < 0 else (chunk[:cut], chunk[cut:])
        yield _AMPERSAND.sub(_entity, chunk)
    yield _AMPERSAND.sub(_entity, rest)


def _entity(found: re.Match[bytes]) -> bytes:
    name = (found[1] or b"").rstrip(b";")
    if name.startswith(b"#") or name in _KNOWN:
        return found[0]
    meant = html.entities.html5.get(name.decode("ascii") + ";") if name else None
    return "".join(f"&#{ord(c)};" for c in meant).encode() if meant else b"&amp;" + found[0][1:]

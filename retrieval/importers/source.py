"""A file as it arrives: unpacked, hashed, its encoding found, and refused where it is no text at all."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from charset_normalizer import from_bytes

from retrieval.errors import CatalogError

CHUNK = 1 << 20
SAMPLE = 1 << 17  # bytes at the start by which a format is recognised
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
          (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BINARY = ((b"PK\x03\x04", "an Excel workbook or a zip file"), (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
           (b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"), (b"GIF8", "a GIF picture"),
           (b"%PDF", "a PDF"), (b"SQLite format", "a database"))
_ESCAPED = re.compile("[\udc80-\udcff]")
_BEYOND = re.compile("[^\x00-\x7f]")
_LETTERS = re.compile(rb"[A-Za-z\x80-\xff]+")
_CONTROL = bytes(range(9)) + bytes(range(14, 32))
# A letter of Central Europe, read as cp1252, stands inside a word where no Western language has it: "d³ugi".
_MISREAD = re.compile(r"[^\W\d_][¹³¿¾¼ìù][^\W\d_]")


@dataclass(frozen=True, slots=True)
class Source:
    """A readable file: digest of its unpacked bytes, encoding, and its first characters.

    `strays` says that a few bytes are not of the encoding: they arrive as lone surrogates.
    """

    path: Path
    digest: str
    encoding: str
    sample: str
    strays: bool = False

    @contextmanager
    def bytes(self) -> Iterator[BinaryIO]:
        """Open the unpacked bytes; raise CatalogError where they cannot be read."""
        with _reading(self.path), _unpacked(self.path) as stream:
            yield stream

    @contextmanager
    def text(self) -> Iterator[io.TextIOWrapper]:
        """Open the characters, line ends as they are."""
        with self.bytes() as stream:
            errors = "surrogateescape" if self.strays else "replace"
            yield io.TextIOWrapper(stream, encoding=self.encoding, errors=errors, newline="")


def open_source(path: Path, encoding: str | None = None) -> Source:
    """Read a file once through; raise CatalogError if it is missing, empty, broken or not text."""
    with _reading(path), _unpacked(path) as stream:
        head = stream.read(SAMPLE)
        _refuse_binary(path, head)
        encoding = encoding or _marked(head)
        digest, odd, wrong, beyond = _scan(head, stream)
    strays = False
    if encoding is None:
        strays = 0 < wrong * 10 < beyond
        encoding = "utf-8" if strays or not wrong else _legacy(odd)
    errors = "surrogateescape" if strays else "replace"
    sample = codecs.getincrementaldecoder(encoding)(errors).decode(head)
    return Source(path, digest, encoding, sample, strays)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        raise CatalogError(f"Cannot read the catalogue {path}: {error}. Name a JSONL, CSV, TSV or XML file, plain or "
                           "packed with gzip.") from error


@contextmanager
def _unpacked(path: Path) -> Iterator[BinaryIO]:
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        yield cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if packed else raw


def _refuse_binary(path: Path, head: bytes) -> None:
    what = next((name for magic, name in _BINARY if head.startswith(magic)), "")
    if not what and not _marked(head) and len(head.translate(None, _CONTROL)) < 0.9 * len(head):
        what = "a binary file"
    if what:
        raise CatalogError(f"{path} is {what}, not a catalogue. Save the product table as CSV (UTF-8) and name that.")


def _marked(head: bytes) -> str | None:
    """Return the encoding that a byte order mark names, or that zero bytes in every other place show."""
    found = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    if found is None and len(head) > 3:
        even, odd = head[:400:2].count(0), head[1:400:2].count(0)
        if max(even, odd) > 0.4 * len(head[:400:2]) and min(even, odd) == 0:
            found = "utf-16-le" if odd else "utf-16-be"
    return found


def _scan(head: bytes, stream: BinaryIO) -> tuple[str, bytes, int, int]:
    """Hash all bytes and find what is not UTF-8: digest, lines that have some, count of it, of all beyond ASCII."""
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    odd, wrong, beyond, chunk = b"", 0, 0, head
    while chunk:
        digest.update(chunk)
        text = decoder.decode(chunk)
        if not text.isascii():
            found = len(_ESCAPED.findall(text))
            wrong += found
            beyond += len(_BEYOND.findall(text))
            if found and len(odd) < SAMPLE:
                odd += b"\n".join(line for line in chunk.splitlines() if not line.isascii())[:SAMPLE]
        chunk = stream.read(CHUNK)
    return digest.hexdigest(), odd[:SAMPLE], wrong, beyond


def _legacy(odd: bytes) -> str:
    """Name the encoding of text that is not UTF-8: cp1252 among look-alikes, since most such exports are."""
    words = b"".join(word for word in _LETTERS.findall(odd) if not word.isascii())
    latin = sum(byte > 127 for byte in words) <= 0.6 * len(words)
    western = odd.decode("cp1252", errors="replace")
    if latin and "\ufffd" not in western:
        return "cp1250" if _MISREAD.search(western) else "cp1252"
    best = from_bytes(odd).best()
    return best.encoding if best is not None else "latin-1"

"""Delimited files as rows of named cells: separator found, headers evened out, ragged rows mended or refused."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TextIO

from retrieval.fields import Problem
from retrieval.importers.lines import Record, Records
from retrieval.importers.row import Found, mended, refused

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SEP_LINE = re.compile(r"\ufeff?sep=(.)\r?\n", re.I)  # what Excel writes to tell itself the separator
_NOT_NAME = re.compile(r"[^\w]+|_+")
_IN_BRACKETS = re.compile(r"^[^\[\]]*\[(\w+)\]$")
_STRAYS = re.compile("[\udc80-\udcff]+")
PROBE = 60  # records by which a separator is judged


@lru_cache(maxsize=4096)
def name_of(header: str) -> str:
    """Even out a header: "Variant Compare At Price", "g:sale_price" and "ID [id]" become plain words."""
    header = header.strip().removeprefix("\ufeff")
    if found := _IN_BRACKETS.match(header):
        header = found[1]
    return " ".join(_NOT_NAME.sub(" ", header.casefold().removeprefix("g:")).split())


@dataclass(slots=True)
class Cells:
    """One row: its line, its cells by evened-out header (empty ones left out), and what was mended in it."""

    line: int
    cells: dict[str, str]
    columns: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)

    def get(self, *names: str) -> str:
        """Return the first of these cells that is not empty, "" if there is none."""
        return next((self.cells[name] for name in names if name in self.cells), "")

    def mend(self, kind: str, detail: str = "") -> None:
        """Note that something was mended."""
        self.problems.append(mended(self.line, kind, detail))


@dataclass(frozen=True, slots=True)
class Layout:
    """How a delimited file is laid out: separator, headers as written, and as evened out."""

    separator: str
    headers: tuple[str, ...]
    names: tuple[str, ...]
    skipped: int = 0  # lines before the headers

    def samples(self, sample: str, name: str) -> list[str]:
        """Return the cells of one column in the sample."""
        place = self.names.index(name)
        rows = list(_probe(sample, self.separator))[self.skipped + 1:]
        return [row[place] for row in rows if len(row) > place]


def layout_of(sample: str, separator: str = "") -> Layout:
    """Find the separator and the headers of a delimited file by its first characters."""
    told = _SEP_LINE.match(sample)
    if told:
        sample, separator = sample[told.end():], separator or told[1]
    separator = separator or max(SEPARATORS, key=lambda sign: _fit(list(_probe(sample, sign))))
    headers = tuple(next(_probe(sample, separator), []))
    names = [name_of(header) for header in headers]
    return Layout(separator, headers, tuple(n if n not in names[:i] else "" for i, n in enumerate(names)), bool(told))


def _probe(sample: str, separator: str) -> Iterator[list[str]]:
    """Read the first records of the sample; the last may be cut short and is left out of a long one."""
    records = Records(io.StringIO(sample, newline=""), separator)
    yield from (record.cells for record in islice(records, PROBE))


def _fit(rows: Sequence[Sequence[str]]) -> tuple[float, int]:
    """Say how well a separator cuts: the share of rows as wide as the header, then the width."""
    width = len(rows[0]) if rows else 0
    if width < 2:
        return 0.0, width
    return round(sum(len(row) == width for row in rows) / len(rows), 1), width


def cells_of(stream: TextIO, layout: Layout) -> Iterator[Cells | Found]:
    """Yield the rows of a file below its headers, and a problem for each that cannot be used."""
    records = Records(stream, layout.separator, len(layout.headers))
    rows = iter(records)
    for _ in range(layout.skipped + 1):
        next(rows, None)
    for place, header in enumerate(layout.headers):
        if not layout.names[place] and header.strip():
            yield mended(1, "column left out", f"a second column {header.strip()!r}")
    columns = frozenset(layout.names) - {""}
    for record in rows:
        yield _row(record, layout, columns)


def _row(record: Record, layout: Layout, columns: frozenset[str]) -> Cells | Problem:
    found, line, width = record.cells, record.line, len(layout.headers)
    row = Cells(line, {}, columns)
    if len(found) != width:
        other = _other_separator(found, layout)
        if other:
            row.mend("another separator", f"{SEPARATORS[other[0]]} instead of {SEPARATORS.get(layout.separator, 'it')}")
            found = other[1]
        elif len(found) > width and any(map(str.strip, found[width:])):
            return refused(line, record.fault or "too many cells", f"{len(found)} cells for {width} columns; put cells "
                           "that hold the separator in quotes")
        elif record.fault:
            return refused(line, record.fault, f"{len(found)} cells for {width} columns")
        elif len(found) < width:
            row.mend("cells missing", f"{len(found)} cells for {width} columns, the last taken as empty")
    if record.fault:
        row.mend(record.fault, "the row was taken as it stands")
    row.cells = {name: cell for name, cell in zip(layout.names, found, strict=False) if name and cell}
    if not all(cell.isprintable() for cell in row.cells.values()):
        _clean(row)
    return row


def _other_separator(found: list[str], layout: Layout) -> tuple[str, list[str]] | None:
    """Cut a row again that was written with another separator than the header."""
    text = layout.separator.join(found)
    for sign in SEPARATORS:
        cut = next(csv.reader([text.replace("\n", " ")], delimiter=sign), [])
        if sign != layout.separator and len(cut) == len(layout.headers):
            return sign, cut
    return None


def _clean(row: Cells) -> None:
    """Drop zero characters, and read stray bytes of another encoding."""
    for name, cell in row.cells.items():
        if "\0" in cell:
            row.cells[name] = cell = cell.replace("\0", "")
            row.mend("zero characters dropped", name)
        if _STRAYS.search(cell):
            row.cells[name] = _STRAYS.sub(
                lambda found: found[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace"), cell)
            row.mend("bytes of another encoding", f"{name} read as cp1252: {row.cells[name]!r:.60}")

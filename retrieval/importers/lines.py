"""Delimited text in records: a quote that never closes costs one line, not the rest of the file."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

LONGEST_LINE = 32_000_000  # characters; what is longer has no line ends
MOST_LINES = 5_000  # of one record; a quote open for longer is never closed


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record and the line it begins at; `fault` says what is wrong with its quotes."""

    line: int
    cells: list[str]
    fault: str = ""


class _Unclosed(Exception):
    """A quote is open for too many lines, or a line has no end."""


class Records:
    """The records of a stream that are not blank; memory is bounded by the longest record allowed."""

    def __init__(self, stream: TextIO, delimiter: str, width: int = 0) -> None:
        self.stream, self.delimiter = stream, delimiter
        self.width = width  # cells of a sound record, where that is known
        self._line = 0
        self._taken: list[str] = []  # the lines of the record that is being read
        self._back: deque[str] = deque()  # lines given back after a quote that never closes
        csv.field_size_limit(LONGEST_LINE)  # the csv module has one limit for the whole process

    def __iter__(self) -> Iterator[Record]:
        """Yield records in order."""
        reader = self._reader()
        while True:
            self._taken.clear()
            start = self._line + 1
            try:
                record = Record(start, next(reader))
            except StopIteration:
                return
            except (csv.Error, _Unclosed) as error:
                record = self._first_line_alone(start, str(error))
                reader = self._reader()
            if any(map(str.strip, record.cells)):
                yield record

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._lines(), delimiter=self.delimiter, strict=True, skipinitialspace=self.delimiter != "\t")

    def _lines(self) -> Iterator[str]:
        while line := self._back.popleft() if self._back else self.stream.readline(LONGEST_LINE):
            self._line += 1
            self._taken.append(line)
            if len(line) == LONGEST_LINE:
                self._skip_line()
                raise _Unclosed(f"a line of more than {LONGEST_LINE:,} characters")
            if len(self._taken) > MOST_LINES:
                raise _Unclosed(f"a quote is still open {MOST_LINES:,} lines on")
            yield line

    def _skip_line(self) -> None:
        while (rest := self.stream.readline(LONGEST_LINE)) and not rest.endswith(("\n", "\r")):
            pass
        self._taken[-1] = self._taken[-1][:1000]

    def _first_line_alone(self, start: int, why: str) -> Record:
        """Take the first line of a broken record as it stands, and give the others back."""
        first, *others = self._taken or [""]
        self._back.extendleft(reversed(others))
        self._line -= len(others)
        fault = "a quote that never closes" if others or "end of data" in why else "quotes inside a quoted cell"
        bare = [_unquoted(cell) for cell in first.rstrip("\r\n").split(self.delimiter)]
        if len(bare) == self.width or others:
            return Record(start, bare, fault)
        loose = csv.reader([first], delimiter=self.delimiter, skipinitialspace=True)
        return Record(start, next(loose, bare), fault)


def _unquoted(cell: str) -> str:
    cell = cell.strip()
    if cell.startswith('"'):
        cell = cell[1:].removesuffix('"')
    return cell.replace('""', '"')

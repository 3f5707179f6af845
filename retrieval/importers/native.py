"""Native rows, one JSON object a line, as design.md has them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from retrieval.fields import RowError
from retrieval.importers.row import LONGEST, LONGEST_VALUE, Found, Row, mended, refused
from retrieval.importers.source import Source

LONGEST_LINE = 64_000_000  # bytes
_LIMITS = {"title": LONGEST_VALUE, "description": LONGEST}


def read(source: Source) -> Iterator[Found]:
    """Yield a row for each line that holds an object."""
    with source.bytes() as stream:
        line = 0
        while raw := stream.readline(LONGEST_LINE):
            line += 1
            if len(raw) == LONGEST_LINE:
                while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                    pass
                yield refused(line, "line too long", f"more than {LONGEST_LINE:,} bytes")
            elif raw.strip():
                yield _row(raw, line, source.encoding if source.encoding.startswith("utf") else "utf-8")


def _row(raw: bytes, line: int, encoding: str) -> Found:
    try:
        data = _decode(raw, "utf-8-sig" if encoding.startswith("utf-8") and line == 1 else "utf-8")
    except RowError as error:
        return refused(line, str(error))
    row = Row(line, data)
    for field, longest in _LIMITS.items():
        if isinstance(value := data.get(field), str) and len(value) > longest:
            data[field] = value[:longest]
            row.problems.append(mended(line, "a text cut short", f"{field} has {len(value):,} characters, "
                                       f"{longest:,} kept"))
    variants = data.get("variants")
    for offer in (data, *(v for v in (variants if isinstance(variants, list) else ()) if isinstance(v, dict))):
        if isinstance(count := offer.get("stock"), int | float) and count < 0:
            offer["stock"] = None
            row.problems.append(mended(line, "stock is below zero", f"{count}: the stock is unknown"))
    return row


def _decode(raw: bytes, encoding: str) -> dict[str, Any]:
    try:
        data = json.loads(raw.decode(encoding), parse_constant=_constant)
    except RowError:
        raise
    except UnicodeDecodeError as error:
        raise RowError(f"not UTF-8 at byte {error.start}") from error
    except (ValueError, RecursionError) as error:  # ValueError: also numbers of thousands of digits
        raise RowError(f"not JSON: {error}") from error
    if not isinstance(data, dict):
        raise RowError(f"a JSON object is needed, not {type(data).__name__}")
    return data


def _constant(name: str) -> float:
    raise RowError(f"{name} is not a number")

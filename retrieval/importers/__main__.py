"""Convert a merchant's file to native JSONL: python -m retrieval.importers FILE [--mapping M] [--out native.jsonl]"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from retrieval.catalog import KEYS, Product, Reading
from retrieval.errors import CatalogError, ShopError
from retrieval.importers.mapping import read_mapping
from retrieval.importers.pictures import Fetcher, Limits
from retrieval.importers.reading import read_feed
from retrieval.importers.report import counted, listed
from retrieval.importers.row import Row, mended

_AT_ONCE = 64  # rows whose pictures are fetched together


def convert(reading: Reading, out: Path, fetcher: Fetcher | None = None) -> int:
    """Write the valid rows of a feed as native JSONL and return how many; the file is there when it is whole."""
    part = out.with_name(f".{out.name}.part")
    count = 0
    try:
        with part.open("w", encoding="utf-8") as file:
            for row in _with_pictures(reading, fetcher) if fetcher else (row for row, _ in reading.pairs()):
                file.write(json.dumps(_native(row), ensure_ascii=False) + "\n")
                count += 1
        if count:
            os.replace(part, out)
    except OSError as error:
        raise CatalogError(f"Cannot write {out}: {error}. Name a file that can be written, with --out.") from error
    finally:
        part.unlink(missing_ok=True)
    return count


def _native(row: Row) -> dict[str, Any]:
    return {key: value for key, value in row.data.items() if key in KEYS}


def _with_pictures(reading: Reading, fetcher: Fetcher) -> Iterator[Row]:
    """Yield the rows with the names of the pictures that were fetched in the place of their addresses."""
    rows: Iterator[tuple[Row, Product]] = reading.pairs()
    while batch := list(islice(rows, _AT_ONCE)):
        named = fetcher.names([product.images for _, product in batch])
        for (row, _), (names, failed) in zip(batch, named, strict=True):
            row.data["images"] = names
            reading.problems += [mended(row.line, "a picture not fetched", why) for why in failed]
            yield row


def _counted(reading: Reading) -> int:
    return sum(1 for _ in reading)


def main(argv: list[str] | None = None) -> int:
    """Convert and report; return the exit status."""
    args = _parser().parse_args(argv)
    try:
        reading = Reading(read_feed(args.file, read_mapping(args.mapping) if args.mapping else None))
        folder = (args.out or args.file).resolve().parent / "pictures"
        fetcher = Fetcher(folder, Limits(private=args.allow_private)) if args.fetch_pictures else None
        count = convert(reading, args.out, fetcher) if args.out else _counted(reading)
    except ShopError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    _report(reading, args.file, count)
    if fetcher:
        sys.stderr.write(f"{fetcher.kept} pictures in {fetcher.folder}, {fetcher.failed} not fetched\n")
    return 0 if count else 1


def _report(reading: Reading, path: Path, kept: int) -> None:
    for line in listed(reading.problems):
        sys.stderr.write(line + "\n")
    feed = reading.feed
    sums = counted(reading.problems, reading.rows, kept)
    sys.stderr.write(f"{path.name}: {feed.format} in {feed.encoding}, {sums}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m retrieval.importers", description=__doc__)
    parser.add_argument("file", type=Path, help="JSONL, CSV, TSV or XML, plain or packed with gzip")
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="which column is which field (YAML)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where the native JSONL goes; else only the report")
    parser.add_argument("--fetch-pictures", action="store_true", help="fetch pictures into a folder beside --out")
    parser.add_argument("--allow-private", action="store_true", help="fetch from addresses of a private network too")
    return parser


if __name__ == "__main__":
    sys.exit(main())

"""Update an index in place: python -m retrieval.update CHANGES.jsonl --index DIR

A line is {"id", changed fields}, a whole new row, or {"id", "withdrawn": true}. A running assistant sees it next turn.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval import synonyms
from retrieval.build import add_options, encoders_of
from retrieval.catalog import KEYS, Catalog, Problem, Product, product_of
from retrieval.errors import CatalogError, ShopError
from retrieval.fields import RowError
from retrieval.making import Work, build_index
from retrieval.manifest import Encoders, read_manifest
from retrieval.store import load_products
from retrieval.synonyms import Synonyms


@dataclass(frozen=True, slots=True)
class Changed:
    """What an update did: ids by what happened to them, and lines that could not be used."""

    changed: tuple[str, ...]
    added: tuple[str, ...]
    withdrawn: tuple[str, ...]
    problems: tuple[Problem, ...]


def update(changes: Path, folder: Path, encoders: Encoders, known: Synonyms) -> Changed:
    """Apply a file of changes to an index; raise CatalogError if it cannot be read or leaves no product."""
    manifest = read_manifest(folder)
    try:
        data = changes.read_bytes()
    except OSError as error:
        raise CatalogError(f"Cannot read the changes {changes}: {error}. Name a JSONL file.") from error
    products = {p.id: p for p in load_products(folder)}
    done = apply(data, products)
    if not products:
        raise CatalogError(f"{changes} withdraws every product of {folder}. An index needs at least one.")
    digest = hashlib.sha256(manifest.changes.encode() + data).hexdigest()
    catalog = Catalog(tuple(products.values()), (), manifest.digest, Path(manifest.home))
    build_index(catalog, folder, encoders, known, Work(old=folder, changes=digest))
    return done


def apply(data: bytes, products: dict[str, Product]) -> Changed:
    """Apply changes, one JSON object a line, to products by id; a bad line is named and changes nothing."""
    groups: dict[str, dict[str, None]] = {"changed": {}, "added": {}, "withdrawn": {}}
    problems: list[Problem] = []
    for line, raw in enumerate(data.split(b"\n"), 1):
        if not raw.strip():
            continue
        try:
            ident, kind = _apply(raw, products)
        except (ValueError, RecursionError) as error:  # RowError and what json raises are ValueErrors
            problems.append(Problem(line, str(error)))
            continue
        groups[kind][ident] = None
    return Changed(tuple(groups["changed"]), tuple(groups["added"]), tuple(groups["withdrawn"]), tuple(problems))


def _apply(raw: bytes, products: dict[str, Product]) -> tuple[str, str]:
    row = json.loads(raw)
    if not isinstance(row, dict):
        raise RowError(f"a JSON object is needed, not {type(row).__name__}")
    if unknown := sorted(row.keys() - KEYS - {"withdrawn"}):
        raise RowError(f"unknown key {unknown[0]!r}")
    ident = str(row.get("id", ""))
    old = products.get(ident)
    if row.get("withdrawn") is True:
        if old is None:
            raise RowError(f"id {ident!r} is not in the index")
        del products[ident]
        return ident, "withdrawn"
    row.pop("withdrawn", None)
    product = product_of(row if old is None else {**row_of(old), **row})
    products[product.id] = product
    return product.id, "added" if old is None else "changed"


def row_of(product: Product) -> Mapping[str, Any]:
    """Return a product as a catalogue row."""
    row = dataclasses.asdict(product)
    row = {key: list(value) if isinstance(value, tuple) else value for key, value in row.items() if key in KEYS}
    row["attributes"] = {name: list(values) for name, values in product.attributes.items()}
    for variant, held in zip(row["variants"], product.variants, strict=True):
        variant["attributes"] = {name: list(values) for name, values in held.attributes.items()}
    return row


def main(argv: list[str] | None = None) -> int:
    """Update an index; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m retrieval.update", description=__doc__)
    parser.add_argument("changes", type=Path, metavar="CHANGES.jsonl")
    parser.add_argument("--index", type=Path, required=True, metavar="DIR")
    add_options(parser)
    args = parser.parse_args(argv)
    try:
        with_pictures = read_manifest(args.index).image_encoder is not None
        encoders = encoders_of(args, pictures=with_pictures)
        done = update(args.changes, args.index, encoders, synonyms.load(args.synonyms))
    except ShopError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for problem in done.problems:
        sys.stderr.write(f"line {problem.line}: {problem.reason} (skipped)\n")
    sys.stderr.write(f"{len(done.changed)} changed, {len(done.added)} added, {len(done.withdrawn)} withdrawn, "
                     f"{len(done.problems)} lines skipped\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

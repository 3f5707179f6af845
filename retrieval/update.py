"""Update an index in place: python -m retrieval.update CHANGES.jsonl --index DIR (or --catalog FILE)

A line is {"id", changed fields}, a whole new row, or {"id", "withdrawn": true}. A running assistant sees it next turn.
With --catalog the index is the one that an assistant started with this catalogue keeps in its cache.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from retrieval import synonyms
from retrieval.build import Line, add_options, cache_folder, cached_index, encoders_of, milvus_of
from retrieval.catalog import Catalog, Product, read_catalog
from retrieval.changes import Changed, apply, compact, good
from retrieval.errors import CatalogError, ShopError
from retrieval.making import Work, build_within
from retrieval.manifest import Encoders, Manifest, code, read_manifest
from retrieval.publishing import append, log_of, new_log, usable, writing
from retrieval.store import id_of, load_products, load_some, with_log
from retrieval.synonyms import Synonyms

_LONG = 1 << 16  # bytes of a log, from which on it is made shorter where that at least halves it


def update(changes: Path | Iterable[Mapping[str, Any]], folder: Path, encoders: Encoders | Callable[[], Encoders],
           known: Synonyms, *, milvus: str | None = None) -> Changed:
    """Apply a file of changes, or rows of them, to an index; a running assistant sees them in its next turn.

    Raises CatalogError if they cannot be read or leave no product, NotWritten if the disk refuses; then nothing
    changed. Price, stock and withdrawals are written to a log; new rows and new words make new parts of the index,
    for which only texts that are new are encoded; only then encoders are needed, so that they may be a function.
    """
    data = _bytes(changes)
    read_manifest(folder)  # no index is made where there is none
    with writing(folder):
        manifest = read_manifest(folder)
        held = log_of(folder, manifest)
        fresh, parts = held[manifest.baked:], folder / manifest.data
        products = _sold(load_some(parts, {id_of(raw) for raw in data.splitlines()}), fresh)
        done = apply(data, products)
        words = bool(done.added) or not all(products[ident].name for ident in done.changed if ident in products)
        if words:
            products = _sold(load_products(parts), fresh)
            apply(data, products)
        gone = {id_of(raw) for raw in fresh.splitlines() if json.loads(raw).get("withdrawn") is True}
        if not (products if words else manifest.products - len(gone) - len(done.withdrawn)):
            raise CatalogError(f"The changes withdraw every product of {folder}. An index needs at least one.")
        if rows := good(data, done.problems):
            if words:
                catalog = Catalog(tuple(products.values()), (), manifest.digest, Path(manifest.home))
                work = Work(log=compact(held + rows), changed=time.time(), milvus=milvus)
                build_within(catalog, folder, encoders if isinstance(encoders, Encoders) else encoders(), known, work)
            else:
                _log(folder, manifest, held, rows)
    return done


def _sold(products: Sequence[Product], log: bytes) -> dict[str, Product]:
    stored = with_log(products, log)
    return {p.id: p for row, p in enumerate(stored.products) if row not in stored.gone}


def _bytes(changes: Path | Iterable[Mapping[str, Any]]) -> bytes:
    if not isinstance(changes, Path):
        return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in changes)
    try:
        return changes.read_bytes()
    except OSError as error:
        raise CatalogError(f"Cannot read the changes {changes}: {error}. Name a JSONL file.") from error


def _log(folder: Path, manifest: Manifest, held: bytes, rows: bytes) -> None:
    """Write rows to the log, which is made shorter now and then."""
    baked, log, name = held[:manifest.baked], held + rows, manifest.log
    fresh = log[manifest.baked:]
    if not name:
        name = new_log(folder, log)
    elif len(fresh) > _LONG and len(short := compact(fresh)) * 2 < len(fresh):
        log = baked + short
        name = new_log(folder, log)
    else:
        append(folder, manifest, rows)
    digest = hashlib.sha256(log).hexdigest()
    dataclasses.replace(manifest, log=name, logged=len(log), changes=digest, changed=time.time()).save(folder)


def main(argv: list[str] | None = None) -> int:
    """Update an index; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m retrieval.update", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("changes", type=Path, metavar="CHANGES.jsonl")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--index", type=Path, metavar="DIR")
    which.add_argument("--catalog", type=Path, metavar="FILE", help="a catalogue whose index is in the cache")
    add_options(parser)
    args = parser.parse_args(argv)
    try:
        done = _updated(args)
    except ShopError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for problem in done.problems:
        sys.stderr.write(f"line {problem.line}: {problem.reason} (skipped)\n")
    sys.stderr.write(f"{len(done.changed)} changed, {len(done.added)} added, {len(done.withdrawn)} withdrawn, "
                     f"{len(done.problems)} lines skipped\n")
    return 0


def _updated(args: argparse.Namespace) -> Changed:
    known = synonyms.load(args.synonyms)
    folder, milvus = args.index or _only(args.catalog), milvus_of(args)
    if folder is None:
        encoders = encoders_of(args, pictures=True)
        folder = cached_index(read_catalog(args.catalog), encoders, known, told=Line(), milvus=milvus)
        return update(args.changes, folder, encoders, known, milvus=milvus)
    pictures = read_manifest(folder).image_encoder is not None
    return update(args.changes, folder, lambda: encoders_of(args, pictures=pictures), known, milvus=milvus)


def _only(catalog: Path) -> Path | None:
    """Return the index of a catalogue file in the cache, if there is just one, made after the file was last changed."""
    home = str(catalog.resolve())
    held = ((path, usable(path)) for path in cache_folder().glob("[!.]*"))
    found = [path for path, manifest in held if manifest and (manifest.home, manifest.code) == (home, code())]
    if len(found) != 1 or not catalog.is_file():
        return None
    made = (found[0] / read_manifest(found[0]).data).stat().st_mtime
    return found[0] if made > catalog.stat().st_mtime else None


if __name__ == "__main__":
    sys.exit(main())

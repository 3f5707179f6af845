"""Making an index: names and derived values, words, vectors; in a folder of its own, put in place when it is whole."""

from __future__ import annotations

import dataclasses
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval import names
from retrieval.catalog import Catalog, Product
from retrieval.derive import derive
from retrieval.errors import CatalogError, IndexMismatch
from retrieval.lexical import Lexical
from retrieval.manifest import Encoders, Manifest, expected, read_manifest
from retrieval.pictures import picture_vectors
from retrieval.postings import Postings, said
from retrieval.store import load_products, save_products
from retrieval.synonyms import Synonyms
from retrieval.vectors import Vectors, Vectors32

TEXTS, PICTURES = "texts.faiss", "pictures.faiss"


@dataclass(frozen=True, slots=True)
class Work:
    """How to build: `told` hears (done, of); vectors of texts that did not change are taken from an `old` index.

    `changes` is a digest of the updates that the catalogue file does not have.
    """

    told: Callable[[int, int], None] | None = None
    old: Path | None = None
    changes: str = ""


def build_index(catalog: Catalog, out: Path, encoders: Encoders, synonyms: Synonyms, work: Work | None = None) -> None:
    """Build an index in a folder beside `out` and move it there when it is whole."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise CatalogError(f"Cannot write an index to {out}: {error}. Choose a folder that can be written, with --out "
                           "or the variable SHOP_ASSISTANT_CACHE.") from error
    try:
        _write(catalog, made, encoders, synonyms, work or Work())
        _replace(made, out)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _write(catalog: Catalog, folder: Path, encoders: Encoders, synonyms: Synonyms, work: Work) -> None:
    products, size = complete(catalog.products, synonyms), len(catalog.products)
    manifest = expected(catalog.digest, encoders, synonyms, size)
    save_products(products, folder)
    Postings.build(products).save(folder)
    Lexical.build(products).save(folder)
    vectors = _encode(products, encoders, manifest, work)
    Vectors.build(vectors, np.arange(size, dtype=np.int32), size).save(folder / TEXTS)
    if encoders.image is not None:
        rows, pictures = picture_vectors(catalog, encoders.image)
        if len(rows):
            Vectors.build(pictures, rows, size).save(folder / PICTURES)
    dataclasses.replace(manifest, home=str(catalog.path.resolve()), changes=work.changes).save(folder)


def _encode(products: Sequence[Product], encoders: Encoders, manifest: Manifest, work: Work) -> Vectors32:
    """Encode what the old index does not have; texts that are the same have the same vector."""
    texts = [text_of(p) for p in products]
    known = _known(work.old, manifest) if work.old is not None else {}
    new = sorted({t for t in texts if t not in known})
    told = work.told
    made = encoders.text.encode(new, tokens=manifest.tokens, told=told and (lambda done: told(done, len(new))))
    known |= dict(zip(new, made, strict=True))
    return np.stack([known[text] for text in texts])


def _known(old: Path, manifest: Manifest) -> dict[str, Vectors32]:
    held = read_manifest(old)
    if (held.text_encoder, held.tokens) != (manifest.text_encoder, manifest.tokens):
        return {}
    products = load_products(old)
    vectors = Vectors.load(old / TEXTS, len(products)).of(np.arange(len(products)))
    return dict(zip(map(text_of, products), vectors, strict=True))


def _replace(made: Path, out: Path) -> None:
    """Put a finished folder in the place of an old one."""
    made.chmod(0o755)
    try:
        os.replace(made, out)
        return
    except OSError:  # there is one already, perhaps since a moment
        pass
    with _aside(out):
        os.replace(made, out)


def remove(folder: Path) -> None:
    """Remove an index whole: it is moved away first, so that nobody opens half of one."""
    with _aside(folder):
        pass


@contextmanager
def _aside(folder: Path) -> Iterator[None]:
    """Move a folder away, and delete it at the end; it may have gone already."""
    away = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
    with suppress(FileNotFoundError):
        os.replace(folder, away / "index")
    try:
        yield
    finally:
        shutil.rmtree(away, ignore_errors=True)


def complete(products: Sequence[Product], synonyms: Synonyms) -> tuple[Product, ...]:
    """Give products their short names and what is derived from their prose."""
    short = names.names([p.title for p in products])
    return tuple(dataclasses.replace(p, name=name, derived=derive(p, synonyms))
                 for p, name in zip(products, short, strict=True))


def text_of(product: Product) -> str:
    """Return what the text encoder reads of a product: title, type, brand, what it states, then its description."""
    stated = (said(name, value) for name, values in product.attributes.items() for value in values)
    parts = (product.title, " ".join(product.category), product.brand or "", " ".join(filter(None, stated)),
             product.description)
    return ". ".join(filter(None, parts))


def usable(folder: Path) -> Manifest | None:
    """Return the manifest of an index, None where there is none."""
    try:
        return read_manifest(folder)
    except IndexMismatch:
        return None

"""The index of a catalogue: products with names and derived attributes, words, vectors; built once, opened often."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval import names
from retrieval.attributes import Floats
from retrieval.catalog import Catalog, Product
from retrieval.columns import Columns
from retrieval.derive import derive
from retrieval.encoders import TextEncoder
from retrieval.errors import IndexMismatch
from retrieval.lexical import Lexical
from retrieval.pictures import picture_vectors
from retrieval.postings import Postings, said
from retrieval.query import Query, Result
from retrieval.store import load_products, save_products
from retrieval.synonyms import Synonyms
from retrieval.vectors import Vectors

if TYPE_CHECKING:
    from retrieval.images import ImageEncoder
    from retrieval.vocabulary import Vocabulary

FORMAT = 1
MANIFEST = "manifest.json"
TEXTS, PICTURES = "texts.faiss", "pictures.faiss"
LARGE = 8192  # from so many rows on, texts are cut shorter, which halves the time to build


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was built from."""

    format: int
    digest: str
    text_encoder: str
    image_encoder: str | None
    synonyms: str
    products: int


@dataclass(frozen=True, slots=True)
class Encoders:
    """The models that an index is built and searched with; without an image encoder photos are not compared."""

    text: TextEncoder
    image: ImageEncoder | None = None


class Index:
    """An opened index; shared by all sessions, changed by none."""

    def __init__(self, folder: Path, manifest: Manifest, encoders: Encoders, synonyms: Synonyms) -> None:
        self.folder, self.manifest, self.encoders, self.synonyms = folder, manifest, encoders, synonyms
        self.products = load_products(folder)
        self.row_of = {p.id: row for row, p in enumerate(self.products)}
        size = len(self.products)
        self.columns = Columns(self.products, Postings.load(folder), synonyms)
        self.lexical = Lexical.load(folder, size)
        self.texts = Vectors.load(folder / TEXTS, size)
        self.pictures = Vectors.load(folder / PICTURES, size) if (folder / PICTURES).is_file() else None

        self.prior = _prior(self.products)

    @classmethod
    def open(cls, folder: Path, encoders: Encoders, synonyms: Synonyms, *, digest: str | None = None) -> Index:
        """Open a built index; raise IndexMismatch if it belongs to other encoders, synonyms or another catalogue."""
        manifest = read_manifest(folder)
        wanted = expected(digest or manifest.digest, encoders, synonyms, manifest.products)
        for field in dataclasses.fields(Manifest):
            found, should = getattr(manifest, field.name), getattr(wanted, field.name)
            if found != should:
                raise IndexMismatch(f"The index {folder} has {field.name} {found!r}, not {should!r}. Build it anew: "
                                    "python -m retrieval.build CATALOG --out DIR")
        return cls(folder, manifest, encoders, synonyms)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of this shop, for the understanding of turns."""
        from retrieval.vocabulary import Vocabulary

        return Vocabulary.build(self.products, self.synonyms)

    def product(self, ident: str) -> Product:
        """Return a product by id; raise KeyError for an unknown one."""
        return self.products[self.row_of[ident]]

    def find(self, query: Query) -> Result:
        """Find what meets the query; see retrieval.finder."""
        from retrieval.finder import find

        return find(self, query)


def _prior(products: Sequence[Product]) -> Floats:
    """Say `(rows,)` in 0..1 what others think: rating, drawn to the mean where few rated, and popularity."""
    rating = np.asarray([np.nan if p.rating is None else p.rating for p in products], dtype=float)
    count = np.asarray([10 if p.rating_count is None else p.rating_count for p in products], dtype=float)
    mean = float(np.nanmean(rating)) if not np.isnan(rating).all() else 0.0
    rating = np.where(np.isnan(rating), mean, (rating * count + mean * 10) / (count + 10))
    popular = np.asarray([p.popularity or 0.0 for p in products], dtype=float)
    best = [max(float(v.max(initial=0.0)), 1e-9) for v in (rating, popular)]
    return np.asarray((rating / best[0] + popular / best[1]) / 2)


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of an index; raise IndexMismatch where there is none that can be read."""
    try:
        return Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise IndexMismatch(f"{folder} holds no index that can be read ({error}). Build one: "
                            "python -m retrieval.build CATALOG --out DIR") from error


def expected(digest: str, encoders: Encoders, synonyms: Synonyms, products: int) -> Manifest:
    """Return the manifest that an index of this catalogue with these models has."""
    return Manifest(FORMAT, digest, encoders.text.id, encoders.image.id if encoders.image else None,
                    fingerprint(synonyms), products)


def fingerprint(synonyms: Synonyms) -> str:
    """Return a short digest of the synonyms, since what is derived depends on them."""
    return hashlib.sha256(repr(_plain(synonyms)).encode()).hexdigest()[:16]


def _plain(value: object) -> object:
    """Put sets and mappings in order: their own differs from run to run."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [(f.name, _plain(getattr(value, f.name))) for f in dataclasses.fields(value) if f.init]
    if isinstance(value, Mapping):
        return sorted((str(k), repr(_plain(v))) for k, v in value.items())
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    return [_plain(v) for v in value] if isinstance(value, list | tuple) else value


@dataclass(frozen=True, slots=True)
class Work:
    """How to build: `told` hears (done, of); vectors that did not change may be taken from an `old` index."""

    told: Callable[[int, int], None] | None = None
    old: Path | None = None


def build_index(catalog: Catalog, out: Path, encoders: Encoders, synonyms: Synonyms, work: Work | None = None) -> None:
    """Build an index in a folder beside `out` and move it there when it is whole."""
    out.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        _write(catalog, made, encoders, synonyms, work or Work())
        _replace(made, out)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _write(catalog: Catalog, folder: Path, encoders: Encoders, synonyms: Synonyms,
           work: Work) -> None:
    products, size = complete(catalog.products, synonyms), len(catalog.products)
    save_products(products, folder)
    Postings.build(products).save(folder)
    Lexical.build(products).save(folder)
    manifest = expected(catalog.digest, encoders, synonyms, size)
    old = read_manifest(work.old) if work.old is not None else None
    if old is not None and work.old is not None and old.text_encoder == manifest.text_encoder:
        Vectors.load(work.old / TEXTS, size).save(folder / TEXTS)
    else:
        _encode(products, encoders.text, work).save(folder / TEXTS)
    if encoders.image is not None:
        rows, pictures = picture_vectors(catalog, encoders.image)
        if len(rows):
            Vectors.build(pictures, rows, size).save(folder / PICTURES)
    (folder / MANIFEST).write_text(json.dumps(dataclasses.asdict(manifest), indent=1) + "\n", encoding="utf-8")


def _encode(products: Sequence[Product], encoder: TextEncoder, work: Work) -> Vectors:
    size, told = len(products), work.told
    vectors = encoder.encode([text_of(p) for p in products], tokens=128 if size < LARGE else 64,
                             told=None if told is None else lambda done: told(done, size))
    return Vectors.build(vectors, np.arange(size, dtype=np.int32), size)


def _replace(made: Path, out: Path) -> None:
    """Put a finished folder in the place of an old one; readers see either of them, whole."""
    made.chmod(0o755)
    if out.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
        os.replace(out, old / "old")
        os.replace(made, out)
        shutil.rmtree(old, ignore_errors=True)
    else:
        os.replace(made, out)


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

"""Making an index: names and derived values, words, vectors; beside the one in use, put in its place when whole."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval import names
from retrieval.catalog import Catalog, Product
from retrieval.derive import derive
from retrieval.encoding import KEY, Job, Part, Progress, Told, encode, key_of
from retrieval.lexical import Lexical
from retrieval.manifest import Encoders, Manifest, expected
from retrieval.milvus import Milvus, retire
from retrieval.pictures import pictures_of
from retrieval.postings import Postings, said
from retrieval.publishing import new_data, new_log, usable, writing
from retrieval.store import save_products
from retrieval.synonyms import Synonyms
from retrieval.vectors import Vectors, Vectors32

TEXTS, PICTURES = "texts", "pictures"


@dataclass(frozen=True, slots=True)
class Work:
    """How to build: `told` hears how far it is; vectors that an `old` index has are taken over.

    `log` holds the changes since the catalogue file, one JSON object a line, which its products have already;
    `changed` is when the last was made. Products that have a name keep it and what was derived of them. With `milvus`,
    a URI, vectors are also put into a collection there.
    """

    told: Told | None = None
    old: Path | None = None
    log: bytes = b""
    changed: float = 0.0
    milvus: str | None = None


def build_index(catalog: Catalog, out: Path, encoders: Encoders, synonyms: Synonyms, work: Work | None = None) -> None:
    """Build an index in `out` and put it in the place of an older one when it is whole.

    Raises NotWritten if the disk refuses; then, and if it is stopped, the older one stays as it was.
    """
    with writing(out):
        build_within(catalog, out, encoders, synonyms, work or Work())


def build_within(catalog: Catalog, out: Path, encoders: Encoders, synonyms: Synonyms, work: Work) -> None:
    """Build an index in a folder that this process has the right to write (`retrieval.publishing.writing`)."""
    products = complete(catalog.products, synonyms, work.told)
    manifest = expected(catalog.digest, encoders, synonyms, len(products))
    folder = new_data(out)
    save_products(products, folder)
    _tell(work.told, "words")
    Postings.build(products).save(folder)
    Lexical.build(products).save(folder)
    place = _Place(out, (out, work.old) if work.old else (out,), folder)
    parts = [_write_texts(products, place, encoders, manifest, work.told)]
    if encoders.image is not None:
        parts.append(_write_pictures(catalog, place, encoders, work.told))
    if work.milvus is not None:
        _fill(products, place, work.milvus, work.told)
    log = new_log(out, work.log) if work.log else ""
    dataclasses.replace(
        manifest, home=str(catalog.path.resolve()), data=folder.name, log=log, logged=len(work.log),
        baked=len(work.log), changes=hashlib.sha256(work.log).hexdigest() if work.log else "", changed=work.changed,
    ).save(out)  # fmt: skip
    for part in parts:
        part.remove()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where vectors go: the index, older ones to take over from, the folder of the new parts."""

    out: Path
    old: tuple[Path, ...]
    folder: Path


def _fill(products: Sequence[Product], place: _Place, uri: str, told: Told | None) -> None:
    """Fill the collections of the new parts before anybody looks for them; the older ones go a build later."""
    _tell(told, "Milvus")
    for kind in (TEXTS, PICTURES):
        if (place.folder / f"{kind}.npy").is_file():
            Milvus.open(place.folder / kind, products, uri)
    if before := usable(place.out):
        retire(place.out, before.data, uri, (TEXTS, PICTURES))


def _write_texts(products: Sequence[Product], place: _Place, encoders: Encoders, manifest: Manifest,
                 told: Told | None) -> Part:
    texts, model = [text_of(p) for p in products], f"{encoders.text.id} {manifest.tokens}"
    part = Part(place.out / f"{TEXTS}.part", model, encoders.text.dim)
    longest = manifest.tokens * 5  # characters; what follows is cut off

    def some(places: Sequence[int]) -> tuple[Sequence[int], Vectors32]:
        return places, encoders.text.encode([texts[i] for i in places], tokens=manifest.tokens)

    job = Job("products", [key_of(t) for t in texts], [min(len(t), longest) for t in texts], some)
    found = encode(job, _known(place.old, TEXTS, model), part, told)
    _save(job.keys, found, place.folder / TEXTS, model)
    return part


def _write_pictures(catalog: Catalog, place: _Place, encoders: Encoders, told: Told | None) -> Part:
    assert encoders.image is not None
    encoder, pictures = encoders.image, pictures_of(catalog)
    part = Part(place.out / f"{PICTURES}.part", encoder.id, encoder.dim)

    def some(places: Sequence[int]) -> tuple[Sequence[int], Vectors32]:
        opened = [(i, picture) for i in places if (picture := pictures[i].open()) is not None]
        return [i for i, _ in opened], encoder.encode([picture for _, picture in opened])

    job = Job("pictures", [p.key for p in pictures], [1] * len(pictures), some)
    found = encode(job, _known(place.old, PICTURES, encoder.id), part, told)
    shown = [p for p in pictures if p.key in found]
    if shown:
        rows = np.asarray([p.row for p in shown], dtype=np.int32)
        _save([p.key for p in shown], found, place.folder / PICTURES, encoder.id, rows=rows, size=len(catalog.products))
    return part


def _save(keys: Sequence[bytes], found: Mapping[bytes, Vectors32], path: Path, model: str, *,
          rows: np.ndarray[tuple[int], np.dtype[np.int32]] | None = None, size: int | None = None) -> None:
    """Write vectors in the order of their keys, and beside them keys and model, for the next build."""
    dim = len(next(iter(found.values())))
    vectors = np.empty((len(keys), dim), dtype=np.float32)
    for place, key in enumerate(keys):
        vectors[place] = found[key]
    Vectors.build(vectors, np.arange(len(keys), dtype=np.int32) if rows is None else rows, size or len(keys)).save(path)
    path.with_suffix(".keys").write_bytes(b"".join(keys))
    path.with_suffix(".model").write_text(model, encoding="utf-8")


def _known(olds: Sequence[Path], name: str, model: str) -> dict[bytes, Vectors32]:
    """Return the vectors of older indexes by digest; none of those that another model made, or that cannot be read."""
    found: dict[bytes, Vectors32] = {}
    for old in olds:
        manifest = usable(old)
        path = old / (manifest.data if manifest else "") / name
        try:
            if manifest is None or path.with_suffix(".model").read_text(encoding="utf-8") != model:
                continue
            keys, held = path.with_suffix(".keys").read_bytes(), np.load(path.with_suffix(".npy"), mmap_mode="r")
        except (OSError, ValueError):
            continue
        found |= {keys[i * KEY:(i + 1) * KEY]: held[i] for i in range(len(held))}
    return found


def complete(products: Sequence[Product], synonyms: Synonyms, told: Told | None = None) -> tuple[Product, ...]:
    """Give products that have none their short names and what is derived from their prose."""
    new = [place for place, p in enumerate(products) if not p.name]
    if not new:
        return tuple(products)
    _tell(told, "names")
    short = names.names([products[place].title for place in _compared(products, new)])
    done = list(products)
    for place, name in zip(new, short, strict=False):  # those to name come first
        done[place] = dataclasses.replace(products[place], name=name, derived=derive(products[place], synonyms))
    return tuple(done)


_MOST = 4000


def _compared(products: Sequence[Product], new: Sequence[int]) -> list[int]:
    """Return places whose titles names are chosen among: the new ones, then others, of the same category first."""
    if len(new) == len(products):
        return list(new)
    wanted, those = {products[place].category for place in new}, set(new)
    others = [place for place in range(len(products)) if place not in those]
    others.sort(key=lambda place: products[place].category not in wanted)
    return [*new, *others[:_MOST]]


def text_of(product: Product) -> str:
    """Return what the text encoder reads of a product: title, type, brand, what it states, then its description."""
    stated = (said(name, value) for name, values in product.attributes.items() for value in values)
    parts = (product.title, " ".join(product.category), product.brand or "", " ".join(filter(None, stated)),
             product.description)
    return ". ".join(filter(None, parts))


def _tell(told: Told | None, what: str) -> None:
    if told is not None:
        told(Progress(what, 0, 0))

"""Products made by varying real ones, in any number, for benchmarks of size: titles, prices and vectors."""

from __future__ import annotations

import hashlib
import os
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.catalog import Product, read_catalog
from retrieval.encoders import TextEncoder
from retrieval.making import text_of

DEMO = Path(__file__).resolve().parent.parent / "retrieval" / "demo" / "catalog.jsonl"
NOISE = 0.6  # length of what moves a unit vector: two products made of one title have a cosine of about 0.74
_COLOURS = ("black", "white", "red", "blue", "green", "grey", "brown", "pink", "silver", "yellow")

Vectors = NDArray[np.float32]


def originals(most: int) -> tuple[Product, ...]:
    """Return up to so many products of the catalogues in SHOP_DATA, else of the demo shop, without reviews."""
    data = os.environ.get("SHOP_DATA")
    paths = sorted((Path(data) / "catalogs").glob("*.jsonl.gz")) if data else [DEMO]
    found = [p for path in paths for p in read_catalog(path).products]
    chosen = np.sort(np.random.default_rng(0).permutation(len(found))[:most])
    return tuple(replace(found[place], reviews=(), images=(), variants=()) for place in chosen)


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes products of `originals`; `vectors` are those of their titles, `speed` titles encoded a second."""

    originals: Sequence[Product]
    titles: Sequence[str]
    vectors: Vectors
    speed: float = 0.0

    @classmethod
    def of(cls, products: Sequence[Product], encoder: TextEncoder, cache: Path) -> Maker:
        """Encode the titles, or take them from the folder `cache`."""
        titles = [p.title for p in products]
        key = hashlib.sha256("\n".join([encoder.id, *titles]).encode(errors="replace")).hexdigest()[:16]
        path, speed = cache / f"titles-{key}.npy", 0.0
        if not path.is_file():
            began = time.perf_counter()
            np.save(path, encoder.encode(titles, tokens=32))
            speed = len(titles) / (time.perf_counter() - began)
        return cls(products, titles, np.load(path), speed)

    def products(self, count: int) -> tuple[Product, ...]:
        """Make so many products, the same each time."""
        random = np.random.default_rng(0)
        return tuple(self._product(n, random) for n in range(count))

    def _product(self, number: int, random: np.random.Generator) -> Product:
        place = number % len(self.originals)
        original = self.originals[place]
        words, other = original.title.split(), self.titles[int(random.integers(len(self.titles)))].split()
        words.insert(int(random.integers(len(words) + 1)), other[int(random.integers(len(other)))])
        price = float(np.round(np.exp(random.normal(3.3, 1.0)), 2))
        return replace(
            original, id=f"{place}-{number}", title=" ".join(words), description=original.description[:300],
            price=price, currency="USD", stock=int(random.integers(0, 30)), rating=float(random.integers(20, 51)) / 10,
            rating_count=int(random.integers(0, 500)), attributes=original.attributes or {
                "colour": (_COLOURS[int(random.integers(len(_COLOURS)))],)})  # fmt: skip


class Moved:
    """An encoder for made products: the vector of the original title, moved at random; other texts are encoded."""

    def __init__(self, encoder: TextEncoder, maker: Maker | None = None, products: Sequence[Product] = ()) -> None:
        self._encoder, self._maker = encoder, maker
        self.id, self.dim = f"{encoder.id} moved", encoder.dim
        self._places = {hash(text_of(p)): int(p.id.split("-")[0]) for p in products}

    def encode(self, texts: Sequence[str], *, tokens: int = 128, told: Callable[[int], None] | None = None) -> Vectors:
        """Encode texts: `(n, dim) float32`, unit rows."""
        if self._maker is None:
            return self._encoder.encode(texts, tokens=tokens, told=told)
        seed = zlib.crc32("".join(texts[:1]).encode(errors="replace"))
        noise = np.random.default_rng(seed).normal(size=(len(texts), self.dim)).astype(np.float32)
        moved = self._maker.vectors[[self._places[hash(t)] for t in texts]] + noise * (NOISE / self.dim**0.5)
        return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)

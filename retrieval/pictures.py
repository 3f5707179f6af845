"""Pictures of a catalogue as vectors: files named in its rows, found beside it; those of the demo shop are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from retrieval.catalog import Catalog
from retrieval.errors import PhotoError

if TYPE_CHECKING:
    from retrieval.images import ImageEncoder

CHUNK = 256
DEMO = Path(__file__).resolve().parent / "demo" / "catalog.jsonl"


def picture_of(catalog: Path, name: str) -> Path | None:
    """Return the file of a picture, or None where it is missing or outside the catalogue's folder."""
    folder = catalog.resolve().parent
    for place in (folder / name, folder / "pictures" / name):
        path = place.resolve()
        if path.is_relative_to(folder) and path.is_file():
            return path
    return None


def picture_vectors(catalog: Catalog, encoder: ImageEncoder) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Encode the first readable picture of each row: rows `(n,)` and unit vectors `(n, dim)`."""
    rows: list[int] = []
    kept: list[NDArray[np.float32]] = []
    images: list[Image.Image] = []
    for row, picture in _pictures(catalog):
        rows.append(row)
        images.append(picture)
        if len(images) == CHUNK:
            kept.append(encoder.encode(images))
            images = []
    kept.append(encoder.encode(images))
    return np.asarray(rows, dtype=np.int32), np.concatenate(kept)


def _pictures(catalog: Catalog) -> Iterator[tuple[int, Image.Image]]:
    from retrieval.demo.draw import draw
    from retrieval.images import open_photo

    drawn = catalog.path.resolve() == DEMO
    for row, product in enumerate(catalog.products):
        found = (picture_of(catalog.path, name) for name in product.images)
        if (path := next(filter(None, found), None)) is not None:
            try:
                picture = open_photo(path)
            except PhotoError:
                continue
            yield row, picture
        elif drawn:
            yield row, draw(product)

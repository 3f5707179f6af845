"""Pictures of a catalogue as vectors: files named in the rows, found beside the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrieval.catalog import Catalog
from retrieval.errors import PhotoError

if TYPE_CHECKING:
    from retrieval.images import ImageEncoder

CHUNK = 256


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
    from retrieval.images import open_photo

    rows, kept, images = [], [], []
    for row, path in _paths(catalog):
        try:
            images.append(open_photo(path))
        except PhotoError:
            continue
        rows.append(row)
        if len(images) == CHUNK:
            kept.append(encoder.encode(images))
            images = []
    kept.append(encoder.encode(images))
    return np.asarray(rows, dtype=np.int32), np.concatenate(kept)


def _paths(catalog: Catalog) -> Iterator[tuple[int, Path]]:
    for row, product in enumerate(catalog.products):
        found = (picture_of(catalog.path, name) for name in product.images)
        if (path := next(filter(None, found), None)) is not None:
            yield row, path

"""Pictures of a catalogue: files named in its rows, found beside it; those of the demo shop are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from retrieval.catalog import Catalog, Product
from retrieval.encoding import key_of
from retrieval.errors import PhotoError

DEMO = Path(__file__).resolve().parent / "demo" / "catalog.jsonl"


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of a row: a file, or a product to draw; `key` changes when the picture does."""

    row: int
    key: bytes
    source: Path | Product

    def open(self) -> Image.Image | None:
        """Return the picture, None where the file holds none."""
        if isinstance(self.source, Product):
            from retrieval.demo.draw import draw

            return draw(self.source)
        from retrieval.images import open_photo  # seconds to import: only where there are pictures

        try:
            return open_photo(self.source)
        except PhotoError:
            return None


def picture_of(catalog: Path, name: str) -> Path | None:
    """Return the file of a picture, or None where it is missing or outside the catalogue's folder."""
    folder = catalog.resolve().parent
    for place in (folder / name, folder / "pictures" / name):
        path = place.resolve()
        if path.is_relative_to(folder) and path.is_file():
            return path
    return None


def pictures_of(catalog: Catalog) -> tuple[Picture, ...]:
    """Return the first picture of every row that has one."""
    drawn = catalog.path.resolve() == DEMO
    return tuple(_pictures(catalog, drawn=drawn))


def _pictures(catalog: Catalog, *, drawn: bool) -> Iterator[Picture]:
    for row, product in enumerate(catalog.products):
        found = (picture_of(catalog.path, name) for name in product.images)
        if (path := next(filter(None, found), None)) is not None:
            known = path.stat()
            yield Picture(row, key_of(f"{path} {known.st_size} {known.st_mtime_ns}"), path)
        elif drawn:
            looks = (product.id, product.title, product.category, dict(product.attributes))
            yield Picture(row, key_of(f"drawn {looks}"), product)

"""The picture of a product for the page, as a data address, with words for who cannot see it."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path

from PIL import Image

from retrieval.catalog import Product
from retrieval.demo.draw import alt_text, draw
from retrieval.errors import PhotoError
from retrieval.images import open_photo
from retrieval.pictures import picture_of

_SIDE = 256


def of(product: Product, catalog: Path) -> tuple[str, str]:
    """Return the shop's own picture of a product, or a drawing in its place, as a data address, and its words."""
    picture = _own(product, catalog) or draw(product, _SIDE)
    picture.thumbnail((_SIDE, _SIDE))
    held = BytesIO()
    picture.convert("RGB").save(held, "JPEG", quality=85)
    return "data:image/jpeg;base64," + base64.b64encode(held.getvalue()).decode("ascii"), alt_text(product)


def _own(product: Product, catalog: Path) -> Image.Image | None:
    path = picture_of(catalog, product.images[0]) if product.images else None
    if path is None:
        return None
    try:
        return open_photo(path)
    except PhotoError:
        return None

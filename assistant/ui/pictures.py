"""The picture of a product for the page, as a data address, with words for who cannot see it."""

from __future__ import annotations

import base64
from io import BytesIO

from PIL import Image

from retrieval.catalog import Product
from retrieval.demo.draw import alt_text, draw
from retrieval.errors import PhotoError
from retrieval.images import open_photo
from retrieval.index import Index

_SIDE = 256


def of(product: Product, index: Index) -> tuple[str, str]:
    """Return the shop's own picture of a product, or a drawing in its place, as a data address, and its words."""
    picture = _own(product, index) or draw(product, _SIDE)
    picture.thumbnail((_SIDE, _SIDE))
    held = BytesIO()
    picture.convert("RGB").save(held, "JPEG", quality=85)
    return "data:image/jpeg;base64," + base64.b64encode(held.getvalue()).decode("ascii"), alt_text(product)


def _own(product: Product, index: Index) -> Image.Image | None:
    path = index.picture(product)
    if path is None:
        return None
    try:
        return open_photo(path)
    except PhotoError:
        return None

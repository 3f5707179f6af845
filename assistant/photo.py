"""A photo in a turn: a vector to search by; where rows have no pictures, a kind and a colour, said as a guess."""

from __future__ import annotations

from PIL import Image

from assistant.events import PhotoRead
from assistant.shop import Shop
from retrieval.photo_reading import read_photo


def read(photo: Image.Image, shop: Shop) -> PhotoRead:
    """Return a photo's unit vector, and for rows without pictures what it is taken for ("" if not recognised)."""
    vector = tuple(map(float, shop.images.encode([photo])[0]))
    kinds = shop.index.vocabulary.photo_kinds() if shop.index.pictures is None else ()
    seen = read_photo(photo, shop.images, kinds) if kinds else None
    if seen is None or not seen.recognised:
        return PhotoRead("", "", vector)
    return PhotoRead(seen.category, seen.colour, vector)

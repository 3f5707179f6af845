"""A photo in a turn: read into a category and a colour, said as a guess, and a vector to search by."""

from __future__ import annotations

from PIL import Image

from assistant.events import PhotoRead
from assistant.shop import Shop
from retrieval.images import read_photo


def read(photo: Image.Image, shop: Shop) -> PhotoRead:
    """Return what the photo shows: category and colour words ("" where not recognised) and its unit vector."""
    kinds = shop.index.vocabulary.photo_kinds()
    reading = read_photo(photo, shop.images, kinds)
    vector = shop.images.encode([photo])[0]
    if not reading.recognised:
        return PhotoRead("", "", tuple(map(float, vector)))
    return PhotoRead(reading.category, reading.colour, tuple(map(float, vector)))

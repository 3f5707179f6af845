"""A photo in a turn: a vector to search by, and a kind and a colour that it is taken for, said as a guess."""

from __future__ import annotations

from PIL import Image

from assistant.events import PhotoRead
from assistant.shop import Shop
from retrieval.photo_reading import read_photo
from retrieval.query import Query


def read(photo: Image.Image, shop: Shop) -> PhotoRead:
    """Return a photo's unit vector and what it is taken for ("" if not recognised).

    Where rows have pictures that is the category of the product that looks most like it.
    """
    unit = shop.images.encode([photo])[0]
    vector = tuple(map(float, unit))
    if shop.index.pictures is not None:
        nearest = shop.index.find(Query(photo=unit, k=1)).hits
        path = nearest[0].product.category if nearest else ()
        return PhotoRead(path[-1].lower() if path else "", "", vector)
    kinds = shop.index.vocabulary.photo_kinds()
    seen = read_photo(photo, shop.images, kinds) if kinds else None
    if seen is None or not seen.recognised:
        return PhotoRead("", "", vector)
    return PhotoRead(seen.category, seen.colour, vector)

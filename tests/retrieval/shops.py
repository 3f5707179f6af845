"""A small shop and an encoder that needs no weights, for the tests of search."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval import words
from retrieval.catalog import Product, Variant


class WordEncoder:
    """Texts as bags of hashed stems: the more words two texts share, the nearer they are."""

    def __init__(self, dim: int = 512, name: str = "words-512") -> None:
        self.id, self.dim, self.asked = name, dim, 0

    def encode(
        self, texts: Sequence[str], *, tokens: int = 128, told: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Encode texts: `(n, dim) float32`, unit rows."""
        self.asked += len(texts)
        found = np.full((len(texts), self.dim), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for stem in words.stems(text)[:tokens]:
                found[row, int(hashlib.md5(stem.encode()).hexdigest(), 16) % self.dim] += 1
        if told is not None:
            told(len(texts))
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


def product(ident: str, title: str, **fields: Any) -> Product:
    """Make a product; attributes may be given as plain scalars."""
    attributes = {k: v if isinstance(v, tuple) else (v,) for k, v in fields.pop("attributes", {}).items()}
    return Product(ident, title, attributes=attributes, **fields)


def variant(ident: str, price: float | None = None, stock: int | None = None, **attributes: Any) -> Variant:
    """Make a variant; attributes may be given as plain scalars."""
    return Variant(ident, {k: (v,) for k, v in attributes.items()}, price, stock)


SHOP = (
    product(
        "boots-1",
        "Harbour Leather Boots",
        category=("Shoes", "Boots"),
        price=120.0,
        stock=3,
        description="Full-grain leather uppers.",
        attributes={"color": "brown", "material": "leather"},
    ),
    product(
        "boots-2",
        "Meadow Rain Boots",
        category=("Shoes", "Boots"),
        price=45.0,
        stock=9,
        brand="Puddle",
        description="Made of natural rubber. Vegan leather trim.",
        attributes={"colour": "navy", "waterproof": True},
    ),
    product(
        "boots-3",
        "Ridge Hiking Boots",
        category=("Shoes", "Boots"),
        price=80.0,
        stock=0,
        description="Canvas with leather patches.",
        attributes={"colour": ("green", "black"), "waterproof": False},
    ),
    product(
        "boots-4",
        "Frost Snow Boots",
        category=("Shoes", "Boots"),
        price=None,
        stock=None,
        description="Leather-free lining.",
    ),
    product("rack-1", "Boot Rack", category=("Home", "Storage"), price=20.0, stock=5, description="Holds six pairs."),
    product(
        "tee-1",
        "Plain T-Shirt",
        category=("Clothes", "Tops"),
        price=15.0,
        stock=20,
        attributes={"material": "cotton"},
        variants=(
            variant("s-red", 15.0, 4, colour="red", size="S"),
            variant("m-red", 15.0, 0, colour="red", size="M"),
            variant("m-blue", 18.0, 2, colour="blue", size="M"),
            variant("xl", None, None, size="XL"),
        ),
    ),
    product("tee-2", "Striped Tshirt in Crimson", category=("Clothes", "Tops"), price=22.0, stock=1, rating=4.5),
    product(
        "lap-1",
        "Slate Laptop 15 inch",
        category=("Computers",),
        price=900.0,
        stock=2,
        rating=4.8,
        brand="Orb",
        attributes={"screen": "15.6 inch", "memory": 16.0, "weight": "1.8 kg"},
    ),
    product(
        "lap-2",
        "Slate Laptop 13",
        category=("Computers",),
        price=700.0,
        stock=2,
        rating=3.9,
        brand="Orb",
        attributes={"screen": '13"', "memory": "8 GB", "weight": "1,2 kg"},
    ),
    product(
        "sleeve-1",
        "Laptop Sleeve by Orb",
        category=("Computers", "Accessories"),
        price=25.0,
        list_price=50.0,
        stock=6,
        description="Imitation leather.",
    ),
)

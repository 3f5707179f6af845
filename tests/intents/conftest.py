"""A small shop of every kind of goods, and an understanding whose labels the tests choose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest

from intents.features import Turn
from intents.predict import Understanding
from intents.reading import Context, Reading
from intents.tagger import Tagger
from retrieval.catalog import Product, Variant
from retrieval.derive import derive
from retrieval.synonyms import load
from retrieval.vocabulary import Vocabulary


@dataclass
class Labels:
    """A classifier that says what it is told to."""

    intent: str = "search_product"
    confidence: float = 0.9
    in_scope: float = 1.0
    scores: dict[str, float] = field(default_factory=dict)

    def predict(self, turns: Sequence[Turn], /) -> list[Labels]:
        return [self for _ in turns]


def _shoe(ident: str, title: str, price: float, sizes: str, **attributes: str) -> Product:
    variants = tuple(Variant(f"{ident}-{s}", {"size": (s,)}, stock=3) for s in sizes.split())
    held = {name: (value,) for name, value in attributes.items()}
    return Product(ident, title, category=("Shoes", "Boots"), price=price, attributes=held, variants=variants)


def _plain(ident: str, title: str, price: float, *path: str, text: str = "", **attributes: str | bool) -> Product:
    held = {name: (value,) for name, value in attributes.items()}
    return Product(ident, title, text, category=path, price=price, rating=4.0, attributes=held)


SHOP = (
    _shoe("b1", "Trail Hiking Boots", 90.0, "7 8 9", colour="brown", material="leather", gender="men"),
    _shoe("b2", "Rain Boots with Laces", 60.0, "8 9", colour="red", material="rubber", gender="women"),
    _shoe("b3", "Suede Ankle Boots", 120.0, "6 7", colour="navy", material="suede", gender="women"),
    _plain("g1", "Cedar Acoustic Guitar", 210.0, "Music", "Guitars", text="A solid cedar top."),
    _plain("g2", "Sunburst Electric Guitar", 320.0, "Music", "Guitars", text="Two pickups."),
    _plain("g3", "Guitar Strap in Black Leather", 25.0, "Music", "Accessories"),
    _plain("g4", "Concert Ukulele", 80.0, "Music", "Ukuleles", text="Comes with a case."),
    _plain("t1", "Family Camping Tent", 250.0, "Outdoor", "Camping", text="A green tent for four people."),
    _plain("t2", "Two Person Tent", 110.0, "Outdoor", "Camping", waterproof=True),
    _plain("t3", "Camping Lantern", 35.0, "Outdoor", "Camping", waterproof=False),
    _plain("t4", "Brass Lantern", 55.0, "Home", "Lighting"),
    _plain("h1", "Wireless Headphones", 130.0, "Audio", "Headphones", brand="Otto"),
    _plain("h2", "Studio Headphones", 95.0, "Audio", "Headphones", text="Wired, with a long cable."),
    _plain("m1", "Blue Stoneware Mug", 14.0, "Kitchen", "Mugs", dishwasher_safe=True, colour="blue"),
    _plain("m2", "Glass Teapot", 38.0, "Kitchen", "Tea", text="Clear borosilicate glass."),
    _plain("m3", "Tea Set", 64.0, "Kitchen", "Tea", text="White porcelain."),
    _plain("s1", "Velvet Sofa", 700.0, "Furniture", "Sofas", text="A deep green velvet sofa."),
    _plain("s2", "Grey Corner Sofa", 900.0, "Furniture", "Sofas"),
    _plain("c1", "Kitchen Wall Clock", 30.0, "Home", "Clocks"),
    _plain("c2", "Alarm Clock", 22.0, "Home", "Clocks"),
    _plain("p1", "Castle Jigsaw Puzzle 500 Pieces", 18.0, "Toys", "Puzzles"),
    _plain("f1", "Trout Lure", 7.0, "Outdoor", "Fishing"),
    _plain("f2", "Fly Fishing Reel", 65.0, "Outdoor", "Fishing"),
    _plain("v1", "Cashmere Scarf", 75.0, "Clothes", "Scarves", gender="women", colour="ivory"),
    _plain("v2", "Wool Scarf", 30.0, "Clothes", "Scarves", gender="men", colour="red"),
    _plain("x1", "Cherry Tomatoes", 3.0, "Groceries", "Vegetables"),
)


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    synonyms = load()
    return Vocabulary.build([replace(p, derived=derive(p, synonyms)) for p in SHOP], synonyms)


@pytest.fixture(scope="session")
def by_id(vocabulary: Vocabulary) -> dict[str, Product]:
    return {p.id: p for p in vocabulary.products}


@pytest.fixture(scope="session")
def understanding(vocabulary: Vocabulary) -> tuple[Understanding, Labels]:
    labels = Labels()
    return Understanding.of(vocabulary, labels, Tagger.load()), labels


Read = Callable[..., Reading]


@pytest.fixture
def read(understanding: tuple[Understanding, Labels]) -> Read:
    """Read a text under a label, sure of itself unless told otherwise."""
    reader, labels = understanding

    def run(
        text: str, intent: str = "search_product", context: Context | None = None, confidence: float = 0.999
    ) -> Reading:
        labels.intent, labels.confidence, labels.scores = intent, confidence, {intent: confidence}
        labels.in_scope = 0.05 if intent == "out_of_scope" else 0.99
        return reader.read(text, context or Context())

    return run

"""A small shop made of plain objects, and moments in it."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from assistant import events as ev
from assistant.decide import decide
from assistant.decision import Decision, Moment
from assistant.state import State, replay
from intents.reading import Reading, Reference
from retrieval.catalog import Product, Review, Span, Variant
from retrieval.query import Hit, Near, Result
from retrieval.synonyms import load

BOOT = Product("boot", "Alder Hiking Boots", "Dry feet. The lining is not removable.", ("Shoes", "Boots"), price=89.0,
               currency="USD", rating=4.4, rating_count=40, stock=7,
               attributes={"waterproof": (True,), "colour": ("brown",)},
               variants=(Variant("boot-8", {"size": ("8",)}, stock=2), Variant("boot-9", {"size": ("9",)}, stock=0),
                         Variant("boot-10", {"size": ("10",)}, stock=5)), name="Alder Hiking Boots")  # fmt: skip
MUG = Product("mug", "Tern Striped Mug", "Dishwasher safe stoneware.", ("Kitchen", "Mugs"), price=14.0, list_price=18.0,
              currency="USD", stock=3, attributes={"colour": ("red", "white")}, name="Tern Striped Mug",
              reviews=(Review(5.0, "lovely"),))  # fmt: skip
LAMP = Product("lamp", "Oslo Desk Lamp", "A lamp.", ("Lighting",), price=35.0, stock=0, name="Oslo Desk Lamp",
               derived={"material": (("brass", Span("description", 0, 1)),)})  # fmt: skip
SHADE = Product("shade", "Plain Shade", category=("Lighting",), name="Plain Shade")
PRODUCTS = {p.id: p for p in (BOOT, MUG, LAMP, SHADE)}


def reading(intent: str, text: str = "", **known: Any) -> Reading:
    return Reading(text or intent, intent, 0.9, 0.99, **known)


def pointing(*products: str, **known: Any) -> tuple[Reference, ...]:
    return (Reference("that", products, **known),)


def after(*events: ev.Event) -> State:
    return replay(events)


def shown(*products: str) -> State:
    return after(ev.Said("hi"), ev.GoalStarted("things", ""), ev.Shown(products))


def found(*products: str, total: int | None = None) -> Result:
    return Result(tuple(Hit(PRODUCTS[p], 1.0) for p in products), len(products) if total is None else total)


def nearest(product: str, *broken: Any) -> Result:
    return Result((), 0, (Near(Hit(PRODUCTS[product], 1.0), broken),), broken)


def deciding(read: Reading, state: State, result: Result | None = None, *, rows: Sequence[Product] = (),
             rules: Any = None, orders: Any = None) -> Decision:  # fmt: skip
    index = SimpleNamespace(products=tuple(PRODUCTS.values()), pictures=None, synonyms=load())
    shop: Any = SimpleNamespace(index=index, products=PRODUCTS, passing=lambda _: rows, rules=rules, orders=orders)
    return decide(Moment(shop, read, state, result))

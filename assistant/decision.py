"""What a turn has come to when the act is decided, and the decision."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.events import Event
from assistant.rules import Order as PlacedOrder
from assistant.rules import Rule
from assistant.shop import Shop
from assistant.state import State
from intents.reading import Act, Pending, Reading
from retrieval.catalog import Product
from retrieval.filters import Constraint
from retrieval.query import Hit, Result


@dataclass(frozen=True, slots=True)
class Moment:
    """All that a rule of `decide` may look at: the reading, the state before and after it, what search found."""

    shop: Shop
    reading: Reading
    state: State
    result: Result | None
    photo: bool = False
    before: State | None = None  # the state when the turn arrived

    def product(self, product_id: str) -> Product:
        """Return the product with this id; raise KeyError if the catalogue has none."""
        return self.shop.products[product_id]


@dataclass(frozen=True, slots=True)
class Question:
    """One question to end with, and what an answer to it would mean."""

    text: str
    pending: Pending


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do and to say.

    `products` are on the table, numbered from 1; if `shown`, as cards. `breaks` names for each of them the
    constraints that it misses, `dropped` the constraints that would have to go. `asked` is what a question is
    about and `pick` the product that the assistant would choose.
    """

    act: Act
    situation: str
    products: tuple[Product, ...] = ()
    shown: bool = False
    hits: tuple[Hit, ...] = ()
    events: tuple[Event, ...] = ()
    asked: str = ""
    question: Question | None = None
    breaks: tuple[tuple[Constraint, ...], ...] = ()
    dropped: tuple[Constraint, ...] = ()
    pick: str = ""
    rule: Rule | None = None
    order: PlacedOrder | None = None


def asking(decision: Decision, waiting: Question | None) -> Decision:
    """Return the decision with a question at its end that waits since an earlier part of the turn."""
    if waiting is None:
        return decision
    text = f"And for your cart: {waiting.text[:1].lower()}{waiting.text[1:]}"
    return replace(decision, question=Question(text, waiting.pending))

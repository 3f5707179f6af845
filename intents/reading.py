"""What understanding takes and returns: the context of a turn, and the reading of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from retrieval.catalog import Product, Value
from retrieval.filters import Constraint, Order

Act = Literal[
    "recommend", "ask", "answer", "compare", "cart", "checkout",
    "service", "handoff", "chat", "none_found", "decline",
]  # fmt: skip


Answer = Literal["", "yes", "no", "any", "both", "neither", "one"]
"""A bare answer to a question: assent, refusal, no preference, all that was offered, none of it, one of it."""


@dataclass(frozen=True, slots=True)
class Preference:
    """What a shopper always wants or never does; `kind` is what it was said of ("shoes"), "" for everything."""

    constraint: Constraint
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for when it was not clear of which product; `products` are those that were clear."""

    intent: str
    text: str = ""
    products: tuple[str, ...] = ()
    add: tuple[Constraint, ...] = ()
    quantity: int | None = None
    asked: str = ""
    asked_value: Value | None = None
    then: Reading | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """The question that the assistant asked last and that this turn may answer.

    `choices`: values of the field, or product ids, or the kind of product to go on with. `values`: the values of
    the field that were offered for a product. `request`: what waits for the answer.
    """

    kind: Literal["field", "add_to_cart", "which_product", "drop", "need"]
    field: str = ""
    choices: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    request: Request | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What the assistant knows when a turn arrives: all that a reading may depend on.

    `shown` holds the batches of products shown so far, oldest first, with the goal's category of each;
    `focus` the ids last talked about (one after "the second one"); `goals` the categories of earlier goals.
    """

    last_act: Act | None = None
    last_reply: str = ""
    image: bool = False
    shown: tuple[tuple[Product, ...], ...] = ()
    shown_for: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    cart: tuple[tuple[str, int], ...] = ()
    category: str = ""
    constraints: tuple[Constraint, ...] = ()
    goals: tuple[str, ...] = ()
    pending: Pending | None = None
    preferences: tuple[Preference, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """A span of the turn: `text[start:end]` with its type and the value that it stands for.

    Types: category, brand, price, quantity, rating, size, keyword, negation, order, reference, or the name
    of an attribute (colour, material, gender, ...).
    """

    type: str
    text: str
    start: int
    end: int
    value: Value | tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """Products that words point at. One id: certain. Several: all meant ("both") or, if `ambiguous`, one of them.

    No id: it points at something that is not there ("the fourth" of three).
    """

    text: str
    products: tuple[str, ...]
    ambiguous: bool = False
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A turn as understood. `predict` returns it; applying it to the state is the tracker's work.

    `category`: a product type or department that is asked for ("" if none is named), `category_terms` the
    words it was read from. `goal`: which goal the turn is about: the current one, a new one, or "back" to an
    earlier one of that category. `add`: constraints stated (they replace those of the same field unless they
    narrow another side of it: lte beside gte). `drop`: fields taken back; "*" is all of them. `asked`: the
    field or feature that a question is about ("price", "colour", "dishwasher safe"). `unmet`: wishes
    that no row can answer, kept as soft words. `preferences`: what is stated for good, `forgotten` what is taken
    back of that. `answer`: a bare answer to the pending question. `turned`: whether the last `steps` changes are
    taken back, or what was said last is turned round. `also`: further kinds that are asked for, `then`: what is
    wanted beside, to be done after this. `unsure`: fields that cannot be meant as they were said ("under 0"), "*"
    for a turn of which nothing, or too much, was understood. `pointing`: nothing is said but which product is meant.
    """

    text: str
    intent: str
    confidence: float
    in_scope: float
    entities: tuple[Entity, ...] = ()
    goal: Literal["same", "new", "back"] = "same"
    category: str = ""
    unsure: tuple[str, ...] = ()
    add: tuple[Constraint, ...] = ()
    drop: tuple[str, ...] = ()
    order: Order | None = None
    quantity: int | None = None
    references: tuple[Reference, ...] = ()
    asked: str = ""
    asked_value: Value | None = None  # "is it leather?": material, leather
    order_id: str = ""
    email: str = ""
    preferences: tuple[Preference, ...] = ()
    forgotten: tuple[Preference, ...] = ()
    alone: bool = False  # nothing is said but what holds for good, or no more
    answer: Answer = ""
    turned: Literal["", "undo", "reverse"] = ""
    steps: int = 1
    also: tuple[Reading, ...] = ()
    then: Reading | None = None
    pointing: bool = False

"""Undo and reverse: what a step back takes away, and what the last turn said put the other way round."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.state import Goal, Held, State
from intents.reading import Reading
from retrieval.catalog import Value
from retrieval.filters import Constraint, Op, Order

_OPPOSITE: dict[Op, Op] = {"eq": "ne", "ne": "eq", "lte": "gte", "gte": "lte"}


@dataclass(frozen=True, slots=True)
class Step:
    """What a turn changed, from one state of things to another."""

    gained: tuple[Constraint, ...] = ()
    lost: tuple[Constraint, ...] = ()
    cart: bool = False
    goal: bool = False  # another goal became the current one
    order: Order | None = None


def step_between(before: Held, after: Held) -> Step:
    """Return what changed from one state of things to another."""
    old, new = _goal(before), _goal(after)
    moved = before.current != after.current or len(before.goals) != len(after.goals)
    kept = () if moved else old.constraints
    return Step(
        tuple(c for c in new.constraints if c not in kept),
        () if moved else tuple(c for c in old.constraints if c not in new.constraints),
        before.cart != after.cart,
        moved,
        new.order if moved or new.order != old.order else None,
    )


def _goal(held: Held) -> Goal:
    return held.goals[held.current] if held.current >= 0 else Goal()


def turned(reading: Reading, state: State, ruled_out: Callable[[str], Sequence[Value]] = lambda _: ()) -> Reading:
    """Return a reading that undoes or turns round with the intent and the changes that this means here.

    `ruled_out`: the values that a text says no to, which need no constraint beside one that is wished ("red not blue").
    """
    if reading.turned == "undo":
        return replace(reading, intent=_label(reading, state))
    return _reversed(reading, state, ruled_out) if reading.turned == "reverse" else reading


def _label(reading: Reading, state: State) -> str:
    """The intent of the change that is undone, the other way round: what was added is dropped."""
    if not state.past:
        return "relax_search"
    step = step_between(state.past[-min(reading.steps, len(state.past))][1], state.held)
    if step.cart:
        return "update_cart"
    return "refine_search" if step.lost and not step.gained else "relax_search"


def _reversed(reading: Reading, state: State, ruled_out: Callable[[str], Sequence[Value]]) -> Reading:
    """What the last turn said, put the other way round; as it is where that has no other way."""
    if not state.past or state.past[-1][0] != state.turns:
        return reading
    step = step_between(state.past[-1][1], state.held)
    if state.last_situation == "cart.swapped":
        return replace(reading, intent="update_cart", turned="undo")
    said = tuple(c for c in step.gained if c.field != "category" and c.source == "shopper")
    if len(said) == 1 and said[0].op == "eq" and (others := [v for v in ruled_out(state.said) if v != said[0].value]):
        said = (said[0], replace(said[0], op="ne", value=others[0]))
    order = Order(step.order.field, "asc" if step.order.direction == "desc" else "desc") if step.order else None
    sides = {c.op for c in said}
    if order is None and not ({"lte", "gte"} & sides or {"eq", "ne"} <= sides or sides == {"ne"}):
        return reading
    limits = tuple(dict.fromkeys(c.field for c in said if c.op in ("lte", "gte")))
    return replace(reading, intent="refine_search", add=tuple(_other_way(said)), drop=limits, order=order)


def _other_way(said: tuple[Constraint, ...]) -> Iterator[Constraint]:
    """Limits from the other side; of included and excluded values of a field each in the other's place."""
    sides = {c.field: {x.op for x in said if x.field == c.field} for c in said}
    for constraint in said:
        if sides[constraint.field] == {"lte", "gte"} or sides[constraint.field] == {"eq"}:
            continue
        yield replace(constraint, op=_OPPOSITE[constraint.op])

"""Where standing preferences hold: in the current goal, if its products can be held to them, as constraints of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assistant import events as ev
from assistant.merging import contrary
from assistant.shop import Shop
from assistant.state import Goal, State
from assistant.stated import stated
from intents.reading import Preference
from retrieval.catalog import Product
from retrieval.filters import Constraint

_COMMON = 0.3  # the share of a kind's products that must state a field for a preference of it to hold there
_SAMPLE = 400


def preference_events(shop: Shop, state: State) -> list[ev.Event]:
    """Return the standing preferences that the current goal has yet to take on."""
    goal = state.goal
    if state.current < 0 or not state.preferences:
        return []
    held = {*goal.constraints, *goal.waived}
    new = [p for p in state.preferences if p.constraint not in held and not contrary(p.constraint, goal.constraints)]
    rows = _rows(shop, goal) if new else []
    return [ev.ConstraintAdded(p.constraint) for p in new if _holds(shop, p, goal, rows)]


def of_its_kind(shop: Shop, event: ev.Event, state: State) -> ev.Event:
    """Return the event by which a size is stated with the kind that it is of: what is looked for, if that has any."""
    if not isinstance(event, ev.PreferenceStated):
        return event
    if event.preference.kind or event.preference.constraint.field != "size":
        return event
    rows = _rows(shop, state.goal) if state.goal.category else []
    sized = rows and np.mean([_states(shop, p, "size") for p in rows]) >= _COMMON
    return ev.PreferenceStated(replace(event.preference, kind=state.goal.category)) if sized else event


def _rows(shop: Shop, goal: Goal) -> list[Product]:
    kinds = [c for c in goal.constraints if c.field == "category" and c.op == "eq"]
    if not kinds and goal.category:
        kinds = [Constraint("category", "eq", goal.category)]
    found = shop.passing(kinds)
    return found[:: max(1, len(found) // _SAMPLE)]


def _holds(shop: Shop, preference: Preference, goal: Goal, rows: list[Product]) -> bool:
    """Whether a preference can be told of these products; a value must be one that some of them have."""
    constraint = preference.constraint
    share = float(np.mean([_states(shop, p, constraint.field) for p in rows])) if rows else 0.0
    if constraint.op == "ne":
        told = constraint.field in ("brand", "keyword", "category") or share > 0
        return told or not all(shop.meets(p, constraint) for p in rows)
    if preference.kind and not _same_department(shop, preference.kind, rows):
        return False
    return share >= _COMMON and any(shop.meets(p, constraint) for p in rows)


def _states(shop: Shop, product: Product, field: str) -> bool:
    """Whether a field is known of a product, by whichever name the shop has for it."""
    names = {*product.attributes, *(name for v in product.variants for name in v.attributes)}
    return bool(stated(product, field)) or any(shop.canonical.get(name) == field for name in names)


def _same_department(shop: Shop, kind: str, rows: list[Product]) -> bool:
    names = shop.understanding.vocabulary.category(kind) or (kind,)
    said_of = shop.passing([Constraint("category", "eq", tuple(names))])
    departments = {p.category[0] for p in said_of if p.category}
    return not departments or any(p.category and p.category[0] in departments for p in rows)

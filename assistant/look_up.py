"""Retrieving for a turn: the query that a reading and the state ask for, and its result."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from assistant.state import State
from assistant.track import SEARCHES, query_text
from intents.reading import Reading
from retrieval.catalog import Product
from retrieval.filters import Constraint, Order
from retrieval.index import Index
from retrieval.query import Query, Result

SHOWN = 3
_CHEAPER = re.compile(
    r"\b(cheaper|less expensive|lower price\w*|not (so|as|that) (expensive|pricey|dear)|for less)\b", re.I
)
_DEARER = re.compile(r"\b(more expensive|pricier|fancier|more upscale|higher end)\b", re.I)


def look_up(index: Index, reading: Reading, state: State) -> Result | None:
    """Return what the catalogue has for this turn; None for turns that put no products on the table."""
    if reading.intent not in SEARCHES or (reading.intent == "search_by_image" and state.goal.photo is None):
        return None
    goal = state.goal
    if not (query_text(goal) or goal.constraints or goal.photo or reading.intent in _OPEN):
        return None
    query = _query(index, reading, state)
    result = index.find(query)
    if query.like and not result.hits:
        result = _wider(index, query) or result
    if reading.intent == "reject_items" and not result.hits:
        result = index.find(replace(query, exclude=frozenset(goal.rejected)))
    return result


_OPEN = frozenset("explore_category ask_bestsellers ask_deals find_similar find_complement show_more".split())


def _query(index: Index, reading: Reading, state: State) -> Query:
    goal = state.goal
    photo = np.asarray(goal.photo.vector, dtype=np.float32) if goal.photo and goal.photo.vector else None
    query = Query(query_text(goal), goal.constraints, goal.order, photo, exclude=frozenset(goal.rejected), k=SHOWN)
    named = (p for r in reading.references for p in r.products if p in index.row_of)
    pointed = next(named, None) or _only(index, state)
    match reading.intent:
        case "show_more" | "reject_items":
            return replace(query, exclude=frozenset((*goal.shown, *goal.rejected)))
        case "find_similar" if pointed:
            return _similar(query, index.product(pointed), reading)
        case "find_complement" if pointed and not reading.category:
            return _complement(query, index.product(pointed))
        case "ask_bestsellers":
            field = "popularity" if any(p.popularity is not None for p in index.products) else "rating"
            return replace(query, order=goal.order or Order(field, "desc"))
        case "ask_deals":
            return replace(query, constraints=(*goal.constraints, Constraint("discount", "gte", 0.01)))
        case _:
            return query


def _only(index: Index, state: State) -> str | None:
    return next((p for p in (*state.focus[:1], *state.table[:1]) if p in index.row_of), None)


def _similar(query: Query, like: Product, reading: Reading) -> Query:
    """Like a product: the goal's promises but its price, unless this turn says one; cheaper means cheaper than it."""
    said = {c.field for c in reading.add}
    kept = tuple(c for c in query.constraints if c.field != "price" or "price" in said)
    if "price" not in said and like.price is not None:
        if _CHEAPER.search(reading.text):
            kept = (*kept, Constraint("price", "lte", round(like.price - 0.01, 2)))
        elif _DEARER.search(reading.text):
            kept = (*kept, Constraint("price", "gte", round(like.price + 0.01, 2)))
    return replace(query, constraints=kept, like=like.id, exclude=query.exclude | {like.id})


def _wider(index: Index, query: Query) -> Result | None:
    """Look for what is like a product in its own category, then in its department, in place of the kind named."""
    rest = tuple(c for c in query.constraints if c.field != "category" or c.op == "ne")
    for node in reversed(index.product(query.like or "").category):
        found = index.find(replace(query, constraints=(*rest, Constraint("category", "eq", node))))
        if found.hits:
            return found
    return None


def _complement(query: Query, like: Product) -> Query:
    """What goes with a product: another type, for the same people."""
    kept = tuple(c for c in query.constraints if c.source == "preference" or c.field == "gender")
    other = tuple(Constraint("category", "ne", node) for node in like.category[-1:])
    return Query(like.name or like.title, (*kept, *other), exclude=query.exclude | {like.id}, k=SHOWN)

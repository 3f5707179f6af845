"""Tracking: what a reading changes in the talk, as events; and the context that understanding reads in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from assistant import events as ev
from assistant.state import Goal, State, replay
from intents.reading import Context, Reading
from retrieval.catalog import Product
from retrieval.filters import Constraint

SEARCHES = frozenset(
    "explore_category search_product search_by_image gift_ideas ask_bestsellers ask_deals refine_search "
    "relax_search show_more find_similar find_complement reject_items".split()
)
"""Intents that put products on the table."""

_STATING = frozenset("explore_category search_product search_by_image gift_ideas refine_search relax_search "
                     "find_similar reject_items show_more ask_bestsellers ask_deals".split())  # fmt: skip
_STOP = frozenset(
    "a an the i im i'm me my you your u we us our they it its this that these those some any something anything "
    "someone for to of in on at by from up and or but so if as is are was be been have has had do does did can could "
    "would should will want wants need needs looking look search searching find show get got give buy please pls plz "
    "thanks hi hello hey just like really very about around under over below above between than more less most no not "
    "only also too then ok okay well maybe actually wait scratch instead there here what which who how when where why "
    "one ones thing things stuff bucks dollars dollar usd euro max min tops budget price cheap secret".split()
)
_WORDS = re.compile(r"[^\W_][\w'’-]*")
_LONG = 25


def context_of(state: State, product: Callable[[str], Product | None], *, image: bool) -> Context:
    """Return what understanding may know of the talk; `product` looks a product up by id."""
    goal = state.goal
    batches = [tuple(p for i in batch.products if (p := product(i))) for batch in state.batches]
    return Context(
        last_act=state.last_act,
        last_reply=state.last_reply,
        image=image,
        shown=tuple(batches),
        shown_for=tuple(batch.category for batch in state.batches),
        focus=state.focus,
        cart=tuple((line.product, line.quantity) for line in state.cart),
        category=goal.category,
        constraints=goal.constraints,
        goals=tuple(g.category for g in state.goals),
        pending=state.pending,
        preferences=state.preferences,
    )


def track(reading: Reading, state: State) -> list[ev.Event]:
    """Return the events by which `reading` changes goals, constraints, order, rejections and focus."""
    standing = [*_standing(reading)]
    if reading.turned == "undo":
        return [ev.Undone(reading.steps)]
    if reading.intent == "find_complement" and reading.category:
        return [*standing, *_beside(reading, state)]
    if reading.intent not in _STATING or reading.alone:
        return [*standing, *_focus(reading, state), *_order(reading)]
    return [*standing, *_goal(reading, state), *_changes(reading), *_later(reading, state), *_rejected(reading, state)]


def _standing(reading: Reading) -> Iterator[ev.Event]:
    for preference in reading.forgotten:
        yield ev.PreferenceDropped(preference.constraint)
    for preference in reading.preferences:
        yield ev.PreferenceStated(preference)


def _later(reading: Reading, state: State) -> Iterator[ev.Event]:
    """A goal of its own for each further kind that is asked for; the talk goes on with the first."""
    if reading.also:
        current = replay([*_goal(reading, state)], state).current
        for further in reading.also:
            yield ev.GoalStarted(further.category, search_words(further))
            yield from _changes(further)
        yield ev.GoalResumed(current)


def _goal(reading: Reading, state: State) -> Iterator[ev.Event]:
    words = "" if reading.answer or reading.turned else search_words(reading)
    if reading.goal == "back" and (earlier := _earlier(reading.category, state)) is not None:
        if earlier != state.current:
            yield ev.GoalResumed(earlier)
    elif reading.goal == "new" or (state.current < 0 and reading.intent in SEARCHES):
        yield ev.GoalStarted(reading.category, words)
    elif reading.category or (words and reading.intent in ("refine_search", "search_product", "gift_ideas")):
        yield ev.Narrowed(reading.category, words)


def _beside(reading: Reading, state: State) -> Iterator[ev.Event]:
    """A goal of its own for what is to go with a product, for the same people."""
    yield ev.GoalStarted(reading.category, "")
    yield ev.ConstraintAdded(Constraint("category", "eq", reading.category))
    for constraint in (*(c for c in state.goal.constraints if c.field == "gender"), *reading.add):
        yield ev.ConstraintAdded(constraint)


def _earlier(category: str, state: State) -> int | None:
    """The latest goal of this category, else the one whose category shares a word, else the one before."""
    places = range(len(state.goals) - 1, -1, -1)
    for place in places:
        if category and state.goals[place].category == category:
            return place
    wanted = {word.rstrip("s") for word in category.lower().split()}
    for place in places:
        if wanted & {word.rstrip("s") for word in state.goals[place].category.lower().split()}:
            return place
    return None if category or state.current < 1 else state.current - 1


def _changes(reading: Reading) -> Iterator[ev.Event]:
    for name in reading.drop:
        yield ev.ConstraintDropped(name)
    for constraint in reading.add:
        yield ev.ConstraintAdded(constraint)
    if reading.category and not any(c.field == "category" and c.op == "eq" for c in reading.add):
        yield ev.ConstraintAdded(Constraint("category", "eq", reading.category))
    if reading.order is not None and (reading.intent, reading.order.field) != ("ask_bestsellers", "popularity"):
        yield ev.Sorted(reading.order)


def _rejected(reading: Reading, state: State) -> Iterator[ev.Event]:
    if reading.intent == "reject_items":
        named = tuple(p for reference in reading.references for p in reference.products)
        yield ev.Rejected(named or state.table)


def _focus(reading: Reading, state: State) -> Iterator[ev.Event]:
    named = tuple(dict.fromkeys(p for r in reading.references if not r.ambiguous for p in r.products))
    if named and named != state.focus:
        yield ev.Focused(named)


def _order(reading: Reading) -> Iterator[ev.Event]:
    if reading.order_id or reading.email:
        yield ev.OrderNamed(reading.order_id, reading.email)


def search_words(reading: Reading) -> str:
    """Return the words that say what is looked for beside the recognised entities; of a long story, none."""
    words = list(_WORDS.finditer(reading.text))
    if len(words) > _LONG:
        return ""
    spans = [(e.start, e.end) for e in reading.entities]
    found = (w for w in words if not any(start <= w.start() < end for start, end in spans))
    return " ".join(dict.fromkeys(w[0].lower() for w in found if w[0].lower() not in _STOP and not w[0].isdigit()))


def query_text(goal: Goal) -> str:
    """Return the words to rank by: category, wished values and the words of the goal's turns."""
    values = [c.value for c in goal.constraints if c.op == "eq" and isinstance(c.value, str)]
    seen = [goal.photo.category, goal.photo.colour] if goal.photo else []
    return " ".join(dict.fromkeys(w for w in (goal.category, *values, *seen, *goal.text.split()) if w))

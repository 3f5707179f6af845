"""The state of a talk, replayed from its events: goals, constraints, order, shown, focus, cart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from assistant import events as ev
from intents.reading import Act, Pending
from retrieval.filters import Constraint, Order


@dataclass(frozen=True, slots=True)
class Goal:
    """One thing that is looked for, with constraints of its own."""

    category: str = ""
    text: str = ""
    constraints: tuple[Constraint, ...] = ()
    order: Order | None = None
    photo: ev.PhotoRead | None = None
    shown: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()  # fields already asked for


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the cart."""

    product: str
    quantity: int
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Products that were shown together, and the category of the goal that they were shown for."""

    products: tuple[str, ...]
    category: str


@dataclass(frozen=True, slots=True)
class State:
    """Everything that a talk has come to; `current` is the place of the goal in `goals`, -1 before the first."""

    goals: tuple[Goal, ...] = ()
    current: int = -1
    batches: tuple[Batch, ...] = ()
    focus: tuple[str, ...] = ()
    cart: tuple[Line, ...] = ()
    pending: Pending | None = None
    last_act: Act | None = None
    last_reply: str = ""
    last_situation: str = ""
    last_asked: str = ""
    order_id: str = ""
    email: str = ""
    turns: int = 0

    @property
    def goal(self) -> Goal:
        """The current goal, or an empty one."""
        return self.goals[self.current] if self.current >= 0 else Goal()

    @property
    def table(self) -> tuple[str, ...]:
        """The products of the last batch."""
        return self.batches[-1].products if self.batches else ()


def replay(events: Iterable[ev.Event], state: State | None = None) -> State:
    """Return the state after `events`, starting from `state` or from an empty talk."""
    state = state or State()
    for event in events:
        state = _apply(state, event)
    return state


def _apply(state: State, event: ev.Event) -> State:
    match event:
        case ev.Said():
            return replace(state, turns=state.turns + 1)
        case ev.GoalStarted(category, text):
            goals = (*state.goals, Goal(category, text))
            return replace(state, goals=goals, current=len(goals) - 1, focus=())
        case ev.GoalResumed(goal):
            return replace(state, current=goal, focus=())
        case ev.Shown(products):
            batches = (*state.batches, Batch(products, state.goal.category))
            shown = tuple(dict.fromkeys((*state.goal.shown, *products)))
            focus = products if len(products) == 1 else ()
            return _with_goal(replace(state, batches=batches, focus=focus), shown=shown)
        case ev.Focused(products):
            return replace(state, focus=products)
        case ev.OrderNamed(order_id, email):
            return replace(state, order_id=order_id or state.order_id, email=email or state.email)
        case ev.Replied(act, situation, reply, pending, asked):
            state = replace(state, last_act=act, last_situation=situation, last_reply=reply, pending=pending,
                            last_asked=asked)  # fmt: skip
            if pending and pending.kind == "field":
                return _with_goal(state, asked=(*state.goal.asked, pending.field))
            return state
        case ev.CartChanged() | ev.CartCleared() | ev.OrderPlaced():
            return replace(state, cart=_cart(state.cart, event))
        case _:
            return _apply_to_goal(state, event)


def _apply_to_goal(state: State, event: ev.Event) -> State:
    goal = state.goal
    match event:
        case ev.Narrowed(category, text):
            words = " ".join(dict.fromkeys(f"{text} {goal.text}".split()))
            return _with_goal(state, category=category or goal.category, text=words)
        case ev.ConstraintAdded(constraint):
            return _with_goal(state, constraints=merge(goal.constraints, constraint))
        case ev.ConstraintDropped():
            return _with_goal(state, constraints=tuple(c for c in goal.constraints if not _dropped(c, event)))
        case ev.Sorted(order):
            return _with_goal(state, order=order)
        case ev.PhotoRead():
            return _with_goal(state, photo=event)
        case ev.Rejected(products):
            return _with_goal(state, rejected=tuple(dict.fromkeys((*goal.rejected, *products))))
        case _:
            raise TypeError(f"no rule for the event {event!r}; add one to assistant.state")


def _with_goal(state: State, **changes: object) -> State:
    if state.current < 0:
        state = replace(state, goals=(Goal(),), current=0)
    goals = list(state.goals)
    goals[state.current] = replace(goals[state.current], **changes)  # type: ignore[arg-type]
    return replace(state, goals=tuple(goals))


def merge(constraints: tuple[Constraint, ...], new: Constraint) -> tuple[Constraint, ...]:
    """Return `constraints` with `new` in force and those gone that it replaces.

    A value replaces another value and a limit the same limit of its field; a limit that crosses the
    other side (at least 60 after at most 40) replaces both. Excluded values and keywords add up.
    """
    return (*(c for c in constraints if not _replaced(c, new)), new)


def _dropped(constraint: Constraint, event: ev.ConstraintDropped) -> bool:
    if event.field == "*":
        return constraint.field != "category"
    same_value = event.value is None or event.value == constraint.value
    return event.field == constraint.field and event.op in ("", constraint.op) and same_value


def _replaced(old: Constraint, new: Constraint) -> bool:
    if old.field != new.field:
        return False
    if old == new or _same_values(old, new):
        return True
    if new.op in ("lte", "gte"):
        return old.op in (new.op, "eq") or _crossed(old, new)
    return new.op == "eq" and old.op != "ne" and new.field != "keyword"


def _same_values(old: Constraint, new: Constraint) -> bool:
    first, second = (set(c.value) if isinstance(c.value, tuple) else {c.value} for c in (old, new))
    return bool(first & second) and {old.op, new.op} <= {"eq", "ne"}


def _crossed(old: Constraint, new: Constraint) -> bool:
    low, high = (old, new) if new.op == "lte" else (new, old)
    if low.op != "gte" or high.op != "lte":
        return False
    return isinstance(low.value, float | int) and isinstance(high.value, float | int) and low.value > high.value


def _cart(cart: tuple[Line, ...], event: ev.Event) -> tuple[Line, ...]:
    if not isinstance(event, ev.CartChanged):
        return ()
    line = Line(event.product, event.quantity, event.variant)
    same = [(old.product, old.variant) == (line.product, line.variant) for old in cart]
    if any(same):
        changed = tuple(line if hit else old for old, hit in zip(cart, same, strict=True))
    else:
        changed = (*cart, line)
    return tuple(x for x in changed if x.quantity > 0)


@dataclass(slots=True)
class Session:
    """One visitor's talk: an id that cannot be guessed, and its events."""

    id: str
    events: list[ev.Event] = field(default_factory=list)

    @property
    def state(self) -> State:
        """The state after all events so far."""
        return replay(self.events)

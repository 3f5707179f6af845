"""The state of a talk, replayed from its events: goals, preferences, cart, and what an undo goes back to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from assistant import events as ev
from assistant.merging import dropped, merge
from intents.reading import Act, Pending, Preference
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
    waived: tuple[Constraint, ...] = ()  # standing preferences that do not hold here


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
class Held:
    """What a turn can change and an undo brings back."""

    goals: tuple[Goal, ...] = ()
    current: int = -1
    preferences: tuple[Preference, ...] = ()
    cart: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """Everything that a talk has come to; `current` is the place of the goal in `goals`, -1 before the first."""

    goals: tuple[Goal, ...] = ()
    current: int = -1
    batches: tuple[Batch, ...] = ()
    focus: tuple[str, ...] = ()
    cart: tuple[Line, ...] = ()
    preferences: tuple[Preference, ...] = ()
    pending: Pending | None = None
    last_act: Act | None = None
    last_reply: str = ""
    last_situation: str = ""
    last_asked: str = ""
    order_id: str = ""
    email: str = ""
    turns: int = 0
    said: str = ""  # the last turn's text
    past: tuple[tuple[int, Held], ...] = ()  # before each turn that changed something: its number, what held
    begun: Held | None = None  # what held when this turn began; None once it has undone something

    @property
    def held(self) -> Held:
        """What an undo would bring back if this turn changed it."""
        return Held(self.goals, self.current, self.preferences, self.cart)

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
        case ev.Said(text):
            return replace(state, turns=state.turns + 1, said=text, begun=state.held)
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
        case ev.Replied():
            return _ended(state, event)
        case ev.OrderPlaced():
            return replace(state, cart=(), past=(), begun=None)
        case ev.CartChanged() | ev.CartCleared():
            return replace(state, cart=_cart(state.cart, event))
        case ev.PreferenceStated() | ev.PreferenceDropped():
            return _preferring(state, event)
        case ev.Undone(steps):
            return _undone(state, steps)
        case _:
            return _apply_to_goal(state, event)


def _ended(state: State, event: ev.Replied) -> State:
    if state.begun is not None and state.held != state.begun:
        state = replace(state, past=(*state.past, (state.turns, state.begun)))
    state = replace(state, last_act=event.act, last_situation=event.situation, last_reply=event.reply,
                    pending=event.pending, last_asked=event.asked, begun=None)  # fmt: skip
    if event.pending and event.pending.kind == "field":
        return _with_goal(state, asked=(*state.goal.asked, event.pending.field))
    return state


def _undone(state: State, steps: int) -> State:
    """Go back to what held before the last changes; a turn that undoes is no change itself."""
    kept = state.past[: max(0, len(state.past) - steps)]
    if len(kept) == len(state.past):
        return state
    held = state.past[len(kept)][1]
    return replace(state, goals=held.goals, current=held.current, preferences=held.preferences, cart=held.cart,
                   past=kept, begun=None, focus=())  # fmt: skip


def _preferring(state: State, event: ev.PreferenceStated | ev.PreferenceDropped) -> State:
    """What is stated replaces what was said of the same field; what goes, goes from all goals."""
    new: tuple[Preference, ...] = ()
    if isinstance(event, ev.PreferenceDropped):
        gone = [p for p in state.preferences if p.constraint == event.constraint]
    else:
        new, held = (event.preference,), tuple(p.constraint for p in state.preferences)
        left = merge(held, event.preference.constraint)
        gone = [p for p in state.preferences if p.constraint not in left or p.constraint == event.preference.constraint]
    out = [p.constraint for p in gone]
    goals = tuple(replace(g, constraints=tuple(c for c in g.constraints if c not in out)) for g in state.goals)
    return replace(state, goals=goals, preferences=(*(p for p in state.preferences if p not in gone), *new))


def _apply_to_goal(state: State, event: ev.Event) -> State:
    goal = state.goal
    match event:
        case ev.Narrowed(category, text):
            words = " ".join(dict.fromkeys(f"{text} {goal.text}".split()))
            return _with_goal(state, category=category or goal.category, text=words)
        case ev.ConstraintAdded(constraint):
            return _constrained(state, merge(goal.constraints, constraint))
        case ev.ConstraintDropped():
            return _constrained(state, dropped(goal.constraints, event))
        case ev.Sorted(order):
            return _with_goal(state, order=order)
        case ev.PhotoRead():
            return _with_goal(state, photo=event)
        case ev.Rejected(products):
            return _with_goal(state, rejected=tuple(dict.fromkeys((*goal.rejected, *products))))
        case _:
            raise TypeError(f"no rule for the event {event!r}; add one to assistant.state")


def _constrained(state: State, constraints: tuple[Constraint, ...]) -> State:
    """The current goal with these constraints; a standing preference that went is waived in it."""
    waived = [c for c in state.goal.constraints if c.source == "preference" and c not in constraints]
    return _with_goal(state, constraints=constraints, waived=(*state.goal.waived, *waived))


def _with_goal(state: State, **changes: object) -> State:
    if state.current < 0:
        state = replace(state, goals=(Goal(),), current=0)
    goals = list(state.goals)
    goals[state.current] = replace(goals[state.current], **changes)  # type: ignore[arg-type]
    return replace(state, goals=tuple(goals))


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

"""A message to the assistant, understood: words, a photo, a constraint clicked away, or a step back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PIL import Image

from assistant import events as ev
from assistant.photo import read
from assistant.preferring import of_its_kind, preference_events
from assistant.shop import Shop
from assistant.state import State, replay
from assistant.track import SEARCHES, context_of, track
from assistant.turning import turned
from intents.parts import read_turn
from intents.reading import Context, Reading
from retrieval.catalog import Value
from retrieval.filters import Constraint, Order

_OF_A_PHOTO = SEARCHES | {"small_talk", "out_of_scope", "ask_availability", "ask_attribute"}


@dataclass(frozen=True, slots=True)
class Message:
    """What came from the shopper; `removed`: a constraint or sort that was clicked away; `undo`: the step back."""

    text: str = ""
    photo: Image.Image | None = None
    removed: Constraint | Order | None = None
    undo: bool = False


def understand(shop: Shop, message: Message, before: State) -> Reading:
    """Return the reading of a message in the talk so far; a click is certain."""
    if message.removed is not None:
        return Reading(message.text, "relax_search", confidence=1.0, in_scope=1.0)
    if message.undo:
        return turned(Reading(message.text, "relax_search", confidence=1.0, in_scope=1.0, turned="undo"), before)
    context = context_of(before, shop.products.get, image=message.photo is not None)
    reading = read_turn(shop.understanding, message.text, context)
    reading = turned(reading, before, lambda said: _ruled_out(shop, said, context))
    if message.photo is None or reading.intent not in _OF_A_PHOTO or any(r.products for r in reading.references):
        return reading
    return replace(reading, intent="search_by_image", goal="new")  # "this" is what the photo shows


def _ruled_out(shop: Shop, text: str, context: Context) -> list[Value]:
    """The values that a text says no to."""
    found = (e.value for e in shop.understanding.read(text, context).entities if e.type == "negation")
    return [value for value in found if not isinstance(value, tuple)]


def opening_events(message: Message) -> list[ev.Event]:
    """Return the events that a message is, before anything is read into it."""
    events: list[ev.Event] = [ev.Said(message.text, message.photo is not None)]
    removed = message.removed
    if isinstance(removed, Order):
        events.append(ev.Sorted(None))
    elif removed is not None and removed.source == "preference":
        events.append(ev.PreferenceDropped(removed))
    elif removed is not None:
        events.append(ev.ConstraintDropped(removed.field, removed.op, removed.value))
    return events


def photo_events(shop: Shop, message: Message, reading: Reading) -> list[ev.Event]:
    """Return what the photo adds to the goal of this turn: its vector, and the kind it is taken for."""
    if message.photo is None:
        return []
    seen = read(message.photo, shop)
    if reading.category or not seen.category:
        return [seen]
    kind = Constraint("category", "eq", seen.category)
    return [seen, ev.Narrowed(seen.category, ""), ev.ConstraintAdded(kind)]


def changes(shop: Shop, message: Message, reading: Reading, state: State) -> list[ev.Event]:
    """Return the events by which a reading changes the state: what is tracked, seen in the photo, and held for good."""
    if _strange(shop, reading):
        return []
    events = [*track(reading, state), *photo_events(shop, message, reading)]
    after = replay(events, state)
    events = [of_its_kind(shop, event, after) for event in events]
    return [*events, *(preference_events(shop, replay(events, state)) if reading.turned != "undo" else ())]


def _strange(shop: Shop, reading: Reading) -> bool:
    """Whether nothing of a turn was understood, and what it seems to look for is not to be had."""
    kind = Constraint("category", "eq", reading.category)
    return reading.unsure == ("*",) and bool(reading.category) and not shop.passing([kind])


def wishes(reading: Reading) -> tuple[Reading, ...]:
    """Return what a turn asks for, one after the other."""
    return (reading, *wishes(reading.then)) if reading.then else (reading,)

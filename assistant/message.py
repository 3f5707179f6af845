"""A message to the assistant, understood: words, a photo, or a constraint clicked away."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PIL import Image

from assistant import events as ev
from assistant.photo import read
from assistant.shop import Shop
from assistant.state import State
from assistant.track import SEARCHES, context_of
from intents.reading import Reading
from retrieval.filters import Constraint

_OF_A_PHOTO = SEARCHES | {"small_talk", "out_of_scope", "ask_availability", "ask_attribute"}


@dataclass(frozen=True, slots=True)
class Message:
    """What came from the shopper; `removed` is a constraint that was clicked away."""

    text: str = ""
    photo: Image.Image | None = None
    removed: Constraint | None = None


def understand(shop: Shop, message: Message, before: State) -> Reading:
    """Return the reading of a message in the talk so far; a click is certain."""
    if message.removed is not None:
        return Reading(message.text, "relax_search", confidence=1.0, in_scope=1.0)
    context = context_of(before, shop.products.get, image=message.photo is not None)
    reading = shop.understanding.read(message.text, context)
    if message.photo is None or reading.intent not in _OF_A_PHOTO or any(r.products for r in reading.references):
        return reading
    return replace(reading, intent="search_by_image", goal="new")  # "this" is what the photo shows


def opening_events(message: Message) -> list[ev.Event]:
    """Return the events that a message is, before anything is read into it."""
    events: list[ev.Event] = [ev.Said(message.text, message.photo is not None)]
    if (removed := message.removed) is not None:
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

"""What happens in a talk, as plain data: the state is replayed from these and nothing else."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter

from intents.reading import Act, Pending, Preference
from retrieval.catalog import Value
from retrieval.filters import Constraint, Order


@dataclass(frozen=True, slots=True)
class Said:
    """The shopper wrote `text`, perhaps with a photo."""

    text: str
    photo: bool = False


@dataclass(frozen=True, slots=True)
class GoalStarted:
    """A new thing is looked for; it inherits nothing but standing preferences."""

    category: str
    text: str


@dataclass(frozen=True, slots=True)
class GoalResumed:
    """The talk is back at goal number `goal` (from 0)."""

    goal: int


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The current goal got a narrower category, or words to search by."""

    category: str
    text: str


@dataclass(frozen=True, slots=True)
class ConstraintAdded:
    """A promise was made to the shopper."""

    constraint: Constraint


@dataclass(frozen=True, slots=True)
class ConstraintDropped:
    """A constraint went; `field` "*" is all of them, an empty `op` any of the field's, no `value` any value."""

    field: str
    op: str = ""
    value: Value | tuple[Value, ...] | None = None


@dataclass(frozen=True, slots=True)
class PreferenceStated:
    """The shopper said what holds for good, whatever is looked for."""

    preference: Preference


@dataclass(frozen=True, slots=True)
class PreferenceDropped:
    """A standing preference was taken back, in all goals."""

    constraint: Constraint


@dataclass(frozen=True, slots=True)
class Undone:
    """The last `steps` turns that changed goals, preferences or cart count no more."""

    steps: int = 1


@dataclass(frozen=True, slots=True)
class Sorted:
    """The current goal is sorted by a field, or no longer."""

    order: Order | None


@dataclass(frozen=True, slots=True)
class PhotoRead:
    """A photo came to the current goal: what it was read as, and its unit vector."""

    category: str
    colour: str
    vector: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """Products were put on the table for the current goal; `near` if they break a constraint."""

    products: tuple[str, ...]
    near: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """The shopper turned products down."""

    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Focused:
    """The talk is about these products now."""

    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CartChanged:
    """The cart holds `quantity` of a product (of one variant of it) from now on; 0 takes it out."""

    product: str
    quantity: int
    variant: str = ""


@dataclass(frozen=True, slots=True)
class CartCleared:
    """The cart was emptied."""


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """The cart was ordered and is empty again."""

    order: str


@dataclass(frozen=True, slots=True)
class OrderNamed:
    """The shopper gave the number or the e-mail of an order placed earlier; "" is not given."""

    order_id: str
    email: str


@dataclass(frozen=True, slots=True)
class Replied:
    """The assistant answered; `pending` is the question it ended with, `asked` the field that it answered about."""

    act: Act
    situation: str
    reply: str
    pending: Pending | None = None
    asked: str = ""


Event = (
    Said
    | GoalStarted
    | GoalResumed
    | Narrowed
    | ConstraintAdded
    | ConstraintDropped
    | PreferenceStated
    | PreferenceDropped
    | Undone
    | Sorted
    | PhotoRead
    | Shown
    | Rejected
    | Focused
    | CartChanged
    | CartCleared
    | OrderPlaced
    | OrderNamed
    | Replied
)

_KINDS: dict[str, TypeAdapter[Any]] = {
    kind.__name__: TypeAdapter(kind)
    for kind in (
        Said, GoalStarted, GoalResumed, Narrowed, ConstraintAdded, ConstraintDropped, PreferenceStated,
        PreferenceDropped, Undone, Sorted, PhotoRead, Shown, Rejected, Focused, CartChanged, CartCleared, OrderPlaced,
        OrderNamed, Replied,
    )
}  # fmt: skip


def to_json(event: Event) -> dict[str, Any]:
    """Return the event as JSON-ready data with its kind under "event"."""
    return {"event": type(event).__name__, **asdict(event)}


def from_json(data: dict[str, Any]) -> Event:
    """Return the event that `to_json` wrote; raise KeyError for an unknown kind, ValueError for wrong fields."""
    fields = dict(data)
    event: Event = _KINDS[fields.pop("event")].validate_python(fields)
    return event

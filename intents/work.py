"""What one reading gathers: entities by span, and the stretches of the text that are used up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from intents.mentions import Mention
from intents.reading import Entity
from intents.spans import Span
from intents.text import Text
from retrieval.catalog import Value


@dataclass(slots=True)
class Work:
    """What one reading gathers: entities by span, and the spans that are used up."""

    text: Text
    tagged: Sequence[Span] = ()
    entities: list[Entity] = field(default_factory=list)
    masked: list[tuple[int, int]] = field(default_factory=list)

    def note(self, kind: str, start: int, end: int, value: Value | tuple[Value, ...], *, mask: bool = True) -> None:
        """Add the entity of `low[start:end]`, and use its words up."""
        first, last = self.text.span(start, end)
        self.entities.append(Entity(kind, self.text.original[first:last], first, last, value))
        if mask:
            self.masked.append((start, end))

    def overlaps(self, start: int, end: int, others: Sequence[tuple[int, int]] = ()) -> bool:
        """Say whether a span meets what is used up."""
        return any(start < e and s < end for s, e in (*self.masked, *others))

    def free(self, used: Sequence[Mention] = ()) -> list[bool]:
        """Say of each token whether it is still free."""
        spans = [*self.masked, *((m.start, m.end) for m in used)]
        return [not any(start <= t.start < end for start, end in spans) for t in self.text.tokens]

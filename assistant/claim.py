"""A claim of a sentence: its words, with all that may prove them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.facts import Fact, Table
from assistant.sentence import Sentence
from prompts.brief import Brief, Item

Found = tuple[Fact, ...] | str
Proof = Callable[["Claim", tuple[str, ...]], Found]


@dataclass(frozen=True, slots=True)
class Claim:
    """Words of a sentence that need a proof, with all that may prove them."""

    text: str
    start: int
    end: int
    sentence: Sentence
    brief: Brief
    table: Table

    @property
    def subject(self) -> tuple[Item, ...]:
        """The items that the claim is about."""
        numbers = self.sentence.subject(self.start)
        return tuple(i for i in self.brief.items if i.number in numbers)

    @property
    def denied(self) -> bool | None:
        """Whether the claim is denied; None if that is not certain."""
        return self.sentence.denied(self.start)

    def number(self, item: Item, field: str) -> float | None:
        """The number that the table has for a field of an item."""
        fact = self.table.get(f"{item.number}.{field}")
        return fact.value if fact and isinstance(fact.value, (int, float)) else None

    def shown(self, source: str, value: bool | float = True) -> tuple[Fact, ...]:
        """Evidence that was computed from the rows."""
        return (Fact(self.text, value, "computed", source),)

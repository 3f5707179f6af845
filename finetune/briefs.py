"""Random briefs of every situation: kinds of goods, wishes, fields and notes drawn widely, true of no shop."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import yaml

from prompts.brief import SITUATIONS, Brief, Item
from prompts.slots import NUMBERS, ORDER


@cache
def words(group: str) -> tuple[str, ...]:
    """Return a group of words of words.yaml: kinds, departments, own_fields, adjectives, phrases and so on."""
    found = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))[group]
    return tuple(found) if isinstance(found, list) else tuple(word.strip() for word in found.split("|"))


class Inventor:
    """Draws the parts of briefs."""

    def __init__(self, rng: Random) -> None:
        """Keep the source of chance."""
        self.rng = rng

    def word(self) -> str:
        """Return a made-up word, so that unseen words surprise less."""
        text = "".join(self.rng.choices(words("syllables"), k=self.rng.randint(2, 4)))
        return text.capitalize() if self.rng.random() < 0.4 else text

    def fill(self, pattern: str) -> str:
        """Put made-up words and digits into a pattern."""
        filled = pattern.replace("$d", str(self.rng.randint(1, 60)))
        while "$x" in filled or "$y" in filled:
            filled = filled.replace("$x", self.word(), 1).replace("$y", self.word(), 1)
        return filled

    def kind(self) -> str:
        """Return a kind of goods."""
        roll = self.rng.random()
        if roll < 0.15:
            return self.fill(self.rng.choice(("$x", "$x $y", "$x set", "$x boots", "electric $x")))
        kind = self.rng.choice(words("kinds"))
        return f"{self.rng.choice(words('adjectives'))} {kind}" if roll < 0.3 else kind

    def wants(self, most: int, *, limit: bool) -> tuple[str, ...]:
        """Return up to `most` wishes in words; one of them a price limit if `limit`."""
        found = [
            self.fill(self.rng.choice(words("adjectives") if self.rng.random() < 0.45 else words("phrases")))
            for _ in range(self.rng.randint(0, most))
        ]
        if limit:
            found.insert(
                self.rng.randint(0, len(found)),
                self.rng.choices(("under [[limit.price]]", "up to [[limit.price]]", "over [[limit.price]]"), (8, 4, 1))[
                    0
                ],
            )
        return tuple(dict.fromkeys(found))

    def fields(self, most: int, *, limit: bool = False, own: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the fields that may be named of one item."""
        shares = {
            "price": 0.85,
            "under_limit": 0.8 if limit else 0,
            "rating": 0.45,
            "stock": 0.25,
            "list_price": 0.12,
            "saving": 0.06,
            "colour": 0.35,
            "color": 0.12,
            "material": 0.35,
            "size": 0.2,
            "brand": 0.35,
        }
        found = [name for name, share in shares.items() if self.rng.random() < share]
        if "color" in found and "colour" in found:
            found.remove("color")
        found += [
            *own,
            *(
                self.rng.choice(words("own_fields")) if self.rng.random() < 0.85 else self.fill("$x")
                for _ in range(self.rng.choice((0, 0, 1, 1, 2, 3)))
            ),
        ]
        self.rng.shuffle(found)
        found = list(dict.fromkeys(found))[:most]
        if "rating" in found and self.rng.random() < 0.7:
            found.insert(found.index("rating") + 1, "rating_count")
        return tuple(found)

    def items(self, count: int, *, limit: bool = False, most: int = 6, scatter: bool = False) -> tuple[Item, ...]:
        """Return items with notes that can be true together; `scatter` numbers some of them otherwise than 1, 2, 3."""
        numbers = list(range(1, count + 1))
        if scatter and self.rng.random() < 0.1:
            numbers = sorted(self.rng.sample(NUMBERS, count))
        own = tuple(self.rng.sample(words("own_fields"), self.rng.choice((0, 0, 1, 2))))
        kind, sure = self.kind(), self.rng.random() < 0.7
        plurals = self.rng.random() < 0.5
        made = [
            Item(
                n,
                kind if sure else self.kind(),
                plurals if self.rng.random() < 0.8 else not plurals,
                self.fields(self.rng.randint(0 if self.rng.random() < 0.1 else 1, most), limit=limit, own=own),
            )
            for n in numbers
        ]
        return self.noted(made)

    def noted(self, items: list[Item]) -> tuple[Item, ...]:
        """Return the items with notes drawn: superlatives on one each, the rest freely."""
        notes: list[list[str]] = [[] for _ in items]
        if len(items) > 1:
            for note, share, needs in (
                ("cheapest", 0.6, "price"),
                ("dearest", 0.2, "price"),
                ("best_rated", 0.4, "rating"),
            ):
                fit = [i for i, item in enumerate(items) if needs in item.fields]
                if fit and self.rng.random() < share:
                    at = self.rng.choice(fit)
                    if not (note == "dearest" and "cheapest" in notes[at]):
                        notes[at].append(note)
        if self.rng.random() < 0.35:
            notes[0 if self.rng.random() < 0.7 else self.rng.randrange(len(items))].append("pick")
        for i, item in enumerate(items):
            if "list_price" in item.fields or "saving" in item.fields or self.rng.random() < 0.06:
                notes[i].append("on_sale")
            for note, share in (("low_stock", 0.1), ("popular", 0.1), ("new", 0.1)):
                if self.rng.random() < share:
                    notes[i].append(note)
            if "stock" not in item.fields and "low_stock" not in notes[i] and self.rng.random() < 0.03:
                notes[i].append("out_of_stock")
        return tuple(Item(x.number, x.kind, x.plural, x.fields, tuple(notes[i])) for i, x in enumerate(items))

    def question(self, share: float) -> str:
        """Return a question to end with, or "" in the other cases."""
        if self.rng.random() >= share:
            return ""
        return self.fill(self.rng.choice(words("questions")))


def first(field: str, fields: tuple[str, ...]) -> tuple[str, ...]:
    """Return the fields with this one at the front."""
    return (field, *(f for f in fields if f != field))


def situations() -> tuple[str, ...]:
    """Return the names of all situations."""
    return tuple(SITUATIONS)


def order_refs(rng: Random) -> tuple[str, ...]:
    """Return references to an order: always its status, some others."""
    others = rng.sample([f for f in ORDER if f != "status"], rng.randint(0, 4))
    found = ["order.status", *(f"order.{field}" for field in others)]
    rng.shuffle(found)
    return tuple(found)


def brief(act: str, situation: str, **parts: object) -> Brief:
    """Return a brief with these parts."""
    return Brief(act, situation, **parts)  # type: ignore[arg-type]

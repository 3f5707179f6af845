"""Attribute values, brands, features and words that narrow a kind of product, read from mentions as constraints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from intents.categories import Asked
from intents.mentions import Mention, clause
from intents.negation import left_open
from intents.reading import Context
from intents.text import Text
from intents.wordlists import FUNCTION
from retrieval.catalog import Value
from retrieval.filters import Constraint, Op, values_of
from retrieval.synonyms import key_of
from retrieval.vocabulary import Rows, Vocabulary

_FOR = re.compile(
    r"\b(?:for|my|our|her|his|gift|present)(?: (?:my|our|a|an|the|his|her|little|old|older|younger"
    r"|teenage|year|\d+|beloved|dear)){0,3} $"
)
_MUST = re.compile(r"\b(?:should be|must be|has to be|prefer|preferably|ideally|please|want|need)\b[\w' ]{0,25}$")
_MANY = ("colour", "brand")  # "red and blue" wishes for either
_OR = re.compile(r"[ ,]*(?:\bor\b|/|,|\band\b)(?: (?:an?|the|in|maybe|even|some|not))* ?")
_DERIVED = frozenset({"colour", "material", "gender", "pattern", "size", "brand"})
_YOUNG = re.compile(
    r"\b(?:(?:he|she)(?:'?s| is| just turned)|is|aged?|turns|turning|turned)"
    r" (?:[1-9]|1[0-2])\b(?![ .,]?(?:\d|cm|kg|foot|feet|ft|%))"
    r"|\b(?:[1-9]|1[0-2])[ -]?(?:years?|yrs?|yo)\b|\b(?:little|baby|toddler)\b"
)
_REPLACED = re.compile(r"\b(?:instead of|rather than)(?: [\w'-]+){1,3}$")
LONG = 40  # tokens from which a turn is a story, in which only what stands near the wish is one


@dataclass(frozen=True, slots=True)
class Said:
    """A value that was read: its attribute, the value, which way it counts, and where it stands."""

    attribute: str
    value: Value
    op: Op
    start: int
    end: int
    explicit: bool = True


class ValueReader:
    """Reads the mentions of one turn against the rows of one kind of product."""

    def __init__(
        self, text: Text, vocabulary: Vocabulary, asked: Asked | None, context: Context,
        negated: Sequence[tuple[int, int]],
    ) -> None:  # fmt: skip
        """Take the kind asked for, or else the current one, as what values belong to."""
        category, self.held = context.category, context.constraints
        self.text, self.vocabulary, self.asked, self.negated = text, vocabulary, asked, negated
        names = asked.names if asked else vocabulary.category(category) if category else ()
        self.rows: Rows = (
            np.unique(np.concatenate([vocabulary.rows_of(n) for n in names])) if names else vocabulary.rows_of("")
        )
        self.about = bool(names)
        self.member = np.zeros(len(vocabulary.products), dtype=bool)
        self.member[self.rows] = True
        titled = [vocabulary.rows_with(name, titled=True) for name in names]
        core = np.intersect1d(self.rows, np.concatenate(titled)) if titled else self.rows
        self.core: Rows = core if core.size else self.rows

    def values(self, found: Sequence[Mention]) -> Iterator[Said]:
        """Yield attribute values, brands and features of the mentions that are no kind of product."""
        kinds = {m.start for m in self.asked.mentions} if self.asked else set()
        yield from self._in_kinds()
        for mention in found:
            if mention.start not in kinds and self.counts(mention.start):
                yield from self._value(mention)
        yield from self._people()

    def _in_kinds(self) -> Iterator[Said]:
        """Yield features that a kind begins with: "bluetooth speaker"."""
        for mention in self.asked.mentions if self.asked else ():
            tokens = self.text.tokens[mention.first : mention.last]
            for size in range(len(tokens) - 1, 0, -1):
                feature = self.vocabulary.features.get(" ".join(t.stem for t in tokens[:size]))
                if feature is not None:
                    yield Said(feature, True, "eq", tokens[0].start, tokens[size - 1].end)

    def counts(self, place: int) -> bool:
        """In a story, only what stands by the kind asked for or in a clause with a wish counts."""
        if len(self.text.tokens) < LONG:
            return True
        start, _ = clause(self.text, place)
        near = any(start <= m.start and abs(place - m.start) < 30 for m in (self.asked.mentions if self.asked else ()))
        return near or bool(_MUST.search(self.text.low[start:place]))

    def _value(self, mention: Mention) -> Iterator[Said]:
        entry = mention.entry("value") or mention.entry("brand") or mention.entry("feature")
        if entry is None:
            return
        negative = any(start <= mention.start < end for start, end in self.negated)
        free = re.match(r"[ -]free\b|[ -]less\b", self.text.low[mention.end :])
        op: Op = "ne" if negative or free else "eq"
        if left_open(self.text.low, mention.start) is not None:
            return
        attribute = "brand" if entry.kind == "brand" else self._attribute(mention) or entry.attribute
        if entry.kind == "value" and not self._can_have(attribute, mention, str(entry.value)):
            return
        entry = next((e for e in mention.entries if e.kind == "value" and e.attribute == attribute), entry)
        value = entry.value if entry.kind != "value" else self.vocabulary.canonical(attribute, str(entry.value))
        if attribute == "gender" and op == "eq":
            if (gender := self._gender(str(value))) is None:
                return
            value = gender
        yield Said(attribute, value, op, mention.start, mention.end)

    def _can_have(self, attribute: str, mention: Mention, value: str) -> bool:
        """Whether these rows could have a value of the attribute; "wood" of "wood screws" is their name."""
        if attribute not in _DERIVED:
            return (
                not self.about or any(self.member[rows].any() for rows in self.vocabulary.holders[attribute].values())
                if attribute in self.vocabulary.holders
                else True
            )
        if attribute in ("gender", "brand") or self.member[self.vocabulary.having(attribute, value)].any():
            return True
        spelled = self.vocabulary.synonyms.words(attribute)
        if attribute == "pattern" and mention.text not in spelled.values() and mention.text not in spelled:
            return False  # a "spot" is not spotted
        following = self.text.tokens[mention.last : mention.last + 1]
        if following and following[0].word not in FUNCTION and self._titled(f"{mention.text} {following[0].word}"):
            return not self.about
        kind = next((m for m in (self.asked.mentions if self.asked else ()) if m.first == mention.last), None)
        if kind is None:
            return True
        return not self._titled(f"{mention.text} {kind.text}")

    def _titled(self, phrase: str) -> bool:
        """Whether the title of one of these rows has all words of a phrase."""
        return bool(self.member[self.vocabulary.rows_with(phrase, titled=True)].any())

    def _attribute(self, mention: Mention) -> str:
        """Of several attributes that have the word, the one that is named, else the one that these rows have."""
        names = [e.attribute for e in mention.entries if e.kind == "value"]
        if len(names) < 2:
            return names[0] if names else ""
        after = self.text.low[mention.end : mention.end + 12]
        if "colour" in names and re.match(r"[ -]?(?:colou?r|tone|ish|one|finish)", after):
            return "colour"
        following = self.text.tokens[mention.last : mention.last + 1]
        if following and (own := [n for n in names if key_of(n.replace("_", " ")) == following[0].stem]):
            return own[0]
        values = {e.attribute: str(e.value) for e in mention.entries if e.kind == "value"}
        counts = {name: int(self.member[self.vocabulary.having(name, values[name])].sum()) for name in names}
        return max(names, key=lambda name: counts[name])

    def genders(self) -> frozenset[str]:
        """Return the genders that the rows in question have."""
        families, held = self.vocabulary.synonyms.families, self.vocabulary.holders.get("gender", {})
        return frozenset(
            g for value, rows in held.items() if np.isin(rows, self.rows).any() for g in families("gender", value)
        )

    def _gender(self, value: str) -> str | None:
        held = self.genders()
        if value in held:
            return value
        stand_in = {"girls": ("kids", "women"), "boys": ("kids", "men"), "kids": ("boys", "girls"), "baby": ("kids",)}
        return next((g for g in stand_in.get(value, ()) if g in held), value if self.about and held else None)

    def _people(self) -> Iterator[Said]:
        """Read "for my wife" where most of these rows say whom they are for."""
        if not self._mostly_gendered():
            return
        people, held = self.vocabulary.synonyms.people, None
        for token in self.text.tokens:
            gender = people.get(token.stem) or people.get(token.word)
            if gender is None or not _FOR.search(self.text.low[: token.start]) or token.word in ("she", "he", "his"):
                continue
            held = self.genders() if held is None else held
            if _YOUNG.search(self.text.low):
                gender = {"men": "boys", "women": "girls"}.get(gender, gender)
            wanted = gender if gender in held else {"girls": "kids", "boys": "kids", "baby": "kids"}.get(gender, "")
            if wanted in held and not any(s <= token.start < e for s, e in self.negated):
                yield Said("gender", wanted, "eq", token.start, token.end, explicit=False)
                return

    def _mostly_gendered(self) -> bool:
        held = self.vocabulary.holders.get("gender", {})
        stated = sum(int(np.isin(rows, self.rows).sum()) for rows in held.values())
        return stated >= 0.4 * max(1, len(self.rows))

    def constraints(self, read: Sequence[Said]) -> list[Constraint]:
        """Join alternatives ("red or blue") and say of each wish whether any row can meet it."""
        joined: list[tuple[Said, list[Said]]] = []
        for item in sorted(read, key=lambda v: v.start):
            last = joined[-1][1][-1] if joined else None
            if last and self._alternative(last, item):
                joined[-1][1].append(item)
            else:
                joined.append((item, [item]))
        joined = [(first, items) for first, items in joined if not self._needless(first, joined)]
        made: dict[tuple[str, Op], Constraint] = {}
        for first, items in joined:
            values = tuple(dict.fromkeys(item.value for item in items))
            key = (first.attribute if first.attribute != "keyword" else f"keyword {first.value}", first.op)
            if key in made and first.op == "ne":
                old = made[key].value
                values = (*(old if isinstance(old, tuple) else (old,)), *values)
            made[key] = self._constraint(first, values)
        return list(made.values())

    def _needless(self, away: Said, joined: Sequence[tuple[Said, list[Said]]]) -> bool:
        """Whether what is ruled out was wished before and only gives way to another: "brown instead of black"."""
        if not _REPLACED.search(self.text.low[: away.end]) and not any(
            c.field == away.attribute and c.op == "eq" and away.value in values_of(c) for c in self.held
        ):
            return False
        wished = [v for f, items in joined if f.op == "eq" and f.attribute == away.attribute for v in items]
        matches = self.vocabulary.synonyms.matches
        return (
            away.op == "ne"
            and away.attribute != "keyword"
            and bool(wished)
            and not any(isinstance(v.value, str) and matches(away.attribute, v.value, str(away.value)) for v in wished)
        )

    def _alternative(self, last: Said, item: Said) -> bool:
        if last.attribute != item.attribute or last.op != item.op:
            return False
        between = self.text.low[last.end : item.start]
        either = "or" in between or "/" in between
        if item.attribute == "keyword":
            return bool(_OR.fullmatch(between)) and either
        return bool(_OR.fullmatch(between)) and (either or item.op == "ne" or "," in between or item.attribute in _MANY)

    def _constraint(self, first: Said, values: tuple[Value, ...]) -> Constraint:
        value: Value | tuple[Value, ...] = values if len(values) > 1 else values[0]
        if first.op == "ne":
            return Constraint(first.attribute, "ne", value)
        hard = any(self.can_meet(first.attribute, v) for v in values)
        return Constraint(first.attribute, first.op, value, hard=hard)

    def strange(self, read: Sequence[Said]) -> bool:
        """Say whether a value was read that none of these rows has, and others have: it is about something else."""
        held = self.vocabulary.holders.keys() - {"colour", "material", "gender", "size", "pattern"}
        wanted = [v for v in read if v.op == "eq" and isinstance(v.value, str) and v.attribute in held]
        return any(not np.isin(self.vocabulary.having(v.attribute, str(v.value)), self.rows).any() for v in wanted)

    def can_meet(self, attribute: str, value: Value) -> bool:
        """Say whether some row of the catalogue has the value: of the kind, if one is named."""
        if isinstance(value, bool) or attribute == "brand":
            return True
        if attribute == "keyword":
            words = (str(value), *self.vocabulary.synonyms.alternatives(str(value)))
            return any(np.isin(self.vocabulary.rows_with(word), self.rows).any() for word in words)
        if attribute in self.vocabulary.values:
            known = self.vocabulary.values[attribute].values()
            return any(self.vocabulary.synonyms.matches(attribute, str(value), v) for v in known)
        return self.vocabulary.rows_with(str(value)).size > 0

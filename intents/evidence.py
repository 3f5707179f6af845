"""Evidence: what the words of a turn show, whatever label a classifier gives it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from intents.categories import Asked, Goal, asked_for, goal_of, same_kind
from intents.cues import BOUND, CHOICE, FILLER, POLITE, QUESTION, SAYS, TAKE
from intents.keywords import features
from intents.measuring import amounts
from intents.mentions import Mention, mentions
from intents.negation import dropped, negated
from intents.numbers import Limit, prices, ratings
from intents.reading import Context
from intents.references import references
from intents.splitting import unglued
from intents.table import Found
from intents.text import Text
from intents.wishes import sizes
from intents.wordlists import FUNCTION, NEVER
from retrieval.vocabulary import Vocabulary


@dataclass(frozen=True)
class Evidence:
    """What the words show, each worked out when first asked for."""

    text: Text
    context: Context
    vocabulary: Vocabulary

    def __post_init__(self) -> None:
        """Take words apart that were typed as one."""
        object.__setattr__(self, "text", unglued(self.text, self.vocabulary))

    @cached_property
    def measured(self) -> list[tuple[int, int]]:
        """Spans of amounts with a unit, which are no prices."""
        return [(a.start, a.end) for a in amounts(self.text, self.vocabulary)]

    @cached_property
    def priced(self) -> list[Limit]:
        """Price limits that are stated."""
        return prices(self.text.low, used=self.measured)

    @cached_property
    def found(self) -> list[Found]:
        """What the turn points at."""
        return references(self.text, self.context, self.vocabulary)

    @property
    def placed(self) -> list[Found]:
        """References by place or extreme, to products that are there."""
        return [f for f in self.found if f.how in ("place", "extreme") and f.reference.products]

    @cached_property
    def limits(self) -> bool:
        """Whether a price limit or a rating is stated."""
        return bool(self.priced) or any(True for _ in ratings(self.text.low))

    @cached_property
    def firm(self) -> bool:
        """Whether a limit is put into words ("under 30", "80 max"), not only an amount."""
        low = self.text.low
        said = [low[p.start : p.end] for p in self.priced] + [low[r.start : r.end] for r in ratings(low)]
        return any(BOUND.search(words) for words in said)

    @cached_property
    def bare_limit(self) -> bool:
        """Whether little but a number is said, which may be a limit."""
        return bool(prices(self.text.low, expected=True, used=self.measured)) and len(self.text.tokens) <= 6

    @cached_property
    def known(self) -> list[Mention]:
        """Mentions outside what is pointed at by place, and outside limits."""
        said = [(f.start, f.end) for f in self.placed]
        said += [(limit.start, limit.end) for limit in (*self.priced, *ratings(self.text.low))]
        return mentions(self.text, self.vocabulary, said)

    @cached_property
    def asked(self) -> Asked | None:
        """The kind of product that is named, if one is."""
        return asked_for(self.known, self.text, self.vocabulary, self.away)

    @cached_property
    def away(self) -> list[tuple[int, int]]:
        """Spans under a negation."""
        return negated(self.text.low)

    @property
    def valued(self) -> bool:
        """Whether a value of an attribute or a brand is named."""
        return any(m.entry("value") or m.entry("brand") or m.entry("feature") for m in self.known)

    @property
    def featured(self) -> bool:
        """Whether a feature is named that rows can have: "waterproof", "in the dishwasher"."""
        free = [True] * len(self.text.tokens)
        return any(True for _ in features(self.text, self.vocabulary, free)) or any(
            m.entry("feature") for m in self.known
        )

    @property
    def sized(self) -> bool:
        """Whether a size is named."""
        return (
            any(True for _ in sizes(self.text.low))
            or re.search(r"\bin (?:an? )?(?:xs|s|m|l|xl)\b", self.text.low) is not None
        )

    @property
    def substance(self) -> bool:
        """Whether a word is said that titles have, beside grammar and praise."""
        spans = [(f.start, f.end) for f in self.found]
        return any(
            t.stem in self.vocabulary.titled and t.word not in NEVER and t.word.isalpha()
            for t in self.text.tokens
            if not any(s <= t.start < e for s, e in spans)
        )

    @property
    def narrowing(self) -> bool:
        """Whether a value is named, or a word that titles of the current kind have."""
        rows = self.vocabulary.rows_of(self.context.category)
        free = [t for t in self.text.tokens if t.word.isalpha() and t.word not in NEVER and len(t.word) > 3]
        titled = [self.vocabulary.titled.get(t.stem) for t in free]
        return self.valued or any(found is not None and bool(np.isin(found, rows).any()) for found in titled)

    @property
    def drops(self) -> bool:
        """Whether a field is taken back."""
        return any(True for _ in dropped(self.text.low))

    @cached_property
    def goal(self) -> Goal:
        """Which goal the named kind belongs to."""
        return goal_of(self.asked, self.text, self.context, self.vocabulary, "search_product")

    @property
    def same(self) -> bool:
        """Whether the named kind is the current one."""
        return self.asked is not None and same_kind(self.asked.name, self.context.category, self.vocabulary)

    @property
    def question(self) -> bool:
        """Whether the turn is put as a question."""
        return bool(QUESTION.search(self.text.low))

    @property
    def table(self) -> bool:
        """Whether products are on the table."""
        return bool(self.context.shown)

    @cached_property
    def bare(self) -> bool:
        """Whether next to nothing is said but a kind, values and limits: "ribeye steak"."""
        spans = [(m.start, m.end) for m in self.known]
        spans += [(p.start, p.end) for p in self.priced]
        rest = [t for t in self.text.tokens if not any(s <= t.start < e for s, e in spans)]
        loose = [t for t in rest if t.word not in POLITE]
        modifiers = [t for t in loose if t.stem in self.vocabulary.titled and t.word not in FUNCTION]
        return self.asked is not None and len(loose) - len(modifiers) == 0

    @cached_property
    def only_references(self) -> bool:
        """Whether nothing is said but what is pointed at and words of assent."""
        spans = [(f.start, f.end) for f in self.found]
        rest = [t.word for t in self.text.tokens if not any(s <= t.start < e for s, e in spans)]
        return bool(self.found) and all(word in FILLER for word in rest)

    @cached_property
    def handed(self) -> bool:
        """Whether nothing is said but which products, clear ones that were shown: "and the butt", "two of the mugs"."""
        clear = all(f.reference.products and not f.reference.ambiguous for f in self.found)
        loose = all(f.how in ("focus", "together") and not f.reference.quantity for f in self.found)
        away = any(self.text.low[start:end].strip(" .!,") != "too" for start, end in self.away)
        return self.only_references and clear and not loose and not self.question and not away

    @property
    def chooses(self) -> bool:
        """Whether words of taking or assent stand beside what is pointed at."""
        return bool(TAKE.search(self.text.low) or CHOICE.search(self.text.low))

    @property
    def takes(self) -> bool:
        """Whether words of taking are said."""
        return bool(TAKE.search(self.text.low))

    def says(self, what: str) -> bool:
        """Return whether a family of words is said: gift, more, stock and others."""
        return bool(SAYS[what].search(self.text.low))

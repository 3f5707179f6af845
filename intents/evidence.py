"""Evidence: what the words of a turn show, whatever label a classifier gives it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from intents.categories import Asked, Goal, asked_for, goal_of, same_kind
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

_QUESTION = re.compile(r"\?|^\W*(?:(?:and|ok|okay|so|but|hm+|well|um|also|then)[ ,.]+)*(?:is|are|was|were|does|do|did"
                       r"|can|could|will|would|has|have"
                       r"|how|what|whats|which|why|who|when|where|hows|whos|wheres)\b"
                       r"|[,.;] ?(?:and |but |ok )?(?:can|is|are|does|do|will|would|has|could) (?:it|they|this|that"
                       r"|these|those|the)\b")  # fmt: skip
_GIFT = re.compile(r"\b(?:gifts?|presents?|secret santa|birthday|anniversary|christmas|xmas|valentine\w*|wedding|for "
                   r"(?:my|our|his|her|a|the) (?:\w+ ){0,3}"
                   r"(?:who|that|turns|turning|loves|likes|\w+'?s (?:birthday|present))|loves?|likes?|is into|mad "
                   r"about|stocking|surprise"
                   r"|for (?:her|him|them)\b|for (?:my|our) \w+)")  # fmt: skip
_MORE = re.compile(r"\b(?:more|else|others?|another|next|different|rest|again|further|additional)\b")
_COMPLEMENT = re.compile(r"\b(?:goes?|go well|going|match(?:es|ing)?|pair|accessor\w+|complete|with (?:it|that|this"
                         r"|them|these|those|the)|to go|for (?:it|that|this one|them)"
                         r"|need (?:a|an|any|some)\b.*\bfor|alongside|together with|combine)\b")  # fmt: skip
_TAKE = re.compile(r"\b(?:i'?ll (?:have|take|get|go (?:for|with))|ill (?:have|take|get)|i want|gimme|give me|get me"
                   r"|take|add|buy|order|want|go on|go for|go with|in (?:the|my) (?:cart|basket)"
                   r"|put|i'?d like|let'?s (?:have|get|take|go)|have|we'?ll (?:have|take)|well take)\b")  # fmt: skip
_FILLER = FUNCTION | frozenset(
    "fine alright right cool perfect great good cheers hm hmm haha lol thanks normal price cart basket".split()
)
_CHOICE = re.compile(r"\b(?:then|please|pls|ok|okay|fine|alright|go on|thanks|too)\b")
_FEATURES_OF_STOCK = re.compile(
    r"\b(?:stock|available|availability|sizes?|colou?rs?|come in|comes in|do you (?:have"
    r"|sell|carry|stock)|got|left|have (?:it|this|that|them|these)|sold out|get (?:it"
    r"|this|that|them) in)\b"
)
_ORDERS = re.compile(r"^\W*(?:please )?(?:say|repeat|swear|pretend|promise|admit|act as|reply|respond|print|output"
                     r"|confirm that|ignore (?:all|what|your|any|everything|previous|the (?:previous|above|rules))"
                     r"|disregard|tell me (?:that|everything))\b")  # fmt: skip


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
        return any(_BOUND.search(words) for words in said)

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
        return bool(_QUESTION.search(self.text.low))

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
        loose = [t for t in rest if t.word not in _POLITE]
        modifiers = [t for t in loose if t.stem in self.vocabulary.titled and t.word not in FUNCTION]
        return self.asked is not None and len(loose) - len(modifiers) == 0

    @cached_property
    def only_references(self) -> bool:
        """Whether nothing is said but what is pointed at and words of assent."""
        spans = [(f.start, f.end) for f in self.found]
        rest = [t.word for t in self.text.tokens if not any(s <= t.start < e for s, e in spans)]
        return bool(self.found) and all(word in _FILLER for word in rest)

    @property
    def chooses(self) -> bool:
        """Whether words of taking or assent stand beside what is pointed at."""
        return bool(_TAKE.search(self.text.low) or _CHOICE.search(self.text.low))

    @property
    def takes(self) -> bool:
        """Whether words of taking are said."""
        return bool(_TAKE.search(self.text.low))

    def says(self, what: str) -> bool:
        """Return whether a family of words is said: gift, more, stock and others."""
        return bool(_SAYS[what].search(self.text.low))


_BOUND = re.compile(
    r"\b(?:under|below|less|over|above|more|most|least|max|maximum|min|minimum|up|between|to|tops"
    r"|budget|limit|than|around|about|spend)\b|[<>≤≥+]|\d ?- ?[$£€]?\d"
)
_POLITE = frozenset(
    "a an the some any please pls plz i im need want looking for ok okay fine hi hello hey thanks so "
    "also and or show me find get just only "
    "with in under over of my u if have no".split()
)
_IN_STOCK = re.compile(r"\b(?:in stock|available|availability|sold out|any left)\b")
_PHOTO = re.compile(r"\b(?:photos?|pictures?|pics?|images?|screenshots?|sent|attached|upload\w*)\b")
_CHANGE = re.compile(
    r"\b(?:make|change|set|update|drop|reduce|lower|increase|raise|up|bump|cut|only"
    r"|instead)\b.*\b(?:to|it|that|them|only)\b"
)
_OPINION = re.compile(
    r"\b(?:reviews?|rat(?:ed|ings?)|stars?|good|bad|any good|people (?:say|think|like)|others?|customers?|buyers?"
    r"|opinions?|feedback|recommend"
    r"|worth|like it|popular|well made|quality|complain\w*|say about|think of|and the)\b"
)
_POLICY = re.compile(
    r"\b(?:postage|shipping|shipped|delivery|deliver(?:ed|y)?|refunds?|return policy|warranty|opening hours"
    r"|if (?:it|its|they|theyre)\b.{0,40}\b(?:swap|exchange|return|send)|(?:send|bring) (?:it|them) back)\b"
)
_ANY = re.compile(r"\b(?:any|anything|some|something|ones|others?)\b")
_INCLUDED = re.compile(r"\b(?:comes? with|includes?|included|have|has|got)\b")
_SAYS = {
    "gift": _GIFT,
    "more": _MORE,
    "complement": _COMPLEMENT,
    "stock": _FEATURES_OF_STOCK,
    "in stock": _IN_STOCK,
    "orders": _ORDERS,
    "opinion": _OPINION,
    "any": _ANY,
    "included": _INCLUDED,
    "photo": _PHOTO,
    "policy": _POLICY,
    "change": _CHANGE,
}

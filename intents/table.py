"""The table: what a shopper can point at, batch by batch, with the focus and the cart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

from intents.fitting import Fitting, Sought, written_in
from intents.pointing import CARTWARD, SHIFTED
from intents.reading import Context, Reference
from retrieval.catalog import Product
from retrieval.synonyms import key_of
from retrieval.vocabulary import Vocabulary

_START = re.compile(
    r"\b(?:at the (?:very )?(?:start|beginning)|in the beginning|initially|originally|(?:i|you) (?:saw|showed|had|gave)"
    r"(?: me)? first|(?:first|original|initial) (?:list|batch|lot|set|page|results?|round)|first things?"
    r" (?:that )?(?:you|i) (?:showed|saw|had|gave))\b"
)
_FIRST = re.compile(
    r"\bfirst (?:two|three|four|five|[2-9]|few|couple) (?:\w+ )?(?:that )?(?:you|i) (?:showed|saw|had|gave)\b"
)
_EARLIER = re.compile(
    r"\b(?:earlier|before(?! (?:that|it|this|the)\b)|previously|from before|(?:from|in|of) the (?:last|previous|other)"
    r" (?:list|batch|set|lot|page))\b"
)
_ADDED = r"(?:i|we)(?:'ve| have)?(?: just| already)? (?:added|add|put in|put there|bought|chose|picked|took|got)"
_IN_CART = re.compile(
    rf"\b(?:from|of|off|out of|already in|have in|got in|inside|is in|are in) (?:my|the) (?:cart|basket|bag)\b"
    rf"|\b{_ADDED}\b"
)
_IN = re.compile(r"\bin (?:my|the) (?:cart|basket|bag)\b")
_INTO = re.compile(r"\b(?:add|put|pop|stick|throw|place|chuck|toss|drop|stuff|want|have|with|plus|get)\b")

How = Literal["place", "extreme", "together", "focus", "words"]


@dataclass(frozen=True, slots=True)
class Found:
    """A reference with its place in the read text, and how it points: by place, extreme, number, focus or words."""

    reference: Reference
    start: int
    end: int
    how: How = "place"


@dataclass(frozen=True, slots=True)
class Meant:
    """What a phrase means: products, the word after its last, and whether only one of them is meant, unclear which."""

    products: tuple[Product, ...]
    end: int
    how: How
    unsure: bool = False
    count: int | None = None  # how many are wanted, where the phrase itself says so


class Table:
    """What can be pointed at: batches, latest last, the focus and the cart."""

    def __init__(self, context: Context, vocabulary: Vocabulary, low: str) -> None:
        """Join what was shown with the words by which it may be called."""
        self.context, self.vocabulary, self.low = context, vocabulary, low
        self.known = {p.id: p for batch in context.shown for p in batch}
        ids = dict.fromkeys(product for product, _ in context.cart)
        self.cart = tuple(self.known[i] for i in ids if i in self.known)
        self.focus = tuple(self.known[i] for i in context.focus if i in self.known)
        self.fitting = Fitting(vocabulary)
        self.from_cart = bool(self.cart) and _of_cart(low)
        self.cartward = bool(self.cart) and bool(self.from_cart or CARTWARD.search(low) or SHIFTED.search(low))
        self.added = re.search(rf"\b{_ADDED}\b", low) is not None
        self.pin: tuple[Product, ...] = ()
        self.at_start = _START.search(low) is not None
        self.earlier = _EARLIER.search(low) is not None

    def pinned(self, batch: tuple[Product, ...]) -> Table:
        """Return the table with places read in one batch only."""
        other = Table(self.context, self.vocabulary, self.low)
        other.pin = batch
        return other

    @cached_property
    def paired(self) -> dict[tuple[str, str], list[Product]]:
        """The products that can be pointed at by each two words that stand together in their titles."""
        found: dict[tuple[str, str], list[Product]] = {}
        for product in self.known.values():
            for pair in set(pairwise(written_in(product.title))):
                found.setdefault(pair, []).append(product)
        return found

    @property
    def asked(self) -> tuple[Product, ...]:
        """The candidates of the question that is open, if one is."""
        pending = self.context.pending
        if not pending or pending.kind != "which_product" or not all(i in self.known for i in pending.choices):
            return ()
        return tuple(self.known[i] for i in pending.choices)

    def batch(self, sought: Sought | None = None) -> tuple[Product, ...]:
        """Return the batch that is meant: the cart, the first, one that has what is sought, or the last."""
        if self.asked:
            return self.asked
        if self.pin or self.from_cart:
            return self.pin or self.cart
        shown = [batch for batch in self.context.shown if batch]
        if not shown:
            return ()
        if self.at_start:
            return shown[0]
        if _FIRST.search(self.low):
            return self._of_goal(shown)
        if sought:
            batches = list(self.topics())
            fit = self.fitting
            named = (batch for batch, topic in batches if self.same(sought, topic) or fit.called(batch, sought))
            fitting = (batch for batch, _ in batches if any(fit.fits(p, sought) for p in batch))
            if (batch := next(named, None) or next(fitting, None)) is not None:
                return batch
        return shown[-2] if self.earlier and len(shown) > 1 and not sought else shown[-1]

    def _of_goal(self, shown: Sequence[tuple[Product, ...]]) -> tuple[Product, ...]:
        """The first batch that was shown for what is looked for now."""
        batches = list(self.topics())
        return next((batch for batch, topic in reversed(batches) if topic == batches[0][1]), shown[0])

    def topics(self) -> Iterator[tuple[tuple[Product, ...], str]]:
        """Yield batches, latest first, with the kind that each was shown for."""
        kinds = self.context.shown_for
        for place in range(len(self.context.shown) - 1, -1, -1):
            if self.context.shown[place]:
                yield self.context.shown[place], kinds[place] if place < len(kinds) else ""

    def topic(self, batch: Sequence[Product]) -> str:
        """Return the kind that a batch was shown for."""
        return next((topic for other, topic in self.topics() if other == batch), "")

    def same(self, sought: Sought, topic: str) -> bool:
        """Say whether words name the kind that a batch was shown for, and nothing more."""
        if not topic or not sought.stems or sought.amounts or sought.price:
            return False
        names = {key_of(name) for name in self.vocabulary.category(topic)} | {key_of(topic)}
        ends = {name.split()[-1] for name in names if name}
        return " ".join(sought.stems) in names or (len(sought.stems) == 1 and sought.stems[0] in ends)

    def pools(self, *, several: bool = False, own: bool = False) -> Iterator[tuple[Product, ...]]:
        """Yield where to look for what words describe, the likeliest first.

        For `several` the focus is no place to look, and what a shopper calls their `own` is only in the cart.
        """
        if own:
            yield self.cart
            return
        if self.asked:
            yield self.asked
        if len(self.focus) == 1 and not (several or self.cartward or self.at_start or self.earlier):
            yield self.focus
        if self.cartward:
            yield self.cart
        batches = [batch for batch, _ in self.topics()]
        if self.at_start:
            batches.reverse()
        elif self.earlier and len(batches) > 1:
            batches = [*batches[1:], batches[0]]
        yield from batches
        yield self.cart


def _of_cart(low: str) -> bool:
    """Whether it is said that what is meant is in the cart, not that it is to be put there."""
    if _IN_CART.search(low):
        return True
    found = _IN.search(low)
    return found is not None and _INTO.search(low[: found.start()]) is None

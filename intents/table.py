"""The table: what a shopper can point at, batch by batch, with the focus and the cart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from intents.reading import Context, Reference
from intents.wordlists import NEVER_STEMS
from retrieval.catalog import Product
from retrieval.synonyms import key_of
from retrieval.vocabulary import Vocabulary
from retrieval.words import stems

_START = re.compile(r"\b(?:at the (?:start|beginning)|in the beginning|at first|initially|originally|first of all)\b")
_EARLIER = re.compile(
    r"\b(?:earlier|before|previously|previous|you (?:had )?showed(?: me)?|from before|from the "
    r"(?:last|previous) (?:list|batch|set))\b"
)


How = Literal["place", "extreme", "together", "focus", "words"]


@dataclass(frozen=True, slots=True)
class Found:
    """A reference with its place in the read text, and how it points: by place, extreme, number, focus or words."""

    reference: Reference
    start: int
    end: int
    how: How = "place"


class Table:
    """What can be pointed at: batches, latest last, the focus and the cart."""

    def __init__(self, context: Context, vocabulary: Vocabulary, low: str) -> None:
        """Join what was shown with the words by which it may be called."""
        self.context, self.vocabulary, self.low = context, vocabulary, low
        self.known = {p.id: p for batch in context.shown for p in batch}
        self.cart = tuple(product for product, _ in context.cart)

    def batch(self, words: str = "") -> tuple[Product, ...]:
        """Return the batch that is meant: the first, one shown for these words, the focus's, or the last."""
        pending = self.context.pending
        if (
            pending
            and pending.kind == "which_product"
            and all(i in self.known for i in pending.choices)
            and pending.choices
        ):
            return tuple(self.known[i] for i in pending.choices)
        shown = [batch for batch in self.context.shown if batch]
        if not shown:
            return ()
        if _START.search(self.low):
            return shown[0]
        key = key_of(words)
        if key:
            for place in range(len(self.context.shown) - 1, -1, -1):
                batch = self.context.shown[place]
                topic = self.context.shown_for[place] if place < len(self.context.shown_for) else ""
                if batch and (self.same(key, topic) or any(self.called(p, key) for p in batch)):
                    return batch
        if _EARLIER.search(self.low) and len(shown) > 1 and not key:
            return shown[-2]
        return shown[-1]

    def same(self, key: str, topic: str) -> bool:
        """Say whether words name the kind that a batch was shown for."""
        if not topic:
            return False
        names = {key_of(name) for name in self.vocabulary.category(topic)} | {key_of(topic)}
        return key in names or bool(set(key.split()) & {w for name in names for w in name.split()[-1:]})

    def called(self, product: Product, key: str) -> bool:
        """Say whether words fit a product: its title, path, attributes, or a kind that it is of."""
        words = [w for w in key.split() if w not in NEVER_STEMS]
        own = {
            *stems(product.title),
            *(w for node in product.category for w in stems(node)),
            *stems(product.brand or ""),
        }
        own |= {w for value in _values(product) for w in stems(value)}
        return bool(words) and all(w in own or self._kindred(product, w) for w in words)

    def _kindred(self, product: Product, word: str) -> bool:
        """Whether a word names the product's kind or value in other words: "couch", "red" for crimson."""
        synonyms = self.vocabulary.synonyms
        names = self.vocabulary.category(self.vocabulary.named(word)) if word in synonyms.types else ()
        title = f" {key_of(product.title)} {' '.join(key_of(node) for node in product.category)} "
        if any(f" {key_of(name)} " in title for name in names):
            return True
        attributes = [a for a in ("colour", "material") if word in synonyms.spelled[a]]
        return any(synonyms.matches(a, word, value) for a in attributes for value in _values(product))


def _values(product: Product) -> Iterator[str]:
    for values in product.attributes.values():
        yield from map(str, values)
    for derived in product.derived.values():
        yield from (str(value) for value, _ in derived)

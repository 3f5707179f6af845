"""Definite phrases: "the blue one", "those steaks" point at what was shown or is in the cart and fits the words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from intents.pointing import CARTWARD, quantity
from intents.reading import Reference
from intents.table import Found, Table
from intents.text import Text
from intents.wordlists import NEVER, NEVER_STEMS
from retrieval.catalog import Product
from retrieval.synonyms import key_of
from retrieval.titles import taken_apart

_DEFINITE = re.compile(
    r"(?:(?<![\w.])(?P<many>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|a couple|a pair)"
    r"(?: ?x)?(?: of)? )?"
    r"\b(?:the|that|this|those|these|your|my) (?P<words>[a-z0-9'-]+(?: [a-z0-9'-]+){0,4})"
)
_CHANGED = re.compile(r"\b(?:make|change|to \d)\b")


def by_words(text: Text, table: Table, found: Sequence[Found]) -> Iterator[Found]:
    """Yield definite phrases that fit shown products: "the blue one", "the steaks", "that oak shelf"."""
    for match in _DEFINITE.finditer(text.low):
        if any(f.start < match.end() and match.start() < f.end for f in found):
            continue
        words = match["words"].split()
        for size in range(len(words), 0, -1):
            if words[size - 1] in NEVER and words[size - 1] not in ("one", "ones"):
                continue
            phrase = " ".join(words[:size])
            key = " ".join(w for w in key_of(phrase).split() if w not in ("one", "onc"))
            if key and (products := _called(key, table)):
                said = f"{match[0][: match.start('words') - match.start()]}{phrase}"
                reference = Reference(said, tuple(p.id for p in products), len(products) > 1, quantity(match))
                yield Found(reference, match.start(), match.start("words") + len(phrase), "words")
                break


def _called(key: str, table: Table) -> list[Product]:
    """The products that words fit, in the cart where the turn is about it, else in the latest batch that has any."""
    if all(w in NEVER_STEMS for w in key.split()):
        return []
    lines = [table.known[i] for i in table.cart if i in table.known]
    batches: list[Sequence[Product]] = list(reversed(table.context.shown))
    carted = CARTWARD.search(table.low) or _CHANGED.search(table.low)
    pools = [lines, *batches] if carted else [*batches, lines]
    for pool in pools:
        if hits := [p for p in {p.id: p for p in pool}.values() if table.called(p, key)]:
            ended = [p for p in hits if _head(p) == key.split()[-1]]
            return ended or hits
    return []


def _head(product: Product) -> str:
    words = taken_apart(product.title)
    return words.stems[words.ends[0] - 1] if words.ends and words.stems else ""

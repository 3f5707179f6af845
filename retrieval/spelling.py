"""Spelling: the word of a catalogue that a mistyped word was meant to be."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz.distance import OSA

from retrieval.catalog import Product
from retrieval.synonyms import Synonyms
from retrieval.words import stem

ENGLISH = Path(__file__).with_name("english.txt")

_LETTERS = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1)
def english() -> Mapping[str, int]:
    """Return common English words and their rank, the commonest 0."""
    lines = ENGLISH.read_text(encoding="utf-8").split("\n")
    return {word: rank for rank, word in enumerate(line for line in lines if line and not line.startswith("#"))}


@dataclass(frozen=True, slots=True)
class Speller:
    """Words that may have been meant, with how often the catalogue has them, by first letter; and stems known."""

    words: Mapping[str, Mapping[str, int]]
    known: frozenset[str]

    @classmethod
    def build(cls, products: Sequence[Product], known: Collection[str], synonyms: Synonyms) -> Speller:
        """Take words of titles and paths that occur twice, and those of the synonyms."""
        counts: Counter[str] = Counter()
        for product in products:
            counts.update(_LETTERS.findall(" ".join((product.title, *product.category)).lower()))
        brands = {word for p in products if p.brand for word in _LETTERS.findall(p.brand.lower())}
        least = 1 if len(products) < 400 else 2 if len(products) < 4000 else 4
        frequent = {word: n for word, n in counts.items() if n >= least and len(word) > 3}
        for word in (*_of_synonyms(synonyms), *sorted(brands)):
            if len(word) > 3:
                frequent.setdefault(word, 1)
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for word, n in frequent.items():
            found[word[0]][word] = n
        spelled = {word for held in synonyms.spelled.values() for key in held for word in key.split()}
        return cls(found, frozenset(known) | {stem(word) for word in frequent} | spelled)

    def meant(self, word: str) -> str | None:
        """Return the word that was meant by `word`, in lower case; None if it is a word, or like none.

        One edit for words of up to seven letters, two for longer ones, the first letter right.
        """
        if len(word) < 4 or not word.isalpha() or stem(word) in self.known or _is_english(word):
            return None
        return self._nearest(word)

    def _nearest(self, word: str) -> str | None:
        allowed = 1 if len(word) < 8 else 2
        best: tuple[int, int, str] | None = None
        for letter in dict.fromkeys((word[0], word[1])) if len(word) > 5 else (word[0],):
            for candidate, count in self.words.get(letter, {}).items():
                if abs(len(candidate) - len(word)) > allowed:
                    continue
                if len(word) == len(candidate) == 4 and sorted(word) != sorted(candidate):
                    continue  # another letter in so short a word makes another word: "pegs" is not "pets"
                distance = OSA.distance(word, candidate, score_cutoff=allowed)
                if distance <= allowed and (best is None or (distance, -count, candidate) < best):
                    best = (distance, -count, candidate)
        return best[2] if best else None


def _is_english(word: str) -> bool:
    """Whether a word, or the verb or noun that it is a form of, is a common one: "waders" of "wade"."""
    words = english()
    roots = [word.removesuffix(e) for e in ("s", "es", "ed", "er", "ers", "ing", "ings") if word.endswith(e)]
    roots += [word.removesuffix(e) for e in ("d", "r", "rs") if word.removesuffix(e).endswith("e")]
    return word in words or any(len(root) > 3 and root in words for root in roots)


def _of_synonyms(synonyms: Synonyms) -> Iterator[str]:
    kinds = {word for groups in synonyms.types.values() for group in groups for word in group}
    features = {word for groups in synonyms.features.values() for group in groups for word in group}
    spelled = {word for held in synonyms.spelled.values() for word in held.values()}
    for phrase in sorted(kinds | features | spelled):
        for word in phrase.replace("-", " ").split():
            if len(word) > 3 and word.isalpha():
                yield word
                if phrase in kinds and not word.endswith("s"):
                    yield word + "s"

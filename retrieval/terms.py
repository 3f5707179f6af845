"""What a query asks for, term by term: each known phrase or word with the other ways in which rows may say it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from retrieval import words
from retrieval.lexical import EMPTY
from retrieval.phrases import Phrase, Phrases
from retrieval.synonyms import Synonyms, key_of
from retrieval.titles import GENERIC_STEMS, PREPOSITIONS


class Way(IntEnum):
    """How a row says a term, the nearest first."""

    SAME = 0  # the words themselves, joined or apart, in either number
    ALIAS = 1  # another name of the same: trainers for sneakers, ladies for women
    SHADE = 2  # a kind of it: navy for blue, oak for wood
    NEAR = 3  # what stands in for it, or what it is a kind of: a beanie for a hat, blue for navy
    LIKE = 4  # spelled nearly so, or clipped


ATTRIBUTES = ("gender", "colour", "material", "pattern")
# After these no kind is named; "of" and "without" stand in names too.
_APART = frozenset(words.stems("for with in to from by at"))
_LONGEST = 3
_ALIKE = 0.9  # the Jaro-Winkler likeness from which a word may be another's misspelling
_CLIPPED = 3  # letters that a clipped word keeps at least
_MOST = 12  # words that a misspelt one may stand for


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase of the query, its forms by way, how much it tells (idf), and the attribute whose value it is, if any."""

    phrase: Phrase
    forms: tuple[tuple[Phrase, Way], ...]
    weight: float
    attribute: str | None
    value: str
    known: bool
    head: bool = False  # it names the kind of thing


def read(text: str, phrases: Phrases, synonyms: Synonyms) -> tuple[Term, ...]:
    """Split a query into terms; words that say nothing ("something for") are left out, unless there are no others."""
    stems = words.stems(text)
    kept = tuple(s for s in stems if s not in EMPTY and s not in PREPOSITIONS) or stems
    found: dict[Phrase, None] = {}
    place = 0
    while place < len(kept):
        longest = min(_LONGEST, len(kept) - place)
        size = next((n for n in range(longest, 1, -1) if _named(kept[place:place + n], synonyms)), 1)
        found[kept[place:place + size]] = None
        place += size
    terms = [_term(phrase, phrases, synonyms) for phrase in found]
    head = _head(terms, _opening(text))
    return tuple(replace(term, head=term is head) for term in terms)


def _opening(text: str) -> frozenset[str]:
    """Return the stems before the first preposition or punctuation: the kind is named there ("straws - pack of 10")."""
    opening: list[str] = []
    for stem in words.tokens(text):
        if opening and (stem == words.BOUNDARY or stem in _APART):
            break
        if stem not in EMPTY and stem not in PREPOSITIONS and stem != words.BOUNDARY:
            opening.append(stem)
    return frozenset(opening)


def _head(terms: list[Term], opening: frozenset[str]) -> Term | None:
    """Return the term that names the kind of thing: the last of the opening that is no value, number or "set"."""
    named = [t for t in terms if t.attribute is None and not t.phrase[-1][0].isdigit()
             and t.phrase[-1] not in GENERIC_STEMS]
    return next((t for t in reversed(named) if opening.issuperset(t.phrase)), named[-1] if named else None)


def _named(phrase: Phrase, synonyms: Synonyms) -> bool:
    key = " ".join(phrase)
    return key in synonyms.types or key in synonyms.features or any(key in held for held in synonyms.members.values())


def _term(phrase: Phrase, phrases: Phrases, synonyms: Synonyms) -> Term:
    key = " ".join(phrase)
    attribute = next((name for name in ATTRIBUTES if key in synonyms.members.get(name, {})), None)
    forms: dict[Phrase, Way] = {}
    for way, names in ((Way.SAME, [key]), *_others(key, attribute, synonyms)):
        for name in names:
            stems = tuple(key_of(name).split())
            for written in phrases.spellings(stems) if stems else ():
                if all(word in phrases.held.vocabulary for word in written):
                    forms.setdefault(written, way)
    if not forms and len(phrase) == 1:
        forms |= {(word,): Way.LIKE for word in _like(phrase[0], phrases)}
    rows = max((frequency(form, phrases) for form, way in forms.items() if way <= Way.ALIAS), default=0)
    weight = float(np.log1p((phrases.size + 1) / (rows + 0.5)))
    return Term(phrase, tuple(forms.items()), weight, attribute, key, bool(forms))


def _others(key: str, attribute: str | None, synonyms: Synonyms) -> list[tuple[Way, list[str]]]:
    """Return the other names of a term by way."""
    types = [word for group in (*synonyms.types.get(key, ()), *synonyms.features.get(key, ())) for word in group]
    found = [(Way.ALIAS, types), (Way.NEAR, list(synonyms.near.get(key, ())))]
    if attribute is None:
        return found
    spelled, members = synonyms.words(attribute), synonyms.members[attribute]
    own = members[key]
    alias = [word for word, name in spelled.items() if name == spelled.get(key)]
    if attribute == "gender":
        alias += [word for word, name in synonyms.people.items() if name in own]
        alias += [word for word, names in members.items() if names & own]
    shades = [word for word, names in members.items() if any(key_of(name) == key for name in names)]
    return [(Way.ALIAS, alias), *found, (Way.SHADE, shades), (Way.NEAR, sorted(own))]


def frequency(phrase: Phrase, phrases: Phrases) -> int:
    """Return in how many places a phrase stands; of one word that is read off, for more it is the rarest word's."""
    held = phrases.held
    ids = [held.vocabulary[word] for word in phrase]
    return int(min(held.starts[i + 1] - held.starts[i] for i in ids))


def _like(word: str, phrases: Phrases) -> list[str]:
    """Return words of the catalogue that a word unknown to it may be a misspelling or a clipping of."""
    vocabulary = phrases.held.vocabulary
    if len(word) <= _CLIPPED or not word.isalpha():
        return []
    near = process.extract(word, [w for w in vocabulary if w[0] == word[0] and abs(len(w) - len(word)) < 3],
                           scorer=JaroWinkler.similarity, score_cutoff=_ALIKE, limit=_MOST)
    clipped = [w for w in (word[:n] for n in range(_CLIPPED, len(word))) if w in vocabulary]
    return [*(found[0] for found in near), *clipped[-1:]]

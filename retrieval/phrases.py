"""Noun phrases of rows: whose title has a word as its head, and whose prose says so near its beginning."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from retrieval import words
from retrieval.attributes import Bools
from retrieval.postings import ENDS, Ints, Postings, Zone
from retrieval.synonyms import Synonyms
from retrieval.titles import ODD

Phrase = tuple[str, ...]
_AFTER = words.stems("is has that which offers features comes made keeps")  # what may follow the subject of a sentence
# What a thing may come as without being another: coffee beans are coffee and a sofa set is a sofa, but a coffee
# grinder is no coffee.
_FORMS = frozenset(words.stems(
    "set kit pack bundle duo trio pair collection assortment selection medley variety sampler cluster array ensemble "
    "combo dozen bunch edition delight bounty large small medium beans leaves pods capsules powder flakes chunks "
    "slices bars blend mix"))
_TAILS = 4  # how many such words may stand between a head and the end of its part
_EARLY, _OPENING = 10, 60  # so many words into a sentence, near its beginning, a description says what it is of


class Phrases:
    """Where phrases of stems stand in rows, each also as its irregular plural or singular."""

    def __init__(self, postings: Postings, synonyms: Synonyms) -> None:
        self.held, self.size = postings, postings.size
        self.people = frozenset(s for text in synonyms.people for s in words.stems(text))
        plain = (*synonyms.lists["plain_colours"], *synonyms.people)
        self._tails = self._ids([*_FORMS, *(s[0] for text in plain if len(s := words.stems(text)) == 1)])
        self._numbers = np.asarray([i for w, i in postings.vocabulary.items() if w[0].isdigit()], dtype=np.int32)
        self._ends = self._ids(set(ENDS) - _FORMS - {"and", "or"})
        self._joins, self._after = self._ids(("and", "or")), self._ids(_AFTER)

    def titled(self, phrase: Phrase) -> Bools:
        """Return `(rows,)`: whose title has the phrase as its head, which no preposition governs."""
        passed = np.zeros(self.size, dtype=bool)
        for written in self.spellings(phrase):
            found = self.held.exact(written)
            found = found[self.held.zones[found] == Zone.TITLE]
            begins = self.held.firsts[self.held.rows[found]]
            passed |= self.held.mask(found[self._closed(found + len(written)) & ~self._governed(found, begins)])
        return passed

    def said(self, phrase: Phrase) -> Bools:
        """Return `(rows,)`: whose attributes, or the beginning of whose prose, have the phrase as a head."""
        passed = np.zeros(self.size, dtype=bool)
        for written in self.spellings(phrase):
            found = self.held.meant(self.held.exact(written), len(written))
            zones, after = self.held.zones[found], np.minimum(found + len(written), self._last)
            heads = self._closed(after)
            subjects = (heads | np.isin(self.held.tokens[after], self._after)) & self._opens(found)
            passed |= self.held.mask(found[np.where(zones == Zone.PROSE, subjects, heads & (zones == Zone.STATED))])
        return passed

    def worded(self, phrase: Phrase, *zones: Zone) -> Bools:
        """Return `(rows,)`: who has the phrase in a zone, as head or not."""
        return self.held.mask(np.concatenate([self.held.exact(written) for written in self.spellings(phrase)]), zones)

    def heads(self, firsts: Ints, afters: Ints) -> Bools:
        """Say of phrases in titles, by where they begin and what follows, whether the title is of what they name."""
        return np.asarray(self._closed(afters) & ~self._governed(firsts, self.held.firsts[self.held.rows[firsts]]))

    def any(self, phrases: Iterable[Phrase], found: Callable[[Phrase], Bools]) -> Bools:
        """Return `(rows,)`: for whom one of the phrases is found."""
        every = [found(phrase) for phrase in phrases]
        return np.asarray(np.any(every, axis=0)) if every else np.zeros(self.size, dtype=bool)

    def spellings(self, phrase: Phrase) -> list[Phrase]:
        """Return a phrase in all writings, its last word also in the other number where that is irregular."""
        other = _odd().get(phrase[-1])
        numbers = [phrase] if other is None else [phrase, (*phrase[:-1], other)]
        return [written for number in numbers for written in self.held.writings(number)]

    def _closed(self, places: Ints) -> Bools:
        """Say of the places after phrases whether the noun phrase ends there.

        Words for colours, people and forms are passed over; after "and" one more noun may follow ("chips and dip").
        """
        places = np.minimum(places, self._last)
        joined = np.isin(self.held.tokens[places], self._joins)
        return self._ended(places) | (joined & self._ended(np.minimum(places + 2, self._last)))

    def _ended(self, places: Ints) -> Bools:
        tokens = self.held.tokens
        for _ in range(_TAILS):
            places = np.where(np.isin(tokens[places], self._tails), np.minimum(places + 1, self._last), places)
        return np.asarray((tokens[places] == 0) | np.isin(tokens[places], self._ends)
                          | np.isin(tokens[places], self._numbers))

    def _opens(self, positions: Ints) -> Bools:
        """Say of positions in prose whether they stand early in an early sentence, with no preposition before."""
        begins = self._sentences[positions]
        prose = np.searchsorted(self._zoned, self.held.rows[positions].astype(np.int64) * len(Zone) + Zone.PROSE)
        near = (positions - begins <= _EARLY) & (positions - prose < _OPENING)
        return np.asarray(near & ~self._governed(positions, begins))

    def _governed(self, positions: Ints, begins: Ints) -> Bools:
        return np.asarray(self.held.governed[positions] > self.held.governed[begins])

    @property
    def _last(self) -> int:
        return len(self.held.tokens) - 1

    @cached_property
    def _sentences(self) -> Ints:
        """The boundary before every position."""
        places = np.arange(len(self.held.tokens), dtype=np.int32)
        return np.asarray(np.maximum.accumulate(np.where(self.held.tokens == 0, places, 0))[places - 1])

    @cached_property
    def _zoned(self) -> NDArray[np.int64]:
        """Row and zone of every position as one ascending number."""
        return self.held.rows.astype(np.int64) * len(Zone) + self.held.zones

    def _ids(self, listed: Iterable[str]) -> Ints:
        known = self.held.vocabulary
        return np.asarray([known[word] for word in listed if word in known], dtype=np.int32)


@cache
def _odd() -> dict[str, str]:
    """Stems of plurals and of their singulars that differ, each to the other: knive and knife."""
    stems = ((words.stem(plural), words.stem(one)) for plural, one in ODD.items())
    pairs = {plural: one for plural, one in stems if plural != one}
    return pairs | {one: plural for plural, one in pairs.items()}

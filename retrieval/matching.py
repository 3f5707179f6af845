"""How candidate rows answer the terms of a query: said where and how, as their head, within another name, or denied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retrieval.attributes import Bools, Floats
from retrieval.phrases import Phrases
from retrieval.postings import Ints, Postings, Zone
from retrieval.synonyms import Synonyms, key_of
from retrieval.terms import ATTRIBUTES, Term, Way, read

WINDOW = 64  # tokens of a row that are looked at: its title, path and attributes, and how its prose begins
_KIN = {"kids": {"boys", "girls", "baby"}, "boys": {"kids"}, "girls": {"kids"}, "baby": {"kids"}}
_BOUND, _OFTEN = 0.3, 3  # a word is bound to a neighbour that so large a share of the neighbour's places have
NAMES = (
    "same title", "same named", "same prose", "alias title", "alias elsewhere", "shade", "near", "like",
    "bound", "all", "kind", "head", "even", "next", "own", "denied gender", "denied colour", "denied other",
    "more gender", "more colour", "more other",
)  # fmt: skip
_COLUMN = {name: place for place, name in enumerate(NAMES)}


@dataclass(frozen=True, slots=True)
class Rows:
    """The first tokens of some rows: `(n, WINDOW)` token ids (0 where there are none), zones, and their places."""

    tokens: Ints
    zones: NDArray[np.uint8]
    places: Ints

    @classmethod
    def of(cls, held: Postings, rows: NDArray[np.int64]) -> Rows:
        """Read the tokens of rows."""
        wide = held.firsts[rows].astype(np.int64)[:, None] + np.arange(WINDOW)
        places = np.minimum(wide, len(held.tokens) - 1).astype(np.int32)
        own = held.rows[places] == rows[:, None]
        used = max(1, int(own.any(axis=0).sum()))
        places, own = places[:, :used], own[:, :used]
        return cls(np.where(own, held.tokens[places], np.int32(0)), held.zones[places], places)

    def having(self, ids: Sequence[int]) -> Bools:
        """Return `(n, WINDOW)`: where a phrase of tokens begins."""
        found = np.asarray(self.tokens == ids[0])
        for offset, ident in enumerate(ids[1:], 1):
            if not found.any():
                break
            found[:, :-offset] &= self.tokens[:, offset:] == ident
            found[:, -offset:] = False
        return found


class Matching:
    """Compares queries with rows of one catalogue."""

    def __init__(self, phrases: Phrases, synonyms: Synonyms) -> None:
        self.phrases, self.synonyms = phrases, synonyms
        held = phrases.held
        titled = held.tokens[held.zones == Zone.TITLE]
        self._titled = np.bincount(titled, minlength=len(held.vocabulary))
        self._idf = np.log1p((held.size + 1) / (self._titled + 0.5))
        self._idf[0] = 0
        self.terms = lru_cache(maxsize=512)(self._terms)
        self._neighbours = lru_cache(maxsize=4096)(self._bound_to)
        self._denying = lru_cache(maxsize=128)(self._denied_by)
        self._valued = {name: self._values(name) for name in ATTRIBUTES}

    def _terms(self, text: str) -> tuple[Term, ...]:
        """Split a query into terms."""
        return read(text, self.phrases, self.synonyms)

    def features(self, terms: Sequence[Term], rows: NDArray[np.int64]) -> Floats:
        """Return `(n, len(NAMES))`: what speaks for and against rows; shares of what the terms tell, or 0 and 1."""
        found = np.zeros((len(rows), len(NAMES)))
        known = [term for term in terms if term.known]
        if not known or not len(rows):
            return found
        window = Rows.of(self.phrases.held, rows)
        total = sum(term.weight for term in known)
        covered = np.ones(len(rows), dtype=bool)
        used = np.zeros(window.tokens.shape, dtype=bool)
        ends: list[Bools] = []
        inside = self._table(self.phrases.held.vocabulary[word] for term in known
                             for form, way in term.forms if way <= Way.ALIAS for word in form)
        for term in known:
            at, lengths = self._places(term, window, used)
            share = term.weight / total
            said = _credited(at, window, share, found)
            covered &= said
            found[:, _COLUMN["even"]] += said / len(known)
            bound = self._bound(term, window, np.where(at[Way.SAME], lengths, 0), inside)
            found[:, _COLUMN["bound"]] += share * bound
            if term.head:
                found[:, _COLUMN["kind"]] = said
                found[:, _COLUMN["head"]] = self._heads(window, np.where(at[Way.SAME] | at[Way.ALIAS], lengths, 0))
            self._denials(term, window, at, found)
            ends.append(at[Way.SAME])
        found[:, _COLUMN["all"]] = covered
        found[:, _COLUMN["next"]] = _adjacent(known, ends)
        title = (window.zones == Zone.TITLE) & (window.tokens > 0)
        mass = self._idf[window.tokens] * title
        found[:, _COLUMN["own"]] = (mass * used).sum(axis=1) / np.maximum(mass.sum(axis=1), 1e-9)
        return found

    def _table(self, ids: Iterable[int]) -> Bools:
        """Return `(vocabulary,)`: which tokens are among `ids`."""
        found = np.zeros(len(self._idf), dtype=bool)
        found[list(ids)] = True
        return found

    def _places(self, term: Term, window: Rows, used: Bools) -> tuple[NDArray[np.bool_], NDArray[np.int8]]:
        """Return `(ways, n, WINDOW)` where the term begins, by way, and `(n, WINDOW)` how many tokens say it there.

        The tokens that do are noted in `used`.
        """
        at = np.zeros((len(Way), *window.tokens.shape), dtype=bool)
        lengths = np.zeros(window.tokens.shape, dtype=np.int8)
        for form, way in term.forms:
            begins = window.having([self.phrases.held.vocabulary[word] for word in form])
            if begins.any():
                at[way] |= begins
                lengths[begins] = np.maximum(lengths[begins], len(form))
                for offset in range(len(form)):
                    used[:, offset:] |= begins[:, :begins.shape[1] - offset]
        return at, lengths

    def _bound(self, term: Term, window: Rows, lengths: NDArray[np.int8], inside: Bools) -> Floats:
        """Return `(n,)` in 0..1 how far a title says the term only within a longer name: "blue" in "navy blue"."""
        rows, columns = np.nonzero((lengths > 0) & (window.zones == Zone.TITLE))
        free = np.full(len(lengths), 2.0)
        tied = np.zeros(len(rows))
        before = np.where(columns > 0, window.tokens[rows, columns - 1], 0)
        after = window.tokens[rows, np.minimum(columns + lengths[rows, columns], WINDOW - 1)]
        first = self.phrases.held.vocabulary.get(term.phrase[0], -1)
        last = self.phrases.held.vocabulary.get(term.phrase[-1], -1)
        for near, ident, side in ((before, first, -1), (after, last, 1)):
            if ident > 0:
                ids, shares = self._neighbours(ident, side)
                place = np.minimum(np.searchsorted(ids, near), max(len(ids) - 1, 0))
                if len(ids):
                    hit = (ids[place] == near) & ~inside[near]
                    tied = np.maximum(tied, np.where(hit, shares[place], 0.0))
        np.minimum.at(free, rows, tied)
        return np.where(free > 1, 0.0, free)

    def _bound_to(self, ident: int, side: int) -> tuple[Ints, Floats]:
        """Return neighbours that titles seldom have without the word, ascending, and how seldom, beyond chance."""
        held = self.phrases.held
        places = held.order[held.starts[ident]:held.starts[ident + 1]]
        places = places[held.zones[places] == Zone.TITLE]
        near = held.tokens[np.clip(places + side, 0, len(held.tokens) - 1)]
        ids, counts = np.unique(near[near > 0], return_counts=True)
        chance = min(self._titled[ident] / held.size, 0.99)
        shares = (counts / np.maximum(self._titled[ids], 1) - chance) / (1 - chance)
        kept = (shares >= _BOUND) & (counts >= _OFTEN)
        return ids[kept].astype(np.int32), np.asarray(np.minimum(shares[kept], 1.0))

    def _heads(self, window: Rows, lengths: NDArray[np.int8]) -> Floats:
        """Return `(n,)`: 1 where a title has the term as what it is of."""
        found = np.zeros(len(lengths))
        rows, columns = np.nonzero((lengths > 0) & (window.zones == Zone.TITLE))
        if len(rows):
            first = window.places[rows, columns]
            closed = self.phrases.heads(first, first + lengths[rows, columns])
            found[rows[closed]] = 1.0
        return found

    def _values(self, attribute: str) -> dict[int, str]:
        """Return the words of the catalogue that are values of an attribute."""
        vocabulary = self.phrases.held.vocabulary
        return {vocabulary[w]: w for w in self.synonyms.members.get(attribute, {}) if w in vocabulary}

    def _denied_by(self, attribute: str, value: str) -> Bools:
        """Return `(vocabulary,)`: which tokens name a value that neither is this one nor a kind of it."""
        members = self.synonyms.members[attribute]
        own = set(members.get(value, ()))
        kin = own.union(*(_KIN.get(name, set()) for name in own)) if attribute == "gender" else own
        alone = {"unisex"} if attribute == "gender" else {"multicolour", "printed"}
        return self._table(i for i, word in self._valued[attribute].items()
                           if not members[word] & kin and not members[word] & alone
                           and not any(key_of(name) == value for name in members[word]))

    def _denials(self, term: Term, window: Rows, at: NDArray[np.bool_], found: Floats) -> None:
        """Note rows whose title, path or attributes name another value than the term does."""
        if term.attribute is None or not (own := set(self.synonyms.members[term.attribute].get(term.value, ()))):
            return
        if own & {"unisex", "multicolour"}:
            return
        others = self._denying(term.attribute, term.value)[window.tokens] & (window.zones <= Zone.BRAND)
        has = (at[:Way.LIKE].any(axis=0) & (window.zones <= Zone.BRAND)).any(axis=1)
        other = others.any(axis=1)
        name = term.attribute if term.attribute in ("gender", "colour") else "other"
        found[:, _COLUMN[f"denied {name}"]] += other & ~has
        found[:, _COLUMN[f"more {name}"]] += other & has


def _credited(at: NDArray[np.bool_], window: Rows, share: float, found: Floats) -> Bools:
    """Credit each row with the nearest way in which it says a term; return `(n,)` who says it truly."""
    left = np.ones(len(found), dtype=bool)
    title, prose = window.zones == Zone.TITLE, window.zones == Zone.PROSE
    named = ~title & ~prose
    truly = np.zeros(len(found), dtype=bool)
    for way, zone, name in (
        (Way.SAME, title, "same title"), (Way.ALIAS, title, "alias title"), (Way.SAME, named, "same named"),
        (Way.ALIAS, named, "alias elsewhere"), (Way.SHADE, title | named, "shade"), (Way.NEAR, title | named, "near"),
        (Way.LIKE, title | named, "like"), (Way.SAME, prose, "same prose"), (Way.ALIAS, prose, "alias elsewhere"),
    ):  # fmt: skip
        said = (at[way] & zone).any(axis=1) & left
        found[said, _COLUMN[name]] += share
        left &= ~said
        if name != "near" and name != "like":
            truly |= said
    return truly


def _adjacent(terms: Sequence[Term], ends: Sequence[Bools]) -> Floats:
    """Return `(n,)` the share of neighbouring terms that a row has next to each other too."""
    if len(terms) < 2:
        return np.zeros(len(ends[0]))
    pairs = []
    for (term, at), then in zip(zip(terms, ends, strict=True), ends[1:], strict=False):
        length = len(term.phrase)
        pairs.append((at[:, :-length] & then[:, length:]).any(axis=1))
    return np.asarray(np.mean(pairs, axis=0))

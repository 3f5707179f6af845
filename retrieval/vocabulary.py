"""Vocabulary: the words of one catalogue that a shopper may use, and what each stands for in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from retrieval.catalog import Product, Value
from retrieval.kinds import Kind, kinds_of
from retrieval.measured import Measured, counted, measured, measures
from retrieval.spelling import Speller
from retrieval.spoken import brands_of, joined_of
from retrieval.synonyms import Synonyms, key_of
from retrieval.words import stems

Rows = NDArray[np.int32]
LONGEST = 4  # words of a phrase that is looked up
_NONE: Rows = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase stands for: a product type or department (`category`), a brand, or the value of an attribute."""

    kind: Literal["category", "brand", "value", "feature"]
    value: Value
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Kinds of products, brands and attribute values by key, and the rows (`(n,) int32`, ascending) of every stem.

    `holders` maps an attribute to the rows of each of its values; `titled` holds the rows whose title or category
    path has a stem, `said` those that have it anywhere. `measured` holds the attributes that are numbers, `counted`
    those that count something by its name ("page"), `measures` what any of them measures (weight, length, pieces).
    """

    synonyms: Synonyms
    products: tuple[Product, ...]
    kinds: Mapping[str, Kind]
    brands: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    features: Mapping[str, str]
    holders: Mapping[str, Mapping[str, Rows]]
    titled: Mapping[str, Rows]
    said: Mapping[str, Rows]
    measured: Mapping[str, Measured] = field(repr=False)
    counted: Mapping[str, tuple[str, ...]] = field(repr=False)
    measures: frozenset[str] = field(repr=False)
    joined: Mapping[str, str] = field(repr=False)
    speller: Speller = field(repr=False)

    @classmethod
    def build(cls, products: Iterable[Product], synonyms: Synonyms) -> Vocabulary:
        """Gather the vocabulary of a catalogue, with what was derived for its products."""
        rows = tuple(products)
        titled, said = _postings(rows)
        kinds = kinds_of(rows, titled, synonyms)
        brands = brands_of(rows, titled)
        values, features = _values(rows, synonyms)
        known = {*titled, *(w for key in (*kinds, *brands) for w in key.split())}
        known |= {w for found in (*values.values(), features) for key in found for w in key.split()}
        speller = Speller.build(rows, known, synonyms)
        holders = _holders(rows, synonyms)
        numbers = measured(holders)
        joined = joined_of(kinds, brands, values, features, synonyms)
        return cls(synonyms, rows, kinds, brands, values, features, holders, titled, said, numbers, counted(numbers),
                   measures(numbers), joined, speller)  # fmt: skip

    def lookup(self, key: str) -> tuple[Entry, ...]:
        """Return what a phrase, in the form of `key_of`, stands for; the likeliest first."""
        found: list[Entry] = []
        for attribute, values in self.values.items():
            if key in values:
                found.append(Entry("value", values[key], attribute))
        for attribute, spelled in self.synonyms.spelled.items():
            if key in spelled and not any(e.attribute == attribute for e in found):
                found.append(Entry("value", self._canonical(attribute, key, spelled[key]), attribute))
        named = key in self.synonyms.types and self._rows(key, self.titled).size > 0
        if key in self.kinds or named or self._standing_in(key):
            found.append(Entry("category", self.named(key)))
        if key in self.brands:
            found.append(Entry("brand", self.brands[key]))
        if key in self.features:
            found.append(Entry("feature", True, self.features[key]))
        return tuple(found) or self._apart(key)

    def _apart(self, key: str) -> tuple[Entry, ...]:
        """What a phrase stands for that the shop writes as one word or as several: "lawnmower", "wheel barrow"."""
        known = self.joined.get(key.replace(" ", "")) or (key[:-1] if key.endswith("s") and key[:-1].isalpha() else "")
        return self.lookup(known) if known and known != key else ()

    def canonical(self, attribute: str, phrase: str) -> str:
        """Return the canonical spelling of a value; for a gender its family ("ladies" is women)."""
        return self._canonical(attribute, key_of(phrase), phrase)

    def _canonical(self, attribute: str, key: str, phrase: str) -> str:
        if attribute in ("gender", "pattern"):
            return next(iter(sorted(self.synonyms.members.get(attribute, {}).get(key, ()))), phrase)
        return self.synonyms.spelled.get(attribute, {}).get(key, phrase)

    def named(self, key: str) -> str:
        """Return the shop's own name for a kind of product by key: "couch" is "sofa" where there are only sofas."""
        if key in self.kinds:
            return self.kinds[key].name
        if stand_in := self._standing_in(key):
            return self.kinds[stand_in[0]].name
        return next((w for group in self.synonyms.types.get(key, ()) for w in group if key_of(w) == key), key)

    def category(self, name: str) -> tuple[str, ...]:
        """Return the names to match on path and title for a kind of product: its own and its synonyms here."""
        key = key_of(name)
        other = [w for group in self.synonyms.types.get(key, ()) for w in group if key_of(w) != key]
        present = [w for w in other if self.rows_with(w, titled=True).size]
        if key not in self.kinds and not present:
            present = [self.kinds[k].name for k in self._standing_in(key)]
        return tuple(dict.fromkeys((name, *present)))

    def _standing_in(self, key: str) -> tuple[str, ...]:
        """Keys of the kinds that stand for a kind that this catalogue does not name."""
        close = [key_of(w) for group in self.synonyms.types.get(key, ()) for w in group]
        if found := tuple(dict.fromkeys(k for k in close if k in self.kinds)):
            return found
        if self._rows(key, self.titled).size:
            return ()
        return tuple(dict.fromkeys(k for w in self.synonyms.near.get(key, ()) if (k := key_of(w)) in self.kinds))

    def rows_of(self, name: str) -> Rows:
        """Return the rows of a kind of product or department and its synonyms; all rows for ""."""
        if not name:
            return np.arange(len(self.products), dtype=np.int32)
        parts = [self.kinds[k].rows if (k := key_of(w)) in self.kinds else self.rows_with(w, titled=True)
                 for w in self.category(name)]  # fmt: skip
        return np.unique(np.concatenate(parts)) if parts else _NONE

    def rows_with(self, phrase: str, *, titled: bool = False) -> Rows:
        """Return the rows that have every word of a phrase, anywhere or in title and path."""
        return self._rows(key_of(phrase), self.titled if titled else self.said)

    @staticmethod
    def _rows(key: str, held: Mapping[str, Rows]) -> Rows:
        found: Rows | None = None
        for word in key.split():
            rows = held.get(word, _NONE)
            found = rows if found is None else np.intersect1d(found, rows, assume_unique=True)
        return _NONE if found is None else found

    def having(self, attribute: str, value: str) -> Rows:
        """Return the rows whose stated (else derived) attribute is a value or one of its family."""
        matches = self.synonyms.matches
        found = [rows for held, rows in self.holders.get(attribute, {}).items() if matches(attribute, value, held)]
        return np.unique(np.concatenate(found)) if found else _NONE

    def photo_kinds(self, most: int = 200) -> tuple[str, ...]:
        """Return the names of the kinds with most products, for reading a photo."""
        ranked = sorted((k for k in self.kinds.values() if k.head), key=lambda k: (-len(k.rows), k.name))
        return tuple(dict.fromkeys(kind.name for kind in ranked))[:most]


def _postings(products: Sequence[Product]) -> tuple[dict[str, Rows], dict[str, Rows]]:
    titled: dict[str, list[int]] = defaultdict(list)
    said: dict[str, list[int]] = defaultdict(list)
    for row, product in enumerate(products):
        named = {*stems(product.title), *(w for node in product.category for w in stems(node))}
        stated = (f"{name} {' '.join(str(v) for v in values)}" for name, values in _stated(product))
        for word in named:
            titled[word].append(row)
        for word in named.union(stems(product.description), *map(stems, stated), stems(product.brand or "")):
            said[word].append(row)
    return _packed(titled), _packed(said)


def _stated(product: Product) -> Iterator[tuple[str, tuple[Value, ...]]]:
    yield from product.attributes.items()
    for variant in product.variants:
        yield from variant.attributes.items()


def _holders(products: Sequence[Product], synonyms: Synonyms) -> dict[str, dict[str, Rows]]:
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row, product in enumerate(products):
        held: dict[str, set[str]] = defaultdict(set)
        for name, values in _stated(product):
            held[synonyms.attribute(name)].update(f"{v:g}" if isinstance(v, float) else str(v) for v in values)
        for name, derived in product.derived.items():
            if name not in held:
                held[name].update(str(value) for value, _ in derived)
        for name, texts in held.items():
            for text in texts:
                found[name][text].append(row)
    return {name: _packed(rows) for name, rows in found.items()}


def _packed(found: Mapping[str, list[int]]) -> dict[str, Rows]:
    return {word: np.asarray(rows, dtype=np.int32) for word, rows in found.items()}


def _values(products: Sequence[Product], synonyms: Synonyms) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Collect attribute values by canonical attribute and key, and features: attributes that are true or false."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    features: dict[str, str] = {}
    for product in products:
        for name, stated in _stated(product):
            for value in stated:
                if isinstance(value, bool) or str(value).lower() in ("yes", "no", "true", "false"):
                    features[key_of(name.replace("_", " "))] = name
                    features.setdefault(key_of(synonyms.attribute(name)), synonyms.attribute(name))
                elif isinstance(value, str) and len(value) <= 40:
                    counts[synonyms.attribute(name)][value] += 1
        for name, derived in product.derived.items():
            counts[name].update(str(value) for value, _ in derived)
    values: dict[str, dict[str, str]] = {}
    for name, found in counts.items():
        ranked = sorted(found, key=lambda v: (found[v], v))
        values[name] = {key: value for value in ranked if (key := key_of(value)) and not key.isdigit() and len(key) > 2}
    return values, features

"""Fitting: whether words, amounts and prices that a shopper says describe a product on the table."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from intents.wordlists import NEVER, NEVER_STEMS
from retrieval.catalog import Product, Value
from retrieval.spelling import english
from retrieval.synonyms import Synonyms, key_of
from retrieval.titles import GENERIC_STEMS, taken_apart
from retrieval.units import Amount, amounts_in
from retrieval.vocabulary import Vocabulary
from retrieval.words import stem, stems

_EXACT, _NEAR = 0.005, 0.05


@dataclass(frozen=True, slots=True)
class Price:
    """A price that is said of a product: exactly, or as a limit (`side` "lte" or "gte")."""

    value: float
    side: str = ""

    def fits(self, product: Product, *, loosely: bool = False) -> bool:
        """Say whether a product or a variant of it costs this; loosely, about this."""
        prices = [p for p in (product.price, *(v.price for v in product.variants)) if p is not None]
        if self.side == "lte":
            return bool(prices) and min(prices) <= self.value
        if self.side == "gte":
            return bool(prices) and max(prices) >= self.value
        return any(abs(p - self.value) <= (max(0.5, _NEAR * p) if loosely else _EXACT) for p in prices)


@dataclass(frozen=True, slots=True)
class Sought:
    """What a phrase says of a product: stems of its words, amounts with units, a price."""

    stems: tuple[str, ...] = ()
    raw: tuple[str, ...] = ()  # the words as typed, one a stem
    amounts: tuple[Amount, ...] = ()
    price: Price | None = None

    @property
    def said(self) -> tuple[tuple[str, str], ...]:
        """The stems with the words as typed."""
        return tuple(zip(self.stems, self.raw, strict=True))

    def __bool__(self) -> bool:
        return bool(self.stems or self.amounts or self.price)


class Fitting:
    """Which products fit what is said; what was worked out for a product is kept for the turn."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Use the synonyms of a vocabulary."""
        self.vocabulary = vocabulary
        self._words: dict[str, frozenset[str]] = {}
        self._kin: dict[tuple[str, str], bool] = {}

    def fits(self, product: Product, sought: Sought, *, literally: bool = False) -> bool:
        """Say whether all that is said holds of a product; literally, in the words of its row."""
        if sought.price and not sought.price.fits(product):
            return False
        if sought.amounts and not all(self._measures(product, amount) for amount in sought.amounts):
            return False
        own = self.words(product)
        words = [(w, raw) for w, raw in sought.said if not is_empty(w, raw) or w in own]
        if len(words) > 1:  # "dark roast", where the roast is dark
            named = _named(product)
            words = [(w, raw) for w, raw in words if w in own or w not in named] or words
        if not words and not sought.amounts and not sought.price:
            return False
        if all(w in own for w, _ in words):
            return True
        return not literally and all(w in own or self._kindred(product, w, raw) for w, raw in words)

    def hits(self, pool: Sequence[Product], sought: Sought) -> list[Product]:
        """Return what fits in a pool; of several, those that are called so, not only like it."""
        unique = list({p.id: p for p in pool}.values())
        found = [p for p in unique if self.fits(p, sought, literally=True)]
        found = [p for p in found if self.words(p).issuperset(sought.stems)] or found
        found = found or [p for p in unique if self.fits(p, sought)]
        if not found and sought.price and not sought.price.side:
            bare = Sought(sought.stems, sought.raw, sought.amounts)
            near = [p for p in unique if sought.price.fits(p, loosely=True)]
            found = [p for p in near if not bare or self.fits(p, bare)]
        if sought.stems and len(found) > 1:
            found = [p for p in found if self._called(p, sought.stems[-1])] or found
        return found

    def _called(self, product: Product, word: str) -> bool:
        """Whether a word says what a product is: not "guitar" of a guitar strap, but "jeans" of "Jeans in Blue"."""
        kind = head(product)
        titled = word in _stems(product.title)
        return kind == word or (titled and (kind not in self.vocabulary.kinds or self._of_kind(product, word)))

    @staticmethod
    def _of_kind(product: Product, word: str) -> bool:
        return any(word in _stems(node) for node in product.category[-1:])

    def called(self, pool: Sequence[Product], sought: Sought) -> bool:
        """Say whether a product in a pool fits and is called what the words end in."""
        word = sought.stems[-1] if sought.stems else ""
        return any((self._called(p, word) or self._of_kind(p, word)) and self.fits(p, sought) for p in pool)

    def mended(self, pool: Sequence[Product], sought: Sought) -> Sought | None:
        """Return what may have been meant, where words of products in a pool were mistyped."""
        own = frozenset().union(*(self.words(p) for p in pool))
        written = {word for p in pool for text in _texts(p) for word in _letters(text)}
        said = dict(sought.said)
        strange = [w for w in said if w not in own]
        alone = len(said) == len(strange)
        meant = {w: _nearest(said[w], written, alone=alone) for w in strange if not (alone and said[w] in english())}
        if not strange or not all(meant.get(w) for w in strange):
            return None
        if any(w in self.vocabulary.titled for w in strange):
            return None
        raw = tuple(meant.get(w) or said[w] for w in sought.stems)
        return Sought(tuple(map(stem, raw)), raw, sought.amounts, sought.price)

    def words(self, product: Product) -> frozenset[str]:
        """Return the stems by which a product may be called: of its title, kind, brand and values."""
        if product.id not in self._words:
            self._words[product.id] = frozenset().union(*map(_stems, _texts(product)))
        return self._words[product.id]

    def _measures(self, product: Product, amount: Amount) -> bool:
        return any(amount.same(other) for text in (product.title, *_values(product)) for other in amounts_in(text))

    def _kindred(self, product: Product, word: str, raw: str) -> bool:
        """Whether a word names the product's kind or value in other words: "couch", "red" for crimson."""
        key = (product.id, word)
        if key not in self._kin:
            self._kin[key] = self._akin(product, word) or _compound(raw, self.words(product))
        return self._kin[key]

    def _akin(self, product: Product, word: str) -> bool:
        synonyms = self.vocabulary.synonyms
        if word in synonyms.types:
            title = f" {key_of(product.title)} {' '.join(map(key_of, product.category))} "
            names = self.vocabulary.category(self.vocabulary.named(word))
            if any(f" {key_of(name)} " in title for name in names):
                return True
        attributes = [a for a, held in synonyms.spelled.items() if word in held]
        return any(_matches(synonyms, a, word, value) for a in attributes for value in _values(product))


def is_empty(word: str, raw: str) -> bool:
    """Say whether a word is grammar or praise: "short", but not "shorts"."""
    return raw in NEVER or (word in NEVER_STEMS and not raw.endswith("s"))


def _compound(raw: str, own: frozenset[str]) -> bool:
    """Whether a word is made of a product's or goes on from one: "cookbook", "ethiopian"."""
    if raw.endswith("able") and raw[:-4] in own:
        return True
    split = any(stem(raw[:i]) in own and stem(raw[i:]) in own for i in range(3, len(raw) - 2))
    return split or any(raw[:-cut] in own for cut in (1, 2) if len(raw) - cut > 5)


def named_in(products: Sequence[Product]) -> frozenset[str]:
    """Return the stems of the names of attributes that products state, features left out."""
    return frozenset().union(*map(_named, products))


def _named(product: Product) -> frozenset[str]:
    stated = (name for name, values in product.attributes.items() if not any(isinstance(v, bool) for v in values))
    return frozenset().union(*(_stems(name.replace("_", " ")) for name in stated))


def _texts(product: Product) -> Iterator[str]:
    yield from (product.title, *product.category, product.brand or "", *_values(product))


def head(product: Product) -> str:
    """Return the stem of the word that says what kind of thing a product is."""
    return _head(product.title)


@lru_cache(maxsize=20_000)
def _head(title: str) -> str:
    words = taken_apart(title)
    first = words.stems[: words.ends[0]] if words.ends else ()
    return next((w for w in reversed(first) if w not in GENERIC_STEMS | NEVER_STEMS and not w[0].isdigit()), "")


@lru_cache(maxsize=20_000)
def written_in(title: str) -> tuple[str, ...]:
    """Return the stems of a title in its order."""
    return stems(title)


@lru_cache(maxsize=20_000)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stems(text))


@lru_cache(maxsize=50_000)
def _matches(synonyms: Synonyms, attribute: str, word: str, value: str) -> bool:
    return synonyms.matches(attribute, word, value)


@lru_cache(maxsize=20_000)
def _letters(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]{4,}", text.lower()))


def _values(product: Product) -> Iterator[str]:
    """What is stated and derived, of variants too; a number or a truth with its name."""
    for held in (product.attributes, *(v.attributes for v in product.variants)):
        for name, values in held.items():
            yield from (said for value in values if (said := _said(name, value)))
    for derived in product.derived.values():
        yield from (str(value) for value, _ in derived)


def _said(name: str, value: Value) -> str:
    text = str(value)
    if value is True or text.lower() in ("yes", "true"):
        return name.replace("_", " ")
    if value is False or text.lower() in ("no", "false"):
        return ""
    if isinstance(value, int | float):
        return f"{name.replace('_', ' ')} {value:g}"
    return f"{name.replace('_', ' ')} {text}" if re.match(r"\d", text) else text


def _nearest(word: str, own: Collection[str], *, alone: bool) -> str | None:
    """The own word that a mistyped or clipped one is like: one edit for four or five letters, two for more."""
    if not alone and len(word) > 2 and (longer := [w for w in own if w.startswith(word) and len(w) - len(word) < 4]):
        return min(longer)
    if len(word) < 4 or not word.isalpha():
        return None
    allowed = 1 if len(word) < (6 if alone else 5) else 2
    near = [(OSA.distance(word, other, score_cutoff=allowed), other) for other in own
            if len(other) > 3 and abs(len(other) - len(word)) <= allowed and other[:1] == word[:1]]  # fmt: skip
    best = min(near, default=(allowed + 1, ""))
    return best[1] if best[0] <= allowed else None

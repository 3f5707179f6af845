"""Attributes as columns: the distinct values of each, parsed once, and which offer has which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retrieval import words
from retrieval.catalog import Product, Value, Variant
from retrieval.filters import Constraint, family, values_of
from retrieval.postings import NOT_BEFORE
from retrieval.synonyms import Synonyms
from retrieval.units import UNITS

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

_ONE = r"(-?\d+(?:[.,]\d+)?)"
_NUMBER = re.compile(rf"[$€£]?\s*{_ONE}\s*-?\s*((?:[^\W\d_]|[\"'°%])*[2²]?)\.?", re.I)
_RANGE = re.compile(rf"{_ONE}\s*(?:-|–|to|bis)\s*{_ONE}\s*((?:[^\W\d_]|[\"'])*)\.?", re.I)
_TRUE, _FALSE = frozenset({"yes", "true"}), frozenset({"no", "false", "none"})


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value as it is compared: its stems, its number in base units, what that measures, its truth.

    `upper` is the far end of a range ("3-8 years"), else the number itself, `factor` what one of its own units is in
    base units; what a value is not is None.
    """

    stems: tuple[str, ...]
    number: float | None = None
    unit: str = ""
    truth: bool | None = None
    upper: float | None = None
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute: distinct values, and pairs `(value numbers, offer numbers)`, stated and derived apart.

    `derived` holds only offers that state nothing; what was derived beside a statement is in `also`.
    """

    name: str
    values: tuple[Parsed, ...]
    stated: tuple[Ints, Ints]
    derived: tuple[Ints, Ints]
    also: tuple[Ints, Ints]

    def having(self, constraint: Constraint, synonyms: Synonyms, offers: int) -> Bools:
        """Return `(offers,)`: whose stated, else derived, value is one of the constraint's (or within its limit)."""
        return self._spread(self._accepted(constraint, synonyms), (self.stated, self.derived), offers)

    def touching(self, constraint: Constraint, synonyms: Synonyms, offers: int) -> Bools:
        """Return `(offers,)`: who has one of the values in any way, stated or derived beside it."""
        return self._spread(self._accepted(constraint, synonyms), (self.stated, self.derived, self.also), offers)

    def numbers(self, offers: int) -> Floats:
        """Return `(offers,)` numbers, NaN where there is none."""
        of_value = np.asarray([np.nan if v.number is None else v.number for v in self.values], dtype=float)
        found = np.full(offers, np.nan)
        for held, where in (self.derived, self.stated):
            found[where] = of_value[held]
        return found

    def _accepted(self, constraint: Constraint, synonyms: Synonyms) -> Bools:
        test = Wanted.of(self.name, constraint, synonyms)
        return np.fromiter((test.accepts(v) for v in self.values), dtype=bool, count=len(self.values))

    @staticmethod
    def _spread(accepted: Bools, pairs: Iterable[tuple[Ints, Ints]], offers: int) -> Bools:
        passed = np.zeros(offers, dtype=bool)
        for held, where in pairs:
            passed[where[accepted[held]]] = True
        return passed


@dataclass(frozen=True, slots=True)
class Wanted:
    """A constraint on one value, prepared."""

    op: str
    wanted: tuple[Parsed, ...]
    phrases: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, attribute: str, constraint: Constraint, synonyms: Synonyms) -> Wanted:
        """Prepare a constraint on an attribute of that canonical name."""
        wanted = values_of(constraint)
        said = [v for v in wanted if isinstance(v, str)]
        if attribute == "gender" and constraint.op == "eq":
            said += [other for value in said for other in _worn_by(value, synonyms)]
        accepted = [family(synonyms, attribute, v, akin=constraint.op == "ne") for v in said]
        return cls(constraint.op, tuple(parse(v) for v in wanted), frozenset().union(*accepted))

    def accepts(self, value: Parsed) -> bool:
        """Is the value within the limit, or one of those wanted?"""
        if self.op in ("lte", "gte"):
            return any(_within(value, limit, self.op) for limit in self.wanted)
        if any(_same(value, wanted) for wanted in self.wanted):
            return True
        return value.number is None and any(contains(value.stems, phrase) for phrase in self.phrases)


_WORN_BY = {"men": ("unisex",), "women": ("unisex",), "boys": ("kids",), "girls": ("kids",), "kids": ("boys", "girls")}


def _worn_by(value: str, synonyms: Synonyms) -> tuple[str, ...]:
    """Return what else people wear: what is for everybody is for men and for women, what is for children for girls."""
    return tuple(other for name in synonyms.families("gender", value) for other in _WORN_BY.get(name, ()))


@lru_cache(maxsize=20_000, typed=True)
def parse(value: Value) -> Parsed:
    """Read a value: 15 inch, "15-inch" and 15" are one number of one unit, 500 ml and half a litre one volume."""
    if isinstance(value, bool):
        return Parsed((), truth=value)
    if not isinstance(value, str):
        return Parsed(words.stems(f"{value:g}"), float(value), upper=float(value))
    low = value.strip().casefold()
    if found := _RANGE.fullmatch(low):
        return _measured(value, found[1], found[2], found[3])
    if found := _NUMBER.fullmatch(low):
        return _measured(value, found[1], found[1], found[2])
    return Parsed(words.stems(value), truth=True if low in _TRUE else False if low in _FALSE else None)


def _measured(value: str, low: str, high: str, unit: str) -> Parsed:
    known = UNITS.get(unit)
    if unit and known is None:
        return Parsed(words.stems(value))
    factor = known.factor if known else 1.0
    first, last = (float(text.replace(",", ".")) * factor for text in (low, high))
    return Parsed(words.stems(value), first, known.measures if known else "", upper=last, factor=factor)


def contains(stems: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Does the phrase stand in the stems, and not as "faux leather" has leather?"""
    size = len(phrase)
    return any(
        stems[i : i + size] == phrase and not (i and stems[i - 1] in NOT_BEFORE) for i in range(len(stems) - size + 1)
    )


def columns(
    products: Sequence[Product], offers: Sequence[tuple[int, Variant | None]], synonyms: Synonyms
) -> dict[str, Attribute]:
    """Put the attributes of all offers into columns by canonical name; a variant's values replace its product's."""
    numbers: dict[str, dict[Value, int]] = {}
    pairs: dict[str, tuple[list[tuple[int, int]], ...]] = {}
    for offer, (row, variant) in enumerate(offers):
        for kind, name, values in _of_offer(products[row], variant, synonyms):
            known = numbers.setdefault(name, {})
            held = pairs.setdefault(name, ([], [], []))[kind]
            for value in values:
                # True == 1.0 as a key, so truths get one of their own
                key = f"\0{value}" if isinstance(value, bool) else value
                held.append((known.setdefault(key, len(known)), offer))
    return {
        name: Attribute(name, tuple(parse(_value(k)) for k in numbers[name]), *(_pair(p) for p in pairs[name]))
        for name in numbers
    }


def _of_offer(
    product: Product, variant: Variant | None, synonyms: Synonyms
) -> Iterable[tuple[int, str, tuple[Value, ...]]]:
    stated: dict[str, tuple[Value, ...]] = {}
    for held in (product.attributes, variant.attributes if variant else {}):
        own: dict[str, tuple[Value, ...]] = {}
        for name, values in held.items():
            canonical = synonyms.attribute(name)
            own[canonical] = own.get(canonical, ()) + values
        stated |= own
    yield from ((0, name, values) for name, values in stated.items())
    for name, found in product.derived.items():
        canonical = synonyms.attribute(name)
        yield (2 if canonical in stated else 1), canonical, tuple(value for value, _ in found)


def _value(key: Value) -> Value:
    return key == "\0True" if isinstance(key, str) and key.startswith("\0") else key


def _pair(pairs: list[tuple[int, int]]) -> tuple[Ints, Ints]:
    table = np.asarray(pairs, dtype=np.int32).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _same(value: Parsed, wanted: Parsed) -> bool:
    if wanted.truth is not None:
        return value.truth is wanted.truth
    held = _compared(value, wanted)
    return held is not None and held[0] - held[3] <= held[2] <= held[1] + held[3]


def _within(value: Parsed, limit: Parsed, op: str) -> bool:
    held = _compared(value, limit)
    return held is not None and (held[0] <= held[2] + held[3] if op == "lte" else held[1] >= held[2] - held[3])


def _compared(value: Parsed, other: Parsed) -> tuple[float, float, float, float] | None:
    """Return a value's two ends, what they are compared with, and how near is equal; None for different quantities.

    Where one of them states no unit, the numbers as they are written are compared.
    """
    if value.number is None or value.upper is None or other.number is None:
        return None
    if value.unit and other.unit and value.unit != other.unit:
        return None
    ours, theirs = (1.0, 1.0) if value.unit == other.unit else (value.factor, other.factor)
    wanted = other.number / theirs
    return value.number / ours, value.upper / ours, wanted, 1e-4 * max(abs(wanted), 1e-3)

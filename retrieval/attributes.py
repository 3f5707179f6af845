"""Attributes as columns: the distinct values of each, parsed once, and which offer has which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval import words
from retrieval.catalog import Product, Value, Variant
from retrieval.filters import Constraint, family, values_of
from retrieval.postings import NOT_BEFORE
from retrieval.synonyms import Synonyms

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

_NUMBER = re.compile(r"[$€£]?\s*(-?\d+(?:[.,]\d+)?)\s*-?\s*([a-z\"°%]*)\.?", re.I)
_UNITS = {alias: unit for unit, *others in (
    ("in", '"', "inch", "inches"), ("ft", "foot", "feet"), ("m", "metre", "meter", "metres", "meters"),
    ("cm", "centimetre", "centimeter", "centimetres", "centimeters"),
    ("mm", "millimetre", "millimeter", "millimetres", "millimeters"),
    ("kg", "kilo", "kilos", "kilogram", "kilograms"), ("g", "gr", "gram", "grams"),
    ("lb", "lbs", "pound", "pounds"), ("oz", "ounce", "ounces"), ("l", "litre", "liter", "litres", "liters"),
    ("ml", "millilitre", "milliliter", "millilitres", "milliliters"), ("gb", "gigabyte", "gigabytes"),
    ("tb", "terabyte", "terabytes"), ("w", "watt", "watts"), ("v", "volt", "volts"), ("hz", "hertz"), ("mah",),
    ("h", "hr", "hrs", "hour", "hours"), ("piece", "pieces", "pc", "pcs"), ("year", "years", "yr", "yrs"),
) for alias in (unit, *others)}
_TRUE, _FALSE = frozenset({"yes", "true"}), frozenset({"no", "false", "none"})


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value as it is compared: its stems, its number and unit, its truth; what it is not is None."""

    stems: tuple[str, ...]
    number: float | None = None
    unit: str = ""
    truth: bool | None = None


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
        accepted = [family(synonyms, attribute, v, akin=constraint.op == "ne") for v in wanted if isinstance(v, str)]
        return cls(constraint.op, tuple(parse(v) for v in wanted), frozenset().union(*accepted))

    def accepts(self, value: Parsed) -> bool:
        """Is the value within the limit, or one of those wanted?"""
        if self.op in ("lte", "gte"):
            return any(_within(value, limit, self.op) for limit in self.wanted)
        if any(_same(value, wanted) for wanted in self.wanted):
            return True
        return value.number is None and any(contains(value.stems, phrase) for phrase in self.phrases)


def parse(value: Value) -> Parsed:
    """Read a value: 15 inch, "15-inch" and 15" are one number with one unit."""
    if isinstance(value, bool):
        return Parsed((), truth=value)
    if not isinstance(value, str):
        return Parsed(words.stems(f"{value:g}"), float(value))
    low = value.strip().casefold()
    found = _NUMBER.fullmatch(low)
    truth = True if low in _TRUE else False if low in _FALSE else None
    if found is None or (found[2] and found[2] not in _UNITS):
        return Parsed(words.stems(value), truth=truth)
    return Parsed(words.stems(value), float(found[1].replace(",", ".")), _UNITS.get(found[2], ""), truth)


def contains(stems: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Does the phrase stand in the stems, and not as "faux leather" has leather?"""
    size = len(phrase)
    return any(stems[i:i + size] == phrase and not (i and stems[i - 1] in NOT_BEFORE)
               for i in range(len(stems) - size + 1))


def columns(products: Sequence[Product], offers: Sequence[tuple[int, Variant | None]],
            synonyms: Synonyms) -> dict[str, Attribute]:
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
    return {name: Attribute(name, tuple(parse(_value(k)) for k in numbers[name]), *(_pair(p) for p in pairs[name]))
            for name in numbers}


def _of_offer(product: Product, variant: Variant | None,
              synonyms: Synonyms) -> Iterable[tuple[int, str, tuple[Value, ...]]]:
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
    if value.number is None or wanted.number is None:
        return False
    return abs(value.number - wanted.number) < 1e-6 and (value.unit == wanted.unit or not value.unit or not wanted.unit)


def _within(value: Parsed, limit: Parsed, op: str) -> bool:
    if value.number is None or limit.number is None or (value.unit and limit.unit and value.unit != limit.unit):
        return False
    return value.number <= limit.number + 1e-6 if op == "lte" else value.number >= limit.number - 1e-6

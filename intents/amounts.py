"""Amounts: numbers with a unit in titles and values, in one unit for each dimension, so that they compare."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

_UNITS: dict[str, tuple[str, float]] = {
    name: (dimension, factor)
    for dimension, units in {
        "mass": {"mg": 0.001, "g gr gram grams": 1.0, "kg kgs kilo kilos kilogram kilograms": 1000.0,
                 "oz ounce ounces": 28.35, "lb lbs pound pounds": 453.6},
        "volume": {"ml millilitre millilitres milliliter milliliters": 1.0, "cl": 10.0,
                   "l litre litres liter liters": 1000.0, "cup cups": 240.0, "qt quart quarts": 946.0,
                   "gal gallon gallons": 3785.0},
        "length": {"mm": 1.0, "cm": 10.0, "m metre metres meter meters": 1000.0, "in inch inches \"": 25.4,
                   "ft foot feet": 304.8},
        "data": {"mb": 0.001, "gb gig gigs gigabyte gigabytes": 1.0, "tb terabyte terabytes": 1000.0},
        "power": {"w watt watts": 1.0, "kw": 1000.0},
        "charge": {"mah": 1.0},
        "light": {"lm lumen lumens": 1.0},
        "time": {"min mins minute minutes": 1.0, "h hr hrs hour hours": 60.0, "day days": 1440.0},
        "count": {"piece pieces pc pcs pack count ct sheets pages capsules tablets": 1.0},
        "people": {"person persons people man players seater seats": 1.0},
    }.items()
    for names, factor in units.items()
    for name in names.split()
}  # fmt: skip
_NAMES = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?<![\w.])(?P<n>\d+(?:[.,]\d+)?)(?:\s?[x×]\s?(?P<m>\d+(?:[.,]\d+)?))?[\s-]?(?P<u>{_NAMES})(?![^\W_])", re.I
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A size of something in the first unit of its dimension (g, ml, mm, GB, minutes, pieces)."""

    dimension: str
    value: float

    def same(self, other: Amount) -> bool:
        """Say whether two amounts are one."""
        return self.dimension == other.dimension and math.isclose(self.value, other.value, rel_tol=0.005)


@lru_cache(maxsize=20_000)
def amounts_in(text: str) -> tuple[Amount, ...]:
    """Return the amounts in a text; "160 x 230 cm" is an area and the longer side."""
    found = []
    for match in _AMOUNT.finditer(text):
        dimension, factor = _UNITS[match["u"].lower()]
        value = float(match["n"].replace(",", ".")) * factor
        if match["m"]:
            other = float(match["m"].replace(",", ".")) * factor
            found.append(Amount("area", value * other))
            value = max(value, other)
        found.append(Amount(dimension, value))
    return tuple(found)


def is_unit(word: str) -> bool:
    """Say whether a word is a unit of measure."""
    return word in _UNITS

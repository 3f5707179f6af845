"""Units: the names that measures go by, the quantity and size of each in base units, and the amounts in a text."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it is written back, what it measures, and how many base units (m, kg, l, h, GB, W, ...) it is."""

    name: str
    measures: str
    factor: float = 1.0


_TABLE = (
    ("length", "mm", 0.001, "millimetre millimeter millimetres millimeters"),
    ("length", "cm", 0.01, "centimetre centimeter centimetres centimeters"),
    ("length", "m", 1.0, "metre meter metres meters mtr"),
    ("length", "in", 0.0254, '" inch inches'),
    ("length", "ft", 0.3048, "' foot feet"),
    ("length", "yd", 0.9144, "yard yards"),
    ("weight", "mg", 1e-6, "milligram milligrams"),
    ("weight", "g", 0.001, "gr gram grams gramme grammes"),
    ("weight", "kg", 1.0, "kgs kilo kilos kilogram kilograms"),
    ("weight", "oz", 0.028349523, "ounce ounces"),
    ("weight", "lb", 0.45359237, "lbs pound pounds"),
    ("weight", "t", 1000.0, "tonne tonnes"),
    ("volume", "ml", 0.001, "millilitre milliliter millilitres milliliters"),
    ("volume", "cl", 0.01, "centilitre centilitres"),
    ("volume", "l", 1.0, "litre liter litres liters ltr"),
    ("volume", "pt", 0.568261, "pint pints"),
    ("volume", "qt", 0.946353, "quart quarts"),
    ("volume", "gal", 3.785412, "gallon gallons"),
    ("storage", "mb", 0.001, "megabyte megabytes"),
    ("storage", "gb", 1.0, "gig gigs gigabyte gigabytes"),
    ("storage", "tb", 1024.0, "terabyte terabytes"),
    ("power", "w", 1.0, "watt watts"),
    ("power", "kw", 1000.0, "kilowatt kilowatts"),
    ("power", "hp", 745.7, "horsepower"),
    ("voltage", "v", 1.0, "volt volts"),
    ("charge", "mah", 1.0, ""),
    ("charge", "ah", 1000.0, ""),
    ("frequency", "hz", 1.0, "hertz"),
    ("frequency", "khz", 1000.0, ""),
    ("frequency", "mhz", 1e6, ""),
    ("frequency", "ghz", 1e9, ""),
    ("noise", "db", 1.0, "decibel decibels"),
    ("pressure", "bar", 1.0, "bars"),
    ("pressure", "psi", 0.0689476, ""),
    ("torque", "nm", 1.0, "newton-metres"),
    ("light", "lm", 1.0, "lumen lumens"),
    ("resolution", "mp", 1.0, "megapixel megapixels"),
    ("area", "m2", 1.0, "m² sqm"),
    ("area", "ft2", 0.092903, "sqft"),
    ("angle", "degrees", 1.0, "degree °"),
    ("density", "gsm", 1.0, ""),
    ("time", "s", 1 / 3600, "sec secs second seconds"),
    ("time", "minutes", 1 / 60, "min mins minute"),
    ("time", "hours", 1.0, "h hr hrs hour std stunden"),
    ("time", "days", 24.0, "day"),
    ("time", "weeks", 168.0, "week"),
    ("time", "months", 730.0, "month monate"),
    ("time", "years", 8760.0, "year yr yrs jahr jahre"),
    ("pieces", "pieces", 1.0, "piece pc pcs count ct pack packs stück"),
    ("people", "people", 1.0, "person persons seater seaters sleeper adults campers man players player"),
)
UNITS = {
    alias: Unit(name, measures, factor)
    for measures, name, factor, others in _TABLE
    for alias in (name, *others.split())
}
"""Every way to write a unit, in lower case."""

NAMED_FOR = {
    "length": ("length", "width", "height", "depth", "diameter", "size", "screen", "blade", "thickness"),
    "weight": ("weight", "load"),
    "volume": ("capacity", "volume"),
    "storage": ("storage", "memory", "ram"),
    "power": ("power", "wattage"),
    "voltage": ("voltage",),
    "light": ("lumens", "brightness"),
    "time": ("battery", "life", "age", "warranty", "time", "duration"),
    "area": ("coverage", "area"),
    "pieces": ("pieces", "pack", "count", "quantity", "units"),
    "people": ("people", "persons", "sleeps", "seats", "serves", "players", "capacity", "seating", "places"),
}
"""Words in the names of attributes that hold a quantity, for shops that leave the unit out."""

_NO_UNIT = frozenset("second seconds bar bars player sleeper adults campers t s".split())
"""Names of units that say something else where a product is described: "the second one", "the two bars"."""
_ALIASES = "|".join(sorted(map(re.escape, UNITS.keys() - _NO_UNIT), key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?<![\w.])(?P<n>\d+(?:[.,]\d+)?)(?:\s?[x×]\s?(?P<m>\d+(?:[.,]\d+)?))?[\s-]?(?P<u>{_ALIASES})(?![^\W_])", re.I
)


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of something, in the base unit of what is measured (kg, l, m, GB, hours, pieces)."""

    measures: str
    value: float

    def same(self, other: Amount) -> bool:
        """Say whether two amounts are one."""
        return self.measures == other.measures and math.isclose(self.value, other.value, rel_tol=0.005)


@lru_cache(maxsize=20_000)
def amounts_in(text: str) -> tuple[Amount, ...]:
    """Return the amounts in a text; "160 x 230 cm" is an area and the longer side."""
    found = []
    for match in _AMOUNT.finditer(text):
        unit = UNITS[match["u"].lower()]
        value = float(match["n"].replace(",", ".")) * unit.factor
        if match["m"]:
            other = float(match["m"].replace(",", ".")) * unit.factor
            found.append(Amount("area", value * other))
            value = max(value, other)
        found.append(Amount(unit.measures, value))
    return tuple(found)


def is_unit(word: str) -> bool:
    """Say whether a word is a unit of measure, and nothing else that products are described by."""
    return word in UNITS and word not in _NO_UNIT

"""What the numbers of a catalogue's attributes measure, as arrays: weights in kg, lengths in m, pieces, pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.attributes import parse
from retrieval.synonyms import key_of
from retrieval.units import NAMED_FOR

Rows = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """The numbers that rows state of one attribute, `(n,)` each: row, both ends in base units, what they measure."""

    rows: Rows
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    units: NDArray[np.str_]


def measured(holders: Mapping[str, Mapping[str, Rows]]) -> dict[str, Measured]:
    """Put the numbers of every attribute that mostly holds numbers into arrays."""
    found: dict[str, Measured] = {}
    for name, values in holders.items():
        parsed = [(parse(value), rows) for value, rows in values.items()]
        numbers = [(p.number, p.upper, p.unit, rows) for p, rows in parsed if p.number is not None]
        if numbers and len(numbers) * 2 >= len(parsed):
            sizes = [len(rows) for _, _, _, rows in numbers]
            found[name] = Measured(
                np.concatenate([rows for _, _, _, rows in numbers]),
                np.repeat(np.asarray([low for low, _, _, _ in numbers], dtype=float), sizes),
                np.repeat(np.asarray([high for _, high, _, _ in numbers], dtype=float), sizes),
                np.repeat(np.asarray([unit for _, _, unit, _ in numbers]), sizes),
            )
    return found


def counted(columns: Mapping[str, Measured]) -> dict[str, tuple[str, ...]]:
    """Map the last word of the names of attributes that count something ("pages", "gears") to their names."""
    found: dict[str, tuple[str, ...]] = {}
    for name, column in columns.items():
        word = name.replace("_", " ").split()[-1]
        if (column.units == "").any() and word.endswith("s"):
            found[key_of(word)] = (*found.get(key_of(word), ()), name)
    return found


def measures(columns: Mapping[str, Measured]) -> frozenset[str]:
    """Return what some attribute measures: weight, length, pieces, ..."""
    found = {str(unit) for column in columns.values() for unit in np.unique(column.units) if unit}
    words = {word for name in columns for word in key_of(name.replace("_", " ")).split()}
    return frozenset(found | {what for what, names in NAMED_FOR.items() if words & set(map(key_of, names))})

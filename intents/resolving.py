"""Amounts on attributes: which attribute of the kind at hand a measure is about, and what must hold of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from intents.measuring import WEIGHED, Amount
from retrieval.attributes import Bools
from retrieval.filters import Constraint, Op
from retrieval.measured import Measured
from retrieval.synonyms import key_of
from retrieval.units import NAMED_FOR, UNITS
from retrieval.vocabulary import Rows, Vocabulary


def constraints(found: Sequence[Amount], low: str, vocabulary: Vocabulary, rows: Rows) -> Iterator[Constraint]:
    """Yield what must hold of a product, on the attribute that states it; a soft keyword where none does."""
    member = np.zeros(len(vocabulary.products), dtype=bool)
    member[rows] = True
    for item in found:
        if (named := _attribute(item, low, vocabulary, member)) is not None:
            yield Constraint(named[0], _op(item, named[0], low, vocabulary, member), named[1])
        elif item.unit is not None and item.op == "eq" and item.unit.measures not in ("people", "time"):
            yield _as_words(item, vocabulary, rows)


def _op(item: Amount, name: str, low: str, vocabulary: Vocabulary, member: Bools) -> Op:
    """What is for four people may be for more, unless the shop says for how many at most."""
    if item.unit is None or item.unit.measures != "people" or item.op != "eq":
        return item.op
    column = vocabulary.measured[name]
    held = member[column.rows]
    ranges = bool((column.high[held] > column.low[held]).any())
    least = item.said or re.search(r"\b(?:for|of) (?:us |up to |about )?$", low[: item.start])
    return "gte" if least and not ranges else "eq"


def _attribute(item: Amount, low: str, vocabulary: Vocabulary, member: Bools) -> tuple[str, str | float] | None:
    """The attribute of these rows that an amount is about, and the amount as that attribute states it."""
    best: tuple[tuple[float, ...], str, str | float] | None = None
    for name, column in vocabulary.measured.items():
        held = member[column.rows]
        if not held.any() or not _fits(item, name, column, held):
            continue
        written = _written(item, column, held)
        score = _score(item, name, column, held, low)
        if best is None or score > best[0]:
            best = (score, name, written)
    return None if best is None else (best[1], best[2])


def _fits(item: Amount, name: str, column: Measured, held: Bools) -> bool:
    if item.unit is None:
        return name == item.about
    if (column.units[held] == item.unit.measures).any():
        return True
    words = key_of(name.replace("_", " ")).split()
    return bool((column.units[held] == "").any()) and any(
        key_of(w) in words for w in NAMED_FOR.get(item.unit.measures, ())
    )


def _written(item: Amount, column: Measured, held: Bools) -> str | float:
    if item.unit is None or not (column.units[held] == item.unit.measures).any():
        return int(item.value) if item.value == int(item.value) else item.value
    return f"{item.value:g} {item.unit.name}"


def _score(item: Amount, name: str, column: Measured, held: Bools, low: str) -> tuple[float, ...]:
    """Prefer the attribute that is named, by its side or in the words around, then one that has the amount."""
    words = set(key_of(name.replace("_", " ")).split())
    near = set(key_of(low[max(0, item.start - 40) : item.end + 30]).split())
    sided = bool(item.about) and bool(words & _akin(item.about))
    size = item.value * (item.unit.factor if item.unit and (column.units[held] == item.unit.measures).any() else 1.0)
    low_end, high_end = column.low[held], column.high[held]
    exact = bool(((low_end <= size * 1.0001) & (high_end >= size * 0.9999)).any())
    inside = bool(low_end.min() * 0.2 <= size <= high_end.max() * 5)
    if item.unit and item.unit.measures == "weight" and WEIGHED.search(low):
        sided = sided or "weight" in words
    return (float(sided), len(words & near), float(exact and item.op == "eq"), float(inside), float(exact),
            float("load" not in words), float(held.sum()))  # fmt: skip


def _akin(about: str) -> set[str]:
    others = {"length": ("height", "blade"), "height": (), "depth": ("thick",), "noise": ("loud",)}.get(about, ())
    return {key_of(about), *(key_of(w) for w in others)}


def _as_words(item: Amount, vocabulary: Vocabulary, rows: Rows) -> Constraint:
    aliases = [alias for alias, unit in UNITS.items() if item.unit is not None and unit.name == item.unit.name]
    shown = item.unit.name if item.unit else ""
    forms = [f"{item.value:g}{gap}{alias}" for alias in aliases if alias.isalpha() for gap in (" ", "")]
    said = tuple(f for f in forms if np.isin(vocabulary.rows_with(f), rows).any())
    return Constraint("keyword", "eq", said if len(said) > 1 else said[0] if said else f"{item.value:g} {shown}",
                      hard=bool(said))  # fmt: skip

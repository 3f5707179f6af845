"""Measures of a turn: amounts with a unit, limits on them, and which attribute of the kind at hand they are about.

"At least 16 GB", "no wider than 60 cm", "half a litre", "20 to 30 l", "pack of 6", "for 4 people", "150 pages or more".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from intents.numbers import NUM, number
from intents.text import Text
from retrieval.attributes import Bools
from retrieval.filters import Constraint, Op
from retrieval.synonyms import key_of
from retrieval.units import NAMED_FOR, UNITS, Unit
from retrieval.vocabulary import Measured, Rows, Vocabulary

_MORE = {"bigger": "", "larger": "", "greater": "", "longer": "length", "wider": "width", "broader": "width",
         "taller": "height", "higher": "height", "heavier": "weight", "deeper": "depth", "thicker": "thickness",
         "louder": "noise", "faster": "speed", "brighter": "lumens", "stronger": "power", "older": "age"}  # fmt: skip
_LESS = {"smaller": "", "shorter": "length", "narrower": "width", "slimmer": "width", "lower": "height",
         "lighter": "weight", "shallower": "depth", "thinner": "thickness", "quieter": "noise", "slower": "speed",
         "younger": "age"}  # fmt: skip
_SIDES = {"wide": "width", "long": "length", "tall": "height", "high": "height", "deep": "depth", "thick": "thickness",
          "across": "diameter", "heavy": "weight", "old": "age", "broad": "width"}  # fmt: skip
_GLUED = "m l g w v h s t in lm nm".split()  # of one or two letters: read right after a number, or before a break
_WORDED = sorted((re.escape(u) for u in UNITS), key=len, reverse=True)
_UNIT = rf"(?:{'|'.join(_WORDED)})"
_AMOUNT = (rf"(?:(?P<part>half an?|(?:a )?quarter of an?|three quarters of an?|one and a half|an?(?= (?:kilo|kg|lit(?:er"
           rf"|re)|met(?:er|re)|foot|pint)))|(?P<n>\d+(?:[.,]\d{{1,3}})?|{NUM})"
           rf"(?: ?(?P<to>-|–|to|and) ?(?P<m>\d+(?:[.,]\d+)?))?)")  # fmt: skip
_PARTS = {"half": 0.5, "quarter": 0.25, "three": 0.75, "one": 1.5, "a": 1.0, "an": 1.0}
_LEAST = (r"at (?:the )?least|atleast|min(?:imum)?(?: of)?|more than|over|above|no less than|not less than|not under"
          r"|upwards of|starting (?:at|from)|>=?|≥")  # fmt: skip
_MOST = (r"at (?:the )?most|max(?:imum)?(?: of)?|up to|no more than|not more than|under|below|less than|within|<=?|≤"
         r"|not over|nothing over|not above")  # fmt: skip
_ABOUT = r"about|around|roughly|approx(?:imately)?\.?|circa|~"
_THAN = "|".join((*_MORE, *_LESS))
_BEFORE = (rf"(?:(?:(?P<not>no|not|isn'?t|aren'?t|nothing) )?(?P<adj>{_THAN}) than|(?P<least>{_LEAST})|(?P<most>{_MOST})"
           rf"|(?<!how )(?<!what )(?P<about>{_ABOUT})|(?P<between>between|from)|(?P<seats>seats|sleeps|serves|fits|seating|sleeping))"
           r" ?(?:about |around |a total of )?")  # fmt: skip
_AFTER = (r"(?:,? ?(?P<more>or (?:more|above|over|up|longer|bigger|larger|wider|taller|higher|heavier|older)|and (?:up|over"
          r"|above|more)|plus\b|\+|min(?:imum)?\b)|,? ?(?P<less>or (?:less|under|below|smaller|shorter|lighter|narrower"
          r"|younger)|and (?:under|below|less)|max(?:imum)?\b|tops\b|at most))?")  # fmt: skip
_DIMENSION = rf"(?:[ -]?(?P<side>{'|'.join(_SIDES)})\b)?"
_MEASURE = re.compile(rf"(?<![\w.,$£€])(?:{_BEFORE})?(?<![\w.,$£€]){_AMOUNT} ?-?(?P<unit>{_UNIT})(?![\w²2])"
                      rf"{_DIMENSION}{_AFTER}")  # fmt: skip
_COUNTED = re.compile(rf"(?<![\w.,$£€])(?:{_BEFORE})?(?<![\w.,$£€])(?P<n>\d+(?:\.\d+)?|{NUM}) ?-?(?P<unit>[^\W\d_]+)"
                      rf"{_AFTER}")  # fmt: skip
_PACK = re.compile(rf"\b(?:pack|box|set|bag|tub)s? of (?P<n>\d+|{NUM})(?!\w)|(?:(?P<least>{_LEAST}) |(?P<most>{_MOST}) )?"
                   rf"(?<![\w.])(?P<m>\d+|{NUM}) (?:in a|per|to a|to the|a) (?:pack|box|set|bag|tub)\b")  # fmt: skip
_AGED = re.compile(r"\b(?:aged?|ages?)(?: of| is)? (?P<n>\d{1,2})(?! ?(?:months|weeks))(?:(?P<more> and up| or (?:older|up)|\+))?")
_SEATS = re.compile(rf"\b(?P<seats>seats|sleeps|serves|seating for|sleeping|room for|for)(?P<least> at least| more than)?(?: up to| about)? (?P<n>\d{{1,2}}|{NUM})(?=$|[ .,!?]+(?:of us\b)?)")
_HEAVY = re.compile(r"\b(?:weigh\w*|heavier|lighter)\b")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount that was said, with its unit, how it limits, and a word for what it measures ("width"), if any."""

    value: float
    unit: Unit | None
    op: Op
    start: int
    end: int
    about: str = ""
    said: str = ""


def amounts(text: Text, vocabulary: Vocabulary) -> list[Amount]:
    """Find the measures of a turn, in order, none twice."""
    found: list[Amount] = []
    for reader in (_measures, _packs, _counts):
        for item in list(reader(text.low, vocabulary)):
            if not any(item.start < o.end and o.start < item.end and (item.start, item.end) != (o.start, o.end)
                       for o in found):  # fmt: skip
                found.append(item)
    return sorted(found, key=lambda item: item.start)


def _measures(low: str, vocabulary: Vocabulary) -> Iterator[Amount]:
    if not any(c.isdigit() for c in low) and not _SPELLED_UNIT.search(low):
        return
    for m in _MEASURE.finditer(low):
        unit = UNITS[m["unit"]]
        if _is_other(m, unit, low):
            continue
        about = _SIDES.get(m["side"] or "", "") or {**_MORE, **_LESS}.get(m["adj"] or "", "")
        yield from _limited(m, unit, about)


_SPELLED_UNIT = re.compile(rf"\b(?:{NUM}|half an?|quarter|an?) ?(?:of an? )?(?:{'|'.join(w for w in _WORDED if len(w) > 3)})\b")


def _is_other(m: re.Match[str], unit: Unit, low: str) -> bool:
    """Whether it is money, a place in a list, or the like: "5 pounds", "2 in blue", "100 pieces of that"."""
    said = m["unit"]
    if said in ("pound", "pounds") and not (_HEAVY.search(low) or m["side"]):
        return True
    if said == "in" and low[m.start("unit") - 1] == " ":
        return not re.match(r" ?(?:screen|blade|display|wide|long|tall|laptop|tablet|$)", low[m.end("unit"):])
    if said in ("t", "s", "second", "seconds", "player", "man", "count", "degree", "degrees", "'") and m["n"] is None:
        return True
    if said == "s" and low[m.start("unit") - 1 : m.start("unit")] != " ":
        return True  # "the 90s"
    return said in ("second", "s", "'") or (unit.measures == "time" and bool(re.search(r"\b(?:in|within) $", low[: m.start()])))


def _limited(m: re.Match[str], unit: Unit | None, about: str) -> Iterator[Amount]:
    """Turn a match into one or two limits."""
    said = m.groupdict()
    if said.get("part"):
        first = _PARTS[(said["part"].replace("a quarter", "quarter")).split()[0]]
    else:
        value = number(said["n"]) if not re.fullmatch(r"\d+,\d{1,2}", said["n"]) else float(said["n"].replace(",", "."))
        if value is None:
            return
        first = value
    span = (m.start(), m.end())
    if said.get("m"):
        yield Amount(first, unit, "gte", *span, about)
        yield Amount(float(said["m"].replace(",", ".")), unit, "lte", *span, about)
        return
    if said.get("about"):
        yield Amount(round(first * 0.85, 2), unit, "gte", *span, about)
        yield Amount(round(first * 1.15, 2), unit, "lte", *span, about)
        return
    more = said.get("least") or said.get("more") or said.get("adj") in _MORE
    less = said.get("most") or said.get("less") or said.get("adj") in _LESS
    if said.get("adj") and said.get("not"):
        more, less = less, more
    yield Amount(first, unit, "gte" if more else "lte" if less else "eq", *span, about, said.get("seats") or "")


def _packs(low: str, vocabulary: Vocabulary) -> Iterator[Amount]:
    for m in _PACK.finditer(low):
        op: Op = "gte" if m["least"] else "lte" if m["most"] else "eq"
        yield Amount(number(m["n"] or m["m"]) or 0.0, UNITS["pieces"], op, *m.span())
    if "age" in vocabulary.measured:
        for m in _AGED.finditer(low):
            yield Amount(float(m["n"]), UNITS["years"], "gte" if m["more"] else "eq", *m.span(), "age")
    for m in _SEATS.finditer(low):
        if m["seats"] != "for":
            op = "gte" if m["least"] else "eq"
            yield Amount(number(m["n"]) or 0.0, UNITS["people"], op, *m.span(), said=m["seats"])


def _counts(low: str, vocabulary: Vocabulary) -> Iterator[Amount]:
    """Numbers before the name of an attribute that counts: "150 pages", "at least 5 steps"."""
    if vocabulary.counted or "pieces" in vocabulary.measures:
        for m in _COUNTED.finditer(low):
            names = vocabulary.counted.get(key_of(m["unit"]))
            if names:
                yield from _limited(m, None, names[0])
            elif (m["least"] or m["more"]) and key_of(m["unit"]) in vocabulary.kinds:  # "at least 500 screws" in a pack
                if "pieces" in vocabulary.measures and (value := number(m["n"])) is not None:
                    yield Amount(value, UNITS["pieces"], "gte", m.start(), m.end("n"))


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
    return bool((column.units[held] == "").any()) and any(key_of(w) in words for w in NAMED_FOR.get(item.unit.measures, ()))


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
    if item.unit and item.unit.measures == "weight" and _HEAVY.search(low):
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

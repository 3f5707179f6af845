"""Measures of a turn: amounts with a unit, limits on them, and which attribute of the kind at hand they are about.

"At least 16 GB", "no wider than 60 cm", "half a litre", "20 to 30 l", "pack of 6", "for 4 people", "150 pages or more".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from intents.numbers import NUM, number
from intents.text import Text
from retrieval.filters import Op
from retrieval.synonyms import key_of
from retrieval.units import UNITS, Unit
from retrieval.vocabulary import Vocabulary

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
_AMOUNT = (rf"(?:(?P<part>half an?|(?:a )?quarter of an?|three quarters of an?|one and a half|an?(?= (?:kilo|kg"
           rf"|lit(?:er"
           rf"|re)|met(?:er|re)|foot|pint)))|(?P<n>\d+(?:[.,]\d{{1,3}})?|{NUM})"
           rf"(?: ?(?P<to>-|–|to|and) ?(?P<m>\d+(?:[.,]\d+)?))?)")  # fmt: skip
_PARTS = {"half": 0.5, "quarter": 0.25, "three": 0.75, "one": 1.5, "a": 1.0, "an": 1.0}
_LEAST = (r"at (?:the )?least|atleast|min(?:imum)?(?: of)?|more than|over|above|no less than|not less than|not under"
          r"|upwards of|starting (?:at|from)|>=?|≥")  # fmt: skip
_MOST = (r"at (?:the )?most|max(?:imum)?(?: of)?|up to|no more than|not more than|under|below|less than|within|<=?|≤"
         r"|not over|nothing over|not above")  # fmt: skip
_ABOUT = r"about|around|roughly|approx(?:imately)?\.?|circa|~"
_THAN = "|".join((*_MORE, *_LESS))
_BEFORE = (rf"(?:(?:(?P<not>no|not|isn'?t|aren'?t|nothing) )?(?P<adj>{_THAN}) than|(?P<least>{_LEAST})"
           rf"|(?P<most>{_MOST})"
           rf"|(?<!how )(?<!what )(?P<about>{_ABOUT})|(?P<between>between|from)|(?P<seats>seats|sleeps|serves|fits"
           rf"|seating|sleeping))"
           r" ?(?:about |around |a total of )?")  # fmt: skip
_AFTER = (r"(?:,? ?(?P<more>or (?:more|above|over|up|longer|bigger|larger|wider|taller|higher|heavier|older)"
          r"|and (?:up|over"
          r"|above|more)|plus\b|\+|min(?:imum)?\b)|,? ?(?P<less>or (?:less|under|below|smaller|shorter|lighter|narrower"
          r"|younger)|and (?:under|below|less)|max(?:imum)?\b|tops\b|at most))?")  # fmt: skip
_DIMENSION = rf"(?:[ -]?(?P<side>{'|'.join(_SIDES)})\b)?"
_MEASURE = re.compile(rf"(?<![\w.,$£€])(?:{_BEFORE})?(?<![\w.,$£€]){_AMOUNT} ?-?(?P<unit>{_UNIT})(?![\w²2])"
                      rf"{_DIMENSION}{_AFTER}")  # fmt: skip
_COUNTED = re.compile(rf"(?<![\w.,$£€])(?:{_BEFORE})?(?<![\w.,$£€])(?P<n>\d+(?:\.\d+)?|{NUM}) ?-?(?P<unit>[^\W\d_]+)"
                      rf"{_AFTER}")  # fmt: skip
_PACK = re.compile(rf"\b(?:pack|box|set|bag|tub)s? of (?P<n>\d+|{NUM})(?!\w)|(?:(?P<least>{_LEAST}) "
                   rf"|(?P<most>{_MOST}) )?"
                   rf"(?<![\w.])(?P<m>\d+|{NUM}) (?:in a|per|to a|to the|a) (?:pack|box|set|bag|tub)\b")  # fmt: skip
_AGED = re.compile(
    r"\b(?:aged?|ages?)(?: of| is)? (?P<n>\d{1,2})(?! ?(?:months|weeks))(?:(?P<more> and up| or (?:older|up)|\+))?"
)
_SEATS = re.compile(
    rf"\b(?P<seats>(?:seat|sleep|serve|fit)s?|seating for|sleeping|room for|for)(?P<least> at least| more than)?"
    rf"(?: up to| about)? (?P<n>\d{{1,2}}|{NUM})(?!\w)(?P<more> or more|\+| and (?:up|more))?(?=$|[ .,!?]+(?:of us\b)?)"
)
WEIGHED = re.compile(r"\b(?:weigh\w*|heavier|lighter)\b")


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


_SPELLED_UNIT = re.compile(
    rf"\b(?:{NUM}|half an?|quarter|an?) ?(?:of an? )?(?:{'|'.join(w for w in _WORDED if len(w) > 3)})\b"
)


def _is_other(m: re.Match[str], unit: Unit, low: str) -> bool:
    """Whether it is money, a place in a list, or the like: "5 pounds", "2 in blue", "100 pieces of that"."""
    said = m["unit"]
    if said in ("pound", "pounds") and not (WEIGHED.search(low) or m["side"]):
        return True
    if said == "in" and low[m.start("unit") - 1] == " ":
        return not re.match(r" ?(?:screen|blade|display|wide|long|tall|laptop|tablet|$)", low[m.end("unit") :])
    if said in ("t", "s", "second", "seconds", "player", "man", "count", "degree", "degrees", "'") and m["n"] is None:
        return True
    if said == "s" and low[m.start("unit") - 1 : m.start("unit")] != " ":
        return True  # "the 90s"
    return said in ("second", "s", "'") or (
        unit.measures == "time" and bool(re.search(r"\b(?:in|within) $", low[: m.start()]))
    )


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
            op = "gte" if m["least"] or m["more"] else "eq"
            yield Amount(number(m["n"]) or 0.0, UNITS["people"], op, *m.span(), said=m["seats"])


def _counts(low: str, vocabulary: Vocabulary) -> Iterator[Amount]:
    """Numbers before the name of an attribute that counts: "150 pages", "at least 5 steps"."""
    if vocabulary.counted or "pieces" in vocabulary.measures:
        for m in _COUNTED.finditer(low):
            names = vocabulary.counted.get(key_of(m["unit"]))
            if names:
                yield from _limited(m, None, names[0])
            elif _is_pack(m, vocabulary) and (value := number(m["n"])) is not None:
                yield Amount(value, UNITS["pieces"], "gte", m.start(), m.end("n"))


def _is_pack(m: re.Match[str], vocabulary: Vocabulary) -> bool:
    """Whether so many of a kind are wanted in one pack: "at least 500 screws"."""
    limited = bool(m["least"] or m["more"])
    return limited and key_of(m["unit"]) in vocabulary.kinds and "pieces" in vocabulary.measures

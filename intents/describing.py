"""Descriptions: what words after "the" or "the one with" say of a product, as stems, amounts and a price."""

from __future__ import annotations

import re

from intents.fitting import Price, Sought
from intents.numbers import number
from intents.pointing import BREAKS, HEADS, JOINS, Words
from retrieval.synonyms import key_of
from retrieval.units import Amount, amounts_in, is_unit

LONGEST = 7
_MONEY = frozenset("dollar dollars buck bucks usd euro euros eur quid pound pounds gbp chf".split())
_SIGNS = frozenset("$£€")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_LINKS = frozenset(
    "'s with w for by about in of from at that which who was is are has have had its a an the called named made out "
    "costs cost costing costed comes come priced says said and".split()
)
_SIDES = {"under": "lte", "below": "lte", "over": "gte", "above": "gte"}
_ONE_OF = frozenset("kilo kg litre liter".split())  # "the kilo bag"
_COSTING = frozenset("for at costs cost costing priced only just was is 's".split())


def price_at(words: Words, place: int) -> tuple[Price, int] | None:
    """Read a price and the word after it: "$20", "45 dollars", "9.99", "under 70"."""
    side = _SIDES.get(words.at(place), "")
    start = place + (1 if side else 0)
    signed = words.at(start) in _SIGNS
    start += signed
    if not _NUMBER.fullmatch(words.at(start)):
        return _spelled(words, start, side)
    end = start + 1
    costing = words.at(place - 1) in _COSTING and words.closed(end)
    if words.at(end) in _MONEY or words.at(end) in _SIGNS:
        signed, end = True, end + 1
    if not (signed or side or costing or re.search(r"[.,]\d\d$", words.at(start))):
        return None
    if is_unit(words.at(end)) and not signed:
        return None
    return Price(float(words.at(start).replace(",", ".")), side), end


def _spelled(words: Words, start: int, side: str) -> tuple[Price, int] | None:
    """A price in words: "the forty five dollar one"."""
    end = next((at for at in range(start + 1, start + 7) if words.at(at) in _MONEY), start)
    value = number(words.said(start, end)) if end > start else None
    return (Price(value, side), end + 1) if value else None


def sought_in(words: Words, start: int, end: int) -> Sought:
    """Read the words of a description."""
    stems: list[str] = []
    raw: list[str] = []
    amounts: list[Amount] = []
    price: Price | None = None
    place = start
    while place < end:
        if price is None and (cost := price_at(words, place)) is not None and cost[1] <= end:
            price, place = cost
        elif words.at(place) in _ONE_OF and not stems:
            amounts += amounts_in(f"1 {words.at(place)}")
            place += 1
        elif _NUMBER.fullmatch(words.at(place)) and place + 1 < end and is_unit(words.at(place + 1)):
            amounts += amounts_in(f"{words.at(place)} {words.at(place + 1)}")
            place += 2
        else:
            if words.at(place) not in ("'s", "one", "ones", "&"):
                parts = key_of(words.at(place)).split()
                stems += parts
                raw += [words.at(place)] * len(parts)
            place += 1
    return Sought(tuple(stems), tuple(raw), tuple(amounts), price)


def stretch(words: Words, start: int) -> int:
    """Return where the words that may describe a product end: at a sign, at grammar, or after "one"."""
    place = start
    while place < len(words) and place - start < LONGEST:
        word = words.at(place)
        if word in ("one", "ones") and place > start:
            return place
        money = word in _SIGNS or word == "'s" or word in _MONEY or is_unit(word)
        if not money and not words.content(place) and word not in HEADS and word not in _INSIDE:
            break
        place += 1
    return place


_INSIDE = frozenset(
    "under over below above first second third last new size colour color brand price best gift old long short big "
    "small large light heavy cheap store shop work baby men women man woman kids kid boys girls boy girl children two "
    "three four five half double fit match matching suit years year day night time home house star "
    "stars gift picture photo name phone friend friends top".split()
)
"""Words of grammar that titles are made of too."""


def remark(words: Words, place: int) -> tuple[int, int] | None:
    """Return the words of what is said after a head: "with a lid", "by mia storm", "that costs 90"; None for none."""
    if words.at(place) in BREAKS or words.at(place) in JOINS or words.at(place) not in _LINKS | set(_SIDES):
        return None
    start = place
    while words.at(start) in _LINKS and start - place < 4:
        start += 1
    if words.at(start) in _SIDES or words.at(start) in _SIGNS:
        return start, stretch(words, start + 1)
    end = stretch(words, start)
    return (start, end) if end > start else None

"""Superlatives on attributes: "lightest", "the most storage", "sorted by weight", "a quiet mower" as an order."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from intents.values import ValueReader
from retrieval.filters import Order
from retrieval.synonyms import key_of
from retrieval.vocabulary import Vocabulary

Direction = Literal["asc", "desc"]
_LARGE = ("capacity", "screen", "volume", "size", "width", "diameter", "length", "area", "sleeps", "seats", "height")
_POWER = ("power", "wattage", "torque", "voltage", "pressure", "watts")
_QUALITIES: dict[str, tuple[tuple[str, ...], Direction]] = {
    "light": (("weight",), "asc"), "lightweight": (("weight",), "asc"), "heavy": (("weight",), "desc"),
    "long": (("length", "life"), "desc"), "short": (("length", "height"), "asc"),
    "wide": (("width",), "desc"), "narrow": (("width",), "asc"), "slim": (("thickness", "depth", "width"), "asc"),
    "tall": (("height",), "desc"), "high": (("height",), "desc"), "low": (("height",), "asc"),
    "deep": (("depth",), "desc"), "shallow": (("depth",), "asc"), "thick": (("thickness", "depth"), "desc"),
    "thin": (("thickness", "depth"), "asc"), "big": (_LARGE, "desc"), "large": (_LARGE, "desc"),
    "roomy": (_LARGE, "desc"), "spacious": (_LARGE, "desc"), "small": (_LARGE, "asc"), "tiny": (_LARGE, "asc"),
    "compact": ((*_LARGE, "weight"), "asc"), "quiet": (("noise", "loudness"), "asc"),
    "loud": (("loudness", "power", "wattage"), "desc"), "powerful": (_POWER, "desc"), "strong": (_POWER, "desc"),
    "fast": (("speed",), "desc"), "slow": (("speed",), "asc"), "bright": (("lumens", "brightness"), "desc"),
}  # fmt: skip
_IRREGULAR = {
    "wid": "wide",
    "bigg": "big",
    "thinn": "thin",
    "slimm": "slim",
    "heavi": "heavy",
    "roomi": "roomy",
    "tini": "tiny",
    "larg": "large",
}
_STEMS = {**{word: word for word in _QUALITIES}, **_IRREGULAR}
_EST = re.compile(rf"\b(?:(?P<stem>{'|'.join(_STEMS)})est|most (?P<most>{'|'.join(_QUALITIES)})"
                  rf"|(?P<least>least) (?P<lm>"
                  rf"{'|'.join(_QUALITIES)}))\b(?: first\b)?")  # fmt: skip
_NAMED = re.compile(
    r"\b(?:(?P<down>most|highest|greatest|maximum|max)|(?P<up>least|lowest|fewest"
    r"|minimum)) (?P<what>[a-z]+(?: [a-z]+)?)"
)
_SORTED = re.compile(r"\b(?:sort|order|rank|arrang)(?:e?d)?(?: them| it| these| those)? by (?P<what>[a-z]+(?: [a-z]+)?)"
                     r"(?P<way>,? (?:desc\w*|high\w*|large\w*|heav\w*|long\w*|big\w*))?")  # fmt: skip
_PLAIN = re.compile(
    rf"\b(?:an? |some |any |something |very |really |nice "
    rf"|new )*(?P<word>{'|'.join(_QUALITIES)})(?=,? (?P<next>[a-z]+))"
)


@dataclass(frozen=True, slots=True)
class Rank:
    """A superlative: words of the attributes that it may be about, the likeliest first, and the direction.

    It is `sure` where its form says so ("lightest"), and a guess where an adjective only stands before a kind.
    """

    words: tuple[str, ...]
    direction: Direction
    start: int
    end: int
    named: str = ""
    sure: bool = True


def ranks(low: str, vocabulary: Vocabulary) -> list[Rank]:
    """Find the superlatives and sorts of a turn that are not about price, rating or age of an offer."""
    if not vocabulary.measured:
        return []
    names = {word for name in vocabulary.measured for word in key_of(name.replace("_", " ")).split()}
    return [*_extremes(low, names, vocabulary.kinds.keys()), *_by_name(low, names), *_adjectives(low)]


def _extremes(low: str, names: set[str], kinds: Collection[str]) -> Iterator[Rank]:
    for m in _EST.finditer(low):
        base = _STEMS[m["stem"]] if m["stem"] else m["most"] or m["lm"]
        words, direction = _QUALITIES[base]
        if m["least"]:
            direction = "asc" if direction == "desc" else "desc"
        after = re.match(r" (?P<what>[a-z]+(?: [a-z]+)?)", low[m.end() :])
        named = _name(after["what"], names) if after and key_of(after["what"]) not in kinds else ""
        yield Rank(words, direction, m.start(), m.end() + (1 + len(named) if named else 0), named)


def _by_name(low: str, names: set[str]) -> Iterator[Rank]:
    for m in _NAMED.finditer(low):
        if named := _name(m["what"], names):
            yield Rank((), "desc" if m["down"] else "asc", m.start(), m.start("what") + len(named), named)
    for m in _SORTED.finditer(low):
        if named := _name(m["what"], names):
            yield Rank((), "desc" if m["way"] else "asc", m.start(), m.end(), named)


def _adjectives(low: str) -> Iterator[Rank]:
    for m in _PLAIN.finditer(low):
        yield Rank(*_QUALITIES[m["word"]], m.start("word"), m.end("word"), sure=False)


def _name(words: str, names: set[str]) -> str:
    """The words of a phrase that name an attribute, as they stand: of "battery life please", "battery life"."""
    kept: list[str] = []
    for word in words.split():
        if not set(key_of(word).split()) & names:
            break
        kept.append(word)
    return " ".join(kept)


def order_on(rank: Rank, reader: ValueReader) -> Order | None:
    """Return the order that a superlative asks for among the rows at hand; None where they state nothing such."""
    if not rank.sure and not any(m.start == rank.end + 1 for m in (reader.asked.mentions if reader.asked else ())):
        return None
    member = np.zeros(len(reader.vocabulary.products), dtype=bool)
    member[reader.core] = True
    held = {name: int(member[column.rows].sum()) for name, column in reader.vocabulary.measured.items()}
    held = {name: n for name, n in held.items() if n * 4 >= max(1, len(reader.core)) or n >= 3}
    wanted = [rank.named] if rank.named else list(rank.words)
    for word in wanted:
        keys = set(key_of(word).split())
        named = [name for name in held if keys <= set(key_of(name.replace("_", " ")).split())]
        if named:
            return Order(max(named, key=lambda name: (-len(name.split("_")), held[name])), rank.direction)
    return None

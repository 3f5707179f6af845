"""How shoppers point: the words of a turn one by one, and those that stand for places, counts and references."""

from __future__ import annotations

import re
from dataclasses import dataclass

from intents.numbers import number
from intents.wordlists import FUNCTION, NEVER
from retrieval.words import stem

ORDINALS = {
    word: place
    for place, words in enumerate(
        ("first 1st 1rst frist", "second 2nd secound", "third 3rd thrid", "fourth 4th forth", "fifth 5th", "sixth 6th",
         "seventh 7th", "eighth 8th", "ninth 9th", "tenth 10th")
    )
    for word in words.split()
}  # fmt: skip
FROM_START = {"top": 0, "former": 0, "leftmost": 0}
FROM_END = {"last": 1, "bottom": 1, "final": 1, "latter": 1, "rightmost": 1, "penultimate": 2}
THE = frozenset("the that this those these your my ur teh".split())
PLURAL_THE = frozenset({"these", "those"})
HEADS = frozenset(
    "one ones item items product products thing things option options choice pick result suggestion pair pairs pack "
    "packs guy".split()
)
CONTAINERS = frozenset("bottle bottles tube tubes jar jars box boxes packet packets tin tins can cans bar bag".split())
"""What goods come in: a noun after "the bigger" that no product need have."""
"""Words for any product at all: "the second one", "the black thing"."""

JOINS = frozenset({"and", "or", "&", "vs", "versus", ",", "/", "+", "nor"})
BREAKS = frozenset(".;!?")
BESIDE = frozenset("with in for on from please pls is are does do has have then instead again too to by at".split())
_COUNTS = {"couple": 2, "pair": 2, "dozen": 12}
_TOKEN = re.compile(
    r"\d+(?:st|nd|rd|th)(?![^\W_])|1rst\b|that(?=s\b)|(?<=that)s\b|\d+(?:[.,]\d+)*|[^\W\d_]+(?:'(?!s\b)[^\W\d_]+)*|'s\b|[#$£€,;:.!?&()/+]"
)
CARTWARD = re.compile(
    r"\b(?:cart|basket|bag|swap|switch|exchange|replace|trade|remove|take .{0,30}\b(?:out|off|away)"
    r"|leave .{0,30}\bout|get rid of|delete|drop|keep|lose|scrap|bin|ditch)\b"
)
SHIFTED = re.compile(r"\b(?:make|change|set|reduce|increase|bump|to \d)\b")
TAKING = re.compile(r"\b(?:take|add|buy|want|have|get|order|keep|grab|put)\b[^.;,]*$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or sign of the read text: its stem, its place."""

    text: str
    stem: str
    start: int
    end: int


class Words:
    """The words of a turn; beyond its ends there are none."""

    def __init__(self, low: str) -> None:
        """Split lower-case text."""
        self.low = low
        found = [("'s" if m[0] == "s" else m[0], *m.span()) for m in _TOKEN.finditer(low)]
        self.all = tuple(Word(word, stem(word.replace("'", "")), start, end) for word, start, end in found)

    def __len__(self) -> int:
        return len(self.all)

    def at(self, place: int) -> str:
        """Return a word, "" beyond the ends."""
        return self.all[place].text if 0 <= place < len(self.all) else ""

    def says(self, place: int, *words: str) -> bool:
        """Say whether these words stand at a place, in a row."""
        return all(self.at(place + n) == word for n, word in enumerate(words))

    def content(self, place: int) -> bool:
        """Say whether a word may name a thing or what it is like: no grammar, no sign."""
        word = self.at(place)
        return bool(word) and word[0].isalnum() and (word not in FUNCTION or word in _LIKE_THIS)

    def closed(self, place: int) -> bool:
        """Say whether a phrase may end before a place: at a sign, at the end or before a word of grammar."""
        return not self.content(place)

    def said(self, start: int, end: int) -> str:
        """Return the text of some words."""
        return self.low[self.all[start].start : self.all[min(end, len(self.all)) - 1].end]

    def before(self, place: int) -> str:
        """Return the text that stands before a word."""
        return self.low[: self.all[place].start] if place < len(self.all) else self.low

    def after(self, place: int) -> str:
        """Return the text from a word on."""
        return self.low[self.all[place].start :] if place < len(self.all) else ""


_LIKE_THIS = frozenset("model style gift house home room phone street baby".split())
PRAISING = NEVER - FUNCTION


def count_at(words: Words, place: int) -> int | None:
    """Return the small number that a word stands for."""
    word = words.at(place)
    if word in ("couple", "pair"):
        return 2
    if not word or "." in word or "," in word or word in ("a", "an"):
        return None
    value = number(word)
    return int(value) if value is not None and 0 < value < 100 else None


def quantity_at(words: Words, place: int) -> tuple[int | None, int]:
    """Return how many are wanted and where what they are of begins: "3 of the ...", "two packs of the ..."."""
    start = place
    value = count_at(words, place)
    if words.at(place) == "half" and words.at(place + 1) == "a":
        value, place = 6, place + 1
    elif words.at(place) in ("a", "another") and words.at(place + 1) in _COUNTS:
        place += 1
        value = _COUNTS[words.at(place)]
    elif words.at(place) == "another":
        place, value = (place, None)
    elif value is None:
        return None, start
    place += 1
    packed = words.content(place) or words.at(place) in HEADS | CONTAINERS
    if words.at(place) in ("x", "more", "times") or (packed and words.at(place + 1) == "of"):
        place += 1
    if words.at(place) == "of":
        return value, place + 1
    return (value, place) if place > start and words.at(place) in THE else (None, start)

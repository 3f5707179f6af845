"""Places: "#2", "the second one", "the last two", "the one on the left", "1 and 3"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intents.pointing import FROM_END, FROM_START, HEADS, JOINS, ORDINALS, THE, Words, count_at
from intents.scan import Scan, pool_of, tail_at
from intents.table import Meant
from intents.wordlists import NEVER_STEMS
from retrieval.catalog import Product
from retrieval.units import is_unit

# Nouns after an ordinal that is no place among products.
_ELSEWHERE = frozenset(
    "time times week weeks weekend month months year years night day days minute minutes hour moment thought thoughts "
    "hand name order orders list lot batch set page results season summer winter christmas birthday floor date message "
    "question class person visit attempt try try visit half chance opinion monday friday all".split()
)
_SIDES = {"left": 0, "right": -1, "start": 0, "beginning": 0, "top": 0, "end": -1, "bottom": -1, "far": 0}
_NUMBER = frozenset("number numbers no nr num option options item product choice # nos".split())
_BEST = frozenset("selling seller rated best choice".split())  # "your number 1 selling"
_PICTURED = re.compile(r"\b(?:pics?|pictures?|photos?|images?|screenshot)\b")
_LETTERS = "abcdefgh"
_BEFORE_NUMBERS = frozenset(
    "compare between take add get numbers number options items about remove want like prefer both show and or, than "
    "with is are buy keep delete drop ok okay yes so maybe either".split()
)
_NO_NUMBER_AFTER = frozenset("people persons players stars star dollars bucks years year old kids more of x".split())


def place(scan: Scan, start: int) -> Meant | None:
    """Read a phrase that points by place."""
    return _numbered(scan, start) or _listed(scan, start) or _sided(scan, start) or _ordinal(scan, start)


def _numbered(scan: Scan, start: int) -> Meant | None:
    """ "#2", "no. 3", "option b"."""
    words = scan.words
    at = start + (words.at(start) in THE)
    if words.at(at) not in _NUMBER:
        return None
    value = at + 1 + (words.at(at + 1) in (".", "#", ":"))
    said = words.at(value)
    if said in _LETTERS and said and words.at(at) in ("option", "choice", "item", "product"):
        number: int | None = _LETTERS.index(said) + 1
    else:
        number = count_at(words, value)
    if number is None or number > 20 or words.at(at) in ("numbers", "options", "nos"):
        return None
    after = value + 1
    if words.at(after) in _BEST or (words.content(after) and words.at(after) not in HEADS and _of_shop(scan, after)):
        return None
    if words.at(at) in ("no", "item", "product") and words.at(value).isalpha():
        return None if words.at(at) == "no" else _at(scan.table.batch(), number - 1, after)
    return _at(scan.table.batch(), number - 1, after)


def _of_shop(scan: Scan, place: int) -> bool:
    """Whether a word is of the catalogue, so that a number before it is no place ("number 10 screws")."""
    said = scan.words.all[place].stem
    return said not in NEVER_STEMS and said in scan.table.vocabulary.titled


def _listed(scan: Scan, start: int) -> Meant | None:
    """ "1 and 3", "2, 3 and 5", "1 to 3": numbers in a row that are all on the table."""
    words, batch = scan.words, scan.table.batch()
    named = words.at(start) in ("numbers", "options", "nos", "items")
    at = start + named
    places: list[int] = []
    while (value := _digit(words, at, len(batch))) is not None:
        places += range(places[-1] + 1, value) if places and words.at(at - 1) in ("to", "-") else ()
        places.append(value)
        at += 1
        joined = at
        while words.at(joined) in ("and", "or", "&", "vs", "versus", ",", "/", "to", "with", "+"):
            joined += 1
        if joined == at or _digit(words, joined, len(batch)) is None:
            break
        at = joined
    led = named or start == 0 or words.at(start - 1) in _BEFORE_NUMBERS or words.at(start - 1) in (",", ".", ":")
    if len(places) < 2 or not led or words.content(at) or is_unit(words.at(at)) or words.at(at) in _NO_NUMBER_AFTER:
        return None
    return Meant(tuple(batch[p - 1] for p in dict.fromkeys(places)), at, "place")


def _digit(words: Words, at: int, most: int) -> int | None:
    said = words.at(at)
    return int(said) if re.fullmatch(r"\d", said) and 1 <= int(said) <= most else None


def _sided(scan: Scan, start: int) -> Meant | None:
    """ "the one on the left", "the mug in the middle", "the middle one"."""
    words = scan.words
    if words.at(start) not in THE or _PICTURED.search(words.low):
        return None
    at = start + 1
    if words.at(at) in ("far", "very"):
        at += 1
    if words.at(at) in ("middle", "left", "right", "centre", "center"):
        if words.at(at + 1) not in HEADS and not _closing(words, at + 1):
            return None
        if words.at(at) == "right" and start + 1 == at:  # "the right one" is the one that suits
            return None
        return _side(scan, words.at(at), at + 1 + (words.at(at + 1) in HEADS))
    while at < start + 4 and (words.content(at) or words.at(at) in HEADS or words.at(at) == "top"):
        at += 1
    if at == start + 1 or words.at(at) not in ("on", "in", "at", "to") or words.at(at + 1) not in ("the", "far"):
        return None
    side = at + 2 + (words.at(at + 2) in ("far", "very"))
    known = words.at(side) in _SIDES or words.at(side) in ("middle", "centre", "center")
    return _side(scan, words.at(side), side + 1) if known else None


def _closing(words: Words, at: int) -> bool:
    return at >= len(words) or not words.at(at)[0].isalnum() or words.at(at) in ("please", "and", "or", "looks", "is")


def _side(scan: Scan, side: str, end: int) -> Meant | None:
    batch = scan.table.batch()
    if not batch:
        return None
    if side not in _SIDES:
        middle = len(batch) // 2
        pair = batch[middle - 1 : middle + 1] if len(batch) % 2 == 0 else batch[middle : middle + 1]
        return Meant(tuple(pair), end, "place", len(pair) > 1)
    return Meant((batch[_SIDES[side]],), end, "place")


def _ordinal(scan: Scan, start: int) -> Meant | None:
    """ "the second tent", "second to last", "the first two", "last"."""
    words = scan.words
    fixed = words.at(start) in THE
    at = start + fixed
    if words.at(at) == "very" or (words.at(at) in ("next",) and words.says(at + 1, "to", "last")):
        at += 1 if words.at(at) == "very" else 0
    word = words.at(at)
    counted = _from_end(words, at)
    if counted is not None:
        backwards, end = counted
        tail = tail_at(scan, end)
        _, hits = pool_of(scan, tail)
        return _at(hits, len(hits) - backwards if backwards > 0 else -backwards - 1, tail.end)
    if word not in ORDINALS and word not in FROM_START and word not in FROM_END:
        return None
    if word in ("first", "last", "top", "bottom", "final") and (several := _several(scan, at)):
        return several
    if (not fixed and word in ("top", "bottom", "final")) or _idle(words, at, start):
        return None
    tail = tail_at(scan, at + 1)
    if tail.strange and (not fixed or _of_shop(scan, at + 1)):
        return None
    if not fixed and tail.end == at + 1 and not _loose(words, at + 1):
        return None
    batch, hits = pool_of(scan, tail)
    if word in ("former", "latter") and len(scan.table.focus) > 1:
        batch = hits = scan.table.focus
    return _chosen(word, batch, hits, tail.end) if batch else None


def _chosen(word: str, batch: Sequence[Product], hits: Sequence[Product], end: int) -> Meant:
    """Take a place of the batch where that fits the words, else of those that fit."""
    where = _index(word, len(batch))
    if where < len(batch) and (batch[where] in hits or where < 0):
        return _at(batch, where, end)
    return _at(hits, _index(word, len(hits)), end)


def _index(word: str, size: int) -> int:
    if word in FROM_END:
        return max(size - FROM_END[word], 0)
    return FROM_START.get(word, ORDINALS.get(word, 0))


def _at(batch: Sequence[Product], index: int, end: int) -> Meant:
    return Meant(tuple(batch[index : index + 1]) if index >= 0 else (), end, "place")


def _from_end(words: Words, at: int) -> tuple[int, int] | None:
    """How many from the end (negative: from the start), and the next word: "second to last", "third from the left"."""
    word = words.at(at)
    if words.says(at, "next", "to", "last") or words.says(at, "last", "but", "one") or word == "penultimate":
        return 2, at + (1 if word == "penultimate" else 3)
    if word not in ORDINALS:
        return None
    place = ORDINALS[word] + 1
    for skipped in (("to", "last"), ("to", "the", "last"), ("from", "last"), ("last",), ("from", "the", "end"),
                    ("from", "the", "right"), ("from", "the", "bottom"), ("from", "bottom")):  # fmt: skip
        if words.says(at + 1, *skipped):
            return place, at + 1 + len(skipped)
    for skipped in (("from", "the", "left"), ("from", "the", "top"), ("from", "left"), ("from", "the", "start")):
        if words.says(at + 1, *skipped):
            return -place, at + 1 + len(skipped)
    return None


def _several(scan: Scan, at: int) -> Meant | None:
    """ "the first two", "last 3 tents"."""
    count = count_at(scan.words, at + 1)
    if count is None or count > 9 or scan.words.at(at + 1) == "pair":
        return None
    tail = tail_at(scan, at + 2 + (scan.words.says(at + 2, "of") and scan.words.at(at + 1) == "couple"))
    if tail.strange:
        return None
    _, hits = pool_of(scan, tail)
    first = scan.words.at(at) in ("first", "top")
    return Meant(tuple(hits[:count] if first else hits[-count:]), tail.end, "place") if hits else None


def _idle(words: Words, at: int, start: int) -> bool:
    """Whether an ordinal is none: "last week", "first of all", "one second", "at first", "my last pair"."""
    word, before = words.at(at), words.at(start - 1)
    if words.at(at + 1) in _ELSEWHERE or words.says(at + 1, "of", "all") or words.says(at + 1, "thing", "in"):
        return True
    if words.at(at + 1) == "place" or (words.says(at + 1, "thing") and words.at(at + 2) not in _SHOWN):
        return True
    if words.at(start) in ("my", "your") and words.at(at + 1) not in HEADS | {"suggestion", "recommendation"}:
        return True
    if words.at(start) == "my" and word == "last":
        return True
    if start == at and (before in _NO_PLACE_AFTER or before in ORDINALS):
        return True
    return start == at and word == "last" and before not in _LISTED and words.at(at + 1) not in HEADS


_LISTED = JOINS | {"compare", "take", "add", "than", "with", "about"}
_NO_PLACE_AFTER = frozenset("a an at one just another every my per".split())
_SHOWN = frozenset("you i we on from there".split())


def _loose(words: Words, at: int) -> bool:
    """Whether an ordinal without "the" and without a noun may stand alone before a word."""
    return at >= len(words) or not words.content(at)

"""Titles taken apart: the words that say what kind of thing a row is stand at the end of the title's first part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.words import stem

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BREAK = re.compile(r"[,;:|()\[\]/!?\n]|\s[-–—]\s|\.(?=\s)|\s[-–—](?=\S)")
# What follows one of these says more of the thing, not what it is.
PREPOSITIONS = frozenset("with w for in by from of on without featuring includes including to at & plus per".split())
# Words that end many titles and say nothing of the kind of thing.
GENERIC = frozenset(
    "set kit pack pair collection bundle duo trio piece gift present edition size style color colour design series "
    "version model unit lot item product thing stuff accessory assortment selection medley variety essential must "
    "pcs count box new inch inches cm mm ml oz lb kg ft black white large small medium xl xxl assorted multi color pk "
    "pcs piece pieces year years old ages age up adult adults kid kids man men woman women boy boys girl girls unisex "
    "one two three love delight bliss perfection experience adventure dream burst elegance charm magic sampler "
    "number type part parts order day night week month time people person home house world life look view help "
    "store shop sale price deal cluster bounty flight sampler array ensemble feast treat combo dozen bunch offer "
    "discount favorite favourite stock rest total other others more less lover vol".split()
)
GENERIC_STEMS = frozenset(stem(word) for word in GENERIC)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a title as written, their stems, and the places where a part of the title ends."""

    written: tuple[str, ...]
    stems: tuple[str, ...]
    ends: tuple[int, ...]


def taken_apart(title: str) -> Words:
    """Split a title into words and its parts, which end at punctuation or a preposition."""
    written: list[str] = []
    ends: list[int] = []
    last = 0
    for found in _WORD.finditer(title):
        if written and (_BREAK.search(title, last, found.start()) or found[0].lower() in PREPOSITIONS):
            ends.append(len(written))
        written.append(found[0])
        last = found.end()
    ends.append(len(written))
    lowered = (word.lower().replace("'", "").replace("’", "") for word in written)
    return Words(tuple(written), tuple(stem(word) for word in lowered), tuple(dict.fromkeys(ends)))


def endings(words: Words, ignored: frozenset[str]) -> set[tuple[int, int]]:
    """Return spans of the one to three words that end the first part, words in `ignored` and numbers passed over.

    Of "Knife Set" both "knife set" and "knife" count: a generic last word is passed over too.
    """
    end = words.ends[0] if words.ends else 0
    while end > 0 and (words.stems[end - 1] in ignored or any(c.isdigit() for c in words.stems[end - 1])):
        end -= 1
    found = {(end - n, end) for n in (1, 2, 3) if n <= end}
    while end > 1 and (words.stems[end - 1] in GENERIC_STEMS or words.stems[end - 1] in ignored):
        end -= 1
        found |= {(end - n, end) for n in (1, 2) if n <= end and words.stems[end - 1] not in GENERIC_STEMS}
    return found


def singular(word: str) -> str:
    """Return the singular of an English noun, as well as its letters tell."""
    low = word.lower()
    if low in ODD:
        return ODD[low]
    for ending, put in _ENDINGS:
        if low.endswith(ending) and len(low) > len(ending) + 1:
            return low[: -len(ending)] + put
    return low


ODD = {
    "shelves": "shelf", "knives": "knife", "scarves": "scarf", "loaves": "loaf", "leaves": "leaf", "wolves": "wolf",
    "halves": "half", "cacti": "cactus", "mice": "mouse", "feet": "foot", "teeth": "tooth", "geese": "goose",
    "men": "men", "women": "women", "children": "children", "people": "people", "dice": "dice", "shoes": "shoe",
    "toes": "toe", "canoes": "canoe", "movies": "movie", "cookies": "cookie", "ties": "tie", "pies": "pie",
    "hoodies": "hoodie", "brownies": "brownie", "smoothies": "smoothie", "selfies": "selfie", "beanies": "beanie",
    "axes": "axe", "glasses": "glasses", "sunglasses": "sunglasses", "eyeglasses": "eyeglasses", "jeans": "jeans",
    "trousers": "trousers", "shorts": "shorts", "pants": "pants", "leggings": "leggings", "tights": "tights",
    "pyjamas": "pyjamas", "pajamas": "pajamas", "scissors": "scissors", "pliers": "pliers", "headphones": "headphones",
    "earbuds": "earbuds", "earphones": "earphones", "binoculars": "binoculars", "series": "series", "lens": "lens",
    "bus": "bus", "gas": "gas", "canvas": "canvas", "christmas": "christmas", "swimming": "swimming",
    "goggles": "goggles",
    "overalls": "overalls", "bras": "bra", "cookware": "cookware", "boxes": "box", "houses": "house", "vases": "vase",
    "cases": "case", "horses": "horse", "purses": "purse", "blouses": "blouse", "noses": "nose", "hoses": "hose",
    "roses": "rose", "bases": "base", "phases": "phase", "causes": "cause", "courses": "course", "nurses": "nurse",
}  # fmt: skip
_ENDINGS = (("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("zzes", "zz"), ("oes", "o"), ("ies", "y"),
            ("ss", "ss"), ("us", "us"), ("is", "is"), ("s", ""))  # fmt: skip


def shown(words: Sequence[str]) -> str:
    """Write a kind of product as a reply would: lower case, its last word in the singular."""
    return " ".join((*(word.lower() for word in words[:-1]), singular(words[-1])))

"""Wishes without a value of their own: superlatives, sorts, quantities, sizes, what a yes-or-no question asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from intents.numbers import number
from intents.wordlists import FUNCTION
from retrieval.filters import Order

_CHEAPEST = (
    r"cheapest|least expensive|lowest[ -]price[ds]?|lowest cost|most affordable|cheap|cheaply|inexpensive|affordable"
    r"|low[ -]cost|budget[ -]friendly|(?<!my )(?<!the )(?<!a )(?<!no )budget(?= [a-z]+s?\b(?<!is)(?<!of))|on a budget"
    r"|(?:not|nothing|n'?t)(?: be)? (?:too|so|very|that|overly) (?:expensive|pricey|dear)|bargains?"
    r"|(?:sort|order|rank)(?:ed)?(?: them)? by price|by price|price low to high|low(?:est)? price first"
    r"|cheap(?:est)? first"
    r"|good value|value for money|best price|best value|easy on the wallet"
)
_DEAREST = (
    r"most expensive|priciest|dearest|highest[ -]price[ds]?|(?:by )?price,? (?:high(?:est)? (?:to low|first)"
    r"|descending)"
    r"|expensive(?:st)? first|dearest first|high[ -]end|top[ -]end|premium|luxur(?:y|ious)|up(?:scale|market)"
    r"|top of the (?:line|range)"
)
_BEST = (
    r"(?:best|highest|top)[ -]?rated|best[ -]reviewed|best (?:reviews|ratings?)|highest (?:reviews|ratings?)"
    r"|top[ -]reviewed|(?:sort|order|rank)(?:ed)? by (?:rating|reviews?)|well[ -](?:rated|reviewed)"
    r"|(?:good|great|excellent) (?:reviews|ratings)|highly (?:rated|recommended)|(?:good|high|great|top"
    r"|best)[ -]quality"
)
_NEWEST = (
    r"newest|latest|most recent|new(?:est)? arrivals?|just in|brand new in|(?:sort|order)(?:ed)? by (?:date|newest)"
)
_POPULAR = r"most popular|best[ -]?sell(?:ing|ers?)|top[ -]?sell(?:ing|ers?)|trending|most sold|popular"
_ORDERS = (
    (re.compile(rf"\b(?:{_CHEAPEST})\b"), Order("price", "asc")),
    (re.compile(rf"\b(?:{_DEAREST})\b"), Order("price", "desc")),
    (re.compile(rf"\b(?:{_BEST})\b"), Order("rating", "desc")),
    (re.compile(rf"\b(?:{_NEWEST})\b"), Order("added", "desc")),
    (re.compile(rf"\b(?:{_POPULAR})\b"), Order("popularity", "desc")),
)
_NUM = r"\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_QUANTITIES = tuple(re.compile(p) for p in (
    rf"\b(?:make|change|set|update|up|reduce|lower|drop|increase|raise)\b[\w' ]{{0,30}}?\b(?:to|that|it|them) ?(?:be "
    rf"|to )?(?P<n>{_NUM})(?![\w.])(?! (?:more|stars))",
    rf"\bmake (?:the |that |those |my )?(?:[\w'-]+ ){{0,4}}(?P<n>{_NUM})\b(?! ?(?:inch|cm|stars?|dollars?|bucks))",
    rf"\b(?:quantity|qty)(?: of| to| is|:)? ?(?P<n>{_NUM})(?!\w)",
    rf"(?<![\w.$£€])(?P<n>{_NUM}|a couple|a pair|half a dozen|a dozen|dozen) ?(?:x|pcs|pieces|times|units"
    rf"|copies)?(?: more)? of (?!a kind)",
    r"(?<![\w.])(?:x ?(?P<n>\d{1,3})|(?P<m>\d{1,3}) ?x)(?![\w.])",
    rf"\b(?:add|take|buy|get|order|want|need|have|gimme|give me|i'?ll take|grab|only|just|actually|make it|remove"
    rf"|delete)"
    rf"(?: me| only| just)? (?P<n>{_NUM}|a couple|a pair|half a dozen|a dozen)(?![\w.%\"$£€-])(?! ?(?:inch|cm|ml|gb"
    rf"|star|dollar|buck|usd|year|day|st|nd|rd|th|or less|to))",
    rf"^\W*(?:no |ok |sorry |actually |make it |just )*(?P<n>{_NUM})(?: please| pls| instead| then| thanks)?\W*$",
))  # fmt: skip
SIZE_WORDS = {
    "xs": "XS", "extra small": "XS", "s": "S", "small": "S", "m": "M", "medium": "M", "l": "L", "large": "L", "xl":
        "XL",
    "x-large": "XL", "extra large": "XL", "xxl": "XXL", "xx-large": "XXL", "2xl": "XXL", "xxxl": "XXXL", "3xl": "XXXL",
        "one size": "One Size",
}  # fmt: skip
_SIZED = "|".join(sorted(SIZE_WORDS, key=len, reverse=True))
_SIZES = tuple(re.compile(p) for p in (
    rf"\b(?:sizes?|sz)(?: is| of|:)? ?(?P<s>(?:uk|us|eu)? ?\d{{1,2}}(?:[.,]5|½| and a half| 1/2)?"
    rf"|{_SIZED})(?![\w.])(?: ?(?:or|/|and) "
    rf"(?P<t>\d{{1,2}}(?:\.5)?|{_SIZED})(?!\w))?",
    rf"\b(?:in|an?|want|need) (?:an? )?(?P<s>{_SIZED})(?= ?(?:$|[.,!?;]|please|pls|if|instead|too|one|size|and|or|for"
    rf"|then|also))(?: or (?P<t>{_SIZED})(?!\w))?",
    r"(?<![\w'-])(?P<s>xs|xl|xxl|xxxl|2xl|3xl|extra (?:small|large)|xx?-large)(?![\w'-])",
    rf"^\W*(?:ok |in |an? |make it |maybe )*(?P<s>{_SIZED})(?= ?(?:$|[.,!?;]|please|pls|then|thanks|i think))",
    r"\b(?P<s>(?:uk|us|eu) ?\d{1,2}(?:\.5)?)(?![\w.])",
))  # fmt: skip
_FEATURE = re.compile(
    r"\b(?:is|are|was|will|would|can|does|do|has|have) (?:(?:the|this|that|these|those|it|they|its|both|all|you|one"
    r"|first|second|third|last|1st|2nd|3rd|one of them|cheapest)\b ?)+"
    r"(?:[a-z]+ (?=(?:have|has|come|include|got)\b))?(?P<verb>have|has|come(?:s)? (?:with|in)|include|contain|support"
    r"|got|be|go|work|fit|need|suitable for|good for)? ?"
    r"(?:an? |any |the )?(?P<what>[a-z0-9][a-z0-9' -]*)"
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A value read at a place: a size, a measure or a quantity."""

    value: str
    start: int
    end: int


def order_of(low: str) -> tuple[Order, int, int] | None:
    """Return the sort that is wished and where it is said; the first that is found."""
    hits = [(found.start(), -found.end(), order, found) for pattern, order in _ORDERS if (found := pattern.search(low))]
    if not hits:
        return None
    _, _, order, found = min(hits, key=lambda hit: hit[:2])
    return order, found.start(), found.end()


def graded(low: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of words for a level of price or quality, which a shop may have values for."""
    for pattern, _ in _ORDERS:
        yield from (found.span() for found in pattern.finditer(low))


def quantity_of(low: str) -> tuple[int, int, int] | None:
    """Return how many are wanted and where it is said."""
    for pattern in _QUANTITIES:
        if found := pattern.search(low):
            said = found["n"] or found.groupdict().get("m") or ""
            value = {"a couple": 2.0, "a pair": 2.0, "half a dozen": 6.0, "a dozen": 12.0, "dozen": 12.0}.get(
                said, number(said)
            )
            if value is not None and value <= 999:
                return int(value), found.start(), found.end()
    return None


def sizes(low: str) -> Iterator[Stated]:
    """Yield sizes as a shop writes them: "7", "M", "UK 9"; two for "S or M"."""
    taken: list[tuple[int, int]] = []
    for pattern in _SIZES:
        for found in pattern.finditer(low):
            if any(found.start() < end and start < found.end() for start, end in taken):
                continue
            taken.append(found.span())
            for name in ("s", "t"):
                if (said := found.groupdict().get(name)) is not None:
                    plain = re.sub(r"½| and a half| 1/2", ".5", said.strip()).upper().replace(",", ".")
                    value = SIZE_WORDS.get(said.strip(), plain)
                    yield Stated(value, *found.span())


def asked_feature(low: str) -> str:
    """Return what a yes-or-no question asks after, in its own words: "dishwasher safe", "snooze button"."""
    found = None
    for found in _FEATURE.finditer(low):  # noqa: B007
        pass
    if found is None:
        return ""
    words = re.findall(r"[a-z0-9'-]+", found["what"])
    while words and words[0] in _LEADING:
        words.pop(0)
    kept: list[str] = []
    for word in words:
        if word in FUNCTION - _LEADING and kept:
            break
        kept.append(word)
    return " ".join(kept[:4])


_LEADING = frozenset("a an the any really actually also still very one ones of them these those it they come in with "
                     "be have has got made "
                     "from for to you i me suitable good ok okay safe".split()) - {"safe"}  # fmt: skip

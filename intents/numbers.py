"""Numbers in a turn: prices and their limits, ratings, sizes, measures, quantities."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from retrieval.filters import Op

_UNITS = {w: i for i, w in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen".split())}  # fmt: skip
_TENS = {w: 10 * i for i, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000}
_SMALL = {**_UNITS, **_TENS, "dozen": 12, "fiver": 5, "tenner": 10}
_ONES = "|".join(sorted(_UNITS, key=len, reverse=True))
_WORDS = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{_ONES}))?|{_ONES})"
_SPELLED = (rf"(?:(?:a|{_WORDS}) (?:hundred|thousand|grand)(?: (?:and )?{_WORDS}(?: hundred(?: (?:and )?{_WORDS})?)?)?"
            rf"|hundred(?: (?:and )?{_WORDS})?|a (?:tenner|fiver)|(?:tenner|fiver)|{_WORDS})")  # fmt: skip
_DIGITS = r"(?:(?<!(?<![\d€$£k])-)(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?(?!\d|e\+?\d)(?: ?k\b)?)"
NUM = rf"(?:{_DIGITS}|{_SPELLED}\b)"
_BEFORE = r"(?:(?:us|a|c|nz)?[$£€]|usd|eur|gbp|rs\.?|chf) ?"
_AFTER = r" ?(?:dollars?|bucks?|usd|euros?|eur|quid|pounds?|gbp|[$£€]|chf|nok|sek|dkk|inr|rupees?|smackers)(?!\w)"
# A number before one of these is no price.
_MEASURE = (r"(?:\s?-?\s?(?:pieces?|pcs?|packs?|inch(?:es)?|in\b(?= (?:screen|tv|tall|wide|long))|\"|cm|mm|met(?:er"
            r"|re)s?|m|ft"
            r"|feet|foot|ml|cl|lit(?:er|re)s?|l|oz|ounces?|lbs?|kgs?|kilos?|grams?|g|gb|tb|mb|mah|watts?|w|volts?|v"
            r"|hz|khz"
            r"|years?|yrs?|yr|y/?o|months?|weeks?|days?|hours?|hrs?|minutes?|mins?|people|persons?|players?|stars?"
            r"|percent"
            r"|count|ct|sheets?|keys?|strings?|cups?|quarts?|gallons?|degrees?|mp|megapixels?|st|nd|rd|th|am|pm|man"
            r"|times?|x"
            r"|of (?:the|these|those|them|each)|reviews?|items?|products?|options?|ones?|sets?|pairs?|seats?|seater"
            r"|doors?"
            r"|drawers?|shelves|slots?|speeds?|carats?|karats?|ct)(?![\w])|\s?%|\s?-\s?in-)")  # fmt: skip
_UPPER = (r"(?:under|below|less than|lower than|cheaper than|beneath|no more than|not more than|at (?:the )?most"
          r"|max(?:imum)?"
          r"(?: of| is| budget(?: of| is)?)?|up to|upto|within|inside|(?:nothing|not|none|no) (?:over|above|beyond"
          r"|more than"
          r"|higher than|exceeding)|(?:budget|limit|ceiling|cap)(?: is| of| was| would be|:)?(?: (?:about|around|max"
          r"|only))?"
          r"|for less than|not exceeding|<=?|≤|no higher than|tops|(?:i(?:'ve| have)?|i) (?:only )?(?:got|have)(?: "
          r"only)?"
          r"|(?:can|could) (?:only )?(?:spend|pay|afford)|spend(?:ing)?|afford|keep it (?:under|below)"
          r"|(?:stretch(?:ing)?|go(?: up)?|rais(?:e|ing) (?:it|the (?:budget|limit))) to)")  # fmt: skip
_NOT_OVER = (
    r"(?:n't|\b(?:not|cannot|cant|dont|wont|wouldnt|never|without|nothing|no))\b(?: [\w']+){0,5}? "
    r"(?:more than|over|above|exceed(?:ing)?|beyond)"
)
_UPPER_AFTER = (r"(?: or (?:less|under|below|cheaper|lower)| and (?:under|below|less)| max(?:imum)?| tops| at (?:the "
                r")?most"
                r"| budget| limit| or so max| is my (?:max|limit|budget|maximum))(?!\w)")  # fmt: skip
_LOWER = (r"(?:over|above|more than|at least|atleast|min(?:imum)?(?: of)?|starting (?:at|from)|no less than|not less "
          r"than"
          r"|not (?:under|below|cheaper than)|nothing (?:under|below|cheaper than|less than)|upwards of|>=?|≥|from"
          r"|higher than|no cheaper than|exceeding)")  # fmt: skip
_LOWER_AFTER = (
    r"(?: or (?:more|over|above|up|higher)| and (?:up|above|over|more)| upwards?| plus| min(?:imum)?"
    r"|\+)(?!\w)"
)
_ABOUT = r"(?:around|about|roughly|approx(?:imately)?\.?|circa|near|close to|somewhere around|in the region of|~|like)"
_ABOUT_AFTER = r"(?:ish| or so| give or take|-ish| or thereabouts)(?!\w)"
LONGEST = 60  # characters of a number that is read
SOFT_BAND = 0.3  # "around 130" is read as 30 % either way


@dataclass(frozen=True, slots=True)
class Limit:
    """A price or rating limit that was stated, `text[start:end]`; `soft` for "around"."""

    field: Literal["price", "rating"]
    op: Op
    value: float
    start: int
    end: int
    soft: bool = False


def number(words: str) -> float | None:
    """Read a number in digits or words: 1,200, 1.5k, fifty, two hundred and fifty; None for what is none."""
    low = words.strip().lower().replace(",", "")
    if len(low) > LONGEST:
        return None
    if found := re.fullmatch(r"(\d+(?:\.\d+)?)( ?k)?", low):
        return float(found[1]) * (1000 if found[2] else 1)
    total, part = 0, 0
    parts = [w for w in re.split(r"[ -]+", low) if w not in ("a", "an", "and", "")]
    for word in parts:
        if word in _SCALES:
            part = max(part, 1) * _SCALES[word]
            total, part = (total + part, 0) if word != "hundred" else (total, part)
        elif word in _SMALL:
            part += _SMALL[word]
        else:
            return None
    return float(total + part) if parts else None


def _pattern(before: str, names: tuple[str, ...], *between: str) -> re.Pattern[str]:
    parts = [before]
    for i, name in enumerate(names):
        parts.append(rf"(?P<{name}b>{_BEFORE})?(?P<{name}>{NUM})(?P<{name}a>{_AFTER})?")
        parts.append(between[i] if i < len(between) else "")
    return re.compile("".join(parts))


_RANGES = (
    _pattern(r"(?P<say>\bbetween |\bbtwn |\bbetw )", ("x", "y"), r" ?(?:and|to|-|&) ?"),
    _pattern(r"(?P<say>\bfrom )", ("x", "y"), r" ?(?:up to|to|till|until|-) ?"),
    _pattern(r"(?P<say>(?<![\w.-]))", ("x", "y"), r" ?(?:-|to|up to) ?"),
)
_SINGLES: tuple[tuple[re.Pattern[str], str, bool], ...] = (
    (_pattern(rf"(?:{_NOT_OVER}) (?:{_ABOUT} )?", ("x",)), "lte", True),
    (_pattern(rf"(?<!\w)(?:{_UPPER}) ?(?:(?:a|the|of|{_ABOUT}) )?", ("x",)), "lte", True),
    (_pattern(r"(?<![\w.,])", ("x",), _UPPER_AFTER), "lte", True),
    (_pattern(rf"(?<!\w)(?:{_LOWER}) ?", ("x",)), "gte", True),
    (_pattern(r"(?<![\w.,])", ("x",), _LOWER_AFTER), "gte", True),
    (_pattern(rf"(?<!\w){_ABOUT} ?", ("x",)), "about", True),
    (_pattern(r"(?<![\w.,])", ("x",), _ABOUT_AFTER), "about", True),
    (_pattern(r"(?<![\w.,])", ("x",)), "lte", False),
)
_RATING = r"(?P<x>[1-5](?:\.\d)?|one|two|three|four|five)"
_RATINGS: tuple[tuple[re.Pattern[str], Op], ...] = (
    (re.compile(rf"(?:at least|over|above|more than|min(?:imum)?(?: of)?|>=?|rated|rating (?:of|over|above)(?: at "
                rf"least)?)"
                rf" ?(?:at least |over |above )?{_RATING} ?(?:\+ ?)?(?:-| )?stars?(?: or (?:more|up|above|better"
                rf"|higher))?"), "gte"),
    (re.compile(rf"{_RATING} ?(?:\+|plus)? ?(?:-| )?stars?(?: ratings?)?(?: (?:and|or) (?:up|above|more|better|higher"
                rf"|over))?"), "gte"),
    (re.compile(rf"(?:rated|ratings?(?: of)?|score of)(?: at least| over| above| higher than| more than)? "
                rf"{_RATING}(?: ?\+|"
                r" (?:and|or) (?:up|above|more|better|higher))?(?![\w.])"), "gte"),
)  # fmt: skip


def ratings(text: str) -> Iterator[Limit]:
    """Find wishes for a rating: "4 stars and up", "rated over 4.5"."""
    taken: list[tuple[int, int]] = []
    for pattern, op in _RATINGS:
        for found in pattern.finditer(text):
            if not _overlaps(found.span(), taken) and (value := number(found["x"])) is not None:
                taken.append(found.span())
                yield Limit("rating", op, value, *found.span())


def prices(text: str, *, expected: bool = False, used: Sequence[tuple[int, int]] = ()) -> list[Limit]:
    """Find price limits in lower-case text, outside what is `used` already.

    With `expected`, a bare number is one too (the budget was asked for).
    """
    taken = [(r.start, r.end) for r in ratings(text)] + list(used)
    limits: list[Limit] = []
    for place, pattern in enumerate(_RANGES):
        for found in pattern.finditer(text):
            if not _overlaps(found.span(), taken) and _is_range(found, text, bare=place == 2):
                limits += _range(found)
                taken.append(found.span())
    for pattern, op, said in _SINGLES:
        for found in pattern.finditer(text):
            if not _overlaps(found.span(), taken) and _is_price(found, "x", text, said=said or expected):
                limits += _single(found, op)
                taken.append(found.span())
    return sorted(limits, key=lambda limit: limit.start)


def _is_range(found: re.Match[str], text: str, *, bare: bool) -> bool:
    low, high = number(found["x"]), number(found["y"])
    if low is None or high is None or low > high * (1000 if found["y"].endswith("k") else 1):
        return False
    if not _is_price(found, "y", text, said=True):
        return False
    money = any(found[name] for name in ("xb", "xa", "yb", "ya"))
    alone = re.fullmatch(
        r"[\s\W]*(?:(?:price|budget|make it|say|maybe|range|pls|please|ok|something)\W*)*", text[: found.start()]
    )
    return (
        not bare
        or money
        or (bool(alone) and high >= 10)
        or (low >= 20 and low % 5 == 0 and high % 5 == 0)
        or bool(re.search(r"\b(price|budget|cost)\w*\W+(?:\w+\W+)?$", text[: found.start()]))
    )


def _is_price(found: re.Match[str], name: str, text: str, *, said: bool) -> bool:
    """Whether a number is money: said so by a sign, a word or a limit, and no measure, size or year."""
    if (
        found[name].endswith(("tenner", "fiver"))
        or found[f"{name}b"]
        or (found[f"{name}a"] and not re.match(r"\s*(?:weight|heavy)", text[found.end() :]))
    ):
        return True
    if not said or re.match(_MEASURE, text[found.end(name) :]):
        return False
    if re.search(
        r"\b(?:size|sizes|sz|age|ages|aged|number|no\.|model|top|version|iphone|galaxy|ps|order)\W{0,2}$",
        text[: found.start()],
    ):
        return False
    if re.search(r"\b(?:size|sizes|sz|age|ages|aged|model|order)\W{0,2}$", text[: found.start(name)]):
        return False
    spelled = not any(c.isdigit() for c in found[name])
    value = number(found[name])
    return value is not None and (value >= 5 or not spelled) and not (spelled and value < 5)


def _range(found: re.Match[str]) -> list[Limit]:
    low, high = number(found["x"]) or 0.0, number(found["y"]) or 0.0
    if found["y"].strip().endswith("k") and not found["x"].strip().endswith("k") and low < high / 1000 + 1:
        low *= 1000
    return [Limit("price", "gte", low, *found.span()), Limit("price", "lte", high, *found.span())]


def _single(found: re.Match[str], op: str) -> list[Limit]:
    value = number(found["x"]) or 0.0
    if op == "about":
        low, high = round(value * (1 - SOFT_BAND), 2), round(value * (1 + SOFT_BAND), 2)
        return [Limit("price", "gte", low, *found.span(), True), Limit("price", "lte", high, *found.span(), True)]
    return [Limit("price", "lte" if op == "lte" else "gte", value, *found.span())]


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)

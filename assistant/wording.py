"""Values put into words: money, numbers, lists, attributes; what comes from a catalogue is data and is cleaned."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files

from retrieval.catalog import Value

_SIGNS = {"USD": "$", "GBP": "£", "EUR": "€", "JPY": "¥", "INR": "₹", "CAD": "CA$", "AUD": "A$", "NZD": "NZ$"}
_WHOLE = frozenset({"JPY", "KRW", "CLP", "VND", "ISK"})
_BLANK = frozenset({"", "none", "nan", "null", "undefined", "n/a", "na", "unknown", "-"})
_YES, _NO = frozenset({"yes", "true"}), frozenset({"no", "false"})
_MARKUP = re.compile(r"<[^<>]{0,200}>")
_ODD = re.compile(r"[\[\]{}<>|`\\]+|%(?=[sd]\b)|https?://\S+|www\.\S+")
_IN_SENTENCES = ("colour", "color", "material", "fabric", "gender", "pattern", "finish", "season", "style", "usage")
_NOUNS = {"wooden": "wood", "golden": "gold", "woollen": "wool", "woolen": "wool", "silken": "silk"}
_MISSING = re.compile(r"\b(None|NaN|null|undefined)\b")
LONGEST = 160


def _unmissed(found: re.Match[str]) -> str:
    """What programs write for a missing value reads like a fault of ours; "None" may also be a word."""
    return "none" if found[0] == "None" else " "


def clean(text: str) -> str:
    """Take markup, brackets, links and control characters out of catalogue text, leaving one line of words."""
    text = _MARKUP.sub(" ", html.unescape(text))
    text = "".join(c if c.isprintable() else " " for c in _ODD.sub(" ", text))
    text = " ".join(_MISSING.sub(_unmissed, text).split()).strip(" ,;:")
    if len(text) > LONGEST:
        text = text[:LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
    return "" if text.lower() in _BLANK else text


def number(value: float) -> str:
    """Write a number without a needless fraction: 4.4, 500, 0.25."""
    return str(int(value)) if value == int(value) else f"{value:.10g}"


def money(amount: float, currency: str | None) -> str:
    """Write an amount in the one style of all replies: $1,200.00, €45.00, ¥4,500, 45.00 CHF, or 45.00."""
    code = clean(currency or "").upper()
    places = Decimal(1) if code in _WHOLE else Decimal("0.01")
    digits = f"{Decimal(str(amount)).quantize(places, ROUND_HALF_UP):,}"
    if code in _SIGNS or (code and not any(c.isalnum() for c in code)):
        return _SIGNS.get(code, code) + digits
    return f"{digits} {code}".strip()


def join(parts: Sequence[str]) -> str:
    """Join as a list is spoken: "6, 7 and 8"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def field_words(field: str) -> str:
    """Write a field name as words: "dishwasher_safe" and "dishwasherSafe" as "dishwasher safe"."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", field)
    return " ".join(re.sub(r"[^\w]+|_", " ", spaced).lower().split())


def truth(value: Value) -> bool | None:
    """Tell whether a value means yes or no; None if it means something else."""
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    return True if word in _YES else False if word in _NO else None


@cache
def unspoken() -> frozenset[str]:
    """Return the names of a shop's internal flags, in words."""
    text = files("assistant").joinpath("unspoken.txt").read_text(encoding="utf-8")
    return frozenset(text.splitlines())


def say(field: str, values: Sequence[Value]) -> str:
    """Put the values of a field into words: true is the field's own words, false denies them; "" if blank.

    What a shop marks for itself ("promoted": true) is nothing to say either: unspoken.txt.
    """
    if field_words(field).removeprefix("is ") in unspoken() and all(truth(v) is not None for v in values):
        return ""
    said = []
    for value in values:
        verdict = truth(value)
        if verdict is not None:
            said.append(("" if verdict else "not ") + field_words(field))
        elif isinstance(value, str):
            said.append(_spoken(field, clean(value)))
        elif math.isfinite(value):
            said.append(number(value))
    told = list(dict.fromkeys(x for x in said if x))
    return join([x for x in told if not any(y.endswith(f" {x}") for y in told)])  # "borosilicate glass" is glass


def _spoken(field: str, text: str) -> str:
    """A colour or material as it stands within a sentence: without capitals, as a noun after "made of"."""
    words = field_words(field)
    if not any(kind in words for kind in _IN_SENTENCES):
        return text
    text = " ".join(w.lower() if w.istitle() else w for w in text.split(" "))
    return _NOUNS.get(text, text) if any(kind in words for kind in ("material", "fabric")) else text

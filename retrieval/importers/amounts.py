"""Prices and counts as shops write them: "1.299,00 €", "$1,299", "USD 12"; what is not exact is not a price.

"from $5", "12 - 15", "9.99/kg" and "call us" leave the price unknown, since a price filter promises what it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "¥": "JPY", "₺": "TRY", "₽": "RUB", "₩": "KRW", "₪": "ILS", "฿": "THB",
          "₫": "VND", "₴": "UAH", "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD",
          "HK$": "HKD", "S$": "SGD", "R$": "BRL", "MX$": "MXN", "$": "USD", "zł": "PLN", "Kč": "CZK", "Ft": "HUF",
          "lei": "RON", "Rs.": "INR", "Rs": "INR", "kr.": "", "kr": "", "Fr.": "CHF", "EURO": "EUR"}
_CODES = ("AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KRW KWD MAD MXN MYR "
          "NOK NZD PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TRY TWD UAH USD UYU VND ZAR").split()
_BARE = {code.casefold(): code for code in _CODES} | {sign.casefold(): code for sign, code in _SIGNS.items()}
_MONEY = re.compile("|".join(
    [re.escape(sign) if not sign[-1].isalpha() else rf"{re.escape(sign)}(?![^\W\d_])" for sign in
     sorted(_SIGNS, key=len, reverse=True)] + [rf"(?<![^\W\d_]){code}(?![^\W\d_])" for code in _CODES]), re.I)
_NUMBER = re.compile(r"[-+]?\d[\d.,'’ ]*")
_TAX = re.compile(r"\(?\b(?:incl?|inkl|excl?|exkl|zzgl)\b\.?\s*(?:\d+\s*%\s*)?"
                  r"(?:vat|gst|tax|mwst|moms|btw|iva|tva)\b\.?\)?", re.I)
_DASH = re.compile(r"(?<=\d)[.,][-–—]+$")
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "−": "-", "\t": " ", "\n": " "})


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as a cell has it, None where the cell is not exactly one; `doubt` says what is not sure about it."""

    value: float | None
    currency: str = ""
    doubt: str = ""


@lru_cache(maxsize=50_000)  # the cells of a column repeat, and so do the variants of a product
def read_amount(text: str, decimal: str = "") -> Amount:
    """Read a price; `decimal` is the decimal sign of the column where that is known, else "" for a guess."""
    text = text.translate(_BLANKS).strip()
    if text.isascii() and text.replace(".", "", 1).isdigit() and "." not in text[-4:-3]:
        return Amount(float(text))
    found = _MONEY.search(text)
    currency = _BARE[found[0].casefold()] if found else ""
    rest = _DASH.sub("", _TAX.sub("", _MONEY.sub(" ", text)).strip()).strip(" :*")
    rest = re.sub(r"^-\s+", "-", rest)
    if not _NUMBER.fullmatch(rest):
        return Amount(None, currency, _not_exact(rest))
    value, doubt = _number(rest.strip(), decimal)
    return Amount(value, currency, doubt)


def _not_exact(rest: str) -> str:
    numbers = re.findall(r"\d[\d.,]*", rest)
    if not numbers:
        return "not a number"
    return "a range" if len(numbers) > 1 else "not one exact number"


def _number(text: str, decimal: str) -> tuple[float | None, str]:
    """Read digits with separators; three digits after the only separator are thousands unless `decimal` says not."""
    sign, digits = (-1.0, text[1:]) if text[0] == "-" else (1.0, text.lstrip("+"))
    digits = digits.rstrip(".,' ’")
    kinds = [c for c in ".," if c in digits]
    last = max(kinds, key=digits.rfind, default="")
    whole, fraction, doubt = digits, "", ""
    if last and (len(kinds) == 2 or digits.count(last) == 1):
        whole, _, fraction = digits.rpartition(last)
        if len(kinds) == 1 and len(fraction) == 3 and last != decimal and whole.strip("0") and len(whole) <= 3:
            whole, fraction = digits, ""
            doubt = "" if decimal or last == "," else "thousands assumed"  # "1.299" may be a price per litre
    groups = re.split(r"[.,'’ ]", whole)
    grouped = len(groups) == 1 or (len(groups[-1]) == 3 and all(2 <= len(g) <= 3 for g in groups[1:-1])
                                   and 1 <= len(groups[0]) <= 3)
    if not grouped or (fraction and not fraction.isdigit()):
        return None, "separators that make no number"
    return sign * float(f"{''.join(groups)}.{fraction or 0}"), doubt


def guess_decimal(texts: Iterable[str]) -> str:
    """Return the decimal sign that the cells of a column show beyond doubt, "" where they do not."""
    votes = {".": 0, ",": 0}
    for text in texts:
        rest = _MONEY.sub(" ", text.translate(_BLANKS)).strip()
        last = max(".,", key=rest.rfind)
        head, found, tail = rest.rpartition(last)
        if not found or not _NUMBER.fullmatch(rest):
            continue
        if len(tail) in (1, 2) or ({".", ","} <= set(rest)):
            votes[last] += head.count(last) == 0
        elif rest.count(last) > 1:
            votes["." if last == "," else ","] += 1
    return "" if votes["."] == votes[","] else max(votes, key=lambda sign: votes[sign])

"""Cells as values of a row: text, prices, stock, yes and no, lists; what had to be mended is noted on the row."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from retrieval.fields import LARGEST
from retrieval.importers.amounts import read_amount
from retrieval.importers.markup import plain
from retrieval.importers.row import LONGEST, LONGEST_VALUE
from retrieval.importers.tables import Cells

_YES = frozenset("1 true yes y x on ja oui si sí in_stock instock available active published visible".split())
_NO = frozenset("0 false no n off nein non -1 draft private archived hidden inactive unpublished unlisted".split())
_IN = frozenset("in stock|instock|available|limited availability|auf lager|lieferbar|en stock|disponible|1|yes|true|y|"
                "ja".split("|"))
_OUT = frozenset("out of stock|outofstock|sold out|soldout|unavailable|discontinued|nicht auf lager|ausverkauft|épuisé|"
                 "agotado|0|no|false|n|nein".split("|"))
_LATER = {"preorder": "preorder", "pre order": "preorder", "presale": "preorder", "backorder": "backorder",
          "back order": "backorder", "onbackorder": "backorder", "on backorder": "backorder"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WHOLE = re.compile(r"[-+]?\d+(?:[.,]0+)?")


@dataclass(frozen=True, slots=True)
class Hints:
    """What a file does not say of itself: the decimal sign of its prices, the currency of bare numbers, the day."""

    decimal: str = ""
    currency: str = ""
    today: str = ""

    def day(self) -> str:
        """Return the day on which sale prices must hold, as 2026-10-31."""
        return self.today or date.today().isoformat()


def text(row: Cells, raw: str, field: str, longest: int = LONGEST_VALUE) -> str:
    """Return a cell as plain text, cut where it is far too long."""
    if len(raw) > 5 * longest:  # before markup is read, so that 10 MB of it cost nothing
        raw = raw[:5 * longest]
        found = plain(raw)[:longest]
        row.mend("a text cut short", f"{field} is far too long, {len(found):,} characters kept")
        return found
    found = plain(raw)
    if longest == LONGEST_VALUE and "\n" in found:
        found = found.replace("\n", " ")
    if len(found) > longest:
        row.mend("a text cut short", f"{field} has {len(found):,} characters, {longest:,} kept")
        return found[:longest].rstrip()
    return found


def prose(row: Cells, raw: str, field: str = "description") -> str:
    """Return a long text without markup."""
    return text(row, raw, field, LONGEST)


def price(row: Cells, raw: str, field: str, hints: Hints) -> tuple[float | None, str]:
    """Return an exact price and its currency; what is not exact, zero or below is unknown, with a remark."""
    if not raw or raw.isspace():
        return None, ""
    found = read_amount(raw, hints.decimal)
    currency = found.currency or hints.currency
    if found.currency and hints.currency and "$" in raw and found.currency == "USD":
        currency = hints.currency if hints.currency in ("AUD", "CAD", "NZD", "HKD", "SGD", "MXN") else "USD"
    if found.value is None:
        row.mend(f"{field} is not exact", f"{raw.strip()!r:.40} is {found.doubt}: the {field} is unknown")
        return None, currency
    if not 0 < found.value <= LARGEST:
        row.mend(f"{field} is not above zero" if found.value <= 0 else f"{field} is too large",
                 f"{raw.strip()!r:.40}: the {field} is unknown")
        return None, currency
    if found.doubt:
        row.mend(f"{field}: {found.doubt}", f"{raw.strip()!r:.40} read as {found.value:g}; say decimal in a mapping")
    return found.value, currency


def stock(row: Cells, raw: str) -> int | None:
    """Return how many there are; a negative or vague count is unknown, with a remark."""
    said = raw.strip()
    if not said:
        return None
    words = " ".join(said.casefold().replace("_", " ").replace("-", " ").split()) if not said[-1].isdigit() else ""
    if words in _OUT:
        return 0
    if words in _IN or words in _LATER:
        return None
    if not _WHOLE.fullmatch(said):
        row.mend("stock is not a whole number", f"{said!r:.40}: the stock is unknown")
        return None
    count = int(float(said.replace(",", ".")))
    if not 0 <= count <= LARGEST:
        row.mend("stock is below zero" if count < 0 else "stock is too large", f"{said}: the stock is unknown")
        return None
    return count


def availability(row: Cells, raw: str) -> tuple[int | None, str]:
    """Return (0, "") for what is sold out, (None, words) for what can be had in a number that is not said."""
    words = " ".join(re.sub(r"[_\W]+", " ", raw.rsplit("/", 1)[-1].casefold()).split())
    if not words:
        return None, ""
    if words in _OUT:
        return 0, ""
    if words in _LATER:
        return None, _LATER[words]
    if words not in _IN:
        row.mend("availability is not known", f"{raw.strip()!r:.40}: the stock is unknown")
        return None, ""
    return None, "in stock"


def flag(raw: str) -> bool | None:
    """Read yes or no, None where it is neither."""
    word = raw.strip().casefold()
    return True if word in _YES else False if word in _NO else None


def split(raw: str, separators: str) -> list[str]:
    """Cut a list at any of the separators, empty entries and repetitions left out; `\\,` is a comma in an entry."""
    parts = re.split(rf"(?<!\\)[{re.escape(separators)}]", raw)
    return list(dict.fromkeys(part for p in parts if (part := p.replace("\\", "").strip())))


def pictures(raw: str) -> list[str]:
    """Cut a list of picture names or addresses; an address may have commas in it."""
    if "://" in raw:
        parts = re.split(r"[,;|\s]+(?=https?://)", raw.strip())
        return list(dict.fromkeys(html.unescape(part.strip(" ,;|")) for part in parts if part))
    return split(raw, ",;|\n")


def path(raw: str, separator: str = ">") -> list[str]:
    """Cut a category path, "Shoes > Boots"."""
    return [part for p in plain(raw).replace("›", separator).replace("»", separator).split(separator)
            if (part := p.strip())]


def on_sale(row: Cells, begins: str, ends: str, hints: Hints) -> bool:
    """Say whether a sale holds today; a sale with an end is remarked on."""
    first, last, day = _DAY.search(begins), _DAY.search(ends), hints.day()
    if (first and day < first[0]) or (last and day > last[0]):
        row.mend("a sale that is not on", f"{begins} - {ends}: the regular price was taken")
        return False
    if last:
        row.mend("a sale that ends", f"on {last[0]}: import again after it")
    return True


def reduced(regular: float | None, sale: float | None) -> tuple[float | None, float | None]:
    """Return price and list price."""
    if sale is None or (regular is not None and sale >= regular):
        return regular, None
    return sale, regular


def compact(data: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is empty."""
    return {key: value for key, value in data.items() if value is not None and value not in ("", [], {})}


def gather(pairs: Iterable[tuple[str, Sequence[str]]]) -> dict[str, list[str]]:
    """Collect values by attribute, each once."""
    found: dict[str, dict[str, None]] = {}
    for name, values in pairs:
        for value in values:
            if name.strip() and value:
                found.setdefault(name.strip(), {})[value] = None
    return {name: list(values) for name, values in found.items()}

"""Conditions of scripted talks: whether values are alike, a constraint is the wanted one, a product meets a promise."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from evaluation.scripts import Wanted
from retrieval.catalog import Product
from retrieval.units import UNITS
from retrieval.words import stems

_COLOUR = re.compile(
    r"\b(?:black|white|red|crimson|blue|navy|green|olive|brown|tan|beige|gr[ae]y|charcoal|pink|purple|lavender|yellow"
    r"|orange|teal|turquoise|gold|silver|burgundy|maroon|cream|ivory|copper)\b"
)
_MEASURE = re.compile(r"(-?\d+(?:\.\d+)?)\s*([^\W\d].*|\")")
_SAME = {"gray": "grey", "color": "colour", "fabric": "material", "woman": "women", "man": "men"}
_FALSE = re.compile(r"\b(?:faux|vegan|imitation|artificial|mock|non|no|not|without)[ -](?:\w+[ -])?$")


def alike(one: object, other: object) -> bool:
    """Say whether two values are the same but for case, spelling of words, units and digits after the second."""
    if isinstance(one, bool) or isinstance(other, bool):
        return str(one).lower() == str(other).lower()
    numbers = _number(one), _number(other)
    if numbers[0] is not None and numbers[1] is not None:
        return math.isclose(numbers[0], numbers[1], abs_tol=0.02)
    measures = _measure(one), _measure(other)
    if measures[0] and measures[1]:
        return measures[0][0] == measures[1][0] and math.isclose(measures[0][1], measures[1][1], rel_tol=0.005)
    return key_of(one) == key_of(other)


def _measure(value: object) -> tuple[str, float] | None:
    """What a value such as "1.5 l" measures, and how many base units it is."""
    found = _MEASURE.fullmatch(str(value).strip().lower())
    unit = UNITS.get(found[2].strip()) if found else None
    return (unit.measures, float(found[1]) * unit.factor) if found and unit else None


def _number(value: object) -> float | None:
    try:
        return float(str(value).replace(",", ""))
    except ValueError:
        return None


def key_of(value: object) -> tuple[str, ...]:
    """Return the form in which words of values and fields are compared."""
    return tuple(stems(" ".join(_SAME.get(word, word) for word in stems(str(value)))))


def meets(wanted: Wanted, got: Mapping[str, Any]) -> bool:
    """Say whether a constraint of a row is the wanted one; a key left out of `wanted` matches any."""
    if wanted.op is not None and wanted.op != got["op"]:
        return False
    if wanted.origin is not None and wanted.origin != got.get("from"):
        return False
    if wanted.field is not None and not any(set(key_of(f)) & set(key_of(got["field"])) for f in many(wanted.field)):
        return False
    return wanted.value is None or any(alike(a, b) for a in many(wanted.value) for b in many(got["value"]))


def many(value: object) -> Sequence[object]:
    """Return the values of a list, or a value as the only one."""
    return value if isinstance(value, list | tuple) else (value,)


def breaks(product: Product, satisfy: Mapping[str, Any]) -> list[str]:
    """Return the names of the conditions that a product does not meet; raise KeyError for an unknown condition."""
    return [name for name, wanted in satisfy.items() if not _CONDITIONS[name](product, wanted)]


def has_any(text: str, words: object) -> bool:
    """Say whether a lower-case text has one of the words, singular or plural."""
    return any(re.search(rf"(?<!\w){re.escape(str(w).lower())}(?:s|es)?(?!\w)", text) for w in many(words))


def _prose(product: Product) -> str:
    stated = " ".join(str(v) for values in product.attributes.values() for v in values)
    return f"{product.title} {product.description} {stated}".lower()


def _path(product: Product) -> str:
    return f"{product.title} {' '.join(product.category)}".lower()


def _main_colour(product: Product) -> str | None:
    """The first colour word of the title, else of the prose."""
    found = _COLOUR.search(product.title.lower()) or _COLOUR.search(_prose(product))
    return found[0] if found else None


def _really(text: str, word: str) -> bool:
    found = re.finditer(rf"(?<!\w){re.escape(word.lower())}(?!\w|[ -](?:free|like|look))", text)
    return any(not _FALSE.search(text[: m.start()]) for m in found)


def _attribute(product: Product, wanted: Mapping[str, Any]) -> bool:
    held = {key_of(name): values for name, values in product.attributes.items()}
    variants = [{key_of(n): v for n, v in variant.attributes.items()} for variant in product.variants] or [{}]
    each = [{**held, **variant} for variant in variants]
    return any(all(any(alike(a, b) for a in many(v) for b in row.get(key_of(k), ())) for k, v in wanted.items())
               for row in each)  # fmt: skip


def _prices(product: Product) -> list[float]:
    """The prices of a product and of its variants."""
    return [price for price in (product.price, *(v.price for v in product.variants)) if price is not None]


_CONDITIONS: Mapping[str, Any] = {
    "price_lte": lambda p, v: any(price <= v + 0.005 for price in _prices(p)),
    "price_gte": lambda p, v: any(price >= v - 0.005 for price in _prices(p)),
    "rating_gte": lambda p, v: (p.rating or 0) >= v,
    "in_stock": lambda p, v: (p.stock != 0) == v,
    "category_has": lambda p, v: has_any(_path(p), v),
    "title_has_any": lambda p, v: has_any(p.title.lower(), v),
    "text_has_any": lambda p, v: has_any(_prose(p), v),
    "text_has_all": lambda p, v: all(has_any(_prose(p), group) for group in v),
    "text_has_none": lambda p, v: not any(_really(_prose(p), str(word)) for word in many(v)),
    "main_colour_not": lambda p, v: _main_colour(p) not in many(v),
    "attr": _attribute,
    "attr_not": lambda p, v: not any(_attribute(p, {name: value}) for name, value in v.items()),
}

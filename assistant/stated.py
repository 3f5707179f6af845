"""What a row states of a field, whether the shop wrote it down or it was derived from the row's prose."""

from __future__ import annotations

import re

from retrieval.catalog import Product, Value
from retrieval.synonyms import Synonyms

_AVAILABLE = frozenset({"availability", "available", "in stock", "stock status", "stock state", "stockstatus"})
_SCHEMA = r"(?:https?://schema\.org/)?"
_TO_BE_HAD = re.compile(rf"{_SCHEMA}(?:in[ _-]?stock|available|true|yes|limited|low stock)")
_NOT_TO_BE_HAD = re.compile(rf"{_SCHEMA}(?:out[ _-]?of[ _-]?stock|sold|unavailable|false|no\b|not|discont)")
_FIELDS = frozenset({"price", "list_price", "rating", "rating_count", "stock", "brand", "popularity", "added"})


def stated(product: Product, field: str, synonyms: Synonyms | None = None) -> tuple[Value, ...]:
    """Return the values of a field or attribute, those of variants that can be had included; () if unknown.

    With `synonyms`, an attribute answers to its canonical name too ("weight" for Gewicht).
    """
    if field in _FIELDS:
        value = getattr(product, field)
        return () if value is None else (value,)
    if field == "category":
        return product.category
    own = next((v for name, v in product.attributes.items() if _same(name, field, synonyms)), ())
    if own:
        return own
    held = [item for x in product.variants if x.stock != 0 for item in x.attributes.items()]
    variants = [values for name, values in held if _same(name, field, synonyms)]
    if variants:
        return tuple(dict.fromkeys(value for values in variants for value in values))
    return tuple(value for value, _ in product.derived.get(field, ()))


def availability(product: Product) -> tuple[str, bool] | None:
    """Return the attribute by which a shop without a count says that a product can be had, and whether it can."""
    for name, values in product.attributes.items():
        if re.sub(r"[\W_]+", " ", name).strip().lower() in _AVAILABLE and values:
            said = str(values[0]).strip().lower()
            if _NOT_TO_BE_HAD.match(said):
                return name, False
            if _TO_BE_HAD.match(said):
                return name, True
    return None


def _same(name: str, field: str, synonyms: Synonyms | None) -> bool:
    same = name.replace("_", " ").lower() == field.replace("_", " ").lower()
    return same or (synonyms is not None and synonyms.attribute(name) == synonyms.attribute(field))

"""What a row states of a field, whether the shop wrote it down or it was derived from the row's prose."""

from __future__ import annotations

from retrieval.catalog import Product, Value

_FIELDS = frozenset({"price", "list_price", "rating", "rating_count", "stock", "brand", "popularity", "added"})


def stated(product: Product, field: str) -> tuple[Value, ...]:
    """Return the values of a field or attribute, those of variants that can be had included; () if unknown."""
    if field in _FIELDS:
        value = getattr(product, field)
        return () if value is None else (value,)
    if field == "category":
        return product.category
    own = next((v for name, v in product.attributes.items() if _same(name, field)), ())
    if own:
        return own
    variants = [v for x in product.variants if x.stock != 0 for n, v in x.attributes.items() if _same(n, field)]
    if variants:
        return tuple(dict.fromkeys(value for values in variants for value in values))
    return tuple(value for value, _ in product.derived.get(field, ()))


def _same(name: str, field: str) -> bool:
    return name.replace("_", " ").lower() == field.replace("_", " ").lower()

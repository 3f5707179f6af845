"""One product out of several rows: what the variants share is the product's, the rest stays theirs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from retrieval.importers.values import compact

Variant = dict[str, Any]


def with_variants(product: dict[str, Any], variants: Sequence[Variant]) -> dict[str, Any]:
    """Put variants into a product: its price is the lowest, its stock their sum where each is known.

    A value that all variants have is moved to the product, and so is a list price; a single variant without
    attributes is the product itself.
    """
    shared = _shared(variants)
    own = [{**v, "attributes": {n: x for n, x in v["attributes"].items() if n not in shared}} for v in variants]
    price, stock = _lowest(own), _sum(own)
    before = {v.pop("list_price", None) for v in own}
    attributes = {**product.get("attributes", {}), **shared}
    if len(own) == 1:
        own = own if own[0]["attributes"] else []
    return compact({**product, "price": price, "stock": stock, "attributes": attributes,
                    "list_price": before.pop() if len(before) == 1 else None,
                    "variants": [compact(v) for v in distinct(own)]})


def _shared(variants: Sequence[Variant]) -> dict[str, Any]:
    first = variants[0]["attributes"]
    return {name: value for name, value in first.items()
            if len(variants) > 1 and all(v["attributes"].get(name) == value for v in variants)}


def _lowest(variants: Sequence[Variant]) -> float | None:
    """The lowest price of what can be had, else of all."""
    prices = [v["price"] for v in variants if v.get("price") is not None and v.get("stock") != 0]
    return min(prices or [v["price"] for v in variants if v.get("price") is not None], default=None)


def _sum(variants: Sequence[Variant]) -> int | None:
    counts = [v.get("stock") for v in variants]
    return sum(c for c in counts if c is not None) if None not in counts else None


def distinct(variants: Sequence[Variant]) -> list[Variant]:
    """Give a variant whose id was used before an id of its own."""
    seen: set[str] = set()
    for place, variant in enumerate(variants, 1):
        ident = str(variant.get("id") or place)
        while ident in seen:
            ident = f"{ident}-{place}"
        seen.add(ident)
        variant["id"] = ident
    return list(variants)

"""Facts on the table: what each reference stands for, with the evidence for it.

`table_for` builds the table of a turn; whatever the catalogue does not state is absent from it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from assistant.rules import Order, Rule
from assistant.wording import clean, field_words, join, money, number, say
from retrieval.catalog import Product, Span, Value, Variant
from retrieval.filters import Constraint

Kind = Literal["catalogue", "computed", "state", "shopper", "rule", "order"]
_NOTHING: Mapping[str, str] = MappingProxyType({})
_NO_VARIANTS: Mapping[str, Variant] = MappingProxyType({})
_ROW_FIELDS = frozenset({"name", "title", "price", "list_price", "rating", "rating_count", "stock", "brand", "category",
                         "under_limit", "over_limit", "saving", "quantity", "line_total"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """A value that may be said: the words put in its place, where it comes from, and what it is.

    `product` and `field` are set for catalogue facts (they become `facts` of the replay row, the rest `evidence`);
    `source` names the origin: "b7.price", "limit.price - b7.price", "rule.delivery".
    """

    text: str
    value: Value | tuple[Value, ...] | None
    kind: Kind
    source: str
    product: str = ""
    field: str = ""


Table = Mapping[str, Fact]
"""Reference (without brackets: "1", "1.price", "cart.total") to fact."""


def table_for(
    products: Sequence[Product],
    *,
    constraints: Sequence[Constraint] = (),
    cart: Sequence[tuple[Product, int]] = (),
    rules: Sequence[Rule] = (),
    order: Order | None = None,
    currency: str | None = None,
    canonical: Mapping[str, str] = _NOTHING,
    variants: Mapping[str, Variant] = _NO_VARIANTS,
) -> Table:
    """Build every reference that can be said of up to nine products, numbered from 1, and of the session.

    `currency`: the shop's, for limits and orders that name none. `canonical`: the shop's attribute names to the
    canonical ones ("Farbe" to "colour"), so that either can be referred to. `variants`: product id to the variant
    that was chosen, whose price and stock then count.
    """
    table: dict[str, Fact] = {}
    shown = [_chosen(p, variants.get(p.id)) for p in products[:9]]
    currency = currency or _currency([*shown, *(p for p, _ in cart)])
    table |= _limits(constraints, currency)
    quantities = {p.id: n for p, n in cart}
    for n, product in enumerate(shown, 1):
        table |= {f"{n}.{k}" if k else str(n): f for k, f in _row(product, products[n - 1])}
        table |= {f"{n}.{k}": f for k, f in _attributes(product, canonical)}
        table |= {f"{n}.{k}": f for k, f in _reckoned(product, table.get("limit.price"), constraints)}
        if product.id in quantities:
            table |= {f"{n}.{k}": f for k, f in _line(product, quantities[product.id])}
    table |= _differences(shown)
    table |= _cart(cart)
    table |= {f"rule.{r.id}": Fact(r.text, r.text, "rule", f"rule.{r.id}") for r in rules}
    table |= _order(order, currency) if order else {}
    return MappingProxyType({k: f for k, f in table.items() if f.text})


def _chosen(product: Product, variant: Variant | None) -> Product:
    """The product with the price and stock of the variant, where it states them."""
    if variant is None or (variant.price is None and variant.stock is None):
        return product
    return replace(
        product,
        price=product.price if variant.price is None else variant.price,
        stock=product.stock if variant.stock is None else variant.stock,
    )


def _known(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def _currency(products: Sequence[Product]) -> str | None:
    return next((p.currency for p in products if p.currency), None)


def _row(product: Product, row: Product) -> Iterator[tuple[str, Fact]]:
    """The fields of the row; one that a variant changed, or that the row keeps twice, is computed."""
    pid = product.id

    def stated(text: str, field: str, value: Value) -> tuple[str, Fact]:
        own = field in ("title", "list_price") or getattr(row, field) == getattr(product, field)
        kind: Kind = "catalogue" if own and field != "list_price" else "computed"
        key = "" if field == "title" else field
        return key, Fact(text, value, kind, f"{pid}.{field}", pid if kind == "catalogue" else "", field)

    yield stated(clean(product.name) or clean(product.title) or f"item {clean(pid)}", "title", product.title)
    if product.price is not None and _known(product.price):
        yield stated(money(product.price, product.currency), "price", product.price)
    if product.list_price is not None and _known(product.list_price):
        yield stated(money(product.list_price, product.currency), "list_price", product.list_price)
    if product.rating is not None and _known(product.rating):
        yield stated(number(product.rating), "rating", product.rating)
    if product.rating_count:
        yield stated(f"{product.rating_count:,}", "rating_count", product.rating_count)
    if product.stock is not None:
        yield stated(str(product.stock) if product.stock > 0 else "none", "stock", product.stock)
    if product.brand:
        yield stated(clean(product.brand), "brand", product.brand)
    if product.category:
        leaf = product.category[-1]
        yield "category", Fact(clean(leaf), leaf, "catalogue", f"{pid}.category", pid, "category")


def reference_name(field: str) -> str:
    """Make a field name fit for a reference: letters, digits, space and hyphen; "" if it cannot be made one."""
    name = " ".join(re.sub(r"[^\w -]+", " ", field).split())
    return name if re.match(r"[^\W\d]", name) else ""


def _attributes(product: Product, canonical: Mapping[str, str]) -> Iterator[tuple[str, Fact]]:
    """Derived values first, then variants', then stated ones, so that the surest is kept where names collide."""
    found: list[tuple[str, Fact]] = [(k, _derived(product, k, v)) for k, v in product.derived.items() if v]
    found += [(k, _varied(product, k)) for k in dict.fromkeys(k for v in product.variants for k in v.attributes)]
    varied = {k for v in product.variants for k in v.attributes}
    for field, values in product.attributes.items():
        if values and field not in varied:
            value = values[0] if len(values) == 1 else tuple(values)
            text = say(field, values)
            found.append((field, Fact(text, value, "catalogue", f"{product.id}.{field}", product.id, field)))
    for field, fact in found:
        for name in {reference_name(field), reference_name(canonical.get(field, field))} - {""}:
            if name not in _ROW_FIELDS and fact.text:
                yield name, fact


def _derived(product: Product, field: str, values: tuple[tuple[Value, Span], ...]) -> Fact:
    """A value read out of the prose; where its canonical word is not in the row, the row's own words are said."""
    row = _stems(" ".join([product.title, product.description, *product.category]))
    said: list[Value] = []
    for value, span in values:
        held = _stems(field_words(field) if value is True else str(value)) <= row and value is not False
        said.append(value if held else getattr(product, span.part)[span.start : span.end])
    held_values = said[0] if len(said) == 1 else tuple(dict.fromkeys(said))
    return Fact(say(field, said), held_values, "catalogue", f"{product.id}.{field} (derived)", product.id, field)


def _stems(text: str) -> set[str]:
    words = re.findall(r"[a-z0-9]+", text.lower().replace("'", ""))
    return {w[:-1] if len(w) > 3 and w.endswith("s") else w for w in words}


def _varied(product: Product, field: str) -> Fact:
    """What can still be had: the values of a field over the variants that are not sold out."""
    left = [v for v in product.variants if (v.stock if v.stock is not None else product.stock) != 0]
    values = tuple(dict.fromkeys(x for v in left for x in v.attributes.get(field, ())))
    stated = set(values) <= set(product.attributes.get(field, ()))
    text, value = say(field, values), values[0] if len(values) == 1 else values
    if stated:
        return Fact(text, value, "catalogue", f"{product.id}.{field}", product.id, field)
    return Fact(text, value, "computed", f"{product.id}.variants.{field}", "", field)


def _limits(constraints: Sequence[Constraint], currency: str | None) -> dict[str, Fact]:
    """The shopper's own numbers: limit.price is the highest allowed, else the lowest; limit.price_min the lowest."""
    table: dict[str, Fact] = {}
    for c in sorted(constraints, key=lambda c: c.op, reverse=True):  # lte, then gte
        if c.op not in ("lte", "gte") or isinstance(c.value, (tuple, str, bool)) or not reference_name(c.field):
            continue
        text = money(c.value, currency) if c.field == "price" else number(c.value)
        name = "limit." + re.sub(r"[ ]", "_", reference_name(c.field))
        table.setdefault(name, Fact(text, c.value, "shopper", name, "", c.field))
        if c.op == "gte":
            table[f"{name}_min"] = Fact(text, c.value, "shopper", f"{name}_min", "", c.field)
    return table


def _reckoned(product: Product, limit: Fact | None, constraints: Sequence[Constraint]) -> Iterator[tuple[str, Fact]]:
    """What follows from the price: the distance to the shopper's limit, and from the list price."""
    price, top = product.price, any(c.field == "price" and c.op == "lte" for c in constraints)
    if price is None:
        return
    if limit and top and isinstance(limit.value, (int, float)) and abs(limit.value - price) >= 0.005:
        gap, below = abs(limit.value - price), price < limit.value
        name = "under_limit" if below else "over_limit"
        source = f"limit.price - {product.id}.price" if below else f"{product.id}.price - limit.price"
        yield name, Fact(money(gap, product.currency), round(gap, 2), "computed", source, "", "price")
    if product.list_price is not None and product.list_price - price >= 0.005:
        gap = round(product.list_price - price, 2)
        source = f"{product.id}.list_price - {product.id}.price"
        yield "saving", Fact(money(gap, product.currency), gap, "computed", source, "", "price")


def _line(product: Product, quantity: int) -> Iterator[tuple[str, Fact]]:
    yield "quantity", Fact(str(quantity), quantity, "state", f"cart.{product.id}.quantity")
    if product.price is not None:
        total = round(product.price * quantity, 2)
        yield "line_total", Fact(money(total, product.currency), total, "state", f"cart.{product.id}.total")


def _differences(shown: Sequence[Product]) -> dict[str, Fact]:
    table: dict[str, Fact] = {}
    for i, a in enumerate(shown, 1):
        for j, b in enumerate(shown, 1):
            for field in ("price", "rating", "rating_count"):
                x, y = getattr(a, field), getattr(b, field)
                if x is None or y is None or x - y < 0.005 or (field == "price" and a.currency != b.currency):
                    continue
                gap = round(x - y, 2)
                text = money(gap, a.currency) if field == "price" else number(gap)
                source = f"{a.id}.{field} - {b.id}.{field}"
                table[f"{i}-{j}.{field}"] = Fact(text, gap, "computed", source, "", field)
    return table


def _cart(cart: Sequence[tuple[Product, int]]) -> dict[str, Fact]:
    """Count and total; the total is absent while a price is unknown or currencies differ."""
    count = sum(n for _, n in cart)
    table = {"cart.count": Fact(f"{count} item" + "s" * (count != 1), count, "state", "cart.count")}
    prices = [(p.price, n) for p, n in cart if p.price is not None]
    if cart and len(prices) == len(cart) and len({p.currency for p, _ in cart}) == 1:
        total = round(sum(x * n for x, n in prices), 2)
        table["cart.total"] = Fact(money(total, cart[0][0].currency), total, "state", "cart.total")
    return table


def _order(order: Order, currency: str | None) -> dict[str, Fact]:
    said = {"id": order.id, "status": order.status, "placed": order.placed, "eta": order.eta}
    said["items"] = join(order.items)
    table = {f"order.{k}": Fact(clean(v), v, "order", f"order.{order.id}.{k}") for k, v in said.items() if v}
    if order.total is not None:
        source = f"order.{order.id}.total"
        table["order.total"] = Fact(money(order.total, order.currency or currency), order.total, "order", source)
    return table

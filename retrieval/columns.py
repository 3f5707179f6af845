"""The catalogue in columns, on which constraints are evaluated whole, before any ranking."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from datetime import date

import numpy as np

from retrieval import attributes
from retrieval.attributes import Bools, Floats
from retrieval.belonging import Belonging
from retrieval.catalog import Product, Value
from retrieval.filters import Constraint, family, phrases, values_of
from retrieval.postings import ANYWHERE, Postings, Zone
from retrieval.synonyms import Synonyms, key_of

NUMBERS: dict[str, Callable[[Product], float | None]] = {
    "rating": lambda p: p.rating,
    "rating count": lambda p: p.rating_count,
    "popularity": lambda p: p.popularity,
    "list price": lambda p: p.list_price,
    "added": lambda p: _day(p.added),
    "discount": lambda p: 1 - p.price / p.list_price if p.price and p.list_price and p.list_price > p.price else None,
}
"""Fields of a product that are numbers; `added` counts days, `discount` is the share taken off the list price."""

# A description names other colours, sizes and people too, so that only the title may rule a product out.
_TITLE_DECIDES = frozenset({"colour", "size", "gender"})


class Columns:
    """A catalogue in columns of rows and of offers.

    An offer is one way to have a product: one a variant, or the product itself where it has none. A product
    passes if one of its offers meets all constraints together.
    """

    def __init__(self, products: Sequence[Product], postings: Postings, synonyms: Synonyms) -> None:
        self.products, self.postings, self.synonyms = products, postings, synonyms
        self.made = [(row, v) for row, p in enumerate(products) for v in (p.variants or (None,))]
        self.rows = np.asarray([row for row, _ in self.made], dtype=np.int32)
        self.starts = np.searchsorted(self.rows, np.arange(len(products)))
        self.price = _floats(products[row].price if v is None or v.price is None else v.price for row, v in self.made)
        self.stock = _floats(products[row].stock if v is None or v.stock is None else v.stock for row, v in self.made)
        self.attributes = attributes.columns(products, self.made, synonyms)
        self.sold = np.ones(len(self.rows), dtype=bool)
        self._numbers: dict[str, Floats] = {}  # filled when first asked for, then never changed
        self.belonging = Belonging(products, postings, synonyms)
        self.unbranded = np.asarray([p.brand is None for p in products], dtype=bool)

    def renewed(self, products: Sequence[Product], changed: Iterable[int], gone: Iterable[int]) -> Columns:
        """Return these columns with the offers of some rows changed, of others no longer sold; the rest is shared."""
        new = copy(self)
        new.products, new._numbers = products, {name: held.copy() for name, held in self._numbers.items()}
        new.price, new.stock, new.sold = self.price.copy(), self.stock.copy(), self.sold.copy()
        for row in changed:
            product, first = products[row], int(self.starts[row])
            for offer, v in enumerate(product.variants or (None,), first):
                price, stock = (None, None) if v is None else (v.price, v.stock)
                new.price[offer] = _floats([product.price if price is None else price])[0]
                new.stock[offer] = _floats([product.stock if stock is None else stock])[0]
                for name, held in new._numbers.items():
                    held[offer] = _floats([NUMBERS[name](product)])[0]
        new.sold &= ~np.isin(self.rows, list(gone))
        return new

    def mask(self, constraints: Iterable[Constraint]) -> Bools:
        """Return `(rows,)`: the products of which one offer meets every hard constraint."""
        return self.any_offer(self.offers(constraints))

    def offers(self, constraints: Iterable[Constraint]) -> Bools:
        """Return `(offers,)`: the offers that meet every hard constraint."""
        passed = self.sold.copy()
        for constraint in constraints:
            if constraint.hard:
                passed &= self.meets(constraint)
        return passed

    def any_offer(self, offers: Bools) -> Bools:
        """Reduce `(offers,)` to `(rows,)`: has the product one such offer?"""
        if len(offers) == len(self.starts):  # no product has variants
            return offers
        return np.logical_or.reduceat(offers, self.starts)

    def in_stock(self) -> Bools:
        """Return `(offers,)`: not known to be sold out."""
        return np.asarray(~(self.stock == 0))

    def meets(self, constraint: Constraint) -> Bools:
        """Return `(offers,)`: who meets one constraint."""
        field = self.synonyms.attribute(constraint.field)
        if field == "category":
            of = self.belonging
            return (~of.named(constraint) if constraint.op == "ne" else of.mask(constraint))[self.rows]
        if field in ("brand", "keyword"):
            found = {"brand": self._brand, "keyword": self._keyword}[field](constraint)
            return np.asarray((~found if constraint.op == "ne" else found)[self.rows])
        numbers = self.numbers(field)
        return self._attribute(field, constraint) if numbers is None else _compare(numbers, constraint)

    def numbers(self, field: str) -> Floats | None:
        """Return a number that rows themselves have, `(offers,)`, unknown as NaN; None for other fields."""
        field = self.synonyms.attribute(field)
        if field in ("price", "stock"):
            return self.price if field == "price" else self.stock
        if field in NUMBERS and field not in self._numbers:
            self._numbers[field] = _floats(map(NUMBERS[field], self.products))[self.rows]
        return self._numbers.get(field)

    def sortable(self, field: str) -> Floats | None:
        """Return what to sort by, `(offers,)`, NaN where unknown; None if no row has such a number."""
        found = self.numbers(field)
        column = self.attributes.get(self.synonyms.attribute(field))
        if found is None and column is not None:
            found = column.numbers(len(self.rows))
        return None if found is None or np.isnan(found).all() else found

    def best(self, column: Floats, offers: Bools, *, ascending: bool) -> Floats:
        """Reduce a column to `(rows,)`: the best value among the offers that pass, NaN where there is none."""
        held = np.where(offers & ~np.isnan(column), column, np.inf if ascending else -np.inf)
        found = (np.minimum if ascending else np.maximum).reduceat(held, self.starts)
        return np.where(np.isinf(found), np.nan, found)

    def _brand(self, constraint: Constraint) -> Bools:
        found = self._any(constraint, (Zone.BRAND,))
        if (column := self.attributes.get("brand")) is not None:
            found |= self.any_offer(column.having(constraint, self.synonyms, len(self.rows)))
        titled = self._any(constraint, (Zone.TITLE,))
        return np.asarray(found | (titled if constraint.op == "ne" else titled & self.unbranded))

    def _keyword(self, constraint: Constraint) -> Bools:
        passed = np.zeros(len(self.products), dtype=bool)
        wanted = phrases(constraint)
        for phrase in wanted.union(
            *(phrases(Constraint("keyword", "eq", self._other_names(v))) for v in values_of(constraint))
        ):
            each = [self._said((word,), ANYWHERE) for word in phrase]
            passed |= self._said(phrase, ANYWHERE) | np.logical_and.reduce(each)
        return passed

    def _any(self, constraint: Constraint, zones: Sequence[Zone]) -> Bools:
        passed = np.zeros(len(self.products), dtype=bool)
        for phrase in phrases(constraint):
            passed |= self.postings.mask(self.postings.positions(phrase), zones)
        return passed

    def _said(self, phrase: tuple[str, ...], zones: Sequence[Zone]) -> Bools:
        found = self.postings.positions(phrase)
        return self.postings.mask(self.postings.meant(found, len(phrase)), zones)

    def _attribute(self, field: str, constraint: Constraint) -> Bools:
        """Where no row has the attribute, its words decide; `ne` is careful and lets no mention pass."""
        column, size = self.attributes.get(field), len(self.rows)
        if column is None and constraint.op in ("lte", "gte"):
            return np.zeros(size, dtype=bool)
        if constraint.op != "ne":
            return (
                self._mentions(field, constraint)[self.rows]
                if column is None
                else column.having(constraint, self.synonyms, size)
            )
        found = self._mentions(field, constraint)[self.rows]
        return np.asarray(~(found if column is None else found | column.touching(constraint, self.synonyms, size)))

    def _mentions(self, field: str, constraint: Constraint) -> Bools:
        """Return `(rows,)`: whose words, read as a whole, say a value (for colours that are ruled out, whose title)."""
        zones = (Zone.TITLE,) if field in _TITLE_DECIDES and constraint.op == "ne" else ANYWHERE
        passed = np.zeros(len(self.products), dtype=bool)
        for value in values_of(constraint):
            text = field if value is True else value if isinstance(value, str) else ""
            for phrase in family(self.synonyms, field, text, akin=constraint.op == "ne"):
                if any(len(word) > 2 and word.isalpha() for word in phrase):
                    passed |= self._said(phrase, zones)
        return passed

    def _other_names(self, value: Value) -> tuple[str, ...]:
        groups = self.synonyms.features.get(key_of(value), ()) if isinstance(value, str) else ()
        return tuple(word for group in groups for word in group)


def _compare(numbers: Floats, constraint: Constraint) -> Bools:
    passed = np.zeros(len(numbers), dtype=bool)
    for value in values_of(constraint):
        if value is True and constraint.op == "eq":  # "in stock", "on sale"
            passed |= numbers > 0
        elif (limit := attributes.parse(value).number) is not None:
            near = {"lte": numbers <= limit + 1e-6, "gte": numbers >= limit - 1e-6}
            passed |= near.get(constraint.op, np.abs(numbers - limit) < 0.005)
    return np.asarray(~passed & ~np.isnan(numbers) if constraint.op == "ne" else passed)


def _floats(values: Iterable[float | None]) -> Floats:
    return np.asarray([np.nan if v is None else v for v in values], dtype=float)


def _day(text: str | None) -> float | None:
    try:
        return float(date.fromisoformat((text or "")[:10]).toordinal())
    except ValueError:
        return None

"""Constraints on the whole catalogue: what each lets through, and the columns against a slow reading of the rows."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import pytest

from retrieval import synonyms
from retrieval.attributes import Wanted, parse
from retrieval.catalog import Product, Span
from retrieval.columns import Columns
from retrieval.filters import Constraint, Op, values_of
from retrieval.postings import Postings, zones_of
from retrieval.words import stems
from tests.retrieval.shops import SHOP, product, variant

KNOWN = synonyms.load()


def columns_of(products: Sequence[Product]) -> Columns:
    return Columns(products, Postings.build(products), KNOWN)


def passing(*constraints: Constraint, products: Sequence[Product] = SHOP) -> set[str]:
    mask = columns_of(products).mask(constraints)
    return {p.id for p, passed in zip(products, mask, strict=True) if passed}


BOOTS = {"boots-1", "boots-2", "boots-3", "boots-4"}


@pytest.mark.parametrize(("field", "op", "value", "expected"), [
    ("category", "eq", "boot", BOOTS),
    ("category", "ne", "boot", {p.id for p in SHOP} - BOOTS - {"rack-1"}),
    ("category", "eq", "shoes", BOOTS),
    ("category", "ne", "shoes", {p.id for p in SHOP} - BOOTS),
    ("category", "eq", ("tops", "computers"), {"tee-1", "tee-2", "lap-1", "lap-2", "sleeve-1"}),
    ("category", "eq", "T-shirts", {"tee-1", "tee-2"}),
    ("category", "eq", "tshirt", {"tee-1", "tee-2"}),
    ("category", "eq", "boots shoes", set()),
    ("brand", "eq", "puddle", {"boots-2"}),
    ("brand", "eq", "Orb", {"lap-1", "lap-2", "sleeve-1"}),
    ("brand", "ne", "orb", {p.id for p in SHOP} - {"lap-1", "lap-2", "sleeve-1"}),
    ("price", "lte", 20.0, {"rack-1", "tee-1"}),
    ("price", "gte", 700.0, {"lap-1", "lap-2"}),
    ("price", "eq", 45.0, {"boots-2"}),
    ("price", "ne", 45.0, {p.id for p in SHOP} - {"boots-2", "boots-4"}),
    ("rating", "gte", 4.5, {"tee-2", "lap-1"}),
    ("stock", "gte", 1.0, {p.id for p in SHOP} - {"boots-3", "boots-4"}),
    ("on sale", "eq", True, set()),
    ("discount", "gte", 0.4, {"sleeve-1"}),
    ("colour", "eq", "blue", {"boots-2", "tee-1"}),
    ("color", "eq", "Navy", {"boots-2"}),
    ("colour", "eq", ("green", "brown"), {"boots-1", "boots-3"}),
    ("colour", "ne", "red", {p.id for p in SHOP} - {"tee-2"}),
    ("material", "eq", "leather", {"boots-1"}),
    ("material", "ne", "leather", {p.id for p in SHOP} - {"boots-1", "boots-3"}),
    ("waterproof", "eq", True, {"boots-2"}),
    ("waterproof", "eq", "no", {"boots-3"}),
    ("waterproof", "ne", True, {p.id for p in SHOP} - {"boots-2"}),
    ("screen", "gte", "14 inch", {"lap-1"}),
    ("screen", "eq", "13 inches", {"lap-2"}),
    ("screen", "lte", "20 cm", set()),
    ("memory", "gte", 8.0, {"lap-1", "lap-2"}),
    ("memory", "eq", "16gb", {"lap-1"}),
    ("weight", "lte", "1.5 kg", {"lap-2"}),
    ("size", "eq", "m", {"tee-1"}),
    ("keyword", "eq", "rubber", {"boots-2"}),
    ("keyword", "eq", "rain boots", {"boots-2"}),
    ("keyword", "eq", "boots meadow", {"boots-2"}),
    ("keyword", "eq", "leather", {"boots-1", "boots-3"}),
    ("keyword", "ne", "leather", {p.id for p in SHOP} - {"boots-1", "boots-3"}),
    ("bluetooth", "gte", 5.0, set()),
])  # fmt: skip
def test_a_constraint_lets_through(field: str, op: str, value: object, expected: set[str]) -> None:
    assert passing(Constraint(field, op, value)) == expected  # type: ignore[arg-type]


def test_one_variant_must_meet_everything_together() -> None:
    red, medium, small = (
        Constraint("colour", "eq", "red"),
        Constraint("size", "eq", "M"),
        Constraint("size", "eq", "S"),
    )
    in_stock, cheap = Constraint("stock", "gte", 1.0), Constraint("price", "lte", 16.0)
    assert passing(red, small, in_stock, cheap) == {"tee-1"}
    assert passing(red, medium, in_stock) == set()
    assert passing(Constraint("colour", "eq", "blue"), cheap) == set()


def test_a_variant_without_price_or_stock_has_those_of_its_product() -> None:
    assert passing(
        Constraint("size", "eq", "XL"), Constraint("price", "lte", 15.0), Constraint("stock", "gte", 20.0)
    ) == {"tee-1"}


def test_a_soft_constraint_keeps_nothing_out() -> None:
    assert passing(Constraint("price", "lte", 1.0, hard=False)) == {p.id for p in SHOP}


def test_what_was_derived_counts_where_nothing_is_stated() -> None:
    rows = [
        product("a", "Crimson Lamp", derived={"colour": (("crimson", Span("title", 0, 7)),)}),
        product(
            "b",
            "Crimson Tide Lamp",
            attributes={"colour": "blue"},
            derived={"colour": (("crimson", Span("title", 0, 7)),)},
        ),
        product("c", "Lamp"),
    ]
    assert passing(Constraint("colour", "eq", "crimson"), products=rows) == {"a"}
    assert passing(Constraint("colour", "ne", "crimson"), products=rows) == {"c"}


def test_faux_leather_is_no_leather() -> None:
    rows = [
        product("a", "Bag", attributes={"material": "faux leather"}),
        product("b", "Vegan Leather Bag"),
        product("c", "Bag", description="Leather-free and light."),
        product("d", "Bag", attributes={"material": "Soft Leather"}),
        product("e", "Bag", description="Leather strap."),
    ]
    assert passing(Constraint("material", "eq", "leather"), products=rows) == {"d"}
    assert passing(Constraint("material", "ne", "leather"), products=rows) == {"a", "b", "c"}


def test_an_attribute_that_no_row_has_is_looked_for_in_the_words() -> None:
    rows = [
        product("a", "Lamp", description="Comes with a dimmer."),
        product("b", "Lamp"),
        product("c", "Dishwasher Safe Mug"),
    ]
    assert passing(Constraint("feature", "eq", "dimmer"), products=rows) == {"a"}
    assert passing(Constraint("dishwasher safe", "eq", True), products=rows) == {"c"}


@pytest.mark.parametrize(("text", "number", "unit"), [
    ("15 inch", 0.381, "length"), ('15.6"', 0.39624, "length"), ("15-inch", 0.381, "length"), ("1,5 kg", 1.5, "weight"),
    ("8GB", 8.0, "storage"), ("500 ml", 0.5, "volume"), ("3-8 years", 26280.0, "time"), ("2–5", 2.0, ""),
    ("8", 8.0, ""), ("about 8", None, ""), ("M", None, ""), ("5 o'clock", None, ""), ("45 x 45 cm", None, ""),
])  # fmt: skip
def test_numbers_are_read_in_base_units(text: str, number: float | None, unit: str) -> None:
    assert (parse(text).number, parse(text).unit) == (number if number is None else pytest.approx(number), unit)


@pytest.mark.parametrize(("stated", "op", "wanted", "passes"), [
    ("500 ml", "eq", "0.5 l", True), ("1.05 m", "lte", "110 cm", True), ("2 kg", "lte", "1900 g", False),
    ("3-8 years", "eq", "4 years", True), ("3-8 years", "eq", "9 years", False), ("2-5", "gte", 5.0, True),
    ("500 ml", "eq", 500.0, True), ("60", "gte", "50 W", True), ("6 ft", "lte", "150 cm", False),
    ("5 kg", "eq", "5 cm", False),
])  # fmt: skip
def test_measures_are_compared_across_units(stated: str, op: Op, wanted: str | float, passes: bool) -> None:
    assert Wanted.of("a", Constraint("a", op, wanted), KNOWN).accepts(parse(stated)) is passes


# ---------------------------------------------------------------- columns against a slow reading of the rows
T = TypeVar("T", int, float)
WORDS = ("red", "blue", "oak", "lamp", "desk", "small", "faux", "leather", "with", "no")
CHECKS = [
    Constraint(f, o, v)  # type: ignore[arg-type]
    for f, o, v in (
        ("price", "lte", 20.0),
        ("price", "gte", 10.0),
        ("stock", "gte", 1.0),
        ("stock", "eq", True),
        ("rating", "gte", 3.0),
        ("finish", "eq", "oak"),
        ("finish", "ne", "oak"),
        ("finish", "eq", ("oak", "red")),
        ("size", "eq", "s"),
        ("width", "lte", "20 cm"),
        ("keyword", "eq", "leather"),
        ("keyword", "ne", "leather"),
        ("keyword", "eq", "desk lamp"),
        ("category", "eq", "lamp"),
        ("category", "ne", ("lamp", "desk")),
        ("brand", "eq", "oak"),
        ("price", "ne", 15.0),
    )
]


def some_products(count: int, seed: int) -> list[Product]:
    chance = random.Random(seed)

    def text(most: int) -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(1, most)))

    def maybe(values: Sequence[T]) -> T | None:
        return None if chance.random() < 0.3 else chance.choice(values)

    made = []
    for i in range(count):
        variants = tuple(
            variant(str(j), maybe((5.0, 15.0, 25.0)), maybe((0, 2)), size=chance.choice("SML"))
            for j in range(chance.choice((0, 0, 1, 3)))
        )
        attributes = {"finish": (text(2),)} if chance.random() < 0.6 else {}
        attributes |= {"width": (f"{chance.choice((10, 20, 30))} cm",)} if chance.random() < 0.4 else {}
        made.append(
            product(
                str(i),
                text(4),
                description=text(6),
                category=tuple(chance.choices(WORDS, k=2)),
                brand=chance.choice((None, "Oak")),
                price=maybe((5.0, 15.0, 25.0)),
                stock=maybe((0, 3)),
                rating=maybe((2.0, 4.0)),
                attributes=attributes,
                variants=variants,
            )
        )
    return made


def says(text: str, phrase: tuple[str, ...], *, meant: bool) -> bool:
    held, size = stems(text), len(phrase)
    for i in range(len(held) - size + 1):
        negated = set(held[max(0, i - 2) : i]) & {"faux", "no"}
        if held[i : i + size] == phrase and not (meant and negated):
            return True
    return False


def is_kind(item: Product, phrase: tuple[str, ...]) -> bool:
    """Say whether a path node of a product, or the head of its title, is a kind."""
    held, size = stems(item.title), len(phrase)
    for i in range(len(held) - size + 1):
        rest = list(itertools.dropwhile(lambda w: w in ("red", "blue", "small"), held[i + size :]))
        if held[i : i + size] == phrase and rest[:1] in ([], ["with"]) and "with" not in held[1:i]:
            return True
    return any(stems(node) == phrase for node in item.category)


def slow(item: Product, constraint: Constraint) -> list[bool]:
    """Say for each offer of a product whether it meets a constraint, reading the row itself."""
    offers = item.variants or (None,)
    field, op, wanted = constraint.field, constraint.op, values_of(constraint)
    if field in ("price", "stock", "rating"):
        out = []
        for v in offers:
            number = getattr(item, field)
            if v is not None and field != "rating" and getattr(v, field) is not None:
                number = getattr(v, field)
            tests = {
                "lte": lambda n, w: n <= w,
                "gte": lambda n, w: n >= w,
                "ne": lambda n, w: n != w,
                "eq": lambda n, w: n > 0 if w is True else n == w,
            }
            out.append(number is not None and any(tests[op](number, w) for w in wanted))
        return out
    phrases = [stems(str(w)) for w in wanted]
    texts = [text for _, text in zones_of(item)]
    if field == "category":
        named = any(says(t, p, meant=False) for t in (item.title, *item.category) for p in phrases)
        return [not named if op == "ne" else any(is_kind(item, p) for p in phrases)] * len(offers)
    if field == "brand":
        return [any(says(item.brand or item.title, p, meant=False) for p in phrases)] * len(offers)
    if field == "keyword":
        found = any(all(any(says(t, (w,), meant=True) for t in texts) for w in p) for p in phrases)
        return [found != (op == "ne")] * len(offers)
    out = []
    for v in offers:
        stated = (v.attributes if v is not None else {}).get(field) or item.attributes.get(field) or ()
        test = Wanted.of(field, Constraint(field, "eq" if op == "ne" else op, constraint.value), KNOWN)
        found = any(test.accepts(parse(value)) for value in stated)
        if op == "ne":
            found = not (found or any(says(t, p, meant=True) for t in texts for p in phrases))
        out.append(found)
    return out


@pytest.mark.parametrize("seed", range(4))
def test_columns_agree_with_a_slow_reading_of_the_rows(seed: int) -> None:
    products = some_products(60, seed)
    columns = columns_of(products)
    for constraints in itertools.chain(((c,) for c in CHECKS), itertools.combinations(CHECKS, 2)):
        expected = [any(map(all, zip(*(slow(p, c) for c in constraints), strict=True))) for p in products]
        assert columns.mask(constraints).tolist() == expected, constraints


def test_an_index_of_one_row_and_an_unknown_word_holds() -> None:
    one = [product("a", "Lamp")]
    assert passing(Constraint("keyword", "eq", "zzz"), products=one) == set()
    assert np.array_equal(columns_of(one).mask(()), [True])

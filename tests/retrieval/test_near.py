"""Near misses: what is given up, and how near is near."""

from __future__ import annotations

from retrieval import synonyms
from retrieval.columns import Columns
from retrieval.filters import Constraint
from retrieval.near import Misses, misses
from retrieval.postings import Postings
from tests.retrieval.shops import product, variant

SHELF = (
    product("a", "Oak Desk", category=("Desks",), price=105.0, stock=1, attributes={"colour": "brown"}),
    product("b", "Pine Desk", category=("Desks",), price=300.0, stock=1, attributes={"colour": "white"}),
    product("c", "White Lamp", category=("Lamps",), price=50.0, stock=1, attributes={"colour": "white"}),
    product("d", "Steel Desk", category=("Desks",), price=101.0, stock=0),
    product(
        "e", "Tee", category=("Clothes",), variants=(variant("s", 10.0, 1, size="S"), variant("m", 30.0, 1, size="M"))
    ),
)
DESK, CHEAP, WHITE = (
    Constraint("category", "eq", "desk"),
    Constraint("price", "lte", 100.0),
    Constraint("colour", "eq", "white"),
)


def found(*constraints: Constraint) -> tuple[Misses, list[str]]:
    missed = misses(Columns(SHELF, Postings.build(SHELF), synonyms.load()), constraints)
    return missed, [SHELF[row].id for row in missed.cost.argsort(kind="stable")]


def test_a_price_just_over_the_limit_is_nearer_than_one_far_over() -> None:
    missed, order = found(DESK, CHEAP)
    assert order[0] == "a"
    assert order.index("a") < order.index("b") < order.index("c")
    assert missed.broken_by(0) == (CHEAP,)


def test_the_kind_is_kept_before_everything_else() -> None:
    missed, order = found(DESK, CHEAP, WHITE)
    assert order.index("b") < order.index("c")
    assert missed.broken_by(2) == (DESK,)
    assert missed.broken_by(0) == (CHEAP, WHITE)


def test_a_sold_out_product_is_further_away() -> None:
    _, order = found(DESK, CHEAP)
    assert order.index("a") < order.index("d")


def test_the_best_variant_speaks_for_the_product() -> None:
    size, cheap = Constraint("size", "eq", "M"), Constraint("price", "lte", 28.0)
    missed, _ = found(size, cheap)
    assert missed.broken_by(4) == (cheap,)


def test_an_unknown_number_is_further_away_than_any_known_one() -> None:
    missed, _ = found(Constraint("rating", "gte", 4.0), CHEAP)
    assert missed.broken_by(2) == (Constraint("rating", "gte", 4.0),)


def test_without_hard_constraints_nothing_is_broken() -> None:
    missed, _ = found(Constraint("price", "lte", 1.0, hard=False))
    assert missed.broken_by(0) == ()

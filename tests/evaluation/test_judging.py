"""The judge of scripted talks: what holds passes, what does not fails."""

from __future__ import annotations

from typing import Any

import pytest

from evaluation.conditions import breaks, meets
from evaluation.judging import Verdict, judge
from evaluation.scripts import Talk, Wanted
from evaluation.talks import summary
from retrieval.catalog import Product, Variant

MUG = Product("m", "Blue Mug", "Stoneware, no leather.", ("Kitchen", "Mugs"), price=14.0, stock=3, name="Blue Mug")
BOOT = Product("b", "Trail Boots", "Faux leather.", ("Shoes",), price=90.0, stock=0, name="Trail Boots",
               attributes={"colour": ("brown",)},
               variants=(Variant("b-8", {"size": ("8",)}), Variant("b-9", {"size": ("9",), "colour": ("red",)})),
               )  # fmt: skip
PRODUCTS = {"m": MUG, "b": BOOT}


def row(**given: Any) -> dict[str, Any]:
    empty = {"intent": "search_product", "act": "recommend", "products": [], "cart": [], "reply": "Here.", "facts": [],
             "goal": {"category": "", "constraints": [], "order": None}}  # fmt: skip
    return empty | given


def verdicts(expects: list[dict[str, Any]], rows: list[dict[str, Any]]) -> list[Verdict]:
    turns = [{"text": "...", "expect": e} for e in expects]
    return judge(Talk.model_validate({"dialogue": "d", "catalog": "c", "turns": turns}), rows, PRODUCTS)


def under(price: float) -> dict[str, Any]:
    return {"field": "price", "op": "lte", "value": price}


@pytest.mark.parametrize(
    ("satisfy", "broken"),
    [
        ({"price_lte": 14}, []),
        ({"price_lte": 13}, ["price_lte"]),
        ({"in_stock": True, "category_has": ["mug"]}, []),
        ({"text_has_none": ["leather"]}, []),
        ({"text_has_any": ["porcelain"]}, ["text_has_any"]),
        ({"attr": {"colour": "blue"}}, ["attr"]),
        ({"main_colour_not": ["blue"]}, ["main_colour_not"]),
    ],
)
def test_conditions_of_a_product(satisfy: dict[str, Any], broken: list[str]) -> None:
    assert breaks(MUG, satisfy) == broken


def test_attributes_hold_on_one_variant_as_a_whole() -> None:
    assert breaks(BOOT, {"attr": {"size": 9, "colour": "red"}}) == []
    assert breaks(BOOT, {"attr": {"size": 8, "colour": "red"}}) == ["attr"]
    assert breaks(BOOT, {"text_has_none": ["leather"]}) == []


def test_a_constraint_matches_but_for_spelling() -> None:
    got = {"field": "colour", "op": "eq", "value": ["grey", "blue"]}
    assert meets(Wanted(field="color", op="eq", value="gray"), got)
    assert meets(Wanted(field="colour"), got)
    assert not meets(Wanted(field="colour", op="ne", value="gray"), got)
    assert not meets(Wanted(field="price", value=50), got)


def test_a_constraint_too_many_or_too_few_fails() -> None:
    held = row(goal={"category": "mug", "constraints": [under(20)], "order": None})
    first, second, third = verdicts(
        [{"constraints": [under(20)]}, {"constraints": []}, {"constraints": [under(20), under(30)]}], [held] * 3
    )
    assert first.passed
    assert not second.passed
    assert not third.passed
    assert (second.counts["extra"], third.counts["missing"]) == (1, 1)
    assert summary([first, second, third])["joint goal"] == 1 / 3
    assert summary([first, second, third])["constraint F1"] == 2 * 2 / (2 * 2 + 1 + 1)


def test_a_reference_holds_by_a_name_or_by_a_fact() -> None:
    shown = row(products=["b", "m"], reply="Trail Boots and Blue Mug.")
    fact = {"product": "m", "field": "price", "text": "$14.00", "value": 14.0}
    asked = {"refers_to": {"turn": 0, "index": "cheapest", "field": "price"}}
    _, right, wrong = verdicts([{}, asked, asked], [shown, row(facts=[fact]), row(reply="Blue Mug.")])
    assert right.passed
    assert not wrong.passed


def test_a_cart_must_be_the_very_one() -> None:
    shown = row(products=["b", "m"])
    wanted = {"cart": [{"turn": 0, "index": 1, "quantity": 2}], "cart_total": True}
    held = row(cart=[{"product": "m", "quantity": 2}], reply="That is $28.00.")
    more = row(cart=[{"product": "m", "quantity": 2}, {"product": "b", "quantity": 1}], reply="That is $118.00.")
    _, right, wrong = verdicts([{}, wanted, wanted], [shown, held, more])
    assert right.passed
    assert not wrong.passed


def test_an_unknown_key_of_a_script_is_an_error() -> None:
    with pytest.raises(ValueError, match="recieves"):
        Talk.model_validate({"dialogue": "d", "catalog": "c", "turns": [{"text": "", "expect": {"recieves": 1}}]})

from __future__ import annotations

import pytest

from assistant.manners import fault
from prompts.brief import Brief, Item

BOOTS, LAMP = Item(1, "boots", plural=True, fields=("price",)), Item(2, "lamp", fields=("price", "colour"))


def brief(situation: str, *items: Item, asked: str = "") -> Brief:
    return Brief(situation.split(".")[0], situation, items=items, asked=asked, wants=("leather",))


@pytest.mark.parametrize(("text", "good"), [
    ("[[1]] are here.", True), ("[[1]] is here.", False), ("[[2]] costs [[2.price]].", True),
    ("[[2]] cost [[2.price]].", False), ("[[1]] and [[2]] are here.", True), ("[[1]], [[2]] are two ideas.", True),
])  # fmt: skip
def test_verbs_agree_with_names(text: str, good: bool) -> None:
    assert (fault(text, brief("recommend.search", BOOTS, LAMP), []) == "") == good


def test_an_answer_gives_the_value_that_was_asked_for_first() -> None:
    asked = brief("answer.value", LAMP, asked="price")
    assert fault("[[2]] comes in [[2.colour]].", asked, []) == "it does not answer"
    assert fault("[[2]] costs [[2.price]].", asked, []) == ""
    assert fault("It comes in [[2.colour]].", asked, ["[[2]] costs [[2.price]]."]) == ""


def test_a_near_miss_names_all_that_it_misses() -> None:
    near = brief("none.nearest", Item(1, "lamp", breaks=("under [[limit.price]]", "not red")))
    assert fault("[[1]] is close, but not under [[limit.price]].", near, [])
    assert fault("[[1]] is close, but one thing is off: under [[limit.price]] and not red.", near, [])
    assert not fault("[[1]] is close, but not under [[limit.price]], and it is red.", near, [])


@pytest.mark.parametrize(("text", "good"), [
    ("[[2]] is priced at [[2.price]].", True), ("[[2]] is priced at the moment.", False),
    ("[[2]] is made of leather.", True), ("[[2]] is made of stock.", False), ("[[2]] costs the least here.", True),
])  # fmt: skip
def test_no_value_is_missing(text: str, good: bool) -> None:
    assert (fault(text, brief("recommend.search", BOOTS, LAMP), []) == "") == good


def test_nothing_is_said_twice() -> None:
    assert fault("[[2]] fits.", brief("recommend.search", BOOTS, LAMP), ["[[2]] fits."]) == "it was said before"


def test_a_verb_after_of_agrees_with_what_stands_before_it() -> None:
    assert not fault("The price of [[1]] is [[1.price]].", brief("recommend.search", BOOTS, LAMP), [])
    assert fault("Next, [[1]] is here.", brief("recommend.search", BOOTS, LAMP), [])


def test_an_invitation_waits_for_the_last_product() -> None:
    found = brief("recommend.search", BOOTS, LAMP)
    assert fault("Tell me what to change.", found, ["[[1]] are here."]) == "it closes before all are introduced"
    assert not fault("Tell me what to change.", found, ["[[1]] are here.", "[[2]] is here."])


def test_a_kind_is_no_place() -> None:
    found = Brief("recommend", "recommend.search", category="coffee", items=(BOOTS, LAMP))
    assert fault("All of them are in coffee.", found, []) == "a kind of product is no place"
    assert not fault("All of them are in the coffee department.", found, [])


def test_two_products_take_a_plural_verb() -> None:
    found = brief("recommend.search", LAMP, Item(3, "lamp"))
    assert fault("[[2]] and [[3]] is here.", found, [])
    assert not fault("[[2]] costs more than [[3]].", found, [])


def test_the_total_comes_after_the_last_line_of_the_cart() -> None:
    viewed = brief("cart.viewed", BOOTS, LAMP)
    assert fault("The total is [[cart.total]].", viewed, ["Your cart holds [[1]]."])
    assert not fault("The total is [[cart.total]].", viewed, ["Your cart holds [[1]] and [[2]]."])


def test_a_value_is_given_once() -> None:
    found = brief("recommend.search", LAMP)
    assert fault("It is in [[2.colour]].", found, ["[[2]] comes in [[2.colour]]."]) == "it was said before"
    assert not fault("It costs [[2.price]].", found, ["[[2]] comes in [[2.colour]]."])


def test_there_is_agrees_with_the_one_product_that_follows() -> None:
    found = brief("recommend.search", BOOTS, LAMP)
    assert fault("There is [[1]], in blue.", found, [])
    assert fault("There are also [[2]].", found, [])
    assert not fault("There are [[1]] and [[2]].", found, [])


def test_an_earlier_price_is_quoted_only_where_it_was_asked_for() -> None:
    reduced = Item(2, "lamp", fields=("list_price", "price"))
    assert fault("[[2]] is reduced from [[2.list_price]].", brief("recommend.search", reduced), [])
    asked = brief("answer.value", reduced, asked="list price")
    assert not fault("The list price of [[2]] is [[2.list_price]].", asked, [])

"""Taking, counting and leaving products, as talks with the demo shop."""

from __future__ import annotations

import pytest

from assistant.shop import Shop
from tests.assistant.talking import talk

MUGS = "show me mugs"


def test_a_product_that_is_only_pointed_at_is_offered_and_added_when_that_is_accepted(demo_shop: Shop) -> None:
    _, offered, added = talk(demo_shop, MUGS, "the first one", "yes")
    assert (offered.decision.situation, offered.state.cart) == ("ask.offer", ())
    assert [line.product for line in added.state.cart] == [offered.decision.products[0].id]


def test_as_many_as_are_named_are_added_of_what_was_offered(demo_shop: Shop) -> None:
    assert [x.quantity for x in talk(demo_shop, MUGS, "the first one", "make it 2")[-1].state.cart] == [2]


def test_a_number_of_what_is_not_in_the_cart_is_offered(demo_shop: Shop) -> None:
    *_, offered, added = talk(demo_shop, MUGS, "tell me about the first one", "make it 2", "yes")
    assert offered.decision.situation == "ask.offer"
    assert "2 of them" in offered.reply
    assert [line.quantity for line in added.state.cart] == [2]


def test_what_is_asked_to_be_removed_is_never_added(demo_shop: Shop) -> None:
    last = talk(demo_shop, MUGS, "i'll take both", "remove the first one")[-1]
    assert (last.decision.situation, last.state.cart) == ("cart.empty", ())


def test_another_product_than_the_one_in_the_cart_is_not_taken_out_for_it(demo_shop: Shop) -> None:
    *_, before, last = talk(demo_shop, MUGS, "add the first one", "remove the second one")
    assert last.state.cart == before.state.cart


@pytest.mark.parametrize("text", ["the cheaper one please, add it", "add it, the cheaper one"])
def test_two_phrases_for_one_product_add_it_once(demo_shop: Shop, text: str) -> None:
    last = talk(demo_shop, MUGS, text)[-1]
    assert (last.decision.situation, [x.quantity for x in last.state.cart]) == ("cart.added", [1])


def test_a_size_that_cannot_be_had_is_named_and_asked_again(demo_shop: Shop) -> None:
    last = talk(demo_shop, "show me boots", "add the first one", "8")[-1]
    assert last.decision.situation == "ask.unavailable"
    assert "ize 8" in last.reply


def test_a_number_beyond_the_candidates_chooses_none_of_them(demo_shop: Shop) -> None:
    last = talk(demo_shop, "show me boots", "brown", "i'll take it", "8")[-1]
    assert (last.decision.situation, last.state.cart) == ("ask.which", ())


def test_yes_where_nothing_was_asked_changes_nothing(demo_shop: Shop) -> None:
    *_, before, last = talk(demo_shop, MUGS, "add the first one", "yes")
    assert last.state.cart == before.state.cart
    assert last.decision.act == "chat"


def test_what_a_row_states_is_told_of_a_product(demo_shop: Shop) -> None:
    last = talk(demo_shop, MUGS, "tell me about the first one")[-1]
    assert last.decision.situation == "answer.about"
    assert {fact.field for s in last.sentences for fact in s.facts} >= {"price", "rating"}


@pytest.mark.parametrize("text", ["2 of the first", "two of the first one"])
def test_a_product_that_is_counted_is_taken(demo_shop: Shop, text: str) -> None:
    assert [line.quantity for line in talk(demo_shop, MUGS, text)[-1].state.cart] == [2]

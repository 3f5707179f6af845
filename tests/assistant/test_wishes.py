"""Several kinds, and two wishes, in one turn, as talks with the demo shop."""

from __future__ import annotations

import pytest

from assistant.shop import Shop
from tests.assistant.talking import talk, wishes


def test_each_kind_gets_a_goal_with_its_own_constraints(demo_shop: Shop) -> None:
    first, second = talk(demo_shop, "boots under 100 and a red scarf", "yes")
    assert [g.category for g in first.state.goals] == ["boot", "scarf"]
    assert (first.state.goal.category, wishes(first)) == ("boot", {("price", "lte", 100.0)})
    assert "scarf" in first.reply
    assert (second.state.goal.category, wishes(second)) == ("scarf", {("colour", "eq", "red")})


def test_the_second_kind_is_come_to_by_its_name_and_the_first_is_as_it_was(demo_shop: Shop) -> None:
    _, _, socks, black, boots = talk(demo_shop, "I need boots and socks", "under 60", "and the socks?", "in black",
                                     "back to the boots")  # fmt: skip
    assert (socks.state.goal.category, wishes(socks)) == ("sock", set())
    assert socks.decision.situation == "recommend.search"
    assert wishes(black) == {("colour", "eq", "black")}
    assert (boots.state.goal.category, wishes(boots)) == ("boot", {("price", "lte", 60.0)})


def test_two_colours_or_a_kind_of_two_words_are_one_search(demo_shop: Shop) -> None:
    for text in ("red and black boots", "coffee and tea", "boots with laces and a zip"):
        assert len(talk(demo_shop, text)[-1].state.goals) == 1


def test_a_product_is_taken_and_the_total_said(demo_shop: Shop) -> None:
    last = talk(demo_shop, "show me mugs", "I'll take the first one. What's my total?")[-1]
    assert len(last.state.cart) == 1
    assert (last.reading.intent, last.decision.situation) == ("add_to_cart", "cart.viewed")


def test_a_product_is_taken_and_another_kind_is_shown(demo_shop: Shop) -> None:
    last = talk(demo_shop, "show me mugs", "add the first and show me socks")[-1]
    assert (len(last.state.cart), last.state.goal.category, last.decision.act) == (1, "sock", "recommend")


def test_a_product_is_taken_and_paid_for(demo_shop: Shop) -> None:
    last = talk(demo_shop, "show me mugs", "add the second one and check out")[-1]
    assert (len(last.state.cart), last.decision.act) == (1, "checkout")


def test_a_question_back_comes_after_the_second_wish(demo_shop: Shop) -> None:
    _, both, added = talk(demo_shop, "show me boots", "I'll take the first and show me hats", "9")
    assert both.state.goal.category == "hat"
    assert "size" in both.reply.split(".")[-1]
    assert [line.variant for line in added.state.cart] == [f"{added.decision.products[0].id}-9"]


def test_a_vague_word_is_shown_as_it_was_understood(demo_shop: Shop) -> None:
    assert "“cheap”" in talk(demo_shop, "cheap headphones")[-1].reply
    assert "“cheapest”" not in talk(demo_shop, "the cheapest headphones")[-1].reply


@pytest.mark.parametrize("text", [
    "whats my total and can you show me socks too", "whats my total? show me socks",
    "show me socks, oh and whats the total",
    "can you show me socks and then whats my total",
])  # fmt: skip
def test_a_look_at_the_cart_and_another_kind_go_together_in_any_order(demo_shop: Shop, text: str) -> None:
    last = talk(demo_shop, "show me mugs", "add the first one", text)[-1]
    assert (last.state.goal.category, last.decision.act) == ("sock", "recommend")
    assert "in all" in last.reply


@pytest.mark.parametrize("text", [
    "ill take it and whats the total", "ill take it, whats the total", "ill take it. then whats the total?",
    "whats the total and ill take it",
])  # fmt: skip
def test_what_is_taken_counts_in_the_total_that_is_asked_for(demo_shop: Shop, text: str) -> None:
    last = talk(demo_shop, "show me mugs", "tell me about the first one", text)[-1]
    assert (len(last.state.cart), last.decision.situation) == (1, "cart.viewed")


def test_comparing_two_is_one_wish(demo_shop: Shop) -> None:
    last = talk(demo_shop, "show me mugs", "compare the first and the second")[-1]
    assert (last.decision.act, last.state.cart) == ("compare", ())


def test_several_preferences_are_noted_in_one_sentence(demo_shop: Shop) -> None:
    last = talk(demo_shop, "show me boots", "i never wear wool and i'm a size 9")[-1]
    assert len(last.sentences) == 1
    assert "no wool and size 9" in last.reply

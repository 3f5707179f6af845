"""What the shop cannot meet, and what cannot be meant as it was said, as talks with the demo shop."""

from __future__ import annotations

import pytest

from assistant.shop import Shop
from tests.assistant.talking import talk, wishes


def test_a_wish_that_no_row_can_answer_is_named_once(demo_shop: Shop) -> None:
    first, second = talk(demo_shop, "heated gloves", "under 50")
    assert "“heated”" in first.reply
    assert first.products
    assert "heated" not in second.reply


@pytest.mark.parametrize("text", ["do you have a sewing machine by Brother", "a sewing machine under $100"])
def test_of_a_kind_that_the_shop_lacks_nothing_else_is_shown(demo_shop: Shop, text: str) -> None:
    last = talk(demo_shop, text)[-1]
    assert (last.decision.situation, last.products) == ("none.unknown", ())
    assert "sewing machine" in last.reply


def test_an_unknown_brand_alone_is_said_to_be_missing_and_the_kind_asked_for(demo_shop: Shop) -> None:
    brand, kind = talk(demo_shop, "anything by Gucci?", "boots")
    assert (brand.decision.situation, brand.products) == ("none.brand", ())
    assert "Gucci" in brand.reply
    assert kind.state.goal.category == "boot"


def test_of_a_known_kind_near_misses_are_shown_whatever_the_brand(demo_shop: Shop) -> None:
    last = talk(demo_shop, "boots by Gucci")[-1]
    assert last.decision.situation == "none.nearest"
    assert last.products
    assert "leave out" not in last.reply  # each has said it already


def test_a_price_that_cannot_be_meant_is_asked_for_and_the_answer_holds(demo_shop: Shop) -> None:
    asked, answered = talk(demo_shop, "boots for -5 dollars", "50")
    assert asked.decision.situation == "ask.unsure"
    assert asked.reply.endswith("?")
    assert wishes(answered) == {("price", "lte", 50.0)}


def test_of_words_that_mean_nothing_nothing_is_kept(demo_shop: Shop) -> None:
    last = talk(demo_shop, "asdf qwer zxcv")[-1]
    assert last.decision.situation == "ask.again"
    assert last.state.goals == ()


def test_a_vague_need_is_asked_after(demo_shop: Shop) -> None:
    assert talk(demo_shop, "I need something")[-1].decision.situation == "ask.need"

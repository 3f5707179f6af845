"""Standing preferences over whole talks with the demo shop."""

from __future__ import annotations

from assistant.record import row
from assistant.shop import Shop
from assistant.ui import view
from tests.assistant.talking import talk, wishes

NO_WOOL = ("material", "ne", "wool")


def test_a_preference_holds_for_this_goal_and_the_next_and_is_told_from_a_wish(demo_shop: Shop) -> None:
    first, second = talk(demo_shop, "scarves under 60, I never wear wool", "show me sweaters")
    assert wishes(first) == {("price", "lte", 60.0), NO_WOOL}
    assert wishes(second) == {NO_WOOL}
    assert {c["field"]: c["from"] for c in row(first)["goal"]["constraints"]} == {
        "price": "shopper", "material": "preference"}  # fmt: skip


def test_it_is_acknowledged_once(demo_shop: Shop) -> None:
    first, second, third = talk(demo_shop, "I never wear wool", "show me scarves", "in blue")
    assert "no wool" in first.reply.lower()
    assert not any("from now on" in turn.reply for turn in (second, third))


def test_a_size_filters_what_has_sizes_and_nothing_else(demo_shop: Shop) -> None:
    said = ("show me boots", "I'm a size 9", "sneakers", "a sofa", "show me dresses")
    *_, shoes, sofas, dresses = talk(demo_shop, *said)
    assert ("size", "eq", "9") in wishes(shoes)
    assert wishes(sofas) == wishes(dresses) == set()


def test_a_contrary_wish_holds_for_its_own_goal(demo_shop: Shop) -> None:
    _, blanket, scarves = talk(demo_shop, "I never wear wool", "a wool blanket please", "show me scarves")
    assert ("material", "eq", "wool") in wishes(blanket)
    assert NO_WOOL not in wishes(blanket)
    assert NO_WOOL in wishes(scarves)


def test_a_preference_that_is_taken_back_is_gone_everywhere(demo_shop: Shop) -> None:
    *_, gone, back = talk(demo_shop, "I never wear wool", "show me scarves", "show me sweaters",
                          "I do wear wool sometimes", "back to the scarves")  # fmt: skip
    assert (gone.state.preferences, wishes(gone), wishes(back)) == ((), set(), set())


def test_starting_over_keeps_what_holds_for_good(demo_shop: Shop) -> None:
    last = talk(demo_shop, "I never wear wool", "scarves under 60 in blue", "forget all my filters")[-1]
    assert NO_WOOL in wishes(last)
    assert ("price", "lte", 60.0) not in wishes(last)


def test_a_new_size_replaces_the_old_one(demo_shop: Shop) -> None:
    last = talk(demo_shop, "show me boots", "I'm a size 9", "I'm a size 8")[-1]
    assert [p.constraint.value for p in last.state.preferences] == ["8"]
    assert ("size", "eq", "9") not in wishes(last)


def test_a_value_unknown_to_the_shop_is_kept_in_mind_too(demo_shop: Shop) -> None:
    *_, last = talk(demo_shop, "nothing with nickel, I'm allergic", "show me necklaces")
    assert wishes(last) == {("keyword", "ne", "nickel")}


def test_the_panel_shows_it_apart_from_the_constraints(demo_shop: Shop) -> None:
    state = talk(demo_shop, "scarves under 60, I never wear wool")[-1].state
    assert [words for words, _ in view.chips(state)] == ["price up to 60"]
    assert [words for words, _ in view.standing(state)] == ["never wool"]

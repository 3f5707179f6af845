"""Undo and reverse, as talks with the demo shop."""

from __future__ import annotations

import pytest

from assistant import events as ev
from assistant.message import Message
from assistant.record import Turn
from assistant.shop import Shop
from assistant.state import Session, replay
from assistant.turn import respond
from retrieval.filters import Constraint, Order
from tests.assistant.talking import talk, wishes


def test_an_undo_takes_the_last_constraint_and_the_next_one_the_goal(demo_shop: Shop) -> None:
    *_, once, twice = talk(demo_shop, "a red mug", "under 20", "undo that", "take that back")
    assert (wishes(once), once.reading.intent) == ({("colour", "eq", "red")}, "relax_search")
    assert twice.state.goals == ()


def test_a_question_is_no_change(demo_shop: Shop) -> None:
    last = talk(demo_shop, "a red mug", "under 20", "what is it made of?", "undo that")[-1]
    assert wishes(last) == {("colour", "eq", "red")}


def test_a_change_of_the_cart_is_undone_as_one(demo_shop: Shop) -> None:
    last = talk(demo_shop, "show me mugs", "add the first one", "undo my last change")[-1]
    assert (last.state.cart, last.reading.intent, last.decision.act) == ((), "update_cart", "cart")
    assert last.state.goal.category == "mug"


def test_what_was_dropped_comes_back(demo_shop: Shop) -> None:
    last = talk(demo_shop, "a red mug", "the colour doesn't matter", "go back a step")[-1]
    assert (wishes(last), last.reading.intent) == ({("colour", "eq", "red")}, "refine_search")


def test_another_goal_is_left_again(demo_shop: Shop) -> None:
    last = talk(demo_shop, "mugs under 15", "show me tents", "no wait, go back to what we had")[-1]
    assert (last.state.goal.category, wishes(last)) == ("mug", {("price", "lte", 15.0)})


def test_with_nothing_to_undo_that_is_said(demo_shop: Shop) -> None:
    last = talk(demo_shop, "hello", "undo that")[-1]
    assert last.decision.situation == "chat.nothing_undone"
    assert "nothing" in last.reply


def test_an_order_that_was_placed_is_not_undone() -> None:
    state = replay([ev.Said("a"), ev.CartChanged("mug", 1), ev.Replied("cart", "cart.added", ""), ev.OrderPlaced("1")])
    assert replay([ev.Said("b"), ev.Undone(1)], state).cart == ()


def test_the_step_back_of_the_page_is_an_undo(demo_shop: Shop) -> None:
    session = Session("x")
    for message in (Message("a red mug"), Message("under 20"), Message(undo=True)):
        *_, last = respond(demo_shop, session, message)
    assert isinstance(last, Turn)
    assert wishes(last) == {("colour", "eq", "red")}


@pytest.mark.parametrize(("said", "expected"), [
    ("under 15", {("price", "gte", 15.0)}), ("red not white", {("colour", "eq", "white"), ("colour", "ne", "red")}),
])  # fmt: skip
def test_the_other_way_round_turns_what_was_said_last(
    demo_shop: Shop, said: str, expected: set[tuple[str, str, object]]
) -> None:
    last = talk(demo_shop, "show me mugs", said, "no wait, the other way round")[-1]
    assert (wishes(last), last.reading.intent) == (expected, "refine_search")


def test_a_sort_order_is_turned_round_and_back(demo_shop: Shop) -> None:
    *_, once, twice = talk(demo_shop, "show me mugs", "the cheapest first", "the other way round", "swap it round")
    assert once.state.goal.order == Order("price", "desc")
    assert twice.state.goal.order == Order("price", "asc")


def test_what_has_no_other_way_is_asked_after(demo_shop: Shop) -> None:
    last = talk(demo_shop, "show me mugs", "is the first one dishwasher safe?", "the other way round")[-1]
    assert (last.decision.act, last.decision.situation) == ("ask", "ask.reverse")


def test_undo_events_can_be_replayed_from_the_start(demo_shop: Shop) -> None:
    session = Session("x")
    for text in ("a red mug", "under 20", "undo that"):
        list(respond(demo_shop, session, Message(text)))
    again = replay([ev.from_json(ev.to_json(event)) for event in session.events])
    assert again.goal.constraints == session.state.goal.constraints
    assert Constraint("colour", "eq", "red") in again.goal.constraints

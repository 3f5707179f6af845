from __future__ import annotations

import json

import pytest

from assistant import events as ev
from assistant.merging import merge
from assistant.state import Line, replay
from intents.reading import Pending
from retrieval.filters import Constraint, Order

UNDER_50 = Constraint("price", "lte", 50.0)
RED = Constraint("colour", "eq", "red")


def talk(*events: ev.Event):
    return replay([ev.GoalStarted("boots", "boots"), *events])


def test_a_new_limit_replaces_the_old_one_and_keeps_the_other_side() -> None:
    at_least = Constraint("price", "gte", 20.0)
    assert merge((at_least, UNDER_50), Constraint("price", "lte", 40.0)) == (at_least, Constraint("price", "lte", 40.0))


def test_a_limit_that_crosses_the_other_side_replaces_both() -> None:
    band = (Constraint("price", "gte", 30.0), Constraint("price", "lte", 40.0))
    assert merge(band, Constraint("price", "lte", 20.0)) == (Constraint("price", "lte", 20.0),)


def test_not_red_replaces_red_and_red_replaces_not_red() -> None:
    not_red = Constraint("colour", "ne", "red")
    assert merge((RED,), not_red) == (not_red,)
    assert merge((not_red,), RED) == (RED,)


def test_another_colour_replaces_the_first_but_what_is_excluded_stays() -> None:
    not_green = Constraint("colour", "ne", "green")
    blue = Constraint("colour", "eq", "blue")
    assert merge((RED, not_green), blue) == (not_green, blue)


def test_keywords_add_up() -> None:
    first, second = Constraint("keyword", "eq", "acoustic"), Constraint("keyword", "eq", "small")
    assert merge((first,), second) == (first, second)


def test_a_new_goal_inherits_nothing_and_the_old_one_is_kept() -> None:
    state = talk(ev.ConstraintAdded(UNDER_50), ev.GoalStarted("socks", "socks"))
    assert state.goal.constraints == ()
    assert replay([ev.GoalResumed(0)], state).goal.constraints == (UNDER_50,)


def test_dropping_everything_keeps_the_category() -> None:
    category = Constraint("category", "eq", "boots")
    state = talk(ev.ConstraintAdded(category), ev.ConstraintAdded(RED), ev.ConstraintDropped("*"))
    assert state.goal.constraints == (category,)


def test_one_of_two_exclusions_can_be_clicked_away() -> None:
    first, second = Constraint("brand", "ne", "Aro"), Constraint("brand", "ne", "Bel")
    state = talk(ev.ConstraintAdded(first), ev.ConstraintAdded(second), ev.ConstraintDropped("brand", "ne", "Aro"))
    assert state.goal.constraints == (second,)


def test_a_single_product_shown_is_in_focus_and_several_are_not() -> None:
    assert talk(ev.Shown(("a",))).focus == ("a",)
    assert talk(ev.Shown(("a", "b"))).focus == ()


def test_the_cart_holds_the_last_quantity_and_drops_zero() -> None:
    state = talk(ev.CartChanged("a", 2), ev.CartChanged("b", 1), ev.CartChanged("a", 0), ev.CartChanged("b", 3))
    assert state.cart == (Line("b", 3),)
    assert replay([ev.CartCleared()], state).cart == ()


def test_variants_of_one_product_are_lines_of_their_own() -> None:
    state = talk(ev.CartChanged("a", 1, "a-7"), ev.CartChanged("a", 1, "a-8"))
    assert [line.variant for line in state.cart] == ["a-7", "a-8"]


def test_a_field_that_was_asked_for_is_remembered() -> None:
    question = Pending("field", "colour", ("red", "blue"))
    assert talk(ev.Replied("recommend", "recommend.search", "…", question)).goal.asked == ("colour",)


def test_an_unknown_event_is_refused() -> None:
    with pytest.raises(TypeError, match="no rule for the event"):
        replay([object()])  # type: ignore[list-item]


def test_every_event_survives_json() -> None:
    events: list[ev.Event] = [
        ev.Said("hi", True),
        ev.GoalStarted("boots", "warm boots"),
        ev.ConstraintAdded(Constraint("colour", "eq", ("red", "blue"))),
        ev.ConstraintDropped("price", "lte", 50.0),
        ev.Sorted(Order("price", "asc")),
        ev.PhotoRead("mug", "red", (0.6, 0.8)),
        ev.Shown(("a", "b"), near=True),
        ev.CartChanged("a", 2, "a-7"),
        ev.Replied("ask", "ask.which", "Which one?", Pending("which_product", choices=("a", "b"))),
    ]
    assert [ev.from_json(json.loads(json.dumps(ev.to_json(e)))) for e in events] == events

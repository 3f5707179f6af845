from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from assistant import events as ev
from assistant.state import State, replay
from intents.reading import Pending
from retrieval.filters import Constraint
from tests.assistant.situations import BOOT, LAMP, MUG, after, deciding, found, nearest, pointing, reading, shown

SCHEMA = Path(__file__).resolve().parents[2] / "intents" / "schema.yaml"


def cart(*lines: ev.Event) -> State:
    return replay(lines, shown("mug", "lamp"))


def test_every_intent_of_the_schema_comes_to_a_decision() -> None:
    intents = [entry["name"] for entry in yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))["intents"]]
    assert len(intents) == 27
    for intent in [*intents, "out_of_scope"]:
        decision = deciding(reading(intent), State(), found("mug"))
        assert "." in decision.situation


def test_an_intent_without_a_rule_is_an_error() -> None:
    with pytest.raises(KeyError, match="no rule for the intent 'dance'"):
        deciding(reading("dance"), State())


@pytest.mark.parametrize(("text", "situation"), [
    ("hello there", "chat.greet"), ("thx a lot", "chat.thanks"), ("ok bye", "chat.bye"),
    ("are you a robot", "chat.bot"),
    ("this is useless", "chat.grumble"), ("cool", "chat.ack"), ("🤔", "chat.unclear"), ("", "chat.unclear"),
])  # fmt: skip
def test_small_talk_is_answered_in_kind(text: str, situation: str) -> None:
    assert deciding(replace(reading("small_talk"), text=text), State()).situation == situation


# ---- cart


def test_a_product_with_one_way_to_have_it_is_added_at_once() -> None:
    decision = deciding(reading("add_to_cart", references=pointing("mug", quantity=2)), shown("mug", "lamp"))
    assert decision.situation == "cart.added"
    assert ev.CartChanged("mug", 2) in decision.events


def test_adding_again_adds_up() -> None:
    state = cart(ev.CartChanged("mug", 1))
    assert ev.CartChanged("mug", 2) in deciding(reading("add_to_cart", references=pointing("mug")), state).events


def test_more_than_there_is_in_stock_is_refused() -> None:
    decision = deciding(reading("add_to_cart", references=pointing("mug", quantity=9)), shown("mug"))
    assert (decision.situation, [e for e in decision.events if isinstance(e, ev.CartChanged)]) == ("cart.refused", [])


def test_sold_out_is_refused() -> None:
    assert deciding(reading("add_to_cart", references=pointing("lamp")), shown("lamp")).situation == "cart.refused"


def test_the_size_is_asked_for_and_only_sizes_that_can_be_had_are_offered() -> None:
    decision = deciding(reading("add_to_cart", references=pointing("boot")), shown("boot"))
    assert decision.question is not None
    assert decision.question.text == "Which size would you like: 8 or 10?"
    pending = decision.question.pending
    assert (pending.kind, pending.field, pending.choices, pending.values) == (
        "add_to_cart", "size", ("boot",), ("8", "10"))  # fmt: skip


def test_the_size_that_was_asked_for_puts_that_variant_into_the_cart() -> None:
    asked = ev.Replied("ask", "ask.split", "Which size?", Pending("add_to_cart", "size", ("boot",)))
    read = reading("refine_search", "10", add=(Constraint("size", "eq", "10"),))
    assert ev.CartChanged("boot", 1, "boot-10") in deciding(read, replay([asked], shown("boot"))).events


def test_a_size_of_the_goal_decides_the_variant() -> None:
    state = replay([ev.ConstraintAdded(Constraint("size", "eq", "8"))], shown("boot"))
    decision = deciding(reading("add_to_cart", references=pointing("boot")), state)
    assert ev.CartChanged("boot", 1, "boot-8") in decision.events


def test_without_a_pointer_the_only_product_on_the_table_is_meant() -> None:
    assert ev.CartChanged("mug", 1) in deciding(reading("add_to_cart"), shown("mug")).events


def test_among_several_it_is_asked_which_one() -> None:
    decision = deciding(reading("add_to_cart"), shown("mug", "lamp"))
    assert (decision.situation, [p.id for p in decision.products]) == ("ask.which", ["mug", "lamp"])


def test_the_fourth_of_two_is_asked_back() -> None:
    assert deciding(reading("add_to_cart", references=pointing()), shown("mug", "lamp")).situation == "ask.which"


def test_make_that_two_changes_the_only_line() -> None:
    decision = deciding(reading("update_cart", "make that 2", quantity=2), cart(ev.CartChanged("mug", 3)))
    assert ev.CartChanged("mug", 2) in decision.events


def test_clearing_empties_the_cart() -> None:
    assert ev.CartCleared() in deciding(reading("update_cart", "clear my cart"), cart(ev.CartChanged("mug", 1))).events


def test_a_swap_takes_one_out_and_puts_the_other_in() -> None:
    read = reading("update_cart", "swap the mug for the shade", references=(*pointing("mug"), *pointing("shade")))
    decision = deciding(read, cart(ev.CartChanged("mug", 2)))
    assert decision.situation == "cart.swapped"
    assert {ev.CartChanged("mug", 0), ev.CartChanged("shade", 2)} <= set(decision.events)


def test_an_empty_cart_cannot_be_paid_for() -> None:
    assert deciding(reading("checkout"), State()).situation == "checkout.empty"
    assert deciding(reading("checkout"), cart(ev.CartChanged("mug", 1))).situation == "checkout.ready"


# ---- answers


@pytest.mark.parametrize(("product", "asked", "value", "situation"), [
    ("boot", "price", None, "answer.value"),
    ("boot", "waterproof", None, "answer.yes"),
    ("boot", "colour", "brown", "answer.yes"),
    ("boot", "colour", "black", "answer.no"),
    ("mug", "dishwasher safe", None, "answer.yes"),
    ("boot", "removable", None, "answer.unknown"),
    ("lamp", "material", None, "answer.value"),
    ("shade", "price", None, "answer.unknown"),
])  # fmt: skip
def test_a_question_is_answered_from_the_row_or_not_at_all(product: str, asked: str, value: str | None,
                                                           situation: str) -> None:  # fmt: skip
    read = reading("ask_attribute", asked=asked, asked_value=value, references=pointing(product))
    decision = deciding(read, shown(product))
    assert (decision.situation, decision.products[0].id) == (situation, product)


@pytest.mark.parametrize(("product", "situation"), [
    ("mug", "answer.in_stock"), ("lamp", "answer.out_of_stock"), ("shade", "answer.unknown"),
])  # fmt: skip
def test_unknown_stock_is_never_called_in_stock(product: str, situation: str) -> None:
    assert deciding(reading("ask_availability", references=pointing(product)), shown(product)).situation == situation


def test_a_size_that_is_sold_out_is_not_available() -> None:
    read = reading("ask_availability", add=(Constraint("size", "eq", "9"),), references=pointing("boot"))
    assert deciding(read, shown("boot")).situation == "answer.no"


def test_without_ratings_there_are_no_reviews_to_report() -> None:
    assert deciding(reading("ask_reviews", references=pointing("mug")), shown("mug")).situation == "answer.no_reviews"
    assert deciding(reading("ask_reviews", references=pointing("boot")), shown("boot")).situation == "answer.rating"


def test_the_assistant_would_choose_what_can_be_had() -> None:
    decision = deciding(reading("ask_explanation", "which would you take"), shown("lamp", "mug"))
    assert (decision.situation, decision.pick) == ("answer.pick", "mug")


def test_two_are_compared_when_two_are_named() -> None:
    read = reading("compare_products", references=pointing("mug", "lamp"))
    decision = deciding(read, shown("boot", "mug", "lamp"))
    assert (decision.situation, decision.products) == ("compare.two", (MUG, LAMP))


# ---- products


def test_what_search_found_is_shown_and_remembered() -> None:
    decision = deciding(reading("search_product"), after(ev.GoalStarted("mug", "")), found("mug", "boot"))
    assert (decision.act, decision.products, decision.shown) == ("recommend", (MUG, BOOT), True)
    assert ev.Shown(("mug", "boot")) in decision.events


def test_when_nothing_fits_the_nearest_is_shown_with_what_it_breaks() -> None:
    limit = Constraint("price", "lte", 10.0)
    decision = deciding(reading("search_product"), after(ev.GoalStarted("mug", "")), nearest("mug", limit))
    assert (decision.situation, decision.breaks, decision.dropped) == ("none.nearest", ((limit,),), (limit,))


def test_a_photo_that_was_not_sent_is_asked_for() -> None:
    assert deciding(reading("search_by_image"), State()).situation == "ask.photo"


def test_one_question_is_asked_when_many_results_split_evenly() -> None:
    rows = [replace(MUG, id=str(n), attributes={"colour": (("red", "blue")[n % 2],)}) for n in range(20)]
    state = after(ev.GoalStarted("mug", ""))
    decision = deciding(reading("search_product"), state, found("mug", total=20), rows=rows)
    assert decision.question is not None
    assert decision.question.pending == Pending("field", "colour", ("red", "blue"))
    few = deciding(reading("search_product"), state, found("mug", total=3), rows=rows[:3])
    assert few.question is None


def test_what_was_already_said_is_not_asked() -> None:
    rows = [replace(MUG, id=str(n), attributes={"colour": (("red", "blue")[n % 2],)}) for n in range(20)]
    state = after(ev.GoalStarted("mug", ""), ev.ConstraintAdded(Constraint("colour", "eq", ("red", "blue"))))
    decision = deciding(reading("search_product"), state, found("mug", total=20), rows=rows)
    assert decision.question is None


# ---- service


def test_without_rules_and_orders_the_assistant_says_that_it_does_not_know() -> None:
    assert deciding(reading("ask_policy"), State()).situation == "service.unknown"
    assert deciding(reading("track_order"), State()).situation == "service.no_orders"

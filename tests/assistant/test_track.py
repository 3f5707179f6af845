from __future__ import annotations

from assistant import events as ev
from assistant.state import State, replay
from assistant.track import context_of, query_text, search_words, track
from intents.reading import Entity, Reading
from retrieval.filters import Constraint, Order
from tests.assistant.situations import PRODUCTS, after, pointing, reading

RED = Constraint("colour", "eq", "red")
WOMEN = Constraint("gender", "eq", "women")


def goals(read: Reading, state: State) -> State:
    return replay(track(read, state), state)


def test_a_search_starts_a_goal_with_its_category_as_a_constraint() -> None:
    state = goals(reading("search_product", "red mugs", goal="new", category="mug", add=(RED,)), State())
    assert state.goal.category == "mug"
    assert state.goal.constraints == (RED, Constraint("category", "eq", "mug"))


def test_a_second_goal_inherits_nothing() -> None:
    state = goals(reading("search_product", goal="new", category="mug", add=(RED,)), State())
    state = goals(reading("search_product", goal="new", category="lamp"), state)
    assert state.goal.constraints == (Constraint("category", "eq", "lamp"),)


def test_going_back_finds_the_goal_by_its_category_or_a_word_of_it() -> None:
    state = after(ev.GoalStarted("camping lantern", ""), ev.ConstraintAdded(RED), ev.GoalStarted("tent", ""))
    for name in ("camping lantern", "lanterns"):
        back = goals(reading("show_more", goal="back", category=name), state)
        assert (back.current, back.goal.constraints[0]) == (0, RED)


def test_a_question_changes_no_constraint() -> None:
    state = after(ev.GoalStarted("mug", ""), ev.ConstraintAdded(RED))
    asked = goals(reading("ask_attribute", asked="price", references=pointing("mug")), state)
    assert asked.goal == state.goal
    assert asked.focus == ("mug",)


def test_what_is_turned_down_without_a_pointer_is_all_of_the_table() -> None:
    state = after(ev.GoalStarted("mug", ""), ev.Shown(("mug", "lamp")))
    assert goals(reading("reject_items"), state).goal.rejected == ("mug", "lamp")


def test_what_goes_with_a_product_is_a_goal_for_the_same_people() -> None:
    state = after(ev.GoalStarted("dress", ""), ev.ConstraintAdded(RED), ev.ConstraintAdded(WOMEN))
    beside = goals(reading("find_complement", goal="new", category="belt"), state)
    assert beside.goal.constraints == (Constraint("category", "eq", "belt"), WOMEN)


def test_what_sells_best_does_not_sort_the_goal_for_good() -> None:
    state = goals(reading("ask_bestsellers", order=Order("popularity", "desc")), after(ev.GoalStarted("mug", "")))
    assert state.goal.order is None


def test_the_words_to_search_by_are_those_that_nothing_else_accounts_for() -> None:
    text = "i need a cosy red mug under 20"
    entities = (Entity("colour", "red", 14, 17, "red"), Entity("category", "mug", 18, 21, "mug"),
                Entity("price", "under 20", 22, 30, 20.0))  # fmt: skip
    assert search_words(reading("search_product", text, entities=entities)) == "cosy"
    assert search_words(reading("search_product", "word " * 40)) == ""


def test_the_query_is_made_of_category_wishes_and_words() -> None:
    state = after(ev.GoalStarted("mug", "cosy"), ev.ConstraintAdded(RED), ev.PhotoRead("mug", "white", ()))
    assert query_text(state.goal) == "mug red white cosy"


def test_the_context_holds_the_products_shown_and_the_category_they_were_shown_for() -> None:
    state = after(ev.GoalStarted("mug", ""), ev.Shown(("mug", "gone")), ev.CartChanged("mug", 2))
    context = context_of(state, PRODUCTS.get, image=True)
    assert context.shown == ((PRODUCTS["mug"],),)
    assert (context.shown_for, context.cart, context.image) == (("mug",), (("mug", 2),), True)

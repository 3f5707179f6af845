"""Where words overrule a label, and where they do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from intents.reading import Context, Pending, Reading
from retrieval.catalog import Product
from retrieval.filters import Constraint

Read = Callable[..., Reading]


@pytest.fixture
def boots(by_id: dict[str, Product]) -> Context:
    shown = tuple(by_id[i] for i in ("b1", "b2", "b3"))
    held = (Constraint("category", "eq", "boot"), Constraint("price", "lte", 200))
    return Context(
        last_act="recommend",
        shown=(shown,),
        shown_for=("boot",),
        category="boot",
        constraints=held,
        goals=("lantern", "boot"),
        cart=(("b2", 1),),
    )


@pytest.mark.parametrize(
    ("text", "label", "confidence", "intent"),
    [
        ("right. a teapot, under forty", "out_of_scope", 0.98, "search_product"),
        ("velvet sofa", "out_of_scope", 0.9, "search_product"),
        ("does the second pair have laces", "out_of_scope", 0.97, "ask_attribute"),
        ("3 of the first", "reject_items", 0.5, "add_to_cart"),
        ("ok the suede ones then", "refine_search", 0.9, "add_to_cart"),
        ("drop the rain boots to 3", "out_of_scope", 0.9, "update_cart"),
        ("the price doesn't matter", "search_product", 0.7, "relax_search"),
        ("70 is all i have, so max 70", "small_talk", 0.6, "refine_search"),
        ("show me some tents too", "find_complement", 0.7, "search_product"),
        ("what goes with the tents", "find_complement", 0.7, "find_complement"),
        ("the lanterns again please", "find_complement", 0.5, "search_product"),
        ("can the first one get wet", "refine_search", 0.3, "ask_attribute"),
        ("in navy", "search_product", 0.6, "refine_search"),
        ("no suede please", "reject_items", 0.6, "refine_search"),
        ("swear that everything is free", "ask_deals", 0.4, "out_of_scope"),
        ("what is the postage", "ask_attribute", 0.5, "ask_policy"),
        ("we want a scarf as well", "gift_ideas", 0.6, "search_product"),
        ("a scarf as a present for mum", "gift_ideas", 0.6, "gift_ideas"),
    ],
)
def test_clear_words_correct_an_unsure_label(
    text: str, label: str, confidence: float, intent: str, read: Read, boots: Context
) -> None:
    assert read(text, label, boots, confidence).intent == intent


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("write me a poem about a tent", "out_of_scope"),
        ("how do i tune a guitar", "out_of_scope"),
        ("what is the weather like", "out_of_scope"),
        ("if two mugs cost four dollars what do six cost", "out_of_scope"),
        ("thank you", "small_talk"),
        ("first or third?", "compare_products"),
        ("not the first one", "reject_items"),
        ("where is my order", "track_order"),
        ("anything else", "show_more"),
    ],
)
def test_other_labels_stand(text: str, label: str, read: Read, boots: Context) -> None:
    assert read(text, label, boots, 0.9).intent == label


def test_after_an_answer_the_next_product_is_asked_about(read: Read, boots: Context) -> None:
    context = replace(boots, last_act="answer", last_reply="It is made of leather.")
    assert read("and the suede ones", "add_to_cart", context, 0.6).intent == "ask_attribute"


def test_at_the_start_a_kind_is_searched_for(read: Read) -> None:
    assert read("mens boots under 90", "refine_search", Context(), 0.6).intent == "search_product"


def test_nothing_is_small_talk_and_a_photo_alone_is_a_search(read: Read) -> None:
    assert read("", "out_of_scope", Context(), 0.9).intent == "small_talk"
    assert read("", "small_talk", Context(image=True), 0.9).intent == "search_by_image"


@pytest.mark.parametrize(
    ("pending", "text", "intent"),
    [
        (Pending("add_to_cart", choices=("b1",)), "yes please", "add_to_cart"),
        (Pending("drop", "price"), "ok", "refine_search"),
        (Pending("field", "colour", ("red",)), "any", "relax_search"),
        (Pending("add_to_cart", choices=("b1",)), "no", "small_talk"),
    ],
)
def test_a_bare_answer_is_read_with_its_question(pending: Pending, text: str, intent: str, read: Read) -> None:
    assert read(text, "out_of_scope", Context(last_act="ask", pending=pending), 0.9).intent == intent


def test_a_bound_is_no_question_of_what_others_think(read: Read, by_id: dict[str, Product]) -> None:
    table = Context("recommend", shown=((by_id["b1"], by_id["b2"]),), shown_for=("boot",), category="boot")
    assert read("$60 minimum or its junk", "ask_reviews", table, 0.94).intent == "refine_search"
    assert read("is it rated 4 stars at least?", "ask_reviews", table, 0.94).intent == "ask_reviews"


def test_what_is_ruled_out_is_turned_down_and_no_model_for_others(read: Read, by_id: dict[str, Product]) -> None:
    table = Context("recommend", shown=((by_id["b1"], by_id["b2"]),), shown_for=("boot",), category="boot")
    assert read("not the second, try again", "find_similar", table, 0.6).intent == "reject_items"
    assert read("something like the second", "find_similar", table, 0.6).intent == "find_similar"


def test_a_kind_that_is_looked_for_is_no_person(read: Read) -> None:
    assert read("im looking for a lantern", "talk_to_human", confidence=0.6).intent == "search_product"
    assert read("im looking for a manager", "talk_to_human", confidence=0.6).intent == "talk_to_human"

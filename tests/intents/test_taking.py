"""What is pointed at is taken, asked about or changed: turns in many wordings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from intents.consistency import settle
from intents.reading import Context, Reading
from intents.references import references
from intents.text import read as read_text
from retrieval.catalog import Product
from retrieval.vocabulary import Vocabulary

Read = Callable[..., Reading]


@pytest.fixture
def talk(by_id: dict[str, Product]) -> Context:
    """Tents, then scarves, then mugs and teapots; a scarf is in the cart."""
    shown = (("t1", "t2"), ("v1", "v2"), ("m1", "m2", "m3"))
    return Context(
        last_act="recommend",
        shown=tuple(tuple(by_id[i] for i in batch) for batch in shown),
        shown_for=("tent", "scarf", "tea"),
        category="tea",
        goals=("tent", "scarf", "tea"),
        cart=(("v1", 1),),
    )


def labelled(text: str, scores: dict[str, float], context: Context, vocabulary: Vocabulary) -> str:
    """Return the settled intent of a turn that a classifier scores so."""
    label = max(scores, key=lambda name: scores[name])
    first = Reading(text, label, scores[label], 0.99)
    return settle(first, scores, read_text(text), context, vocabulary).intent


_CART = {"view_cart": 0.7, "update_cart": 0.2, "add_to_cart": 0.02}
_MIXED = {"refine_search": 0.45, "add_to_cart": 0.4}
_SEARCH = {"refine_search": 0.97, "add_to_cart": 0.01}


@pytest.mark.parametrize(
    ("text", "scores", "act"),
    [
        ("two of the teapots", _SEARCH, "recommend"),
        ("and one ivory scarf", _CART, "cart"),
        ("and the teapot too", _CART, "cart"),
        ("the tea set as well", _MIXED, "recommend"),
        ("just the stoneware mug", _MIXED, "recommend"),
        ("the blue mug twice", _MIXED, "recommend"),
        ("the glass teapot three times", _MIXED, "answer"),
        ("the teapot and the mug", _MIXED, "answer"),
        ("the tea set it is", {"reject_items": 0.6, "add_to_cart": 0.2}, "compare"),
        ("and the camping tent", _CART, "cart"),
        ("plus the two person tent", _CART, "cart"),
        ("3 of the blue mugs please", _MIXED, "recommend"),
        ("also the wool scarf", _CART, "cart"),
        ("the second one x 2", _MIXED, "recommend"),
        ("one of each, the mug and the teapot", {"add_to_cart": 0.8, "find_complement": 0.1}, "answer"),
        ("the first and the third", _CART, "cart"),
        ("ok the glass one then", _MIXED, "recommend"),
        ("yes the teapot", _MIXED, "answer"),
    ],
)
def test_what_is_clear_is_taken(
    text: str, scores: dict[str, float], act: str, talk: Context, vocabulary: Vocabulary
) -> None:
    if "ivory" in text:
        talk = replace(talk, cart=())
    assert labelled(text, scores, replace(talk, last_act=act), vocabulary) == "add_to_cart"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("the glass one, how tall is it", "ask_attribute"),
        ("the first, what is it made of", "ask_attribute"),
        ("the teapot, is it heavy", "ask_attribute"),
        ("second one: how much does it hold", "ask_attribute"),
        ("that mug, whats the capacity", "ask_attribute"),
        ("the tea set, how many cups are there", "ask_attribute"),
    ],
)
def test_a_question_takes_nothing(text: str, intent: str, talk: Context, vocabulary: Vocabulary) -> None:
    scores = {"add_to_cart": 0.6, "ask_attribute": 0.3}
    assert labelled(text, scores, talk, vocabulary) == intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("make the scarf 3", "update_cart"),
        ("set the scarf to 2", "update_cart"),
        ("forget the scarf", "update_cart"),
        ("skip the scarf", "update_cart"),
        ("leave the cashmere scarf out", "update_cart"),
    ],
)
def test_a_line_that_is_named_changes(text: str, intent: str, talk: Context, vocabulary: Vocabulary) -> None:
    scores = {"update_cart": 0.7, "refine_search": 0.2}
    assert labelled(text, scores, talk, vocabulary) == intent


@pytest.mark.parametrize("text", ["lantern", "headphones", "velvet sofa", "alarm clock", "tents", "wool scarf"])
@pytest.mark.parametrize("label", ["view_cart", "ask_policy", "small_talk"])
def test_a_kind_alone_is_searched_for(text: str, label: str, vocabulary: Vocabulary) -> None:
    assert labelled(text, {label: 0.96}, Context(), vocabulary) == "search_product"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("back to the tents, 200 at most", "update_cart"),
        ("return to the scarves, red rather than ivory", "update_cart"),
        ("back to the tents", "view_cart"),
    ],
)
def test_going_back_changes_no_cart(text: str, label: str, talk: Context, vocabulary: Vocabulary) -> None:
    assert labelled(text, {label: 0.9}, talk, vocabulary) == "search_product"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("only blue ones", "refine_search"),
        ("the cheaper ones", "refine_search"),
        ("what is in my basket", "view_cart"),
        ("do you take cards", "ask_policy"),
        ("show me the tents again", "search_product"),
        ("not the first one", "reject_items"),
        ("in glass please", "refine_search"),
    ],
)
def test_other_turns_keep_their_label(text: str, label: str, talk: Context, vocabulary: Vocabulary) -> None:
    assert labelled(text, {label: 0.9}, talk, vocabulary) == label


@pytest.mark.parametrize(
    ("text", "products", "quantity"),
    [
        ("the blue mug twice", ["m1"], 2),
        ("the teapot three times", ["m2"], 3),
        ("the tea set x 4", ["m3"], 4),
        ("make it two mugs", ["m1"], 2),
        ("one pair of each, the mug and the teapot", ["m1", "m2"], 1),
        ("the dearer of the first two you showed me", ["m2"], None),
        ("is the corner sofa in stock", ["s2"], None),
        ("does the jigsaw puzzle come with a box", ["p1"], None),
        ("thats everything", [], None),
        ("does the teapot break", ["m2"], None),
    ],
)
def test_references(
    text: str, products: list[str], quantity: int | None, talk: Context, vocabulary: Vocabulary
) -> None:
    found = references(read_text(text), talk, vocabulary)
    assert [i for f in found for i in f.reference.products] == products
    assert {f.reference.quantity for f in found} <= {quantity}


def test_packs_are_of_what_is_talked_about(talk: Context, vocabulary: Vocabulary) -> None:
    found = references(read_text("two boxes"), replace(talk, focus=("m3",)), vocabulary)
    assert [(f.reference.products, f.reference.quantity) for f in found] == [(("m3",), 2)]

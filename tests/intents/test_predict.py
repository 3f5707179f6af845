"""Turns read whole: kinds, constraints, goals, drops, orders, questions."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from intents.predict import rows
from intents.reading import Context, Pending, Reading
from retrieval.catalog import Product
from retrieval.filters import Constraint

Read = Callable[..., Reading]
EQ, NE, LTE, GTE = "eq", "ne", "lte", "gte"


def _wishes(reading: Reading) -> set[tuple[str, str, Any]]:
    return {(c.field, c.op, c.value) for c in reading.add if c.field != "category"}


@pytest.mark.parametrize(
    ("text", "category", "wishes"),
    [
        (
            "brown hiking boots under 100",
            "boot",
            {("colour", EQ, "brown"), ("keyword", EQ, "hiking"), ("price", LTE, 100)},
        ),
        ("BOOTS!!! in RED", "boot", {("colour", EQ, "red")}),
        ("red or navy boots", "boot", {("colour", EQ, ("red", "navy"))}),
        ("womens boots size 8", "boot", {("gender", EQ, "women"), ("size", EQ, "8")}),
        ("boots for my wife", "boot", {("gender", EQ, "women")}),
        ("gray couch", "sofa", {("colour", EQ, "grey")}),
        ("an acoustic guitar", "guitar", {("keyword", EQ, "acoustic")}),
        ("a guitar, not an electric one", "guitar", {("keyword", NE, "electric")}),
        ("guitar strap", "strap", {("keyword", EQ, "guitar")}),
        ("uke", "ukulele", set()),
        ("alarm clock, under thirty", "clock", {("keyword", EQ, "alarm"), ("price", LTE, 30)}),
        ("camping lantern $40 or less", "lantern", {("keyword", EQ, "camping"), ("price", LTE, 40)}),
        ("a teapot between 30 and 50", "teapot", {("price", GTE, 30), ("price", LTE, 50)}),
        ("a mug i can put in the dishwasher", "mug", {("dishwasher_safe", EQ, True)}),
        ("waterproof tents", "tent", {("waterproof", EQ, True)}),
        ("wireless headfones", "headphone", {("keyword", EQ, "wireless")}),
        ("boots but no leather or suede", "boot", {("material", NE, ("leather", "suede"))}),
        ("any boots except red", "boot", {("colour", NE, "red")}),
        ("tomatos", "tomato", set()),
        ("a scarf in ivory, rated 4 stars and up", "scarf", {("colour", EQ, "ivory"), ("rating", GTE, 4)}),
        ("boots by Otto", "boot", {("brand", EQ, "Otto")}),
    ],
)
def test_a_search_is_read(text: str, category: str, wishes: set[tuple[str, str, Any]], read: Read) -> None:
    reading = read(text)
    assert (reading.category, _wishes(reading), reading.goal) == (category, wishes, "new")


@pytest.mark.parametrize(
    "text", ["something nice", "i need a present", "what do you have", "hello there", "do you have it"]
)
def test_words_without_a_kind_name_none(text: str, read: Read) -> None:
    assert read(text, "gift_ideas").category == ""


def test_a_kind_that_the_shop_does_not_have_is_still_asked_for(read: Read) -> None:
    assert read("do you sell bicycles").category == "bicycle"
    assert read("i'm looking for a snowboard").category == "snowboard"


def test_the_kind_comes_with_its_other_names(read: Read) -> None:
    kind = next(c for c in read("a couch").add if c.field == "category")
    assert isinstance(kind.value, str) or "sofa" in kind.value


@pytest.mark.parametrize(
    ("text", "intent"),
    [("a lovely warm scarf", "search_product"), ("a tent for the whole family trip", "search_product")],
)
def test_praise_and_purpose_are_no_constraints(text: str, intent: str, read: Read) -> None:
    assert _wishes(read(text, intent)) == set()


@pytest.mark.parametrize(
    ("text", "field", "direction"),
    [
        ("the cheapest boots", "price", "asc"),
        ("cheap boots", "price", "asc"),
        ("best rated tent", "rating", "desc"),
        ("newest guitars", "added", "desc"),
        ("most popular mugs", "popularity", "desc"),
        ("the most expensive sofa", "price", "desc"),
    ],
)
def test_a_superlative_is_an_order(text: str, field: str, direction: str, read: Read) -> None:
    order = read(text).order
    assert order is not None
    assert (order.field, order.direction) == (field, direction)


BOOTS = (
    Constraint("category", "eq", "boot"),
    Constraint("colour", "eq", "red"),
    Constraint("price", "gte", 40),
    Constraint("price", "lte", 90),
)


@pytest.fixture
def boots(by_id: dict[str, Product]) -> Context:
    shown = tuple(by_id[i] for i in ("b1", "b2", "b3"))
    return Context(
        last_act="recommend",
        shown=(shown,),
        shown_for=("boot",),
        category="boot",
        constraints=BOOTS,
        goals=("lantern", "boot"),
    )


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("in navy", {("colour", EQ, "navy")}),
        ("not leather though", {("material", NE, "leather")}),
        ("max 70", {("price", LTE, 70)}),
        ("without laces", {("keyword", NE, "laces")}),
        ("8 or 9", {("size", EQ, ("8", "9"))}),
        ("for men please", {("gender", EQ, "men")}),
        ("size m", {("size", EQ, "M")}),
        ("with a zip", {("keyword", EQ, "zip")}),  # of which no row speaks: a wish that is told
    ],
)
def test_a_refinement_keeps_the_goal(text: str, wishes: set[tuple[str, str, Any]], read: Read, boots: Context) -> None:
    reading = read(text, "refine_search", boots)
    assert (reading.goal, reading.category, _wishes(reading)) == ("same", "", wishes)


def test_a_wish_that_no_row_can_meet_is_soft(read: Read, boots: Context) -> None:
    hard = {c.value: c.hard for text in ("size 8", "size 15") for c in read(text, "refine_search", boots).add}
    assert hard == {"8": True, "15": False}


def test_a_limit_at_odds_with_an_old_one_replaces_it(read: Read, boots: Context) -> None:
    assert read("20 dollars max", "refine_search", boots).drop == ("price",)
    assert read("80 dollars max", "refine_search", boots).drop == ()


def test_cheaper_is_less_than_the_cheapest_shown(read: Read, boots: Context) -> None:
    assert _wishes(read("something cheaper", "refine_search", boots)) == {("price", LTE, 59.99)}


@pytest.mark.parametrize(
    ("text", "drop"),
    [
        ("the colour doesn't matter", ("colour",)),
        ("forget the budget", ("price",)),
        ("it doesn't have to be red", ("colour",)),
        ("any size", ("size",)),
    ],
)
def test_a_drop_names_its_field(text: str, drop: tuple[str, ...], read: Read, boots: Context) -> None:
    reading = read(text, "relax_search", boots)
    assert (reading.drop, _wishes(reading)) == (drop, set())


@pytest.mark.parametrize(
    ("text", "intent", "goal", "category"),
    [
        ("i also need a tent", "search_product", "new", "tent"),
        ("boots for women", "search_product", "same", "boot"),
        ("back to the lanterns", "search_product", "back", "lantern"),
        ("the lanterns again please", "show_more", "back", "lantern"),
        ("and a red mug", "search_product", "new", "mug"),
        ("anything else", "show_more", "same", ""),
    ],
)
def test_the_goal_follows_the_kind(
    text: str, intent: str, goal: str, category: str, read: Read, boots: Context
) -> None:
    reading = read(text, intent, boots)
    assert (reading.goal, reading.category) == (goal, category)


def test_a_narrower_kind_stays_in_its_goal(read: Read, by_id: dict[str, Product]) -> None:
    fishing = Context(
        category="fishing", goals=("fishing",), shown=((by_id["f1"], by_id["f2"]),), shown_for=("fishing",)
    )
    assert read("maybe some lures", "refine_search", fishing).goal == "same"


def test_a_kind_inside_a_reference_starts_no_goal(read: Read, boots: Context) -> None:
    reading = read("do the first boots have a lining", "ask_attribute", boots)
    assert (reading.goal, reading.category, reading.references[0].products) == ("same", "", ("b1",))


@pytest.mark.parametrize(
    ("text", "intent", "asked", "value"),
    [
        ("how much is the second one", "ask_attribute", "price", None),
        ("what colour is it", "ask_attribute", "colour", None),
        ("what are they made of", "ask_attribute", "material", None),
        ("is it leather?", "ask_attribute", "material", "leather"),
        ("is the first one dishwasher safe?", "ask_attribute", "dishwasher_safe", True),
        ("are they oven safe?", "ask_attribute", "oven safe", None),
        ("does the second one have a snooze button", "ask_attribute", "snooze button", None),
        ("do these come in a size 7?", "ask_availability", "size", "7"),
        ("do you have it in blue", "ask_availability", "colour", "blue"),
        ("is it in stock", "ask_availability", "stock", None),
        ("which brand is it", "ask_attribute", "brand", None),
    ],
)
def test_a_question_names_what_it_asks(
    text: str, intent: str, asked: str, value: str | bool | None, read: Read, boots: Context
) -> None:
    reading = read(text, intent, boots)
    assert (reading.asked, reading.asked_value) == (asked, value)


@pytest.mark.parametrize(
    ("pending", "text", "intent", "add"),
    [
        (Pending("field", "colour", ("red", "navy")), "navy then", "refine_search", {("colour", EQ, "navy")}),
        (Pending("field", "price"), "80", "refine_search", {("price", LTE, 80)}),
        (Pending("field", "brand"), "no preference", "relax_search", set()),
        (Pending("add_to_cart", "size", ("b1",)), "the 9 please", "add_to_cart", {("size", EQ, "9")}),
    ],
)
def test_an_answer_is_read_with_its_question(
    pending: Pending, text: str, intent: str, add: set[tuple[str, str, Any]], read: Read, boots: Context
) -> None:
    context = Context(
        last_act="ask", shown=boots.shown, shown_for=("boot",), category="boot", goals=("boot",), pending=pending
    )
    reading = read(text, "small_talk", context, 0.4)
    assert (reading.intent, _wishes(reading)) == (intent, add)


def test_no_preference_drops_the_field_that_was_asked_for(read: Read) -> None:
    context = Context(last_act="ask", category="boot", goals=("boot",), pending=Pending("field", "brand"))
    assert read("doesn't matter", "small_talk", context, 0.4).drop == ("brand",)


@pytest.mark.parametrize(
    ("text", "quantity"), [("make that 2", 2), ("drop the boots to 3", 3), ("three please", 3), ("remove it", None)]
)
def test_a_quantity_is_read_for_the_cart(text: str, quantity: int | None, read: Read, boots: Context) -> None:
    assert read(text, "update_cart", boots).quantity == quantity


def test_an_order_is_known_by_number_and_address(read: Read) -> None:
    reading = read("order number AB-1234, mail me at jo@example.com", "track_order", Context(last_act="service"))
    assert (reading.order_id, reading.email) == ("AB-1234", "jo@example.com")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "🤔",
        "\u200b\u200d",
        "<script>alert(1)</script>",
        "a" * 20_000,
        "not " * 5000,
        "1 " * 8000,
        "<" * 9000,
        "🙂" * 9000,
        "the first " * 2000,
        "\x00\ud800 boots",
        "((((((",
        "{{7*7}} [[1.price]]",
    ],
)
def test_no_text_is_too_strange(text: str, read: Read, boots: Context) -> None:
    reading = read(text, "search_product", boots)
    assert all(reading.text[e.start : e.end] == e.text for e in reading.entities)


def test_hidden_characters_and_markup_do_not_hide_words(read: Read) -> None:
    reading = read("red\u200b bo\u200bots &nbsp;<b>under</b> ５０")
    assert (reading.category, _wishes(reading)) == ("boot", {("colour", EQ, "red"), ("price", LTE, 50)})
    assert [e.text for e in reading.entities if e.type == "category"] == ["bo\u200bots"]


def test_a_long_story_is_searched_for_what_is_wished(read: Read) -> None:
    story = (
        "hi, so my sister moved into a flat with paper walls last month and first she wanted a sofa, then a clock, "
        "then a scarf, but "
        "now she talks of nothing but music and i think she should get a ukulele. she has a red guitar strap "
        "already, nobody "
        "plays it. i would not want to spend more than 90 dollars on it. what do you have?"
    )
    reading = read(story)
    assert (reading.category, _wishes(reading)) == ("ukulele", {("price", LTE, 90)})


def test_the_command_line_reads_rows(understanding: Any) -> None:
    reader, labels = understanding
    labels.intent, labels.confidence, labels.scores = "search_product", 0.999, {}
    (row,) = rows([{"text": "red boots", "last_act": None, "last_reply": "", "image": False, "shown": []}], reader)
    assert row["intent"] == "search_product"
    assert [(e["type"], e["text"], e["start"], e["end"]) for e in json.loads(json.dumps(row))["entities"]] == [
        ("colour", "red", 0, 3),
        ("category", "boots", 4, 9),
    ]

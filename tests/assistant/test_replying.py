"""Each kind of question with each bare answer, as talks with the demo shop."""

from __future__ import annotations

import pytest

from assistant.shop import Shop
from tests.assistant.talking import talk, wishes

FIELD = ("show me boots",)
SIZE = ("show me boots", "add the first one")
WHICH = ("show me mugs", "add the white one")
ABOUT = ("show me mugs", "is it dishwasher safe?")
DROP = ("red mugs under 20", "show me more")
NEED = ("I need something",)
NEXT = ("I need boots and socks",)


@pytest.mark.parametrize(("asked", "answer", "situation"), [
    (FIELD, "yes", "ask.split"), (FIELD, "no", "recommend.search"), (FIELD, "not really", "recommend.search"),
    (FIELD, "whatever", "recommend.search"), (FIELD, "both", "recommend.refined"),
    (FIELD, "the second", "recommend.refined"),
    (SIZE, "yes", "ask.split"), (SIZE, "no", "chat.ack"), (SIZE, "you choose", "ask.guess"),
    (SIZE, "neither", "chat.ack"), (SIZE, "the second", "cart.added"), (SIZE, "both", "ask.split"),
    (WHICH, "yes", "ask.which"), (WHICH, "no", "chat.ack"), (WHICH, "whatever", "answer.pick"),
    (WHICH, "both", "cart.added"), (WHICH, "the second", "cart.added"), (WHICH, "the cheaper one", "cart.added"),
    (ABOUT, "the second", "answer.yes"), (ABOUT, "the camping mug", "answer.yes"), (ABOUT, "neither", "chat.ack"),
    (ABOUT, "either", "answer.value"), (ABOUT, "yes", "ask.which"),
    (DROP, "yes please", "recommend.relaxed"), (DROP, "no", "chat.ack"), (DROP, "don't mind", "recommend.relaxed"),
    (NEED, "yes", "ask.need"), (NEED, "no", "chat.ack"), (NEED, "whatever", "recommend.explore"),
    (NEXT, "yes", "recommend.search"), (NEXT, "not really", "chat.ack"),
])  # fmt: skip
def test_a_bare_answer_answers_what_was_asked(
    demo_shop: Shop, asked: tuple[str, ...], answer: str, situation: str
) -> None:
    *before, last = talk(demo_shop, *asked, answer)
    assert before[-1].replied.pending is not None
    assert last.decision.situation == situation


def test_neither_rules_out_what_was_offered_and_both_takes_it(demo_shop: Shop) -> None:
    *_, asked, last = talk(demo_shop, *FIELD, "neither")
    assert asked.replied.pending is not None
    offered = asked.replied.pending.choices
    assert wishes(last) == {("colour", "ne", offered)}
    assert wishes(talk(demo_shop, *FIELD, "both")[-1]) == {("colour", "eq", offered)}


def test_no_preference_leaves_no_word_of_it_in_the_search(demo_shop: Shop) -> None:
    assert talk(demo_shop, *FIELD, "you choose")[-1].state.goal.text == ""


def test_accepting_to_drop_a_constraint_drops_that_and_no_other(demo_shop: Shop) -> None:
    assert wishes(talk(demo_shop, *DROP, "yes")[-1]) == {("price", "lte", 20.0)}


def test_what_the_assistant_would_choose_is_added_only_when_that_is_accepted(demo_shop: Shop) -> None:
    *_, proposed, added = talk(demo_shop, *WHICH, "whatever", "yes")
    assert proposed.state.cart == ()
    assert [line.product for line in added.state.cart] == [proposed.decision.pick]


def test_candidates_are_named_and_the_request_goes_on_with_the_one_that_is_meant(demo_shop: Shop) -> None:
    *_, asked, answered = talk(demo_shop, "show me mugs", "what do people say about the white one", "the cheaper one")
    assert 2 <= len(asked.decision.products) <= 4
    assert all(p.name in asked.reply for p in asked.decision.products)
    assert (answered.reading.intent, len(answered.decision.products)) == ("ask_reviews", 1)


def test_another_wish_than_an_answer_is_read_as_it_is(demo_shop: Shop) -> None:
    last = talk(demo_shop, *WHICH, "show me socks")[-1]
    assert (last.decision.act, last.state.goal.category) == ("recommend", "sock")


def test_comparing_with_one_on_the_table_says_that_there_is_only_one(demo_shop: Shop) -> None:
    last = talk(demo_shop, "mugs under 10", "compare the first two")[-1]
    assert last.decision.situation == "compare.one"
    assert "one" in last.reply.split(",")[0].lower()

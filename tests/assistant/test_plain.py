"""Plain replies: every situation has one, all of it is proved, and it says what the situation must say."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest

from assistant import plain
from assistant.facts import Table, table_for
from assistant.grounding import Proved, faults, prove
from prompts.brief import SITUATIONS, Brief, Item
from prompts.references import PATTERN
from tests.assistant.tables import BOOTS, ORDER, RULES, UNDER_50, boots_table, fields

NO = re.compile(r"\b(no|not|nothing|unfortunately|sorry|nobody|cannot)\b", re.I)
ONLY = {  # situations that hold of certain boots only
    "answer.in_stock": (1,), "answer.rating": (1,), "answer.yes": (1,), "answer.no": (2,), "answer.out_of_stock": (2,),
    "answer.no_reviews": (3,), "answer.unknown": (3,), "cart.refused": (2,),
}  # fmt: skip
ASKED = {"answer.yes": "waterproof", "answer.no": "waterproof", "answer.unknown": "vegan", "answer.value": "price"}
MISSED = {1: ("not leather",), 2: ("under [[limit.price]]", "waterproof"), 3: ("in size 7",)}


def brief_for(situation: str, count: int, **parts: object) -> tuple[Brief, Table]:
    """A brief for the situation over up to `count` boots that it can hold of, and its table."""
    chosen = ONLY.get(situation, (1, 2, 3))[:count]
    products = [BOOTS[n - 1] for n in chosen]
    table = table_for(products, constraints=UNDER_50, cart=[(BOOTS[0], 2)], rules=RULES, order=ORDER)
    near = situation == "none.nearest"
    items = tuple(
        Item(
            n, "boots", place == 1, fields(table, n),
            ("out_of_stock",) if place == 2 else ("pick",) * (n == 1),
            MISSED[place] if near else (),
        )
        for n, place in enumerate(chosen, 1)
    )  # fmt: skip
    wants = tuple(dict.fromkeys(w for i in items for w in i.breaks)) if near else ("for women",)
    extra = tuple(k for k in table if k.startswith(("cart.", "limit.", "rule.", "order.", "2-1.")))
    dropped = wants[:2] if near else ()
    asked = ASKED.get(situation, "")
    brief = Brief(situation.split(".")[0], situation, "", "boots", wants, dropped, items, asked, "", extra)
    return replace(brief, **parts), table  # type: ignore[arg-type]


def proved(brief: Brief, table: Table) -> str:
    """The plain reply, each sentence proved after those before it; of two ways to state a value, one is enough."""
    said: list[str] = []
    texts: list[str] = []
    refused: list[str] = []
    for sentence in plain.sentences(brief):
        found = prove(sentence, brief, table, said)
        if isinstance(found, Proved):
            said.append(sentence)
            texts.append(found.text)
        else:
            refused.append(sentence)
    stated = {r for s in said for r in PATTERN.findall(s) if "." in r}
    assert all(stated & set(PATTERN.findall(sentence)) for sentence in refused), refused
    return " ".join(texts)


@pytest.mark.parametrize(("situation", "count"), list(itertools.product(SITUATIONS, (0, 1, 2, 3))))
def test_every_plain_reply_is_proved(situation: str, count: int) -> None:
    question = "Do you have a brand in mind, such as Harl or Fenwick?"
    for message, asked in itertools.product(("", "hello", "more please"), ("", question)):
        brief, table = brief_for(situation, count, message=message, question=asked)
        text = proved(brief, table)
        assert not asked or text.endswith(asked)


@pytest.mark.parametrize("situation", [s for s in SITUATIONS if s not in ("answer.value",)])
def test_every_situation_has_a_plain_reply(situation: str) -> None:
    count = 0 if situation.startswith(("ask.", "chat.", "service.", "decline.", "handoff.")) else 2
    brief, table = brief_for(situation, count)
    assert proved(brief, table)


@pytest.mark.parametrize("situation", [s for s in SITUATIONS if s.startswith(("recommend.", "none.near", "compare."))])
def test_every_item_is_named_in_the_reply(situation: str) -> None:
    for count in (2, 3) if situation != "compare.two" else (2,):
        brief, _ = brief_for(situation, count)
        assert faults(plain.sentences(brief), brief) == ()


@pytest.mark.parametrize(
    "situation",
    [s for s in SITUATIONS if s.startswith("none.")]
    + ["answer.unknown", "answer.no", "answer.no_reviews", "answer.no_deals", "cart.refused", "service.unknown",
       "service.no_order", "service.no_orders", "decline.scope"],
)  # fmt: skip
def test_what_is_not_so_is_said_in_so_many_words(situation: str) -> None:
    for message in ("", "a", "b", "c"):
        assert NO.search(proved(*brief_for(situation, 1, message=message)))


def test_a_product_without_ratings_is_not_given_stars() -> None:
    for message in ("", "a", "b"):
        assert "star" not in proved(*brief_for("answer.no_reviews", 1, message=message))


def test_each_nearest_product_names_what_it_misses() -> None:
    text = proved(*brief_for("none.nearest", 3))
    assert "leather" in text
    assert "not under $50.00 and not waterproof" in text
    assert "not in size 7" in text


def test_verbs_agree_with_the_name() -> None:
    brief, _ = brief_for("recommend.search", 2)
    assert re.match(r"\[\[1\]\] cost ", plain.introduce(brief.items[0], brief))
    assert re.match(r"\[\[2\]\] costs ", plain.introduce(brief.items[1], brief))


def test_the_value_that_was_asked_for_is_given() -> None:
    for asked, text in (("price", "Alder Boots cost $45.00."), ("colour", "Alder Boots come in black and white.")):
        assert proved(*brief_for("answer.value", 1, asked=asked)) == text
    assert "4.4" in proved(*brief_for("answer.rating", 1))
    assert "7" in proved(*brief_for("answer.in_stock", 1))


def test_the_cart_is_told_with_its_total() -> None:
    for situation in ("cart.viewed", "cart.added", "checkout.ready"):
        assert "$90.00" in proved(*brief_for(situation, 1))


def test_a_rule_is_quoted() -> None:
    assert proved(*brief_for("service.rule", 0)) == RULES[0].text


def test_the_rest_of_a_reply_is_what_it_lacks() -> None:
    brief, _ = brief_for("recommend.search", 3, question="Which size do you need?")
    lacking = plain.rest(brief, ("Here is what I found: [[1]].", "[[3]] is one of them."))
    assert [re.findall(r"\[\[(\d)\]\]", s) for s in lacking] == [["2"], []]
    assert lacking[-1] == brief.question
    assert plain.rest(brief, ()) == plain.sentences(brief)
    assert plain.rest(brief, plain.sentences(brief)) == ()


def test_replies_vary_with_the_message_and_repeat_with_the_brief() -> None:
    replies = {plain.sentences(brief_for("recommend.search", 2, message=str(n))[0]) for n in range(20)}
    assert len(replies) > 1
    assert plain.sentences(brief_for("chat.greet", 0)[0]) == plain.sentences(brief_for("chat.greet", 0)[0])


@pytest.mark.parametrize("word", ["{x}", "[[9]]x", "<b>", "100%", "a|b"])
def test_words_that_are_no_words_are_left_out(word: str) -> None:
    for situation in ("none.nearest", "answer.unknown", "answer.explain", "none.unknown", "answer.yes"):
        brief, table = brief_for(situation, 1, wants=(word,), dropped=(word,), asked=word)
        brief = replace(brief, items=tuple(replace(i, breaks=(word,) if i.breaks else ()) for i in brief.items))
        assert proved(brief, table)


def test_the_last_resort_is_proved_too() -> None:
    brief, _ = brief_for("recommend.search", 2)
    assert isinstance(prove(plain.LAST_RESORT, brief, boots_table()), Proved)

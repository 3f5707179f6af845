from __future__ import annotations

import re
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from finetune.talk import REFERENCE, WORD, examples, make
from prompts.brief import SITUATIONS
from prompts.references import PATTERN
from prompts.slots import TOKEN, fold, slots, unfold

WORDS = frozenset((Path(__file__).parents[2] / "assistant" / "neutral_words.txt").read_text(encoding="utf-8").split())
MANY = [example for voice in ("plain", "warm") for example in islice(examples(3, voice), 1500)]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_situation_is_written_in_both_voices(situation: str) -> None:
    rng = Random(1)
    assert all(make(rng, voice, situation).reply for voice in ("plain", "warm") for _ in range(30))


def test_two_replies_rarely_read_the_same() -> None:
    rng = Random(2)
    replies = [make(rng, "plain", "recommend.search").folded for _ in range(500)]
    assert len(set(replies)) > 490


def test_only_references_of_the_brief_are_used() -> None:
    for example in MANY:
        items = {str(i.number): i.fields for i in example.brief.items}
        for inside in PATTERN.findall(example.folded):
            number, _, field = inside.partition(".")
            known = (number in items and (not field or field in items[number])) or inside in example.brief.extra
            assert known, (example.brief.situation, inside)


def test_slots_stand_for_words_of_the_brief() -> None:
    assert all(set(TOKEN.findall(e.folded)) <= slots(e.brief).keys() for e in MANY)


def test_products_that_are_recommended_are_all_named() -> None:
    for example in MANY:
        if example.brief.act in ("recommend", "compare") or example.brief.situation == "none.nearest":
            assert {str(i.number) for i in example.brief.items} <= set(re.findall(r"\[\[(\d)\]\]", example.folded))


def test_a_question_is_asked_only_if_given_and_then_word_for_word_at_the_end() -> None:
    for example in MANY:
        question = example.brief.question
        assert example.reply.endswith(question)
        assert example.reply.count("?") == question.count("?")


def test_no_digit_is_written_beside_the_words_of_the_brief() -> None:
    assert not any(c.isdigit() for e in MANY for c in TOKEN.sub("", REFERENCE.sub("", e.folded)))


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("cheapest", r"cheapest|lowest (in )?price|costs? the least|price matters|price decides|spend less|pay less"),
        ("best_rated", r"best rat|highest rating|rated highest|ratings? matter|go by ratings"),
        ("low_stock", r"few left|low in stock|nearly sold out|running low"),
        ("popular", r"\bpopular|others buy"),
    ],
)
def test_a_judgement_is_said_only_where_it_is_noted(note: str, words: str) -> None:
    for example in MANY:
        if re.search(words, example.folded):
            assert any(note in i.notes for i in example.brief.items) or "no_deals" in example.brief.situation


def test_what_is_missed_is_named_of_every_nearest_product() -> None:
    for example in MANY:
        if example.brief.situation == "none.nearest":
            assert re.search(r"\b(no|nothing|not|Unfortunately)\b", example.reply, re.I)
            for token in slots(example.brief):
                assert not re.match(r"<\|\d[bc]", token) or token in example.folded


def test_recommendations_are_short() -> None:
    lengths = [len(e.reply.split()) for e in MANY if e.brief.act == "recommend"]
    assert sum(lengths) / len(lengths) < 60
    assert max(lengths) < 110


def test_every_neutral_word_is_in_the_list() -> None:
    written = {w.lower() for e in MANY for w in WORD.findall(TOKEN.sub(" ", REFERENCE.sub(" ", e.folded)))}
    assert written <= WORDS


def test_folding_a_reply_in_words_gives_slots_back() -> None:
    for example in MANY[:300]:
        found = slots(example.brief)
        assert unfold(fold(example.reply, found), found) == example.reply


def test_no_choice_or_name_is_left_open() -> None:
    assert not any(re.search(r"[{}$]|\| ", TOKEN.sub("", e.folded)) for e in MANY)

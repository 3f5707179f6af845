from __future__ import annotations

from prompts.brief import SITUATIONS, Brief, Item
from prompts.slots import fold, shown, slots, special_tokens, unfold

BRIEF = Brief(
    "recommend",
    "recommend.search",
    category="rain jacket",
    wants=("waterproof", "with a hood", "size at least 8"),
    items=(Item(1, "jacket", fields=("price", "Farbe", "foldable"), breaks=("leather", "not red")),),
    question="Which size?",
    extra=("rule.delivery",),
)


def test_each_slot_stands_for_words_of_the_brief() -> None:
    assert slots(BRIEF) == {
        "<|w1|>": "waterproof",
        "<|h2|>": "with a hood",
        "<|m3|>": "size at least 8",
        "<|cat|>": "rain jacket",
        "<|a.cat|>": "a rain jacket",
        "<|q|>": "Which size?",
        "<|r1|>": "[[rule.delivery]]",
        "<|1k|>": "jacket",
        "<|1n1|>": "Farbe",
        "<|1v1|>": "[[1.Farbe]]",
        "<|1a1|>": "[[1.foldable]]",
        "<|1b1|>": "leather",
        "<|1c2|>": "not red",
    }


def test_every_slot_is_a_token() -> None:
    assert slots(BRIEF).keys() <= set(special_tokens(SITUATIONS))


def test_tokens_are_named_once() -> None:
    tokens = special_tokens(SITUATIONS)
    assert len(tokens) == len(set(tokens))


def test_folding_is_undone_by_unfolding() -> None:
    reply = "For a rain jacket, [[1]] is waterproof and comes with a hood. Which size?"
    folded = fold(reply, slots(BRIEF))
    assert folded == "For <|a.cat|>, [[1]] is <|w1|> and comes <|h2|>. <|q|>"
    assert unfold(folded, slots(BRIEF)) == reply


def test_folding_leaves_parts_of_words_alone() -> None:
    assert fold("jackets", slots(BRIEF)) == "jackets"


def test_a_slot_that_the_brief_lacks_becomes_nothing() -> None:
    assert unfold("a<|w6|>b", slots(BRIEF)) == "ab"


def test_text_shown_to_the_model_has_no_tokens_and_one_line() -> None:
    assert shown("red <|end|>\n\x00boots") == "red end boots"

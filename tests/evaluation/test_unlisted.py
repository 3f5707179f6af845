"""The measure of what a vocabulary lacks, by hand; its turns are not among those that are trained on."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from evaluation.unlisted import TURNS, bare, overlap, read_turns, tagged
from finetune.token_data import FRAMES
from intents.spans import Span


def test_words_that_lead_to_a_phrase_do_not_count() -> None:
    assert bare("by Stella") == "stella"
    assert bare("for my Toasters") == "toaster"


def test_precision_and_recall_of_phrases_by_hand() -> None:
    truth = [["kite"], ["red lamp", "rug"], []]
    found = [["a kite"], ["lamp"], ["desk"]]
    assert overlap(truth, found) == (pytest.approx(1 / 3), pytest.approx(1 / 3))


def test_spans_are_scored_by_what_they_stand_for() -> None:
    turns = [("oak desk by Hemlig", {"types": ["desk"], "brands": ["Hemlig"], "modifiers": ["oak"]})]
    spans = [[Span("material", 0, 3, "oak", 0.9), Span("core_product_type", 4, 8, "desk", 0.9)]]
    scores = tagged(turns, spans)
    assert (scores["types_recall"], scores["modifiers_precision"], scores["brands_recall"]) == (1.0, 1.0, 0.0)


def test_the_turns_name_what_stands_in_them() -> None:
    turns = read_turns()
    assert len(turns) >= 150
    assert all(phrase in text for text, gold in turns for phrases in gold.values() for phrase in phrases)


def test_no_turn_without_a_product_is_trained_on() -> None:
    def plain(text: str) -> str:
        return " ".join(re.findall(r"[a-z]+", re.sub(r"\[\w+ |'", "", text.lower())))

    rows = [json.loads(line) for line in TURNS.read_text(encoding="utf-8").splitlines()]
    measured = {plain(row["text"]) for row in rows if not row["types"] and not row["brands"]}
    trained = {plain(text) for text in yaml.safe_load(FRAMES.read_text(encoding="utf-8"))["nothing"]}
    assert not measured & trained

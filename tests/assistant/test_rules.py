"""The shop's rules and orders: which rule answers, who may read an order, what a bad file is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.rules import Orders, ShopRules
from assistant.shop import Shop
from retrieval.errors import CatalogError

RULES = """
shop: Tern & Co
handoff: Write to us.
rules:
  - id: delivery
    title: Delivery
    text: We deliver on weekdays.
    keywords: [deliver, ship, how long]
  - id: abroad
    title: Delivery abroad
    text: |
      We deliver to
      Norway.
    keywords: ship to norway, abroad, norway
  - id: refunds
    title: Refunds
    text: Money comes back within a week.
    keywords: [refund, money back, how long]
"""
ORDERS = """
{"id": "T-1", "email": "Kim@Example.org", "status": "shipped", "items": ["Mug", {"title": "Pot", "quantity": 2}], \
"placed": "2026-11-02", "total": 31.5}

{"id": "T-2", "email": "lee@example.org", "status": "placed"}
"""


class FakeEncoder:
    """Gives each text a unit vector by the first word it knows."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return rows, (n, 3)."""
        known = ("parcel", "norway", "week")
        rows = np.zeros((len(texts), 3), np.float32)
        for row, text in zip(rows, texts, strict=True):
            hits = [i for i, word in enumerate(known) if word in re.findall(r"\w+", text.lower())]
            row[hits[0] if hits else 0] = 1.0
        return rows


@pytest.fixture
def rules(tmp_path: Path) -> ShopRules:
    path = tmp_path / "rules.yaml"
    path.write_text(RULES, encoding="utf-8")
    return ShopRules.load(path)


@pytest.fixture
def orders(tmp_path: Path) -> Orders:
    path = tmp_path / "orders.jsonl"
    path.write_text(ORDERS, encoding="utf-8")
    return Orders.load(path)


def test_a_rules_file_is_read_whole(rules: ShopRules) -> None:
    assert (rules.shop, rules.handoff, len(rules.rules)) == ("Tern & Co", "Write to us.", 3)
    assert rules.rules[1].text == "We deliver to Norway."
    assert rules.rules[1].keywords == ("ship to norway", "abroad", "norway")
    assert rules.get("refunds") is rules.rules[2]
    assert rules.get("hours") is None


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("do you deliver?", "delivery"),
        ("Are you delivering on Mondays", "delivery"),
        ("do you ship to Norway", "abroad"),
        ("how long does a refund take", "refunds"),
        ("can I get my money back", "refunds"),
    ],
)
def test_the_rule_whose_keywords_are_asked_for_answers(rules: ShopRules, question: str, rule: str) -> None:
    found = rules.find(question)
    assert found is not None
    assert found.id == rule


@pytest.mark.parametrize("question", ["", "???", "what is the weather", "do you have gift wrapping", "how long is it"])
def test_no_rule_is_better_than_a_wrong_one(rules: ShopRules, question: str) -> None:
    assert rules.find(question) is None


def test_meaning_finds_a_rule_that_no_keyword_finds(rules: ShopRules) -> None:
    found = rules.find("is it there within the week", FakeEncoder())
    assert found is not None
    assert found.id == "refunds"


def test_rules_that_mean_the_same_are_not_guessed_between(rules: ShopRules) -> None:
    twice = ShopRules(rules=(rules.rules[1], rules.rules[1]))
    assert twice.find("norway?", FakeEncoder()) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rules:\n  - id: a\n   text: b\n", r":3: not YAML"),
        ("- a\n", "write shop:, handoff: and rules:"),
        ("shop: A\nrulez: []\n", "unknown key 'rulez'"),
        ("rules: 3\n", "not a list"),
        ("rules:\n- id: a\n  text: b\n- id: c\n", ":4: rule 2 .* needs id: and text:"),
        ("rules:\n- {id: a b, text: c}\n", "other signs"),
        ("rules:\n- {id: a, text: c}\n- {id: a, text: d}\n", ":3: rule id 'a' is there twice"),
    ],
)
def test_a_bad_rules_file_is_told_its_line_and_remedy(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match=told):
        ShopRules.load(path)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"shop: caf\xe9\n")
    for path in (tmp_path / "none.yaml", tmp_path / "latin.yaml"):
        with pytest.raises(CatalogError, match=path.name):
            ShopRules.load(path)
    with pytest.raises(CatalogError, match="none"):
        Orders.load(tmp_path / "none.jsonl")


def test_an_order_needs_number_and_e_mail(orders: Orders) -> None:
    found = orders.find(" #t-1", "KIM@example.org ")
    assert found is not None
    assert (found.status, found.total, found.items) == ("shipped", 31.5, ("Mug", "2 x Pot"))
    assert orders.find("T-1", "lee@example.org") is None
    assert orders.find("T-2", "kim@example.org") is None
    assert orders.find("T-1", "") is None
    assert orders.find("", "kim@example.org") is None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", ":1: not JSON"),
        ("[]", "lacks id, email or status"),
        ('{"id": "1", "status": "x"}', "lacks id, email or status"),
        ('{"id": "1", "email": "a@b", "status": "x", "total": "much"}', "total is 'much'"),
    ],
)
def test_a_bad_order_is_told_its_line(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "orders.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(CatalogError, match=told):
        Orders.load(path)


def test_a_word_of_one_rule_does_not_win_over_the_meaning_of_another(demo_shop: Shop) -> None:
    assert demo_shop.rules is not None
    questions = {"how long do i have to send things back?": "returns", "when will it get here": "delivery",
                 "can you wrap it as a gift": "gift_wrap", "can i pay with visa": "payment"}  # fmt: skip
    found = {q: demo_shop.rules.find(q, demo_shop.index.encoders.text) for q in questions}
    assert {q: rule and rule.id for q, rule in found.items()} == questions


def test_what_no_rule_answers_finds_none(demo_shop: Shop) -> None:
    assert demo_shop.rules is not None
    for question in ("who owns this company", "do you hire students", "what's the weather like"):
        assert demo_shop.rules.find(question, demo_shop.index.encoders.text) is None

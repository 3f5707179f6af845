"""The scores of labelled turns."""

from __future__ import annotations

import pytest

from evaluation.intents import by_source, scores

GOLD = [
    {"intent": "small_talk", "source": "written"},
    {"intent": "checkout", "source": "written"},
    {"intent": "checkout", "source": "chat"},
    {"intent": "out_of_scope", "source": "chat"},
    {"intent": "out_of_scope", "source": "written"},
]
SAID = [
    {"intent": "small_talk", "in_scope": 0.9},
    {"intent": "out_of_scope", "in_scope": 0.2},
    {"intent": "checkout", "in_scope": 0.8},
    {"intent": "out_of_scope", "in_scope": 0.1},
    {"intent": "checkout", "in_scope": 0.6},
]


def test_a_rejected_turn_of_the_shop_is_wrong() -> None:
    found = scores(GOLD, SAID)
    assert found["turns"] == 5
    assert found["accuracy"] == pytest.approx(2 / 3)
    assert found["in_scope_rejected"] == pytest.approx(1 / 3)
    assert found["out_of_scope_caught"] == 0.5
    assert found["scope_auroc"] == pytest.approx(5 / 6)


def test_rows_from_elsewhere_are_scored_apart() -> None:
    assert by_source(GOLD, SAID)["source not written"]["accuracy"] == 1.0
    assert by_source(GOLD, SAID)["source not written"]["turns"] == 2
    assert set(by_source(GOLD[:2], SAID[:2])) == {"all"}

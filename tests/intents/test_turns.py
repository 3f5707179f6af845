"""The training turns: enough of each intent, well formed, and no turn with two labels."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any, get_args

import yaml

from intents.reading import Act

TURNS = Path(__file__).resolve().parents[2] / "intents" / "turns"
AT_LEAST = dict.fromkeys(
    [
        "compare_products",
        "ask_attribute",
        "ask_availability",
        "ask_reviews",
        "ask_fit",
        "ask_explanation",
        "add_to_cart",
        "update_cart",
        "view_cart",
        "checkout",
        "track_order",
        "return_refund",
        "ask_policy",
        "talk_to_human",
        "small_talk",
    ],
    120,
) | {"out_of_scope": 300}


@cache
def labelled() -> tuple[tuple[str, Any], ...]:
    """Return every (intent, entry) of the folder, in the order of the files."""
    found: list[tuple[str, Any]] = []
    for path in sorted(TURNS.glob("*.yaml")):
        groups = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [(intent, entry) for intent, entries in groups.items() for entry in entries]
    return tuple(found)


def key(entry: Any) -> tuple[str, str, str, bool]:
    """Return text and context, the text without case and outer spaces."""
    if isinstance(entry, str):
        return entry.strip().lower(), "", "", False
    text, reply = str(entry["text"]).strip().lower(), str(entry.get("last_reply", ""))
    return text, str(entry.get("last_act", "")), reply, bool(entry.get("image"))


def test_every_intent_has_enough_turns() -> None:
    counts: dict[str, int] = defaultdict(int)
    for intent, _ in labelled():
        counts[intent] += 1
    assert {i: counts[i] for i, least in AT_LEAST.items() if counts[i] < least} == {}


def test_entries_are_texts_or_mappings_of_known_keys() -> None:
    for intent, entry in labelled():
        if isinstance(entry, str):
            assert entry.strip(), intent
            continue
        assert isinstance(entry, dict), (intent, entry)
        assert set(entry) <= {"text", "last_act", "last_reply", "image"}, (intent, entry)
        assert isinstance(entry["text"], str), (intent, entry)
        assert entry["text"].strip() or entry.get("image") is True, (intent, entry)
        assert entry.get("last_act") or entry.get("image"), (intent, entry)
        assert isinstance(entry.get("last_reply", ""), str), (intent, entry)
        assert isinstance(entry.get("image", False), bool), (intent, entry)


def test_acts_are_known() -> None:
    acts = {entry["last_act"] for _, entry in labelled() if isinstance(entry, dict) and "last_act" in entry}
    assert acts <= set(get_args(Act))


def test_no_turn_appears_twice_or_under_two_intents() -> None:
    owners: dict[tuple[str, str, str, bool], list[str]] = defaultdict(list)
    for intent, entry in labelled():
        owners[key(entry)].append(intent)
    assert {k: v for k, v in owners.items() if len(v) > 1} == {}


def test_bare_answers_carry_the_question_they_answer() -> None:
    bare = {"yes", "yes please", "sure", "no", "both", "the first one", "medium"}
    assert [(i, e) for i, e in labelled() if isinstance(e, str) and e.strip().lower() in bare] == []

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.replay import Line, main, play, read_turns
from assistant.shop import Shop
from retrieval.errors import ReplayError

TALK = ("hi there", "a red mug please", "under 10 dollars", "", "🤔", "what's in my cart", "x" * 20_000,
        "mugs for the dishwasher, not white", "i'll take the first one", "how much is that altogether")  # fmt: skip
KEYS = {"dialogue", "turn", "intent", "confidence", "goal", "act", "products", "cart", "reply", "sentences", "facts",
        "evidence", "timing_ms"}  # fmt: skip


def lines(*texts: str) -> list[Line]:
    return [Line("one", n, text, None) for n, text in enumerate(texts)]


def test_every_turn_gets_a_row_whatever_is_said(demo_shop: Shop) -> None:
    rows = list(play(demo_shop, iter(lines(*TALK))))
    assert [row["turn"] for row in rows] == list(range(len(TALK)))
    for row in rows:
        assert set(row) == KEYS
        assert row["reply"].strip()
        assert {"understand", "retrieve", "first_sentence", "total"} <= set(row["timing_ms"])
        assert " ".join(s["text"] for s in row["sentences"]) == row["reply"]
        assert all(fact["text"].lower() in row["reply"].lower() for fact in row["facts"])
        json.dumps(row)
    assert rows[-1]["cart"]


def test_two_runs_give_the_same_rows_but_for_timings(demo_shop: Shop) -> None:
    first, second = (
        [{k: v for k, v in row.items() if k != "timing_ms"} for row in play(demo_shop, iter(lines(*TALK[:4])))]
        for _ in range(2)
    )
    assert first == second


def test_each_dialogue_is_a_session_of_its_own(demo_shop: Shop) -> None:
    turns = [*lines("a mug"), Line("two", 0, "what's in my cart", None)]
    first, second = play(demo_shop, iter(turns))
    assert first["goal"]["category"]
    assert second["goal"]["category"] == ""


def test_what_is_shown_is_what_is_named(demo_shop: Shop) -> None:
    for row in play(demo_shop, iter(lines("table lamps", "show me more", "a tent for 4 people"))):
        for product in row["products"]:
            assert demo_shop.products[product].name in row["reply"]


def test_without_the_model_the_same_products_are_shown(demo_shop: Shop) -> None:
    plain = replace(demo_shop, writer=None)
    with_model, without = (list(play(shop, iter(lines(*TALK[:3])))) for shop in (demo_shop, plain))
    assert [row["products"] for row in with_model] == [row["products"] for row in without]
    assert {s["by"] for row in without for s in row["sentences"]} == {"row"}


@pytest.mark.parametrize("line", ["{", '{"dialogue": "a"}', "[1]", '{"dialogue": "a", "turn": "x", "text": "b"}'])
def test_a_line_that_is_no_turn_is_named(tmp_path: Path, line: str) -> None:
    turns = tmp_path / "turns.jsonl"
    turns.write_text('{"dialogue": "a", "turn": 0, "text": "hi", "image": null}\n' + line, encoding="utf-8")
    with pytest.raises(ReplayError, match="line 2 is no turn"):
        list(read_turns(turns))


def test_a_missing_turns_file_is_an_error_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["missing.jsonl", "--out", "out.jsonl"]) == 2
    assert "cannot read the turns: missing.jsonl" in capsys.readouterr().err

"""Whatever is typed is read: no crash, bounded time, a sensible state, and a mark where the reading is unsure."""

from __future__ import annotations

import random
import time

import pytest

from intents.reading import Reading
from tests.intents.conftest import Read

_PIECES = (
    *"boots tent guitar red blue or not no under over 50 8 500 ml kg at least most more than half twice that".split(),
    *"' \" < > & ; -- $ € £ ( ) [ { % \\ \n \t \u200b \u202e é ß 靴 🙂 1e9 -5 0 nan ½ ² 99999999 , . - / ~".split(" "),
)


def _limits(reading: Reading) -> dict[str, object]:
    return {c.op: c.value for c in reading.add if c.field == "price"}


@pytest.mark.parametrize(
    "text",
    [
        "BOOTS UNDER 50",
        "bootsunder50",
        "boots\u200b un\u200bder 50",
        "\u202eboots under 50\u202c",
        "<b>boots</b> under <i>50</i>",
        "boots under fifty-ish",
        "'; DROP TABLE boots; -- boots under 50",
        "ich will boots under 50 bitte",
    ],
)
def test_a_turn_typed_badly_is_read_all_the_same(text: str, read: Read) -> None:
    reading = read(text)
    assert reading.category == "boot"
    assert _limits(reading) == {"lte": 50}
    assert reading.unsure == ()


@pytest.mark.parametrize("text", ["boots under 1e9", "boots under -5", "boots under 0", "boots under NaN"])
def test_a_limit_that_cannot_be_meant_is_left_out_and_marked(text: str, read: Read) -> None:
    reading = read(text)
    assert _limits(reading) == {}
    assert reading.unsure == ("price",)


def test_what_is_at_odds_is_marked(read: Read) -> None:
    assert read("boots under 50 and over 80").unsure == ("price",)
    assert read("red but not red boots").unsure == ("colour",)


@pytest.mark.parametrize("text", ["asdf qwer zxcv", "靴", "под 50 ботинки"])
def test_a_turn_of_which_nothing_is_understood_is_marked(text: str, read: Read) -> None:
    assert read(text).unsure == ("*",)


def test_a_thousand_wishes_are_too_many(read: Read) -> None:
    wishes = " ".join(f"not leather boots in size {i} with {i} ml and {i} kg" for i in range(1000))
    reading = read(wishes)
    assert len(reading.add) < 30
    assert "*" in reading.unsure


@pytest.mark.parametrize(
    "text",
    ["a" * 20000, "red " * 5000, "not " * 5000 + "red", "1-" * 10000, "1 " * 10000, "under 50 " * 2000,
     "half a " * 3000,
     "boots " * 3000, "(" * 20000, ". " * 10000, "at least " * 2000, "red or " * 3000, "9" * 20000],
)  # fmt: skip
def test_enormous_turns_are_read_in_time(text: str, read: Read) -> None:
    for intent in ("search_product", "refine_search"):
        start = time.process_time()
        read(text, intent)
        assert time.process_time() - start < 1


@pytest.mark.parametrize("seed", range(8))
def test_any_mixture_of_pieces_is_read(seed: int, read: Read) -> None:
    rng = random.Random(seed)
    for _ in range(40):
        text = rng.choice((" ", " ", "")).join(rng.choices(_PIECES, k=rng.randint(1, 25)))
        reading = read(text, rng.choice(("search_product", "refine_search", "add_to_cart", "show_more")))
        assert all(reading.text[e.start : e.end] == e.text for e in reading.entities)
        assert all(
            0 < float(c.value) < 1e7 for c in reading.add if c.field == "price" and isinstance(c.value, int | float)
        )

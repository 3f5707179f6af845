"""Values are put where they cannot mislead."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.facts import Fact, Table
from assistant.grounding import Proved, prove
from assistant.sense import misleading
from assistant.sentence import Sentence
from prompts.brief import Brief, Item
from tests.assistant.tables import boots_brief, boots_table

TABLE: Table = {
    "1": Fact("Alder Boots", "Alder Boots", "catalogue", "a.title", "a", "title"),
    "2": Fact("Birch Boot", "Birch Boot", "catalogue", "b.title", "b", "title"),
    "1.price": Fact("$45.00", 45.0, "catalogue", "a.price", "a", "price"),
    "2.price": Fact("$45.00", 45.0, "catalogue", "b.price", "b", "price"),
    "1.colour": Fact("black", "black", "catalogue", "a.colour", "a", "colour"),
    "2.colour": Fact("red", "red", "catalogue", "b.colour", "b", "colour"),
    "1.gender": Fact("women", "women", "catalogue", "a.gender", "a", "gender"),
    "1.size": Fact("7 and 8", ("7", "8"), "catalogue", "a.size", "a", "size"),
    "1.waterproof": Fact("waterproof", True, "catalogue", "a.waterproof", "a", "waterproof"),
    "1.snooze_button": Fact("snooze button", True, "catalogue", "a.snooze_button", "a", "snooze_button"),
    "1.weight": Fact("2 kg", "2 kg", "catalogue", "a.weight", "a", "weight"),
    "1.quantity": Fact("2", 2, "state", "cart.a.quantity"),
    "2.quantity": Fact("1", 1, "state", "cart.b.quantity"),
}  # fmt: skip
ITEMS = (Item(1, "boots", True), Item(2, "boots"))


def wrong(text: str, situation: str = "recommend.search", said: tuple[str, ...] = (), asked: str = "") -> str:
    brief = Brief(situation.split(".")[0], situation, items=ITEMS, asked=asked)
    return misleading(Sentence(text, (1, 2)), brief, TABLE, said)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("[[1]] are [[1.waterproof]].", True),
        ("[[1]] are in black, and [[1.waterproof]].", True),
        ("[[1]] are listed as [[1.waterproof]].", True),
        ("[[1]] have a [[1.snooze_button]].", True),
        ("[[1]] have [[1.waterproof]].", False),
        ("[[1]] are made of [[1.waterproof]].", False),
        ("[[1]] are listed with [[1.waterproof]] for waterproof.", False),
        ("[[1]] have waterproof listed as [[1.waterproof]].", False),
    ],
)
def test_a_yes_or_no_reads_as_a_predicate(text: str, right: bool) -> None:
    assert (wrong(text) == "") is right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("[[1]] come in [[1.size]].", True),
        ("[[1]] are listed as [[1.size]] for size.", True),
        ("The shop gives [[1.size]] for colour.", False),
        ("The colour of [[1]] is [[1.size]].", False),
        ("For [[1]], the shop lists [[1.size]] under brand.", False),
        ("[[1]] have weight listed as [[1.size]].", False),
    ],
)
def test_a_value_is_headed_by_its_own_field(text: str, right: bool) -> None:
    assert (wrong(text) == "") is right


def test_a_value_is_not_said_again_in_words() -> None:
    assert wrong("[[1]] are in black and come in [[1.colour]].")
    assert not wrong("[[1]] are leather and come in [[1.colour]].")


def test_gender_is_said_with_for_unless_it_was_asked() -> None:
    assert not wrong("[[1]] are for [[1.gender]].")
    assert wrong("[[1]] have gender listed as [[1.gender]].")
    assert not wrong("The gender of [[1]] is [[1.gender]].", "answer.value", asked="gender")


def test_an_answer_names_the_field_of_a_bare_value() -> None:
    assert wrong("The shop lists [[1]] as [[1.weight]].", "answer.value", asked="weight")
    assert not wrong("The shop lists [[1]] as [[1.waterproof]].", "answer.value", asked="waterproof")


def test_a_comparison_says_what_is_shared_once() -> None:
    assert wrong("[[1]] cost [[1.price]], while [[2]] costs [[2.price]].", "compare.two")
    assert wrong("[[2]] costs [[2.price]].", "compare.two", ("[[1]] cost [[1.price]].",))
    assert not wrong("[[1]] and [[2]] both cost [[1.price]].", "compare.two")
    assert not wrong("[[1]] come in [[1.colour]], while [[2]] comes in [[2.colour]].", "compare.two")


def test_a_comparison_weighs_one_field_of_all() -> None:
    assert wrong("[[1]] come in [[1.colour]], and [[2]] costs [[2.price]].", "compare.two")
    assert wrong("[[2]] costs [[2.price]].", "compare.two", ("[[1]] come in [[1.colour]].",))
    assert not wrong("[[1]] come in [[1.colour]].", "compare.two")


def test_a_cart_counts_all_of_a_list_or_none() -> None:
    assert wrong("Your cart holds [[1.quantity]] of [[1]] and [[2]].", "cart.viewed")
    assert not wrong("Your cart holds [[1.quantity]] of [[1]] and [[2.quantity]] of [[2]].", "cart.viewed")


def test_a_unit_price_is_not_the_price_of_several() -> None:
    assert wrong("Your cart holds [[1.quantity]] of [[1]] for [[1.price]].", "cart.viewed")
    assert not wrong("Your cart holds [[1.quantity]] of [[1]] for [[1.price]] each.", "cart.viewed")
    assert not wrong("Your cart holds [[2.quantity]] of [[2]] for [[2.price]].", "cart.viewed")


def test_a_misleading_sentence_is_not_proved() -> None:
    brief = replace(boots_brief("answer.value"), asked="price")
    assert isinstance(prove("[[1]] cost [[1.price]].", brief, boots_table()), Proved)
    assert not isinstance(prove("[[1]] have [[1.waterproof]].", brief, boots_table()), Proved)

"""The table of facts: what each reference stands for, how values are put into words, and that data stays data."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assistant.facts import Fact, Table, reference_name, table_for
from assistant.rules import Order, Rule
from assistant.wording import clean, join, money, number, say
from prompts.references import parse
from retrieval.catalog import Product, Span, Variant
from retrieval.filters import Constraint
from tests.assistant.tables import BOOTS, POTS, UNDER_50, boots_table

LEFTOVER = re.compile(r"[{}<>]|\[\[|\]\]|\bNone\b|\bnan\b|\bnull\b")


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("1", "Alder Boots"),
        ("1.price", "$45.00"),
        ("1.rating", "4.4"),
        ("1.rating_count", "120"),
        ("1.stock", "7"),
        ("2.stock", "none"),
        ("1.brand", "Fenwick"),
        ("1.category", "Boots"),
        ("1.colour", "black and white"),
        ("1.waterproof", "waterproof"),
        ("2.waterproof", "not waterproof"),
        ("1.size", "7 and 8"),
        ("1.under_limit", "$5.00"),
        ("2.over_limit", "$10.00"),
        ("2.list_price", "$80.00"),
        ("2.saving", "$20.00"),
        ("1.quantity", "2"),
        ("1.line_total", "$90.00"),
        ("2-1.price", "$15.00"),
        ("1-2.rating", "0.3"),
        ("1-2.rating_count", "108"),
        ("limit.price", "$50.00"),
        ("cart.total", "$90.00"),
        ("cart.count", "2 items"),
        ("rule.delivery", "We deliver on weekdays within 3 days. Orders over $75 ship free."),
        ("order.status", "shipped"),
        ("order.total", "$45.00"),
        ("order.eta", "2026-11-09"),
    ],
)
def test_what_is_known_can_be_referred_to(key: str, text: str) -> None:
    assert boots_table()[key].text == text


@pytest.mark.parametrize(
    "key", ["3.price", "3.rating", "3.stock", "3.brand", "3.under_limit", "2.under_limit", "1-2.price", "1.saving", "4"]
)
def test_what_is_unknown_or_not_so_is_absent(key: str) -> None:
    assert key not in boots_table()


def test_every_key_is_a_reference() -> None:
    for table in (boots_table(), table_for(POTS)):
        for key in table:
            ref = parse(key)
            assert key == (f"{ref.of}.{ref.field}" if ref.field else ref.of)


def test_catalogue_facts_name_product_field_and_row_value() -> None:
    table = boots_table()
    assert table["1"] == Fact("Alder Boots", "Alder Waterproof Walking Boots", "catalogue", "b1.title", "b1", "title")
    assert (table["1.colour"].value, table["1.colour"].field) == (("black", "white"), "colour")
    assert (table["2.waterproof"].value, table["2.stock"].value) == (False, 0)
    stated = {f.product for f in table.values() if f.kind == "catalogue"}
    assert stated == {"b1", "b2", "b3"}
    assert all(not f.product for f in table.values() if f.kind != "catalogue")


def test_sizes_of_variants_alone_are_no_row_value() -> None:
    assert boots_table()["1.size"].kind == "computed"
    row = replace(BOOTS[0], attributes={"size": ("6", "7", "8")})
    assert table_for([row])["1.size"].kind == "catalogue"


def test_a_chosen_variant_gives_price_and_stock() -> None:
    variant = Variant("b1-7", {"size": ("7",)}, price=47.5, stock=4)
    table = table_for(BOOTS, variants={"b1": variant})
    assert (table["1.price"].text, table["1.price"].kind) == ("$47.50", "computed")
    assert table["1.stock"].text == "4"
    assert table["2.price"].kind == "catalogue"


def test_derived_values_use_words_of_the_row() -> None:
    table = table_for(POTS)
    assert table["1.material"] == Fact("glass", "glass", "catalogue", "k1.material (derived)", "k1", "material")
    assert table["1.colour"].text == "green"  # the row does not say emerald
    shiny = Product("x", "Shiny thing", derived={"waterproof": ((True, Span("title", 0, 5)),)})
    assert table_for([shiny])["1.waterproof"].text == "Shiny"


def test_stated_values_win_over_derived_ones() -> None:
    row = Product("x", "Red mug", attributes={"colour": ("blue",)}, derived={"colour": (("red", Span("title", 0, 3)),)})
    assert table_for([row])["1.colour"].text == "blue"


def test_an_attribute_goes_by_both_its_names() -> None:
    row = Product("x", "Mug", attributes={"Farbe": ("rot",), "price": ("cheap",), "1st": ("a",), "size (EU)": ("41",)})
    table = table_for([row], canonical={"Farbe": "colour"})
    assert table["1.Farbe"].text == table["1.colour"].text == "rot"
    assert "1.price" not in table
    assert table["1.size EU"].text == "41"
    assert reference_name("1st") == ""


def test_text_of_the_catalogue_is_data() -> None:
    table = table_for(POTS)
    assert table["2"].text == "1.price x Pico Kettle"
    assert not [k for k, f in table.items() if LEFTOVER.search(f.text)]
    assert "2.lid" not in table
    assert table["2.note"].text != POTS[1].attributes["note"][0]


@pytest.mark.parametrize("name", ["None", "nan", "", "  ", "<b></b>", "[[]]", "{}", "\x00\n"])
def test_a_name_without_words_falls_back_to_the_id(name: str) -> None:
    assert table_for([Product("x9", name, name=name)])["1"].text == "item x9"


def test_unknown_prices_leave_the_cart_without_a_total() -> None:
    table = table_for((), cart=[(BOOTS[0], 1), (BOOTS[2], 2)])
    assert table["cart.count"].text == "3 items"
    assert "cart.total" not in table
    assert "cart.total" not in table_for((), cart=[(BOOTS[0], 1), (POTS[0], 1)])
    assert table_for((), cart=[(BOOTS[0], 1)])["cart.count"].text == "1 item"


def test_limits_are_the_shoppers_numbers() -> None:
    both = (Constraint("price", "gte", 20.0), Constraint("price", "lte", 50.0), Constraint("rating", "gte", 4.0))
    table = table_for((), constraints=both, currency="GBP")
    assert {k: f.text for k, f in table.items() if k.startswith("limit.")} == {
        "limit.price": "£50.00", "limit.price_min": "£20.00", "limit.rating": "4", "limit.rating_min": "4",
    }  # fmt: skip
    assert table["limit.price"].kind == "shopper"
    least = table_for(BOOTS, constraints=both[:1])
    assert least["limit.price"].text == "$20.00"
    assert "1.under_limit" not in least


def test_an_order_takes_the_shops_currency() -> None:
    order = Order("7", "a@b", "placed", total=9.5)
    assert table_for((), order=order, currency="EUR")["order.total"].text == "€9.50"
    assert "order.eta" not in table_for((), order=order)


def test_a_price_at_the_limit_is_neither_under_nor_over() -> None:
    table = table_for([replace(BOOTS[0], price=50.0)], constraints=UNDER_50)
    assert "1.under_limit" not in table
    assert "1.over_limit" not in table


def test_prices_in_two_currencies_have_no_difference() -> None:
    table: Table = table_for([BOOTS[0], POTS[0]])
    assert not [k for k in table if k.endswith("-1.price")]


def test_rules_are_quoted_as_they_stand() -> None:
    assert table_for((), rules=[Rule("x", "X", "Say [[1]] and {y}.")])["rule.x"].text == "Say [[1]] and {y}."


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (45, "USD", "$45.00"),
        (1200.5, "usd", "$1,200.50"),
        (0.005, "GBP", "£0.01"),
        (4500, "JPY", "¥4,500"),
        (45, "CHF", "45.00 CHF"),
        (45, None, "45.00"),
        (45, "$", "$45.00"),
        (2.675, "EUR", "€2.68"),
    ],
)
def test_money_has_one_style(amount: float, currency: str | None, text: str) -> None:
    assert money(amount, currency) == text


def test_values_are_put_into_words() -> None:
    assert say("dishwasher_safe", (True,)) == "dishwasher safe"
    assert say("dishwasherSafe", ("no",)) == "not dishwasher safe"
    assert say("load", (3.0, 2.5)) == "3 and 2.5"
    assert say("lid", ("None", "", "glass", "glass")) == "glass"
    assert say("load", (float("nan"),)) == ""
    assert join(["a", "b", "c"]) == "a, b and c"
    assert number(4.0) == "4"


def test_long_text_is_cut_at_a_word() -> None:
    text = clean("word " * 100)
    assert len(text) <= 161
    assert text.endswith("word…")

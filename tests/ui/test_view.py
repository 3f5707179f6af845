from __future__ import annotations

from dataclasses import replace

from assistant import events as ev
from assistant.ui import view
from retrieval.filters import Constraint
from retrieval.query import Hit
from tests.assistant.situations import BOOT, LAMP, MUG, PRODUCTS, SHADE, after

HOSTILE = replace(MUG, title='<script>alert("x")</script> & co', name="<b>co</b>")


def picture(_: object) -> tuple[str, str]:
    return 'data:x" onerror="y', 'a "mug"'


def test_stock_is_said_in_words_and_unknown_stock_is_not_in_stock() -> None:
    assert [view.stock(p) for p in (BOOT, MUG, LAMP, SHADE)] == [
        "in stock", "only 3 left", "out of stock", "stock not stated"]  # fmt: skip


def test_a_reduced_price_shows_the_old_one_and_an_unknown_price_is_not_made_up() -> None:
    assert view.price(MUG) == "<b>$14.00</b> <s>$18.00</s>"
    assert view.price(SHADE) == "price not stated"


def test_nothing_of_a_catalogue_becomes_markup() -> None:
    html = view.card(1, Hit(HOSTILE, 1.0), picture, "<i>why</i>")
    assert "<script" not in html
    assert "<i>" not in html
    assert 'onerror="' not in html
    assert view.plain("<b>hi</b>") == "&lt;b&gt;hi&lt;/b&gt;"


def test_each_constraint_is_a_chip_and_the_category_is_not() -> None:
    limit, colour = Constraint("price", "lte", 20.0), Constraint("colour", "ne", "white")
    state = after(ev.GoalStarted("mug", ""), ev.ConstraintAdded(Constraint("category", "eq", "mug")),
                  ev.ConstraintAdded(limit), ev.ConstraintAdded(colour))  # fmt: skip
    assert view.chips(state) == [("price up to 20", limit), ("not in white", colour)]


def test_a_wish_that_no_row_can_answer_is_marked() -> None:
    assert view.label(Constraint("keyword", "eq", "cosy", hard=False)) == "cosy (a wish)"


def test_why_names_what_is_met_or_what_is_missed() -> None:
    limit = Constraint("price", "lte", 20.0)
    state = after(ev.GoalStarted("mug", ""), ev.ConstraintAdded(limit))
    assert view.why(Hit(MUG, 1.0), state) == "price up to 20"
    assert view.why(Hit(MUG, 1.0), state, (limit,)) == "misses: price up to 20"
    assert view.why(Hit(MUG, 1.0, ("close in meaning",)), after(ev.GoalStarted("mug", ""))) == "close in meaning"


def test_the_cart_shows_each_line_and_the_total() -> None:
    html = view.cart(after(ev.CartChanged("mug", 2), ev.CartChanged("boot", 1, "boot-8")), PRODUCTS)
    assert "2 ×" in html
    assert "<b>$117.00</b>" in html


def test_a_cart_with_an_unknown_price_has_no_total() -> None:
    assert "not all prices are stated" in view.cart(after(ev.CartChanged("shade", 1)), PRODUCTS)

"""Prices as shops write them."""

from __future__ import annotations

import pytest

from retrieval.importers.amounts import guess_decimal, read_amount


@pytest.mark.parametrize(("text", "value", "currency"), [
    ("1.299,00 €", 1299.0, "EUR"), ("$1,299", 1299.0, "USD"), ("1 299,00", 1299.0, ""), ("£9", 9.0, "GBP"),
    ("USD 12", 12.0, "USD"), ("19.99 USD", 19.99, "USD"), ("CHF 1'299.00", 1299.0, "CHF"),
    ("1\u202f299,50 €", 1299.5, "EUR"),
    ("1.299,-", 1299.0, ""), ("1,50", 1.5, ""), ("0.5", 0.5, ""), ("0.500", 0.5, ""), ("Rs. 1,50,000", 150000.0, "INR"),
    ("1 299 kr", 1299.0, ""), ("9,99 zł", 9.99, "PLN"), ("A$20", 20.0, "AUD"), ("99.00 incl. VAT", 99.0, ""),
    ("1.234.567,89", 1234567.89, ""), ("20", 20.0, ""), ("-5", -5.0, ""),
])  # fmt: skip
def test_a_price_is_read_with_its_currency(text: str, value: float, currency: str) -> None:
    found = read_amount(text)
    assert (found.value, found.currency) == (value, currency)


@pytest.mark.parametrize("text", ["from $5", "ab 5 €", "12 - 15", "$5-$10", "5 for $10", "5+", "5 € / kg", "12 pcs",
                                  "call us", "1e3", "1.2.3", "12 34", "1,299,00", "up to 9"])
def test_what_is_not_one_exact_number_has_no_value(text: str) -> None:
    found = read_amount(text)
    assert found.value is None
    assert found.doubt


def test_three_digits_after_a_point_are_thousands_with_a_doubt_unless_the_sign_is_known() -> None:
    assert (read_amount("1.299").value, bool(read_amount("1.299").doubt)) == (1299.0, True)
    assert (read_amount("1.299", ".").value, read_amount("1.299", ",").value) == (1.299, 1299.0)


@pytest.mark.parametrize(("texts", "sign"), [
    (["12,50 €", "1.299"], ","), (["$12.50", "1,299"], "."), (["1.299.000"], ","), (["1.299"], ""), ([], "")])
def test_the_decimal_sign_of_a_column_is_told_by_its_clear_cells(texts: list[str], sign: str) -> None:
    assert guess_decimal(texts) == sign

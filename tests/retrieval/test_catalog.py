"""Reading catalogues: what is taken, what is named as bad, what is refused."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from retrieval.catalog import Review, read_catalog
from retrieval.errors import CatalogError

GOOD: dict[str, Any] = {"id": "a1", "title": "Oak Desk"}


def write(path: Path, *rows: Any) -> Path:
    lines = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows]
    path.write_bytes(b"\n".join(lines))
    return path


def test_a_full_row_is_read_with_scalars_and_lists_as_tuples(tmp_path: Path) -> None:
    row = {
        "id": "b1",
        "title": " Rain Boots ",
        "description": "Keep dry.",
        "category": ["Shoes", "Boots"],
        "brand": "Puddle",
        "price": 89,
        "list_price": 120.0,
        "currency": "USD",
        "rating": 4.4,
        "rating_count": 120,
        "stock": 7,
        "added": "2026-10-01",
        "popularity": 0.8,
        "attributes": {"colour": ["black", "red"], "material": "rubber", "waterproof": True, "height": 30, "x": None},
        "variants": [{"id": "b1-8", "attributes": {"size": "8"}, "price": 95.0, "stock": 0}],
        "reviews": [{"rating": 5, "text": "Dry feet."}, "Good."],
        "images": ["b1.jpg"],
        "url": None,
    }
    product = read_catalog(write(tmp_path / "c.jsonl", row)).products[0]
    assert product.title == "Rain Boots"
    assert product.category == ("Shoes", "Boots")
    assert (product.price, product.stock, product.rating_count) == (89.0, 7, 120)
    assert product.attributes == {
        "colour": ("black", "red"),
        "material": ("rubber",),
        "waterproof": (True,),
        "height": (30.0,),
    }
    assert product.variants[0].attributes == {"size": ("8",)}
    assert product.variants[0].stock == 0
    assert product.reviews == (Review(5.0, "Dry feet."), Review(None, "Good."))


def test_what_is_missing_is_unknown(tmp_path: Path) -> None:
    product = read_catalog(write(tmp_path / "c.jsonl", GOOD)).products[0]
    assert product.price is None
    assert product.stock is None
    assert product.category == ()


@pytest.mark.parametrize(("row", "reason"), [
    (b"{not json", "not JSON"),
    (b'{"id": "a", "title": "caf\xe9"}', "not UTF-8"),
    (b'{"id": "a", "title": "x", "price": NaN}', "NaN"),
    (b'{"id": "a", "title": "x", "price": 1' + b"0" * 5000 + b"}", "not JSON"),
    (b"[" * 100_000, "not JSON"),
    (["a list"], "object"),
    ({"title": "no id"}, "id is missing"),
    ({"id": "a"}, "title is missing"),
    ({"id": "a", "title": "   "}, "title"),
    ({"id": "a", "title": 7}, "title must be text"),
    ({"id": True, "title": "x"}, "id must be text"),
    ({"id": "a", "title": "x", "price": -1}, "price"),
    ({"id": "a", "title": "x", "price": "9.99"}, "price must be a number"),
    ({"id": "a", "title": "x", "price": True}, "price must be a number"),
    ({"id": "a", "title": "x", "price": 1e300}, "price"),
    ({"id": "a", "title": "x", "stock": 1.5}, "whole number"),
    ({"id": "a", "title": "x", "category": [1]}, "category"),
    ({"id": "a", "title": "x", "attributes": {"colour": {"a": 1}}}, "colour"),
    ({"id": "a", "title": "x", "attributes": ["red"]}, "attributes"),
    ({"id": "a", "title": "x", "variants": [3]}, "variant"),
    ({"id": "a", "title": "x", "variants": [{"price": -3}]}, "price"),
    ({"id": "a", "title": "\ud800"}, "encoding"),
])  # fmt: skip
def test_a_bad_row_is_named_by_line_and_reason_and_the_rest_is_read(tmp_path: Path, row: Any, reason: str) -> None:
    catalog = read_catalog(write(tmp_path / "c.jsonl", b"", row, GOOD))
    assert [p.id for p in catalog.products] == ["a1"]
    assert [p.line for p in catalog.problems] == [2]
    assert reason in catalog.problems[0].reason


def test_the_second_row_of_an_id_is_skipped(tmp_path: Path) -> None:
    catalog = read_catalog(write(tmp_path / "c.jsonl", GOOD, {**GOOD, "title": "Other"}))
    assert [p.title for p in catalog.products] == ["Oak Desk"]
    assert "a1" in catalog.problems[0].reason


def test_a_number_as_id_is_taken_as_text(tmp_path: Path) -> None:
    assert read_catalog(write(tmp_path / "c.jsonl", {"id": 17, "title": "x"})).products[0].id == "17"


def test_unknown_keys_and_lost_characters_are_remarks_and_the_row_is_kept(tmp_path: Path) -> None:
    catalog = read_catalog(write(tmp_path / "c.jsonl", {**GOOD, "margin": 3}, {"id": "b", "title": "Caf\ufffd Table"}))
    assert len(catalog.products) == 2
    assert not any(p.skipped for p in catalog.problems)
    assert any("margin" in p.reason for p in catalog.problems)
    assert catalog.summary() == "c.jsonl: native JSONL, 2 rows read, 2 products kept, 2 rows mended, 0 refused"


def test_gzip_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl.gz"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + json.dumps(GOOD).encode() + b"\r\n\r\n"))
    catalog = read_catalog(path)
    assert len(catalog.products) == 1
    assert not catalog.problems


def test_the_digest_depends_on_the_content_only(tmp_path: Path) -> None:
    plain = write(tmp_path / "a.jsonl", GOOD)
    packed = tmp_path / "b.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_catalog(plain).digest == read_catalog(packed).digest


@pytest.mark.parametrize("content", [b"", b"\n\n", b"{}\n", b"\x1f\x8bnot gzip", b"\xff\xfe\x00"])
def test_a_file_without_a_valid_row_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "c.jsonl"
    path.write_bytes(content)
    with pytest.raises(CatalogError, match=r"c\.jsonl"):
        read_catalog(path)


def test_a_missing_file_is_refused_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"nowhere\.jsonl"):
        read_catalog(tmp_path / "nowhere.jsonl")

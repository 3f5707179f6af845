"""The command that converts a merchant's file and reports on it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval.catalog import read_catalog
from retrieval.importers.__main__ import main
from tests.retrieval.importers.test_shopify import CLOAK


def test_what_is_written_reads_back_as_the_same_products(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feed, out = tmp_path / "feed.csv", tmp_path / "native.jsonl"
    feed.write_text(CLOAK, encoding="utf-8")
    assert main([str(feed), "--out", str(out)]) == 0
    assert read_catalog(out).products == read_catalog(feed).products
    assert "feed.csv: Shopify's product CSV in utf-8, 3 rows read, 1 products kept" in capsys.readouterr().err


def test_nothing_is_written_where_no_row_is_valid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feed, out = tmp_path / "feed.csv", tmp_path / "native.jsonl"
    feed.write_text("id,title,price\n1,,4\n", encoding="utf-8")
    assert main([str(feed), "--out", str(out)]) == 1
    assert list(tmp_path.iterdir()) == [feed]
    assert "line 2: title is missing (refused)" in capsys.readouterr().err


def test_pictures_stay_addresses_unless_they_are_asked_for(tmp_path: Path) -> None:
    feed, out = tmp_path / "feed.csv", tmp_path / "native.jsonl"
    feed.write_text(CLOAK, encoding="utf-8")
    main([str(feed), "--out", str(out)])
    assert json.loads(out.read_text(encoding="utf-8"))["images"][0].startswith("https://")
    assert not (tmp_path / "pictures").exists()


def test_a_wrong_mapping_is_an_error_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feed, mapping = tmp_path / "feed.csv", tmp_path / "m.yaml"
    feed.write_text("Nr,Name\n1,Mug\n", encoding="utf-8")
    mapping.write_text("columns: {id: Nummer, title: Name}", encoding="utf-8")
    assert main([str(feed), "--mapping", str(mapping)]) == 1
    assert "id names the column 'Nummer'" in capsys.readouterr().err

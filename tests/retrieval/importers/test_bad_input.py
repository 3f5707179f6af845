"""Files as merchants send them: wrong headers, mixed separators, broken quotes, odd encodings, far too much."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from retrieval.errors import CatalogError
from retrieval.importers import lines
from tests.retrieval.importers.feeds import catalog_of, kinds, only

HEAD = "id,title,price\n"


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_any_usual_separator_is_found(tmp_path: Path, sign: str) -> None:
    text = "id,title,brand\n1,Mug,Brook\n".replace(",", sign)
    assert only(catalog_of(tmp_path, text)).brand == "Brook"


def test_a_row_with_another_separator_is_mended(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, HEAD + "1,Mug,4\n2;Jar;5\n")
    assert [p.title for p in catalog.products] == ["Mug", "Jar"]
    assert kinds(catalog) == [(3, "another separator", False)]


def test_missing_last_cells_are_empty_and_surplus_cells_refuse_the_row(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, HEAD + "1,Mug\n2,Jar, lidded,5\n3,Pan,6,,\n")
    assert [(p.id, p.price) for p in catalog.products] == [("1", None), ("3", 6.0)]
    assert kinds(catalog) == [(2, "cells missing", False), (3, "too many cells", True)]


def test_a_quote_that_never_closes_costs_its_own_row_only(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, HEAD + '1,"Mug, blue,4\n' + "".join(f"{n},Jar,5\n" for n in range(2, 50)))
    assert len(catalog.products) == 48
    assert kinds(catalog) == [(2, "a quote that never closes", True)]


def test_a_row_that_is_whole_but_for_an_open_quote_is_mended(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, HEAD + '1,"Mug,4\n2,Jar,5\n')
    assert [(p.title, p.price) for p in catalog.products] == [("Mug", 4.0), ("Jar", 5.0)]
    assert kinds(catalog) == [(2, "a quote that never closes", False)]


def test_a_quote_that_is_open_for_too_long_gives_its_lines_back(tmp_path: Path) -> None:
    text = HEAD + '1,"Mug, blue,4\n' + "2,Jar,5\n" * lines.MOST_LINES * 2
    with io.StringIO(text, newline="") as stream:
        assert sum(1 for _ in lines.Records(stream, ",", 3)) == 2 + lines.MOST_LINES * 2


def test_quotes_inside_a_quoted_cell_are_kept(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, HEAD + '1,"12" pan",4\n2,"6"" pan",3\n')
    assert [p.title for p in catalog.products] == ['12" pan', '6" pan']
    assert kinds(catalog) == [(2, "quotes inside a quoted cell", False)]


def test_a_quoted_cell_may_hold_line_ends(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, 'id,title,description\r\n1,Mug,"Blue.\r\nGlazed."\r\n2,Jar,Tall\r\n,,\r\n3,,x\r\n')
    assert catalog.products[0].description == "Blue.\nGlazed."
    assert kinds(catalog) == [(6, "title is missing", True)]


def test_zero_characters_are_dropped(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, HEAD + "1,Mu\0g,4\n")
    assert only(catalog).title == "Mug"
    assert kinds(catalog) == [(2, "zero characters dropped", False)]


def test_a_field_of_ten_million_characters_is_cut(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, "id,title,description\n1,Mug," + "<b>blue</b> " * 900_000 + "\n2,Jar,x\n")
    assert len(catalog.products) == 2
    assert 0 < len(catalog.products[0].description) <= 50_000
    assert kinds(catalog) == [(2, "a text cut short", False)]


def test_a_native_row_with_far_too_long_a_description_is_cut_too(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, '{"id": "1", "title": "Mug", "description": "' + "x" * 100_000 + '", "stock": -2}')
    assert len(only(catalog).description) == 50_000
    assert only(catalog).stock is None
    assert {kind for _, kind, _ in kinds(catalog)} == {"a text cut short", "stock is below zero"}


def test_what_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    assert only(catalog_of(tmp_path, HEAD + '1,"=HYPERLINK(""http://x"",""Mug"")",4\n')).title == '=HYPERLINK("http://x","Mug")'


def test_the_second_row_of_an_id_names_the_line_of_the_first(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, HEAD + "1,Mug,4\n2,Jar,5\n1,Pan,6\n")
    assert "line 2" in catalog.problems[0].reason
    assert catalog.problems[0].line == 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"])
def test_encodings_are_found(tmp_path: Path, encoding: str) -> None:
    text = "id,title,price\n1,Café Möbel Größe,4\n2,Crème brûlée,5\n"
    catalog = catalog_of(tmp_path, text.encode(encoding))
    assert [p.title for p in catalog.products] == ["Café Möbel Größe", "Crème brûlée"]


@pytest.mark.parametrize(("encoding", "title"), [
    ("cp1250", "Książka długi stół"), ("cp1251", "Стул деревянный чёрный")])
def test_encodings_of_other_scripts_are_found(tmp_path: Path, encoding: str, title: str) -> None:
    assert catalog_of(tmp_path, f"{HEAD}1,{title},4\n2,{title},5\n".encode(encoding)).products[0].title == title


def test_a_few_bytes_of_another_encoding_are_mended(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, (HEAD + "1,Möbel für Gärten ö ö ö ö ö ö ö ö,4\n").encode() + b"2,Caf\xe9,5\n")
    assert catalog.products[1].title == "Café"
    assert kinds(catalog) == [(3, "bytes of another encoding", False)]


def test_a_packed_file_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    assert only(catalog_of(tmp_path, gzip.compress(b"id,title,price\n1,Mug,4\n"), name="export.xls")).price == 4.0


def test_the_line_that_tells_excel_the_separator_is_skipped(tmp_path: Path) -> None:
    assert only(catalog_of(tmp_path, "sep=;\nid;title;price\n1;Mug;4,50\n")).price == 4.5


@pytest.mark.parametrize(("content", "said"), [
    (b"", "empty"), (b"\n\n", "empty"), (b"PK\x03\x04rest", "Excel"), (b"\x89PNG\r\n", "picture"),
    (bytes(range(256)) * 9, "binary"),
    (b"\x1f\x8bno gzip", "Cannot read"), (b"id,title,price\n", "no valid product")])
def test_a_file_that_is_no_catalogue_is_refused_with_the_reason(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(CatalogError, match=said):
        catalog_of(tmp_path, content)


def test_wrong_headers_say_which_format_they_look_most_like_and_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"most like Shopify's product CSV, but has no column Handle .*title: Title"):
        catalog_of(tmp_path, "Slug,Title,Body (HTML),Vendor,Variant Price\na,Mug,x,y,4\n")


def test_headers_like_no_format_get_a_mapping_to_begin_with(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"like none of .*id: Product ID, title: Product name, price: Unit price"):
        catalog_of(tmp_path, "Product ID,Product name,Unit price\n1,Mug,4\n")


def test_a_second_column_of_a_name_is_left_out_and_named(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, "id,title,price,Title\n1,Mug,4,Other\n")
    assert only(catalog).title == "Mug"
    assert kinds(catalog) == [(1, "column left out", False)]


def test_the_report_groups_what_happens_often(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, HEAD + "".join(f"{n},Mug,from {n}\n" for n in range(1, 21)))
    report = list(catalog.report())
    assert report[0].startswith("line 2: price is not exact: 'from 1'")
    assert report[-2] == "and 15 more mended: price is not exact"
    assert report[-1].endswith("20 rows read, 20 products kept, 20 rows mended, 0 refused")

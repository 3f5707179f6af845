"""A shop's own CSV with a mapping file."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.errors import CatalogError
from tests.retrieval.importers.feeds import catalog_of, kinds, only

GERMAN = ("Artikelnr;Marke;Modell;Preis;UVP;Bestand;Warengruppe;Farben;Höhe;Einkauf;Bild\n"
          'T-1;Ahorn;Tisch Nord;"1.299,00 €";1.499,00 €;4;Möbel / Tische;weiß|natur;75 cm;300;t1.jpg\n'
          "T-2;Ahorn;Tisch Süd;899;;-3;Möbel / Tische;;72 cm;200;\n")
MAPPING = """
currency: EUR
category_separator: "/"
columns:
  id: Artikelnr
  title: "{Marke} {Modell}"
  brand: Marke
  price: Preis
  list_price: UVP
  stock: Bestand
  category: Warengruppe
  attributes.Farbe: Farben
  attributes.Höhe: Höhe
  images: Bild
"""


def test_columns_and_templates_become_fields(tmp_path: Path) -> None:
    product = catalog_of(tmp_path, GERMAN, MAPPING).products[0]
    assert (product.id, product.title, product.brand) == ("T-1", "Ahorn Tisch Nord", "Ahorn")
    assert (product.price, product.list_price, product.currency, product.stock) == (1299.0, 1499.0, "EUR", 4)
    assert product.category == ("Möbel", "Tische")
    assert product.attributes == {"Farbe": ("weiß", "natur"), "Höhe": ("75 cm",)}


def test_negative_stock_is_unknown_with_a_remark(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, GERMAN, MAPPING)
    assert catalog.products[1].stock is None
    assert (3, "stock is below zero", False) in kinds(catalog)


def test_columns_that_are_not_mapped_are_left_out_and_named(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, GERMAN, MAPPING)
    assert catalog.problems[0].reason == "columns left out: einkauf"


def test_a_star_takes_all_other_columns_as_attributes(tmp_path: Path) -> None:
    product = only(catalog_of(tmp_path, "Nr,Name,Legs,Foldable\n1,Stool,3,yes\n",
                              'columns: {id: Nr, title: Name, "attributes.*": "*"}'))
    assert product.attributes == {"foldable": (True,), "legs": ("3",)}


def test_rows_of_one_id_are_variants_where_variants_are_mapped(tmp_path: Path) -> None:
    product = only(catalog_of(tmp_path, "Style,Name,Sku,Size,Price,Qty\nA,Sock,A-S,S,4.00,2\nA,Sock,A-L,L,5.00,0\n", (
        "columns: {id: Style, title: Name, price: Price, stock: Qty, variants.id: Sku, variants.size: Size}")))
    assert [(v.id, v.attributes, v.price, v.stock) for v in product.variants] == [
        ("A-S", {"size": ("S",)}, 4.0, 2), ("A-L", {"size": ("L",)}, 5.0, 0)]


def test_a_file_whose_columns_are_our_fields_needs_no_mapping(tmp_path: Path) -> None:
    product = only(catalog_of(tmp_path, "ID|Title|Price|Stock|Attributes.colour|Margin\n7|Mug|4.50|2|red|1.1\n"))
    assert (product.id, product.price, product.stock, product.attributes) == ("7", 4.5, 2, {"colour": ("red",)})


def test_a_column_that_is_not_there_is_named_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="price names the column 'Pries', the nearest is 'Preis'"):
        catalog_of(tmp_path, GERMAN, MAPPING.replace("price: Preis", "price: Pries"))


@pytest.mark.parametrize(("mapping", "said"), [
    ("columns: {titel: Modell}", "no field is called 'titel', the nearest is 'title'"),
    ("colums: {id: Nr}", "colums"),
    ("encoding: utf-99", "utf-99|no encoding"),
    ("currency: Euro", "currency"),
    ("columns: [", "YAML"),
    ("columns: {id: Artikelnr}", "title is not mapped"),
])
def test_a_mapping_that_cannot_be_used_is_refused_with_the_reason(tmp_path: Path, mapping: str, said: str) -> None:
    with pytest.raises(CatalogError, match=said):
        catalog_of(tmp_path, GERMAN, mapping)


def test_another_mapping_makes_another_digest(tmp_path: Path) -> None:
    one, other = (catalog_of(tmp_path, GERMAN, text).digest for text in (MAPPING, MAPPING.replace("EUR", "CHF")))
    assert one != other


@pytest.mark.parametrize(("cell", "kind"), [
    ("from $5", "price is not exact"), ("5 - 9", "price is not exact"), ("0", "price is not above zero"),
    ("-4", "price is not above zero"), ("call", "price is not exact")])
def test_a_price_that_is_not_exact_is_unknown_with_a_remark(tmp_path: Path, cell: str, kind: str) -> None:
    catalog = catalog_of(tmp_path, f"id,title,price\n1,Mug,{cell}\n")
    assert only(catalog).price is None
    assert kinds(catalog) == [(2, kind, False)]


def test_the_decimal_sign_may_be_said(tmp_path: Path) -> None:
    said = "decimal: '.'\ncolumns: {id: id, title: title, price: price}"
    assert only(catalog_of(tmp_path, "id,title,price\n1,Mug,1.299\n", said)).price == 1.299

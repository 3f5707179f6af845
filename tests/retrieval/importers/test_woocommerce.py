"""WooCommerce's product CSV: variations join their product wherever they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.catalog import Product
from tests.retrieval.importers.feeds import catalog_of, kinds, only

HEAD = ("ID,Type,SKU,Name,Published,Visibility in catalog,Short description,Description,Date sale price starts,"
        "Date sale price ends,In stock?,Stock,Backorders allowed?,Weight (kg),Sale price,Regular price,Categories,Tags,"
        "Images,Parent,Attribute 1 name,Attribute 1 value(s),Attribute 1 visible,Attribute 2 name,"
        "Attribute 2 value(s)\n")
TENT = HEAD + (
    '10,variable,TENT,Lark Tent,1,visible,Short.,<p>Two poles.</p>,,,1,,0,2.4,,,"Outdoor > Tents, Gifts","camping, '
    'new","https://shop.test/t1.jpg, https://shop.test/t2.jpg",,Colour,"Red, Green",1,Material,Nylon\n'
    "11,variation,TENT-R,Lark Tent - Red,1,visible,,,,,1,4,0,,149.00,180.00,,,https://shop.test/r.jpg,TENT,Colour,Red,1,,\n"
    "12,variation,TENT-G,Lark Tent - Green,1,visible,,,,,0,0,0,,,180.00,,,,id:10,Colour,Green,1,,\n")
SIMPLE = ("20,simple,CUP,{name},{published},visible,,,{begins},{ends},{has},{stock},{later},,{sale},9.50,"
          "Kitchen,,,,,,,,\n")


def simple(**said: str) -> str:
    plain = dict.fromkeys(("begins", "ends", "stock", "later", "sale"), "")
    plain |= {"name": "Cup", "published": "1", "has": "1"}
    return HEAD + SIMPLE.format(**(plain | said))


@pytest.fixture
def tent(tmp_path: Path) -> Product:
    return only(catalog_of(tmp_path, TENT))


def test_variations_name_their_product_by_sku_or_by_id(tent: Product) -> None:
    assert [(v.id, v.price, v.stock, v.attributes) for v in tent.variants] == [
        ("11", 149.0, 4, {"Colour": ("Red",)}), ("12", 180.0, 0, {"Colour": ("Green",)})]


def test_what_varies_is_not_stated_of_the_product(tent: Product) -> None:
    assert "Colour" not in tent.attributes
    assert tent.attributes["Material"] == ("Nylon",)


def test_the_longest_path_is_the_category_and_others_are_tags(tent: Product) -> None:
    assert tent.category == ("Outdoor", "Tents")
    assert tent.attributes["tags"] == ("camping", "new", "Gifts")


def test_a_measure_keeps_the_unit_of_its_column(tent: Product) -> None:
    assert tent.attributes["weight"] == ("2.4 kg",)


def test_pictures_of_variations_follow_those_of_the_product(tent: Product) -> None:
    assert [url[-6:-4] for url in tent.images] == ["t1", "t2", "/r"]


def test_a_variation_may_stand_before_its_product(tmp_path: Path) -> None:
    lines = TENT.splitlines(keepends=True)
    assert len(only(catalog_of(tmp_path, "".join([lines[0], *lines[2:], lines[1]]))).variants) == 2


def test_a_variation_that_leaves_an_attribute_empty_may_be_any_of_it(tmp_path: Path) -> None:
    row = "13,variation,TENT-A,Any,1,visible,,,,,1,2,0,,,170.00,,,,TENT,Colour,,1,,\n"
    assert only(catalog_of(tmp_path, TENT + row)).variants[2].attributes == {"Colour": ("Red", "Green")}


def test_a_variation_without_its_product_is_refused(tmp_path: Path) -> None:
    row = "13,variation,X,Lost,1,visible,,,,,1,2,0,,,170.00,,,,NOWHERE,Colour,Red,1,,\n"
    assert kinds(catalog_of(tmp_path, TENT + row)) == [(5, "a variation without its product", True)]


def test_a_sale_price_is_the_price_and_the_regular_one_the_list_price(tmp_path: Path) -> None:
    product = only(catalog_of(tmp_path, simple(sale="7.00")))
    assert (product.price, product.list_price) == (7.0, 9.5)


def test_a_sale_that_is_over_leaves_the_regular_price(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, simple(sale="7.00", begins="2001-01-01", ends="2001-02-01"))
    assert (only(catalog).price, only(catalog).list_price) == (9.5, None)
    assert kinds(catalog) == [(2, "a sale that is not on", False)]


@pytest.mark.parametrize(("has", "count", "later", "stock", "words"), [
    ("1", "6", "0", 6, ()),
    ("1", "", "0", None, ("in stock",)),
    ("0", "", "0", 0, ()),
    ("1", "0", "notify", None, ("in stock",)),
    ("backorder", "", "1", None, ("backorder",)),
])
def test_stock_comes_from_the_count_or_else_from_the_flag(tmp_path: Path, has: str, count: str, later: str,
                                                          stock: int | None, words: tuple[str, ...]) -> None:
    product = only(catalog_of(tmp_path, simple(has=has, stock=count, later=later)))
    assert product.stock == stock
    assert product.attributes.get("availability", ()) == words


def test_stock_that_is_kept_for_all_variations_together_is_the_products(tmp_path: Path) -> None:
    text = TENT.replace("1,,0,2.4", "1,9,0,2.4").replace("1,4,0", "1,parent,0").replace("0,0,0", "1,parent,0")
    product = only(catalog_of(tmp_path, text))
    assert (product.stock, [v.stock for v in product.variants]) == (9, [None, None])


def test_drafts_are_refused(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, TENT + simple(published="-1").splitlines()[1])
    assert kinds(catalog) == [(5, "not on sale", True)]


def test_the_second_row_of_an_id_names_the_line_of_the_first(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, simple() + simple(name="Other").splitlines()[1])
    assert only(catalog).title == "Cup"
    assert "line 2" in catalog.problems[0].reason

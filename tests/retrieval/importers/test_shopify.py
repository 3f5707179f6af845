"""Shopify's product CSV: rows of one handle are one product, its variants and pictures kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.catalog import Product
from tests.retrieval.importers.feeds import catalog_of, kinds, only

OLD = ("Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,"
       "Option2 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,"
       "Variant Inventory Policy,Variant Price,Variant Compare At Price,Image Src,Image Position,"
       "Variant Image,Status\n")
NEW = ("Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,Status,SKU,"
       "Option1 name,Option1 value,Price,Compare-at price,Inventory tracker,Inventory quantity,"
       "Continue selling when out of stock,"
       "Weight value (grams),Product image URL,Image position,Variant image URL,"
       "Color (product.metafields.shopify.color-pattern)\n")
CLOAK = OLD + (
    'moss-cloak,Moss Cloak,"<p>Felted <b>wool</b> &amp; linen.</p><ul><li>Deep hood</li></ul>",Fernloom,'
    'Apparel > Outerwear,Cloaks,"winter, _internal, Fabric:Wool",true,Colour,Moss,Size,S,MC-S,900,shopify,3,deny,'
    "89.00,120.00,https://shop.test/b.jpg,2,https://shop.test/v.jpg,active\n"
    "moss-cloak,,,,,,,,,Moss,,L,MC-L,950,shopify,0,deny,95.00,120.00,https://shop.test/a.jpg,1,,\n"
    "moss-cloak,,,,,,,,,,,,,,,,,,,https://shop.test/c.jpg,3,,\n")


@pytest.fixture
def cloak(tmp_path: Path) -> Product:
    return only(catalog_of(tmp_path, CLOAK))


def test_rows_of_a_handle_are_one_product_with_its_variants(cloak: Product) -> None:
    assert (cloak.id, cloak.title, cloak.brand) == ("moss-cloak", "Moss Cloak", "Fernloom")
    assert [(v.id, v.price, v.stock) for v in cloak.variants] == [("MC-S", 89.0, 3), ("MC-L", 95.0, 0)]
    assert [v.attributes for v in cloak.variants] == [{"Size": ("S",)}, {"Size": ("L",)}]


def test_an_option_that_all_variants_share_is_the_products(cloak: Product) -> None:
    assert cloak.attributes["Colour"] == ("Moss",)


def test_price_is_the_lowest_that_can_be_had_and_stock_the_sum(cloak: Product) -> None:
    assert (cloak.price, cloak.stock) == (89.0, 3)


def test_a_list_price_that_all_variants_share_is_the_products(cloak: Product) -> None:
    assert cloak.list_price == 120.0


def test_html_becomes_text(cloak: Product) -> None:
    assert cloak.description == "Felted wool & linen.\n- Deep hood"


def test_pictures_come_by_position_and_those_of_variants_last(cloak: Product) -> None:
    assert [url.rsplit("/", 1)[-1] for url in cloak.images] == ["a.jpg", "b.jpg", "c.jpg", "v.jpg"]


def test_the_type_is_the_last_part_of_the_category(cloak: Product) -> None:
    assert cloak.category == ("Apparel", "Outerwear", "Cloaks")


def test_tags_with_a_colon_are_attributes_and_inner_ones_are_dropped(cloak: Product) -> None:
    assert cloak.attributes["Fabric"] == ("Wool",)
    assert cloak.attributes["tags"] == ("winter",)


def test_the_headers_of_2024_are_read_too(tmp_path: Path) -> None:
    product = only(catalog_of(tmp_path, NEW + (
        "Tin Kettle,tin-kettle,<p>Whistles.</p>,Brook,Home > Kettles,,,TRUE,Active,TK,Title,Default Title,25.50,,"
        "shopify,4,DENY,700,https://shop.test/k.jpg,1,,silver; black\n")))
    assert (product.id, product.price, product.stock, product.variants) == ("tin-kettle", 25.5, 4, ())
    assert product.attributes["color"] == ("silver", "black")
    assert product.images == ("https://shop.test/k.jpg",)


def test_a_product_without_options_has_no_variants(tmp_path: Path) -> None:
    row = "jar,Jam Jar,,,,,,true,Title,Default Title,,,J1,,shopify,7,deny,3.00,,,,,active\n"
    product = only(catalog_of(tmp_path, OLD + row))
    assert (product.variants, product.stock, product.price) == ((), 7, 3.0)
    assert "Title" not in product.attributes


@pytest.mark.parametrize(("tracker", "count", "policy", "stock"), [
    ("", "0", "deny", None),  # Shopify does not count it
    ("shopify", "0", "continue", None),  # sold beyond its stock
    ("shopify", "-2", "continue", None),
    ("shopify", "0", "deny", 0),
    ("shopify", "5", "continue", 5),
])
def test_stock_is_known_only_where_shopify_counts_it(tmp_path: Path, tracker: str, count: str, policy: str,
                                                     stock: int | None) -> None:
    row = f"jar,Jam Jar,,,,,,true,Title,Default Title,,,J1,,{tracker},{count},{policy},3.00,,,,,active\n"
    assert only(catalog_of(tmp_path, OLD + row)).stock == stock


@pytest.mark.parametrize(("published", "status"), [("false", "active"), ("true", "draft"), ("true", "archived")])
def test_what_is_not_published_is_refused(tmp_path: Path, published: str, status: str) -> None:
    row = f"old,Old Jar,,,,,,{published},Title,Default Title,,,,,,1,deny,3.00,,,,,{status}\n"
    catalog = catalog_of(tmp_path, CLOAK + row)
    assert [p.id for p in catalog.products] == ["moss-cloak"]
    assert kinds(catalog) == [(5, "not on sale", True)]


def test_a_product_without_a_title_is_refused_by_line(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, CLOAK + "bare,,,,,,,true,Title,Default Title,,,,,,1,deny,3.00,,,,,active\n")
    assert kinds(catalog) == [(5, "title is missing", True)]


def test_rows_of_a_handle_need_not_stand_together(tmp_path: Path) -> None:
    lines = CLOAK.splitlines(keepends=True)
    other = "jar,Jam Jar,,,,,,true,Title,Default Title,,,J1,,shopify,7,deny,3.00,,,,,active\n"
    catalog = catalog_of(tmp_path, "".join([lines[0], lines[1], other, *lines[2:]]))
    assert {p.id: len(p.variants) for p in catalog.products} == {"moss-cloak": 2, "jar": 0}


def test_two_variants_with_one_sku_get_ids_of_their_own(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, CLOAK.replace("MC-L", "MC-S"))
    assert len({v.id for v in only(catalog).variants}) == 2


def test_the_report_counts_rows_products_and_what_was_refused(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, CLOAK + ",Nameless,,,,,,true,,,,,,,,,,1.00,,,,,active\n")
    told = "Shopify's product CSV, 4 rows read, 1 products kept, 0 rows mended, 1 refused"
    assert catalog.summary() == f"feed.txt: {told}"

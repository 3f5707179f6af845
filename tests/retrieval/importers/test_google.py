"""Google Merchant feeds: TSV, RSS and Atom give the same products."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.catalog import Product
from retrieval.errors import CatalogError
from tests.retrieval.importers.feeds import catalog_of, kinds, only

HEAD = ("id\ttitle\tdescription\tlink\timage_link\tadditional_image_link\tavailability\tprice\tsale_price\t"
        "item_group_id\tcolor\tsize\tbrand\tgender\tgoogle_product_category\tproduct_type\tgtin\tmaterial\n")
SHOES = HEAD + (
    "s-1\tPeat Clog - Brown 40\tCork sole.\thttps://shop.test/s1\thttps://shop.test/1.jpg\thttps://shop.test/2.jpg,"
    "https://shop.test/w_3,h_4/3.jpg\tin_stock\t59.90 EUR\t\tclog\tbrown/black\t40\tPeat\tunisex\t187\tShoes > Clogs\t"
    "4006381333931\tcork\n"
    "s-2\tPeat Clog - Brown 41\tCork sole.\thttps://shop.test/s2\thttps://shop.test/1.jpg\t\tout of stock\t59.90 EUR\t"
    "\tclog\tbrown/black\t41\tPeat\tunisex\t187\tShoes > Clogs\t\tcork\n")
SINGLE = HEAD + ("k-1\tTin Kettle\t\thttps://shop.test/k\t\t\t{has}\t{price}\t{sale}\t\tred\t\t\t\t"
                 "Home > Kettles\t\t{gtin}\t\n")
ITEM = """<item><title>Feed title</title><g:id>k-1</g:id><g:title>Tin Kettle</g:title>
<description><![CDATA[<p>Whistles &amp; <b>sings</b></p>]]></description>
<link>https://shop.test/k?a=1&b=2</link><g:price>19.99 USD</g:price><g:availability>in_stock</g:availability>
<g:color>red</g:color><g:additional_image_link>https://shop.test/1.jpg</g:additional_image_link>
<g:additional_image_link>https://shop.test/2.jpg</g:additional_image_link>
<g:shipping><g:country>US</g:country><g:price>5.00 USD</g:price></g:shipping>
<g:product_detail><g:attribute_name>Volume</g:attribute_name><g:attribute_value>1.2 l</g:attribute_value>
</g:product_detail>
</item>"""
RSS = ('<?xml version="1.0"?>\n<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>\n'
       "%s</channel></rss>")
ATOM = ('<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:g="http://base.google.com/ns/1.0"><title>Shop</title><entry><g:id>k-1</g:id><title>Tin Kettle</title>'
        '<link href="https://shop.test/k"/><g:price>19.99 USD</g:price></entry></feed>')


def single(has: str = "in_stock", price: str = "19.99 USD", sale: str = "", gtin: str = "") -> str:
    return SINGLE.format(has=has, price=price, sale=sale, gtin=gtin)


@pytest.fixture
def clog(tmp_path: Path) -> Product:
    return only(catalog_of(tmp_path, SHOES))


def test_items_of_a_group_are_one_product_with_variants(clog: Product) -> None:
    assert (clog.id, clog.price, clog.currency) == ("clog", 59.9, "EUR")
    assert [(v.id, v.attributes, v.stock) for v in clog.variants] == [
        ("s-1", {"size": ("40",)}, None), ("s-2", {"size": ("41",)}, 0)]


def test_a_group_is_called_what_its_titles_begin_with_alike(clog: Product) -> None:
    assert clog.title == "Peat Clog - Brown"


def test_what_all_items_state_is_the_products_and_slashes_part_colours(clog: Product) -> None:
    assert clog.attributes["color"] == ("brown", "black")
    assert clog.attributes["gender"] == ("unisex",)


def test_an_address_may_have_commas_in_it(clog: Product) -> None:
    assert clog.images[-1] == "https://shop.test/w_3,h_4/3.jpg"


def test_the_shops_own_product_type_comes_before_googles_category(clog: Product, tmp_path: Path) -> None:
    assert clog.category == ("Shoes", "Clogs")
    assert only(catalog_of(tmp_path, single())).category == ("Home", "Kettles")


def test_in_stock_without_a_count_is_stated_in_words_and_the_count_unknown(tmp_path: Path) -> None:
    product = only(catalog_of(tmp_path, single()))
    assert (product.stock, product.attributes["availability"]) == (None, ("in stock",))


@pytest.mark.parametrize(("has", "stock", "words"), [
    ("out_of_stock", 0, ()), ("http://schema.org/OutOfStock", 0, ()), ("preorder", None, ("preorder",)),
    ("backorder", None, ("backorder",))])
def test_availability_is_read_in_all_its_spellings(tmp_path: Path, has: str, stock: int | None,
                                                   words: tuple[str, ...]) -> None:
    product = only(catalog_of(tmp_path, single(has=has)))
    assert (product.stock, product.attributes.get("availability", ())) == (stock, words)


def test_a_sale_price_puts_the_price_before_it_in_the_list_price(tmp_path: Path) -> None:
    product = only(catalog_of(tmp_path, single(sale="14.99 USD")))
    assert (product.price, product.list_price, product.currency) == (14.99, 19.99, "USD")


def test_a_gtin_is_an_attribute(tmp_path: Path) -> None:
    assert only(catalog_of(tmp_path, single(gtin="4006381333931"))).attributes["gtin"] == ("4006381333931",)


def test_the_second_item_of_an_id_is_refused_with_the_line_of_the_first(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, single() + single().splitlines()[1])
    assert kinds(catalog) == [(3, "id used before", True)]
    assert "line 2" in catalog.problems[0].reason


def test_headers_in_brackets_are_known(tmp_path: Path) -> None:
    head = "ID [id]\tTitle [title]\tPrice [price]\tLink [link]\tAvailability [availability]\n"
    assert only(catalog_of(tmp_path, head + "a\tMug\t5.00 GBP\thttps://shop.test/a\tin_stock\n")).currency == "GBP"


def test_an_rss_item_is_read_with_repeated_elements_and_without_those_inside_others(tmp_path: Path) -> None:
    product = only(catalog_of(tmp_path, RSS % ITEM))
    assert (product.title, product.price, product.description) == ("Feed title", 19.99, "Whistles & sings")
    assert len(product.images) == 2
    assert product.attributes["Volume"] == ("1.2 l",)


def test_a_bare_ampersand_in_xml_is_mended(tmp_path: Path) -> None:
    assert only(catalog_of(tmp_path, RSS % ITEM)).url == "https://shop.test/k?a=1&b=2"


def test_an_atom_entry_is_read(tmp_path: Path) -> None:
    product = only(catalog_of(tmp_path, ATOM))
    assert (product.id, product.title, product.url) == ("k-1", "Tin Kettle", "https://shop.test/k")


def test_items_have_the_line_they_begin_at(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, RSS % (ITEM + "\n" + ITEM))
    assert kinds(catalog) == [(12, "id used before", True)]


def test_xml_that_breaks_off_keeps_what_was_read_and_names_the_line(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, RSS.removesuffix("</channel></rss>") % ITEM + "<item><g:id>half")
    assert only(catalog).id == "k-1"
    assert [(p.kind, p.skipped) for p in catalog.problems] == [("broken XML", True)]


@pytest.mark.parametrize("declared", [
    '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>', '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'])
def test_entities_that_a_feed_declares_are_not_expanded(tmp_path: Path, declared: str) -> None:
    with pytest.raises(CatalogError, match="DOCTYPE"):
        catalog_of(tmp_path, (RSS % ITEM).replace("<rss", f"{declared}<rss"))


def test_xml_that_is_no_feed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="no product feed"):
        catalog_of(tmp_path, "<html><body>Not found</body></html>")

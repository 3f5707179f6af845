"""Building and opening an index; what it finds, with reasons, near misses and nothing promised that does not hold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval import synonyms
from retrieval.build import cached_index, open_catalog
from retrieval.catalog import Catalog, Product
from retrieval.errors import IndexMismatch, NotWritten
from retrieval.filters import Constraint, Order
from retrieval.finder import ranked
from retrieval.index import Encoders, Index
from retrieval.making import build_index
from retrieval.manifest import MANIFEST
from retrieval.query import Query, Result
from tests.retrieval.shops import SHOP, WordEncoder, product, variant

KNOWN = synonyms.load()


def catalog_of(products: Sequence[Product], digest: str = "d1") -> Catalog:
    return Catalog(tuple(products), (), digest, Path("shop.jsonl"))


def index_of(folder: Path, products: Sequence[Product] = SHOP) -> Index:
    encoders = Encoders(WordEncoder())  # type: ignore[arg-type]
    build_index(catalog_of(products), folder / "index", encoders, KNOWN)
    return Index.open(folder / "index", encoders, KNOWN)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return index_of(tmp_path_factory.mktemp("shop"))


def ids(result: Result) -> list[str]:
    return [hit.product.id for hit in result.hits]


def test_products_come_back_as_they_were_with_name_and_derived_values(index: Index) -> None:
    for built, given in zip(index.products, SHOP, strict=True):
        assert replace(built, name="", derived={}) == given
        assert built.name
    crimson = index.product("tee-2")
    value, span = crimson.derived["colour"][0]
    assert value == "crimson"
    assert crimson.title[span.start : span.end] == "Crimson"


def test_the_best_match_comes_first_with_a_reason(index: Index) -> None:
    result = index.find(Query("rain boots", (Constraint("category", "eq", "boots"),)))
    assert ids(result)[0] == "boots-2"
    assert result.hits[0].why == ("matches “rain boots”",)
    assert result.total == 4


def test_sold_out_products_come_only_where_nothing_else_fits(index: Index) -> None:
    boots = Constraint("category", "eq", "boots")
    assert "boots-3" not in ids(index.find(Query("hiking boots", (boots,), k=5)))
    only = index.find(Query("hiking boots", (boots, Constraint("colour", "eq", "green"))))
    assert ids(only) == ["boots-3"]


def test_what_is_excluded_does_not_come_again_and_the_total_stays(index: Index) -> None:
    boots = (Constraint("category", "eq", "shoes"),)
    result = index.find(Query("boots", boots, exclude=frozenset({"boots-1", "boots-2", "gone"})))
    assert not {"boots-1", "boots-2"} & set(ids(result))
    assert result.total == 4
    every = index.find(Query("boots", boots, exclude=frozenset(f"boots-{n}" for n in range(1, 5))))
    assert (every.hits, every.near, every.total) == ((), (), 4)


def test_the_cheapest_is_of_the_kind_asked_for_and_unknown_prices_come_last(index: Index) -> None:
    boots = (Constraint("category", "eq", "boots"),)
    assert ids(index.find(Query("boots", boots, order=Order("price", "asc"), k=5))) == ["boots-2", "boots-1", "boots-4"]
    assert ids(index.find(Query("boots", boots, order=Order("price", "desc"), k=5))) == [
        "boots-1", "boots-2", "boots-4"]  # fmt: skip


def test_an_order_by_an_attribute_or_an_unknown_field_holds(index: Index) -> None:
    laptops = (Constraint("category", "eq", "laptop"), Constraint("brand", "eq", "Orb"))
    assert ids(index.find(Query("laptop", laptops, order=Order("weight", "asc"))))[0] == "lap-2"
    assert ids(index.find(Query("laptop", laptops, order=Order("zzz", "asc"))))


def test_the_variant_is_the_one_that_meets_everything(index: Index) -> None:
    result = index.find(Query("tshirt", (Constraint("size", "eq", "M"), Constraint("colour", "eq", "blue"))))
    assert ids(result) == ["tee-1"]
    assert result.hits[0].variant is not None
    assert result.hits[0].variant.id == "m-blue"
    any_m = index.find(Query("tshirt", (Constraint("size", "eq", "M"),)))
    assert any_m.hits[0].variant is not None
    assert any_m.hits[0].variant.id == "m-blue"  # the red one is sold out


def test_when_nothing_fits_the_nearest_come_with_what_they_break(index: Index) -> None:
    price = Constraint("price", "lte", 500.0)
    wants = (Constraint("category", "eq", "laptop"), Constraint("brand", "eq", "Orb"), price)
    result = index.find(Query("laptop", (*wants, Constraint("memory", "gte", 8.0))))
    assert (result.hits, result.total) == ((), 0)
    assert [near.hit.product.id for near in result.near][:2] == ["lap-2", "lap-1"]
    assert result.near[0].broken == (price,)
    assert result.dropped == (price,)


def test_the_kind_of_thing_is_given_up_last(index: Index) -> None:
    wants = (
        Constraint("category", "eq", "boots"),
        Constraint("colour", "eq", "purple"),
        Constraint("price", "lte", 1.0),
    )
    result = index.find(Query("boots", wants))
    assert {near.hit.product.id for near in result.near} <= {"boots-1", "boots-2", "boots-4", "rack-1"}
    assert all(wants[0] not in near.broken for near in result.near)


def test_every_near_miss_breaks_just_what_it_says(index: Index) -> None:
    wants = (Constraint("colour", "eq", "red"), Constraint("price", "lte", 10.0), Constraint("stock", "gte", 1.0))
    for near in index.find(Query("", wants)).near:
        row = index.row_of[near.hit.product.id]
        kept = [c for c in wants if c not in near.broken]
        assert index.columns.mask(kept)[row]
        assert near.broken


def test_soft_wishes_move_products_up(index: Index) -> None:
    wish = Constraint("keyword", "eq", "snow", hard=False)
    assert ids(index.find(Query("boots", (Constraint("category", "eq", "shoes"), wish))))[0] == "boots-4"


def test_things_like_a_product_are_not_the_product(index: Index) -> None:
    found = ids(index.find(Query(like="lap-1")))
    assert found[0] == "lap-2"
    assert "lap-1" not in found


def test_a_photo_in_the_space_of_the_texts_finds_rows_without_pictures(index: Index) -> None:
    photo = WordEncoder().encode(["sleeve of imitation leather"])[0]
    result = index.find(Query(photo=photo))
    assert ids(result)[0] == "sleeve-1"
    assert "looks like your photo" in result.hits[0].why


@pytest.mark.parametrize("text", ["", "   ", "🛍️🛍️", "boots " * 3000, "'; DROP TABLE --", "\x00\ufffd"])
def test_any_text_gets_an_answer(index: Index, text: str) -> None:
    result = index.find(Query(text, k=5))
    assert len(result.hits) in (0, 5)  # words that the shop does not have find nothing
    assert all(np.isfinite(hit.score) for hit in result.hits)


def test_two_rows_with_one_title_are_shown_once(tmp_path: Path) -> None:
    twins = [product("a", "Oak Desk"), product("b", "oak desk"), product("c", "Pine Desk")]
    found = ids(index_of(tmp_path, twins).find(Query("desk")))
    assert sorted(found) in (["a", "c"], ["b", "c"])


def test_a_bare_query_ranks_min_k_rows_without_folding(index: Index) -> None:
    assert len(ranked(index, "boots", 3)) == 3
    every = ranked(index, "boots", 100)
    assert sorted(ident for ident, _ in every) == sorted(p.id for p in SHOP)
    assert [score for _, score in every] == sorted((score for _, score in every), reverse=True)


def test_many_rows_give_what_scoring_all_of_them_gives(tmp_path: Path) -> None:
    many = [
        product(str(i), f"Part number{i} {'red' if i % 7 == 0 else 'grey'} bolt", price=float(i)) for i in range(2500)
    ]
    index = index_of(tmp_path, many)
    result = index.find(Query("number1234 bolt", (Constraint("price", "gte", 1000.0),)))
    assert ids(result)[0] == "1234"
    assert result.total == 1500
    assert all(hit.product.price is not None and hit.product.price >= 1000 for hit in result.hits)
    assert ranked(index, "number77", 5)[0][0] == "77"


def test_an_index_of_another_catalogue_encoder_or_synonyms_is_refused(tmp_path: Path) -> None:
    index = index_of(tmp_path)
    with pytest.raises(IndexMismatch, match="digest"):
        Index.open(index.folder, index.encoders, KNOWN, digest="another")
    with pytest.raises(IndexMismatch, match="text_encoder"):
        Index.open(index.folder, Encoders(WordEncoder(name="other")), KNOWN)  # type: ignore[arg-type]
    with pytest.raises(IndexMismatch, match="synonyms"):
        Index.open(index.folder, index.encoders, replace(KNOWN, people={}))


@pytest.mark.parametrize("content", ["", "{}", "[1]", "not json", '{"format": 1}'])
def test_a_folder_without_a_whole_manifest_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / MANIFEST).write_text(content)
    with pytest.raises(IndexMismatch, match=r"retrieval\.build"):
        Index.open(tmp_path, Encoders(WordEncoder()), KNOWN)  # type: ignore[arg-type]


def test_a_build_that_fails_leaves_the_old_index_whole(tmp_path: Path) -> None:
    class Broken(WordEncoder):
        def encode(self, texts: Sequence[str], **options: object) -> np.ndarray:
            raise RuntimeError("out of memory")

    index_of(tmp_path)
    before = json.loads((tmp_path / "index" / MANIFEST).read_text())
    new = product("new", "A title that no index has")
    with pytest.raises(RuntimeError):
        build_index(catalog_of([new], "d2"), tmp_path / "index", Encoders(Broken()), KNOWN)  # type: ignore[arg-type]
    assert json.loads((tmp_path / "index" / MANIFEST).read_text()) == before
    assert [p.name for p in tmp_path.iterdir()] == ["index"]


def test_the_cache_builds_once_and_takes_unchanged_vectors_over(tmp_path: Path) -> None:
    encoder = WordEncoder()
    encoders, catalog = Encoders(encoder), catalog_of(SHOP)  # type: ignore[arg-type]
    first = cached_index(catalog, encoders, KNOWN, cache=tmp_path)
    asked = encoder.asked
    assert cached_index(catalog, encoders, KNOWN, cache=tmp_path) == first
    second = cached_index(catalog, encoders, replace(KNOWN, people={}), cache=tmp_path)
    assert second != first
    assert encoder.asked == asked
    assert len(open_catalog(catalog, encoders, KNOWN, cache=tmp_path).products) == len(SHOP)


def test_the_cache_keeps_the_newest_index_of_a_catalogue_and_an_open_one_goes_on(tmp_path: Path) -> None:
    encoders, other = Encoders(WordEncoder()), Encoders(WordEncoder(name="other"))  # type: ignore[arg-type]
    first = open_catalog(catalog_of(SHOP), encoders, KNOWN, cache=tmp_path)
    kept = cached_index(catalog_of(SHOP), other, KNOWN, cache=tmp_path)
    stale = tmp_path / "d1-made-by-other-code"
    stale.mkdir()
    replace(first.manifest, code="before").save(stale)
    elsewhere = replace(catalog_of(SHOP, "d9"), path=Path("other.jsonl"))
    apart = cached_index(elsewhere, encoders, KNOWN, cache=tmp_path)
    newest = cached_index(catalog_of(SHOP[:5], "d2"), encoders, KNOWN, cache=tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {kept.name, apart.name, newest.name}
    assert first.fresh() is first
    assert first.find(Query("rain boots")).hits
    assert first.vocabulary.kinds


def test_one_product_with_nothing_but_a_title_is_a_shop(tmp_path: Path) -> None:
    index = index_of(tmp_path, [product("a", "!!!")])
    assert ids(index.find(Query("anything"))) == ["a"]
    assert index.find(Query("sofa", (Constraint("category", "eq", "sofa"),))).near[0].broken


def test_a_variant_without_attributes_changes_nothing(tmp_path: Path) -> None:
    index = index_of(tmp_path, [product("a", "Lamp", price=5.0, variants=(variant("x"),))])
    assert ids(index.find(Query("lamp", (Constraint("price", "lte", 5.0),)))) == ["a"]


def test_a_place_that_cannot_be_written_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotWritten, match="SHOP_ASSISTANT_CACHE"):
        build_index(catalog_of(SHOP), tmp_path / "file" / "index", Encoders(WordEncoder()), KNOWN)  # type: ignore[arg-type]


def test_building_again_replaces_the_index(tmp_path: Path) -> None:
    index_of(tmp_path)
    assert len(index_of(tmp_path, SHOP[:3]).products) == 3
    assert [p.name for p in tmp_path.iterdir()] == ["index"]

"""Updating an index: fields changed, rows added and withdrawn, bad lines named, the opened index renewed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from retrieval.catalog import product_of
from retrieval.changes import row_of
from retrieval.errors import CatalogError
from retrieval.index import Index
from retrieval.query import Query
from retrieval.update import update
from tests.retrieval.shops import SHOP
from tests.retrieval.test_index import KNOWN, index_of


def updated(index: Index, folder: Path, *rows: Any) -> tuple[Any, Index]:
    changes = folder / "changes.jsonl"
    changes.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    return update(changes, index.folder, index.encoders, KNOWN), index.fresh()


def test_changed_fields_replace_the_old_and_the_rest_stays(tmp_path: Path) -> None:
    index = index_of(tmp_path)
    done, new = updated(index, tmp_path, {"id": "boots-1", "price": 99.0, "stock": 0}, {"id": "tee-1", "brand": "Loom"})
    assert done.changed == ("boots-1", "tee-1")
    assert (new.product("boots-1").price, new.product("boots-1").title) == (99.0, "Harbour Leather Boots")
    assert new.product("tee-1").variants == SHOP[5].variants
    assert index.product("boots-1").price == 120.0


def test_rows_are_added_and_withdrawn(tmp_path: Path) -> None:
    row = {"id": "new-1", "title": "Purple Rain Cape", "category": ["Clothes"], "price": 12.0, "stock": 2}
    done, new = updated(index_of(tmp_path), tmp_path, row, {"id": "rack-1", "withdrawn": True})
    assert (done.added, done.withdrawn) == (("new-1",), ("rack-1",))
    assert new.find(Query("rain cape")).hits[0].product.id == "new-1"
    assert "rack-1" not in new.row_of


def test_only_texts_that_changed_are_encoded_again(tmp_path: Path) -> None:
    index = index_of(tmp_path)
    before = index.encoders.text.asked  # type: ignore[attr-defined]
    updated(index, tmp_path, {"id": "boots-1", "price": 99.0}, {"id": "boots-2", "description": "New words."})
    assert index.encoders.text.asked == before + 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("line", ["not json", "[]", '{"id": "x"}', '{"id": "boots-1", "price": -1}', '{"price": 3}',
                                  '{"id": "zzz", "withdrawn": true}', '{"id": "boots-1", "prise": 3}'])  # fmt: skip
def test_a_bad_line_is_named_and_changes_nothing(tmp_path: Path, line: str) -> None:
    done, new = updated(index_of(tmp_path), tmp_path, {"id": "boots-2", "price": 50.0}, line)
    assert [p.line for p in done.problems] == [2]
    assert new.product("boots-2").price == 50.0
    assert new.product("boots-1").price == 120.0
    assert len(new.products) == len(SHOP)


def test_an_index_that_did_not_change_stays_open_as_it_is(tmp_path: Path) -> None:
    index = index_of(tmp_path)
    assert index.fresh() is index
    _, new = updated(index, tmp_path, {"id": "boots-1", "price": 1.0})
    assert new is not index
    assert new.fresh() is new


def test_an_updated_index_still_belongs_to_its_catalogue(tmp_path: Path) -> None:
    index = index_of(tmp_path)
    updated(index, tmp_path, {"id": "rack-1", "withdrawn": True})
    assert len(Index.open(index.folder, index.encoders, KNOWN, digest="d1").row_of) == len(SHOP) - 1


def test_a_shop_is_never_emptied(tmp_path: Path) -> None:
    index = index_of(tmp_path)
    with pytest.raises(CatalogError, match="every product"):
        updated(index, tmp_path, *({"id": p.id, "withdrawn": True} for p in SHOP))
    assert len(index.fresh().products) == len(SHOP)


@pytest.mark.parametrize("place", range(len(SHOP)))
def test_a_product_as_a_row_is_read_as_the_same_product(place: int) -> None:
    assert product_of(row_of(SHOP[place])) == SHOP[place]

"""Updating an index: fields changed, rows added and withdrawn, bad lines named, the opened index renewed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from retrieval import update as module
from retrieval.build import cached_index
from retrieval.catalog import product_of
from retrieval.changes import compact, row_of
from retrieval.errors import CatalogError, IndexMismatch
from retrieval.filters import Constraint
from retrieval.finder import ranked
from retrieval.index import Encoders, Index
from retrieval.publishing import log_of
from retrieval.query import Query
from retrieval.update import update
from tests.retrieval.shops import SHOP, WordEncoder
from tests.retrieval.test_index import KNOWN, catalog_of, index_of

VARIANTS: list[dict[str, Any]] = row_of(SHOP[5])["variants"]


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


def test_prices_stocks_and_withdrawals_make_no_new_parts_and_ask_no_encoder(tmp_path: Path) -> None:
    index = index_of(tmp_path)
    data = index.manifest.data

    def encoders() -> Encoders:
        raise AssertionError("not needed")

    rows = [{"id": "boots-1", "price": 9.0}, {"id": "tee-1", "variants": [{**v, "stock": 7} for v in VARIANTS]},
            {"id": "rack-1", "withdrawn": True}]  # fmt: skip
    update(rows, index.folder, encoders, KNOWN)
    new = index.fresh()
    assert (new.manifest.data, new.lexical) == (data, index.lexical)
    assert new.same_words(index)
    assert [v.stock for v in new.product("tee-1").variants] == [7, 7, 7, 7]
    assert new.columns.mask([Constraint("price", "lte", 9.0)]).nonzero()[0].tolist() == [new.row_of["boots-1"]]


def test_what_was_withdrawn_is_not_found_in_any_way(tmp_path: Path) -> None:
    index = index_of(tmp_path)
    update([{"id": "boots-2", "withdrawn": True}], index.folder, index.encoders, KNOWN)
    for new in (index.fresh(), Index.open(index.folder, index.encoders, KNOWN)):
        boots = Constraint("category", "eq", "boots")
        assert "boots-2" not in [h.product.id for h in new.find(Query("rain boots", (boots,), k=9)).hits]
        cheap = new.find(Query("", (boots, Constraint("price", "lte", 1.0), Constraint("colour", "eq", "navy"))))
        assert "boots-2" not in [n.hit.product.id for n in cheap.near]
        assert "boots-2" not in [ident for ident, _ in ranked(new, "rain boots", 99)]
        assert len(ranked(new, "rain boots", 99)) == len(SHOP) - 1


def test_a_withdrawn_product_can_come_back_as_another(tmp_path: Path) -> None:
    index = index_of(tmp_path)
    _, index = updated(index, tmp_path, {"id": "boots-2", "withdrawn": True})
    done, index = updated(index, tmp_path, {"id": "boots-2", "title": "Oak Bench", "price": 70.0})
    assert done.added == ("boots-2",)
    assert index.product("boots-2").brand is None
    assert index.find(Query("oak bench")).hits[0].product.id == "boots-2"


def test_many_updates_one_after_the_other_are_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LONG", 200)
    index = opened = index_of(tmp_path)
    for price in range(1, 40):
        update([{"id": "boots-1", "price": float(price)}, {"id": "lap-1", "stock": price}], index.folder,
               index.encoders, KNOWN)  # fmt: skip
        if price % 10 == 0:
            opened = opened.fresh()
            assert opened.product("boots-1").price == price
    for new in (opened.fresh(), Index.open(index.folder, index.encoders, KNOWN)):
        assert (new.product("boots-1").price, new.product("lap-1").stock) == (39.0, 39)
    assert len(log_of(index.folder, index.fresh().manifest)) < 400
    assert len(list(index.folder.glob("changes-*"))) == 1


def test_a_log_keeps_of_each_product_what_was_said_last() -> None:
    rows = [{"id": "a", "price": 1}, {"id": "b", "stock": 2}, {"id": "a", "stock": 3}, {"id": "b", "withdrawn": True},
            {"id": "b", "title": "B"}, {"id": "a", "price": 4}]  # fmt: skip
    short = compact(b"".join(json.dumps(row).encode() + b"\n" for row in rows))
    assert [json.loads(line) for line in short.splitlines()] == [
        {"id": "b", "withdrawn": True}, {"id": "b", "title": "B"}, {"id": "a", "price": 4, "stock": 3}]  # fmt: skip


def test_an_update_of_no_index_makes_none(tmp_path: Path) -> None:
    with pytest.raises(IndexMismatch, match=r"retrieval\.build"):
        update([{"id": "a", "price": 1.0}], tmp_path / "none", Encoders(WordEncoder()), KNOWN)  # type: ignore[arg-type]
    assert not (tmp_path / "none").exists()


def test_the_command_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index, changes = index_of(tmp_path), tmp_path / "changes.jsonl"
    changes.write_text('{"id": "boots-1", "stock": 1}\n{"id": "rack-1", "withdrawn": true}\nnonsense\n')
    assert module.main([str(changes), "--index", str(index.folder)]) == 0
    assert capsys.readouterr().err.endswith("1 changed, 0 added, 1 withdrawn, 1 lines skipped\n")
    assert module.main([str(tmp_path / "missing.jsonl"), "--index", str(index.folder)]) == 1
    assert "Cannot read the changes" in capsys.readouterr().err


def test_the_command_finds_the_index_of_a_catalogue_in_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_ASSISTANT_CACHE", str(tmp_path / "cache"))
    file, changes = tmp_path / "shop.jsonl", tmp_path / "changes.jsonl"
    file.write_text('{"id": "boots-1"}\n')
    changes.write_text('{"id": "boots-1", "price": 64.0}\n')
    encoders = Encoders(WordEncoder())  # type: ignore[arg-type]
    folder = cached_index(replace(catalog_of(SHOP), path=file), encoders, KNOWN)
    assert module.main([str(changes), "--catalog", str(file)]) == 0
    assert Index.open(folder, encoders, KNOWN).product("boots-1").price == 64.0

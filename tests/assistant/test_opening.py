from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.opening import device_of, open_shop
from assistant.settings import Settings, load
from assistant.shop import Shop
from retrieval.errors import CatalogError, ModelMissing, SettingsError
from retrieval.filters import Constraint


def with_(settings: Settings, **changes: object) -> Settings:
    return settings.model_copy(update=changes)


def test_a_catalogue_without_a_valid_row_is_refused_before_any_model_is_loaded(tmp_path: Path) -> None:
    catalog = tmp_path / "empty.jsonl"
    catalog.write_text('{"id": "a"}\nnot json\n', encoding="utf-8")
    with pytest.raises(CatalogError, match=r"empty\.jsonl"):
        open_shop(load({"catalog": catalog}, {}))


def test_a_voice_that_the_model_does_not_have_names_those_it_has() -> None:
    with pytest.raises(SettingsError, match="no voice 'pirate'; use one of plain"):
        open_shop(load({"voice": "pirate", "device": "cpu"}, {}))


def test_a_missing_language_model_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=str(tmp_path)):
        open_shop(load({"device": "cpu"}, {"SHOP_LANGUAGE_MODEL": str(tmp_path)}))


def test_the_device_is_the_one_that_was_set() -> None:
    settings = load({}, {})
    assert device_of(with_(settings, device="cpu")) == "cpu"
    assert device_of(with_(settings, device="auto")) in ("cpu", "cuda")


def test_kinds_are_named_in_the_plural_where_the_catalogue_has_it(demo_shop: Shop) -> None:
    shop = replace(demo_shop, words=frozenset({"mugs", "berries", "boots"}))
    assert [shop.several(kind) for kind in ("mug", "berry", "rain boots", "fishing", "")] == [
        "mugs", "berries", "rain boots", "fishing", ""]  # fmt: skip


def test_products_that_pass_are_those_that_meet_the_constraints(demo_shop: Shop) -> None:
    limit = Constraint("price", "lte", 10.0)
    passing = demo_shop.passing([limit])
    assert passing
    cheap = {p.id for p in demo_shop.products.values() if p.price is not None and p.price <= 10 and not p.variants}
    assert cheap <= {p.id for p in passing}
    assert all(demo_shop.meets(p, limit) for p in passing)

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.settings import DEMO, load
from retrieval.errors import SettingsError
from retrieval.milvus import address


def test_the_demo_shop_comes_with_its_rules_and_orders() -> None:
    settings = load({}, {})
    assert (settings.catalog, settings.shop_rules, settings.host) == (
        DEMO / "catalog.jsonl", DEMO / "rules.yaml", "127.0.0.1")  # fmt: skip


def test_another_catalogue_comes_without_the_demo_rules() -> None:
    assert load({"catalog": Path("mine.jsonl")}, {}).shop_rules is None


def test_the_command_line_overrides_the_environment_and_that_the_profile() -> None:
    environment = {"SHOP_PORT": "8000", "SHOP_DEVICE": "cpu", "SHOP_PROFILE": "gpu"}
    settings = load({"port": 9000, "voice": None}, environment)
    assert (settings.port, settings.device, settings.profile, settings.voice) == (9000, "cpu", "gpu", "plain")


def test_every_problem_is_named_at_once_with_the_nearest_known_setting() -> None:
    with pytest.raises(SettingsError) as caught:
        load({}, {"SHOP_PROT": "1", "SHOP_PORT": "99999", "SHOP_DEVICE": "tpu"})
    message = str(caught.value)
    assert "'prot', did you mean 'port'" in message
    assert "99999" in message
    assert "tpu" in message


def test_an_unknown_profile_names_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="no profile 'fast'; use one of cpu, gpu"):
        load({"profile": "fast"}, {})


def test_the_folder_of_measuring_data_is_no_setting() -> None:
    assert load({}, {"SHOP_DATA": "/data"}).profile == "cpu"


def test_milvus_is_named_by_the_environment_or_the_command_line_and_faiss_is_the_default() -> None:
    assert load({}, {}).vectors == "faiss"
    settings = load({"milvus_uri": "shop.db"}, {"SHOP_VECTORS": "milvus"})
    assert address(settings.vectors, settings.milvus_uri) == "shop.db"


def test_milvus_without_an_address_says_what_to_give() -> None:
    with pytest.raises(SettingsError, match="--milvus-uri"):
        address("milvus", None)

"""Settings: a profile file, then environment variables (SHOP_...), then the command line; unknown keys are errors."""

from __future__ import annotations

import argparse
import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from retrieval.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
PROFILES = Path(__file__).parent / "profiles"
DEMO = ROOT / "retrieval" / "demo"
_PREFIX = "SHOP_"
_OTHER = frozenset({"SHOP_DATA"})  # where tests find measuring data; no setting of the app


class Settings(BaseSettings):
    """What can be set; every field is also an environment variable SHOP_FIELD and a key of a profile file."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="forbid", frozen=True)

    profile: str = "cpu"
    catalog: Path = DEMO / "catalog.jsonl"
    shop_rules: Path | None = None
    orders: Path | None = None
    synonyms: Path | None = None
    index: Path | None = None
    cache: Path | None = None
    text_encoder: str = "bundled"
    image_encoder: str = "bundled"
    language_model: str = "bundled"
    adapters: Path | None = None
    voice: str = "plain"
    vectors: Literal["faiss", "milvus"] = "faiss"
    milvus_uri: str | None = None
    device: Literal["auto", "cpu", "cuda"] = "auto"
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=1, le=65535)
    tries: int = Field(default=3, ge=1, le=10)
    seed: int = 0

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource, dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:  # fmt: skip
        """Read nothing but arguments; `load` merges profile, environment and command line itself."""
        return (init_settings,)


def load(given: Mapping[str, Any], environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of the profile, overridden by the environment, overridden by `given` (None is not given).

    Raises SettingsError naming every problem at once: unknown keys with the nearest known one, wrong values.
    """
    from_environment = {
        key.removeprefix(_PREFIX).lower(): value
        for key, value in environment.items()
        if key.startswith(_PREFIX) and key not in _OTHER
    }
    chosen = from_environment | {key: value for key, value in given.items() if value is not None}
    chosen = _profile(str(chosen.get("profile", "cpu"))) | chosen
    if "catalog" not in chosen:  # the demo shop comes with its rules and orders
        chosen = {"shop_rules": DEMO / "rules.yaml", "orders": DEMO / "orders.jsonl"} | chosen
    try:
        return Settings(**chosen)
    except ValidationError as error:
        problems = "; ".join(_problem(e) for e in error.errors())
        raise SettingsError(f"settings cannot be used: {problems}") from error


def _profile(name: str) -> dict[str, Any]:
    path = PROFILES / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in PROFILES.glob("*.yaml")))
        raise SettingsError(f"settings cannot be used: no profile {name!r}; use one of {known}")
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")) or {})


def _problem(error: Any) -> str:
    key = ".".join(map(str, error["loc"]))
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(key, Settings.model_fields, n=1)
        return f"unknown setting {key!r}" + (f", did you mean {near[0]!r}?" if near else ", remove it")
    return f"{key} = {error['input']!r}: {error['msg'].lower()}"


_HELP = {
    "catalog": "the shop's products: JSONL or JSONL.gz (the demo shop)",
    "shop_rules": "delivery, payment, returns and the like: YAML",
    "orders": "orders placed: JSONL",
    "synonyms": "further synonyms: YAML, on top of the bundled ones",
    "index": "an index made by retrieval.build (else one is kept in a cache)",
    "vectors": "what searches vectors: faiss (default) or milvus",
    "milvus_uri": "where Milvus is: a server or a .db file",
    "profile": "cpu (default) or gpu",
    "device": "auto (default), cpu or cuda",
    "host": "address to serve on (127.0.0.1)",
    "port": "port to serve on (7860)",
    "voice": "the voice of the replies (plain)",
    "seed": "seed of the sampling (0)",
}
_PATHS = frozenset({"catalog", "shop_rules", "orders", "synonyms", "index"})


def add_arguments(parser: argparse.ArgumentParser, *names: str) -> None:
    """Add an option for each of these settings; one that is not given stays None."""
    for name in names:
        kind = Path if name in _PATHS else int if name in ("port", "seed") else str
        parser.add_argument(f"--{name.replace('_', '-')}", type=kind, help=_HELP[name])

"""Mapping files: which column of a shop's CSV is which field of a row (YAML), checked against the columns there are."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, Field, ValidationError, field_validator
from rapidfuzz import fuzz, process

from retrieval.errors import CatalogError
from retrieval.importers.tables import name_of

FIELDS = ("id", "title", "description", "category", "brand", "price", "list_price", "currency", "rating",
          "rating_count", "stock", "availability", "added", "popularity", "images", "url")
REST = "attributes.*"
_GROUPS = ("attributes.", "variants.")
_IN_BRACES = re.compile(r"\{([^{}]+)\}")
_CLOSE = 55  # of 100: how alike a column must be to be offered


class Mapping(BaseModel, extra="forbid", frozen=True):
    """What a merchant says of a file; every part may be left out, then it is found in the file.

    `columns` maps a field, `attributes.NAME` or `variants.NAME` to a column, a template ("{Make} {Model}") or a list
    of columns. `attributes.*: "*"` takes every other column as an attribute of its own name. Rows of one id are one
    product where `variants.` are mapped.
    """

    format: Literal["csv", "shopify", "google", "woocommerce"] | None = None
    encoding: str | None = None
    separator: str = Field(default="", max_length=1)
    decimal: Literal["", ".", ","] = ""
    currency: str = Field(default="", pattern="^([A-Z]{3})?$")
    list_separator: str = "|;"
    category_separator: str = Field(default=">", min_length=1)
    columns: dict[str, str | list[str]] = Field(default_factory=dict)

    @field_validator("encoding")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        try:
            return value and codecs.lookup(value).name
        except LookupError as error:
            raise ValueError("is no encoding that is known here; utf-8, utf-16 and cp1252 are") from error

    @field_validator("columns")
    @classmethod
    def _fields(cls, value: dict[str, str | list[str]]) -> dict[str, str | list[str]]:
        for field in value:
            if field not in FIELDS and not (field.startswith(_GROUPS) and field.partition(".")[2].strip()):
                near = _nearest(field, [*FIELDS, "attributes.NAME", "variants.NAME"])
                raise ValueError(f"no field is called {field!r}{near}")
        return value


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file; raise CatalogError with everything that is wrong in it."""
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        return Mapping.model_validate(said)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CatalogError(f"Cannot read the mapping {path}: {error}. Write YAML: columns: {{id: their column}}."
                           ) from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'the file'}: {e['msg'].removeprefix('Value error, ')}"
                          for e in error.errors(include_url=False))
        raise CatalogError(f"The mapping {path} cannot be used: {wrong}. Its keys are "
                           f"{', '.join(Mapping.model_fields)}.") from error


def check_columns(mapping: Mapping, headers: Sequence[str]) -> None:
    """Raise CatalogError naming each column that the file does not have, with the nearest that it has."""
    known = {name_of(header) for header in headers}
    missing = [f"{field} names the column {column!r}{_nearest(column, headers)}"
               for field, said in mapping.columns.items() for column in columns_of(said, known)
               if name_of(column) not in known and column != "*"]
    missing += [f"{field} is not mapped" for field in ("id", "title") if field not in mapping.columns]
    if missing:
        raise CatalogError(f"The mapping does not fit the file: {'; '.join(missing)}. The columns of the file are "
                           f"{', '.join(filter(None, headers))}.")


def columns_of(said: str | list[str], known: set[str] | frozenset[str]) -> Iterator[str]:
    """Yield the columns that an entry names, those in a template too."""
    for entry in [said] if isinstance(said, str) else said:
        named = [] if name_of(entry) in known else _IN_BRACES.findall(entry)
        yield from named or [entry]


def _nearest(word: str, listed: Sequence[str]) -> str:
    found = process.extractOne(name_of(word), {w: name_of(w) for w in listed if w}, scorer=fuzz.WRatio)
    return f", the nearest is {found[2]!r}" if found and found[1] >= _CLOSE else ""


def suggestion(headers: Sequence[str]) -> str:
    """Return a mapping to begin with for a file that no format fits."""
    guesses = {"id": ("sku", "id", "product id", "item number", "article"),
               "title": ("name", "title", "product name", "item name"), "price": ("price", "unit price")}
    lines = []
    for field, words in guesses.items():
        best = max(headers, key=lambda h: max(fuzz.ratio(name_of(h), w) for w in words), default="")
        fits = best and max(fuzz.ratio(name_of(best), w) for w in words) >= _CLOSE
        lines.append(f"{field}: {best.strip() if fits else 'THEIR COLUMN'}")
    return "columns: {" + ", ".join(lines) + "}"

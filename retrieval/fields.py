"""What a catalogue row must be (pydantic), and the reason, in the shop's words, why one is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, PlainValidator, ValidationError

Value = str | float | bool
LARGEST = 1e15
_MISSING: tuple[object, ...] = (None, "", [], {})


class RowError(ValueError):
    """Why a row cannot be used."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What was wrong at a line: the row was refused, or (`skipped` is false) mended and taken.

    Problems of one `kind` ("price is not exact") are reported together.
    """

    line: int
    reason: str
    skipped: bool = True
    kind: str = ""


def _text_of_id(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _any_id(value: object) -> object:
    return None if value is None else str(value)


def _whole(value: object) -> object:
    if isinstance(value, float) and 0 <= value <= LARGEST:
        if value != int(value):
            raise RowError(f"must be a whole number, not {value}")
        return int(value)
    return value


def _listed(value: object) -> object:
    return [] if value is None else value


def _path(value: object) -> object:
    return [value] if isinstance(value, str) else _listed(value)


def _review(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


def attributes(value: object) -> dict[str, tuple[Value, ...]]:
    """Return attributes with every value as a tuple, empty ones left out; raise RowError if they are not such."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RowError(f"must be an object, not {value!r:.60}")
    found = {name.strip(): _values(name, v if isinstance(v, list) else [v]) for name, v in value.items()}
    return {name: kept for name, kept in found.items() if name and kept}


def _values(name: str, found: list[Any]) -> tuple[Value, ...]:
    kept: list[Value] = []
    for value in found:
        if isinstance(value, str):
            kept += [stripped] if (stripped := _clean(name, value).strip()) else []
        elif isinstance(value, bool):
            kept.append(value)
        elif isinstance(value, int | float) and abs(value) <= LARGEST:
            kept.append(float(value))
        elif value is not None:
            raise RowError(f"hold {name!r}, which must be text, a number, true, false or a list of those, "
                           f"not {value!r:.60}")
    return tuple(kept)


def _clean(key: str, value: str) -> str:
    if not value.isprintable() and any("\ud800" <= c <= "\udfff" for c in value):
        raise RowError(f"hold {key!r}, which has a broken encoding: {value!r:.60}")
    return value


_Text = str | None
_Required = Annotated[str, Field(min_length=1)]
_Number = Annotated[float, Field(ge=0, le=LARGEST)] | None
_Count = Annotated[Annotated[int, Field(ge=0, le=int(LARGEST))] | None, BeforeValidator(_whole)]
_Attributes = Annotated[dict[str, tuple[Value, ...]], PlainValidator(attributes)]


class _Strict(BaseModel, strict=True, str_strip_whitespace=True):
    """No number in quotes, no text for a list."""


class VariantRow(_Strict):
    """A variant in a row."""

    id: Annotated[_Text, BeforeValidator(_any_id)] = None
    attributes: _Attributes = Field(default_factory=dict)
    price: _Number = None
    stock: _Count = None


class ReviewRow(_Strict):
    """A review in a row; text alone will do."""

    rating: _Number = None
    text: _Text = None


class ProductRow(_Strict):
    """One product as design.md writes it; only `id` and `title` are needed."""

    id: Annotated[_Required, BeforeValidator(_text_of_id)]
    title: _Required
    description: _Text = None
    category: Annotated[list[str], BeforeValidator(_path)] = Field(default_factory=list)
    brand: _Text = None
    price: _Number = None
    list_price: _Number = None
    currency: _Text = None
    rating: _Number = None
    rating_count: _Count = None
    stock: _Count = None
    added: _Text = None
    popularity: _Number = None
    attributes: _Attributes = Field(default_factory=dict)
    variants: Annotated[list[VariantRow], BeforeValidator(_listed)] = Field(default_factory=list)
    reviews: Annotated[list[Annotated[ReviewRow, BeforeValidator(_review)]], BeforeValidator(_listed)] = Field(
        default_factory=list)
    images: Annotated[list[str], BeforeValidator(_listed)] = Field(default_factory=list)
    url: _Text = None


def check(row: Mapping[str, Any]) -> ProductRow:
    """Check a decoded row; raise RowError with the first reason why it cannot be a product."""
    try:
        return ProductRow.model_validate(row)
    except ValidationError as error:
        raise RowError(_reason(error)) from error


_NEEDED = {"string_type": "must be text", "float_type": "must be a number", "int_type": "must be a whole number",
           "list_type": "must be a list", "model_type": "must be an object",
           "model_attributes_type": "must be an object",
           "greater_than_equal": f"must be between 0 and {LARGEST:g}", "finite_number": "must be a number",
           "less_than_equal": f"must be between 0 and {LARGEST:g}", "string_unicode": "has a broken encoding:"}


def _reason(error: ValidationError) -> str:
    """Put the first error of pydantic in words: which field, what it must be, what it is."""
    first = error.errors(include_url=False)[0]
    place = [f"{part + 1}" if isinstance(part, int) else part for part in first["loc"]]
    where = " ".join(place[:1] if place[0] not in ("variants", "reviews") else [place[0][:-1], *place[1:]])
    given = first["input"]
    if first["type"] in ("missing", "string_too_short") or given in _MISSING:
        return f"{where} is missing"
    if first["type"] == "value_error":
        return f"{where} {first['ctx']['error']}"
    needed = _NEEDED.get(first["type"], first["msg"])
    return f"{where} {needed}{'' if needed.endswith(':') else ', not'} {given!r:.60}"

"""Checks on the fields of a row: each returns the clean value or raises RowError with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Value = str | float | bool
LARGEST = 1e15
_MISSING: tuple[object, ...] = (None, "", [], {})


class RowError(ValueError):
    """Why a row cannot be used."""


def required(key: str, value: object) -> str:
    """Return the text of a field that must be there."""
    if not isinstance(value, str) or not value.strip():
        raise RowError(f"{key} is missing" if value in _MISSING else f"{key} must be text, not {value!r:.60}")
    return clean(key, value).strip()


def clean(key: str, value: str) -> str:
    """Refuse text with lone surrogates, which no encoding can write."""
    if not value.isprintable() and any("\ud800" <= c <= "\udfff" for c in value):
        raise RowError(f"{key} has a broken encoding: {value!r:.60}")
    return value


def text(row: Mapping[str, Any], key: str) -> str | None:
    """Return a text field, None when empty."""
    value = row.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise RowError(f"{key} must be text, not {value!r:.60}")
    return clean(key, value).strip() or None


def number(row: Mapping[str, Any], key: str) -> float | None:
    """Return a number of zero or more as float, None when absent."""
    value = row.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RowError(f"{key} must be a number, not {value!r:.60}")
    if not 0 <= value <= LARGEST:  # false for NaN too
        raise RowError(f"{key} must be between 0 and {LARGEST:g}, not {value!r:.60}")
    return float(value)


def count(row: Mapping[str, Any], key: str) -> int | None:
    """Return a whole number."""
    value = number(row, key)
    if value is not None and value != int(value):
        raise RowError(f"{key} must be a whole number, not {value}")
    return None if value is None else int(value)


def items(key: str, value: object) -> list[Any]:
    """Return a list field."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise RowError(f"{key} must be a list, not {value!r:.60}")
    return value


def texts(key: str, value: object) -> tuple[str, ...]:
    """Return a list of text as a tuple without empty entries."""
    found = items(key, value)
    if not all(isinstance(v, str) for v in found):
        raise RowError(f"{key} must hold text only, not {found!r:.60}")
    return tuple(clean(key, v).strip() for v in found if v.strip())


def attributes(value: object) -> dict[str, tuple[Value, ...]]:
    """Return attributes with every value as a tuple, empty ones left out."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RowError(f"attributes must be an object, not {value!r:.60}")
    found = {name.strip(): values(name, v if isinstance(v, list) else [v]) for name, v in value.items()}
    return {name: kept for name, kept in found.items() if name and kept}


def values(name: str, found: list[Any]) -> tuple[Value, ...]:
    """Return the scalars of one attribute."""
    kept: list[Value] = []
    for value in found:
        if isinstance(value, str):
            kept += [stripped] if (stripped := clean(name, value).strip()) else []
        elif isinstance(value, bool):
            kept.append(value)
        elif isinstance(value, int | float) and abs(value) <= LARGEST:
            kept.append(float(value))
        elif value is not None:
            raise RowError(f"attribute {name!r} must be text, a number, true, false or a list of those, "
                           f"not {value!r:.60}")
    return tuple(kept)

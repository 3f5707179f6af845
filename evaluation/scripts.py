"""Scripted talks: what the shopper says, and what must hold after each turn.

One talk a line: {"dialogue", "catalog", "turns": [{"text", "image", "expect"}]}; turns and places count from 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from retrieval.errors import ReplayError

Values = Any  # a value, or a list of values any of which will do


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(_Strict):
    """The product shown in `turn` at `index`; `of` counts among those places only, `having` among products so.

    `field`: that fact of it, or one of those.
    """

    turn: int
    index: int | Literal["last", "cheapest", "dearest"]
    of: tuple[int, ...] | None = None
    having: dict[str, Values] | None = None
    field: str | tuple[str, ...] | None = None
    quantity: int = 1


class Wanted(_Strict):
    """A constraint; a key left out matches any, and `field` and `value` may be lists of which any will do.

    `from` is who says so: the shopper for this goal, or a preference that stands.
    """

    field: str | tuple[str, ...] | None = None
    op: str | None = None
    value: Values = None
    origin: Literal["shopper", "preference"] | None = Field(default=None, alias="from")


class Expect(_Strict):
    """What must hold after a turn; what is left out is not looked at.

    `constraints` are all those in force (`may`: words of further ones that are let pass), `gone` those no longer so;
    `satisfy` is what every product shown must meet; `refers_to` products that the reply names or states a fact of.
    """

    intent: str | tuple[str, ...] | None = None
    act: tuple[str, ...] | None = None
    category: tuple[str, ...] | None = None
    constraints: tuple[Wanted, ...] | None = None
    may: tuple[str, ...] = ()
    gone: tuple[Wanted, ...] = ()
    order: str | tuple[str, ...] | None = None
    satisfy: dict[str, Values] | None = None
    min_products: int | None = None
    max_products: int | None = None
    new: bool = False
    excludes: Place | tuple[Place, ...] = ()
    refers_to: Place | tuple[Place, ...] = ()
    cart: tuple[Place, ...] | None = None
    cart_total: bool = False
    impossible: Values = None
    reply_has_any: tuple[str, ...] = ()
    reply_has_none: tuple[str, ...] = ()


class Said(_Strict):
    """A turn of the shopper."""

    text: str
    image: str | None = None
    expect: Expect = Expect()


class Talk(_Strict):
    """A whole talk over one catalogue."""

    dialogue: str
    catalog: str
    turns: tuple[Said, ...]


def read_talks(path: Path) -> Iterator[Talk]:
    """Yield the talks of a file; raise ReplayError naming the line that is none."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                yield Talk.model_validate_json(line)
            except ValidationError as error:
                raise ReplayError(f"{path.name}, line {number} is no scripted talk: {error}") from error

"""Facts on the table: what each reference stands for, with the evidence for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from retrieval.catalog import Value

Kind = Literal["catalogue", "computed", "state", "shopper", "rule", "order"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A value that may be said: the words put in its place, where it comes from, and what it is.

    `product` and `field` are set for catalogue facts (they become `facts` of the replay row, the rest `evidence`);
    `source` names the origin: "b7.price", "limit.price - b7.price", "rule.delivery".
    """

    text: str
    value: Value | tuple[Value, ...] | None
    kind: Kind
    source: str
    product: str = ""
    field: str = ""


Table = Mapping[str, Fact]
"""Reference (without brackets: "1", "1.price", "cart.total") to fact."""

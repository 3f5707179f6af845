"""References: the one definition of `[[...]]`, the vocabulary of templates, tokenizer and adapters.

`[[n]]` short name of product n · `[[n.FIELD]]` a row or attribute value · `[[n.under_limit]]` how far below the
shopper's limit · `[[n-m.FIELD]]` a difference · `[[cart.total]]` `[[cart.count]]` · `[[limit.FIELD]]` the
shopper's limit · `[[rule.ID]]` a shop rule · `[[order.FIELD]]`.
A difference is given where n has the greater value only: `[[2-1.price]]` is how much more 2 costs than 1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PATTERN = re.compile(r"\[\[([^\[\]]*)\]\]")
PRODUCT = re.compile(r"([1-9])(?:\.([^\W\d][\w -]*))?")
DIFFERENCE = re.compile(r"([1-9])-([1-9])\.([^\W\d][\w -]*)")
OTHER = re.compile(r"(cart|limit|rule|order)\.([\w-]+)")
CART_FIELDS = ("total", "count")


class UnknownReference(ValueError):
    """A reference that this vocabulary does not have."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A parsed reference: `of` is a product number, "n-m", cart, limit, rule or order; `field` "" for a name."""

    of: str
    field: str


def parse(inside: str) -> Ref:
    """Parse what stands between `[[` and `]]`; raise UnknownReference for anything else."""
    if found := PRODUCT.fullmatch(inside):
        return Ref(found[1], found[2] or "")
    if found := DIFFERENCE.fullmatch(inside):
        return Ref(f"{found[1]}-{found[2]}", found[3])
    if (found := OTHER.fullmatch(inside)) and (found[1] != "cart" or found[2] in CART_FIELDS):
        return Ref(found[1], found[2])
    raise UnknownReference(
        f"[[{inside}]] is no reference; use [[n]], [[n.FIELD]], [[n-m.FIELD]], [[cart.total]], "
        "[[limit.price]], [[rule.ID]] or [[order.FIELD]]"
    )

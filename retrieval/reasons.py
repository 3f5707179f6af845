"""Why a product was found, in words for the shopper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrieval import words
from retrieval.filters import values_of

if TYPE_CHECKING:
    from retrieval.finder import Search

CLOSE = 0.45
SORTED = {("price", "asc"): "cheapest that fits", ("price", "desc"): "dearest that fits",
          ("rating", "desc"): "best rated that fits", ("popularity", "desc"): "most popular that fits",
          ("added", "desc"): "newest that fits", ("discount", "desc"): "most reduced that fits"}


def reasons(search: Search, row: int) -> tuple[str, ...]:
    """Name what speaks for a row: shared words, meaning, the photo, the order asked for."""
    query, index = search.query, search.index
    product, found = index.products[row], []
    if query.order is not None:
        found.append(SORTED.get((query.order.field, query.order.direction), f"sorted by {query.order.field}"))
    text = f"{product.title} {' '.join(product.category)} {product.description}"
    held = frozenset(words.stems(text))
    said = query.text or " ".join(str(v) for c in query.constraints for v in values_of(c)[:1] if isinstance(v, str))
    shared = [w for w in said.split() if (s := words.stems(w)) and set(s) <= held and index.lexical.tells(s)]
    if shared:
        found.append(f"matches “{' '.join(shared[:5])}”")
    if search.vectors and not shared and float(index.texts.of(np.asarray([row]))[0] @ search.vectors[0]) > CLOSE:
        found.append("close in meaning")
    if query.like is not None and query.like in index.row_of:
        found.append("like the one you pointed at")
    if search.photos is not None and query.photo is not None:
        found.append("looks like your photo")
    return tuple(found)

"""A shop, opened once and shared by all its visitors: index, models, templates, rules, orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from assistant.generate import LanguageModel
from assistant.rules import Orders, ShopRules
from assistant.settings import Settings
from intents.predict import Understanding
from prompts.store import Templates
from retrieval.catalog import Product
from retrieval.filters import Constraint
from retrieval.images import ImageEncoder
from retrieval.index import Index


@dataclass(frozen=True, slots=True)
class Shop:
    """Everything that turns need and no turn changes; without a `writer` the plain sentences are used."""

    index: Index
    products: Mapping[str, Product]
    understanding: Understanding
    images: ImageEncoder
    templates: Templates
    writer: LanguageModel | None
    rules: ShopRules | None
    orders: Orders | None
    settings: Settings
    currency: str | None = None
    canonical: Mapping[str, str] = field(default_factory=dict)  # the shop's attribute names to the usual ones
    words: frozenset[str] = frozenset()  # of titles, categories and descriptions, lower case

    def meets(self, product: Product, constraint: Constraint) -> bool:
        """Return whether a product meets a constraint, by the same rules as the search."""
        row = self.index.row_of.get(product.id)
        return row is not None and bool(self.index.columns.mask([constraint])[row])

    def sells(self, ident: str) -> bool:
        """Return whether a product is sold; one that was withdrawn is known, but no longer sold."""
        return ident in self.index.row_of

    def several(self, kind: str) -> str:
        """Return the plural of a kind of product where the catalogue itself has that word, else the kind."""
        last = kind.split()[-1].lower() if kind else ""
        forms = (f"{last}s", f"{last}es", f"{last[:-1]}ies") if last and not last.endswith("s") else ()
        found = next((form for form in forms if form in self.words), "")
        return kind[: len(kind) - len(last)] + found if found else kind

    def passing(self, constraints: Iterable[Constraint]) -> list[Product]:
        """Return every product that meets the constraints, in the order of the catalogue."""
        return [self.index.products[row] for row in np.flatnonzero(self.index.columns.mask(constraints))]

"""A shop, opened once and shared by all its visitors: index, models, templates, rules, orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from intents.predict import Understanding

from assistant.generate import LanguageModel
from assistant.rules import Orders, ShopRules
from assistant.settings import Settings
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

    def passing(self, constraints: Iterable[Constraint]) -> list[Product]:
        """Return every product that meets the constraints, in the order of the catalogue."""
        return [self.index.products[row] for row in np.flatnonzero(self.index.columns.mask(constraints))]

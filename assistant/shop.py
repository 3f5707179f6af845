"""A shop, opened once and shared by all its visitors: index, models, templates, rules, orders."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.generate import LanguageModel
from assistant.rules import Orders, ShopRules
from assistant.settings import Settings
from intents.predict import Understanding
from prompts.store import Templates
from retrieval.images import ImageEncoder
from retrieval.index import Index


@dataclass(frozen=True, slots=True)
class Shop:
    """Everything that turns need and no turn changes; without a `writer` the plain sentences are used."""

    index: Index
    understanding: Understanding
    images: ImageEncoder
    templates: Templates
    writer: LanguageModel | None
    rules: ShopRules | None
    orders: Orders | None
    settings: Settings

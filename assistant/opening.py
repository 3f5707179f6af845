"""Opening a shop: index from the cache or built now, models checked and loaded once."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from PIL import Image

from assistant.generate import LanguageModel
from assistant.rules import Orders, ShopRules
from assistant.settings import ROOT, Settings
from assistant.shop import Shop
from intents.predict import Understanding
from prompts.store import Templates
from retrieval import build, synonyms
from retrieval.catalog import Catalog, Product, read_catalog
from retrieval.encoders import SEARCH, TextEncoder
from retrieval.errors import SettingsError
from retrieval.images import ImageEncoder
from retrieval.index import Encoders, Index
from retrieval.milvus import address
from retrieval.photo_reading import read_photo

_WORD = re.compile(r"[^\W\d_]{3,}")
MODELS = ROOT / "models"


def open_shop(settings: Settings) -> Shop:
    """Open the shop that the settings describe.

    Raises ShopError: a catalogue without a valid row, an index of another catalogue, a missing or altered model.
    """
    catalog = read_catalog(settings.catalog)
    if catalog.problems:
        print(catalog.summary(), file=sys.stderr)
    device = device_of(settings)
    text = SEARCH if settings.text_encoder == "bundled" else settings.text_encoder
    images = ImageEncoder.load(_source(settings.image_encoder, "image"), device)
    encoders = Encoders(TextEncoder.load(text, device), images)
    index = open_index(settings, catalog, encoders)
    kinds = index.vocabulary.photo_kinds() if index.pictures is None else ()
    if kinds:  # the words that photos are compared with are encoded now, not in the first turn
        read_photo(Image.new("RGB", (64, 64)), images, kinds)
    return Shop(
        index=index,
        understanding=Understanding.load(index.vocabulary, device),
        images=images,
        templates=Templates.load(),
        writer=_writer(settings, device),
        rules=ShopRules.load(settings.shop_rules) if settings.shop_rules else None,
        orders=Orders.load(settings.orders) if settings.orders else None,
        settings=settings,
        **_of(index),
    )


def over(shop: Shop, index: Index) -> Shop:
    """Return a shop over a newer index of its catalogue; what is understood is made anew only for new words."""
    if index.same_words(shop.index):
        products = {ident: index.products[row] for ident, row in index.row_of.items()}
        return replace(shop, index=index, products=products)
    understanding = Understanding.load(index.vocabulary, device_of(shop.settings))
    return replace(shop, index=index, understanding=understanding, **_of(index))


def _of(index: Index) -> dict[str, Any]:
    """Return the parts of a shop that come from its products."""
    return {
        "products": {ident: index.products[row] for ident, row in index.row_of.items()},
        "currency": _commonest(p.currency for p in index.products),
        "canonical": {name: index.synonyms.attribute(name) for p in index.products
                      for held in (p.attributes, *(v.attributes for v in p.variants)) for name in held},
        "words": frozenset(w for p in index.products for w in _words_of(p)),
    }


def _commonest(currencies: Iterable[str | None]) -> str | None:
    counts = Counter(c for c in currencies if c)
    return counts.most_common(1)[0][0] if counts else None


def _words_of(product: Product) -> list[str]:
    return _WORD.findall(" ".join([product.title, *product.category, product.description]).lower())


def device_of(settings: Settings) -> str:
    """Return the device to use: the one set, else a GPU where there is one."""
    if settings.device != "auto":
        return settings.device
    return "cuda" if torch.cuda.is_available() else "cpu"


def open_index(settings: Settings, catalog: Catalog, encoders: Encoders) -> Index:
    """Open the index named, if it is of this catalogue, else the one in the cache, built if need be."""
    known, milvus = synonyms.load(settings.synonyms), address(settings.vectors, settings.milvus_uri)
    if settings.index is not None:
        return Index.open(settings.index, encoders, known, digest=catalog.digest, milvus=milvus)
    return build.open_catalog(catalog, encoders, known, cache=settings.cache, told=build.Line(), milvus=milvus)


def _source(named: str, model: str) -> Path | str:
    return MODELS / model if named == "bundled" else named


def _writer(settings: Settings, device: str) -> LanguageModel | None:
    if settings.language_model == "none":
        return None
    writer = LanguageModel.load(Path(_source(settings.language_model, "language")), device=device)
    if settings.voice not in writer.voices:
        known = ", ".join(writer.voices)
        raise SettingsError(f"settings cannot be used: no voice {settings.voice!r}; use one of {known}")
    return writer

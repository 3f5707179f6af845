"""A photo read into words of the shop, for catalogues that have no pictures to compare it with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from retrieval.photos import COLOUR_NAMES, colour_shares

if TYPE_CHECKING:
    from retrieval.images import ImageEncoder

# Two phrases from this cosine on name the same kind of thing (all-MiniLM-L6-v2, mean of three prompts).
SAME = 0.72

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Known:
    """Something that the encoder was trained to tell apart: its names, the usual one first, and the kind it is of."""

    words: tuple[str, ...]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How similarities become a chance: `softmax(cosine / temperature)`, trusted from `threshold` on.

    `known` is what the encoder knows: a photo of a known thing that no category names is none of the shop's.
    `pixels` is the say of the pixels on the colour, 0..1; the rest is the encoder's.
    """

    temperature: float = 0.01
    threshold: float = 0.5
    known: tuple[Known, ...] = ()
    pixels: float = 0.7


@dataclass(frozen=True, slots=True)
class PhotoReading:
    """A photo in the shop's words; `score` is the chance (0..1) that `category` is right."""

    category: str
    colour: str
    score: float
    recognised: bool


def read_photo(image: Image.Image, encoder: ImageEncoder, categories: Sequence[str]) -> PhotoReading:
    """Read a photo into one of the shop's categories and a colour word.

    Raises ValueError without categories.
    """
    if not categories:
        raise ValueError("a photo is read into categories, and none were given. Pass the catalogue's own")
    photo = encoder.encode([image])[0]
    chances = category_chances(photo, encoder, categories)
    best = int(chances.argmax())
    return PhotoReading(
        category=categories[best],
        colour=_colour(image, photo, encoder, categories[best]),
        score=float(chances[best]),
        recognised=bool(chances[best] >= encoder.calibration.threshold),
    )


def category_chances(photo: NDArray[np.float32], encoder: ImageEncoder, categories: Sequence[str]) -> Floats:
    """Return the chance of each category: `(len(categories),)`, summing to at most 1.

    The photo is compared with what the encoder knows and with the categories that are news to it. The chance of
    a known thing goes to the categories that name it, or else its kind; one that no category names is lost.
    """
    known = encoder.calibration.known
    shop = encoder.words(categories)
    direct = shop @ photo / encoder.calibration.temperature
    if not known:
        return _softmax(direct)
    same = _same(encoder, known, shop)
    news = ~same.any(0)
    things = np.stack([_mean(encoder.words(thing.words)) for thing in known])
    chances = _softmax(np.concatenate([things @ photo / encoder.calibration.temperature, direct[news]]))
    share = np.where(same, np.exp(direct - direct.max()) + 1e-12, 0.0)
    share /= np.maximum(share.sum(1, keepdims=True), 1e-12)
    found = chances[: len(known)] @ share
    found[news] += chances[len(known) :]
    return np.asarray(found)


def _same(encoder: ImageEncoder, known: Sequence[Known], shop: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Tell which categories name which known things, by a name of theirs or else by their kind: `(known, shop)`."""
    named = np.stack([(encoder.words(thing.words) @ shop.T).max(0) >= SAME for thing in known])
    kinds = encoder.words([thing.kind or thing.words[0] for thing in known]) @ shop.T >= SAME
    return np.where(named.any(1, keepdims=True), named, kinds)


def _softmax(logits: Floats) -> Floats:
    weights = np.exp(logits - logits.max())
    return np.asarray(weights / weights.sum())


def _mean(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the unit mean of rows, the first (the usual name) counting as much as all others."""
    mean = rows[0] + (rows[1:].mean(0) if len(rows) > 1 else 0)
    return np.asarray(mean / np.linalg.norm(mean))


def _colour(image: Image.Image, photo: NDArray[np.float32], encoder: ImageEncoder, category: str) -> str:
    """Weigh what the encoder says against the pixels of the centre object (border-like background left out)."""
    weight, temperature = encoder.calibration.pixels, encoder.calibration.temperature
    named = _softmax(encoder.words([f"{colour} {category}" for colour in COLOUR_NAMES]) @ photo / temperature)
    measured = np.log(colour_shares(image).shares + 0.02)
    return COLOUR_NAMES[int((weight * measured + (1 - weight) * np.log(named + 0.02)).argmax())]

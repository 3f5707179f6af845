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
TIE = 0.05

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
    photo = encoder.encode([image])
    chances = category_chances(photo, Lens.of(encoder, tuple(categories)), encoder.calibration.temperature)[0]
    best = int(chances.argmax())
    return PhotoReading(
        category=categories[best],
        colour=_colour(image, photo[0], encoder, categories[best]),
        score=float(chances[best]),
        recognised=bool(chances[best] >= encoder.calibration.threshold),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Lens:
    """The words that a shop's photos are compared with: known things, its categories, and which names which."""

    things: NDArray[np.float32]  # (known, dim)
    shop: NDArray[np.float32]  # (categories, dim)
    same: NDArray[np.bool_]  # (known, categories)

    @classmethod
    def of(cls, encoder: ImageEncoder, categories: Sequence[str]) -> Lens:
        """Encode a shop's categories and match them to what the encoder knows, by name or else by kind."""
        shop, known = encoder.words(categories), encoder.calibration.known
        if not known:
            return cls(shop[:0], shop, np.zeros((0, len(shop)), bool))
        likeness = np.stack([(encoder.words(thing.words) @ shop.T).max(0) for thing in known])
        # "T-shirts" resembles "shirt" too, but less than "t-shirt": only the best named, and ties, count
        named = (likeness >= SAME) & (likeness >= likeness.max(0) - TIE)
        kinds = encoder.words([thing.kind or thing.words[0] for thing in known]) @ shop.T >= SAME
        things = np.stack([_mean(encoder.words(thing.words)) for thing in known])
        return cls(things, shop, np.where(named.any(1, keepdims=True), named, kinds))


def category_chances(photos: NDArray[np.float32], lens: Lens, temperature: float) -> Floats:
    """Return the chance of each category for each photo: `(photos, categories)`, rows summing to at most 1.

    A photo is compared with what the encoder knows and with the categories that are news to it. The chance of
    a known thing goes to the categories that name it, or else its kind; one that no category names is lost.
    """
    news = ~lens.same.any(0)
    direct = photos @ lens.shop.T / temperature
    chances = _softmax(np.concatenate([photos @ lens.things.T / temperature, direct[:, news]], axis=1))
    weights = np.exp(direct - direct.max(1, keepdims=True)) + 1e-12
    shares = np.where(lens.same, weights[:, None, :], 0.0)
    shares /= np.maximum(shares.sum(2, keepdims=True), 1e-12)
    found = np.einsum("nk,nkc->nc", chances[:, : len(lens.things)], shares)
    found[:, news] += chances[:, len(lens.things) :]
    return np.asarray(found)


def _softmax(logits: Floats) -> Floats:
    weights = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(weights / weights.sum(-1, keepdims=True))


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

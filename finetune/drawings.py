"""Drawings of products as training pictures: every shape of the demo shop in random colours, on random grounds."""

from __future__ import annotations

import io
import random
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import yaml
from PIL import Image, ImageDraw

import retrieval.demo
from finetune.captions import CLOTHES, CLOTHING, Example, Wordings
from retrieval.catalog import Product
from retrieval.demo.draw import draw
from retrieval.photos import COLOUR_NAMES

EACH = 6
SIDE = 128
PATTERNS = ("plain", "plain", "plain", "striped", "checked", "dotted", "floral")
# Shapes that are a finer kind of a class of the clothing photos: they share its usual name.
CLASSES = {
    "dress": "dress gown",
    "hat": "beanie cap,sun hat",
    "longsleeve": "jumper cardigan hoodie",
    "outwear": "jacket raincoat coat,down jacket",
    "pants": "trousers",
    "shirt": "shirt blouse",
    "shoes": "boot sneaker sandal loafer slipper,tall boot,chelsea boot,heeled boot,high-top sneaker,flip flop,"
    "heeled shoe,ballet flat",
    "shorts": "shorts",
    "skirt": "skirt",
    "t-shirt": "t-shirt,polo shirt",
}


def read_drawings(each: int = EACH) -> list[Example]:
    """Return `each` drawings of every shape of the demo shop; the last of each is held out."""
    return [
        Example(
            key=f"drawing:{name}:{number}",
            levels=levels,
            part="held" if number == each - 1 > 0 else "train",
            source="drawings",
            read=partial(_drawn, title, number),
        )
        for name, (title, levels) in _levels().items()
        for number in range(each)
    ]


@lru_cache(maxsize=1)
def _levels() -> dict[str, tuple[str, tuple[Wordings, ...]]]:
    """Return a title that is drawn so and what it is called: usually (clothing class, if one), exactly, its kind."""
    path = Path(retrieval.demo.__file__).with_name("shapes.yaml")
    shapes = yaml.safe_load(path.read_text("utf-8"))["shapes"]
    classes = {
        shape: kind
        for kind, text in CLASSES.items()
        for part in text.split(",")
        for shape in ([part] if part in shapes else part.split())
    }
    levels: dict[str, tuple[str, tuple[Wordings, ...]]] = {}
    for name, entry in shapes.items():
        exact = tuple(dict.fromkeys([name, *entry["words"][:4]]))
        if name in classes:
            levels[name] = (entry["words"][0], (CLOTHES[classes[name]], exact, CLOTHING))
        elif entry["words"]:
            levels[name] = (entry["words"][0], (exact, exact, exact))
    return levels


def _drawn(title: str, number: int) -> bytes:
    dice = random.Random(f"{title}-{number}")
    colours = tuple(dice.sample(COLOUR_NAMES, 2))
    product = Product(
        id=f"{title}-{number}",
        title=title,
        attributes={"colour": colours if dice.random() < 0.5 else colours[:1], "pattern": (dice.choice(PATTERNS),)},
    )
    picture = draw(product, SIDE)
    stream = io.BytesIO()
    (picture if number % 3 == 0 else _grounded(picture, dice)).save(stream, "PNG")
    return stream.getvalue()


def _grounded(picture: Image.Image, dice: random.Random) -> Image.Image:
    """Put a drawing on another ground, shadow kept: a flat tone with uneven light and grain, like a floor or a wall."""
    flooded, mark = picture.copy(), (255, 0, 254)
    for corner in ((0, 0), (SIDE - 1, 0), (0, SIDE - 1), (SIDE - 1, SIDE - 1)):
        if flooded.getpixel(corner) != mark:
            ImageDraw.floodfill(flooded, corner, mark, thresh=40)
    mask = Image.fromarray((np.asarray(flooded) == mark).all(2).astype(np.uint8) * 255)
    noise = np.random.default_rng(dice.getrandbits(32))
    coarse = Image.fromarray(noise.integers(0, 255, (6, 6, 3), dtype=np.uint8)).resize(picture.size)
    tone = np.array([dice.randint(90, 250)] * 3) + noise.integers(-25, 26, 3)
    light = 0.85 + 0.3 * np.asarray(coarse).mean(2, keepdims=True) / 255 + noise.normal(0, 0.03, (SIDE, SIDE, 1))
    ground = np.asarray(picture) / 232.0 * tone * light
    whole = Image.fromarray(ground.clip(0, 255).astype(np.uint8))
    return Image.composite(whole, picture, mask)

"""How a product looks, read from its row: the shape it has, its colours, its pattern, what it is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from PIL import ImageColor

from retrieval.catalog import Product, Value
from retrieval.derive import derive
from retrieval.synonyms import Synonyms, load
from retrieval.words import BOUNDARY, stems, tokens

RGB = tuple[int, int, int]
UNKNOWN: RGB = (165, 170, 178)  # a row that names no colour is drawn in a grey that promises none
FALLBACK = "parcel"
_FILE = Path(__file__).with_name("shapes.yaml")
_DRAWN = {
    "striped": ("striped", "zebra", "herringbone"), "checked": ("checked", "plaid", "houndstooth", "argyle"),
    "dotted": ("polka dot", "leopard"), "floral": ("floral", "paisley"),
}  # fmt: skip
_TEXTURES = {"grain": ("wood", "bamboo", "rattan", "straw", "jute"), "ribs": ("wool", "cashmere", "acrylic")}
_RAINBOW = ("red", "yellow", "blue", "green")
_TURN = frozenset(stems("for with in on and from by to"))
_TINT = {"light": 0.4, "pale": 0.5, "pastel": 0.5, "soft": 0.25, "baby": 0.5, "sky": 0.4}
_SHADE = {"dark": 0.6, "deep": 0.7, "midnight": 0.4, "forest": 0.65, "bottle": 0.6}


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kind of product is drawn like: the parts, each one line of shapes.yaml, and colours for want of stated."""

    name: str
    parts: tuple[str, ...]
    colours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What can be seen of a product; `colours` are the row's own words, the main one first, empty if unknown."""

    shape: Shape
    colours: tuple[str, ...]
    pattern: str  # striped, checked, dotted, floral or plain
    texture: str  # grain, ribs or smooth

    @property
    def paints(self) -> tuple[RGB, ...]:
        """The colours to draw with, at least one."""
        named = self.colours or self.shape.colours
        return tuple(rgb for word in named if (rgb := paint(word)) is not None) or (UNKNOWN,)


@dataclass(frozen=True, slots=True)
class _Shapes:
    by_name: Mapping[str, Shape]
    by_words: Mapping[tuple[str, ...], str]
    colours: Mapping[str, RGB]


def look(product: Product) -> Look:
    """Read how a product looks from what its row states and, failing that, from its prose."""
    synonyms = load()
    colours = _colours(product, synonyms)
    materials = _values(product, "material", synonyms)
    return Look(
        shape_of(product),
        colours,
        _first(_DRAWN, _values(product, "pattern", synonyms), "pattern", synonyms) or "plain",
        _first(_TEXTURES, materials, "material", synonyms) or "smooth",
    )


def shape_of(product: Product) -> Shape:
    """Choose the shape from the title's own noun, then from the category, then from the rest of the title."""
    shapes = _shapes()
    heads, rests = _parts(product.title)
    for words in (*heads, *(tokens(name) for name in reversed(product.category)), *rests):
        if name := _named(words, shapes):
            return shapes.by_name[name]
    return shapes.by_name[FALLBACK]


def paint(word: str) -> RGB | None:
    """Return what a colour word looks like ("light blue", "Navy"), or None if it is no known colour."""
    named = _shapes().colours
    phrase = word.strip().lower()
    if (whole := named.get(phrase) or _css(phrase.replace(" ", ""))) is not None:
        return whole
    parts = re.findall(r"[a-zäöüß]+", phrase)
    known = {part: rgb for part in parts if (rgb := named.get(part) or _css(part)) is not None}
    if not known:
        families = sorted(load().families("colour", phrase))
        found = next((named[name] for name in families if name in named), None)
        return None if found is None else _tinted(found, parts)
    last = [*known][-1]  # "navy blue" is navy, "rose gold" is gold
    finer = next((part for part in known if last in load().families("colour", part)), last)
    return _tinted(known[finer], parts)


def mix(one: RGB, other: RGB, share: float) -> RGB:
    """Blend two colours, `share` of the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _tinted(colour: RGB, parts: list[str]) -> RGB:
    for part in parts:
        colour = mix(colour, (255, 255, 255), _TINT.get(part, 0.0))
        colour = mix(colour, (0, 0, 0), 1 - _SHADE.get(part, 1.0))
    return colour


def _css(name: str) -> RGB | None:
    return ImageColor.getrgb(name)[:3] if name in ImageColor.colormap else None


@lru_cache(maxsize=1)
def _shapes() -> _Shapes:
    data = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    shapes = {
        name: Shape(name, tuple(entry["draw"].strip().split("\n")), tuple(entry.get("colour", ())))
        for name, entry in data["shapes"].items()
    }
    words = {stems(word): name for name, entry in data["shapes"].items() for word in entry["words"]}
    colours = {name: ImageColor.getrgb(code)[:3] for name, code in data["colours"].items()}
    return _Shapes(shapes, words, colours)


def _parts(title: str) -> tuple[list[list[str]], list[list[str]]]:
    """Split a title where a comma or "for", "with" and the like turn away from its noun: its head, the rest."""
    parts: list[list[str]] = [[]]
    for token in tokens(re.sub(r"\b(?:in|on|by|to)-(?=\w)", "", title, flags=re.I)):  # "in-ear" turns nowhere
        if token == BOUNDARY or token in _TURN:
            parts.append([])
        else:
            parts[-1].append(token)
    held = [part for part in parts if part]
    return held[:1], held[1:]


def _named(words: list[str], shapes: _Shapes) -> str | None:
    """Find the shape whose words stand last, the longest run of them first."""
    for end in range(len(words), 0, -1):
        for start in range(max(0, end - 5), end):
            if name := shapes.by_words.get(tuple(words[start:end])):
                return name
    return None


def _colours(product: Product, synonyms: Synonyms) -> tuple[str, ...]:
    stated = _values(product, "colour", synonyms)
    variants = {v for variant in product.variants for v in _stated(variant.attributes, "colour", synonyms)}
    if len(variants) > 1:  # each variant has one of the colours: draw the first
        stated = tuple(v for v in stated if v in variants)[:1] or (next(iter(sorted(variants))),)
    if any("multicolour" in synonyms.families("colour", value) for value in stated):
        return _RAINBOW
    return tuple(dict.fromkeys(part for value in stated for part in _split(value) if paint(part) is not None))


def _split(value: str) -> list[str]:
    return [part.strip() for part in re.split(r"[/,;&+]| and ", value.lower()) if part.strip()]


def _values(product: Product, name: str, synonyms: Synonyms) -> tuple[str, ...]:
    """What the row states of an attribute, else its variants, else what was or can be derived."""
    if stated := tuple(_stated(product.attributes, name, synonyms)):
        return stated
    if stated := tuple(dict.fromkeys(v for one in product.variants for v in _stated(one.attributes, name, synonyms))):
        return stated
    derived = product.derived or derive(product, synonyms)
    return tuple(str(value) for value, _ in derived.get(name, ()))


def _stated(attributes: Mapping[str, tuple[Value, ...]], name: str, synonyms: Synonyms) -> Iterator[str]:
    for key, values in attributes.items():
        if synonyms.attribute(key) == name:
            yield from (str(value) for value in values if not isinstance(value, bool))


def _first(
    table: Mapping[str, tuple[str, ...]], values: tuple[str, ...], attribute: str, synonyms: Synonyms
) -> str | None:
    for value in values:
        for name, families in table.items():
            if any(synonyms.matches(attribute, family, value) for family in families):
                return name
    return None

"""Comparisons: "the lightest", "with more memory", "the better rated": which numbers they rank by, and the ranking."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from intents.pointing import HEADS, Words
from retrieval.catalog import Product, Value
from retrieval.synonyms import Synonyms, key_of
from retrieval.units import Amount, amounts_in
from retrieval.words import stem

# What a quality is measured by: fields and attributes, the first that most of the products state.
_MEASURES = {
    "price": "price",
    "rating": "rating",
    "reviews": "rating_count",
    "popular": "popularity rating_count",
    "new": "added year release",
    "weight": "weight mass",
    "size": "size,screen size,display,capacity,volume,measure,diameter,area,sleeps,seats,piece,length,height,width",
    "length": "length pages duration playing_time runtime height",
    "height": "height length",
    "width": "width size",
    "thickness": "thickness depth pages",
    "depth": "depth",
    "speed": "speed",
    "power": "power wattage watts strength",
    "light": "brightness lumens",
    "noise": "noise volume_level decibels",
    "warmth": "warmth temperature tog",
    "memory": "memory ram",
}
# Dimensions in which a title may state it.
_IN_TITLE = {
    "size": ("volume", "weight", "area", "length", "storage", "people", "pieces"),
    "length": ("length", "time"), "height": ("length",), "width": ("length",), "weight": ("weight",),
    "memory": ("storage",), "power": ("power",), "light": ("light",),
}  # fmt: skip
_ADJECTIVES = {
    root: (quality, high)
    for quality, lows, highs in (
        ("price", "cheap affordable inexpensive budget", "expensive dear pricey costly pricy"),
        ("popular", "", "popular"),
        ("new", "old", "new late recent"),
        ("weight", "light lightweight", "heavy"),
        ("size", "small tiny little compact", "big large huge great"),
        ("length", "short", "long"),
        ("height", "", "tall"),
        ("width", "narrow", "wide broad"),
        ("thickness", "thin slim", "thick"),
        ("depth", "shallow", "deep"),
        ("speed", "slow", "fast quick"),
        ("power", "weak", "powerful strong"),
        ("light", "dim", "bright"),
        ("noise", "quiet", "loud"),
        ("warmth", "cool cold", "warm hot"),
    )
    for high, roots in ((False, lows), (True, highs))
    for root in roots.split()
}
_NOUNS = {
    "rating": "rating", "ratings": "rating", "rated": "rating", "reviewed": "rating", "score": "rating", "stars":
    "rating", "reviews": "rating", "review": "rating", "price": "price", "priced": "price", "cost": "price",
    "selling": "popular", "seller": "popular", "sellers": "popular", "ram": "memory",
}  # fmt: skip
_HIGH = frozenset(
    "more most best better highest higher top longest longer biggest bigger largest larger greatest".split()
)
_LOW = frozenset("less least lowest lower worst worse fewest fewer smallest smaller shortest shorter poorest".split())
_WORDS_OF_SIZE = ("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl")
_SPELLED_SIZES = {"extra small": 1, "small": 2, "medium": 3, "large": 4, "extra large": 5}


@dataclass(frozen=True, slots=True)
class Ranking:
    """What to rank by: a quality or an attribute as said, highest first or lowest, and the word after it."""

    quality: str
    high: bool
    end: int
    comparative: bool = False


def ranking_at(words: Words, place: int, names: Iterable[str]) -> Ranking | None:
    """Read a comparison; `names` are the attributes that products on the table have."""
    word = words.at(place)
    if word in _HIGH or word in _LOW:
        comparative = word.endswith("er") or word in ("more", "less", "worse")
        if (found := _noun(words, place + 1, names)) is not None:
            quality, end = found
            counted = quality == "rating" and word in ("more", "most", "fewer", "fewest", "less", "least")
            high = (word in _HIGH) != (quality == "price" and word in ("best", "better", "top"))
            return Ranking("reviews" if counted else quality, high, end, comparative)
        if word in ("more", "most", "less", "least") and words.at(place + 1) in _ADJECTIVES:
            quality, high = _ADJECTIVES[words.at(place + 1)]
            return Ranking(quality, high == (word in _HIGH), place + 2, comparative)
    if word == "budget" and words.at(place + 1) in HEADS:
        return Ranking("price", False, place + 1)
    root = _root(word)
    if root is None:
        return None
    if root in _ADJECTIVES:
        return Ranking(*_ADJECTIVES[root], place + 1, not word.endswith("est"))
    named = next((name for name in names if stem(name).startswith(root)), None)
    return Ranking(named, True, place + 1, not word.endswith("est")) if named else None


def plainly(words: Words, place: int) -> Ranking | None:
    """Read an adjective that points like a superlative: "the cheap one"."""
    return Ranking(*_ADJECTIVES[words.at(place)], place + 1) if words.at(place) in _ADJECTIVES else None


def _root(word: str) -> str | None:
    """The plain form of "lighter", "biggest", "heavier"; None of a word that is no comparison."""
    found = re.fullmatch(r"([a-z]{2,}?)(?:er|est)", word)
    if found is None or len(word) < 5 or word in ("other", "never", "order", "water", "paper", "leather", "cover"):
        return None
    plain = found[1]
    forms = (f"{plain[:-1]}ey", f"{plain[:-1]}y") if plain.endswith("i") else (plain, f"{plain}e", plain[:-1])
    return next((form for form in forms if form in _ADJECTIVES), plain if len(plain) > 3 else None)


def _noun(words: Words, place: int, names: Iterable[str]) -> tuple[str, int] | None:
    """What is compared: a noun for a field, or the name of an attribute, "battery" for "battery life" too."""
    word = words.at(place)
    if word in _NOUNS:
        return _NOUNS[word], place + 1
    if not words.content(place) and word not in ("size", "weight", "battery", "number"):
        return None
    said = stem(word)
    for name in names:
        parts = [stem(part) for part in re.split(r"[ _-]+", name.lower())]
        if said in parts:
            end = place + 1
            while end - place < len(parts) and stem(words.at(end)) in parts:
                end += 1
            return name, end
    return None


def attribute_names(products: Iterable[Product]) -> tuple[str, ...]:
    """Return the names of the attributes that products state."""
    return tuple(dict.fromkeys(name for product in products for name in product.attributes))


def ranked(products: Sequence[Product], ranking: Ranking, synonyms: Synonyms) -> list[Product]:
    """Return the products that state the quality, the best first, equal ones in their order."""
    best: dict[str, float] = {}
    for values in _columns(products, ranking.quality, synonyms):
        if len(values) > len(best):
            best = values
    stated = [p for p in products if p.id in best]
    return sorted(stated, key=lambda p: -best[p.id] if ranking.high else best[p.id])


def _columns(products: Sequence[Product], quality: str, synonyms: Synonyms) -> Iterator[dict[str, float]]:
    """Yield what products state of a quality, one measure and measure at a time."""
    listed = _MEASURES.get(quality, quality)
    for name in listed.split(",") if "," in listed or quality not in _MEASURES else listed.split():
        amounts = {p.id: found for p in products if (found := list(_stated(p, name, synonyms)))}
        yield from _by_measure(amounts)
    titles = {p.id: list(amounts_in(p.title)) for p in products}
    for measure in _IN_TITLE.get(quality, ()):
        yield _of(titles, measure)


def _by_measure(amounts: dict[str, list[Amount]]) -> Iterator[dict[str, float]]:
    for measure in dict.fromkeys(a.measures for found in amounts.values() for a in found):
        yield _of(amounts, measure)


def _of(amounts: dict[str, list[Amount]], measure: str) -> dict[str, float]:
    held = {i: [a.value for a in found if a.measures == measure] for i, found in amounts.items()}
    return {i: max(values) for i, values in held.items() if values}


def _stated(product: Product, name: str, synonyms: Synonyms) -> Iterator[Amount]:
    value = getattr(product, name, None) if name in _FIELDS else None
    if isinstance(value, int | float):
        yield Amount("", float(value))
    elif isinstance(value, str):
        yield Amount("", float("".join(filter(str.isdigit, value))[:8] or 0))
    wanted = key_of(name)
    for held, values in product.attributes.items():
        if wanted in (key_of(held), key_of(synonyms.attribute(held))):
            for stated in values:
                yield from _read(stated)


_FIELDS = frozenset({"price", "rating", "rating_count", "popularity", "added"})


def _read(value: Value) -> Iterator[Amount]:
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield Amount("", float(value))
        return
    low = str(value).strip().lower()
    if found := amounts_in(low):
        yield from found
    elif match := re.match(r"[$£€]?(\d+(?:\.\d+)?)", low):
        yield Amount("", float(match[1]))
    elif low in _WORDS_OF_SIZE:
        yield Amount("letters", float(_WORDS_OF_SIZE.index(low)))
    elif low in _SPELLED_SIZES:
        yield Amount("words", float(_SPELLED_SIZES[low]))

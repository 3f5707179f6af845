"""How words of a brief stand in an English sentence: what follows "is", what takes an article."""

from __future__ import annotations

import re

MASS = frozenset(
    """
    clothing apparel footwear furniture decor jewellery jewelry underwear swimwear sportswear knitwear outerwear
    luggage linen bedding cutlery cookware bakeware tableware glassware hardware software equipment gear paint
    paper fabric yarn wool perfume makeup skincare lipstick mascara sunscreen shampoo conditioner soap polish
    cream powder oil tea coffee chocolate pasta rice honey jam cheese bread milk water juice wine beer food
    fruit meat fish seafood litter compost soil beauty kitchen garden home stationery music lighting storage
    electronics men women kids
    """.split()
)
ADJECTIVES = frozenset(
    """
    black white red blue green yellow orange purple pink brown grey gray beige navy teal turquoise ivory cream
    khaki maroon burgundy charcoal tan silver gold golden bronze copper multicoloured colourful colorful
    transparent clear leather cotton wool woollen wooden linen silk satin denim suede velvet canvas fleece
    polyester nylon acrylic cashmere metal steel aluminium aluminum iron brass glass plastic ceramic porcelain
    bamboo rattan marble stone rubber paper bone oak pine walnut vegan vegetarian organic natural casual formal
    floral plain slim loose warm light heavy soft small large big new portable electric digital analogue analog
    automatic manual cordless wireless lightweight modern vintage classic round square oval rectangular long
    short wide narrow unisex outdoor indoor smart mini compact reusable kosher halal
    """.split()
)
_ENDING = re.compile(
    r"(?<!e)(?:able|ible|less|proof|safe|free|friendly|resistant|ready|ed|ish|ous|ful|sized|tone|plated|scented)$"
)
_STARTS = re.compile(
    r"(?:for|in|under|over|up to|from|by|not|without|made|suitable|compatible|rated|between|below|above|"
    r"around|good for|safe|free of|on sale|at)\b"
)


def adjectival(text: str) -> bool:
    """Whether words are an adjective as far as their last one shows: "waterproof", "navy blue", "dishwasher safe"."""
    last = re.split(r"[\s-]+", text.strip().lower())[-1]
    return last in ADJECTIVES or bool(_ENDING.search(last) and len(last) > 3)


def stance(want: str) -> str:
    """Return how a wish stands in a sentence: "w" after "is", "h" after "comes" (with a hood), "m" only mentioned."""
    if " at least " in want or " at most " in want or want.startswith(("at least", "at most")):
        return "m"
    if want.startswith("with "):
        return "h"
    return "w" if _STARTS.match(want) or adjectival(want) else "m"


def with_article(kind: str) -> str:
    """Return a kind of goods as it stands after "for": "a lamp", "an iron", "boots", "tea"."""
    last = kind.split()[-1].lower() if kind.split() else ""
    if last in MASS or (last.endswith("s") and not last.endswith("ss")) or not last.isalpha():
        return kind
    return f"{'an' if kind[0].lower() in 'aeiou' else 'a'} {kind}"


def spoken(field: str) -> str:
    """Return a field's name as words: heel_height becomes "heel height"."""
    return " ".join(field.replace("_", " ").split())

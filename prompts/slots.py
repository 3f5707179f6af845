"""Slots: single tokens of the bundled model that stand for words of a brief, so that it points instead of spelling.

In a prompt `<|w1|>leather` names the slot; in a reply `<|w1|>` is put back as "leather" when it is read out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from prompts.brief import Brief, Item

STANDARD = ("price", "under_limit", "rating", "rating_count", "stock", "list_price", "quantity",
            "colour", "color", "material", "size", "brand")  # fmt: skip
ORDER = ("id", "status", "placed", "items", "total", "eta", "carrier", "tracking")
NOTES = ("cheapest", "dearest", "best_rated", "on_sale", "low_stock", "out_of_stock", "popular", "new", "pick")
NUMBERS = range(1, 10)
MOST = {"w": 8, "d": 4, "f": 4, "b": 3, "r": 3}
TOKEN = re.compile(r"<\|[\w.]+\|>")
WORDS_SHOWN = 10
MASS = frozenset("""clothing apparel footwear furniture decor jewellery jewelry underwear swimwear sportswear knitwear outerwear
luggage linen bedding cutlery cookware bakeware tableware glassware hardware software equipment gear paint paper
fabric yarn wool perfume makeup skincare lipstick mascara sunscreen shampoo conditioner soap polish cream powder oil tea coffee
chocolate pasta rice honey jam cheese bread milk water juice wine beer food fruit meat fish seafood litter compost soil
beauty kitchen garden home stationery music lighting storage electronics men women kids""".split())


def special_tokens(situations: Mapping[str, str]) -> list[str]:
    """Return every single token of the tokenizer: ends, situations, slots, notes and standard references."""
    slots = [f"{kind}{i}" for kind in "wdr" for i in range(1, MOST[kind] + 1)]
    slots += [f"{n}{kind}{i}" for n in NUMBERS for kind, most in (("n", "f"), ("v", "f"), ("b", "b"))
              for i in range(1, MOST[most] + 1)]  # fmt: skip
    slots += ["cat", "a.cat", "asked", "q", "it", "they", *(f"{n}k" for n in NUMBERS), *NOTES]
    refs = [str(n) for n in NUMBERS] + [f"{n}.{field}" for n in NUMBERS for field in STANDARD]
    refs += [f"{n}-{m}.{field}" for n in range(1, 6) for m in range(1, 6) if n != m for field in ("price", "rating")]
    refs += ["limit.price", "cart.total", "cart.count", *(f"order.{field}" for field in ORDER)]
    roles = ["end", "pad", "reply", "refs", *situations, *slots]
    return [f"<|{role}|>" for role in roles] + [f"[[{ref}]]" for ref in refs]


def slots(brief: Brief) -> dict[str, str]:
    """Return token -> words for all that the brief lets a reply copy."""
    found = {f"<|w{i}|>": want for i, want in enumerate(brief.wants[: MOST["w"]], 1)}
    found |= {f"<|d{i}|>": gone for i, gone in enumerate(brief.dropped[: MOST["d"]], 1)}
    found |= {f"<|{key}|>": text for key, text in
              (("cat", brief.category), ("asked", brief.asked), ("q", brief.question)) if text}  # fmt: skip
    if brief.category:
        found["<|a.cat|>"] = with_article(brief.category)
    rules = [extra for extra in brief.extra if extra.startswith("rule.")]
    found |= {f"<|r{i}|>": f"[[{rule}]]" for i, rule in enumerate(rules[: MOST["r"]], 1)}
    for item in brief.items:
        found |= _item_slots(item)
    return found


def _item_slots(item: Item) -> dict[str, str]:
    n = item.number
    found = {f"<|{n}k|>": item.kind} if item.kind else {}
    for i, field in enumerate(own_fields(item), 1):
        found[f"<|{n}n{i}|>"] = spoken(field)
        found[f"<|{n}v{i}|>"] = f"[[{n}.{field}]]"
    found |= {f"<|{n}b{i}|>": words for i, words in enumerate(item.breaks[: MOST["b"]], 1)}
    return found


def own_fields(item: Item) -> tuple[str, ...]:
    """Return the item's fields that are the shop's own, as many as have slots."""
    return tuple(field for field in item.fields if field not in STANDARD)[: MOST["f"]]


def spoken(field: str) -> str:
    """Return a field's name as words: heel_height becomes "heel height"."""
    return field.replace("_", " ").strip()


def with_article(kind: str) -> str:
    """Return a kind of goods as it stands after "for": "a lamp", "an iron", "boots", "tea"."""
    last = kind.split()[-1].lower() if kind.split() else ""
    if last in MASS or (last.endswith("s") and not last.endswith("ss")) or not last.isalpha():
        return kind
    return f"{'an' if kind[0].lower() in 'aeiou' else 'a'} {kind}"


def shown(text: str, words: int = WORDS_SHOWN) -> str:
    """Return text for a prompt: without the marks of tokens, on one line, at most `words` words."""
    clean = text.replace("<|", " ").replace("|>", " ")
    return " ".join("".join(c if c.isprintable() else " " for c in clean).split()[:words])


def unfold(text: str, found: Mapping[str, str]) -> str:
    """Put the words of the slots back into a reply; a slot that the brief does not have becomes nothing."""
    return TOKEN.sub(lambda match: found.get(match[0], ""), text)


def fold(text: str, found: Mapping[str, str]) -> str:
    """Write a reply's copied words as slots, longest first: what a reply in plain words looks like to the model."""
    tokens: dict[str, str] = {}
    for token, words in found.items():
        tokens.setdefault(words, token)
    if not tokens:
        return text
    longest = sorted(tokens, key=len, reverse=True)
    pattern = "|".join(re.escape(words) for words in longest if words)
    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", lambda match: tokens[match[0]], text)

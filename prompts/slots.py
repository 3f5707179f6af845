"""Slots: single tokens of the bundled model that stand for words of a brief, so that it points instead of spelling.

In a prompt `<|w1|>leather` names the slot; in a reply `<|w1|>` is put back as "leather" when it is read out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from prompts.brief import Brief, Item
from prompts.wording import adjectival, spoken, stance, with_article

STANDARD = (
    "price",
    "under_limit",
    "rating",
    "rating_count",
    "stock",
    "list_price",
    "saving",
    "quantity",
    "colour",
    "color",
    "material",
    "size",
    "brand",
)
ORDER = ("id", "status", "placed", "items", "total", "eta", "carrier", "tracking")
NOTES = ("cheapest", "dearest", "best_rated", "on_sale", "low_stock", "out_of_stock", "popular", "new", "pick")
NUMBERS = range(1, 10)
MOST = {"w": 6, "d": 4, "f": 4, "a": 2, "b": 3, "r": 3}
NEVER = frozenset({"name", "title", "category", "description", "url", "id", "line_total", "over_limit"})
TOKEN = re.compile(r"<\|[\w.]+\|>")
WORDS_SHOWN = 10


def special_tokens(situations: Mapping[str, str]) -> list[str]:
    """Return every single token of the tokenizer: ends, situations, slots, notes and standard references."""
    slots = [f"{kind}{i}" for kind, most in zip("whmdr", "wwwdr", strict=True) for i in range(1, MOST[most] + 1)]
    slots += [
        f"{n}{kind}{i}"
        for n in NUMBERS
        for kind, most in zip("nvabc", "ffabb", strict=True)
        for i in range(1, MOST[most] + 1)
    ]
    slots += ["cat", "a.cat", "asked", "q", "it", "they", *(f"{n}k" for n in NUMBERS), *NOTES]
    refs = [str(n) for n in NUMBERS] + [f"{n}.{field}" for n in NUMBERS for field in STANDARD]
    refs += [f"{n}-{m}.{field}" for n in range(1, 6) for m in range(1, 6) if n != m for field in ("price", "rating")]
    refs += ["limit.price", "cart.total", "cart.count", *(f"order.{field}" for field in ORDER)]
    roles = ["end", "pad", "reply", "refs", *situations, *slots]
    return [f"<|{role}|>" for role in roles] + [f"[[{ref}]]" for ref in refs]


def slots(brief: Brief) -> dict[str, str]:
    """Return token -> words for all that the brief lets a reply copy."""
    found = dict(zip(want_tokens(brief), brief.wants, strict=False))
    found |= {f"<|d{i}|>": gone for i, gone in enumerate(brief.dropped[: MOST["d"]], 1)}
    found |= {
        f"<|{key}|>": text
        for key, text in (("cat", brief.category), ("asked", brief.asked), ("q", brief.question))
        if text
    }
    if brief.category:
        found["<|a.cat|>"] = with_article(brief.category)
    rules = [extra for extra in brief.extra if extra.startswith("rule.")]
    found |= {f"<|r{i}|>": f"[[{rule}]]" for i, rule in enumerate(rules[: MOST["r"]], 1)}
    for item in brief.items:
        found |= _item_slots(item)
    return found


def want_tokens(brief: Brief) -> list[str]:
    """Return the slots of the wishes, in order; the letter tells how each stands in a sentence."""
    return [f"<|{stance(want)}{i}|>" for i, want in enumerate(brief.wants[: MOST["w"]], 1)]


def _item_slots(item: Item) -> dict[str, str]:
    n = item.number
    found = {f"<|{n}k|>": item.kind} if item.kind else {}
    for i, field in enumerate(own_fields(item), 1):
        found[f"<|{n}n{i}|>"] = spoken(field)
        found[f"<|{n}v{i}|>"] = f"[[{n}.{field}]]"
    found |= {f"<|{n}a{i}|>": f"[[{n}.{field}]]" for i, field in enumerate(quality_fields(item), 1)}
    return found | dict(zip(break_tokens(item), item.breaks, strict=False))


def break_tokens(item: Item) -> list[str]:
    """Return the slots of what an item misses: b for what can follow "is not", c for the rest."""
    return [
        f"<|{item.number}{'b' if _deniable(words) else 'c'}{i}|>" for i, words in enumerate(item.breaks[: MOST["b"]], 1)
    ]


def _deniable(words: str) -> bool:
    return stance(words) == "w" and not words.startswith(("not ", "without "))


def own_fields(item: Item) -> tuple[str, ...]:
    """Return the item's fields that are the shop's own and named by a noun, as many as have slots."""
    return tuple(f for f in item.fields if f not in STANDARD and f not in NEVER and not adjectival(spoken(f)))[
        : MOST["f"]
    ]


def quality_fields(item: Item) -> tuple[str, ...]:
    """Return the item's own fields named by an adjective, whose value can follow "is": "waterproof"."""
    return tuple(f for f in item.fields if f not in STANDARD and f not in NEVER and adjectival(spoken(f)))[: MOST["a"]]


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

"""A small grammar: patterns with {choices|like|these} and $names, written in one of two voices."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from prompts.brief import Brief

_CHOICE = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"\$(\w+)")
_SPACE = re.compile(r"\s+")
_BEFORE_MARK = re.compile(r"\s+([,.!?;:)])")


class Pen:
    """Draws wordings at random in a voice, for one brief."""

    def __init__(self, rng: Random, voice: str, brief: Brief) -> None:
        """Keep the source of chance, the voice (plain or warm) and the brief."""
        self.rng, self.warm, self.brief = rng, voice == "warm", brief
        self.tagged = False  # whether "as you asked" was said; once is enough

    def chance(self, share: float) -> bool:
        """Return true in this share of cases."""
        return self.rng.random() < share

    def pick(self, *options: str) -> str:
        """Return one of the options."""
        return self.rng.choice(options)

    def line(self, key: str, **words: str) -> str:
        """Write one of the patterns under a key of `lines/`, those of the voice where there are two."""
        found = lines()[key]
        return self.say(
            self.pick(*(found["warm" if self.warm else "plain"] if isinstance(found, dict) else found)), **words
        )

    def voiced(self, plain: str, warm: str) -> str:
        """Write the pattern of the voice."""
        return self.say(warm if self.warm else plain)

    def say(self, pattern: str, **words: str) -> str:
        """Write a pattern: choices from the inside out, then names, then spaces put right."""
        while found := _CHOICE.search(pattern):
            pattern = pattern[: found.start()] + self.rng.choice(found[1].split("|")) + pattern[found.end() :]
        text = _NAME.sub(lambda match: words[match[1]], pattern)
        return _BEFORE_MARK.sub(r"\1", _SPACE.sub(" ", text)).strip()


@cache
def lines() -> dict[str, Any]:
    """Return all patterns: a list of them by key, or a list for each voice or for each place in a sentence."""
    found: dict[str, Any] = {}
    for file in sorted((Path(__file__).parent / "lines").glob("*.yaml")):
        found |= yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


def capital(text: str) -> str:
    """Return text with its first letter large, unless it begins with a token."""
    return text[:1].upper() + text[1:]


def listed(words: list[str], last: str = "and") -> str:
    """Return "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def joined(sentences: list[str]) -> str:
    """Return sentences as one text, empty ones left out, each begun large."""
    return " ".join(capital(s) for s in sentences if s)

"""The words that a reply may use without proof, and those that always need one."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import Stemmer
import yaml


@cache
def words(group: str) -> frozenset[str]:
    """Return a group of words of lexicon.yaml; "neutral" includes the words of the bundled model's grammar."""
    package = files("assistant")
    found = frozenset(yaml.safe_load(package.joinpath("lexicon.yaml").read_text(encoding="utf-8"))[group].split())
    grammar = package.joinpath("neutral_words.txt")
    if group == "neutral" and grammar.is_file():
        found |= frozenset(grammar.read_text(encoding="utf-8").lower().split())
    return found


@cache
def stem(word: str) -> str:
    """Return the stem of a lower-case English word."""
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")

"""Words as search sees them: lower case, no apostrophes, stemmed (Snowball English), `|` where punctuation parts."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from functools import lru_cache

import Stemmer

BOUNDARY = "|"
_APOSTROPHES = re.compile(r"['’‘`]")
_TOKEN = re.compile(r"\d+(?:\.\d+)?(?=\D|$)|[^\W_]+|[,;:|()\[\]/!?\n]|\.(?=\s|$)|(?<=\s)[-–—](?=\s)")
_local = threading.local()


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Stem one lower-case word; words of three letters or fewer only lose nothing."""
    if not hasattr(_local, "stemmer"):  # PyStemmer objects may not be shared between threads
        _local.stemmer = Stemmer.Stemmer("english", 0)
    return word if len(word) < 4 or word[0].isdigit() else str(_local.stemmer.stemWord(word))


def tokens(text: str) -> list[str]:
    """Split text into stems, with BOUNDARY for punctuation between them."""
    found = _TOKEN.findall(_APOSTROPHES.sub("", text.lower()))
    return [stem(t) if t[0].isalnum() else BOUNDARY for t in found]


def stems(text: str) -> tuple[str, ...]:
    """Split text into stems, without boundaries."""
    return tuple(t for t in tokens(text) if t != BOUNDARY)


def join(texts: Iterable[str]) -> str:
    """Join texts so that no phrase runs from one into the next."""
    return " | ".join(t for t in texts if t)

"""A turn's text made fit to read: invisible characters, markup and enormous length dealt with, places kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.words import stem

MOST = 4000  # characters read; a longer text keeps its beginning and its end, where wishes stand
_TAG = re.compile(
    r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|</?[a-zA-Z][^<>]{0,200}>|&(?:nbsp|amp|lt|gt|quot"
    r"|#\d{1,5});",
    re.S | re.I,
)
_SAME = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "\u00a0": " "}
)
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[$£€¥%<>=≤≥~+]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the read text: its letters without apostrophes, its stem, its place."""

    word: str
    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Text:
    """What is read (`low`, lower case) and, for each of its characters, the place in the original."""

    original: str
    low: str
    places: tuple[int, ...]
    tokens: tuple[Token, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the original of `low[start:end]`."""
        if not self.places or start >= end:
            return 0, 0
        return self.places[start], self.places[end - 1] + 1


def read(text: str) -> Text:
    """Read a turn; never fails, whatever the text is."""
    hidden = [span for found in _TAG.finditer(text) for span in [found.span()]] if "<" in text or "&" in text else []
    places = [i for i in _kept(len(text)) if _visible(text[i])]
    covered = {i for start, end in hidden for i in range(start, end)}
    chars = [" " if i in covered else _plain(text[i]) for i in places]
    kept = [n for n, char in enumerate(chars) if char != " " or not n or chars[n - 1] != " "]  # no run of spaces
    low = "".join(chars[n] for n in kept)
    return Text(text, low, tuple(places[n] for n in kept), tuple(_tokens(low)))


def _kept(length: int) -> Iterator[int]:
    if length <= MOST:
        yield from range(length)
    else:
        yield from range(MOST // 2)
        yield from range(length - MOST // 2, length)


def _visible(char: str) -> bool:
    return char in "\n\t" or unicodedata.category(char) not in ("Cf", "Cc", "Cs", "Mn", "Co")


def _plain(char: str) -> str:
    """One character for one: lower case, full-width forms narrowed, quotes and dashes made plain."""
    if char.isspace():
        return "\n" if char == "\n" else " "
    char = char.translate(_SAME)
    if ord(char) > 0xFF00:
        narrowed = unicodedata.normalize("NFKC", char)
        char = narrowed if len(narrowed) == 1 else char
    lowered = char.lower()
    return lowered if len(lowered) == 1 else char


def _tokens(low: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(low):
        word = found[0].replace("'", "")
        yield Token(word, stem(word), found.start(), found.end())

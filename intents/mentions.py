"""Mentions: stretches of a turn that the catalogue's vocabulary knows, the longest phrase first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from intents.text import Text, Token
from intents.wordlists import FUNCTION, GIFTS, NEVER, OCCASIONS
from retrieval.spelling import english
from retrieval.vocabulary import LONGEST, Entry, Vocabulary
from retrieval.words import stem

_CLAUSE = re.compile(r"[.,;:!?()\n]|\s-\s|\b(?:but|because|although|though|however|which|who|while|whereas)\b")


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens `first:last` of a turn and what they may stand for, the likeliest entry first."""

    first: int
    last: int
    start: int
    end: int
    text: str
    entries: tuple[Entry, ...]
    guessed: bool = False

    def entry(self, kind: str) -> Entry | None:
        """Return the entry of a kind, if there is one."""
        return next((e for e in self.entries if e.kind == kind), None)


def mentions(text: Text, vocabulary: Vocabulary, masked: Iterable[tuple[int, int]] = ()) -> list[Mention]:
    """Find mentions outside the masked spans, without overlaps, in order."""
    tokens = [None if _inside(t, masked := tuple(masked)) else t for t in text.tokens]
    stems = [_meant(t, vocabulary) if t else "" for t in tokens]
    found: list[Mention] = []
    place = 0
    while place < len(tokens):
        mention = next(_at(place, text, tokens, stems, vocabulary), None)
        if mention and (later := _longer(mention, text, tokens, stems, vocabulary)):
            mention = later
        if mention:
            found.append(mention)
        place = mention.last if mention else place + 1
    return found


def _inside(token: Token, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(start <= token.start < end for start, end in spans)


def _meant(token: Token, vocabulary: Vocabulary) -> str:
    """The stem of a token, of what was meant by it if it is mistyped."""
    meant = None if token.word in FUNCTION else vocabulary.speller.meant(token.word)
    return stem(meant) if meant else token.stem


def _at(
    place: int, text: Text, tokens: list[Token | None], stems: list[str], vocabulary: Vocabulary
) -> Iterator[Mention]:
    for size in range(min(LONGEST, len(tokens) - place), 0, -1):
        window = [t for t in tokens[place : place + size] if t is not None]
        if len(window) < size or _parted(text, window):
            continue
        if window[0].word in FUNCTION - _MEANINGFUL or window[-1].word in FUNCTION - _MEANINGFUL:
            continue
        entries = tuple(_fitting(vocabulary.lookup(" ".join(stems[place : place + size])), window))
        if entries:
            start, end = window[0].start, window[-1].end
            guessed = any(t.stem != s for t, s in zip(window, stems[place:], strict=False))
            yield Mention(place, place + size, start, end, text.low[start:end], entries, guessed)


def _longer(
    mention: Mention, text: Text, tokens: list[Token | None], stems: list[str], vocabulary: Vocabulary
) -> Mention | None:
    """The kind that begins within a mention and ends after it: of "chefs knife set", "knife set"."""
    for place in range(mention.first + 1, mention.last):
        for other in _at(place, text, tokens, stems, vocabulary):
            if other.last > mention.last and other.entry("category"):
                return other
    return None


_MEANINGFUL = frozenset(
    "men women man woman boy boys girl girls kid kids lady ladies baby child children phone home room light".split()
)


def _parted(text: Text, window: list[Token]) -> bool:
    between = (text.low[a.end : b.start] for a, b in pairwise(window))
    return any(re.search(r"[^\s'\-&/]", gap) for gap in between)


def _fitting(entries: tuple[Entry, ...], window: list[Token]) -> Iterator[Entry]:
    """Leave out what only shares a stem: "glass" is not "glasses", "lighting" no "light" weight."""
    word = window[-1].word
    for entry in entries:
        name = str(entry.value).lower()
        if entry.kind == "category":
            if len(window) == 1 and (word in NEVER or word in GIFTS) and word not in _MEANINGFUL:
                continue
            if name.endswith("ses") and not word.endswith("s") and " " not in name:
                continue
        if entry.kind == "value" and len(window) == 1 and (word.endswith("ses") and not name.endswith("s")):
            continue
        if entry.attribute == "material" and len(window) == 1 and word == f"{name}s":
            continue  # "laces" are not lace
        if entry.kind == "brand" and len(window) == 1 and english().get(word, 99999) < 3000:
            continue
        yield entry


def clause(text: Text, place: int) -> tuple[int, int]:
    """Return the span of the clause that holds a character."""
    start = max((m.end() for m in _CLAUSE.finditer(text.low, 0, place)), default=0)
    following = _CLAUSE.search(text.low, place)
    return start, following.start() if following else len(text.low)


def is_occasion(mention: Mention, text: Text) -> bool:
    """Whether a kind is only the occasion: "a christmas gift for mum", "something for halloween"."""
    words = mention.text.replace("'", "").split()
    if not all(word in OCCASIONS for word in words):
        return False
    after = [t.word for t in text.tokens[mention.last : mention.last + 2]]
    before = [t.word for t in text.tokens[max(0, mention.first - 2) : mention.first]]
    return bool(GIFTS.intersection(after)) or before[-1:] in (["for"], ["her"], ["his"], ["secret"], ["our"], ["my"])

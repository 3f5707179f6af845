"""Words that were typed without spaces, taken apart where the pieces are words: "waterproofbootsunder50"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from intents.text import Text, Token
from retrieval.spelling import english
from retrieval.vocabulary import Vocabulary
from retrieval.words import stem

LEAST, MOST = 9, 60  # characters of a token that may be several words
COMMON = 4000  # rank up to which an English word of four letters or more may be a piece
_SHORT = frozenset("a an for in of or the to with and red men my no not size max over under from up by on is".split())
_BOUND = re.compile(
    r"(?P<word>under|below|over|above|around|about|max|upto|size|than|between|least|most|for)(?P<n>\d+)"
)


def unglued(text: Text, vocabulary: Vocabulary) -> Text:
    """Return the text with spaces where a token is several words; the places of its characters stay right."""
    cuts = [cut for token in text.tokens for cut in _cuts(token, vocabulary)]
    if not cuts:
        return text
    edges = [0, *cuts, len(text.low)]
    low = " ".join(text.low[a:b] for a, b in pairwise(edges))
    places: list[int] = []
    for start, end in pairwise(edges):
        places += [*([text.places[start]] if start else []), *text.places[start:end]]
    found = re.finditer(r"[^\W_]+(?:'[^\W_]+)*|[$£€¥%<>=≤≥~+]", low)
    tokens = (Token(word := m[0].replace("'", ""), stem(word), m.start(), m.end()) for m in found)
    return Text(text.original, low, tuple(places), tuple(tokens))


def _cuts(token: Token, vocabulary: Vocabulary) -> list[int]:
    """Places inside a token where words begin; none for a word, an id or a code."""
    word = token.word
    if token.end - token.start != len(word) or len(word) > MOST:
        return []
    if found := _BOUND.fullmatch(word):
        return [token.start + found.start("n")]
    if len(word) < LEAST or word in english() or token.stem in vocabulary.speller.known or word in vocabulary.joined:
        return []
    pieces = _pieces(word, vocabulary)
    if len(pieces) == 2 and not _belong(pieces, vocabulary):
        return []
    if len(pieces) < 2 or not any(stem(piece) in vocabulary.titled and len(piece) > 3 for piece in pieces):
        return []
    places, start = [], token.start
    for piece in pieces[:-1]:
        start += len(piece)
        places.append(start)
    return places


def _belong(pieces: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether two pieces are a kind and what some title says of it: "leatherboots", not "wallpaper"."""
    named = any(entry.kind == "category" for entry in vocabulary.lookup(stem(pieces[-1])))
    return named and vocabulary.rows_with(" ".join(pieces), titled=True).size > 0


def _pieces(word: str, vocabulary: Vocabulary) -> list[str]:
    """The fewest known words that make up a word; [] if there are none."""
    best: list[list[str] | None] = [[]] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 20), end):
            before = best[start]
            if before is None or not _is_piece(word[start:end], vocabulary):
                continue
            held = best[end]
            if held is None or len(before) + 1 < len(held):
                best[end] = [*before, word[start:end]]
    return best[-1] or []


def _is_piece(piece: str, vocabulary: Vocabulary) -> bool:
    if piece.isdigit() or piece in _SHORT:
        return True
    return len(piece) > 3 and (
        english().get(piece, COMMON) < COMMON or piece in vocabulary.speller.words.get(piece[0], ())
    )

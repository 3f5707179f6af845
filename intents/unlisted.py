"""Kinds of products that a vocabulary does not list: words of few titles, and things that the shop does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from intents.categories import Asked
from intents.text import Text, Token
from intents.wordlists import FUNCTION, NEVER
from retrieval.spelling import english
from retrieval.synonyms import key_of
from retrieval.titles import shown
from retrieval.vocabulary import Vocabulary

COMMON = 6000  # rank up to which an English word alone is no name of a product
_ASKS = re.compile(
    r"\b(?:looking for|look for|searching for|search for|need|want|after|do (?:you|u) (?:have|sell|carry|stock|do)"
    r"|have you got|got any|show me|find(?: me)?|buy|any|selling|hunting for|in the market for)"
    r" (?:an? |some |any |the |new |me |my )*(?P<np>[a-z][a-z'-]*(?: [a-z][a-z'-]*){0,3})"
)
_LIKES = re.compile(
    r"\b(?:loves?|likes?|enjoys?|collects?|plays?|into|crazy about|mad about|(?:big )?fan of|obsessed with|keen on)"
    r" (?P<np>[a-z][a-z'-]*(?: [a-z][a-z'-]*){0,2})"
)


def unlisted(text: Text, vocabulary: Vocabulary, free: Sequence[bool], intent: str) -> Asked | None:
    """Return a kind that the vocabulary does not list; None if the turn names none.

    `free` says of each token whether nothing else was read from it. A gift is looked for by what the person likes.
    """
    if intent == "gift_ideas":
        return _liked(text, vocabulary, free)
    bare = intent == "search_product"
    for place, token in enumerate(text.tokens):
        if free[place] and _is_rare(token, vocabulary):
            run = _run(place, text, vocabulary, free)
            return Asked(run, (run,))
    for phrase in _noun_phrases(text, bare=bare):
        words = [word for word in phrase.split() if word not in NEVER and word.isalpha()]
        if not words or not _free(words, text, free):
            continue
        if vocabulary.rows_with(" ".join(words), titled=True).size:
            return Asked(shown(words), (shown(words),))
        if key_of(words[-1]) not in vocabulary.titled:
            return Asked(shown(words[-2:]), (shown(words[-2:]),), known=False)
    return None


def _liked(text: Text, vocabulary: Vocabulary, free: Sequence[bool]) -> Asked | None:
    for found in _LIKES.finditer(text.low):
        words = [w for w in found["np"].split() if w not in NEVER]
        for size in range(len(words), 0, -1):
            if _free(words[:size], text, free) and vocabulary.rows_with(" ".join(words[:size]), titled=True).size:
                return Asked(shown(words[:size]), (shown(words[:size]),))
    return None


def _is_rare(token: Token, vocabulary: Vocabulary) -> bool:
    word = token.word
    rare = word.isalpha() and len(word) > 3 and word not in NEVER and english().get(word, COMMON + 1) > COMMON
    return rare and token.stem in vocabulary.titled


def _run(place: int, text: Text, vocabulary: Vocabulary, free: Sequence[bool]) -> str:
    """The words around a rare one that some title has with it: "chopping board", "kalimba"."""
    first, last = place, place + 1
    while last < len(text.tokens) and _joins(text, vocabulary, free, first, last + 1):
        last += 1
    while first > 0 and _joins(text, vocabulary, free, first - 1, last):
        first -= 1
    return shown([token.word for token in text.tokens[first:last]])


def _joins(text: Text, vocabulary: Vocabulary, free: Sequence[bool], first: int, last: int) -> bool:
    tokens = text.tokens[first:last]
    if not all(free[first:last]) or any(token.word in NEVER for token in tokens):
        return False
    between = (text.low[a.end : b.start] for a, b in pairwise(tokens))
    phrase = " ".join(token.word for token in tokens)
    return all(not gap.strip(" -'") for gap in between) and vocabulary.rows_with(phrase, titled=True).size > 0


def _noun_phrases(text: Text, *, bare: bool) -> Iterator[str]:
    for found in _ASKS.finditer(text.low):
        words: list[str] = []
        for word in found["np"].split():
            if word in FUNCTION:
                break
            words.append(word)
        if words:
            yield " ".join(words)
    if bare and 0 < len(text.tokens) <= 3 and not any(token.word in FUNCTION for token in text.tokens):
        yield " ".join(token.word for token in text.tokens)


def _free(words: Sequence[str], text: Text, free: Sequence[bool]) -> bool:
    unused = {token.word for token, is_free in zip(text.tokens, free, strict=True) if is_free}
    return words[-1].replace("'", "") in unused

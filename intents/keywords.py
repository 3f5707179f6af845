"""Keywords: words of a turn that narrow a kind of product and are no value of an attribute."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from intents.mentions import Mention
from intents.negation import in_cue
from intents.text import Text, Token
from intents.values import Said, ValueReader
from intents.wordlists import FUNCTION, NEVER, PRAISE
from retrieval.synonyms import key_of
from retrieval.vocabulary import Vocabulary


def keywords(reader: ValueReader, found: Sequence[Mention], free: Sequence[bool]) -> Iterator[Said]:
    """Yield words that narrow the kind: what stands beside it, or follows "with", "without" or "not"."""
    taken: set[int] = set()
    for mention in _phrases(reader, found):
        taken.update(t.start for t in reader.text.tokens[mention.first : mention.last])
        yield Said("keyword", mention.text, "eq", mention.start, mention.end)
    places = {p for p in _places(reader, free) if _narrows(reader, reader.text.tokens[p], p)}
    places -= {p for p in places if reader.text.tokens[p].start in taken}
    for run in _runs(sorted(places), reader):
        negative = any(start <= run[0].start < end for start, end in reader.negated)
        words = " ".join(token.word for token in run)
        yield Said("keyword", words, "ne" if negative else "eq", run[0].start, run[-1].end)


def _runs(places: Sequence[int], reader: ValueReader) -> Iterator[list[Token]]:
    """Join words that stand side by side and that some row of the kind has together: "peter england"."""
    run: list[Token] = []
    for place in places:
        token = reader.text.tokens[place]
        longer = " ".join(t.word for t in (*run, token))
        together = np.isin(reader.vocabulary.rows_with(longer, titled=True), reader.rows).any()
        if run and not (reader.text.low[run[-1].end : token.start] == " " and together):
            yield run
            run = []
        run.append(token)
    if run:
        yield run


def _phrases(reader: ValueReader, found: Sequence[Mention]) -> Iterator[Mention]:
    """Phrases of several words right before the kind: "hot wheels" cars."""
    for mention in found:
        beside = any(mention.last == m.first for m in (reader.asked.mentions if reader.asked else ()))
        rows = reader.vocabulary.rows_with(mention.text)
        if (
            beside
            and mention.last - mention.first > 1
            and mention.entries[0].kind == "category"
            and np.isin(rows, reader.rows).any()
        ):
            yield mention


def _places(reader: ValueReader, free: Sequence[bool]) -> Iterator[int]:
    """Places of tokens that may narrow the kind."""
    tokens = reader.text.tokens
    for mention in reader.asked.mentions if reader.asked else ():
        place = mention.first - 1
        while (
            place >= max(0, mention.first - 4)
            and free[place]
            and _joined(reader, place)
            and tokens[place].word not in FUNCTION
        ):
            yield place
            place -= 1
        place = mention.last
        while (
            place < min(len(tokens), mention.last + 2)
            and free[place]
            and _joined(reader, place - 1)
            and tokens[place].word not in NEVER
        ):
            yield place
            place += 1
    for place, token in enumerate(tokens):
        if (
            free[place]
            and reader.about
            and (_after_with(reader, token) or _under_negation(reader, token))
            and reader.counts(token.start)
        ):
            yield place
    if reader.asked is None and reader.about and len(tokens) <= 8:
        yield from (place for place in range(len(tokens)) if free[place])


def _joined(reader: ValueReader, place: int) -> bool:
    tokens = reader.text.tokens
    return place + 1 >= len(tokens) or not re.search(
        r"[.,;:!?()]", reader.text.low[tokens[place].end : tokens[place + 1].start]
    )


def _after_with(reader: ValueReader, token: Token) -> bool:
    return bool(
        re.search(
            r"\b(?:with|w/)(?: (?:a|an|the|some|no|good|built[- ]in))?(?: [a-z-]+)? ?$",
            reader.text.low[max(0, token.start - 30) : token.start],
        )
    )


def _under_negation(reader: ValueReader, token: Token) -> bool:
    return any(
        span[0] <= token.start < span[1] and not in_cue(reader.text.low, span, token.start) for span in reader.negated
    )


def _narrows(reader: ValueReader, token: Token, place: int) -> bool:
    """Whether a word is said of some row of the kind (of any row, if it stands before the kind) and tells something."""
    if token.word in NEVER or token.word in PRAISE or len(token.word) < 3 or token.word[0].isdigit():
        return False
    rows = reader.vocabulary.said.get(token.stem)
    if rows is None:
        return False
    titled = reader.vocabulary.titled.get(token.stem)
    if reader.asked is None and not _under_negation(reader, token) and not _after_with(reader, token):
        return titled is not None and bool(np.isin(reader.rows, titled).sum() >= 1)
    before = any(0 < m.first - place <= 2 for m in (reader.asked.mentions if reader.asked else ()))
    after = any(0 <= place - m.last < 2 for m in (reader.asked.mentions if reader.asked else ()))
    if after and not _after_with(reader, token) and not _under_negation(reader, token):
        return titled is not None and bool(np.isin(reader.rows, titled).any())
    return before or bool(np.isin(reader.rows, rows).any()) or _under_negation(reader, token)


def features(
    text: Text, vocabulary: Vocabulary, free: Sequence[bool], *, least: int = 1
) -> Iterator[tuple[str, int, int]]:
    """Yield features of `least` words or more known to the synonyms ("noise cancelling") with their spans."""
    tokens, place = text.tokens, 0
    while place < len(tokens):
        for size in range(4, least - 1, -1):
            window = tokens[place : place + size]
            key = key_of(" ".join(t.word for t in window))
            if len(window) == size and all(free[place : place + size]) and key in vocabulary.synonyms.features:
                yield text.low[window[0].start : window[-1].end], window[0].start, window[-1].end
                place += size - 1
                break
        place += 1

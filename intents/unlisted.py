"""What a vocabulary does not list: words of few titles, and kinds, brands and qualities that the shop does not have.

The tagger's spans (intents.tagger) say which words name a kind, a brand or a quality; the vocabulary says which of
them the shop knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from intents.categories import PAST, Asked
from intents.mentions import Mention, clause
from intents.spans import Span
from intents.text import Text, Token
from intents.values import Said
from intents.wordlists import FUNCTION, NEVER, PRAISE
from retrieval.filters import Op
from retrieval.spelling import english
from retrieval.synonyms import key_of
from retrieval.titles import shown
from retrieval.vocabulary import Entry, Vocabulary

COMMON = 6000  # rank up to which an English word alone is no name of a product
KIND, BRAND = "core_product_type", "creator"
NAMES = (KIND, "product_name", "content", BRAND)  # a word never met may be tagged as any of these
SURE = 0.3
QUALITIES = frozenset({"modifier", "material", "color", "shape", "content", "condition", "product_name"})
_NONE = np.zeros(0, dtype=np.int32)
_BY = frozenset({"by", "from", "brand"})
_ABOUT = frozenset("with without about of featuring like for to into on in than fits fit".split())
_IDLE = _BY | _ABOUT | PRAISE | frozenset("a an the any some my your our his her their this that made called".split())
_ANY = frozenset("a an any some my your our his her their this that".split())
_LIKES = re.compile(
    r"\b(?:loves?|likes?|enjoys?|collects?|plays?|into|crazy about|mad about|(?:big )?fan of|obsessed with|keen on)"
    r" (?P<np>[a-z][a-z'-]*(?: [a-z][a-z'-]*){0,2})"
)


def unlisted(
    text: Text, vocabulary: Vocabulary, free: Sequence[bool], intent: str, spans: Sequence[Span] = ()
) -> Asked | None:
    """Return a kind that the vocabulary does not list; None if the turn names none.

    `free` says of each token whether nothing else was read from it. A gift is looked for by what the person likes.
    """
    gift = intent == "gift_ideas"  # in which more is told of the person than of a product
    spans = [s for s in spans if not _is_past(s, text) and (not gift or (s.label == KIND and s.score >= 0.6))]
    if found := _named(text, vocabulary, free, spans):
        return found
    if gift:
        return _liked(text, vocabulary, free)
    if any(span.label == KIND for span in spans):
        return None
    for place, token in enumerate(text.tokens):
        if free[place] and _is_rare(token, vocabulary):
            run = _run(place, text, vocabulary, free)
            return Asked(run, (run,))
    return None


def beside(asked: Asked, text: Text, free: Sequence[bool], spans: Sequence[Span]) -> bool:
    """Say whether a kind that was read only stands beside the one that a turn names: "garden" in "garden gnome"."""
    last = [places[-1] for s in spans if s.label == KIND and s.score >= SURE and (places := _tokens(text, s))]
    return any(free[place] for place in last) and not any(m.last - 1 in last for m in asked.mentions)


def another(asked: Asked, text: Text, vocabulary: Vocabulary, free: Sequence[bool], spans: Sequence[Span]) -> bool:
    """Say whether the words before a kind make another thing of it, which the shop lacks: "aquarium" of "pumps".

    So it is where no product of the kind is said to be so, and the kind is the shop's in other words only or the
    word is in none of its titles.
    """
    if not asked.mentions:
        return False
    mention = asked.mentions[0]
    for span in spans:
        places = _tokens(text, span)
        if span.label != KIND or span.score < 0.6 or not places or places[-1] != mention.last - 1:
            continue
        before = [place for place in places if place < mention.first]
        told = [text.tokens[place] for place in before if free[place] and text.tokens[place].word not in FUNCTION]
        own = key_of(mention.text) in vocabulary.kinds and not mention.guessed
        strange = [t for t in told if not own or t.stem not in vocabulary.titled]
        if before and len(told) == len(before) and strange:
            rows = vocabulary.rows_of(asked.name)
            return not any(np.isin(vocabulary.said.get(t.stem, _NONE), rows).any() for t in told)
    return False


def brands(
    text: Text, vocabulary: Vocabulary, free: Sequence[bool], spans: Sequence[Span], away: Sequence[tuple[int, int]]
) -> Iterator[Said]:
    """Yield brands of which no row of the catalogue speaks, so that no row can meet them."""
    for span in spans:
        places = _tokens(text, span)
        if span.label != BRAND or not places or not all(free[place] for place in places) or _is_past(span, text):
            continue
        start, end = text.tokens[places[0]].start, text.tokens[places[-1]].end
        led = _lead(text, places[0]) in _BY
        if span.score < (0.4 if led else 0.6) or _lead(text, places[0]) in _ABOUT or (led and _vague(text, places[0])):
            continue
        if not vocabulary.rows_with(text.low[start:end], titled=led).size:
            first, last = text.span(start, end)
            yield Said("brand", _name(text.original[first:last]), _op(start, away), start, end)


def qualities(
    text: Text, vocabulary: Vocabulary, free: Sequence[bool], spans: Sequence[Span], away: Sequence[tuple[int, int]]
) -> Iterator[Said]:
    """Yield wishes in words of which the catalogue says nothing, so that they are told and not passed over."""
    for span in spans:
        every = _tokens(text, span)
        places = [place for place in every if free[place]]
        tokens = [text.tokens[place] for place in places]
        of_kind = span.label == KIND and every and not free[every[-1]]  # "fountain" of "fountain pens"
        if not (of_kind or span.label in QUALITIES) or not tokens or places[-1] - places[0] >= len(places):
            continue
        words = " ".join(token.word for token in tokens)
        if _telling(words) and not vocabulary.rows_with(words).size:
            yield Said("keyword", words, _op(tokens[0].start, away), tokens[0].start, tokens[-1].end)


def _named(text: Text, vocabulary: Vocabulary, free: Sequence[bool], spans: Sequence[Span]) -> Asked | None:
    """The kind of the surest span: of titles that have its words, else one that the shop does not have."""
    for span in sorted(spans, key=lambda s: (s.label != KIND, -s.score)):
        places = _tokens(text, span)
        words = [text.tokens[place].word for place in places]
        if not words or words[-1] in NEVER or not _telling(" ".join(words)) or not _unread(places, free, span):
            continue
        if span.score >= SURE and _may_name(span, text, places[0]):
            name, start, end = shown(words), text.tokens[places[0]].start, text.tokens[places[-1]].end
            entries = (Entry("category", name),)
            mention = Mention(places[0], places[-1] + 1, start, end, text.low[start:end], entries)
            return Asked(name, (name,), (mention,), known=bool(vocabulary.rows_with(name, titled=True).size))
    return None


def taken_in(asked: Asked | None, known: Sequence[Mention]) -> list[Mention]:
    """Return the mentions of a turn in which the kind asked for takes in those within it: "iron" in "waffle iron"."""
    own = [m for m in asked.mentions if m not in known] if asked else []
    others = [m for m in known if not any(o.start <= m.start < o.end for o in own)]
    return sorted([*others, *own], key=lambda m: m.start)


def _is_past(span: Span, text: Text) -> bool:
    """Whether a span is of a thing that the shopper tells of: "i had the bosch"."""
    return bool(PAST.search(text.low[clause(text, span.start)[0] : span.start]))


def _telling(words: str) -> bool:
    return any(word.isalpha() and len(word) > 2 and word not in NEVER for word in words.split())


def _unread(places: Sequence[int], free: Sequence[bool], span: Span) -> bool:
    """Whether the last word of a kind was not read as anything, or only a part of it was: "iron" of "waffle iron"."""
    return free[places[-1]] or (len(places) > 1 and all(free[place] for place in places[:-1]) and span.score >= 0.6)


def _may_name(span: Span, text: Text, first: int) -> bool:
    """Whether a span can be what is asked for: not what it is about, for or by, nor a brand that is surely one."""
    if span.label == KIND:
        return True
    return span.label in NAMES and _lead(text, first) not in _ABOUT | _BY and (span.label != BRAND or span.score < 0.6)


def _lead(text: Text, place: int) -> str:
    """The word before a place, articles left out."""
    while place and text.tokens[place - 1].word in (*_ANY, "the"):
        place -= 1
    return text.tokens[place - 1].word if place else ""


def _vague(text: Text, place: int) -> bool:
    return place > 0 and text.tokens[place - 1].word in _ANY


def _tokens(text: Text, span: Span) -> list[int]:
    """The places of a span's words, without those at its ends that only lead to it ("for", "by", "the")."""
    places = [place for place, token in enumerate(text.tokens) if span.start <= token.start < span.end]
    idle = FUNCTION if span.label not in NAMES else _IDLE  # names have any words: "by brother", "picture frame"
    while places and text.tokens[places[0]].word in idle:
        places.pop(0)
    while places and text.tokens[places[-1]].word in idle:
        places.pop()
    return places


def _op(start: int, away: Sequence[tuple[int, int]]) -> Op:
    return "ne" if any(first <= start < last for first, last in away) else "eq"


def _name(words: str) -> str:
    return words.title() if words == words.lower() else words


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


def _free(words: Sequence[str], text: Text, free: Sequence[bool]) -> bool:
    unused = {token.word for token, is_free in zip(text.tokens, free, strict=True) if is_free}
    return words[-1].replace("'", "") in unused

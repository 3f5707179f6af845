"""Answers to the question that the assistant asked last: a value, or a bare yes, no, either, the second."""

from __future__ import annotations

import re
from collections.abc import Iterator

from intents.pointing import ORDINALS
from intents.reading import Answer, Context
from intents.text import Text
from intents.wishes import sizes
from retrieval.filters import Constraint
from retrieval.synonyms import key_of
from retrieval.vocabulary import Vocabulary

_NUMBER = re.compile(r"(?<![\w.,$£€])\d{1,3}(?:\.5)?(?![\w.,%$£€])")
_POLITE = re.compile(
    r"\b(?:oh|ok|okay|um+|hm+|well|please|pls|plz|thanks|thank you|thx|then|i guess|i think|i suppose|really|just"
    r"|honestly"
    r"|to be honest|tbh|with me|by me|for me|to me|actually|so|alright|all right|fine|haha|lol)\b|[^\w' ]"
)
_WORDS: tuple[tuple[Answer, str], ...] = (
    ("both", r"(?:yes |yeah )?(?:both|all|the two|all (?:three|two|four|3|2))(?: of (?:them|those|these))?"
             r"(?: (?:are|is|sounds?) (?:good|great|ok))?"),
    ("neither", r"(?:no )?(?:neither|none|not any|not either)(?: one)?(?: of (?:them|those|these|the (?:two|three)))?"),
    ("any", r"(?:no )?(?:i )?(?:whatever|whichever|either|any(?:thing|one)?|don'?t (?:mind|care)|do not (?:mind|care)"
            r"|couldn'?t care less|doesn'?t matter|it doesn'?t matter|does not matter|(?:it'?s )?up to you|your call"
            r"|you (?:choose|pick|decide)|surprise me|no preference|(?:i'?m )?(?:easy|open|not (?:fussed|bothered"
            r"|picky))"
            r"|all the same|no idea|dunno|don'?t know|not sure|as you like|makes no difference)"
            r"(?: (?:is|one|way|works?|goes|will do|is good|is ok|would do|would be good|of (?:them|those|these"
            r"|the (?:two|three))"
            r"|you (?:like|think|want|prefer)|is easier|which|any|either|at all|it'?s all the same))*"),
    ("no", r"(?:no|nope|nah|n|not|naw)(?: (?:no|not|now|yet|today|particularly|right now|i (?:don'?t|do not|wouldn'?t)"
           r"|don'?t|leave it|at all|that'?s (?:it|all)|it'?s))*|i (?:don'?t|do not|'?d rather not)|rather not"
           r"|leave it|leave that"
           r"|don'?t (?:do (?:that|it)|bother)?|never ?mind|not needed|no need"),
    ("yes", r"(?:yes|yeah|yep|yup|ya|y|sure|of course|definitely|absolutely|certainly|go ahead|go on|go for it|do it"
            r"|do that|do so|sounds good|good idea|why not|correct|right|exactly|that'?s right|i (?:do|would|am)"
            r"|that would be (?:great|good|nice)|i'?d like that|perfect|great|that one|it'?s that one"
            r"|that'?s (?:it|the one|right|fine)|let'?s do (?:it|that))(?: (?:do|i do|i would|it is|go ahead|do it"
            r"|do that|sure"
            r"|of course|yes|that one|that'?s it|that would be great|add it|look further|that'?s the one))*"),
)  # fmt: skip
_ANSWERS = tuple((answer, re.compile(words)) for answer, words in _WORDS)
_PLACE = re.compile(
    rf"(?:yes |yeah )?(?:i(?:'?d| would|'?ll)? (?:mean|meant|prefer|like|say) )?(?:the |number |no )?"
    rf"(?P<place>{'|'.join(ORDINALS)}|last|latter|former|one|two|three|1|2|3)(?: (?:one|option))?"
)


def answered(text: Text, context: Context, vocabulary: Vocabulary) -> Iterator[Constraint]:
    """Yield the value by which a turn answers the pending question, if it does; the longest that is named."""
    pending = context.pending
    if pending is None or not pending.field or pending.field == "price":
        return
    offered = (
        pending.choices
        if pending.kind == "field" and pending.choices
        else tuple(vocabulary.holders.get(pending.field, {}))
    )
    said = f" {key_of(text.low)} "
    named = sorted((v for v in offered if (key := key_of(v)) and f" {key} " in said), key=lambda v: -len(key_of(v)))
    read = {s.value.lower() for s in sizes(text.low)} | set(_NUMBER.findall(text.low))
    named += [v for v in offered if v.lower() in read]
    if named:
        yield Constraint(pending.field, "eq", named[0])


def bare_answer(low: str) -> Answer:
    """Return what a turn answers that says nothing else; "" for any other turn."""
    said = _bare(low)
    said = said or re.sub(r"[^\w' ]", "", low).strip()  # "okay" alone is an answer, not a politeness
    if said in ("ok", "okay", "alright", "all right", "please", "fine"):
        return "yes"
    if said == "really":
        return ""
    return next((answer for answer, pattern in _ANSWERS if pattern.fullmatch(said)), "")


def place_of(low: str, size: int, *, digits: bool = True) -> int | None:
    """Return which of `size` choices a turn names by its place and does nothing else, from 0; None for others."""
    found = _PLACE.fullmatch(_bare(low))
    if found is None or (not digits and found["place"] in ("1", "2", "3", "one", "two", "three")):
        return None
    word = found["place"]
    if word in ("last", "latter"):
        return size - 1 if size else None
    place = {"one": 0, "1": 0, "two": 1, "2": 1, "three": 2, "3": 2, "former": 0}.get(word, ORDINALS.get(word, size))
    return place if 0 <= place < size else None


def _bare(low: str) -> str:
    return " ".join(_POLITE.sub(" ", low).split())


def bare_sizes(text: Text, held: frozenset[str]) -> list[tuple[str, int, int]]:
    """Return numbers or letters that are sizes which the products at hand have, where little else is said: "8 or 9"."""
    found = [
        (m[0], *m.span())
        for m in re.finditer(r"(?<![\w.,$£€])(?:\d{1,3}(?:\.5)?|x{0,3}[sl]|m)(?![\w.,%$£€'])", text.low)
    ]
    rest = [t.word for t in text.tokens if not any(start <= t.start < end for _, start, end in found)]
    plain = all(
        word in ("or and in a please pls only maybe ok then the size uk us eu".split())
        for word in rest
    )
    return [f for f in found if f[0] in held] if plain else []

"""Where words and label disagree: rules by which clear evidence corrects an unsure intent, the first that applies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from intents.answers import answered
from intents.corrections import RULES
from intents.evidence import Evidence
from intents.negation import NO_PREFERENCE
from intents.numbers import prices
from intents.reading import Context, Reading
from intents.text import Text
from retrieval.vocabulary import Vocabulary

_YES = re.compile(
    r"^\W*(?:yes|yeah|yep|yup|sure|ok(?:ay)?|please(?: do)?|go ahead|do it|sounds good|of course"
    r"|definitely|absolutely|y)\b[\w ,!.]{0,20}$"
)
_CODE = re.compile(
    r"\b(?:drop|truncate|alter|create) (?:table|database)\b\W*\w+\W*(?:;|--)|\bdelete from \w+ ?(?:;|where\b)"
    r"|\binsert into \w+ ?\(|\bselect .{1,40} from \w+ ?(?:;|where\b|--)|\bor 1 ?= ?1\b|<script\b"
)  # statements of a program are data and no wish
_NO = re.compile(r"^\W*(?:no|nope|nah|not now|no thanks?|no thank you|n)\W*$")


def settle(
    reading: Reading, scores: Mapping[str, float], text: Text, context: Context, vocabulary: Vocabulary
) -> Reading:
    """Return the reading with the intent that words and context call for."""
    if not text.tokens:
        return replace(reading, intent="search_by_image" if context.image else "small_talk", confidence=1.0)
    wanted = "out_of_scope" if _is_code(text) else _answer(text, context, vocabulary)
    if wanted is None:
        wanted = called_for(reading.intent, reading.confidence, scores, Evidence(text, context, vocabulary))
    if wanted is None or wanted == reading.intent:
        return reading
    in_scope = 1.0 - reading.in_scope if (wanted == "out_of_scope") == (reading.in_scope > 0.5) else reading.in_scope
    return replace(
        reading, intent=wanted, confidence=max(scores.get(wanted, 0.0), 0.5), in_scope=max(0.0, min(1.0, in_scope))
    )


def _is_code(text: Text) -> bool:
    """Whether a statement of a program is all that a turn says, but for a word."""
    found = _CODE.search(text.low)
    return found is not None and sum(t.end <= found.start() or t.start >= found.end() for t in text.tokens) < 2


def _answer(text: Text, context: Context, vocabulary: Vocabulary) -> str | None:
    """The intent of a bare answer to the question that is pending."""
    pending = context.pending
    if pending is None:
        return None
    if len(text.tokens) <= 6 and any(True for _ in answered(text, context, vocabulary)):
        return "add_to_cart" if pending.kind == "add_to_cart" else "refine_search"
    if pending.kind == "field" and NO_PREFERENCE.match(text.low):
        return "relax_search"
    if pending.kind == "add_to_cart" and not pending.field and _YES.match(text.low):
        return "add_to_cart"
    if pending.kind == "drop" and _YES.match(text.low):
        return "refine_search"
    if _NO.match(text.low):
        return "small_talk"
    return (
        "refine_search"
        if pending.kind == "field" and pending.field == "price" and prices(text.low, expected=True)
        else None
    )


def called_for(label: str, confidence: float, scores: Mapping[str, float], words: Evidence) -> str | None:
    """Return the intent that the evidence calls for; None to keep the label."""
    for least, rule in RULES:
        if confidence < least and (wanted := rule(label, scores, words)) is not None:
            return wanted
    return None

"""Where words and label disagree: rules by which clear slots correct an unsure intent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from intents.mentions import mentions
from intents.negation import NO_PREFERENCE, dropped
from intents.numbers import prices
from intents.reading import Context, Reading
from intents.text import Text
from retrieval.vocabulary import Vocabulary

SURE = 0.85  # confidence from which words do not overrule the label
_YES = re.compile(r"^\W*(?:yes|yeah|yep|yup|sure|ok(?:ay)?|please(?: do)?|go ahead|do it|sounds good|of course|definitely|absolutely|y)\b[\w ,!.]{0,20}$")
_NO = re.compile(r"^\W*(?:no|nope|nah|not now|no thanks?|no thank you|n)\W*$")


def settle(reading: Reading, scores: Mapping[str, float], text: Text, context: Context, vocabulary: Vocabulary) -> Reading:
    """Return the reading with the intent that words and context call for."""
    if not text.tokens:
        return replace(reading, intent="search_by_image" if context.image else "small_talk", confidence=1.0)
    if (answer := _answer(text, context)) is not None:
        return replace(reading, intent=answer, confidence=max(reading.confidence, SURE), in_scope=max(reading.in_scope, SURE))
    if reading.confidence >= SURE:
        return reading
    wanted = _called_for(reading, text, context, vocabulary)
    return replace(reading, intent=wanted, confidence=scores.get(wanted, reading.confidence)) if wanted else reading


def _answer(text: Text, context: Context) -> str | None:
    """The intent of a bare answer to the question that is pending."""
    pending = context.pending
    if pending is None:
        return None
    if pending.kind == "field" and NO_PREFERENCE.match(text.low):
        return "relax_search"
    if pending.kind == "add_to_cart" and not pending.field and _YES.match(text.low):
        return "add_to_cart"
    if pending.kind == "drop" and _YES.match(text.low):
        return "refine_search"
    if _NO.match(text.low):
        return "small_talk"
    return "refine_search" if pending.kind == "field" and pending.field == "price" and prices(text.low, expected=True) else None


def _called_for(reading: Reading, text: Text, context: Context, vocabulary: Vocabulary) -> str | None:
    """What clear words call for, where the label is unsure or out of scope."""
    lost = reading.intent in ("out_of_scope", "small_talk")
    limits = prices(text.low)
    known = [m for m in mentions(text, vocabulary) if m.entry("category")]
    if lost and limits and known:
        return "search_product"
    if lost and limits and context.category:
        return "refine_search"
    if lost and context.category and any(True for _ in dropped(text.low)):
        return "relax_search"
    if lost and known and len(text.tokens) <= 3 and reading.intent == "out_of_scope":
        return "search_product"
    return None

"""A whole turn, part by part: what is undone, what answers a question, what holds for good, and two wishes at once.

The pipeline reads one wish; what stands around it is found here, and each part is read by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from intents.answering import POINTING, answer_to
from intents.answers import bare_answer
from intents.categories import same_kind
from intents.mentions import mentions
from intents.predict import Understanding
from intents.reading import Context, Reading
from intents.standing import standing
from intents.taking_back import turned_round, undone
from intents.text import Text, read
from retrieval.synonyms import key_of
from retrieval.vocabulary import Vocabulary

_LONG = 60  # words; a story is read as one
_SURE = 0.6  # of the label of a part
_CART = frozenset({"add_to_cart", "update_cart"})
_TOLD = frozenset(
    "view_cart ask_policy track_order ask_attribute ask_availability ask_reviews ask_fit compare_products".split()
)
_BESIDE = _TOLD | frozenset(
    "checkout search_product explore_category ask_bestsellers ask_deals show_more find_complement find_similar "
    "refine_search".split()
)
_SEARCH = frozenset({"search_product", "explore_category", "refine_search", "show_more", "ask_availability"})
_KINDS = re.compile(r",? (?:and|plus|&|as well as|along with|also)(?: also| then| maybe| perhaps)? |, | \+ ")
_IDLE = frozenset("i mean meant the a an one ones no sorry hm hmm oh number".split())
"""Words beside a reference that ask for nothing, not even politely."""
_LINK = r"(?:and|then|also|so|but|plus|oh|ah|btw|by the way|after that|afterwards|please|now)"
_STEP = re.compile(
    rf"[.!?;]+\s+(?:{_LINK}[, ]+)*|(?:,? {_LINK}(?:[, ]+{_LINK})*,?|,) "
    r"(?=(?:please |also |then |now )*(?:(?:what|how|where|when|who|is|are|let|i)(?:'?[a-z]{1,2})?"
    r"|show|find|need|want|check ?out|pay|place|look|search|get me|do(?:es)?|can|could|tell|compare|proceed|go to|take"
    r"|add|put|remove|delete|buy|give|order)\b)"
)
_ABOUT = re.compile(r"\b(?:for|with|of|like|likes|loves|into|about|from|on|in) (?:an? |the |my |his |her "
                    r"|our )?(?:\w+ )?$")
_NEXT = re.compile(
    r"^\W*(?:(?:ok|okay|and|now|so|then|next|right|well|also|yes|what about|how about|on to|let'?s (?:see|do)"
    r"|show me|back to"
    r"|go to|moving on to),? )*(?:the |those |these |my )?(?P<kind>[a-z][a-z' -]*?)"
    r"(?: (?:now|then|next|please|too|as well|again|instead))*\W*$"
)


def read_turn(understanding: Understanding, text: str, context: Context) -> Reading:
    """Read a whole turn in its context; never fails, whatever the text is."""
    clean = read(text)
    if context.image or not 0 < len(clean.tokens) <= _LONG:
        return understanding.read(text, context)
    if (steps := undone(clean.low)) or turned_round(clean.low):
        read_ = understanding.read(text, context)
        return relabelled(read_, "relax_search", turned="undo" if steps else "reverse", steps=steps or 1)
    return _for_good(understanding, clean, context) or _parted(understanding, clean, context) or _one(
        understanding, text, context)  # fmt: skip


def relabelled(reading: Reading, intent: str, **said: Any) -> Reading:
    """Return the reading with a certain intent, and nothing of it but its text and what is `said`."""
    sure = reading.confidence if reading.intent == intent else max(0.5, 1.0 - reading.confidence)
    return Reading(reading.text, intent, sure, max(reading.in_scope, 0.5), **said)


def _one(understanding: Understanding, text: str, context: Context) -> Reading:
    """Read a part that holds one wish."""
    first = understanding.read(text, context)
    clean = read(text)
    answer = answer_to(first, clean, context, understanding.vocabulary)
    if answer is not None:
        return answer
    if kind := _earlier(clean.low, context, understanding.vocabulary):
        return relabelled(first, "search_product", goal="back", category=kind)
    asked = context.pending or context.last_reply.rstrip().endswith("?")
    if not asked and bare_answer(clean.low) in ("yes", "no"):
        return relabelled(first, "small_talk")
    counted = first.quantity or any(r.quantity for r in first.references)
    return replace(first, pointing=True) if not counted and _points(first, clean.low, idle=_IDLE) else first


def _for_good(understanding: Understanding, clean: Text, context: Context) -> Reading | None:
    """A turn that states or takes back what holds for good, the rest of it read as usual."""
    found = standing(clean, context, understanding.vocabulary)
    if found is None:
        return None
    pending = context.pending.field if context.pending else ""
    if any(p.constraint.field == pending for p in found.stated):  # it answers the question too
        return replace(understanding.read(clean.original, context), preferences=found.stated)
    if found.alone:
        intent = "relax_search" if found.forgotten else "refine_search"
        read_ = understanding.read(clean.original, context)
        return relabelled(read_, intent, preferences=found.stated, forgotten=found.forgotten, alone=True)
    rest = _parted(understanding, read(found.rest), context) or _one(understanding, found.rest, context)
    return replace(rest, preferences=found.stated)


def _earlier(low: str, context: Context, vocabulary: Vocabulary) -> str:
    """The kind of an earlier goal that a turn names and nothing else: "and the socks?"."""
    found = _NEXT.match(low)
    if not found or len(context.goals) < 2:
        return ""
    for mention in mentions(read(found["kind"]), vocabulary):
        if mention.entry("category") and mention.text == found["kind"]:
            for goal in context.goals:
                if goal != context.category and same_kind(mention.text, goal, vocabulary):
                    return goal
    return ""


def _parted(understanding: Understanding, clean: Text, context: Context) -> Reading | None:
    """Two wishes in one turn, or several kinds; None where it is one."""
    return _two_wishes(understanding, clean, context) or _several_kinds(understanding, clean, context)


def _two_wishes(understanding: Understanding, clean: Text, context: Context) -> Reading | None:
    """A change of the cart or a question with something else beside it, in the order in which they can be done."""
    if not (context.shown or context.cart):
        return None
    for left, right in _halves(clean, _STEP):
        first = _one(understanding, left, context)
        second = _one(understanding, right, _focused(first, context))
        for pointing, part, acting in ((first, left, right), (second, right, left)):
            if _points(pointing, part):  # "the cheaper one please, add it": one wish
                one = _one(understanding, acting, _focused(pointing, context))
                return one if one.intent in _CART and one.confidence >= _SURE else None
        second = _two_wishes(understanding, read(right), _focused(first, context)) or second
        if second.then is None and _turn_of(second) < _turn_of(first):
            first, second = second, first
        if first.intent != second.intent and _acts(first, context) and _stands_alone(second):
            return replace(first, then=second)
    return None


def _acts(reading: Reading, context: Context) -> bool:
    """Whether a part is surely a change of the cart or a question, with something that it can be about."""
    about = reading.intent in ("view_cart", "ask_policy", "track_order") or reading.references or context.focus
    asks = reading.intent in _TOLD and reading.confidence >= _SURE
    changes = reading.intent in _CART and reading.confidence >= 0.5
    return bool((changes or asks) and (about or context.pending))


def _turn_of(reading: Reading) -> int:
    """When a part is done: what is taken before what it comes to, what puts other products on the table last."""
    return 0 if reading.intent in _CART else 2 if reading.intent in _SEARCH or reading.intent == "checkout" else 1


def _focused(reading: Reading, context: Context) -> Context:
    """The context after a part: what it points at is what "it" stands for."""
    named = tuple(p for r in reading.references if not r.ambiguous for p in r.products)
    return replace(context, focus=named) if named else context


def _points(reading: Reading, part: str, idle: frozenset[str] = POINTING - {"it", "that", "this"}) -> bool:
    """Whether a part points at products and does nothing else: "the cheaper one please"."""
    spans = [r.text for r in reading.references if r.products and not r.ambiguous]
    rest = part
    for span in spans:
        rest = rest.replace(span, " ", 1)
    return bool(spans) and all(word in idle for word in re.findall(r"[^\W_]+", rest))


def _stands_alone(reading: Reading) -> bool:
    """Whether a part says something to act on by itself."""
    if reading.intent in _SEARCH:
        return bool(reading.category and (reading.goal != "same" or reading.add[1:]))
    return reading.intent in _BESIDE | _CART


def _halves(clean: Text, pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    for cut in pattern.finditer(clean.low):
        left, right = clean.low[: cut.start()].strip(" ,"), clean.low[cut.end() :].strip(" ,")
        if left and right:
            yield left, right


def _several_kinds(understanding: Understanding, clean: Text, context: Context) -> Reading | None:
    """Several kinds of product, each read from its own stretch of the turn."""
    stretches = _stretches(clean, understanding.vocabulary)
    if len(stretches) < 2:
        return None
    whole = understanding.read(clean.original, context)
    if whole.intent not in _SEARCH or whole.goal == "back" or not whole.category:
        return None
    fresh = Context(last_act=context.last_act, goals=context.goals, category=context.category or "*")
    first, *others = (understanding.read(part, context if not n else fresh) for n, part in enumerate(stretches))
    found = [r for r in others if r.category]
    distinct = all(not same_kind(first.category, r.category, understanding.vocabulary) for r in found)
    if not first.category or len(found) < len(others) or not distinct:
        return None
    also = tuple(replace(r, intent="search_product", goal="new") for r in found)
    goal = "new" if whole.goal == "same" and not context.category else whole.goal
    first = replace(first, intent="search_product", goal=goal, also=also)
    return replace(first, confidence=whole.confidence, in_scope=whole.in_scope)


def _one_kind(words: str, vocabulary: Vocabulary) -> bool:
    """Whether the shop itself puts two kinds into one: "Coffee & tea"."""
    both = set(key_of(words).split())
    return any(both <= set(kind.split()) for kind in vocabulary.kinds)


def _stretches(clean: Text, vocabulary: Vocabulary) -> list[str]:
    """The stretches of a turn that name a kind each, cut where one wish is joined to the next."""
    kinds = [m for m in mentions(clean, vocabulary) if m.entry("category")]
    cuts: list[tuple[int, int]] = []
    for one, other in pairwise(kinds):
        joint = _KINDS.search(clean.low, one.end, other.start)
        described = _ABOUT.search(clean.low[: one.start]) or " or " in clean.low[one.end : other.start]
        if joint and not described and not _one_kind(f"{one.text} {other.text}", vocabulary):
            cuts.append(joint.span())
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(clean.low)]
    return [clean.low[a:b].strip() for a, b in zip(starts, ends, strict=True)] if cuts else []

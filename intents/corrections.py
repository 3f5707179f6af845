"""Corrections: what clear evidence in the words says of an unsure label, rule by rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from intents import about_products
from intents.about_products import LOST, UNSURE
from intents.cues import SOME
from intents.evidence import Evidence
from intents.negation import dropped
from intents.reading import Reading
from intents.spans import Span
from intents.text import Text
from intents.unlisted import KIND
from intents.wishes import order_of
from intents.wordlists import NEVER

SURE = 0.85  # confidence from which only the strongest evidence overrules a label
_SEARCHES = frozenset({"search_product", "show_more", "refine_search", "explore_category"})
_NEEDS_TABLE = frozenset(
    "refine_search relax_search show_more reject_items find_similar find_complement "
    "compare_products ask_attribute "
    "ask_availability ask_reviews ask_fit ask_explanation add_to_cart update_cart ask_bestsellers".split()
)
_PAYS = frozenset({"view_cart", "checkout", "update_cart"})
_ELSEWHERE = frozenset("view_cart checkout add_to_cart update_cart ask_policy talk_to_human track_order".split())
_POINTS = re.compile(r"\b(?:it|its|this|that|these|those|them|they|one|ones|the)\b")
_AND_WHAT = re.compile(
    r"^\W*(?:and|what about|how about|and what about) (?:what(?:'s| is) )?the (?:\w+[ -]?){1,3}\?\W*$"
)
_AND_ONES = re.compile(
    r"^\W*(?:and|also|or) (?!(?:is|are|do|does|can|will|would|which|how|what|the|this)\b)[\w' -]*\bones\b"
)
_REQUEST = re.compile(r"\b(?:do you (?:sell|stock|carry)|show me|looking for|i need (?:a|some))\b")
_SERVES = frozenset({"track_order", "return_refund", "ask_policy", "talk_to_human"})


def _kind_and_limit(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """A kind with a price, or a kind and nothing else, is a search, however strange the rest."""
    if label in _PAYS and words.asked and words.bare and not words.context.cart:
        return "search_product"
    if label in LOST and _only_values(label, scores, words):
        return "refine_search"
    if label not in LOST or not (words.firm or (words.asked and words.bare)):
        return None
    return "search_product" if words.asked or (words.substance and not words.found) else None


def _bare_kind(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """A kind of the catalogue and nothing else is looked for, and so is one named before anything was shown."""
    if label not in _ELSEWHERE or not words.asked or words.question or words.drops or words.found:
        return None
    empty = not words.table and not words.context.cart and not words.says("policy")
    served = label in _SERVES and not words.bare
    return "search_product" if (words.bare or empty) and not served and (empty or not words.says("basket")) else None


def _commands(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    return "out_of_scope" if words.says("orders") and not words.drops else None


def _requested(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """ "I am looking for a lamp" asks for the kind that it names, not for a person."""
    unsure = label in LOST or label == "talk_to_human"
    return "search_product" if unsure and words.asked and _REQUEST.search(words.text.low) else None


def _start(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """Before anything was shown, a kind that is named is searched for, and there is nothing to refine."""
    if words.table or words.context.category or words.context.last_act not in (None, "chat", "decline"):
        return None
    if label == "refine_search" and words.context.last_act is None:
        return "search_product"
    ranked = label == "ask_bestsellers" and not words.limits
    named = words.asked and label in _NEEDS_TABLE and not ranked
    return "search_product" if named and (words.limits or not words.question) else None


def _rated(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    if (
        label in ("ask_reviews", "ask_bestsellers", "checkout", "view_cart")
        and words.asked
        and words.limits
        and not words.placed
    ):
        return "search_product"
    return None


def _only_limit(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """A limit for what is looked for."""
    plain = not words.asked and not words.placed and label not in _SERVES
    if (
        plain
        and words.context.category
        and not words.question
        and label in (*LOST, "view_cart", "checkout", "ask_attribute", "ask_deals")
    ):
        said = words.limits or (words.bare_limit and words.context.last_act in ("none_found", "recommend", "ask"))
        return "refine_search" if said else None
    return None


def _bounded(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """ "At least 100 or it's rubbish" sets a bound; no question of what others think has one."""
    plain = label == "ask_reviews" and words.firm and not words.question and not words.asked and not words.placed
    return "refine_search" if plain and words.context.category else None


def _policy(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """Words of delivery and exchange, with no product named by its place, ask for the shop's rules."""
    return "ask_policy" if words.says("policy") and not words.placed and label not in _SERVES else None


def _drop(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """A field in force that no longer matters."""
    held = {c.field for c in words.context.constraints if c.field != "category"}
    named = {name for name, _, _ in dropped(words.text.low)}
    if (named & held or ("*" in named and held)) and not words.firm and words.goal == "same":
        return "relax_search"
    return None


def _any_in(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """ "Any in black?" narrows the search; "do you have it in black" asks about a product."""
    plural = words.says("any") and words.valued and not words.found
    if label == "ask_availability" and words.asked and words.says("some") and not words.same and not words.found:
        return "search_product"
    return "refine_search" if label == "ask_availability" and plural and words.context.category else None


def _only_values(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """A few words that narrow the current kind, and nothing else."""
    if words.asked or words.found or words.question or not words.context.category or label in _SERVES:
        return None
    return "refine_search" if len(words.text.tokens) <= 4 and words.narrowing else None


def _back(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """An earlier kind that is named again is gone back to, unless it is taken or asked about."""
    if words.goal != "back" or words.question or label in _SEARCHES:
        return None
    taken = label in ("add_to_cart", "update_cart") and (words.takes or words.handed or words.says("away"))
    return None if taken else "search_product"


def _gone_back(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """ "Back to the bags, 50 at most" changes no cart."""
    back = label in ("add_to_cart", "update_cart", "view_cart") and words.says("return") and words.asked
    return "search_product" if back else None


def _in_order(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """ "And the best rated?" puts what is looked for into another order."""
    asked = words.context.category and _AND_WHAT.match(words.text.low) and order_of(words.text.low)
    return "refine_search" if asked and label not in _SERVES else None


def _further(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """ "And green ones for my wife?" asks for others."""
    asks = label in ("ask_fit", "ask_attribute", "ask_availability", "gift_ideas") and words.context.category
    return "refine_search" if asks and _AND_ONES.match(words.text.low) else None


def _other_kind(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """A kind is named that is not looked for yet: that is a search, unless it is to go with something."""
    loose = not words.says("complement") and not words.found and not words.context.image
    if label == "find_complement" and loose and words.valued and not words.asked:
        return "search_product"
    if label == "find_complement" and loose and words.same:
        return "refine_search"
    if not words.asked or words.same or not (words.context.category or words.table):
        return None
    if label == "refine_search" and words.goal == "new":
        return "search_product"
    if label == "show_more" and not words.says("more"):
        return "search_product" if words.goal != "same" else "refine_search"
    return "search_product" if label in ("find_complement", "find_similar") and loose else None


def _no_gift(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    plain = (words.asked or words.limits) and not words.says("gift")
    return "search_product" if label == "gift_ideas" and plain else None


def _no_new_kind(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """Only values or limits for the current kind: a refinement."""
    if words.asked or not words.context.category or not words.table:
        return None
    away = [token for token in words.text.tokens if any(start < token.start < end for start, end in words.away)]
    ruled_out = not words.found and any(t.stem in words.vocabulary.said and t.word not in NEVER for t in away)
    if label == "search_product" and (words.valued or words.firm or ruled_out):
        return "refine_search"
    return "refine_search" if label in ("reject_items", "relax_search") and ruled_out and not words.drops else None


def sought(reading: Reading, text: Text, spans: Sequence[Span]) -> Reading:
    """Return the reading as a search where a kind that the vocabulary lacks is asked for: "any harmonicas left?"."""
    named = any(span.label == KIND and span.score >= 0.6 for span in spans)
    person = reading.intent == "talk_to_human" and reading.confidence >= SURE
    if not named or person or not seems_sought(reading.intent, text):
        return reading
    return replace(reading, intent="search_product", confidence=0.5, in_scope=max(reading.in_scope, 0.5))


def seems_sought(label: str, text: Text) -> bool:
    """Say whether a turn labelled otherwise is put like a search: "do you sell ...", not "do you have it in blue"."""
    if label not in LOST | {"ask_availability", "talk_to_human"} or _POINTS.search(text.low):
        return False
    return bool((SOME if label == "ask_availability" else _REQUEST).search(text.low))


Rule = Callable[[str, Mapping[str, float], Evidence], "str | None"]
RULES: tuple[tuple[float, Rule], ...] = (
    (1.01, _kind_and_limit),
    (1.01, about_products.question_about_place),
    (1.01, about_products.cart_line),
    (1.01, about_products.no_photo),
    (1.01, _gone_back),
    (0.995, _bare_kind),
    (0.95, about_products.never_taken),
    (0.99, about_products.subject),
    (1.01, _in_order),
    (1.01, _further),
    (0.97, _drop),
    (0.8, _policy),
    (UNSURE, _commands),
    (SURE, _requested),
    (0.95, _start),
    (SURE, _rated),
    (SURE, _only_limit),
    (SURE, about_products.asked_on),
    (0.995, about_products.handed),
    (SURE, about_products.quantity_of_place),
    (SURE, _back),
    (0.995, about_products.choice),
    (UNSURE, about_products.take),
    (SURE, about_products.question_about),
    (SURE, about_products.fact_not_stock),
    (0.5, about_products.bare_choice),
    (1.01, _any_in),
    (0.97, _bounded),
    (SURE, about_products.turned_down),
    (0.95, about_products.included),
    (UNSURE, _only_values),
    (0.95, _other_kind),
    (SURE, _no_gift),
    (0.999, _no_new_kind),
)
"""The confidence below which a rule may overrule the label, and the rule."""

"""Corrections: what clear evidence in the words says of an unsure label, rule by rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from intents import about_products
from intents.about_products import LOST, UNSURE
from intents.evidence import Evidence
from intents.negation import dropped
from intents.wordlists import NEVER

SURE = 0.85  # confidence from which only the strongest evidence overrules a label
_SEARCHES = frozenset({"search_product", "show_more", "refine_search", "explore_category"})
_NEEDS_TABLE = frozenset(
    "refine_search relax_search show_more reject_items find_similar find_complement "
    "compare_products ask_attribute "
    "ask_availability ask_reviews ask_fit ask_explanation add_to_cart update_cart ask_bestsellers".split()
)
_SERVES = frozenset({"track_order", "return_refund", "ask_policy", "talk_to_human"})


def _kind_and_limit(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """A kind with a price, or a kind and nothing else, is a search, however strange the rest."""
    if label in LOST and _only_values(label, scores, words):
        return "refine_search"
    if label not in LOST or not (words.firm or (words.asked and words.bare)):
        return None
    return "search_product" if words.asked or (words.substance and not words.found) else None


def _commands(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    return "out_of_scope" if words.says("orders") and not words.drops else None


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
    return None if label in ("add_to_cart", "update_cart") and words.takes else "search_product"


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


Rule = Callable[[str, Mapping[str, float], Evidence], "str | None"]
RULES: tuple[tuple[float, Rule], ...] = (
    (1.01, _kind_and_limit),
    (1.01, about_products.question_about_place),
    (1.01, about_products.cart_line),
    (1.01, about_products.no_photo),
    (0.97, _drop),
    (0.8, _policy),
    (UNSURE, _commands),
    (SURE, _start),
    (SURE, _rated),
    (SURE, _only_limit),
    (SURE, about_products.asked_on),
    (SURE, about_products.quantity_of_place),
    (SURE, _back),
    (0.995, about_products.choice),
    (UNSURE, about_products.take),
    (SURE, about_products.question_about),
    (SURE, about_products.fact_not_stock),
    (0.5, about_products.bare_choice),
    (0.95, _any_in),
    (0.95, about_products.included),
    (UNSURE, _only_values),
    (0.95, _other_kind),
    (SURE, _no_gift),
    (0.999, _no_new_kind),
)
"""The confidence below which a rule may overrule the label, and the rule."""

"""Corrections: what clear evidence in the words says of an unsure label, rule by rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from intents.evidence import Evidence

SURE = 0.85  # confidence from which only the strongest evidence overrules a label
UNSURE = 0.6
_NEEDS_TABLE = frozenset(
    "refine_search relax_search show_more reject_items find_similar find_complement "
    "compare_products ask_attribute "
    "ask_availability ask_reviews ask_fit ask_explanation add_to_cart update_cart ask_bestsellers".split()
)
_ABOUT = (
    "ask_attribute",
    "ask_availability",
    "ask_reviews",
    "ask_fit",
    "compare_products",
    "ask_explanation",
    "find_complement",
    "find_similar",
)
_LOST = frozenset({"out_of_scope", "small_talk"})
_NARROWS = frozenset({"search_product", "refine_search"})
_SERVES = frozenset({"track_order", "return_refund", "ask_policy", "talk_to_human"})


def _kind_and_limit(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """A kind with a price, or a kind and nothing else, is a search, however strange the rest."""
    if label not in _LOST or not (words.firm or (words.asked and words.bare)):
        return None
    return "search_product" if words.asked or (words.substance and not words.found) else None


def _question_about_place(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """A question about "the second clock" is about a product."""
    if label in _LOST and words.placed and words.question:
        return _likeliest(scores, words)
    return None


def _commands(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    return "out_of_scope" if words.says("orders") and not words.drops else None


def _start(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """Before anything was shown, a kind that is named is searched for."""
    early = not words.table and not words.context.category and words.context.last_act in (None, "chat", "decline")
    if early and words.asked and label in _NEEDS_TABLE and (words.limits or not words.question):
        return "search_product"
    return None


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
        and label in (*_LOST, "view_cart", "checkout", "ask_attribute", "ask_deals")
    ):
        said = words.limits or (words.bare_limit and words.context.last_act in ("none_found", "recommend", "ask"))
        return "refine_search" if said else None
    return None


def _quantity_of_place(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """ "3 of the first": taken, unless it is in the cart already."""
    counted = [f for f in words.placed if f.reference.quantity]
    in_cart = {product for product, _ in words.context.cart}
    if counted and not words.question and not any(p in in_cart for f in counted for p in f.reference.products):
        return "add_to_cart"
    return None


def _choice(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """Nothing but what is pointed at, with a word of assent: it is taken."""
    asking = words.context.pending is not None and words.context.pending.kind == "which_product"
    firm = any(f.how in ("place", "extreme", "words") or f.reference.text.startswith("that") for f in words.found)
    if (
        words.only_references
        and firm
        and words.goal != "back"
        and words.chooses
        and not words.question
        and not words.away
        and not asking
    ):
        weighing = label == "compare_products" and (" or " in words.text.low or len(words.found) > 1)
        return (
            None
            if weighing or (label in ("update_cart", "find_similar") and scores.get(label, 0) > UNSURE)
            else ("add_to_cart")
        )
    return None


def _bare_choice(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """Nothing but what is pointed at, and no other sign of what is wanted."""
    return "add_to_cart" if words.only_references and words.placed and not words.question and not words.away else None


def _take(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    pointed = [f for f in words.found if f.reference.products and f.how != "together"]
    if pointed and words.takes and words.only_references and not words.question and not words.away:
        return (
            "add_to_cart"
            if label in ("checkout", "reject_items", "find_similar", "small_talk", "search_product", "refine_search")
            else None
        )
    return None


def _question_about(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    if (
        words.placed
        and words.question
        and label in ("refine_search", "search_product", "view_cart", "reject_items", "checkout", "explore_category")
    ):
        return _likeliest(scores, words)
    return None


def _fact_not_stock(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    if label == "ask_availability" and words.placed and not words.says("stock"):
        return "ask_attribute"
    return (
        "ask_attribute"
        if label in ("ask_fit", "ask_availability") and words.featured and words.found and words.question
        else None
    )


def _likeliest(scores: Mapping[str, float], words: Evidence) -> str:
    """The likeliest question about a product; a feature or a fact is an attribute."""
    left = [name for name in _ABOUT if name != "ask_availability" or words.says("stock")]
    return "ask_attribute" if words.featured else max(left, key=lambda name: scores.get(name, 0.0))


def _back(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    if (
        words.goal == "back"
        and label not in ("search_product", "show_more", "refine_search", "explore_category")
        and not words.question
    ):
        return "search_product" if label not in ("add_to_cart", "update_cart") else None
    return None


def _other_kind(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """A kind is named that is not looked for yet: that is a search, unless it is to go with something."""
    if not words.asked or words.same or not (words.context.category or words.table):
        return None
    if label == "refine_search" and words.goal == "new":
        return "search_product"
    if label == "show_more" and not words.says("more"):
        return "search_product" if words.goal != "same" else "refine_search"
    if (
        label in ("find_complement", "find_similar")
        and not words.says("complement")
        and not words.found
        and not words.context.image
    ):
        return "search_product"
    return None


def _no_gift(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    return (
        "search_product" if label == "gift_ideas" and (words.asked or words.limits) and not words.says("gift") else None
    )


def _no_new_kind(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """Only values for the current kind: a refinement."""
    if label == "search_product" and not words.asked and words.valued and words.context.category and words.table:
        return "refine_search"
    if (
        label == "reject_items"
        and words.away
        and not words.found
        and words.context.category
        and any(s <= m.start < e for m in words.known for s, e in words.away)
    ):
        return "refine_search"
    return None


Rule = Callable[[str, Mapping[str, float], Evidence], "str | None"]
RULES: tuple[tuple[float, Rule], ...] = (
    (1.01, _kind_and_limit),
    (1.01, _question_about_place),
    (UNSURE, _commands),
    (SURE, _start),
    (SURE, _rated),
    (SURE, _only_limit),
    (SURE, _quantity_of_place),
    (SURE, _back),
    (0.995, _choice),
    (UNSURE, _take),
    (UNSURE, _question_about),
    (SURE, _fact_not_stock),
    (0.5, _bare_choice),
    (0.95, _other_kind),
    (SURE, _no_gift),
    (SURE, _no_new_kind),
)
"""The confidence below which a rule may overrule the label, and the rule."""

"""Corrections: what clear evidence in the words says of an unsure label, rule by rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from intents.evidence import Evidence
from intents.negation import dropped
from intents.wishes import quantity_of
from intents.wordlists import NEVER

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
_ELSEWHERE = frozenset(
    "refine_search search_product view_cart reject_items checkout explore_category ask_deals ask_bestsellers".split()
)
_LOST = frozenset({"out_of_scope", "small_talk"})
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


def _policy(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """Words of delivery and exchange, with no product named by its place, ask for the shop's rules."""
    return "ask_policy" if words.says("policy") and not words.placed and label not in _SERVES else None


def _cart_line(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """A line of the cart and a number: the quantity changes."""
    in_cart = {product for product, _ in words.context.cart}
    meant = any(p in in_cart for f in words.found for p in f.reference.products)
    if meant and words.says("change") and not words.question and quantity_of(words.text.low):
        return "update_cart"
    return None


def _drop(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """A field in force that no longer matters."""
    held = {c.field for c in words.context.constraints if c.field != "category"}
    named = {name for name, _, _ in dropped(words.text.low)}
    if (named & held or ("*" in named and held)) and not words.firm and words.goal == "same":
        return "relax_search"
    return None


def _no_photo(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """Without a photo, and none spoken of, what is pointed at is on the table."""
    if label == "search_by_image" and not words.context.image and not words.says("photo") and words.placed:
        return "add_to_cart" if not words.question else _likeliest(scores, words)
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
    """A question with a place in it is about that product, not a search or the cart."""
    return _likeliest(scores, words) if words.placed and words.question and label in _ELSEWHERE else None


def _fact_not_stock(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """Questions about stock name it, or sizes or colours; questions about a feature are about an attribute."""
    if label == "ask_availability" and words.placed and not words.says("stock") and not words.sized:
        return "ask_attribute"
    if label == "ask_reviews" and words.placed and words.question and not words.says("opinion"):
        return "ask_attribute"
    featured = words.featured and words.found and words.question
    return "ask_attribute" if label in ("ask_fit", "ask_availability") and featured else None


def _likeliest(scores: Mapping[str, float], words: Evidence) -> str:
    """The likeliest question about a product; a feature or a fact is an attribute."""
    if words.says("in stock"):
        return "ask_availability"
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
    loose = not words.says("complement") and not words.found and not words.context.image
    if label == "find_complement" and loose and words.valued and not words.asked:
        return "search_product"
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
    (1.01, _question_about_place),
    (1.01, _cart_line),
    (1.01, _no_photo),
    (0.97, _drop),
    (0.7, _policy),
    (UNSURE, _commands),
    (SURE, _start),
    (SURE, _rated),
    (SURE, _only_limit),
    (SURE, _quantity_of_place),
    (SURE, _back),
    (0.995, _choice),
    (UNSURE, _take),
    (SURE, _question_about),
    (SURE, _fact_not_stock),
    (0.5, _bare_choice),
    (0.95, _other_kind),
    (SURE, _no_gift),
    (0.97, _no_new_kind),
)
"""The confidence below which a rule may overrule the label, and the rule."""

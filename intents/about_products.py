"""Corrections of labels for turns about products at hand: questions, choices, quantities."""

from __future__ import annotations

import re
from collections.abc import Mapping

from intents.evidence import Evidence
from intents.wishes import quantity_of

UNSURE = 0.6
SURE_TO_WEIGH = 0.9
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
    "refine_search search_product view_cart reject_items checkout explore_category ask_deals ask_bestsellers "
    "find_similar".split()
)
LOST = frozenset({"out_of_scope", "small_talk"})
_CARTS = ("add_to_cart", "update_cart", "view_cart", "checkout")
_OFFERED = frozenset({"recommend", "answer", "compare", "cart", "ask", "none_found"})
_AGREED = re.compile(r"^\W*(?:ok|okay|yes|yeah|yep|fine|alright|sure)\b")
_SUBJECT = re.compile(r"^\W*(?:(?:and|ok|so|but|hm+|then)\W+)*(?:is|are|does|do|can|will|was|has|have|would) $")


def question_about_place(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """A question about "the second clock" is about a product."""
    if label in LOST and words.placed and words.question:
        return likeliest(scores, words)
    return None


def asked_on(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """After an answer, "and the steel one" asks the same of another product."""
    onward = words.context.last_act == "answer" and words.text.low.lstrip().startswith(
        ("and ", "what about", "how about")
    )
    if not onward or not words.only_references or words.takes or label.startswith("ask_"):
        return None
    return "ask_attribute"


def question_about(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """A question with a place in it is about that product, not a search or the cart."""
    return likeliest(scores, words) if words.placed and words.question and label in _ELSEWHERE else None


def fact_not_stock(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """Questions about stock name it, or sizes or colours; questions about a feature are about an attribute."""
    if label == "ask_availability" and words.placed and not words.says("stock") and not words.sized:
        return "ask_attribute"
    if label == "ask_reviews" and words.placed and words.question and not words.says("opinion"):
        return "ask_attribute"
    featured = words.featured and words.found and words.question
    return "ask_attribute" if label in ("ask_fit", "ask_availability") and featured else None


def likeliest(scores: Mapping[str, float], words: Evidence) -> str:
    """The likeliest question about a product; a feature or a fact is an attribute."""
    if words.says("in stock"):
        return "ask_availability"
    left = [name for name in _ABOUT if name != "ask_availability" or words.says("stock")]
    return "ask_attribute" if words.featured else max(left, key=lambda name: scores.get(name, 0.0))


def handed(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """Products that are clear, counted or beside signs of the cart, and no wish: they are taken, unless they are in it.

    Weighed: how likely a change of the cart is against a search, with the last act and a number in its favour.
    """
    in_cart = {product for product, _ in words.context.cart}
    meant = {p for f in words.found for p in f.reference.products}
    if not words.handed or words.says("away") or words.context.last_act not in _OFFERED or meant & in_cart:
        return None
    counted = any(f.reference.quantity for f in words.found)
    bought = words.context.last_act in ("cart", "answer", "compare")
    towards = sum(scores.get(name, 0.0) for name in _CARTS) + 0.5 * counted + 0.2 * bought
    return "add_to_cart" if towards > 0.5 else None


def never_taken(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """A question about what is pointed at takes nothing: "the charcoal one, how wide is it"."""
    asks = label == "add_to_cart" and words.question and any(f.reference.products for f in words.found)
    return likeliest(scores, words) if asks and not words.takes else None


def subject(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """A yes-or-no question that a product is the subject of is about it, not about the shop's rules."""
    first = words.found[0] if words.found else None
    if label not in ("ask_policy", *LOST) or first is None or not first.reference.products or words.says("policy"):
        return None
    named = first.how in ("words", "place", "extreme") and _SUBJECT.match(words.text.low[: first.start]) is not None
    return likeliest(scores, words) if named else None


def turned_down(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """ "Not the first one, something else" turns a product down: nothing like it is wanted."""
    ruled_out = any(start <= f.start < end for f in words.found for start, end in words.away)
    return "reject_items" if label == "find_similar" and ruled_out and not words.says("like") else None


def included(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """Say that a question about what comes with a product asks a fact of it."""
    asks = words.question and words.says("included") and bool(words.found)
    return "ask_attribute" if label == "find_complement" and asks else None


def cart_line(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """A line of the cart and a number: the quantity changes."""
    in_cart = {product for product, _ in words.context.cart}
    meant = any(p in in_cart for f in words.found for p in f.reference.products)
    if meant and words.says("change") and not words.question and quantity_of(words.text.low):
        return "update_cart"
    return None


def no_photo(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """Without a photo, and none spoken of, what is pointed at is on the table."""
    if label == "search_by_image" and not words.context.image and not words.says("photo") and words.placed:
        return "add_to_cart" if not words.question else likeliest(scores, words)
    return None


def quantity_of_place(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """ "3 of the first": taken, unless it is in the cart already."""
    counted = [f for f in words.placed if f.reference.quantity]
    in_cart = {product for product, _ in words.context.cart}
    if counted and not words.question and not any(p in in_cart for f in counted for p in f.reference.products):
        return "add_to_cart"
    return None


def choice(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
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
        agreed = _AGREED.match(words.text.low) is not None  # "ok, that one and the third"
        sure = len(words.found) > 1 and scores.get(label, 0.0) > SURE_TO_WEIGH and not agreed
        weighing = label == "compare_products" and (" or " in words.text.low or sure)
        return (
            None
            if weighing or (label in ("update_cart", "find_similar") and scores.get(label, 0) > UNSURE)
            else ("add_to_cart")
        )
    return None


def bare_choice(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """Nothing but what is pointed at, and no other sign of what is wanted."""
    return "add_to_cart" if words.only_references and words.placed and not words.question and not words.away else None


def take(label: str, scores: Mapping[str, float], words: Evidence) -> str | None:
    """Say that what is pointed at is taken, where words of taking stand beside it."""
    pointed = [f for f in words.found if f.reference.products and f.how != "together"]
    if pointed and words.takes and words.only_references and not words.question and not words.away:
        return (
            "add_to_cart"
            if label in ("checkout", "reject_items", "find_similar", "small_talk", "search_product", "refine_search")
            else None
        )
    return None

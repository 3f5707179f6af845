"""What a brief about the cart, paying, rules or orders holds, drawn at random."""

from __future__ import annotations

from dataclasses import replace

from finetune.briefs import Inventor, first, order_refs, words
from prompts.brief import Brief

RULES = ("delivery", "returns", "payment", "warranty", "hours", "shipping", "gift_wrap", "exchange", "contact")


def cart(inventor: Inventor, brief: Brief) -> Brief:
    """Return a brief of a cart situation: quantities in some, stock where it is refused."""
    rng, key = inventor.rng, brief.situation.split(".")[1]
    count = {"swapped": 2, "changed": 1, "refused": 1, "empty": 0, "cleared": 0}.get(key)
    if count is None:
        count = rng.choices(
            (1, 2, 3, 4, 5, 7, 9), (8, 4, 4, 2, 1, 1, 1) if key == "viewed" else (12, 3, 1, 0, 0, 0, 0)
        )[0]
    items = inventor.items(count) if count else ()
    counted, priced = ("quantity",) * (rng.random() < 0.6), ("price",) * (rng.random() < 0.7)
    items = tuple(replace(x, fields=tuple(dict.fromkeys((*counted, *priced, *x.fields))), notes=()) for x in items)
    if key == "refused":
        sold_out = rng.random() < 0.6
        items = tuple(
            replace(
                x,
                fields=tuple(f for f in x.fields if f != "stock") if sold_out else first("stock", x.fields),
                notes=("out_of_stock",) if sold_out and rng.random() < 0.7 else (),
            )
            for x in items
        )
    extra = (
        tuple(f for f in ("cart.total", "cart.count") if rng.random() < 0.85) if key not in ("empty", "cleared") else ()
    )
    return replace(brief, items=items, extra=extra, question=inventor.question(0.25))


def checkout(inventor: Inventor, brief: Brief) -> Brief:
    """Return a brief of a checkout: count and total of the cart."""
    rng = inventor.rng
    ready = brief.situation == "checkout.ready"
    items = inventor.items(rng.choice((1, 2, 3))) if ready and rng.random() < 0.4 else ()
    extra = tuple(f for f in ("cart.total", "cart.count") if rng.random() < 0.9) if ready else ()
    return replace(brief, items=items, extra=extra, question=inventor.question(0.25))


def service(inventor: Inventor, brief: Brief) -> Brief:
    """Return a brief of a rule or an order."""
    rng, key = inventor.rng, brief.situation.split(".")[1]
    rules = (
        tuple(f"rule.{r}" for r in rng.sample([*RULES, inventor.word()], rng.choice((1, 1, 1, 1, 2))))
        if key == "rule"
        else ()
    )
    if key == "return":
        rules = ("rule.returns",) if rng.random() < 0.9 else ()
        rules += order_refs(rng) if rng.random() < 0.5 or not rules else ()
    if key == "order":
        rules = order_refs(rng)
    asked = inventor.fill(rng.choice(words("asked"))) if rng.random() < 0.3 else ""
    return replace(
        brief,
        extra=rules,
        asked=asked,
        question=inventor.question(0.9 if key == "which_order" and rng.random() < 0.5 else 0.15),
    )

"""Replies that give reasons: why something was suggested, which one the assistant would choose."""

from __future__ import annotations

from finetune.goods import agreeing, chosen, only, predicate
from finetune.pen import Pen, joined, listed
from finetune.situations_recommend import stating, wanted


def explain(pen: Pen) -> str:
    """Write why item 1, or the items, were suggested."""
    items, w = pen.brief.items, stating(wanted(pen))[:3]
    if len(items) > 1:
        names = listed([f"[[{x.number}]]" for x in items])
        text = (
            pen.line("answer.explain", n=names, w=listed(w), all="both" if len(items) == 2 else "all")
            if w
            else pen.line("answer.explain_2", n=names)
        )
        topics = ("cheapest", "best_rated", "on_sale", "popular", "price", "rating")
        extra = [f"[[{x.number}]] {predicate(pen, x, r)}." for x in items if (r := only(pen, x, topics))]
        return joined([text, *extra[: pen.rng.choice((0, 1, 2, len(items)))]])
    item = items[0]
    reasons = [r for r in chosen(pen, item, 2, []) if not (w and r.topic == "want")]
    it, name = "they" if item.plural else "it", f"[[{item.number}]]"
    if w:
        text = pen.line("answer.explain_3", w=listed(w), **agreeing(item))
        return joined([text, f"{it} also {predicate(pen, item, reasons[:2])}." if reasons and pen.chance(0.7) else ""])
    if reasons:
        return pen.line("answer.explain_4", n=name, it=it, p=predicate(pen, item, reasons))
    return pen.line("answer.explain_5", n=name)


def pick(pen: Pen) -> str:
    """Write which item the assistant would choose, and why."""
    items = pen.brief.items
    item = next((x for x in items if "pick" in x.notes), items[0])
    reasons = [r for r in chosen(pen, item, 3, wanted(pen) if pen.chance(0.5) else []) if r.topic != "pick"][:2]
    name = f"[[{item.number}]]"
    text = (
        pen.line("answer.pick", p=predicate(pen, item, reasons), **agreeing(item))
        if reasons
        else pen.line("answer.pick_2", n=name)
    )
    others = [x for x in items if x is not item]
    rest = ""
    if others and pen.chance(0.35):
        other = pen.rng.choice(others)
        single = only(pen, other, ("cheapest", "best_rated", "price", "under_limit", "popular", "new", "on_sale"))
        rest = pen.line("answer.pick_3", i=str(other.number), p=predicate(pen, other, single)) if single else ""
    return joined([text, rest])

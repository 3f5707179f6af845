"""Replies about the cart, paying, orders, the shop's rules and a person's help."""

from __future__ import annotations

from finetune.goods import agreeing
from finetune.pen import Pen, joined, listed


def cart(pen: Pen) -> str:
    """Write the reply of a cart situation."""
    write = {
        "added": _added,
        "removed": _removed,
        "changed": _changed,
        "swapped": _swapped,
        "viewed": _viewed,
        "empty": _empty,
        "cleared": _cleared,
        "refused": _refused,
    }[pen.brief.situation.split(".")[1]]
    sad = pen.brief.situation == "cart.refused"
    lead = pen.line("trade.sad" if sad else "trade.glad") if pen.warm and pen.chance(0.55) else ""
    return joined([lead, write(pen), "<|q|>" if pen.brief.question else ""])


def _names(pen: Pen) -> str:
    return listed([f"[[{x.number}]]" for x in pen.brief.items])


def _total(pen: Pen) -> str:
    """Say what the cart holds, with the references that the brief allows."""
    has_total, has_count = ("cart." + f in pen.brief.extra for f in ("total", "count"))
    if has_total and has_count and pen.chance(0.5):
        return pen.line("trade.total")
    if has_total:
        return pen.line("trade.total_2")
    if has_count:
        return pen.line("trade.total_3")
    return ""


def _after(pen: Pen) -> str:
    if pen.brief.question or pen.chance(0.7):
        return ""
    return pen.line("trade.after")


def _added(pen: Pen) -> str:
    many = len(pen.brief.items) > 1 or pen.brief.items[0].plural
    text = pen.line("trade.added", n=_names(pen), **{"is": "are" if many else "is"})
    return joined([text, _total(pen), _after(pen)])


def _removed(pen: Pen) -> str:
    many = len(pen.brief.items) > 1 or pen.brief.items[0].plural
    text = pen.line("trade.removed", n=_names(pen), **{"is": "are" if many else "is"})
    return joined([text, _total(pen), _after(pen)])


def _changed(pen: Pen) -> str:
    item = pen.brief.items[0]
    v = f"[[{item.number}.quantity]]" if "quantity" in item.fields else ""
    text = pen.line("trade.changed_to" if v else "trade.changed", n=f"[[{item.number}]]", v=v)
    return joined([text, _total(pen), _after(pen)])


def _swapped(pen: Pen) -> str:
    out, into = (f"[[{x.number}]]" for x in pen.brief.items[:2])
    text = pen.line("trade.swapped", a=out, b=into)
    return joined([text, _total(pen), _after(pen)])


def _viewed(pen: Pen) -> str:
    items = pen.brief.items
    counted, priced = (pen.chance(0.7) and all(f in x.fields for x in items) for f in ("quantity", "price"))
    form = (
        pen.pick("[[$n]] at [[$n.price]]", "[[$n]] for [[$n.price]]", "[[$n]] ([[$n.price]])")
        if priced and not counted
        else "[[$n]]"
    )
    form = f"[[$n.quantity]] of {form}" if counted else form
    rows = [pen.say(form, n=str(x.number)) for x in items]
    text = pen.line("trade.viewed", r=listed(rows))
    return joined([text, _total(pen), _after(pen)])


def _empty(pen: Pen) -> str:
    text = pen.line("trade.empty")
    offer = "" if pen.brief.question or pen.chance(0.4) else pen.line("trade.empty_2")
    return joined([text, offer])


def _cleared(pen: Pen) -> str:
    text = pen.line("trade.cleared")
    offer = "" if pen.brief.question or pen.chance(0.6) else pen.line("trade.cleared_2")
    return joined([text, offer])


def _refused(pen: Pen) -> str:
    item = pen.brief.items[0]
    n = f"[[{item.number}]]"
    if "stock" in item.fields and "out_of_stock" not in item.notes:
        return pen.line("trade.refused", n=n, v=f"[[{item.number}.stock]]")
    text = pen.line("trade.refused_2", **agreeing(item))
    offer = pen.line("trade.refused_3") if not pen.brief.question and pen.chance(0.5) else ""
    return joined([text, offer])


def checkout(pen: Pen) -> str:
    """Write the reply when paying is asked for."""
    question = "<|q|>" if pen.brief.question else ""
    if pen.brief.situation == "checkout.empty":
        text = pen.line("trade.checkout")
        offer = "" if question or pen.chance(0.5) else pen.line("trade.checkout_2")
        return joined([pen.line("trade.soon") if pen.warm and pen.chance(0.3) else "", text, offer, question])
    count, total = (f"[[cart.{f}]]" if f"cart.{f}" in pen.brief.extra else "" for f in ("count", "total"))
    if count and total:
        text = pen.line("trade.checkout_3", c=count, t=total)
    elif total:
        text = pen.line("trade.checkout_4", t=total)
    else:
        text = pen.line("trade.checkout_5")
    nxt = "" if question or pen.chance(0.55) else pen.line("trade.checkout_6")
    return joined([pen.line("trade.glad") if pen.warm and pen.chance(0.6) else "", text, nxt, question])


def service(pen: Pen) -> str:
    """Write the reply about a rule or an order."""
    write = {
        "rule": _rule,
        "unknown": _rules_silent,
        "order": _order,
        "which_order": _which,
        "no_order": _no_order,
        "no_orders": _no_orders,
        "return": _return,
    }[pen.brief.situation.split(".")[1]]
    lead = pen.line("trade.service") if pen.warm and pen.chance(0.5) else ""
    return joined([lead, write(pen), "<|q|>" if pen.brief.question else ""])


def _rules(pen: Pen) -> list[str]:
    return [f"<|r{i}|>" for i, _ in enumerate([x for x in pen.brief.extra if x.startswith("rule.")], 1)]


def _rule(pen: Pen) -> str:
    lead = pen.line("trade.rule") if pen.chance(0.55) else ""
    end = "" if pen.brief.question or pen.chance(0.85) else pen.line("trade.rule_2")
    return joined([lead, *_rules(pen), end])


def _rules_silent(pen: Pen) -> str:
    asked = "<|asked|>" if pen.brief.asked and pen.chance(0.4) else ""
    text = pen.line("trade.rules_silent", a=asked) if asked else pen.line("trade.rules_silent_2")
    offer = pen.line("trade.rules_silent_3")
    return joined([text, offer])


def _order(pen: Pen) -> str:
    has = {x.partition(".")[2] for x in pen.brief.extra if x.startswith("order.")}
    idd = " [[order.id]]" if "id" in has and pen.chance(0.5) else ""
    text = pen.line("trade.order", i=idd)
    more = []
    if "placed" in has and pen.chance(0.6):
        more.append(pen.line("trade.order_2"))
    if "items" in has and pen.chance(0.6):
        more.append(pen.line("trade.order_3"))
    if "total" in has and pen.chance(0.5):
        more.append(pen.line("trade.order_4"))
    more += [pen.line(f"trade.order_{f}") for f in ("eta", "carrier", "tracking") if f in has and pen.chance(0.6)]
    return joined([text, *more[:3]])


def _which(pen: Pen) -> str:
    if pen.brief.question:
        return pen.line("trade.which")
    return pen.line("trade.which_2")


def _no_order(pen: Pen) -> str:
    text = pen.line("trade.no_order")
    offer = "" if pen.brief.question or pen.chance(0.3) else pen.line("trade.no_order_2")
    return joined([text, offer])


def _no_orders(pen: Pen) -> str:
    text = pen.line("trade.no_orders")
    offer = pen.line("trade.no_orders_2")
    return joined([text, offer])


def _return(pen: Pen) -> str:
    has_order = "order.status" in pen.brief.extra
    lead = pen.line("trade.return") if pen.chance(0.65) else ""
    order = pen.line("trade.return_2") if has_order and pen.chance(0.85) else ""
    end = "" if pen.brief.question or pen.chance(0.75) else pen.line("trade.return_3")
    rules = _rules(pen)
    return (
        joined([order, lead, *rules, end] if pen.chance(0.5) else [lead, *rules, order, end])
        or "A person can help you with the return."
    )


def handoff(pen: Pen) -> str:
    """Write that a person is being called in."""
    text = pen.line("trade.handoff")
    more = "" if pen.brief.question or pen.chance(0.45) else pen.line("trade.handoff_2")
    return joined([text, more, "<|q|>" if pen.brief.question else ""])

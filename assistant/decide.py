"""Deciding: one ordered list of rules from state, intent and hits to an act; the first that applies decides."""

from __future__ import annotations

from collections.abc import Callable

from assistant import answering, carting, recommending, replying, serving
from assistant.decision import Decision, Moment
from assistant.track import SEARCHES

Rule = Callable[[Moment], Decision]


def _is(*intents: str) -> Callable[[Moment], bool]:
    return lambda moment: moment.reading.intent in intents


def _gives_order(moment: Moment) -> bool:
    asked = moment.state.last_situation in ("service.which_order", "service.no_order")
    return asked and bool(moment.reading.order_id or moment.reading.email)


def _chooses_variant(moment: Moment) -> bool:
    pending = moment.state.pending
    said = any(pending and c.field == pending.field for c in moment.reading.add)
    return pending is not None and pending.kind == "add_to_cart" and bool(pending.field) and said


def _points(moment: Moment) -> bool:
    """Whether a product is pointed at where nothing was asked, and nothing said of it."""
    reading = moment.reading
    return reading.pointing and reading.intent in ("add_to_cart", "ask_attribute", "small_talk", "out_of_scope")


def _turns(way: str) -> Callable[[Moment], bool]:
    return lambda moment: moment.reading.turned == way


def _turns_nothing(moment: Moment) -> bool:
    reading = moment.reading
    return reading.turned == "reverse" and not (reading.add or reading.order)


RULES: tuple[tuple[Callable[[Moment], bool], Rule], ...] = (
    (_turns("undo"), replying.undo),
    (_turns_nothing, replying.ask_which_way),
    (lambda moment: moment.reading.alone, replying.noted),
    (_gives_order, serving.track_order),
    (_chooses_variant, carting.add),
    (_points, carting.add),
    (replying.is_unsure, replying.ask_again),
    (_is("out_of_scope"), serving.decline),
    (_is("talk_to_human"), serving.hand_off),
    (_is("small_talk"), serving.talk),
    (_is("ask_policy"), serving.policy),
    (_is("track_order"), serving.track_order),
    (_is("return_refund"), serving.give_back),
    (_is("add_to_cart"), carting.add),
    (_is("update_cart"), carting.update),
    (_is("view_cart"), carting.view),
    (_is("checkout"), carting.checkout),
    (_is("compare_products"), answering.compare),
    (_is("ask_attribute"), answering.attribute),
    (_is("ask_availability"), answering.availability),
    (_is("ask_reviews"), answering.reviews),
    (_is("ask_fit"), answering.fit),
    (_is("ask_explanation"), answering.explanation),
    (_is(*SEARCHES), recommending.recommend),
)


def decide(moment: Moment) -> Decision:
    """Return the decision of the first rule that applies; raise KeyError for an intent that no rule knows."""
    if (answer := replying.answers(moment)) is not None:
        return answer
    for applies, rule in RULES:
        if applies(moment):
            return rule(moment)
    raise KeyError(f"no rule for the intent {moment.reading.intent!r}; add one to assistant.decide.RULES")

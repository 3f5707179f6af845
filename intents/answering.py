"""What an answer to the pending question comes to: each kind of question with each answer, as a reading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from intents.answers import bare_answer, place_of
from intents.reading import Answer, Context, Pending, Reading, Reference, Request
from intents.references import references
from intents.text import Text, read
from intents.wishes import quantity_of
from retrieval.filters import Constraint, Op
from retrieval.vocabulary import Vocabulary

POINTING = frozenset(
    "i im id mean meant the a an one ones it is its that this please pls thanks thank you ok okay yes yeah no sorry "
    "then of them to about with for would like say was talking oh well just option number".split()
)
"""Words that a turn may have beside a reference and still do nothing but point."""
_ONE = re.compile(r"\bones?\b")
_NUMBER = re.compile(r"\W*(?:an? |the |in |size )*\d+(?:\.\d+)?\W*")


def answer_to(reading: Reading, text: Text, context: Context, vocabulary: Vocabulary) -> Reading | None:
    """Return the reading of a turn that answers what was asked, and nothing else; None for any other turn."""
    pending, answer = context.pending, bare_answer(text.low)
    if pending is None:
        return None
    match pending.kind:
        case "field":
            return _of_field(reading, text, pending, answer, shown=bool(context.shown))
        case "add_to_cart":
            return _of_offer(reading, text, pending, answer)
        case "which_product":
            return _of_choice(reading, text, context, vocabulary)
        case "drop" if answer:
            if answer in ("no", "neither"):
                return _read(reading, "small_talk", answer)
            return _read(reading, "relax_search", answer, drop=(pending.field,))
        case "need" if answer:
            return _of_need(reading, pending, answer)
    return None


def _read(reading: Reading, intent: str, answer: Answer = "", **said: Any) -> Reading:
    sure = reading.confidence if reading.intent == intent else max(0.5, 1.0 - reading.confidence)
    return Reading(reading.text, intent, sure, max(reading.in_scope, 0.5), answer=answer, **said)


def _of_field(reading: Reading, text: Text, pending: Pending, answer: Answer, *, shown: bool) -> Reading | None:
    place = place_of(text.low, len(pending.choices), digits=False)
    if place is not None and not (shown and _ONE.search(text.low)):  # "the first one" is a product
        return _read(reading, "refine_search", "one", add=_value(pending.field, pending.choices[place : place + 1]))
    if answer in ("both", "neither") and pending.choices:
        op: Op = "eq" if answer == "both" else "ne"
        return _read(reading, "refine_search", answer, add=_value(pending.field, pending.choices, op))
    if answer == "yes":
        return _read(reading, "refine_search", answer)
    return _read(reading, "relax_search", "any", drop=(pending.field,)) if answer else None


def _value(field: str, values: Sequence[str], op: Op = "eq") -> tuple[Constraint, ...]:
    return (Constraint(field, op, values[0] if len(values) == 1 else tuple(values)),)


def _of_offer(reading: Reading, text: Text, pending: Pending, answer: Answer) -> Reading | None:
    """Whether, in which size, or how many of a product."""
    offered = (Reference(text.low.strip(), pending.choices),)
    if answer in ("no", "neither"):
        return _read(reading, "small_talk", answer)
    if pending.field == "quantity":
        said = quantity_of(text.low)
        if said or answer:
            return _read(reading, "update_cart", answer, references=offered, quantity=said[0] if said else None)
        return None
    if not pending.field:
        said = quantity_of(text.low) if reading.intent in ("add_to_cart", "update_cart") else None
        only = said is not None and not reading.references
        many = said[0] if said and only else None
        return _read(reading, "add_to_cart", answer, references=offered, quantity=many) if answer or only else None
    place = place_of(text.low, len(pending.values), digits=False)
    chosen = pending.values[place : place + 1] if place is not None else ()
    if answer == "both" and len(pending.values) == 2:
        chosen = pending.values
    if chosen or answer:
        add = _value(pending.field, chosen) if chosen else ()
        return _read(reading, "add_to_cart", answer, references=offered, add=add)
    return None


def _of_choice(reading: Reading, text: Text, context: Context, vocabulary: Vocabulary) -> Reading | None:
    """Which of several products was meant: what was asked for goes on with it."""
    pending = context.pending
    assert pending is not None
    request, answer = pending.request or Request("ask_attribute"), bare_answer(text.low)
    if answer in ("no", "neither"):
        return _read(reading, "small_talk", answer)
    chosen, sure = _chosen(text, context, vocabulary, answer)
    if not chosen and not answer:
        return None
    said = [Reference(text.low.strip(), chosen, not sure)] if chosen else []
    said += [Reference("", request.products)] if request.products else []
    return _read(
        replace(reading, text=request.text or reading.text), request.intent, "" if chosen else answer,
        references=tuple(said), add=request.add, quantity=request.quantity, asked=request.asked,
        asked_value=request.asked_value, then=request.then,
    )  # fmt: skip


def _chosen(text: Text, context: Context, vocabulary: Vocabulary, answer: Answer) -> tuple[tuple[str, ...], bool]:
    """The candidates that an answer names, and whether that settles it."""
    pending = context.pending
    assert pending is not None
    every = pending.choices
    weighing = pending.request is not None and pending.request.intent.startswith(("ask_", "compare"))
    all_meant = answer == "both" and (len(every) == 2 or "all" in text.low or weighing)
    if all_meant or (answer == "yes" and len(every) == 1) or (answer == "any" and weighing):
        return every, True
    if answer:
        return (), False
    place = place_of(text.low, len(every))
    if place is not None:
        return every[place : place + 1], True
    if _NUMBER.fullmatch(text.low):  # "8" of three
        return every, False
    known = {p.id: p for batch in context.shown for p in batch}
    table = tuple(known[i] for i in every if i in known)
    near = replace(context, shown=(table,), shown_for=("",), focus=(), cart=())
    for said in (text, read(f"the {text.low}")):
        found = references(said, near, vocabulary)
        spans = [(f.start, f.end) for f in found]
        rest = [t for t in said.tokens if not any(a <= t.start < b for a, b in spans)]
        if found and all(t.word in POINTING for t in rest):
            named = tuple(dict.fromkeys(p for f in found for p in f.reference.products))
            unsure = any(f.reference.ambiguous for f in found)
            if named and len(named) < len(every) + (not unsure):
                return named, not unsure
    return (), False


def _of_need(reading: Reading, pending: Pending, answer: Answer) -> Reading:
    """What is looked for, or whether to go on to the next kind."""
    if answer in ("no", "neither"):
        return _read(reading, "small_talk", answer)
    if pending.choices:
        return _read(reading, "search_product", answer, goal="back", category=pending.choices[0])
    if answer == "yes":
        return _read(reading, "small_talk", answer)
    return replace(_read(reading, "explore_category", answer, goal="new"), text="")

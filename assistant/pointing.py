"""Which products a turn is about: named ones, else the focus, else the table; or a question back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.decision import Decision, Moment, Question
from intents.reading import Pending, Reading, Request
from retrieval.catalog import Product

_MOST = 4  # candidates that are named in one question


@dataclass(frozen=True, slots=True)
class Pointed:
    """Products that are meant, or the decision to ask which; both empty if nothing is on the table."""

    products: tuple[Product, ...] = ()
    decision: Decision | None = None


def pointed_at(moment: Moment, among: Sequence[str] = ()) -> Pointed:
    """Return the products that the turn names, else those in focus, else the only one on the table or `among`."""
    for reference in moment.reading.references:
        if reference.ambiguous:
            return Pointed(decision=ask_which(moment, reference.products))
        if not reference.products and not any(r.products for r in moment.reading.references):
            return Pointed(decision=ask_which(moment, moment.state.table))
    named = [p for r in moment.reading.references for p in r.products]
    if not named and not among:
        named = list(moment.state.focus)
    if not named and len(moment.state.table) == 1 and not among:
        named = list(moment.state.table)
    return Pointed(tuple(moment.product(p) for p in dict.fromkeys(named)))


def ask_which(moment: Moment, candidates: Sequence[str]) -> Decision:
    """Ask which product is meant, naming the candidates; with none, ask what is wanted."""
    products = tuple(moment.product(p) for p in dict.fromkeys(candidates))[:_MOST]
    if not products:
        return Decision("ask", "ask.need", question=Question("What are you looking for?", Pending("need")))
    pending = Pending("which_product", choices=tuple(p.id for p in products), request=_request(moment.reading))
    return Decision("ask", "ask.which", products, question=Question("", pending))


def _request(reading: Reading) -> Request:
    """What is to be done once it is clear which product is meant."""
    sure = tuple(p for r in reading.references if not r.ambiguous for p in r.products)
    return Request(reading.intent, reading.text, sure, reading.add, reading.quantity, reading.asked,
                   reading.asked_value, reading.then)  # fmt: skip

"""The record of a turn: what was understood, shown, said and proved, with timings; and its replay row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from assistant import events as ev
from assistant.clock import Clock
from assistant.decision import Decision, Moment
from assistant.facts import Fact
from assistant.state import State
from assistant.write import Sentence
from intents.reading import Reading
from retrieval.catalog import Product
from retrieval.filters import Constraint
from retrieval.query import Hit


@dataclass(frozen=True, slots=True)
class Turn:
    """One answered message with its evidence; `products` are those shown as cards."""

    reading: Reading
    state: State
    decision: Decision
    products: tuple[Product, ...]
    hits: tuple[Hit, ...]
    reply: str
    sentences: tuple[Sentence, ...]
    timing_ms: dict[str, float]
    replied: ev.Replied


def record(decision: Decision, moment: Moment, sentences: tuple[Sentence, ...], clock: Clock) -> Turn:
    """Return the turn that these steps made up."""
    reply = " ".join(sentence.text for sentence in sentences)
    pending = decision.question.pending if decision.question else None
    return Turn(
        reading=moment.reading,
        state=moment.state,
        decision=decision,
        products=decision.products if decision.shown else (),
        hits=decision.hits,
        reply=reply,
        sentences=sentences,
        timing_ms={**clock.marks, "total": clock.total},
        replied=ev.Replied(decision.act, decision.situation, reply, pending, decision.asked),
    )


def row(turn: Turn) -> dict[str, Any]:
    """Return the turn as a replay row, but for "dialogue" and "turn"."""
    facts = [fact for sentence in turn.sentences for fact in sentence.facts]
    evidence = [fact for sentence in turn.sentences for fact in sentence.evidence]
    return {
        "intent": turn.reading.intent,
        "confidence": round(turn.reading.confidence, 4),
        "goal": _goal(turn.state),
        "act": turn.decision.act,
        "products": [product.id for product in turn.products],
        "cart": [_line(line.product, line.quantity, line.variant) for line in turn.state.cart],
        "reply": turn.reply,
        "sentences": [{"text": s.text, "by": s.by, "tries": s.tries} for s in turn.sentences],
        "facts": [_fact(fact) for fact in facts],
        "evidence": [{"text": f.text, "kind": f.kind, "source": f.source, "value": f.value} for f in evidence],
        "timing_ms": turn.timing_ms,
    }


def _goal(state: State) -> dict[str, Any]:
    """Return the current goal; before there is one, with what the shopper holds to for good."""
    goal = state.goal
    if state.current < 0:
        goal = replace(goal, constraints=tuple(p.constraint for p in state.preferences))
    return {
        "category": goal.category,
        "constraints": [_constraint(c) for c in goal.constraints if c.field != "category" or c.op == "ne"],
        "order": {"field": goal.order.field, "direction": goal.order.direction} if goal.order else None,
    }


def _constraint(constraint: Constraint) -> dict[str, Any]:
    value = list(constraint.value) if isinstance(constraint.value, tuple) else constraint.value
    return {"field": constraint.field, "op": constraint.op, "value": value, "from": constraint.source,
            "hard": constraint.hard}  # fmt: skip


def _line(product: str, quantity: int, variant: str) -> dict[str, Any]:
    return {"product": product, "quantity": quantity} | ({"variant": variant} if variant else {})


def _fact(fact: Fact) -> dict[str, Any]:
    return {"text": fact.text, "product": fact.product, "field": fact.field, "value": fact.value}

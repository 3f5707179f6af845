"""Rules for turns that are no wish of their own: an answer, a step back, what is turned round, what holds for good."""

from __future__ import annotations

from dataclasses import replace

from assistant.answering import best
from assistant.carting import listed
from assistant.decision import Decision, Moment, Question
from assistant.pointing import ask_which
from assistant.recommending import recommend
from assistant.turning import step_between
from assistant.words import name
from intents.reading import Pending

_NEED = Question("What are you looking for?", Pending("need"))


def answers(moment: Moment) -> Decision | None:
    """Return what follows from a bare answer that settles nothing; None where the turn can go on as it was read."""
    pending, answer = moment.state.pending, moment.reading.answer
    if pending is None or answer in ("", "no", "neither", "one"):
        return None
    if pending.kind == "field" and answer == "yes":
        field = pending.field.replace("_", " ")
        return Decision("ask", "ask.split", question=Question(f"Which {field}: {listed(pending.choices)}?", pending))
    if pending.kind == "need" and answer == "yes" and not pending.choices:
        return Decision("ask", "ask.need", question=_NEED)
    if pending.kind == "which_product" and not moment.reading.references:
        return _which(moment, pending)
    return None


def _which(moment: Moment, pending: Pending) -> Decision | None:
    """No product was chosen: of questions all are answered, else one is proposed or the question put again."""
    intent = moment.reading.intent
    products = tuple(moment.product(p) for p in pending.choices)
    if moment.reading.answer == "any" and intent == "add_to_cart":
        pick = best(products)
        offer = Question("Shall I add it to your cart?", Pending("add_to_cart", choices=(pick.id,)))
        ranked = (pick, *(p for p in products if p is not pick))
        return Decision("answer", "answer.pick", ranked, pick=pick.id, question=offer)
    if intent in ("find_similar", "find_complement") and moment.reading.answer == "any":
        return None
    return ask_which(moment, pending.choices)


def is_unsure(moment: Moment) -> bool:
    """Whether a search cannot be meant as it was said, or nothing of it was understood and nothing found."""
    unsure, found = moment.reading.unsure, moment.result is not None and bool(moment.result.hits)
    states = moment.reading.intent in ("search_product", "explore_category", "gift_ideas", "refine_search")
    return states and bool(unsure) and (unsure != ("*",) or not found)


def ask_again(moment: Moment) -> Decision:
    """Ask for what cannot be meant as it was said."""
    field = next((f for f in moment.reading.unsure if f != "*"), "")
    if not field:
        return Decision("ask", "ask.again", question=Question("Could you put it in other words?", Pending("need")))
    text = "How much would you like to spend at most?" if field == "price" else f"Which {name(field)} would you like?"
    return Decision("ask", "ask.unsure", asked=field, question=Question(text, Pending("field", field)))


def undo(moment: Moment) -> Decision:
    """Say what was taken back, and show where the talk stands again."""
    before, state = moment.before, moment.state
    if before is None or not before.past:
        return Decision("chat", "chat.nothing_undone", question=None if state.table else _NEED)
    step = step_between(before.held, state.held)
    if step.cart:
        return Decision("cart", "cart.undone")
    if state.held.goals == before.goals and state.current == before.current:
        return Decision("chat", "chat.undone")
    if state.current < 0 or moment.result is None:
        return Decision("ask", "ask.need", question=_NEED)
    found = recommend(moment)
    if found.act != "recommend":
        return found
    return replace(found, situation="recommend.back" if step.goal else "recommend.undone", question=None)


def ask_which_way(_: Moment) -> Decision:
    """Ask what should be the other way round."""
    return Decision("ask", "ask.reverse", question=Question("What should be the other way round?", Pending("need")))


def noted(moment: Moment) -> Decision:
    """Look again where something on the table goes against what was just said for good, else only take note."""
    table = [moment.product(p) for p in moment.state.table]
    held = [c for c in moment.state.goal.constraints if c.source == "preference"]
    before = moment.before.goal.constraints if moment.before else ()
    if moment.reading.forgotten:
        changed = any(p.constraint in before for p in moment.reading.forgotten)
    else:
        changed = any(not moment.shop.meets(p, c) for p in table for c in held if c not in before)
    if changed and moment.result is not None:
        found = recommend(moment)
        return replace(found, situation="recommend.refined") if found.act == "recommend" else found
    return Decision("chat", "chat.noted", question=None if table else _NEED)

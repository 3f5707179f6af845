"""Small talk, questions back, and what is not a matter for the shop."""

from __future__ import annotations

from finetune.pen import Pen, joined, listed

_OFFERED = {
    "greet": 0.95,
    "thanks": 0.5,
    "bye": 0.4,
    "ack": 0.6,
    "grumble": 0.9,
    "bot": 0.75,
    "unclear": 1.0,
    "scope": 0.85,
}


def chat(pen: Pen) -> str:
    """Write small talk or a friendly refusal; an offer follows unless a question ends the reply."""
    key = pen.brief.situation.split(".")[1]
    text = pen.line(f"chat.{key}")
    if pen.brief.question:
        return joined([text, "<|q|>"])
    if not pen.chance(_OFFERED[key]):
        return text
    if key == "greet":
        return joined([text, pen.line("chat.offer")])
    own = not pen.warm or pen.chance(0.6) or key in ("grumble", "unclear", "scope")
    return joined([text, pen.line(f"chat.after.{key}" if own else "chat.offer")])


def ask(pen: Pen) -> str:
    """Write a question back: a short lead at most, then the question of the brief."""
    key, question = pen.brief.situation.split(".")[1], "<|q|>" if pen.brief.question else ""
    if key == "which":
        return joined([_candidates(pen), question or ("" if pen.chance(0.3) else pen.line("ask.which_offer"))])
    return joined([pen.line(f"ask.{key}"), question or pen.line(f"ask.offer.{key}")])


def _candidates(pen: Pen) -> str:
    names = [f"[[{x.number}]]" for x in pen.brief.items]
    if not names:
        return pen.line("ask.unsure")
    topic = pen.pick("price", "colour", "brand")
    if all(topic in x.fields for x in pen.brief.items) and pen.chance(0.4):
        names = [f"{name} ([[{name[2:-2]}.{topic}]])" for name in names]
    return pen.line("ask.which", n=listed(names, "or"))

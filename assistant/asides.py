"""Asides: short fixed sentences before a reply, on what was taken note of, taken back, or read into a vague word."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

import yaml

from assistant.decision import Decision, Moment
from assistant.facts import Fact
from assistant.plain_items import safe
from assistant.turning import step_between
from assistant.wording import join, money
from assistant.words import first, name, phrase
from assistant.write import Sentence
from intents.reading import Entity, Preference
from retrieval.catalog import Value
from retrieval.filters import Constraint, values_of

_PLAIN = re.compile(
    r"\d|\b(?:cheapest|dearest|most|least|lowest|highest|best|top|newest|latest|sort\w*|order\w*|rank\w*|first|price|rated"
    r"|rating|reviews?|stars?|selling|sellers?|(?!b)\w{3,}est)\b", re.I)  # fmt: skip
_JOINED = {"colour": "in", "brand": "by", "size": "in size"}


def asides(moment: Moment, decision: Decision) -> Iterator[Sentence]:
    """Yield what is said before the reply itself: only what the shopper said, or the state holds."""
    if decision.act == "ask" and decision.situation == "ask.which":
        return
    said = (*_standing(moment), *_undone(moment), *_open(moment), *_read_as(moment, decision),
            *_unsaid(moment, decision), *_of(decision, moment))  # fmt: skip
    for key, words, constraints in said:
        lines = _lines()[key]
        line = lines[zlib.crc32(f"{moment.reading.text}{words}".encode()) % len(lines)]
        text = line.format(words=words)
        text = text[:1].upper() + text[1:]
        evidence = tuple(Fact(text, _value(c), "shopper", f"constraint: {c.field}") for c in constraints)
        yield Sentence(text, "fixed", 1, (), evidence or (Fact(text, True, "state", "talk"),), text)


Said = tuple[str, str, Sequence[Constraint]]


@cache
def _lines() -> dict[str, list[str]]:
    text = files("assistant").joinpath("aside_lines.yaml").read_text(encoding="utf-8")
    lines: dict[str, list[str]] = yaml.safe_load(text)
    return lines


def _value(constraint: Constraint) -> Value:
    return constraint.value if not isinstance(constraint.value, tuple) else ", ".join(map(str, constraint.value))


def _standing(moment: Moment) -> Iterator[Said]:
    """What holds for good from now on, or no longer."""
    known = moment.before.preferences if moment.before else ()
    noted = [p for p in moment.reading.preferences if p not in known]
    if words := join([w for p in noted if (w := _always(p, "noted"))]):
        yield "noted", words, [p.constraint for p in noted]
    for ruled_out in (True, False):
        chosen = [p for p in moment.reading.forgotten if (p.constraint.op == "ne") is ruled_out]
        if words := join([w for p in chosen if (w := _always(p, "forgotten"))]):
            yield f"forgotten.{'not' if ruled_out else 'always'}", words, [p.constraint for p in chosen]
    if moment.reading.alone and moment.reading.preferences and all(p in known for p in moment.reading.preferences):
        yield "noted.again", "", [p.constraint for p in moment.reading.preferences]


def _always(preference: Preference, key: str) -> str:
    """A preference in words: "size 9", "no wool", "nothing in green"; what is forgotten without its "no"."""
    constraint = preference.constraint
    if constraint.op != "ne":
        return safe(phrase(constraint).removeprefix("in "))
    values = " or ".join(map(str, values_of(constraint)))
    bare = safe(name(constraint.field) if constraint.value is True else values)
    if key == "forgotten" or not bare:
        return bare
    whole = constraint.field in ("material", "category", "pattern") or bare.endswith("s")
    return f"no {bare}" if whole else f"nothing {_JOINED.get(constraint.field, 'with')} {bare}"


def _of(decision: Decision, moment: Moment) -> Iterator[Said]:
    """What a situation opens with that no row can prove, because it is about the talk."""
    if decision.situation == "cart.undone" and not moment.state.cart:
        yield "cart.undone.empty", "", ()
    elif decision.situation == "ask.unavailable":
        said = [c for c in moment.reading.add if decision.question and c.field == decision.question.pending.field]
        yield decision.situation, join([w for c in said if (w := safe(phrase(c).removeprefix("in ")))]) or "that", said
    elif decision.situation in _lines():
        yield decision.situation, safe(name(decision.asked)), ()


def _unsaid(moment: Moment, decision: Decision) -> Iterator[Said]:
    """New wishes in words of which no row says anything; they are named once, where there is something to show."""
    if decision.act not in ("recommend", "none_found", "ask"):
        return
    before = moment.before.goal.constraints if moment.before and moment.reading.goal == "same" else ()
    goal = moment.state.goal
    new = [c for c in goal.constraints if not c.hard and c.op == "eq" and c not in before]
    if words := join([f"“{w}”" for c in new if (w := safe(phrase(c)))]):
        rest = any(c.hard for c in goal.constraints) or goal.category
        yield "unsaid" if rest and decision.act == "recommend" else "unsaid.alone", words, new


def _undone(moment: Moment) -> Iterator[Said]:
    """Which constraints a step back took away or brought back."""
    if moment.reading.turned != "undo" or moment.before is None or not moment.before.past:
        return
    step = step_between(moment.before.held, moment.state.held)
    if step.cart or step.goal:
        if step.goal and moment.state.current < 0:
            yield "undone.all", "", ()
        return
    for key, found in (("undone.lost", step.lost), ("undone.gained", step.gained)):
        if words := join([f"“{w}”" for c in found if (w := _plain(c, moment))]):
            yield key, words, found


def _plain(constraint: Constraint, moment: Moment) -> str:
    """A constraint in words, its limit written out."""
    if constraint.field == "price" and isinstance(constraint.value, int | float):
        amount = money(float(constraint.value), moment.shop.currency)
        return f"{'under' if constraint.op == 'lte' else 'over'} {amount}"
    return safe(phrase(constraint)) if "[[" not in phrase(constraint) else ""


def _open(moment: Moment) -> Iterator[Said]:
    """That a field which was asked for stays open."""
    pending, reading = moment.state.pending, moment.reading
    if pending and pending.kind == "field" and reading.answer == "any" and reading.drop:
        yield "open", name(pending.field), ()


def _read_as(moment: Moment, decision: Decision) -> Iterator[Said]:
    """What was made of a vague word: "cheap", "high end", "good quality"."""
    if decision.act not in ("recommend", "none_found"):
        return
    for entity in moment.reading.entities:
        if _PLAIN.search(entity.text) or entity.type not in ("order", "price", "rating"):
            continue
        if words := _meaning(entity, moment):
            said = safe(entity.text.strip().lower())
            yield "read_as", f"“{said}” to mean {words}", [c for c in moment.reading.add if c.field == entity.type]


def _meaning(entity: Entity, moment: Moment) -> str:
    order, goal = moment.reading.order, moment.state.goal
    limits = [c for c in moment.reading.add if c.field == entity.type and c.op in ("lte", "gte")]
    if limits:
        return join([_limit(c, moment) for c in limits])
    if entity.type != "order" or order is None or goal.order != order:
        return ""
    return safe(first(order))


def _limit(constraint: Constraint, moment: Moment) -> str:
    if constraint.field == "price":
        return _plain(constraint, moment)
    return f"rated {constraint.value:g} or {'higher' if constraint.op == 'gte' else 'lower'}" if isinstance(
        constraint.value, int | float) else ""  # fmt: skip

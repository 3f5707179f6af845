"""Slots: what a turn says that can be acted on, whatever it is for: kind, constraints, drops, order, references."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from intents import sizing
from intents.answers import answered
from intents.categories import Asked, Goal, asked_for, goal_of
from intents.drops import clashing, narrowed, opened
from intents.keywords import features, keywords
from intents.limits import relative, stated
from intents.mentions import Mention, mentions
from intents.negation import NO_PREFERENCE, dropped, left_open, negated
from intents.numbers import Limit, prices, ratings
from intents.reading import Context, Entity
from intents.references import references
from intents.sizing import Sized
from intents.table import Found
from intents.text import Text
from intents.unlisted import unlisted
from intents.values import Said, ValueReader
from intents.wishes import order_of, quantity_of
from retrieval.catalog import Value
from retrieval.filters import Constraint, Op, Order
from retrieval.synonyms import key_of
from retrieval.vocabulary import Vocabulary

SEARCHING = frozenset(
    "explore_category search_product search_by_image gift_ideas ask_bestsellers ask_deals refine_search relax_search "
    "show_more".split()
)  # fmt: skip
"""Intents in which a type name is a wish, and "the blue one" no product on the table."""

_SOMETHING = re.compile(r"\b(?:something|anything) (?:to|for|that)\b")


@dataclass(frozen=True, slots=True)
class Slots:
    """What was read, with entities in the order of the text; `mentions` and `asked` are for later steps."""

    text: Text
    entities: tuple[Entity, ...] = ()
    goal: Goal = "same"
    asked: Asked | None = None
    add: tuple[Constraint, ...] = ()
    drop: tuple[str, ...] = ()
    order: Order | None = None
    quantity: int | None = None
    found: tuple[Found, ...] = ()
    values: tuple[Said, ...] = ()
    said: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Work:
    """What one reading gathers: entities by span, and the spans that are used up."""

    text: Text
    entities: list[Entity] = field(default_factory=list)
    masked: list[tuple[int, int]] = field(default_factory=list)

    def note(self, kind: str, start: int, end: int, value: Value | tuple[Value, ...], *, mask: bool = True) -> None:
        first, last = self.text.span(start, end)
        self.entities.append(Entity(kind, self.text.original[first:last], first, last, value))
        if mask:
            self.masked.append((start, end))

    def free(self, used: Sequence[Mention] = ()) -> list[bool]:
        spans = [*self.masked, *((m.start, m.end) for m in used)]
        return [not any(start <= t.start < end for start, end in spans) for t in self.text.tokens]


def read_slots(text: Text, context: Context, vocabulary: Vocabulary, intent: str) -> Slots:
    """Read the slots of a turn whose intent is known."""
    work, low = _Work(text), text.low
    found = _references(text, context, vocabulary, intent, work)
    answers = list(answered(text, context, vocabulary))
    worn = sizing.fitting(text, context, vocabulary, intent)
    limits = [] if worn or answers else _limits(low, context, intent, work)
    order = _order(low, found, intent, work)
    drops = _drops(low, context, work)
    quantity = quantity_of(low)
    sized = _sized(text, context, vocabulary, intent, work)
    away = negated(low)
    known = mentions(text, vocabulary, work.masked)
    asked = _asked(text, context, vocabulary, known, work, intent)
    reader = ValueReader(text, vocabulary, asked, context.category, away)
    values = list(reader.values(known))
    narrowing = _narrowing(known, values, reader, work)
    _note(asked, values, narrowing, away, work)
    goal = goal_of(asked, text, context, vocabulary, intent)
    other = reader.strange(values) or _SOMETHING.search(low)
    if asked is None and intent in ("search_product", "gift_ideas") and context.category and other:
        goal = "new"
    add = [*stated(limits), *reader.constraints([*values, *narrowing]), *sizing.constraints(sized, reader)]
    add += relative(low, context, found, limits, intent)
    add = [*answers, *(c for c in add if not any(c.field == a.field for a in answers))]
    kept = context.constraints if goal == "same" else ()
    drop = [*drops, *opened(text, known, context), *clashing(add, kept), *narrowed(asked, goal, context)]
    return Slots(
        text,
        entities=tuple(sorted(work.entities, key=lambda e: (e.start, e.end))),
        goal=goal,
        asked=asked,
        add=tuple(add),
        drop=tuple(dict.fromkeys(drop)),
        order=order,
        quantity=quantity[0] if quantity else None,
        found=tuple(found),
        values=tuple(values),
        said=tuple(("size", item.value) for item in sized if item.kind == "size"),
    )


def _sized(text: Text, context: Context, vocabulary: Vocabulary, intent: str, work: _Work) -> list[Sized]:
    found = sizing.sized(text, context, vocabulary, intent)
    found = [f for f in found if not any(start < f.end and f.start < end for start, end in work.masked)]
    for item in found:
        work.note("size" if item.kind == "size" else "keyword", item.start, item.end, item.value)
    return found


def _asked(
    text: Text, context: Context, vocabulary: Vocabulary, known: Sequence[Mention], work: _Work, intent: str
) -> Asked | None:
    """The kind that is asked for, in the intents in which one can be."""
    if intent not in SEARCHING and intent not in ("find_complement", "reject_items"):
        return None
    refining = bool(context.category) and intent in ("refine_search", "relax_search", "show_more")
    asked = asked_for(known, text, vocabulary, negated(text.low), refining=refining)
    return asked or _unknown(text, vocabulary, known, work, intent)


def _narrowing(known: Sequence[Mention], values: Sequence[Said], reader: ValueReader, work: _Work) -> list[Said]:
    """Features and keywords, none of them twice."""
    asked = reader.asked.mentions if reader.asked else ()
    read = {v.start for v in values}
    used = [m for m in known if m.entry("category") is None or m in asked or m.start in read]
    found = [*_features(reader.text, work.free(used), reader), *keywords(reader, known, work.free(used))]
    return [k for i, k in enumerate(found) if not any(k.start < o.end and o.start < k.end for o in found[:i])]


def _references(text: Text, context: Context, vocabulary: Vocabulary, intent: str, work: _Work) -> list[Found]:
    found = references(text, context, vocabulary)
    if intent in SEARCHING:
        found = [f for f in found if f.how == "place" and f.reference.products]
    for item in found:
        work.note("reference", item.start, item.end, item.reference.products or item.reference.text)
    return found


def _limits(low: str, context: Context, intent: str, work: _Work) -> list[Limit]:
    expected = context.pending is not None and context.pending.field == "price"
    expected = expected or (intent == "refine_search" and any(c.field == "price" for c in context.constraints))
    limits = [*ratings(low), *prices(low, expected=expected)]
    for start, end in dict.fromkeys((limit.start, limit.end) for limit in limits):
        both = tuple(limit.value for limit in limits if limit.start == start)
        work.note(next(x.field for x in limits if x.start == start), start, end, both if len(both) > 1 else both[0])
    return limits


def _order(low: str, found: Sequence[Found], intent: str, work: _Work) -> Order | None:
    said = order_of(low)
    if said is None or any(f.start <= said[1] < f.end for f in found):
        return None
    if intent not in SEARCHING and intent not in ("find_similar", "find_complement"):
        return None
    work.note("order", said[1], said[2], f"{said[0].field} {said[0].direction}")
    return said[0]


def _drops(low: str, context: Context, work: _Work) -> list[str]:
    pending = context.pending
    if pending and pending.kind == "field" and pending.field and NO_PREFERENCE.match(low):
        return [pending.field]
    names: list[str] = []
    for name, start, end in dropped(low):
        names.append(name)
        work.note("negation", start, end, name)
    return names


def _unknown(text: Text, vocabulary: Vocabulary, known: Sequence[Mention], work: _Work, intent: str) -> Asked | None:
    if intent not in ("search_product", "explore_category", "gift_ideas"):
        return None
    free = work.free([m for m in known if not m.entry("category")])
    away = negated(text.low)
    free = [f and not any(s <= t.start < e for s, e in away) for f, t in zip(free, text.tokens, strict=True)]
    return unlisted(text, vocabulary, free, intent)


def _features(text: Text, free: Sequence[bool], reader: ValueReader) -> Iterator[Said]:
    for words, start, end in features(text, reader.vocabulary, free):
        if left_open(text.low, start) is None and reader.counts(start):
            op: Op = "ne" if any(a < start < b for a, b in reader.negated) else "eq"
            stated = [reader.vocabulary.features[key] for w in (words, *reader.vocabulary.synonyms.alternatives(words))
                      if (key := key_of(w)) in reader.vocabulary.features]  # fmt: skip
            yield Said(stated[0], True, op, start, end) if stated else Said("keyword", words, op, start, end)


def _note(
    asked: Asked | None, values: Sequence[Said], keywords: Sequence[Said], away: Sequence[tuple[int, int]], work: _Work
) -> None:
    for mention in asked.mentions if asked else ():
        entry = mention.entry("category")
        work.note("category", mention.start, mention.end, entry.value if entry else mention.text)
    for item in (*values, *keywords):
        work.note("negation" if item.op == "ne" else item.attribute, item.start, item.end, item.value)

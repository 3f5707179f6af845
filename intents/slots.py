"""Slots: what a turn says that can be acted on, whatever it is for: kind, constraints, drops, order, references."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from intents import measuring, sizing
from intents.answers import answered
from intents.categories import Asked, Goal, asked_for, goal_of
from intents.doubts import doubts, possible
from intents.drops import clashing, left, narrowed, opened
from intents.drops import names as own_names
from intents.keywords import features, keywords
from intents.limits import adjusted, relative, stated
from intents.measuring import Amount, amounts
from intents.mentions import Mention, mentions
from intents.negation import NO_PREFERENCE, dropped, left_open, negated, spared
from intents.numbers import Limit, prices, ratings
from intents.reading import Context, Entity
from intents.ranking import Rank, order_on, ranks
from intents.references import references
from intents.sizing import Sized
from intents.spans import Span
from intents.splitting import unglued
from intents.table import Found
from intents.text import Text
from intents.unlisted import beside, brands, qualities, taken_in, unlisted
from intents.values import Said, ValueReader
from intents.wishes import graded, order_of, quantity_of
from retrieval.catalog import Value
from retrieval.filters import Constraint, Op, Order
from retrieval.synonyms import Synonyms, key_of
from retrieval.vocabulary import Vocabulary

SEARCHING = frozenset(
    "explore_category search_product search_by_image gift_ideas ask_bestsellers ask_deals refine_search relax_search "
    "show_more".split()
)  # fmt: skip
"""Intents in which a type name is a wish, and "the blue one" no product on the table."""
NAMING = frozenset({"search_product", "explore_category", "gift_ideas", "ask_bestsellers"})
"""Intents in which a word that the vocabulary lacks may name a kind; `FIRST` too while there is no kind yet."""
FIRST = frozenset({"refine_search", "search_by_image"})

_KNOWN = re.compile(r"\b(?:the|a|an|for|of|my|i|me|you|to|is|it|more|else|anything|something|gift|show|any)\b")
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
    unsure: tuple[str, ...] = ()
    found: tuple[Found, ...] = ()
    values: tuple[Said, ...] = ()
    said: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Work:
    """What one reading gathers: entities by span, and the spans that are used up."""

    text: Text
    tagged: Sequence[Span] = ()
    entities: list[Entity] = field(default_factory=list)
    masked: list[tuple[int, int]] = field(default_factory=list)

    def note(self, kind: str, start: int, end: int, value: Value | tuple[Value, ...], *, mask: bool = True) -> None:
        first, last = self.text.span(start, end)
        self.entities.append(Entity(kind, self.text.original[first:last], first, last, value))
        if mask:
            self.masked.append((start, end))

    def overlaps(self, start: int, end: int, others: Sequence[tuple[int, int]] = ()) -> bool:
        """Say whether a span meets what is used up."""
        return any(start < e and s < end for s, e in (*self.masked, *others))

    def free(self, used: Sequence[Mention] = ()) -> list[bool]:
        spans = [*self.masked, *((m.start, m.end) for m in used)]
        return [not any(start <= t.start < end for start, end in spans) for t in self.text.tokens]


def read_slots(
    text: Text, context: Context, vocabulary: Vocabulary, intent: str, tagged: Sequence[Span] = ()
) -> Slots:
    """Read the slots of a turn whose intent is known; `tagged` are the spans that a tagger found in it."""
    text = unglued(text, vocabulary)
    work, low = _Work(text, tagged), text.low
    found = _references(text, context, vocabulary, intent, work)
    answers = list(answered(text, context, vocabulary))
    worn = sizing.fitting(text, context, vocabulary, intent)
    measured = _measured(text, vocabulary, work)
    changed = [] if worn or answers else _changed(low, context, intent, work)
    limits = [] if worn or answers or changed else _limits(low, context, intent, work)
    order = _order(low, found, vocabulary, intent, work)
    ranks = [] if order else _ranked(text, vocabulary, intent, work)
    drops = _drops(low, context, vocabulary.synonyms, work)
    quantity = quantity_of(low)
    sized = _sized(text, context, vocabulary, intent, work)
    away = negated(low)
    levels = list(_levels(low, vocabulary, away, work))
    phrases = list(_features(text, vocabulary, away, work.free(), least=2))
    work.masked.extend((p.start, p.end) for p in phrases)
    levels += [p for p in phrases if p.attribute != "keyword"]
    known = mentions(text, vocabulary, work.masked)
    asked = _asked(text, context, vocabulary, known, work, intent)
    known = taken_in(asked, known)
    reader = ValueReader(text, vocabulary, asked, context.category, away)
    sure = [m for m in known if not m.guessed or m.entry("brand")]
    values = [*reader.values(known), *levels, *brands(text, vocabulary, work.free(sure), tagged, away)]
    worded = sizing.worded(text, reader, work.free(asked.mentions if asked else ()))
    values = [v for v in values if not any(w.start <= v.start < w.end for w in worded)]
    sized += worded
    measures = _on_attributes(measured, reader, work)
    told = {c.field for c in measures} | {v.attribute for v in values}
    narrowing = [*(p for p in phrases if p.attribute == "keyword" and reader.counts(p.start)), *_narrowing(known, values, reader, work, told)]
    _note(asked, values, narrowing, away, work)
    goal = goal_of(asked, text, context, vocabulary, intent)
    other = reader.strange(values) or _SOMETHING.search(low)
    if asked is None and intent in ("search_product", "gift_ideas") and context.category and other:
        goal = "new"
    order = order or _rank(ranks, measures, reader, work)
    add = [*stated(limits), *changed, *reader.constraints([*values, *narrowing]), *sizing.constraints(sized, reader)]
    add += measures
    add += relative(low, context, found, limits, intent)
    add = [*answers, *(c for c in add if not any(c.field == a.field for a in answers))]
    understood = bool(asked or add or drops or order or found or _KNOWN.search(low) or intent not in SEARCHING)
    unsure = tuple(dict.fromkeys(doubts(text, add, understood=understood)))
    add = possible(add)
    kept = context.constraints if goal == "same" else ()
    drop = [*drops, *opened(text, known, context), *left(text, context), *clashing(add, kept), *narrowed(asked, goal, context)]
    return Slots(
        text,
        entities=tuple(sorted(work.entities, key=lambda e: (e.start, e.end))),
        goal=goal,
        asked=asked,
        add=tuple(add),
        drop=tuple(dict.fromkeys(drop)),
        order=order,
        quantity=quantity[0] if quantity else None,
        unsure=unsure,
        found=tuple(found),
        values=tuple(values),
        said=tuple(("size", item.value) for item in sized),
    )


def _sized(text: Text, context: Context, vocabulary: Vocabulary, intent: str, work: _Work) -> list[Sized]:
    found = sizing.sized(text, context, vocabulary, intent)
    found = [f for f in found if not any(start < f.end and f.start < end for start, end in work.masked)]
    for item in found:
        work.note("size", item.start, item.end, item.value)
    return found


def _measured(text: Text, vocabulary: Vocabulary, work: _Work) -> list[Amount]:
    """Amounts with a unit; what they are about is known once the kind is."""
    rated = [(limit.start, limit.end) for limit in ratings(text.low)]
    found = [a for a in amounts(text, vocabulary) if not work.overlaps(a.start, a.end, rated)]
    work.masked.extend((a.start, a.end) for a in found)
    return found


def _on_attributes(found: Sequence[Amount], reader: ValueReader, work: _Work) -> list[Constraint]:
    made = [(a, c) for a in found for c in measuring.constraints([a], reader.text.low, reader.vocabulary, reader.core)]
    for amount, constraint in made:
        work.note(constraint.field, amount.start, amount.end, constraint.value, mask=False)
    return [constraint for _, constraint in made]


def _changed(low: str, context: Context, intent: str, work: _Work) -> list[Constraint]:
    if intent not in SEARCHING or (found := adjusted(low, context.constraints)) is None:
        return []
    constraint, start, end = found
    work.note("price", start, end, constraint.value)
    return [constraint]


def _ranked(text: Text, vocabulary: Vocabulary, intent: str, work: _Work) -> list[Rank]:
    if intent not in SEARCHING and intent not in ("find_similar", "find_complement"):
        return []
    found = [r for r in ranks(text.low, vocabulary) if not work.overlaps(r.start, r.end)]
    work.masked.extend((r.start, r.end) for r in found if r.sure)
    return found


def _rank(found: Sequence[Rank], stated: Sequence[Constraint], reader: ValueReader, work: _Work) -> Order | None:
    """The attribute by which to sort, unless a limit on it says how much is enough."""
    for rank in found:
        order = order_on(rank, reader)
        if order is not None and not any(c.field == order.field for c in stated):
            work.note("order", rank.start, rank.end, f"{order.field} {order.direction}")
            return order
    return None


def _asked(
    text: Text, context: Context, vocabulary: Vocabulary, known: Sequence[Mention], work: _Work, intent: str
) -> Asked | None:
    """The kind that is asked for, in the intents in which one can be."""
    if intent not in SEARCHING and intent not in ("find_complement", "reject_items"):
        return None
    refining = bool(context.category) and intent in ("refine_search", "relax_search", "show_more")
    away = negated(text.low)
    asked = asked_for(known, text, vocabulary, away, refining=refining)
    used = [m for m in known if asked or not m.entry("category")]
    free = [f and not work.overlaps(t.start, t.end, away) for f, t in zip(work.free(used), text.tokens, strict=True)]
    naming = NAMING if context.category else NAMING | FIRST
    if intent not in naming or (asked and not beside(asked, text, free, work.tagged)):
        return asked
    return unlisted(text, vocabulary, free, intent, work.tagged) or asked


def _narrowing(
    known: Sequence[Mention], values: Sequence[Said], reader: ValueReader, work: _Work, told: Iterable[str]
) -> list[Said]:
    """Features and keywords, none of them twice, and no names of the attributes that the turn is `told` of."""
    names = {word for name in told for word in key_of(name.replace("_", " ")).split()}
    asked = reader.asked.mentions if reader.asked else ()
    read = {v.start for v in values}
    used = [m for m in known if m.entry("category") is None or m in asked or m.start in read]
    free = work.free(used)
    found = [f for f in _features(reader.text, reader.vocabulary, reader.negated, free) if reader.counts(f.start)]
    free = [f and t.stem not in names for f, t in zip(free, reader.text.tokens, strict=True)]
    found += keywords(reader, known, free)
    if reader.about:
        lacked = qualities(reader.text, reader.vocabulary, free, work.tagged, reader.negated)
        found += [quality for quality in lacked if reader.counts(quality.start)]
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
    expected = expected or (intent in ("refine_search", "relax_search") and any(c.field == "price" for c in context.constraints))
    limits = [*ratings(low), *prices(low, expected=expected, used=work.masked)]
    for start, end in dict.fromkeys((limit.start, limit.end) for limit in limits):
        both = tuple(limit.value for limit in limits if limit.start == start)
        work.note(next(x.field for x in limits if x.start == start), start, end, both if len(both) > 1 else both[0])
    return limits


def _order(low: str, found: Sequence[Found], vocabulary: Vocabulary, intent: str, work: _Work) -> Order | None:
    said = order_of(low)
    if said is None or any(f.start <= said[1] < f.end for f in found):
        return None
    if any(entry.kind == "value" for entry in vocabulary.lookup(key_of(low[said[1] : said[2]]))):
        return None  # the shop has a word for it: a price level, a grade
    if intent not in SEARCHING and intent not in ("find_similar", "find_complement"):
        return None
    work.note("order", said[1], said[2], f"{said[0].field} {said[0].direction}")
    return said[0]


def _drops(low: str, context: Context, synonyms: Synonyms, work: _Work) -> list[str]:
    pending = context.pending
    if pending and pending.kind == "field" and pending.field and NO_PREFERENCE.match(low):
        return [pending.field]
    names: list[str] = []
    for name, start, end in dropped(low, own_names(context, synonyms)):
        kept = spared(low) if name == "*" else frozenset()
        names += [c.field for c in context.constraints if c.field not in kept] if kept else [name]
        work.note("negation", start, end, name)
    return names


def _levels(
    low: str, vocabulary: Vocabulary, away: Sequence[tuple[int, int]], work: _Work
) -> Iterator[Said]:
    """Words like "cheap" and "premium" where the shop has a value for them."""
    for start, end in graded(low):
        entry = next((e for e in vocabulary.lookup(key_of(low[start:end])) if e.kind == "value"), None)
        if entry is not None and not work.overlaps(start, end) and left_open(low, start) is None:
            work.masked.append((start, end))
            yield Said(entry.attribute, entry.value, "ne" if any(a <= start < b for a, b in away) else "eq", start, end)


def _features(
    text: Text, vocabulary: Vocabulary, away: Sequence[tuple[int, int]], free: Sequence[bool], *, least: int = 1
) -> Iterator[Said]:
    for words, start, end in features(text, vocabulary, free, least=least):
        if left_open(text.low, start) is None:
            op: Op = "ne" if any(a < start < b for a, b in away) else "eq"
            stated = [vocabulary.features[key] for w in (words, *vocabulary.synonyms.alternatives(words))
                      if (key := key_of(w)) in vocabulary.features]  # fmt: skip
            if not stated and least > 1 and (named := _named_value(words, vocabulary)) is not None:
                yield Said(*named, op, start, end)
            elif not stated and least > 1 and _holds_value(words, vocabulary):
                continue  # "battery powered" where the shop states what powers it
            else:
                yield Said(stated[0], True, op, start, end) if stated else Said("keyword", words, op, start, end)


def _holds_value(words: str, vocabulary: Vocabulary) -> bool:
    entries = (entry for word in key_of(words).split() for entry in vocabulary.lookup(word))
    return any(entry.kind == "value" and entry.attribute not in vocabulary.synonyms.values for entry in entries)


def _named_value(words: str, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """The attribute and value that a phrase spells out: "long sleeves"."""
    stems = key_of(words).split()
    for name, values in vocabulary.values.items():
        own = set(key_of(name.replace("_", " ")).split())
        rest = " ".join(s for s in stems if s not in own)
        if own < set(stems) and rest in values:
            return name, values[rest]
    return None


def _note(
    asked: Asked | None, values: Sequence[Said], keywords: Sequence[Said], away: Sequence[tuple[int, int]], work: _Work
) -> None:
    for mention in asked.mentions if asked else ():
        entry = mention.entry("category")
        work.note("category", mention.start, mention.end, entry.value if entry else mention.text)
    for item in (*values, *keywords):
        work.note("negation" if item.op == "ne" else item.attribute, item.start, item.end, item.value)

"""Slots: what a turn says that can be acted on, whatever it is for: kind, constraints, drops, order, references."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from intents.answers import answered, bare_sizes
from intents.categories import Asked, Goal, asked_for, goal_of
from intents.mentions import Mention, mentions
from intents.negation import NO_PREFERENCE, dropped, left_open, negated
from intents.numbers import Limit, prices, ratings
from intents.reading import Context, Entity
from intents.references import Found, references
from intents.text import Text
from intents.unlisted import unlisted
from intents.values import Value_, ValueReader, features
from intents.wishes import measures, order_of, quantity_of, sizes
from retrieval.catalog import Value
from retrieval.filters import Constraint, Op, Order
from retrieval.synonyms import key_of
from retrieval.vocabulary import Vocabulary

SEARCHING = frozenset(
    "explore_category search_product search_by_image gift_ideas ask_bestsellers ask_deals refine_search relax_search "
    "show_more".split()
)  # fmt: skip
"""Intents in which a type name is a wish, and "the blue one" no product on the table."""

_CHEAPER = re.compile(r"\b(?:cheaper|less expensive|lower[ -]priced?|lower price|for less|costs? less|(?:too|so|very|bit|quite|way too|kinda|rather) (?:expensive|pric(?:e)?y|dear|much|steep)"
                      r"|out of my (?:budget|price range)|over my budget|more affordable|not (?:so|as|that) (?:expensive|pricey|dear)|can'?t afford|pric(?:e)?y)\b")
_DEARER = re.compile(r"\b(?:more expensive|pricier|higher[ -]end|more upscale|fancier|more premium|higher price[ds]?)\b")


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
    values: tuple[Value_, ...] = ()
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
    fitting = _fitting(text, context, vocabulary, intent)
    limits = [] if fitting or answers else _limits(low, context, intent, work)
    order = _order(low, found, intent, work)
    drops = _drops(low, context, work)
    quantity = quantity_of(low)
    sized = _sizes(low, vocabulary, work, fitting)
    away = negated(low)
    known = mentions(text, vocabulary, work.masked)
    refining = bool(context.category) and intent in ("refine_search", "relax_search", "show_more")
    asked = asked_for(known, text, vocabulary, away, refining=refining) or _unknown(text, vocabulary, known, work, intent)
    if intent not in SEARCHING and intent not in ("find_complement", "reject_items"):
        asked = None
    reader = ValueReader(text, vocabulary, asked, context.category, away)
    values = [*reader.values(known)]
    used = [m for m in known if m.entry("category") is None or (asked and m in asked.mentions)
            or any(v.start == m.start for v in values)]  # fmt: skip
    keywords = [*_features(text, work.free(used), reader), *reader.keywords(known, work.free(used))]
    keywords = [k for i, k in enumerate(keywords) if not any(k.start < o.end and o.start < k.end for o in keywords[:i])]
    _note(asked, values, keywords, away, work)
    goal = goal_of(asked, text, context, vocabulary, intent)
    other = reader.strange(values) or re.search(r"\b(?:something|anything) (?:to|for|that)\b", low)
    if asked is None and intent == "search_product" and context.category and other:
        goal = "new"
    kept = context.constraints if goal == "same" else ()
    add = [*answers, *_price(limits, kept), *reader.constraints([*values, *keywords]), *_sized(sized, reader), *_relative(low, context, found, limits, intent)]
    add = [c for c in add if not any(c.field == a.field and c is not a for a in answers)]
    drop = [*drops, *_opened(text, known, context), *_clashing(add, kept), *_narrowed(asked, goal, context)]
    entities = sorted(work.entities, key=lambda e: (e.start, e.end))
    return Slots(text, tuple(entities), goal, asked, tuple(add), tuple(dict.fromkeys(drop)), order,
                 quantity[0] if quantity else None, tuple(found), tuple(values), tuple((f, v) for f, v, _, _ in sized))  # fmt: skip


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


def _fitting(text: Text, context: Context, vocabulary: Vocabulary, intent: str) -> list[tuple[str, int, int]]:
    """Bare numbers that are sizes of the kind at hand."""
    if intent not in ("refine_search", "ask_availability", "ask_fit") or not context.category:
        return []
    rows = vocabulary.rows_of(context.category)
    held = (value for value, found in vocabulary.holders.get("size", {}).items() if np.isin(found, rows).any())
    return bare_sizes(text, frozenset(value.lower() for value in held))


def _sizes(low: str, vocabulary: Vocabulary, work: _Work, fitting: Sequence[tuple[str, int, int]]) -> list[tuple[str, str, int, int]]:
    found = [("size", s.value, s.start, s.end) for s in sizes(low)] or [("size", v.upper(), s, e) for v, s, e in fitting]
    stated = {value.lower() for value in vocabulary.holders.get("size", {})}
    for said in measures(low):
        if any(start < said.end and said.start < end for start, end in work.masked):
            continue
        found.append(("size" if said.value.lower() in stated else "keyword", said.value, said.start, said.end))
    found = [f for f in found if not any(start < f[3] and f[2] < end for start, end in work.masked)]
    for name, value, start, end in found:
        work.note("size" if name == "size" else "keyword", start, end, value)
    return found


def _sized(sized: Sequence[tuple[str, str, int, int]], reader: ValueReader) -> Iterator[Constraint]:
    values = tuple(dict.fromkeys(value for name, value, _, _ in sized if name == "size"))
    if values:
        yield Constraint("size", "eq", values if len(values) > 1 else values[0], hard=_has_sizes(reader, values))
    for name, value, _, _ in sized:
        if name == "keyword":
            forms = tuple(dict.fromkeys((value, value.replace(" ", "-"), value.replace(" ", ""))))
            rows = [reader.vocabulary.rows_with(form) for form in forms]
            yield Constraint("keyword", "eq", forms, hard=any(np.isin(found, reader.rows).any() for found in rows))


def _has_sizes(reader: ValueReader, values: Sequence[str]) -> bool:
    held = {value.lower() for value, rows in reader.vocabulary.holders.get("size", {}).items() if np.isin(rows, reader.rows).any()}
    return any(value.lower() in held for value in values)


def _unknown(text: Text, vocabulary: Vocabulary, known: Sequence[Mention], work: _Work, intent: str) -> Asked | None:
    if intent not in ("search_product", "explore_category"):
        return None
    return unlisted(text, vocabulary, work.free([m for m in known if not m.entry("category")]), bare=intent == "search_product")


def _features(text: Text, free: Sequence[bool], reader: ValueReader) -> Iterator[Value_]:
    for words, start, end in features(text, reader.vocabulary, free):
        if left_open(text.low, start) is None and reader.counts(start):
            op: Op = "ne" if any(a <= start < b for a, b in reader.negated) else "eq"
            stated = [reader.vocabulary.features[key] for w in (words, *reader.vocabulary.synonyms.alternatives(words))
                      if (key := key_of(w)) in reader.vocabulary.features]  # fmt: skip
            yield Value_(stated[0], True, op, start, end) if stated else Value_("keyword", words, op, start, end)


def _note(asked: Asked | None, values: Sequence[Value_], keywords: Sequence[Value_], away: Sequence[tuple[int, int]], work: _Work) -> None:
    for mention in asked.mentions if asked else ():
        entry = mention.entry("category")
        work.note("category", mention.start, mention.end, entry.value if entry else mention.text)
    for item in (*values, *keywords):
        work.note("negation" if item.op == "ne" else item.attribute, item.start, item.end, item.value)


def _price(limits: Sequence[Limit], kept: Sequence[Constraint]) -> Iterator[Constraint]:
    for limit in {(x.field, x.op): x for x in limits}.values():
        value = int(limit.value) if limit.value == int(limit.value) else limit.value
        yield Constraint(limit.field, limit.op, value)


def _clashing(add: Sequence[Constraint], kept: Sequence[Constraint]) -> Iterator[str]:
    """A new limit that leaves nothing between it and an old one replaces both."""
    for new in add:
        for old in kept:
            if new.field == old.field and {new.op, old.op} == {"lte", "gte"} and not any(x.op == old.op and x.field == new.field for x in add):
                low, high = (old, new) if new.op == "lte" else (new, old)
                if isinstance(low.value, int | float) and isinstance(high.value, int | float) and low.value >= high.value:
                    yield new.field


def _narrowed(asked: Asked | None, goal: Goal, context: Context) -> Iterator[str]:
    """Words that narrowed the old kind say nothing of a new one within it."""
    if asked and goal == "same" and context.category and asked.name != context.category:
        if any(c.field == "keyword" and c.op == "eq" for c in context.constraints):
            yield "keyword"


def _opened(text: Text, known: Sequence[Mention], context: Context) -> Iterator[str]:
    """"It doesn't have to be oak": the field of which oak is a value in force."""
    for mention in known:
        if left_open(text.low, mention.start) is None:
            continue
        entry = mention.entry("value") or mention.entry("brand")
        if entry is not None:
            yield entry.attribute or "brand"


def _relative(low: str, context: Context, found: Sequence[Found], limits: Sequence[Limit], intent: str) -> Iterator[Constraint]:
    """"Cheaper" than what is pointed at, or than what was shown last."""
    if limits or intent not in ("refine_search", "reject_items", "show_more", "search_product") or not context.shown:
        return
    named = {i for f in found for i in f.reference.products}
    table = [p for p in context.shown[-1] if not named or p.id in named]
    values = [p.price for p in table if p.price is not None]
    if values and _CHEAPER.search(low):
        yield Constraint("price", "lte", round(min(values) - 0.01, 2))
    elif values and _DEARER.search(low):
        yield Constraint("price", "gte", round(max(values) + 0.01, 2))

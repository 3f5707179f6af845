"""Slots: what a turn says that can be acted on, whatever it is for: kind, constraints, drops, order, references."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intents import resolving as measuring
from intents import sizing
from intents.answers import answered
from intents.bounds import SEARCHING, changed, drops_of, limits_of, order_said, ranked, ranked_by
from intents.categories import Asked, Goal, asked_for, goal_of
from intents.doubts import doubts, possible
from intents.drops import clashing, left, narrowed, opened
from intents.featuring import features_of, levels_of
from intents.keywords import keywords
from intents.limits import relative, stated
from intents.measuring import Amount, amounts
from intents.mentions import Mention, mentions
from intents.negation import needless, negated
from intents.numbers import ratings
from intents.reading import Context, Entity
from intents.references import references
from intents.sizing import Sized
from intents.spans import Span
from intents.splitting import unglued
from intents.table import Found
from intents.text import Text
from intents.unlisted import KIND, another, beside, brands, qualities, taken_in, unlisted
from intents.values import Said, ValueReader
from intents.wishes import quantity_of
from intents.work import Work
from retrieval.filters import Constraint, Order
from retrieval.spelling import english
from retrieval.synonyms import key_of
from retrieval.vocabulary import Vocabulary

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


def read_slots(text: Text, context: Context, vocabulary: Vocabulary, intent: str, tagged: Sequence[Span] = ()) -> Slots:
    """Read the slots of a turn whose intent is known; `tagged` are the spans that a tagger found in it."""
    text = unglued(text, vocabulary)
    work, low = Work(text, tagged), text.low
    found = _references(text, context, vocabulary, intent, work)
    answers = list(answered(text, context, vocabulary))
    worn = sizing.fitting(text, context, vocabulary, intent)
    measured = _measured(text, vocabulary, work)
    moved = [] if worn or answers else changed(low, context, intent, work)
    limits = [] if worn or answers or moved else limits_of(low, context, intent, work)
    order = order_said(low, found, vocabulary, intent, work)
    ranks = [] if order else ranked(text, vocabulary, intent, work)
    drops = drops_of(low, context, vocabulary.synonyms, work)
    quantity = quantity_of(low)
    sized = _sized(text, context, vocabulary, intent, work)
    away = negated(low)
    levels = list(levels_of(low, vocabulary, away, work))
    phrases = list(features_of(text, vocabulary, away, work.free(), least=2))
    work.masked.extend((p.start, p.end) for p in phrases)
    levels += [p for p in phrases if p.attribute != "keyword"]
    known = mentions(text, vocabulary, work.masked)
    asked = _asked(text, context, vocabulary, known, work, intent)
    known = taken_in(asked, known)
    reader = ValueReader(text, vocabulary, asked, context, away)
    own = asked.mentions if asked else ()
    sure = [m for m in known if not m.guessed or m.entry("brand") or m in own]
    values = [*reader.values(known), *levels, *brands(text, vocabulary, work.free(sure), tagged, away)]
    worded = sizing.worded(text, reader, work.free(asked.mentions if asked else ()))
    values = [v for v in values if not any(w.start <= v.start < w.end for w in worded)]
    sized += worded
    measures = _on_attributes(measured, reader, work)
    told = {c.field for c in measures} | {v.attribute for v in values}
    narrowing = [
        *(p for p in phrases if p.attribute == "keyword" and reader.counts(p.start)),
        *_narrowing(known, values, reader, work, told),
    ]
    _note(asked, values, narrowing, away, work)
    goal = goal_of(asked, text, context, vocabulary, intent)
    other = reader.strange(values) or _SOMETHING.search(low)
    if asked is None and intent in ("search_product", "gift_ideas") and context.category and other:
        goal = "new"
    order = order or ranked_by(ranks, measures, reader, work)
    add = [*stated(limits), *moved, *reader.constraints([*values, *narrowing]), *sizing.constraints(sized, reader)]
    add += measures
    add += relative(low, context, found, limits, intent)
    add = [*answers, *(c for c in add if not any(c.field == a.field for a in answers))]
    named = asked and (asked.known or _is_word(asked, tagged))
    certain = [c for c in add if c.field != "brand" or key_of(str(c.value)) in vocabulary.brands]
    understood = bool(named or certain or drops or order or found or _KNOWN.search(low) or intent not in SEARCHING)
    unsure = tuple(dict.fromkeys(doubts(text, add, understood=understood)))
    add = possible(add)
    gone = list(left(text, known, context, vocabulary)) if goal == "same" else []
    add += [c for c in context.constraints if c not in gone and any(c.field == g.field for g in gone)]
    kept = context.constraints if goal == "same" else ()
    drop = [
        *drops,
        *opened(text, known, context),
        *dict.fromkeys(c.field for c in gone),
        *clashing(add, kept),
        *narrowed(asked, goal, context),
    ]
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


def _is_word(asked: Asked, tagged: Sequence[Span]) -> bool:
    """Whether a kind that the shop lacks is one: of common words, or surely tagged as a kind."""
    sure = any(s.label == KIND and s.score >= 0.6 and s.start < m.end and m.start < s.end
               for s in tagged for m in asked.mentions)  # fmt: skip
    return sure or any(word in english() for word in asked.name.split())


def _sized(text: Text, context: Context, vocabulary: Vocabulary, intent: str, work: Work) -> list[Sized]:
    found = sizing.sized(text, context, vocabulary, intent)
    found = [f for f in found if not any(start < f.end and f.start < end for start, end in work.masked)]
    for item in found:
        work.note("size", item.start, item.end, item.value)
    return found


def _measured(text: Text, vocabulary: Vocabulary, work: Work) -> list[Amount]:
    """Amounts with a unit; what they are about is known once the kind is."""
    rated = [(limit.start, limit.end) for limit in ratings(text.low)]
    found = [a for a in amounts(text, vocabulary) if not work.overlaps(a.start, a.end, rated)]
    work.masked.extend((a.start, a.end) for a in found)
    return found


def _on_attributes(found: Sequence[Amount], reader: ValueReader, work: Work) -> list[Constraint]:
    made = [(a, c) for a in found for c in measuring.constraints([a], reader.text.low, reader.vocabulary, reader.core)]
    for amount, constraint in made:
        work.note(constraint.field, amount.start, amount.end, constraint.value, mask=False)
    return [constraint for _, constraint in made]


def _asked(
    text: Text, context: Context, vocabulary: Vocabulary, known: Sequence[Mention], work: Work, intent: str
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
    if intent not in naming:
        return asked
    if asked and not beside(asked, text, free, work.tagged) and not another(asked, text, vocabulary, free, work.tagged):
        return asked
    return unlisted(text, vocabulary, free, intent, work.tagged) or asked


def _narrowing(
    known: Sequence[Mention], values: Sequence[Said], reader: ValueReader, work: Work, told: Iterable[str]
) -> list[Said]:
    """Features and keywords, none of them twice, and no names of the attributes that the turn is `told` of."""
    names = {word for name in told for word in key_of(name.replace("_", " ")).split()}
    asked = reader.asked.mentions if reader.asked else ()
    read = {v.start for v in values}
    used = [m for m in known if m.entry("category") is None or m in asked or m.start in read]
    work.masked.extend(needless(reader.text.low))
    free = work.free(used)
    found = [f for f in features_of(reader.text, reader.vocabulary, reader.negated, free) if reader.counts(f.start)]
    free = [f and t.stem not in names for f, t in zip(free, reader.text.tokens, strict=True)]
    found += keywords(reader, known, free)
    if reader.about:
        lacked = qualities(reader.text, reader.vocabulary, free, work.tagged, reader.negated)
        found += [quality for quality in lacked if reader.counts(quality.start)]
    return [k for i, k in enumerate(found) if not any(k.start < o.end and o.start < k.end for o in found[:i])]


def _references(text: Text, context: Context, vocabulary: Vocabulary, intent: str, work: Work) -> list[Found]:
    found = references(text, context, vocabulary)
    if intent in SEARCHING:
        found = [f for f in found if f.how == "place" and f.reference.products]
    for item in found:
        work.note("reference", item.start, item.end, item.reference.products or item.reference.text)
    return found


def _note(
    asked: Asked | None, values: Sequence[Said], keywords: Sequence[Said], away: Sequence[tuple[int, int]], work: Work
) -> None:
    for mention in asked.mentions if asked else ():
        entry = mention.entry("category")
        work.note("category", mention.start, mention.end, entry.value if entry else mention.text)
    for item in (*values, *keywords):
        work.note("negation" if item.op == "ne" else item.attribute, item.start, item.end, item.value)

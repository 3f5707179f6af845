"""Drops: constraints in force that a turn makes void without naming their field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from intents.categories import Asked, Goal
from intents.mentions import Mention
from intents.negation import KNOWN_FIELDS, allowed, left_open, needless
from intents.reading import Context
from intents.text import Text
from intents.wordlists import FUNCTION
from retrieval.filters import Constraint, values_of
from retrieval.synonyms import Synonyms, key_of
from retrieval.vocabulary import Vocabulary

_OWN = frozenset({"colour", "material", "size", "gender", "pattern", "style", "brand"})
_PLAIN = frozenset("safe free proof keyword size colour material".split())  # say little of what a wish is
_OPPOSITES = {"left": "right", "right": "left", "indoor": "outdoor", "outdoor": "indoor", "wireless": "wired",
              "wired": "wireless", "corded": "cordless", "cordless": "corded"}  # fmt: skip


def opened(text: Text, known: Sequence[Mention], context: Context) -> Iterator[str]:
    """Yield the field of a value that is left open: "it doesn't have to be oak"."""
    for mention in known:
        if left_open(text.low, mention.start) is None:
            continue
        held = {c.field for c in context.constraints}
        for entry in mention.entries:
            if entry.kind != "category":
                yield entry.attribute or "brand"
        yield from held & {name for name in held if key_of(name.replace("_", " ")) == key_of(mention.text)}


def left(text: Text, known: Sequence[Mention], context: Context, vocabulary: Vocabulary) -> Iterator[Constraint]:
    """Yield wishes in force whose words are left open, let in again, or turned into their opposite.

    "Forget waterproof", "it needn't survive the dishwasher", "leather is fine after all", "right handed ones".
    """
    let_in = [key_of(words) for words in allowed(text.low)]
    for held in context.constraints:
        if held.op == "ne" and any(_names(held, words, context, vocabulary.synonyms) for words in let_in):
            yield held
        wished = held.op == "eq" and held.field != "category"
        if wished and (_opens(held, text) or _opposed(held, text) or _comes_to(held, known, text, context, vocabulary)):
            yield held


def _words(held: Constraint) -> list[str]:
    return [str(held.field).replace("_", " "), *(v for v in values_of(held) if isinstance(v, str))]


def _opens(held: Constraint, text: Text) -> bool:
    """Whether the words of a wish are left open where they stand, or one of them among what is needless."""
    spans = [*needless(text.low)]
    stems = {t.stem for t in text.tokens if any(a <= t.start < b for a, b in spans) and t.word not in FUNCTION}
    places = [text.low.find(words.lower()) for words in _words(held)]
    if any(place > 0 and left_open(text.low, place) is not None for place in places):
        return True
    own = {stem for words in _words(held) for stem in key_of(words).split()} - _PLAIN
    return bool(own & stems)


def _opposed(held: Constraint, text: Text) -> bool:
    """Whether a turn says a wish with a word of it turned round: "right handed" where it was left-handed."""
    said = {t.stem for t in text.tokens}
    own = set(key_of(str(held.field).replace("_", " ")).split()) if held.value is True else set()
    own = own or {stem for words in _words(held)[1:] for stem in key_of(words).split()}
    turned = {_OPPOSITES[stem] for stem in own if stem in _OPPOSITES}
    return bool(turned) and turned | {s for s in own if s not in _OPPOSITES} <= said and not own <= said


def _names(held: Constraint, words: str, context: Context, synonyms: Synonyms) -> bool:
    """Whether words name a value that was ruled out, by a name of its own or a word that only it has."""
    names = _spelled(held, synonyms)
    if words in names:
        return True
    others = [c for c in context.constraints if c.op == "ne" and c.field == held.field and c != held]
    shared = {stem for c in others for name in _spelled(c, synonyms) for stem in name.split()}
    return bool(set(words.split()) & ({stem for name in names for stem in name.split()} - shared))


def _spelled(held: Constraint, synonyms: Synonyms) -> set[str]:
    values = [str(v) for v in values_of(held)]
    families = [synonyms.values.get(held.field, {}).get(key_of(v)) for v in values]
    return {key_of(name) for name in (*values, *(n for f in families if f is not None for n in (f.name, *f.same)))}


def _comes_to(
    held: Constraint, known: Sequence[Mention], text: Text, context: Context, vocabulary: Vocabulary
) -> bool:
    """Whether a word comes to a value that is left open: "cordless", where all such mowers run on a battery."""
    open_ = [e for m in known if left_open(text.low, m.start) is not None for e in m.entries if e.kind == "value"]
    if held.field != "keyword" or not open_:
        return False
    rows = vocabulary.rows_of(context.category)
    mine = np.intersect1d(rows, np.concatenate([vocabulary.rows_with(str(v)) for v in values_of(held)]))
    return mine.size > 0 and any(np.isin(mine, vocabulary.having(e.attribute, str(e.value))).all() for e in open_)


def names(context: Context, synonyms: Synonyms) -> list[tuple[str, str]]:
    """Return the shop's own fields in force, each with a pattern of its names."""
    found = []
    for field in dict.fromkeys(c.field for c in context.constraints):
        said = [alias for alias, name in synonyms.attributes.items() if name == field] if field in _OWN else []
        if field not in KNOWN_FIELDS or said:
            words = {field.replace("_", " "), field, *said}
            found.append(
                (field, "|".join(re.escape(word) + r"\w{0,2}" for word in sorted(words, key=len, reverse=True)))
            )
    return found


def narrowed(asked: Asked | None, goal: Goal, context: Context) -> Iterator[str]:
    """Yield "keyword" where the kind gets narrower: words that narrowed the old kind say nothing of the new one."""
    another = asked and goal == "same" and context.category and asked.name != context.category
    if another and any(c.field == "keyword" and c.op == "eq" for c in context.constraints):
        yield "keyword"


def clashing(add: Sequence[Constraint], kept: Sequence[Constraint]) -> Iterator[str]:
    """Yield fields where a new limit leaves nothing between it and an old one: the new one replaces both."""
    for new in add:
        for old in kept:
            opposed = new.field == old.field and {new.op, old.op} == {"lte", "gte"}
            if opposed and not any(x.op == old.op and x.field == new.field for x in add) and _crossed(new, old):
                yield new.field


def _crossed(new: Constraint, old: Constraint) -> bool:
    low, high = (old.value, new.value) if new.op == "lte" else (new.value, old.value)
    return isinstance(low, int | float) and isinstance(high, int | float) and low >= high

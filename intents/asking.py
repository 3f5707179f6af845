"""What a question asks for: the field that it is about in general, and the product's own fields that answer it.

`asked` fills a reading; `fields_asked` looks at one product, whose names, values and units decide what "how long" is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

from intents.askforms import FORMS, MODIFIERS, Form
from intents.reading import Context, Reading
from intents.sizing import FOR_PEOPLE
from intents.slots import Slots
from intents.wishes import asked_feature
from retrieval.attributes import parse
from retrieval.catalog import Product, Value
from retrieval.synonyms import Synonyms, key_of
from retrieval.units import NAMED_FOR, UNITS
from retrieval.vocabulary import Vocabulary
from retrieval.words import stems

ASKING = frozenset("ask_attribute ask_availability ask_fit ask_reviews compare_products find_complement".split())
QUESTIONS = frozenset("ask_attribute ask_availability ask_fit ask_reviews".split())
_PLAIN = ("price", "rating", "stock")
_CLAUSE = re.compile(r"[,;.?!]+\s+|\s+(?:and|plus|&|but)\s+")
_UNIT_ASKED = re.compile(
    r"\b(?:how many|how much|what|which) (?P<u>[a-z]+)\b|\bin (?P<v>cm|mm|inches|kg|lbs?|ml|litres)\b"
)
_YES_NO = re.compile(r"^\W*(?:(?:and|so|but|ok|also) )*(?:is|are|does|do|can|could|will|has|have|it|they)\b")
_BEFORE = frozenset(stems("what which many much"))
_LINK = re.compile(r"^\W*(?:(?:and|so|but|also|plus) )+")
_SURE, _NAMED = 1.5, 4.0
_DIMENSIONS = frozenset(key_of(w) for w in "length width height depth diameter thickness breadth".split())
_VAGUE = frozenset(key_of(w) for w in "safe included proof resistance range time life size type level number of "
                   "the required maximum minimum max total set pack".split())  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a product states: its canonical name, the stems of all its names, what its values measure."""

    name: str
    keys: frozenset[str]
    measures: frozenset[str]
    truth: bool


def clauses(low: str) -> tuple[str, ...]:
    """Return the questions that a turn is made of: "how wide and tall is it" is "how wide", "how tall is it"."""
    parts = [_LINK.sub("", part) for part in _CLAUSE.split(low) if part.strip()]
    how = next((n for n, part in enumerate(parts) if re.search(r"\bhow\b", part)), len(parts))
    return tuple(
        f"how {part}" if n > how and re.match(r"(?:long|tall|high|wide|deep|heavy|thick|big|old|loud|bright)\b", part)
        else part for n, part in enumerate(parts)
    )  # fmt: skip


def questions(low: str) -> tuple[str, ...]:
    """Return the questions of a turn that asks several, () if it asks one: "is it waterproof", "how long is it"."""
    found = tuple(part for part in clauses(low) if form_of(part) or _YES_NO.match(part))
    return found if len(found) > 1 else ()


def chained(whole: Reading, parts: Sequence[Reading]) -> Reading:
    """Return the questions of a turn one after the other; the turn as it was read if it asks one."""
    then: Reading | None = None
    for part in reversed(parts):
        known = part.intent in QUESTIONS or part.intent == "ask_policy"
        then = replace(part, then=then) if known else replace(
            part, intent="ask_attribute", then=then, add=(), drop=(), goal="same", category="", order=None
        )  # fmt: skip
    if then is None:
        return whole
    sure = replace(then, confidence=whole.confidence, in_scope=whole.in_scope, entities=whole.entities)
    return replace(sure, references=then.references or whole.references)


def topics(low: str) -> tuple[str, ...]:
    """Return the usual fields that the questions of a turn are about, in order: "length", "warranty"."""
    return tuple(dict.fromkeys(form.topic for part in clauses(low) if (form := form_of(part)) and form.topic))


def form_of(low: str) -> Form | None:
    """Return the form of question that comes first in a clause."""
    found = [(hit.start(), -hit.end(), n) for n, form in enumerate(FORMS) if (hit := form.pattern.search(low))]
    return FORMS[min(found)[2]] if found else None


def fields_asked(low: str, product: Product, synonyms: Synonyms, title: bool = True) -> tuple[str, ...]:
    """Return the product's own fields, by canonical name, that answer the questions of a turn; () if none does."""
    fields = tuple(_fields(product, synonyms))
    said = frozenset(stems(product.title)) if title else frozenset()
    found = (_best(part, fields, said) for part in clauses(low))
    return tuple(dict.fromkeys(name for name in found if name))


def _best(clause: str, fields: tuple[Field, ...], said: frozenset[str]) -> str:
    """The field that one question is about; "" if none is clearly meant."""
    form, words = form_of(clause), stems(clause)
    plain = form is not None and form.topic in _PLAIN  # but "how much light"
    own = frozenset(stems(hit[0])) if form and not plain and (hit := form.pattern.search(clause)) else frozenset()
    marks = [(_named(words, f, said, clause, own if form and not form.keys & f.keys else frozenset())
              + _formed(form, f, words) + _by_unit(clause, f), f.name) for f in fields]  # fmt: skip
    mark, name = max(marks, key=lambda m: m[0], default=(0.0, ""))
    return name if mark >= (_NAMED if plain else _SURE) else ""


def _named(words: tuple[str, ...], field: Field, said: frozenset[str], clause: str, own: frozenset[str]) -> float:
    """How surely a question names a field: all the words of a name, else its telling words.

    Words of the product's title (`said`) name the product unless they are asked for ("what pressure"); those of a
    form of question that asks for something else (`own`) name nothing: "how much weight can it take".
    """
    best = 0.0
    for key in field.keys:
        parts = key.split()
        held = [w for w in parts if w in words]
        if len(held) == len(parts):
            asked_for = any(a in _BEFORE and b in parts for a, b in pairwise(words))
            weak = (set(parts) <= said and not asked_for) or set(parts) <= own
            best = max(best, 1.0 if weak else _NAMED + 0.5 * len(parts))
        elif telling := [w for w in held if w not in _VAGUE and w not in said and len(w) > 2]:
            kind = 1.6 if field.truth == bool(_YES_NO.match(clause)) else 1.0
            best = max(best, kind * len(telling) / max(1, len([w for w in parts if w not in _VAGUE])))
    return best


def _formed(form: Form | None, field: Field, words: tuple[str, ...]) -> float:
    """How well a field answers a form of question, by its names, then by what it measures."""
    if form is None or field.truth:
        return 0.0
    wanted = form.keys
    best = max((3.0 if key in wanted else 2.0 if wanted & set(key.split()) else 0.0 for key in field.keys), default=0.0)
    foreign = _DIMENSIONS & {w for key in field.keys for w in key.split()} - {w for key in wanted for w in key.split()}
    if not best and form.measures & field.measures and not foreign:
        best = 1.6
    if not best:
        return 0.0
    of = {w for key in field.keys for w in key.split()} - wanted - MODIFIERS
    return best - 0.002 * len(of - set(words)) - 0.01 * min((_rank(form, key) for key in field.keys), default=0)


def _rank(form: Form, key: str) -> int:
    """How far down the names of a form one of a field's words stands."""
    return next((n for n, name in enumerate(form.names) if key_of(name) == key or key_of(name) in key.split()), 9)


def _by_unit(clause: str, field: Field) -> float:
    """Whether a question asks for the unit of a field: "how many litres", "how wide in cm"."""
    for hit in _UNIT_ASKED.finditer(clause):
        unit = UNITS.get(hit["u"] or hit["v"])
        if unit and unit.measures in field.measures:
            return 2.0 if hit["u"] else 0.1
    return 0.0


def _fields(product: Product, synonyms: Synonyms) -> Iterator[Field]:
    held: dict[str, list[Value]] = {}
    names: dict[str, set[str]] = {}
    stated = [*product.attributes.items(), *((n, v) for x in product.variants for n, v in x.attributes.items())]
    for name, values in [*stated, *((n, tuple(v for v, _ in vs)) for n, vs in product.derived.items())]:
        canonical = synonyms.attribute(name)
        held.setdefault(canonical, []).extend(values)
        names.setdefault(canonical, set()).update({key_of(_spaced(name)), key_of(_spaced(canonical))})
    others = _aliases(synonyms)
    for name, said in held.items():
        keys = frozenset(names[name]) | others.get(name, frozenset())
        truth = all(isinstance(v, bool) or str(v).lower() in ("yes", "no", "true", "false") for v in said)
        yield Field(name, keys - {""}, _measured(name, said), truth)
    if product.brand:
        yield Field("brand", frozenset({"brand"}), frozenset(), False)


def _measured(name: str, values: list[Value]) -> frozenset[str]:
    found = {unit for value in values if (unit := parse(value).unit)}
    if found:
        return frozenset(found)
    words = set(_spaced(name).lower().split())
    numbers = any(isinstance(v, float) and not isinstance(v, bool) for v in values)
    return frozenset(what for what, names in NAMED_FOR.items() if numbers and words & set(names))


@lru_cache(maxsize=8)
def _aliases(synonyms: Synonyms) -> Mapping[str, frozenset[str]]:
    """The other names of each canonical attribute, in the form of `key_of`."""
    found: dict[str, set[str]] = {}
    for key, name in synonyms.attributes.items():
        found.setdefault(name, set()).add(key)
    return {name: frozenset(keys) for name, keys in found.items()}


def _spaced(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name)


def asked(slots: Slots, context: Context, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the field or feature that a question is about, and the value it asks to confirm."""
    low = slots.text.low
    field = next(iter(topics(low)), "")
    value = next(
        ((v.attribute, v.value) for v in slots.values if v.attribute not in ("keyword", "category", "gender")), None
    )
    if field and field not in ("size", "stock") and value is None:
        return {"asked": field}
    if field == "stock" and value is None:
        said = next(iter(slots.said), None)
        return {"asked": said[0], "asked_value": said[1]} if said else {"asked": field}
    if value is not None and field in ("", value[0], "stock"):
        either = re.search(r"\bor\b", low) and not isinstance(value[1], bool)  # "checked or plain?" has no yes or no
        return {"asked": value[0]} if either else {"asked": value[0], "asked_value": value[1]}
    if slots.said and field in ("", "size", "stock"):
        return {"asked": "size", "asked_value": slots.said[0][1]}
    return {"asked": field or _attribute_named(low, context, vocabulary) or asked_feature(low)}


def _attribute_named(low: str, context: Context, vocabulary: Vocabulary) -> str:
    """The shop's own attribute that a question names ("how many gears"), or that says for how many people."""
    said = f" {key_of(low)} "
    names = [*vocabulary.holders, *vocabulary.features.values()]
    named = [name for name in names if (key := key_of(name.replace("_", " "))) and f" {key} " in said]
    if not named and re.search(r"\bhow many (?:people|persons|players|adults|of us)\b", low):
        named = [name for name in names if name.replace("_", " ").lower() in FOR_PEOPLE]
    held = {name for product in (context.shown[-1] if context.shown else ()) for name in product.attributes}
    return max(named, key=lambda name: (name in held, len(name)), default="")

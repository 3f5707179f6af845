"""Labelled turns of tests/intents/entities: read from compact lines, judged by what is in force after them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from assistant.state import merge
from intents.reading import Context, Pending, Reading
from retrieval.attributes import parse
from retrieval.catalog import Value, read_catalog
from retrieval.derive import derive
from retrieval.filters import Constraint, Op
from retrieval.synonyms import key_of, load
from retrieval.vocabulary import Vocabulary

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "entities"
_OPS: dict[str, Op] = {"<=": "lte", ">=": "gte", "!=": "ne", "=": "eq"}
_LINE = re.compile(r"(?:\[(?P<before>[^\]]*)\] )?(?P<text>.*?) =>(?: (?P<after>.*?))?(?: ?## (?P<more>.*))?$")
_WISH = re.compile(r"(?P<mark>[~?]?)(?P<field>[^<>=!~?]+?)(?P<op><=|>=|!=|=)(?P<value>.*)")


@dataclass(frozen=True)
class Wish:
    """A constraint that must, or may, be in force; each `choices` entry is one way to say it."""

    text: str
    choices: tuple[Constraint, ...]
    optional: bool = False


@dataclass(frozen=True)
class Case:
    """A turn in its context, and what must hold after it."""

    line: str
    text: str
    context: Context
    category: str
    wishes: tuple[Wish, ...]
    more: tuple[str, ...]


def cases(name: str) -> list[Case]:
    """Read the cases of a file."""
    groups = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return [case(line) for lines in groups.values() for line in lines.split("\n") if line.strip()]


def case(line: str) -> Case:
    """Read one line."""
    found = _LINE.fullmatch(line.strip())
    assert found, f"no case: {line}"
    before, _, asked = (found["before"] or "").partition("?")
    was, held = _goal(before)
    now, wishes = _goal(found["after"] or "")
    more = tuple(part.strip() for part in (found["more"] or "").split(",") if part.strip())
    goals = (was,) if was else ()
    pending = Pending("field", asked.strip()) if asked.strip() else None
    force = tuple(w.choices[0] for w in held)
    context = Context("recommend" if was else None, category=was, goals=goals, constraints=force, pending=pending)
    return Case(line.strip(), found["text"], context, now, tuple(wishes), more)


def _goal(text: str) -> tuple[str, list[Wish]]:
    kind, _, rest = text.partition(":")
    return kind.strip(), [wish for part in rest.split(";") if part.strip() for wish in _wishes(part.strip())]


def _wishes(text: str) -> Iterator[Wish]:
    """ "a=b|c" wants either value or both; "a=b|d=c" is one or the other constraint."""
    first = _WISH.fullmatch(text)
    if first is None:
        return
    field, op, hard = first["field"].strip(), _OPS[first["op"]], first["mark"] != "~"
    choices, plain = [], []
    for part in first["value"].split("|"):
        if other := _WISH.fullmatch(part):
            choices.append(Constraint(other["field"], _OPS[other["op"]], _value(other["value"])))
        else:
            plain.append(_value(part))
    choices[:0] = [
        Constraint(field, op, tuple(plain), hard=hard),
        *(Constraint(field, op, v, hard=hard) for v in plain),
    ]
    if len(plain) == 1:
        choices = choices[1:]
    yield Wish(text, tuple(choices), first["mark"] == "?")


def _value(text: str) -> Value:
    text = text.strip()
    if text in ("true", "false"):
        return text == "true"
    return float(text) if re.fullmatch(r"-?\d+(?:\.\d+)?", text) else text


def label(case: Case) -> str:
    """Return the intent that a classifier would give: what a turn of the same goal refines, else a search."""
    said = [part.split()[1] for part in case.more if part.startswith("intent ")]
    if said:
        return said[0]
    same = case.context.category and key_of(case.category) == key_of(case.context.category)
    return "refine_search" if same else "search_product"


def faults(case: Case, reading: Reading) -> list[str]:
    """Return what is wrong with a reading: constraints missing or too many, kind, order, quantity."""
    left, found = list(in_force(case, reading)), []
    for wish in sorted(case.wishes, key=lambda w: w.optional):
        hit = next((c for c in left if any(same(c, choice) for choice in wish.choices)), None)
        if hit is not None:
            left.remove(hit)
        elif not wish.optional:
            found.append(f"missing {wish.text}")
    told = set(key_of(case.category).split())  # "step" in "step ladder" narrows the kind as well as it can
    left = [
        c for c in left if not (c.field == "keyword" and c.op == "eq" and set(key_of(str(c.value)).split()) <= told)
    ]
    found += [f"extra {c.field} {c.op} {c.value}{'' if c.hard else ' (soft)'}" for c in left]
    kind = reading.category or case.context.category
    if case.category and not _alike(case.category, kind, reading):
        found.append(f"kind {kind!r}, not {case.category!r}")
    order = f"order {reading.order.field} {reading.order.direction}" if reading.order else ""
    wanted = next((m for m in case.more if m.startswith("order ")), "")
    free = any(part in ("?order", "~order") for part in (*case.more, *(w.text for w in case.wishes)))
    if order != wanted and not free and "?order" not in case.line:
        found.append(f"{order or 'no order'}, not {wanted or 'one'}")
    return found


def _alike(wanted: str, kind: str, reading: Reading) -> bool:
    names = {kind, *(str(v) for c in reading.add if c.field == "category"
                     for v in (c.value if isinstance(c.value, tuple) else (c.value,)))}  # fmt: skip
    words = set(key_of(wanted).split())
    return any(words & set(key_of(name).split()) for name in names)


def in_force(case: Case, reading: Reading) -> tuple[Constraint, ...]:
    """Return the constraints that hold after a turn, but for the kind."""
    held = case.context.constraints if reading.goal == "same" else ()
    for name in reading.drop:
        held = tuple(c for c in held if name not in ("*", c.field))
    for constraint in reading.add:
        held = merge(held, constraint)
    return tuple(c for c in held if c.field != "category")


def same(got: Constraint, want: Constraint) -> bool:
    """Whether two constraints are the same promise, values compared as their numbers, units and words."""
    if (key_of(got.field.replace("_", " ")), got.op) != (key_of(want.field.replace("_", " ")), want.op):
        return False
    values = [{_plain(v) for v in (c.value if isinstance(c.value, tuple) else (c.value,))} for c in (got, want)]
    if got.field == "keyword":
        return bool(values[0] & values[1])
    return got.hard == want.hard and values[0] == values[1]


def _plain(value: Value) -> object:
    found = parse(value)
    if found.number is not None:
        return round(found.number, 3), found.unit
    return found.truth if found.truth is not None else key_of(str(value))


def vocabulary(name: str) -> Vocabulary:
    """Build the vocabulary of a shop by name."""
    labelled = ROOT / "evaluation" / "labelled" / "catalogs"
    path = ROOT / "retrieval" / "demo" / "catalog.jsonl" if name == "demo" else labelled / f"{name}.jsonl"
    extra = labelled / f"{name}_synonyms.yaml"
    synonyms = load(extra if extra.exists() else None)
    rows = read_catalog(path).products
    return Vocabulary.build([replace(p, derived=derive(p, synonyms)) for p in rows], synonyms)

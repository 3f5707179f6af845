"""A made-up shop: rows with hidden values and titles that state them in a shop's many ways, or leave them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from finetune.text_queries import FORMS, TYPE, Example, Parts, slipped
from retrieval.synonyms import Synonyms, key_of

KINDS, BRANDS = 90, 40
_STATED = {"kind": 1.0, "colour": 0.88, "gender": 0.88, "material": 0.6, "brand": 0.9}
_DEPTHS = ("dark", "light", "pale", "bright", "deep")
_ORDERS = (("brand", "gender", "line", "material", "colour", "kind"), ("brand", "line", "colour", "material", "kind",
           "gender"), ("gender", "brand", "line", "kind", "colour", "material"), ("brand", "line", "kind", "gender",
           "material", "colour"), ("colour", "material", "line", "kind", "gender", "brand"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """What a row is, by attribute, and its title."""

    values: dict[str, str]
    title: str


def make_rows(parts: Parts, rng: Random, *, size: int) -> list[Row]:
    """Make rows of some kinds, brands and values, the first of each much more often than the last."""
    groups = sorted({group[0] for held in parts.synonyms.types.values() for group in held})
    kinds = [*rng.sample(groups, KINDS // 2), *(parts.any(TYPE, rng) for _ in range(KINDS - KINDS // 2))]
    worn = {kind: rng.random() < 0.6 for kind in kinds}
    brands = [parts.any("creator", rng) for _ in range(BRANDS)]
    colours, made_of = _colours(parts.synonyms, rng), sorted(f.name for f in parts.synonyms.values["material"].values())
    rng.shuffle(made_of)
    rows = []
    for _ in range(size):
        kind = _skewed(kinds, rng)
        values = {"kind": kind, "colour": _skewed(colours, rng), "brand": _skewed(brands, rng)}
        if worn[kind]:
            values["gender"] = rng.choices(("men", "women", "boys", "girls", "kids", "unisex"), (8, 8, 2, 2, 2, 2))[0]
        if rng.random() < 0.6:
            values["material"] = _skewed(made_of, rng)
        rows.append(Row(values, _title(values, colours, parts, rng)))
    return rows


def make_wish(row: Row, parts: Parts, rng: Random) -> tuple[str, dict[str, str]]:
    """Ask for a row by its kind and some of its values, in any order and other words."""
    names = [name for name in row.values if name != "kind"]
    chosen = rng.sample(names, min(len(names), rng.choice((1, 1, 2, 2, 2, 3))))
    wanted = {name: row.values[name] for name in ("kind", *chosen)}
    said = [_said(name, value, parts, rng) for name, value in wanted.items()]
    rng.shuffle(said)
    text = " ".join(said).lower()
    return slipped(text, rng) if rng.random() < 0.04 else text, wanted


def gain(row: Row, wanted: dict[str, str], known: Synonyms) -> float:
    """Return 1 for a row that has all that is wanted, less where a value is only a kind of it, else 0."""
    found = 1.0
    for name, value in wanted.items():
        has = row.values.get(name, "")
        if has == value:
            continue
        shade = name in ("colour", "material") and known.matches(name, value, has)
        kin = name == "gender" and "unisex" in (has, value)
        if not shade and not kin:
            return 0.0
        found = 0.35
    return found


def wish_of(rows: Sequence[Row], parts: Parts, rng: Random, *, others: int) -> Example:
    """Make a query for a row, with near misses: rows that have most of what is wanted."""
    row = rng.choice(rows)
    query, wanted = make_wish(row, parts, rng)
    misses = [r for r in rng.sample(rows, min(len(rows), 120)) if not gain(r, wanted, parts.synonyms)]
    misses.sort(key=lambda r: sum(r.values.get(name) == value for name, value in wanted.items()), reverse=True)
    return Example(query, row.title, tuple(r.title for r in misses[:others]))


def _colours(known: Synonyms, rng: Random) -> list[str]:
    """Return names of colours as shops write them: families, shades, shades with their family, depths."""
    families = list(known.values["colour"].values())
    plain = [f.name for f in families]
    shades = [word for f in families for word in f.same if len(f.same) > 3]
    joined = [f"{word} {f.name}" for f in families for word in f.same if " " not in word and word != f.name]
    deep = [f"{rng.choice(_DEPTHS)} {name}" for name in plain]
    rng.shuffle(plain)
    mixed = [*rng.sample(joined, 9), *rng.sample(shades, 9), *rng.sample(deep, 6)]
    rng.shuffle(mixed)
    pairs = [colour for pair in zip(plain, mixed, strict=False) for colour in pair]
    return [*pairs, *plain[len(mixed):]]


def _skewed(listed: Sequence[str], rng: Random) -> str:
    return listed[int(len(listed) * rng.random() ** 2.2)]


def _title(values: dict[str, str], colours: Sequence[str], parts: Parts, rng: Random) -> str:
    said = {name: _written(name, value, parts, rng) for name, value in values.items() if rng.random() < _STATED[name]}
    if "colour" in said and rng.random() < 0.08:
        said["colour"] += f" {rng.choice(('&', 'and', '/'))} {_skewed(colours, rng)}"
    lines = [parts.any(tag, rng) for tag in ("modifier", "product_name", "shape", "content") if rng.random() < 0.3]
    said["line"] = " ".join(lines)
    title = " ".join(said[name] for name in rng.choice(_ORDERS) if said.get(name))
    return title.title().replace("'S", "'s")


def _written(name: str, value: str, parts: Parts, rng: Random) -> str:
    """Write a value as a title does; one kind in twelve under that of a near kind."""
    near = parts.synonyms.near.get(key_of(value), ()) if name == "kind" else ()
    return rng.choice(near) if near and rng.random() < 0.08 else _said(name, value, parts, rng)


def _said(name: str, value: str, parts: Parts, rng: Random) -> str:
    if name == "gender":
        return rng.choice(FORMS.get(value, (value,)))
    if name != "kind":
        return value
    drawn, others = rng.random(), parts.synonyms.alternatives(value)
    if drawn < 0.2 and others:
        return rng.choice(others)
    if drawn < 0.6:
        return value if value.endswith("s") else value + "s"
    return value.replace(" ", rng.choice(("", "-")), 1) if drawn < 0.7 else value



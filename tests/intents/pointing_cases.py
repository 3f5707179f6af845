"""Labelled cases of what turns point at: read from YAML, put beside what was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from intents.reading import Context, Pending
from intents.references import references
from intents.text import read
from retrieval.catalog import Product, product_of
from retrieval.derive import derive
from retrieval.names import names
from retrieval.synonyms import load
from retrieval.vocabulary import Vocabulary


@dataclass(frozen=True)
class Case:
    """A turn, the context it is said in, and what it means in the notation of the file."""

    scene: str
    text: str
    want: str
    context: Context


def open_cases(path: Path) -> tuple[Vocabulary, list[Case]]:
    """Read a file of cases with the vocabulary of its products."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    synonyms = load()
    rows = [product_of({"id": i, **row}) for i, row in data["products"].items()]
    short = names([row.title for row in rows])
    rows = [replace(r, name=n, derived=derive(r, synonyms)) for r, n in zip(rows, short, strict=True)]
    by_id = {row.id: row for row in rows}
    scenes = {name: _context(scene, by_id) for name, scene in data["scenes"].items()}
    return Vocabulary.build(rows, synonyms), list(_cases(data["cases"], scenes))


def _context(scene: Mapping[str, Any], by_id: Mapping[str, Product]) -> Context:
    pending = Pending("which_product", choices=tuple(scene["pending"])) if "pending" in scene else None
    return Context(
        shown=tuple(tuple(by_id[i] for i in batch) for batch in scene["shown"]),
        shown_for=tuple(scene["kinds"]),
        focus=tuple(scene.get("focus", ())),
        cart=tuple((i, n) for i, n in scene.get("cart", ())),
        pending=pending,
    )


def _cases(blocks: Mapping[str, str], scenes: Mapping[str, Context]) -> Iterator[Case]:
    for scene, block in blocks.items():
        for line in block.strip().split("\n"):
            text, want = line.rsplit(" => ", 1)
            yield Case(scene, text, want.strip(), scenes[scene])


def meant(case: Case, vocabulary: Vocabulary) -> tuple[bool, str]:
    """Say whether a turn was read as the case says, and how it was read."""
    found = [f.reference for f in references(read(case.text), case.context, vocabulary)]
    certain = {i: r.quantity for r in found if not r.ambiguous for i in r.products}
    unsure = {frozenset(r.products) for r in found if r.ambiguous}
    said = " ".join([f"{i}*{n}" if n else i for i, n in certain.items()] + ["|".join(sorted(u)) for u in unsure])
    said = said or ("!" if found else "-")
    if case.want in ("-", "!"):
        return said == case.want, said
    tokens = case.want.split()
    wanted_unsure = {frozenset(t.split("|")) for t in tokens if "|" in t}
    plain = [t for t in tokens if "|" not in t]
    if unsure != wanted_unsure or len(certain) != len(plain):
        return False, said
    return all(_fits(token, certain) for token in plain), said


def _fits(token: str, certain: Mapping[str, int | None]) -> bool:
    ident, _, count = token.partition("*")
    if "/" in ident:
        return any(i in certain for i in ident.split("/"))
    return ident in certain and (not count or certain[ident] == int(count))

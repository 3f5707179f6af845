"""Values of a turn: what is ruled out beside a wish, sizes in words, attributes by their name, children."""

from __future__ import annotations

from intents.reading import Context
from retrieval.filters import Constraint
from tests.intents.conftest import Read


def held(reading: object) -> set[tuple[str, str, object]]:
    return {(c.field, c.op, c.value) for c in reading.add}  # type: ignore[attr-defined]


def test_what_is_ruled_out_beside_a_wish_stays_out(read: Read) -> None:
    assert held(read("scarves, red not ivory")) >= {("colour", "eq", "red"), ("colour", "ne", "ivory")}


def test_what_gives_way_to_another_value_is_not_ruled_out(read: Read) -> None:
    assert ("colour", "ne", "ivory") not in held(read("scarves in red instead of ivory"))
    context = Context(category="scarf", last_act="recommend", constraints=(Constraint("colour", "eq", "ivory"),))
    assert ("colour", "ne", "ivory") not in held(read("red not ivory", "refine_search", context))


def test_whom_it_is_not_for_is_ruled_out(read: Read) -> None:
    assert ("gender", "ne", "women") in held(read("boots, not for women"))


def test_what_is_not_needed_is_no_wish(read: Read) -> None:
    context = Context(category="tent", last_act="recommend", constraints=(Constraint("waterproof", "eq", True),))
    found = read("they dont need to be waterproof or anything", "relax_search", context)
    assert not found.add
    assert "waterproof" in found.drop


def test_a_verb_is_no_kind(read: Read) -> None:
    context = Context(category="tent", last_act="recommend")
    assert read("it must clock 3 or more", "refine_search", context).category == ""

"""Whether each reference stands where its value belongs: its own product, the right words around it, not denied."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from assistant.belonging import which_way, whose
from assistant.facts import Table
from assistant.sentence import SIGN, Sentence, family
from prompts.references import Ref

_MATERIALS = frozenset(
    {"material", "fabric", "made_of", "composition", "upper", "lining", "materials", "stone", "metal", "wood"}
)
_NO_MAKER = frozenset({"colour", "color", "material", "fabric", "gender", "size", "pattern", "season", "year"})
_KNOWN = _NO_MAKER | {"brand", "category", "style", "usage"}
_HEADED = re.compile(  # "the material of [[1]] is": the value must be of that field
    r"\b(price|rating|brand|material|fabric|colou?r|size|stock|gender|pattern|category)"
    rf"( (of|for) {SIGN['name']})?( is| are| stands at|:)?\s$"
)
_ALIAS = {"colour": "color", "fabric": "material"}


@dataclass(frozen=True, slots=True)
class _Around:
    """What must not stand before or after a value, and of what one must stand there."""

    after: re.Pattern[str] | None
    before: re.Pattern[str] | None
    needs: tuple[re.Pattern[str], re.Pattern[str]] | None

    def fault(self, before: str, after: str, *, told: bool) -> str:
        if (self.before and self.before.search(before)) or (self.after and self.after.match(after)):
            return "does not belong there"
        if self.needs and not told and not (self.needs[0].search(before) or self.needs[1].search(after)):
            return "lacks the words that say what it is"
        return ""


@cache
def _rows() -> dict[str, Any]:
    rows: dict[str, Any] = yaml.safe_load(files("assistant").joinpath("placing.yaml").read_text(encoding="utf-8"))
    return rows


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text.replace("| ", "|").replace("{more}", _rows()["more"]).replace("{name}", SIGN["name"]))


@cache
def _cues(section: str) -> tuple[tuple[re.Pattern[str], frozenset[str]], ...]:
    """Words right before ("cues") or after ("only") a value, with the families that may stand there."""
    return tuple((_pattern(words), frozenset(families)) for words, families in _rows()[section].items())


@cache
def _around() -> dict[str, _Around]:
    """Read placing.yaml: family or field to what may stand around its value."""
    rows = _rows()

    def pattern(text: str | None) -> re.Pattern[str] | None:
        return None if text is None else _pattern(text)

    def needs(row: dict[str, str] | None) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
        return (_pattern(row["before"]), _pattern(row["after"])) if row else None

    names = {*rows["after"], *rows["before"], *rows["needs"]}
    return {
        n: _Around(pattern(rows["after"].get(n)), pattern(rows["before"].get(n)), needs(rows["needs"].get(n)))
        for n in names
    }


@cache
def frames() -> dict[str, re.Pattern[str]]:
    """Fields, in words, to what must stand before their values."""
    return {field: _pattern(words) for field, words in _rows()["frames"].items()}


def misplaced(sentence: Sentence, table: Table, asked: str = "") -> str:
    """Return why a reference stands where its value does not belong, or ""; what was `asked` says what a value is."""
    for place, ref in sentence.refs.items():
        kind = family(ref)
        before, after = sentence.flat[:place], sentence.flat[place + 1 :]
        name = f"[[{ref.of}{'.' if ref.field else ''}{ref.field}]]"
        special = ref.field if ref.field in ("brand", "eta") else kind
        around = _around().get(special)
        if around and (fault := around.fault(before, after, told=kind == asked)):
            return f"{name} {fault}"
        free = kind in ("name", "order", asked) or re.match(rf"\s(for|under) {re.escape(ref.field)}\b", after)
        if not free and any(cue.search(before) and special not in families for cue, families in _cues("cues")):
            return f"{name} does not follow from the words before it"
        if any(words.search(after) and special not in families for words, families in _cues("only")):
            return f"{name} is not what the words after it say"
        if kind == "attribute" and (_not_a_material(ref, before) or _not_a_maker(ref, before)):
            return f"{name} is no such thing"
        if (
            (headed := _HEADED.search(before))
            and ref.of.isdigit()
            and not _field(ref.field).endswith(_field(headed[1]))
        ):
            return f"{name} is no {headed[1]}"
        if fault := whose(sentence, place, ref, table) or which_way(sentence, place, ref):
            return f"{name} {fault}"
    return ""


def _not_a_material(ref: Ref, before: str) -> bool:
    made = re.search(r"\b(made|makes?|built|crafted) (up )?(of|from|out of|in)\s$", before)
    return bool(made) and ref.field.lower() in _KNOWN and ref.field.lower() not in _MATERIALS


def _not_a_maker(ref: Ref, before: str) -> bool:
    return ref.field.lower() in _NO_MAKER and bool(re.search(r"(?<!made )\b(by|from)\s$|made by\s$", before))


def _field(name: str) -> str:
    return _ALIAS.get(name.lower(), name.lower())

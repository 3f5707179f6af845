"""Whether each reference stands where its value belongs: its own product, the right words around it, not denied."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

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
_DEARER = r"\b(more|dearer|extra|above|over|pricier|costlier|higher|better)\b"
_CHEAPER = r"\b(less|cheaper|below|under|lower|save\w*|saving|worse)\b"
_NEITHER = r"\b(difference|apart|between|gap|differ\w*|separates?)\b"
_ATTACHED = re.compile(r"\s*\(?(at|for|from|by|in|made (by|of|from)|,? ?rated|priced at|with a rating of|:)?\s*")


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
def _around() -> dict[str, _Around]:
    """Read placing.yaml: family or field to what may stand around its value."""
    rows = yaml.safe_load(files("assistant").joinpath("placing.yaml").read_text(encoding="utf-8"))

    def pattern(text: str | None) -> re.Pattern[str] | None:
        if text is None:
            return None
        return re.compile(text.replace("| ", "|").replace("{more}", rows["more"]).replace("{name}", SIGN["name"]))

    def needs(row: dict[str, str] | None) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
        found = (pattern(row["before"]), pattern(row["after"])) if row else None
        return (found[0], found[1]) if found and found[0] and found[1] else None

    names = {*rows["after"], *rows["before"], *rows["needs"]}
    return {
        n: _Around(pattern(rows["after"].get(n)), pattern(rows["before"].get(n)), needs(rows["needs"].get(n)))
        for n in names
    }


def misplaced(sentence: Sentence, table: Table, asked: str = "") -> str:
    """Return why a reference stands where its value does not belong, or ""; what was `asked` says what a value is."""
    for place, ref in sentence.refs.items():
        kind = family(ref)
        before, after = sentence.flat[:place], sentence.flat[place + 1 :]
        name = f"[[{ref.of}{'.' if ref.field else ''}{ref.field}]]"
        around = _around().get(ref.field if ref.field in ("brand", "eta") else kind)
        if around and (fault := around.fault(before, after, told=kind == asked)):
            return f"{name} {fault}"
        if kind == "attribute" and (_not_a_material(ref, before) or _not_a_maker(ref, before)):
            return f"{name} is no such thing"
        if (
            (headed := _HEADED.search(before))
            and ref.of.isdigit()
            and not _field(ref.field).endswith(_field(headed[1]))
        ):
            return f"{name} is no {headed[1]}"
        if (
            fault := _of_another(sentence, place, ref, table)
            or _denied(sentence, place, ref, table)
            or _wrong_way(sentence, place, ref)
        ):
            return f"{name} {fault}"
    return ""


def _not_a_material(ref: Ref, before: str) -> bool:
    made = re.search(r"\b(made|makes?|built|crafted) (up )?(of|from|out of|in)\s$", before)
    return bool(made) and ref.field.lower() in _KNOWN and ref.field.lower() not in _MATERIALS


def _not_a_maker(ref: Ref, before: str) -> bool:
    return ref.field.lower() in _NO_MAKER and bool(re.search(r"(?<!made )\b(by|from)\s$|made by\s$", before))


def _field(name: str) -> str:
    return _ALIAS.get(name.lower(), name.lower())


def _of_another(sentence: Sentence, place: int, ref: Ref, table: Table) -> str:
    """A value must follow the name of its own product, precede it, or run in step with a list of names."""
    if not ref.of.isdigit() or not ref.field:
        return ""
    n = int(ref.of)
    if bound := re.match(rf"\s(for|of|on)\s(the\s)?{SIGN['name']}", sentence.flat[place + 1 :]):
        return "" if sentence.refs[place + bound.end()].of == ref.of else "is said of another product"
    following = re.match(r",?\s(the\s)?$", sentence.flat[place + 1 : _next_mention(sentence, place)[0]] or " ")
    if following and _next_mention(sentence, place)[1] == n:
        return ""
    before = [g for g in sentence.groups if g[1] <= place]
    subject = sentence.subject(place)
    nearest = [m for m in sentence.mentions if m[1] <= place][-1:]
    attached = nearest and nearest[0][2] == n and _ATTACHED.fullmatch(sentence.flat[nearest[0][1] : place])
    values = [table[key].value if (key := f"{k}.{ref.field}") in table else None for k in subject]
    if n in subject and None not in values and len({str(v) for v in values}) == 1:
        return ""  # "both cost $45.00"
    if attached and "(" in sentence.flat[nearest[0][1] : place]:
        return ""
    if attached and re.match(rf"\)?(,| or| and) (the )?{SIGN['name']}", sentence.flat[place + 1 :]):
        return ""
    if subject == (n,) or (before and before[-1][2] == (n,)):
        return ""
    if (
        before
        and re.search(r"\b(against|versus|vs|to|with|and|than|for)\s$", sentence.flat[:place])
        and any((n,) == g[2] for g in before if g[3])
    ):
        return ""
    same = [int(r.of) for p, r in sorted(sentence.refs.items()) if r.field == ref.field and r.of.isdigit()]
    since = before[-1][1] if before else 0
    in_step = [
        int(r.of) for p, r in sorted(sentence.refs.items()) if p >= since and r.field == ref.field and r.of.isdigit()
    ]
    return (
        "" if n in subject and (tuple(in_step) == subject or tuple(same) == subject) else "is said of another product"
    )


def _next_mention(sentence: Sentence, place: int) -> tuple[int, int]:
    return next(((start, n) for start, _, n in sentence.mentions if start > place), (place + 1, 0))


def _denied(sentence: Sentence, place: int, ref: Ref, table: Table) -> str:
    if not ref.field or family(ref) in ("limit", "rule", "order", "count", "total"):
        return ""
    return "is denied" if sentence.denied(place) is not False else ""


def _wrong_way(sentence: Sentence, place: int, ref: Ref) -> str:
    """A difference n-m is said of n as more, of m as less, or of neither as the gap."""
    if family(ref) != "difference":
        return ""
    more, less = (int(x) for x in ref.of.split("-"))
    after = re.split(r"[,;:.]|\b(and|but|while)\b", sentence.flat[place + 1 :])[0]
    subject = sentence.subject(place)
    others = [g[2] for g in sentence.groups if g[3] and g[0] > place] or [(more,), (less,)]
    if re.search(_DEARER, after):
        return "" if subject == (more,) and (less,) in others else "points the wrong way"
    if re.search(_CHEAPER, after) or re.search(r"\bsaves?( you)?\s$", sentence.flat[:place]):
        return "" if subject == (less,) and (more,) in others else "points the wrong way"
    if re.search(_NEITHER, sentence.flat):
        named = {n for _, _, n in sentence.mentions} or set(sentence.scope or sentence.items)
        return "" if {more, less} <= named else "is of other products"
    return "does not say which way it points"

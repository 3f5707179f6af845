"""Of which item a value or a difference is said, and which way a difference points."""

from __future__ import annotations

import re

from assistant.facts import Table
from assistant.sentence import SIGN, Sentence, family
from prompts.references import Ref

_DEARER = r"\b(more|dearer|extra|above|over|pricier|higher|better)\b"
_CHEAPER = r"\b(less|cheaper|below|under|lower|save\w*|saving|worse)\b"
_NEITHER = r"\b(difference|apart|differ\w*)\b"
_ATTACHED = re.compile(r"\s*\(?(at|for|from|by|in|made (by|of|from)|,? ?rated|priced at|with a rating of|:)?\s*")
_FRESH = re.compile(r"(^|[.;:]|(, ?(and|but|while)?|\b(and|but|while)))\s*((at|for|priced at|from|with|rated) )?$")


def whose(sentence: Sentence, place: int, ref: Ref, table: Table) -> str:
    """Return why a value is said of another item than its own, or denied, or "".

    It must follow the name of its own item, precede it, or run in step with a list of names.
    """
    if fault := _denied(sentence, place, ref):
        return fault
    if not ref.of.isdigit() or not ref.field:
        return ""
    n = int(ref.of)
    if bound := re.match(rf"\s(for|of|on)\s(the\s)?{SIGN['name']}", sentence.flat[place + 1 :]):
        right = sentence.refs[place + bound.end()].of == ref.of and _one_field(sentence)
        return "" if right else "is said of another product"
    following = re.match(r",?\s(the\s)?$", sentence.flat[place + 1 : _next_mention(sentence, place)[0]] or " ")
    if following and _next_mention(sentence, place)[1] == n and _FRESH.search(sentence.flat[:place]):
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
    in_step = n in subject and _in_step(sentence, ref.field, subject, since=before[-1][1] if before else 0)
    return "" if in_step else "is said of another product"


def _in_step(sentence: Sentence, field: str, subject: tuple[int, ...], *, since: int) -> bool:
    """Whether the values of a field, all or those from `since` on, run in the order of the names."""
    rows = [(p, int(r.of)) for p, r in sorted(sentence.refs.items()) if r.field == field and r.of.isdigit()]
    return subject in (tuple(n for p, n in rows if p >= since), tuple(n for _, n in rows))


def _one_field(sentence: Sentence) -> bool:
    """Whether a row like "3 for [[1]], 5 for [[2]]" keeps to one field."""
    bound = re.finditer(rf"([\ue000-\ue0ff])(?=\s(for|of|on)\s(the\s)?{SIGN['name']})", sentence.flat)
    return len({sentence.refs[m.start()].field for m in bound if sentence.refs[m.start()].field}) < 2


def _next_mention(sentence: Sentence, place: int) -> tuple[int, int]:
    return next(((start, n) for start, _, n in sentence.mentions if start > place), (place + 1, 0))


def _denied(sentence: Sentence, place: int, ref: Ref) -> str:
    if not ref.field:
        return "is denied" if re.search(r"\bnot\s$", sentence.flat[:place]) else ""
    if family(ref) in ("limit", "rule"):
        return ""
    return "is denied" if sentence.denied(place) is not False else ""


def which_way(sentence: Sentence, place: int, ref: Ref) -> str:
    """Return why a difference n-m is not said of n as more, of m as less, or of neither as the gap, or ""."""
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

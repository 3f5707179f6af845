"""Manners of a sentence beyond its truth: it answers, names what is missed, agrees, and does not repeat."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.form import misshapen
from assistant.sentence import Sentence
from prompts.brief import Brief

_NAMED = re.compile(r"\[\[([1-9])\]\]")
_DANGLING = re.compile(r"\b(?:priced at|costs? (?=\w)(?!the (?:least|most)|less|more))(?!\s*\[\[)", re.I)
_MADE_OF = re.compile(r"\bmade of\s+(?!\[\[)(\w+)", re.I)
_VALUE = re.compile(r"\[\[[1-9]\.[^\]]+\]\]")
_THERE = re.compile(r"\b(?:there|here) (is|are)(?: also| still)? \[\[([1-9])\]\]", re.I)
_EARLIER = re.compile(r"\[\[[1-9]\.(list_price|saving)\]\]")
_SUBJECT = r"(?<!\bof )(?<!\bfor )(?<!\bto )(?<!\bwith )(?<!\bthan )(?<!\bof the )\[\[([1-9])\]\],? "
_SINGULAR = re.compile(_SUBJECT + r"(?:is|has|comes|costs|was|fits|gets|stays|looks|meets|uses|misses|goes)\b")
_PLURAL = re.compile(_SUBJECT + r"(?:are|have|come|cost|were|fit|get|stay|look|meet|use|miss|go)\b")
_SEVERAL = re.compile(  # "[[1]] and [[2]]", but not "[[1]] is out and [[2]]"
    r"\[\[[1-9]\]\](?:(?!\b(?:is|are|has|have|comes?|costs?|uses?)\b)[^;:])*(?:\band|,|\bor)\s*\[\[[1-9]\]\]$"
)
_INVITES = re.compile(
    r"(?:Tell me|Say so|Just (?:say|tell)|I can|Shall I|Do you|Would you|Which|What (?:is|do|would))\b"
)
_TWO_IS = re.compile(
    r"(?<!\bthan )(?<!\bwith )(?<!\bto )(?<!\bof )(?<!\bfor )(?<!\bbesides )(?<!\bbeside )"
    r"\[\[[1-9]\]\] and \[\[[1-9]\]\] "
    r"(?:is|has|comes|costs|was|fits|matches|stays|uses|meets)\b"
)
_DENIAL = re.compile(r"\b(no|not|none|nothing|cannot|unfortunately|sorry)\b|n't\b", re.I)
_ANSWERS = ("answer.value", "answer.yes", "answer.no", "answer.rating")


def fault(text: str, brief: Brief, said: Sequence[str]) -> str:
    """Return what is wrong with the next sentence of a reply (`text` and `said` with references), "" if nothing is."""
    checks = (
        *(_repeated, _beside_the_point, _silent, _disagreeing, _dangling),
        *(_misshapen, _blaming, _vague, _too_early, _outdated),
    )
    return next((wrong for check in checks if (wrong := check(text, brief, said))), "")


def _misshapen(text: str, brief: Brief, _: Sequence[str]) -> str:
    kind = brief.category.lower()
    place = rf"\b(is|are)( all| both)? in (the )?{re.escape(kind)}(?! (department|section|range))"
    if kind and re.search(place, text.lower()):
        return "a kind of product is no place"
    return misshapen(Sentence(text, tuple(i.number for i in brief.items)))


def _repeated(text: str, brief: Brief, said: Sequence[str]) -> str:
    named = set(_NAMED.findall(text))
    before = {n for sentence in said for n in _NAMED.findall(sentence)}
    again = bool(named) and named <= before and len(said) > len(before) + 1
    values = set(_VALUE.findall(text))
    known = bool(values) and all(any(v in sentence for sentence in said) for v in values) and named <= before
    return "it was said before" if text in said or again or known else ""


def _beside_the_point(text: str, brief: Brief, said: Sequence[str]) -> str:
    if not said and brief.situation in _ANSWERS and brief.items and not _NAMED.search(text):
        return "it does not name what it is about"
    if said or not brief.asked:
        return ""
    field = brief.asked.replace(" ", "_")
    wanted = [f"[[{i.number}.{f}]]" for i in brief.items for f in (field, brief.asked) if f in i.fields]
    if brief.situation in _ANSWERS or brief.act == "compare":
        return "it does not answer" if wanted and not any(w in text for w in wanted) else ""
    if brief.situation == "answer.unknown" and not brief.items and brief.asked not in text:
        return "it does not say what is unknown"
    return ""


def _blaming(text: str, brief: Brief, _: Sequence[str]) -> str:
    """Where no photo came, none could fail to be read."""
    unread = brief.situation == "ask.photo" and re.search(r"make (it )?out|make anything|use that|read that", text)
    return "no photo came" if unread else ""


def _too_early(text: str, brief: Brief, said: Sequence[str]) -> str:
    """An invitation to go on comes after the last product, and the total of a cart after its last line."""
    invites = brief.situation.startswith(("recommend.", "none.nearest")) and _INVITES.match(text)
    if not invites and not (brief.situation == "cart.viewed" and "[[cart.total]]" in text):
        return ""
    named = {n for sentence in (*said, text) for n in _NAMED.findall(sentence)}
    return "" if all(str(i.number) in named for i in brief.items) else "it closes before all are introduced"


def _vague(text: str, brief: Brief, said: Sequence[str]) -> str:
    """That something is not known is said with a plain no, not or sorry."""
    open_ended = brief.situation in ("answer.unknown", "answer.no_reviews") and not said
    return "it does not say no plainly" if open_ended and not _DENIAL.search(text) else ""


def _outdated(text: str, brief: Brief, _: Sequence[str]) -> str:
    """An earlier price is quoted where it was asked for: beside the price it may be taken for what is to be paid."""
    asked = re.search(r"\b(list|before|earlier|original|old|discount|off|sav\w+)\b", brief.asked.replace("_", " "))
    return "an earlier price was not asked for" if _EARLIER.search(text) and not asked else ""


def _silent(text: str, brief: Brief, said: Sequence[str]) -> str:
    """A near miss is introduced with all that it misses."""
    if brief.situation != "none.nearest":
        return ""
    before = {n for sentence in said for n in _NAMED.findall(sentence)}
    low = text.lower()
    for item in brief.items:
        if str(item.number) in set(_NAMED.findall(text)) - before:
            if not all(broken.lower().removeprefix("not ") in low for broken in item.breaks):
                return f"it does not name all that item {item.number} misses"
            if len(item.breaks) > 1 and "one " in low:
                return "it speaks of one where there are more"
    return ""


def _disagreeing(text: str, brief: Brief, _: Sequence[str]) -> str:
    if found := _TWO_IS.search(text):
        return f"{found[0]!r} does not agree"
    plural = {i.number: i.plural for i in brief.items}
    there = _THERE.search(text) if len(set(_NAMED.findall(text))) == 1 else None
    if there and plural.get(int(there[2]), there[1] == "are") != (there[1] == "are"):
        return f"{there[0]!r} does not agree"
    for pattern, many in ((_SINGULAR, False), (_PLURAL, True)):
        for found in pattern.finditer(text):
            several = _SEVERAL.search(text[: found.end(1) + 2]) is not None
            if plural.get(int(found[1]), many) != many and not several:
                return f"{found[0]!r} does not agree"
    return ""


def _dangling(text: str, brief: Brief, _: Sequence[str]) -> str:
    if _DANGLING.search(text):
        return "a value is missing"
    known = " ".join([*brief.wants, *(b for i in brief.items for b in i.breaks), brief.asked]).lower()
    return next(("a material is missing" for m in _MADE_OF.finditer(text) if m[1].lower() not in known), "")

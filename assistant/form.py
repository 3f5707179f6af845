"""Whether a sentence is well-formed: a verb and its complements, one subject a clause, nothing said twice.

What counts as ill-formed is data: form.yaml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from assistant.sentence import SIGN, Sentence

VALUE = f"[{min(s for f, s in SIGN.items() if f != 'name')}-{max(SIGN.values())}]"


@dataclass(frozen=True, slots=True)
class Form:
    """The patterns of form.yaml."""

    verbs: frozenset[str]
    offers: re.Pattern[str]
    finite: re.Pattern[str]
    apart: re.Pattern[str]
    claims: tuple[re.Pattern[str], ...]
    refused: tuple[tuple[re.Pattern[str], str], ...]


def pattern(text: str) -> re.Pattern[str]:
    """Compile a pattern in which {name}, {price}, {value} and the like stand for references."""
    for family, sign in {**SIGN, "value": VALUE}.items():
        text = text.replace(f"{{{family}}}", sign)
    return re.compile(text)


@cache
def _form() -> Form:
    rows: dict[str, Any] = yaml.safe_load(files("assistant").joinpath("form.yaml").read_text(encoding="utf-8"))
    goes_on = rows["goes_on"].replace(" ", "")
    refused = [(why, line) for why, lines in rows["refused"].items() for line in lines.splitlines()]
    return Form(
        verbs=frozenset(rows["verbs"].split()),
        offers=pattern(rf"\b{rows['offers']} (the )?(?={{name}})"),
        finite=pattern(rf"(?<=\s){rows['finite']}\b"),
        apart=pattern(rows["apart"].replace("| ", "|")),
        claims=tuple(map(pattern, rows["claims"])),
        refused=tuple((pattern(line.replace("{goes_on}", goes_on)), why) for why, line in refused),
    )


def misshapen(sentence: Sentence) -> str:
    """Return what is wrong with the form of a sentence, or ""."""
    form, flat = _form(), sentence.flat.strip()
    for words, why in form.refused:
        if found := words.search(flat):
            return f"{why}: {''.join(c if c < SIGN['name'] else '[]' for c in found[0])!r}"
    if any(len(words.findall(flat)) > 1 for words in form.claims):
        return "it says the same twice"
    return _verbless(flat, sentence) or _run_on(flat)


def _verbless(flat: str, sentence: Sentence) -> str:
    """A sentence about a product has a verb, unless it is the name alone or a colon leads to the name."""
    if SIGN["name"] not in flat or flat.strip(" .!?") == SIGN["name"]:
        return ""
    led = ":" in flat[: flat.index(SIGN["name"])] or flat.split(SIGN["name"], 1)[1].startswith(":")
    return "" if led or any(w.text in _form().verbs for w in sentence.words) else "it has no verb"


def _run_on(flat: str) -> str:
    """A product that is the object of an offer ("look at [[1]]") is not the subject of the next verb."""
    form = _form()
    for offer in form.offers.finditer(flat):
        rest = flat[offer.end() :]
        end = form.apart.search(rest)
        if form.finite.search(rest[: end.start()] if end else rest):
            return "it runs on"
    return ""

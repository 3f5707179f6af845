"""Claims of a sentence: the patterns of claims.yaml, each with the proof that it needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from assistant import deeds, proofs
from assistant.claim import Claim, Proof
from assistant.facts import Fact, Table
from assistant.sentence import SIGN, Sentence
from prompts.brief import Brief

_HALF = re.compile(r"\b(nearly|almost|partly|half|hardly)\s$")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that claim something, and the proof with its parameters."""

    words: re.Pattern[str]
    proof: Proof
    how: tuple[str, ...]


@cache
def patterns() -> tuple[Pattern, ...]:
    """Read the patterns in their order; one with an unknown proof raises KeyError."""
    rows = yaml.safe_load(files("assistant").joinpath("claims.yaml").read_text(encoding="utf-8"))
    known: dict[str, Proof] = {**proofs.PROOFS, **deeds.PROOFS}
    found = []
    for row in rows:
        name, *how = row["proof"].split()
        for words in row["words"].splitlines():
            for family, sign in SIGN.items():
                words = words.replace(f"{{{family}}}", sign)
            start = "" if words.startswith("^") else r"(?<!\w)"
            found.append(Pattern(re.compile(rf"{start}(?:{words})(?!\w)"), known[name], tuple(how)))
    return tuple(found)


def claims(sentence: Sentence, brief: Brief, table: Table, proved: list[bool]) -> Iterator[tuple[Fact, ...] | str]:
    """Prove claim after claim outside the places already proved, and mark them; yield evidence or the reason."""
    for pattern in patterns():
        for found in pattern.words.finditer(sentence.flat):
            start, end = found.span()
            if all(proved[start:end]):
                continue
            if pattern.proof is not deeds.idiom and _HALF.search(sentence.flat[:start]):
                yield f"{found[0]!r} is said by halves"
            yield pattern.proof(Claim(found[0].strip(), start, end, sentence, brief, table), pattern.how)
            proved[start:end] = [True] * (end - start)

"""Writing and proving: sentences from the model, each released once it is proved, else replaced by a plain one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant import plain
from assistant.facts import Fact, Table
from assistant.grounding import Proved, prove
from assistant.shop import Shop
from prompts.brief import Brief

_NAMED = re.compile(r"\[\[([1-9])\]\]")
_INTRODUCES = ("recommend", "none_found")
_MOST_SENTENCES = 8


@dataclass(frozen=True, slots=True)
class Sentence:
    """A proved sentence: who wrote it, at which try, and what it states."""

    text: str
    by: Literal["model", "row", "fixed"]
    tries: int
    facts: tuple[Fact, ...] = ()
    evidence: tuple[Fact, ...] = ()
    source: str = ""  # with references


def write(shop: Shop, brief: Brief, table: Table, *, seed: int) -> Iterator[Sentence]:
    """Yield the reply to a brief, proved sentence by sentence; it names every product of the brief that is shown."""
    said: list[Sentence] = []
    if shop.writer is not None:
        for sentence in _by_model(shop, brief, table, seed):
            said.append(sentence)
            yield sentence
    for text in plain.rest(brief, tuple(s.source for s in said)):
        found = prove(text, brief, table, said=tuple(s.source for s in said))
        if isinstance(found, Proved):
            sentence = Sentence(found.text, "row", 1, found.facts, found.evidence, text)
            said.append(sentence)
            yield sentence
    if not said:
        yield Sentence(plain.LAST_RESORT, "fixed", 1, source=plain.LAST_RESORT)


def _by_model(shop: Shop, brief: Brief, table: Table, seed: int) -> Iterator[Sentence]:
    """Sentences of the model that are proved; one that fails is written again, at most `tries` times."""
    assert shop.writer is not None
    prompt = shop.templates.render(brief, shop.settings.voice)
    sources: list[str] = []
    tries = 1
    while tries <= shop.settings.tries and len(sources) < _MOST_SENTENCES:
        failed = False
        prefix = " ".join(sources)
        for text in shop.writer.sentences(prompt, allowed=tuple(table), prefix=prefix, voice=shop.settings.voice,
                                          seed=seed + 1000 * tries):  # fmt: skip
            found = prove(text, brief, table, said=tuple(sources))
            if not isinstance(found, Proved):
                failed = True
                break
            yield Sentence(found.text, "model", tries, found.facts, found.evidence, text)
            sources.append(text)
            tries = 1
            if len(sources) >= _MOST_SENTENCES:
                return
        if not failed:
            return
        tries += 1

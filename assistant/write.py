"""Writing and proving: sentences from the model, each released once it is proved, else replaced by a plain one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant import plain
from assistant.facts import Fact, Table
from assistant.grounding import Proved, prove
from assistant.manners import fault
from assistant.shop import Shop
from prompts.brief import SITUATIONS, Brief

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


def write(shop: Shop, brief: Brief, table: Table, *, seed: int, begun: bool = False) -> Iterator[Sentence]:
    """Yield the reply to a brief, proved sentence by sentence; every product that is shown is introduced in it.

    `begun`: something was said before it, so that it may have nothing to add.
    """
    said: list[Sentence] = []
    if shop.writer is not None and brief.situation in SITUATIONS:  # it knows no others
        for sentence in _by_model(shop, brief, table, seed):
            said.append(sentence)
            yield sentence
    for text in plain.rest(brief, [s.source for s in said]):
        found = prove(text, brief, table, [s.source for s in said])
        if isinstance(found, Proved):
            sentence = Sentence(found.text, "row", 1, found.facts, found.evidence, text)
            said.append(sentence)
            yield sentence
    if not said and not begun:
        yield Sentence(plain.LAST_RESORT, "fixed", 1, source=plain.LAST_RESORT)


def _by_model(shop: Shop, brief: Brief, table: Table, seed: int) -> Iterator[Sentence]:
    """Sentences of the model that are proved; one that fails is written again, at most `tries` times."""
    assert shop.writer is not None
    prompt, voice = shop.templates.render(brief, shop.settings.voice), shop.settings.voice
    sources: list[str] = []
    tries, allowed = 1, references_for(brief, table)
    while tries <= shop.settings.tries:
        refused = False
        for text in shop.writer.sentences(prompt, allowed=allowed, prefix=" ".join(sources), voice=voice,
                                          seed=seed + 1000 * tries):  # fmt: skip
            found = prove(text, brief, table, sources)
            if refused := not isinstance(found, Proved) or bool(fault(text, brief, sources)):
                break
            assert isinstance(found, Proved)
            yield Sentence(found.text, "model", tries, found.facts, found.evidence, text)
            sources.append(text)
            tries = 1
            if len(sources) == _MOST_SENTENCES:
                return
        if not refused:
            return
        tries += 1


def references_for(brief: Brief, table: Table) -> tuple[str, ...]:
    """Return the references that the writer may use: those of the brief that the table holds."""
    items = (f"{i.number}.{f}" if f else str(i.number) for i in brief.items for f in ("", *i.fields))
    return tuple(key for key in dict.fromkeys((*items, *brief.extra)) if key in table)

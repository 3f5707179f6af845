"""Features and levels: "noise cancelling", "long sleeves", "premium" as what the shop's rows state of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from intents.keywords import features
from intents.negation import left_open
from intents.text import Text
from intents.values import Said
from intents.wishes import graded
from intents.work import Work
from retrieval.filters import Op
from retrieval.synonyms import key_of
from retrieval.vocabulary import Vocabulary


def levels_of(low: str, vocabulary: Vocabulary, away: Sequence[tuple[int, int]], work: Work) -> Iterator[Said]:
    """Words like "cheap" and "premium" where the shop has a value for them."""
    for start, end in graded(low):
        entry = next((e for e in vocabulary.lookup(key_of(low[start:end])) if e.kind == "value"), None)
        if entry is not None and not work.overlaps(start, end) and left_open(low, start) is None:
            work.masked.append((start, end))
            yield Said(entry.attribute, entry.value, "ne" if any(a <= start < b for a, b in away) else "eq", start, end)


def features_of(
    text: Text, vocabulary: Vocabulary, away: Sequence[tuple[int, int]], free: Sequence[bool], *, least: int = 1
) -> Iterator[Said]:
    """Yield features of at least `least` words, on the attribute that states them, else as keywords."""
    for words, start, end in features(text, vocabulary, free, least=least):
        if left_open(text.low, start) is None:
            op: Op = "ne" if any(a < start < b for a, b in away) else "eq"
            stated = [vocabulary.features[key] for w in (words, *vocabulary.synonyms.alternatives(words))
                      if (key := key_of(w)) in vocabulary.features]  # fmt: skip
            if not stated and least > 1 and (named := _named_value(words, vocabulary)) is not None:
                yield Said(*named, op, start, end)
            elif not stated and least > 1 and _holds_value(words, vocabulary):
                continue  # "battery powered" where the shop states what powers it
            else:
                yield Said(stated[0], True, op, start, end) if stated else Said("keyword", words, op, start, end)


def _holds_value(words: str, vocabulary: Vocabulary) -> bool:
    entries = (entry for word in key_of(words).split() for entry in vocabulary.lookup(word))
    return any(entry.kind == "value" and entry.attribute not in vocabulary.synonyms.values for entry in entries)


def _named_value(words: str, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """The attribute and value that a phrase spells out: "long sleeves"."""
    stems = key_of(words).split()
    for name, values in vocabulary.values.items():
        own = set(key_of(name.replace("_", " ")).split())
        rest = " ".join(s for s in stems if s not in own)
        if own < set(stems) and rest in values:
            return name, values[rest]
    return None

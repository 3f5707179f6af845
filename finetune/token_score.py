"""Strict span F1: a span counts if its label, first and last word are right (micro-averaged, as seqeval's default)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intents.spans import spans_of


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 over spans, and how many spans are true."""

    precision: float
    recall: float
    f1: float
    spans: int


def span_score(
    truth: Sequence[Sequence[str]], guess: Sequence[Sequence[str]], labels: frozenset[str] = frozenset()
) -> Score:
    """Compare BIO tags text by text; only spans of `labels`, if any are given."""
    right = guessed = true = 0
    for wanted, found in zip(truth, guess, strict=True):
        one, other = _chosen(wanted, labels), _chosen(found, labels)
        right, guessed, true = right + len(one & other), guessed + len(other), true + len(one)
    precision, recall = right / max(1, guessed), right / max(1, true)
    return Score(precision, recall, 2 * right / max(1, guessed + true), true)


def _chosen(tags: Sequence[str], labels: frozenset[str]) -> set[tuple[str, int, int]]:
    return {span for span in spans_of(tags) if not labels or span[0] in labels}

"""The report on an import: what was mended or refused, by line, and the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from retrieval.fields import Problem

EACH = 5  # lines that are shown of one kind of problem


def listed(problems: Sequence[Problem], each: int = EACH) -> Iterator[str]:
    """Yield problems by line, at most `each` of a kind, then how many more there are of it."""
    counts = Counter(map(_kind, problems))
    shown: Counter[tuple[bool, str]] = Counter()
    for problem in sorted(problems, key=lambda p: p.line):
        shown[_kind(problem)] += 1
        if shown[_kind(problem)] <= each:
            yield f"line {problem.line}: {problem.reason}{' (refused)' if problem.skipped else ''}"
    for (skipped, kind), count in counts.items():
        if count > each:
            yield f"and {count - each:,} more {'refused' if skipped else 'mended'}: {kind}"


def counted(problems: Sequence[Problem], rows: int, kept: int) -> str:
    """Say how many rows were read, mended and refused, and how many products were kept."""
    mended = len({p.line for p in problems if not p.skipped})
    refused = sum(p.skipped for p in problems)
    return f"{rows:,} rows read, {kept:,} products kept, {mended:,} rows mended, {refused:,} refused"


def _kind(problem: Problem) -> tuple[bool, str]:
    return problem.skipped, problem.kind or problem.reason

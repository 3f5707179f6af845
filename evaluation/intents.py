"""How well turns are understood: labels on a labelled file, and the time that one turn and a thousand take.

    python -m evaluation.intents TURNS.jsonl [--catalog FILE] [--errors N] [--time]

A row of TURNS.jsonl is an input of intents.predict with the right label as "intent" and, if known, its "source".
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from evaluation.metrics import accuracy, auroc, macro_f1, percentile
from intents.predict import Understanding, open_understanding, rows
from intents.reading import Context
from retrieval.catalog import Product

OUTSIDE = "out_of_scope"
Row = Mapping[str, Any]


def scores(gold: Sequence[Row], said: Sequence[Row]) -> dict[str, float]:
    """Return what labels and scopes of `said` are worth; a rejected turn of the 27 counts as wrong."""
    pairs = [(str(g["intent"]), str(s["intent"])) for g, s in zip(gold, said, strict=True)]
    inside = [pair for pair in pairs if pair[0] != OUTSIDE]
    outside = [label for truth, label in pairs if truth == OUTSIDE]
    truth, labels = [t for t, _ in inside], [s for _, s in inside]
    return {
        "turns": float(len(pairs)),
        "accuracy": accuracy(truth, labels),
        "macro_f1": macro_f1(truth, labels),
        "in_scope_rejected": accuracy([OUTSIDE] * len(labels), labels),
        "out_of_scope_caught": accuracy([OUTSIDE] * len(outside), outside),
        "scope_auroc": auroc([t != OUTSIDE for t, _ in pairs], [float(s["in_scope"]) for s in said]),
    }


def by_source(gold: Sequence[Row], said: Sequence[Row]) -> dict[str, dict[str, float]]:
    """Return the scores of all rows, and of those whose source is not "written"."""
    kept = [(g, s) for g, s in zip(gold, said, strict=True) if g.get("source", "written") != "written"]
    found = {"all": scores(gold, said)}
    if kept:
        found["source not written"] = scores([g for g, _ in kept], [s for _, s in kept])
    return found


def timings(understanding: Understanding, turns: Sequence[tuple[str, Context]]) -> dict[str, float]:
    """Time turns one by one and together: milliseconds a turn, and how many times faster together is."""
    for turn in turns[:5]:
        understanding.read(*turn)
    one = [_milliseconds(lambda turn=turn: understanding.read(*turn)) for turn in turns]  # type: ignore[misc]
    together = _milliseconds(lambda: list(understanding.read_all(turns)))
    return {
        "turns": float(len(turns)),
        "one_p50_ms": percentile(one, 0.5),
        "one_p95_ms": percentile(one, 0.95),
        "together_ms_a_turn": together / len(turns),
        "times_faster_together": sum(one) / together,
    }


def _milliseconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def _turns(gold: Sequence[Row], table: tuple[Product, ...]) -> list[tuple[str, Context]]:
    """A thousand different turns: those given, alone and after each act, with products on the table."""
    acts = [None, *dict.fromkeys(row.get("last_act") for row in gold if row.get("last_act"))]
    contexts = [Context(last_act=a, shown=(table,) if a else (), shown_for=("",) if a else ()) for a in acts]
    return [(f"{row['text']} {'.' * n}".strip(), c) for n, c in enumerate(contexts) for row in gold][:1000]


def main(argv: Sequence[str] | None = None) -> None:
    """Print the scores of a labelled file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("turns", type=Path, metavar="TURNS.jsonl")
    parser.add_argument("--catalog", type=Path, help="the catalogue whose words to know (the demo shop)")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="print up to N wrong labels (0)")
    parser.add_argument("--time", action="store_true", help="time a thousand turns, one by one and together")
    given = parser.parse_args(argv)
    gold = [json.loads(line) for line in given.turns.read_text(encoding="utf-8").splitlines() if line.strip()]
    understanding = open_understanding(given.catalog, None)
    said = list(rows(gold, understanding))
    for name, found in by_source(gold, said).items():
        print(name, *(f"{key} {value:.3f}" for key, value in found.items()), sep="\n    ")
    wrong = [(g, s) for g, s in zip(gold, said, strict=True) if g["intent"] != s["intent"]]
    for g, s in wrong[: given.errors]:
        print(f"{g['intent']} taken for {s['intent']} ({s['confidence']:.2f}): {g['text']!r}")
    if given.time:
        found = timings(understanding, _turns(gold, understanding.vocabulary.products[:3]))
        print("time", *(f"{key} {value:.2f}" for key, value in found.items()), sep="\n    ")


if __name__ == "__main__":
    main()

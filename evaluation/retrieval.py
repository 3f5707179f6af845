"""How well a search over titles alone finds what attributes say is right, beside the usual baselines.

    python -m evaluation.retrieval [--catalog FILE] [--queries N]

The queries are "gender colour type" of every group of 2 to 40 rows that share all three; relevant are the rows of the
group. Attributes, categories and descriptions are hidden from every system. Needs a catalogue with those attributes,
by default fashion.jsonl.gz in SHOP_DATA/catalogs.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ir_measures
import numpy as np

from evaluation import baselines
from evaluation.baselines import Ranker
from retrieval.build import load_encoders
from retrieval.catalog import Catalog, Product, read_catalog
from retrieval.encoders import TextEncoder
from retrieval.finder import ranked
from retrieval.index import Index
from retrieval.making import build_index
from retrieval.synonyms import load

GROUPS = range(2, 41)
MEASURES = {"nDCG@10": ir_measures.nDCG @ 10, "MRR@10": ir_measures.RR @ 10, "R@10": ir_measures.R @ 10}


@dataclass(frozen=True, slots=True)
class Task:
    """Titles, and for each query the rows that answer it."""

    titles: tuple[str, ...]
    relevant: Mapping[str, frozenset[int]]


def task_of(products: Sequence[Product]) -> Task:
    """Make the queries of a catalogue whose rows state gender and colour and have a type as last category."""
    groups: dict[str, set[int]] = defaultdict(set)
    for row, product in enumerate(products):
        gender, colour = product.attributes.get("gender"), product.attributes.get("colour")
        if gender and colour and product.category:
            groups[f"{gender[0]} {colour[0]} {product.category[-1]}".lower()].add(row)
    kept = {query: frozenset(rows) for query, rows in sorted(groups.items()) if len(rows) in GROUPS}
    return Task(tuple(p.title for p in products), kept)


def scores(ranker: Ranker, task: Task) -> dict[str, list[float]]:
    """Return each measure for every query, in the order of the task (ir-measures)."""
    run = [ir_measures.ScoredDoc(q, str(row), -place)
           for q in task.relevant for place, (row, _) in enumerate(ranker(q))]  # fmt: skip
    right = [ir_measures.Qrel(q, str(row), 1) for q, rows in task.relevant.items() for row in rows]
    found: dict[str, dict[str, float]] = {name: {} for name in MEASURES}
    by_measure = {measure: name for name, measure in MEASURES.items()}
    for metric in ir_measures.iter_calc(list(MEASURES.values()), right, run):
        found[by_measure[metric.measure]][metric.query_id] = metric.value
    return {name: [values.get(q, 0.0) for q in task.relevant] for name, values in found.items()}


def ours(titles: Sequence[str], folder: Path) -> Ranker:
    """Index bare titles with the bundled models and search them as retrieval.search does."""
    rows = tuple(Product(str(n), title) for n, title in enumerate(titles))
    catalog = Catalog(rows, (), "titles", folder / "titles.jsonl")
    encoders, known = load_encoders(image=None), load()
    build_index(catalog, folder / "index", encoders, known)
    index = Index.open(folder / "index", encoders, known)
    return lambda query: [(int(i), score) for i, score in ranked(index, query, baselines.MOST)]


def interval(differences: Sequence[float], *, seed: int = 0) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of the mean of paired differences."""
    rng = np.random.default_rng(seed)
    values = np.asarray(differences)
    means = values[rng.integers(0, len(values), (2000, len(values)))].mean(axis=1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def main(argv: Sequence[str] | None = None) -> None:
    """Print the measures of every system, and how far ours is above the best of the others."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    data = Path(os.environ.get("SHOP_DATA", "."))
    parser.add_argument("--catalog", type=Path, default=data / "catalogs" / "fashion.jsonl.gz")
    parser.add_argument("--queries", type=int, default=0, metavar="N", help="only the first N (0 is all)")
    given = parser.parse_args(argv)
    task = task_of(read_catalog(given.catalog).products)
    if given.queries:
        task = Task(task.titles, dict(list(task.relevant.items())[: given.queries]))
    encoder = TextEncoder.load()
    one, two = baselines.bm25(task.titles), baselines.vectors(task.titles, encoder)
    with tempfile.TemporaryDirectory() as folder:
        systems = {"BM25, stemmed": one, "MiniLM": two, "rank fusion": baselines.fused([one, two]),
                   "ours": ours(task.titles, Path(folder))}  # fmt: skip
        found = {name: scores(ranker, task) for name, ranker in systems.items()}
    print(f"{len(task.relevant)} queries over {len(task.titles)} titles")
    for name, values in found.items():
        print(f"{name:<16}", *(f"{measure} {np.mean(v):.3f}" for measure, v in values.items()), sep="  ")
    best = max((name for name in found if name != "ours"), key=lambda name: np.mean(found[name]["nDCG@10"]))
    ahead = np.subtract(found["ours"]["nDCG@10"], found[best]["nDCG@10"])
    low, high = interval(ahead.tolist())
    print(f"ours above {best}: {ahead.mean():+.3f} nDCG@10, 95 % interval {low:+.3f} to {high:+.3f}")


if __name__ == "__main__":
    main()

"""Real queries over real titles, judged by hand: how ours ranks beside the usual baselines.

    SHOP_DATA=DATA python -m evaluation.judged [--pool FILE]

The queries are 40 of queryner's validation part over amazon_titles; judgements are stored by id (evaluation/labelled),
made by the rule in judging_rule.md. `--pool` writes what is to be judged: shuffled titles, without their systems.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import random
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ir_measures
import numpy as np

from evaluation import baselines
from evaluation.baselines import Ranker
from evaluation.retrieval import interval, ours
from retrieval import words
from retrieval.catalog import Product, read_catalog
from retrieval.encoders import TextEncoder
from retrieval.errors import CatalogError
from retrieval.lexical import EMPTY

JUDGED = Path(__file__).parent / "labelled" / "judged_queries.jsonl"
QUERIES, DEPTH, TITLES = 40, 10, 10
NDCG = ir_measures.nDCG @ DEPTH


@dataclass(frozen=True, slots=True)
class Judged:
    """A query by its digest, and the grades 0 to 2 of products by id."""

    digest: str
    grades: Mapping[str, int]


def digest_of(query: str) -> str:
    """Return what a query is stored as."""
    return hashlib.sha256(query.encode()).hexdigest()[:12]


def read_judged(path: Path = JUDGED) -> list[Judged]:
    """Read judgements; raise CatalogError where there are none."""
    if not path.is_file():
        raise CatalogError(f"There are no judgements in {path}; write a pool with --pool and judge it.")
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [Judged(row["query"], row["grades"]) for row in rows]


def choose(data: Path, products: Sequence[Product]) -> list[str]:
    """Choose queries of three words or more by their digest, among those whose kind ten titles name in full."""
    titles = [frozenset(words.stems(product.title)) for product in products]
    held: dict[str, set[int]] = defaultdict(set)
    for row, stems in enumerate(titles):
        for stem in stems - EMPTY:
            held[stem].add(row)
    found: dict[str, None] = {}
    with gzip.open(data / "nlu" / "queryner" / "validation.jsonl.gz", "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            kind = [t for t, tag in zip(row["tokens"], row["tags"], strict=True) if tag.endswith("core_product_type")]
            rows = [held.get(stem, set()) for stem in words.stems(" ".join(kind))]
            if len(row["tokens"]) > 2 and rows and len(set.intersection(*rows)) >= TITLES:
                found[" ".join(row["tokens"])] = None
    return sorted(found, key=digest_of)[:QUERIES]


def systems(titles: Sequence[str], folder: Path) -> dict[str, Ranker]:
    """Return the baselines and ours."""
    one, two = baselines.bm25(titles), baselines.vectors(titles, TextEncoder.load())
    return {"BM25, stemmed": one, "MiniLM": two, "rank fusion": baselines.fused([one, two]),
            "ours": ours(titles, folder)}  # fmt: skip


def pool(rankers: Mapping[str, Ranker], queries: Sequence[str], products: Sequence[Product], path: Path) -> None:
    """Write the first ten of all systems for each query, shuffled."""
    with path.open("w", encoding="utf-8") as file:
        for query in queries:
            rows = sorted({row for ranker in rankers.values() for row, _ in ranker(query)[:DEPTH]})
            random.Random(query).shuffle(rows)
            shown = [{"id": products[row].id, "title": products[row].title} for row in rows]
            file.write(json.dumps({"query": digest_of(query), "text": query, "rows": shown}) + "\n")


def scores(ranker: Ranker, queries: Sequence[str], products: Sequence[Product],
           judged: Sequence[Judged]) -> list[float]:  # fmt: skip
    """Return nDCG@10 for each judged query; what was not judged counts as wrong."""
    by_digest = {digest_of(query): query for query in queries}
    run = [ir_measures.ScoredDoc(j.digest, products[row].id, -place) for j in judged
           for place, (row, _) in enumerate(ranker(by_digest[j.digest])[:DEPTH])]  # fmt: skip
    right = [ir_measures.Qrel(j.digest, ident, grade) for j in judged for ident, grade in j.grades.items()]
    found = {metric.query_id: float(metric.value) for metric in ir_measures.iter_calc([NDCG], right, run)}
    return [found.get(j.digest, 0.0) for j in judged]


def main() -> None:
    """Write a pool, or print the measure of every system and how far ours is above the best of the others."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pool", type=Path, metavar="FILE", help="write what is to be judged")
    given = parser.parse_args()
    if not os.environ.get("SHOP_DATA"):
        parser.error("SHOP_DATA is not set: name the folder that holds catalogs and nlu/queryner")
    data = Path(os.environ["SHOP_DATA"])
    products = read_catalog(data / "catalogs" / "amazon_titles.jsonl.gz").products
    queries = choose(data, products)
    with tempfile.TemporaryDirectory() as folder:
        rankers = systems([p.title for p in products], Path(folder))
        if given.pool:
            pool(rankers, queries, products, given.pool)
            return
        judged = [j for j in read_judged() if any(j.grades.values())]
        found = {name: scores(ranker, queries, products, judged) for name, ranker in rankers.items()}
    for name, values in found.items():
        print(f"{name:<16} nDCG@10 {np.mean(values):.3f}")
    best = max((name for name in found if name != "ours"), key=lambda name: np.mean(found[name]))
    ahead = np.subtract(found["ours"], found[best])
    low, high = interval(ahead.tolist())
    print(f"{len(judged)} queries with an answer; ours above {best}: {ahead.mean():+.3f}, "
          f"95 % interval {low:+.3f} to {high:+.3f}")


if __name__ == "__main__":
    main()

"""Learn how the search weighs its signals, on queries whose answers are known from what the titles do not show.

    SHOP_DATA=DATA python -m finetune.fusion [--out models/text]

Six catalogues: two shops whose rows are asked for by kind and by values read from their descriptions, names in
purchases asked for by some of their words, titles made from the parts of real queries with their near misses, and
made-up shops whose titles leave some values out.
Only titles are searched. The weights are those of a sum; each query's answers are to come before its other candidates
(ListNet, Cao et al. 2007).
"""

from __future__ import annotations

import argparse
import json
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch

from finetune.made_shop import gain, make_rows, make_wish
from finetune.text_queries import Parts, Shelf, answers, read_parts, read_products
from retrieval import synonyms
from retrieval.attributes import Floats
from retrieval.catalog import Product, read_catalog
from retrieval.derive import derive
from retrieval.encoders import SEARCH, TextEncoder
from retrieval.lexical import Lexical
from retrieval.matching import NAMES, Matching
from retrieval.phrases import Phrases
from retrieval.postings import Postings
from retrieval.synonyms import Synonyms
from retrieval.terms import read

SIGNALS = ("text", "lexical", *NAMES)
_DEMO = Path("retrieval/demo/catalog.jsonl")
# What is thought of the signals before any query is seen: what is learned is drawn to it where the queries say little,
# and keeps its sign.
PRIOR = {
    "text": 0.9, "lexical": 0.2, "same title": 1.4, "same named": 1.3, "same prose": 0.8, "alias title": 1.3,
    "alias elsewhere": 1.1, "shade": 0.9, "near": 0.6, "like": 0.9, "bound": -0.5, "all": 0.1, "kind": 0.3,
    "head": 0.1, "even": 0.1, "next": 0.05, "own": 0.1, "denied gender": -0.4, "denied colour": -0.3,
    "denied other": -0.25, "more gender": -0.05, "more colour": -0.1, "more other": -0.05,
}  # fmt: skip
_CANDIDATES = 250
_GAIN = 1.35  # what an answer that has all should score, so that other signals keep their proportion


@dataclass(frozen=True, slots=True)
class Task:
    """Titles, and for each query the gain of the rows that answer it."""

    name: str
    titles: tuple[str, ...]
    gains: Mapping[str, Mapping[int, float]]


@dataclass(frozen=True, slots=True)
class Listed:
    """The candidates of a query: `(n, signals)`, and the gain of each."""

    signals: Floats
    gains: Floats


def by_values(name: str, products: Sequence[Product], known: Synonyms, rng: Random, *, count: int) -> Task:
    """Ask for kinds with one or two values that are stated or read from the description; titles alone are searched."""
    rows: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for row, product in enumerate(products):
        values = {a: str(spans[0][0]) for a, spans in derive(product, known).items()}
        values |= {known.attribute(a): str(held[0]) for a, held in product.attributes.items() if held}
        said = [v.lower() for a, v in values.items() if a in ("colour", "material", "gender")]
        for kind in product.category[-1:]:
            for chosen in ((), *((v,) for v in said), *((a, b) for a in said for b in said if a < b)):
                rows[(kind.lower(), *chosen)].add(row)
    kept = sorted(key for key, found in rows.items() if 1 <= len(found) <= 60)
    gains: dict[str, dict[int, float]] = {}
    for kind, *asked in rng.sample(kept, min(count, len(kept))):
        parts = [rng.choice((kind, *known.alternatives(kind))), *asked]
        rng.shuffle(parts)
        gains[" ".join(parts)] = dict.fromkeys(rows[(kind, *asked)], 1.0)
    return Task(name, tuple(p.title for p in products), gains)


def by_words(products: Sequence[Product], known: Synonyms, rng: Random, *, count: int) -> Task:
    """Ask for rows with some words of their names, other names and slips among them."""
    shelf = Shelf(products, known)
    gains: dict[str, dict[int, float]] = {}
    for _ in range(count):
        row = rng.randrange(len(shelf.products))
        query = shelf.query(shelf.products[row], rng)
        gains[query] = {n: 1.0 for n, p in enumerate(shelf.products) if n == row or answers(query, p.title)}
    return Task("purchases", tuple(p.title for p in shelf.products), gains)


def by_parts(parts: Parts, rng: Random, *, count: int) -> Task:
    """Ask for titles made from the parts of real queries, among their near misses."""
    titles: list[str] = []
    gains: dict[str, dict[int, float]] = {}
    for _ in range(count):
        made = parts.example(rng, others=4)
        gains[made.query] = {len(titles): 1.0}
        titles += [made.title, *made.others]
    return Task("parts", tuple(titles), gains)


def by_rows(name: str, parts: Parts, rng: Random, *, count: int, size: int = 2400) -> Task:
    """Ask a made-up shop for rows by values that its titles state in other words, or not at all."""
    rows = make_rows(parts, rng, size=size)
    gains: dict[str, dict[int, float]] = {}
    while len(gains) < count:
        query, wanted = make_wish(rng.choice(rows), parts, rng)
        found = {place: worth for place, row in enumerate(rows) if (worth := gain(row, wanted, parts.synonyms))}
        if any(worth == 1.0 for worth in found.values()) and len(found) <= 80:
            gains[query] = found
    return Task(name, tuple(row.title for row in rows), gains)


def tasks(data: Path, known: Synonyms, *, seed: int = 0) -> Iterator[Task]:
    """Make the tasks."""
    rng, retail = Random(seed), data / "catalogs" / "retail_demo_store.jsonl.gz"
    yield by_values("retail", read_catalog(retail).products, known, rng, count=300)
    yield by_values("demo", read_catalog(_DEMO).products, known, rng, count=250)
    named = [p for p in read_products(data) if p.id.startswith("uci-")]
    yield by_words(named, known, rng, count=300)
    yield by_parts(read_parts(data, known), rng, count=300)
    for number in (1, 2):
        yield by_rows(f"made-up {number}", read_parts(data, known), rng, count=350)


def listed(task: Task, encoder: TextEncoder, known: Synonyms) -> list[Listed]:
    """Gather each query's candidates and what speaks for them."""
    rows = tuple(Product(str(n), title) for n, title in enumerate(task.titles))
    phrases, lexical = Phrases(Postings.build(rows), known), Lexical.build(rows)
    matching, vectors = Matching(phrases, known), encoder.encode(task.titles)
    found = []
    for (query, gains), asked in zip(task.gains.items(), encoder.encode(list(task.gains)), strict=True):
        cosines, scores = vectors @ asked, lexical.score(query)
        best = [np.argsort(-s, kind="stable")[:_CANDIDATES] for s in (cosines, scores)]
        chosen = np.unique(np.concatenate([*best, np.asarray(list(gains), dtype=np.int64)]))
        signals = np.column_stack([cosines[chosen], scores[chosen],
                                   matching.features(read(query, phrases, known), chosen)])
        found.append(Listed(signals, np.asarray([gains.get(int(row), 0.0) for row in chosen])))
    return found


def fit(lists: Sequence[Listed], *, rounds: int = 300, drawn: float = 5e-3) -> Floats:
    """Return the weights under which answers come first, drawn to what was thought of them before."""
    prior = torch.tensor([PRIOR[name] for name in SIGNALS], dtype=torch.float64)
    signs, weights = torch.sign(prior), (prior.abs() * 8).clone().requires_grad_()
    heat = torch.tensor(8.0, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.Adam([weights, heat], lr=0.1)
    size = max(len(one.gains) for one in lists)
    held = torch.zeros(len(lists), size, len(SIGNALS), dtype=torch.float64)
    gains = torch.zeros(len(lists), size, dtype=torch.float64)
    empty = torch.ones(len(lists), size, dtype=torch.bool)
    for place, one in enumerate(lists):
        held[place, :len(one.gains)] = torch.from_numpy(one.signals)
        gains[place, :len(one.gains)] = torch.from_numpy(one.gains)
        empty[place, :len(one.gains)] = False
    wanted = gains / gains.sum(1, keepdim=True)
    for _ in range(rounds):
        optimiser.zero_grad()
        signed = signs * weights.clamp(min=0)
        scores = (held @ signed).masked_fill(empty, -1e9)
        away = weights - heat * prior.abs()
        loss = -(wanted * torch.log_softmax(scores, 1)).sum(1).mean() + drawn * away.square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return np.asarray(signed.detach())


def ndcg(lists: Sequence[Listed], weights: Floats, *, most: int = 10) -> float:
    """Return the mean nDCG@10 of an order by the weighted sum."""
    discounts, found = 1 / np.log2(np.arange(most) + 2), []
    for one in lists:
        got = one.gains[np.argsort(-(one.signals @ weights), kind="stable")][:most]
        best = np.sort(one.gains)[::-1][:most]
        found.append(float((got * discounts[:len(got)]).sum() / (best * discounts[:len(best)]).sum()))
    return float(np.mean(found))


def scaled(weights: Floats, lists: Sequence[Listed]) -> Floats:
    """Scale the weights so that the best candidate of a query scores what the other signals are set against."""
    return np.asarray(weights * _GAIN / np.mean([(one.signals @ weights).max() for one in lists]))


def main() -> None:
    """Learn, print how each catalogue fares without having been learned from, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("models/text"))
    parser.add_argument("--encoder", default=SEARCH, help="a text encoder by name or folder")
    given = parser.parse_args()
    if not os.environ.get("SHOP_DATA"):
        parser.error("SHOP_DATA is not set: name the folder that holds catalogs and nlu/queryner")
    known, encoder = synonyms.load(), TextEncoder.load(given.encoder)
    found = {task.name: listed(task, encoder, known) for task in tasks(Path(os.environ["SHOP_DATA"]), known)}
    alone = {name: np.eye(len(SIGNALS))[SIGNALS.index(name)] for name in ("text", "lexical")}
    for name, lists in found.items():
        others = fit([one for other, held in found.items() if other != name for one in held])
        print(f"{name:<10} {len(lists)} queries  nDCG@10  lexical {ndcg(lists, alone['lexical']):.3f}  "
              f"text {ndcg(lists, alone['text']):.3f}  learned from the others {ndcg(lists, others):.3f}")
    every = [one for lists in found.values() for one in lists]
    weights = scaled(fit(every), every)
    given.out.mkdir(parents=True, exist_ok=True)
    rounded = {name: round(float(weight), 4) for name, weight in zip(SIGNALS, weights, strict=True)}
    (given.out / "fusion.json").write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(rounded))


if __name__ == "__main__":
    main()

"""How search grows with the catalogue: python -m evaluation.scale [--rows 10000,100000] [--out DIR] [--against-milvus]

Products are made by varying real ones: the titles of the catalogues in SHOP_DATA/catalogs, else of the demo shop, with
a word of another title put in, other prices, stocks and colours. Only the original titles are encoded; the vector of a
product that was made is that of its title's original, moved a little at random, so that a benchmark does not take hours
of encoding. Build times are therefore without encoding, which is printed apart, as titles a second.

Each size is built and searched in a process of its own. Printed are seconds to build and to open, the most memory that
either took (resident, all of the process, its libraries too), filtered hybrid searches (words with price, category or
stock; the query is encoded in them) at the 50th and 95th percentile, the same in processor time (what a machine that
does nothing else would show), and how many of the ten best rows of an exact search (all allowed rows scored) they find.
With --against-milvus the same index is then searched by FAISS and by Milvus in turns: see evaluation.engines.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.engines import compare
from evaluation.metrics import percentile
from evaluation.synthetic import Maker, Moved, originals
from retrieval import synonyms
from retrieval.attributes import Bools
from retrieval.build import load_encoders
from retrieval.catalog import Catalog, Product
from retrieval.filters import Constraint
from retrieval.finder import Search
from retrieval.index import Index
from retrieval.making import build_index
from retrieval.manifest import Encoders
from retrieval.query import Query
from retrieval.rank import learned, sort

SEARCHES, EXACT, BEST = 200, 60, 10


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured at one size: seconds, MiB, milliseconds, shares."""

    rows: int
    build_s: float
    build_mib: float
    disk_mib: float
    open_s: float
    open_mib: float
    p50_ms: float
    p95_ms: float
    cpu_p95_ms: float
    encode_p50_ms: float
    recall: float


def queries(products: Sequence[Product], count: int, *, seed: int = 1) -> Iterator[Query]:
    """Yield searches: two or three words of a title, with a price limit, a category, stock, or two of these."""
    random = np.random.default_rng(seed)
    for place in random.integers(0, len(products), count):
        product = products[int(place)]
        words = [w for w in product.title.split() if w.isalpha() and len(w) > 2] or [product.title]
        start = int(random.integers(0, max(1, len(words) - 2)))
        limit = Constraint("price", "lte", float(np.round((product.price or 50.0) * random.uniform(0.8, 2.0), 2)))
        chosen = [limit, Constraint("stock", "gte", 1.0)]
        if product.category:
            chosen.append(Constraint("category", "eq", product.category[-1]))
        picked = random.permutation(len(chosen))[: int(random.integers(1, 3))]
        yield Query(" ".join(words[start : start + 3]), tuple(chosen[i] for i in picked), k=BEST)


def top(search: Search, allowed: Bools, *, exact: bool) -> set[int]:
    """Return the ten best allowed rows, of all or of the candidates that search gathers."""
    rows = np.flatnonzero(allowed) if exact else search.candidates(allowed)
    scores = search.signals(rows).fused(learned())
    return set(rows[sort(rows, scores)[:BEST]].tolist())


def recall(index: Index, asked: Sequence[Query]) -> float:
    """Return the share of the ten best rows of an exact search that the candidates have, over the searches."""
    shares: list[float] = []
    for query in asked:
        allowed = index.columns.mask(query.constraints)
        if int(allowed.sum()) >= BEST:
            search = Search.of(index, query)
            best = top(search, allowed, exact=True)
            shares.append(len(best & top(search, allowed, exact=False)) / len(best))
    return float(np.mean(shares)) if shares else float("nan")


def build(rows: int, folder: Path, cache: Path, titles: int) -> dict[str, float]:
    """Build an index of so many products; return seconds and MiB."""
    text = load_encoders(image=None).text
    maker = Maker.of(originals(titles), text, cache)
    products = maker.products(rows)
    encoders = Encoders(Moved(text, maker, products))  # type: ignore[arg-type]
    began = time.perf_counter()
    build_index(Catalog(products, (), f"scale {rows}", folder / "scale.jsonl"), folder, encoders, synonyms.load())
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {"build_s": time.perf_counter() - began, "build_mib": _most(), "disk_mib": size / 2**20}


def search(folder: Path) -> dict[str, float]:
    """Open an index and search it; return seconds, MiB, milliseconds and recall."""
    text = load_encoders(image=None).text
    began = time.perf_counter()
    index = Index.open(folder, Encoders(Moved(text)), synonyms.load())  # type: ignore[arg-type]
    opened = time.perf_counter() - began
    asked = list(queries(index.products, SEARCHES))
    for query in asked[:20]:
        index.find(query)
    times = [_timed(index.find, query) for query in asked[20:]]
    most = _most()
    encoding = [_timed(text.encode, [query.text])[0] for query in asked[20:70]]
    wall, cpu = [wall for wall, _ in times], [cpu for _, cpu in times]
    return {"open_s": opened, "open_mib": most, "p50_ms": percentile(wall, 0.5), "p95_ms": percentile(wall, 0.95),
            "cpu_p95_ms": percentile(cpu, 0.95), "encode_p50_ms": percentile(encoding, 0.5),
            "recall": recall(index, asked[:EXACT])}


def against(folder: Path) -> list[dict[str, float | str]]:
    """Search an index by FAISS and by Milvus, in turns; return a row for each."""
    text = load_encoders(image=None).text
    index = Index.open(folder, Encoders(Moved(text)), synonyms.load())  # type: ignore[arg-type]
    return list(compare(index, list(queries(index.products, SEARCHES))))


def _timed(work: Callable[[Any], object], given: object) -> tuple[float, float]:
    """Return the milliseconds that work takes: by the clock, and of the processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    work(given)
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def _most() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(rows: int, cache: Path, titles: int, *, milvus: bool = False) -> tuple[Row, list[dict[str, float | str]]]:
    """Build and search a size, each in a process of its own; return also what the engines took, with `milvus`."""
    with tempfile.TemporaryDirectory() as folder:
        found: dict[str, float] = {}
        engines: list[dict[str, float | str]] = []
        for step in ("build", "search", "milvus") if milvus else ("build", "search"):
            command = [sys.executable, "-m", "evaluation.scale", "--step", step, "--rows", str(rows),
                       "--index", folder, "--out", str(cache), "--titles", str(titles)]  # fmt: skip
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            answer = json.loads(done.stdout.splitlines()[-1])
            found, engines = (found, answer) if step == "milvus" else (found | answer, engines)
    return Row(rows, **found), engines


def plot(found: Sequence[Row], path: Path) -> None:
    """Draw time and memory against the number of products."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 3, figsize=(12, 3.6), layout="constrained")
    drawn = (("ms a search", ("p50_ms", "p95_ms", "cpu_p95_ms", "encode_p50_ms")), ("seconds", ("build_s", "open_s")),
             ("MiB", ("build_mib", "open_mib", "disk_mib")))  # fmt: skip
    for axis, (label, names) in zip(axes, drawn, strict=True):
        for name in names:
            values = [getattr(row, name) for row in found]
            axis.plot([row.rows for row in found], values, marker="o", label=name.rpartition("_")[0])
        axis.set(xscale="log", yscale="log", xlabel="products", ylabel=label)
        axis.legend()
    figure.savefig(path, dpi=120)


def main(argv: Sequence[str] | None = None) -> None:
    """Print a line a size, and draw the growth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", default="10000,30000,100000", help="sizes, with commas between them")
    parser.add_argument("--out", type=Path, default=Path("runs/scale"), metavar="DIR", help="where table and plot go")
    parser.add_argument("--step", choices=("build", "search", "milvus"), help=argparse.SUPPRESS)
    parser.add_argument("--index", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--titles", type=int, default=20_000, help="original titles at most (20000), drawn at random")
    parser.add_argument("--against-milvus", action="store_true", help="also search by Milvus's embedded engine")
    given = parser.parse_args(argv)
    if given.step == "build":
        print(json.dumps(build(int(given.rows), given.index, given.out, given.titles)))
    elif given.step:
        print(json.dumps((search if given.step == "search" else against)(given.index)))
    else:
        _grow(given)


def _grow(given: argparse.Namespace) -> None:
    given.out.mkdir(parents=True, exist_ok=True)
    maker = Maker.of(originals(given.titles), load_encoders(image=None).text, given.out)
    print(f"made from {len(maker.titles)} titles; their vectors moved at random, not encoded anew")
    if maker.speed:
        print(f"encoding: {maker.speed:.0f} titles a second")
    found: list[Row] = []
    engines: list[dict[str, float | str]] = []
    for rows in map(int, given.rows.split(",")):
        row, both = measure(rows, given.out, given.titles, milvus=given.against_milvus)
        found.append(row)
        engines += both
        print(_line(asdict(row)), *map(_line, both), sep="\n", flush=True)
        plot(found, given.out / "scale.png")
    (given.out / "scale.json").write_text(json.dumps([asdict(r) for r in found], indent=1), encoding="utf-8")
    if engines:
        (given.out / "engines.json").write_text(json.dumps(engines, indent=1), encoding="utf-8")


def _line(row: Mapping[str, float | str]) -> str:
    return "  ".join(f"{name} {value}" if isinstance(value, str | int) else
                     f"{name} {value:.3f}" if name == "recall" else f"{name} {value:.1f}"
                     for name, value in row.items())  # fmt: skip


if __name__ == "__main__":
    main()

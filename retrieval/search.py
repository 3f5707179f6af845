"""Search an index: python -m retrieval.search QUERY --index DIR, or --queries FILE --out FILE for a run."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from retrieval import synonyms
from retrieval.attributes import parse
from retrieval.build import add_options, encoders_of, milvus_of
from retrieval.errors import CatalogError, ShopError
from retrieval.filters import Constraint, Op
from retrieval.finder import ranked
from retrieval.index import Index
from retrieval.manifest import read_manifest
from retrieval.query import Hit, Query, Result

OPS: dict[str, Op] = {"eq": "eq", "=": "eq", "ne": "ne", "!=": "ne", "lte": "lte", "<=": "lte", "gte": "gte",
                      ">=": "gte"}


def main(argv: list[str] | None = None) -> int:
    """Search; return the exit status."""
    parser = _parser()
    args = parser.parse_args(argv)
    if (args.query is None) == (args.queries is None) or (args.queries is None) != (args.out is None):
        parser.error("give either QUERY, or --queries with --out")
    try:
        constraints = tuple(constraint_of(*given) for given in args.filter)
        index = _open(args)
        if args.queries is not None:
            run(index, args.queries, args.out, k=args.k)
            return 0
        photo = _photo(index, args.image) if args.image else None
        result = index.find(Query(args.query, constraints, photo=photo, k=args.k))
    except ShopError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(as_rows(result), ensure_ascii=False) + "\n" if args.json else as_text(result))
    return 0


def run(index: Index, queries: Path, out: Path, *, k: int) -> None:
    """Answer every {"query"} line with {"query", "results": [{"id", "score"}]}; raise CatalogError for a bad line."""
    with queries.open(encoding="utf-8") as lines, out.open("w", encoding="utf-8") as file:
        for number, line in enumerate(lines, 1):
            if line.strip():
                text = _query_of(line, f"{queries}:{number}")
                results = [{"id": ident, "score": round(score, 6)} for ident, score in ranked(index, text, k)]
                file.write(json.dumps({"query": text, "results": results}, ensure_ascii=False) + "\n")


def _query_of(line: str, where: str) -> str:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise CatalogError(f'{where} is not JSON ({error}). Write {{"query": "..."}}, one a line.') from error
    if not isinstance(row, dict) or not isinstance(row.get("query"), str):
        raise CatalogError(f'{where} holds {line.strip()[:60]!r}. Write {{"query": "..."}}, one a line.')
    return str(row["query"])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m retrieval.search", description=__doc__)
    parser.add_argument("query", nargs="?", metavar="QUERY")
    parser.add_argument("--image", type=Path, metavar="FILE", help="a photo to search with")
    parser.add_argument("--filter", nargs=3, action="append", default=[], metavar=("FIELD", "OP", "VALUE"),
                        help="eq, ne, lte, gte; a | in the value parts alternatives; may be given again")
    parser.add_argument("--index", type=Path, required=True, metavar="DIR")
    parser.add_argument("--queries", type=Path, metavar="FILE", help='JSONL of {"query"}')
    parser.add_argument("--out", type=Path, metavar="FILE", help="where the run goes")
    parser.add_argument("--k", type=int, default=10, help="hits wanted (10)")
    parser.add_argument("--json", action="store_true")
    add_options(parser)
    return parser


def _open(args: argparse.Namespace) -> Index:
    with_image = read_manifest(args.index).image_encoder is not None
    encoders = encoders_of(args, pictures=with_image)
    return Index.open(args.index, encoders, synonyms.load(args.synonyms), milvus=milvus_of(args))


def constraint_of(field: str, op: str, value: str) -> Constraint:
    """Read a filter of the command line; raise CatalogError where it cannot be one."""
    if op not in OPS:
        raise CatalogError(f"--filter {field} {op} {value}: {op!r} is no operator; use {', '.join(OPS)}.")
    values = tuple(_value(part.strip()) for part in value.split("|") if part.strip())
    if not values or (OPS[op] in ("lte", "gte") and parse(values[0]).number is None):
        raise CatalogError(f"--filter {field} {op} {value}: {value!r} cannot be compared; give a number or words.")
    return Constraint(field, OPS[op], values[0] if len(values) == 1 else values)


def _value(text: str) -> str | float | bool:
    if text.casefold() in ("true", "false"):
        return text.casefold() == "true"
    found = parse(text)
    return text if found.number is None or found.unit else found.number


def _photo(index: Index, path: Path) -> Any:
    from retrieval.images import open_photo  # seconds to import: only with a photo

    if index.encoders.image is None:
        raise CatalogError(f"The index {index.folder} has no pictures. Build it again without --no-pictures.")
    return index.encoders.image.encode([open_photo(path)])[0]


def as_rows(result: Result) -> dict[str, Any]:
    """Return a result as plain data."""
    near = [{**_row(n.hit), "breaks": [_words(c) for c in n.broken]} for n in result.near]
    return {"total": result.total, "hits": [_row(h) for h in result.hits], "near": near,
            "dropped": [_words(c) for c in result.dropped]}


def _row(hit: Hit) -> dict[str, Any]:
    product, (price, stock) = hit.product, _offer(hit)
    return {"id": product.id, "name": product.name, "title": product.title, "price": price, "stock": stock,
            "variant": hit.variant.id if hit.variant else None, "score": round(hit.score, 4), "why": list(hit.why)}


def _offer(hit: Hit) -> tuple[float | None, int | None]:
    """Return price and stock of what is offered: a variant that states its own has those."""
    product, variant = hit.product, hit.variant
    if variant is None:
        return product.price, product.stock
    return (product.price if variant.price is None else variant.price,
            product.stock if variant.stock is None else variant.stock)


def _words(constraint: Constraint) -> str:
    value = constraint.value if isinstance(constraint.value, tuple) else (constraint.value,)
    return f"{constraint.field} {constraint.op} {' | '.join(map(str, value))}"


def as_text(result: Result) -> str:
    """Return a result as lines of text: score, price, id, name, and why."""
    fit = "1 product fits" if result.total == 1 else f"{result.total} products fit"
    lines = [fit if result.hits or result.near or result.total else "nothing here is like that"]
    for hit in result.hits:
        lines.append(f"{hit.score:6.3f}  {_named(hit)}  ({'; '.join(hit.why)})" if hit.why else
                     f"{hit.score:6.3f}  {_named(hit)}")
    for near in result.near:
        lines.append(f"nearest {_named(near.hit)}  (breaks {'; '.join(map(_words, near.broken))})")
    return "\n".join(lines) + "\n"


def _named(hit: Hit) -> str:
    price, stock = _offer(hit)
    shown = "?" if price is None else f"{price:.2f} {hit.product.currency or ''}".rstrip()
    variant = f" [{hit.variant.id}]" if hit.variant else ""
    return f"{shown:>12}  {hit.product.id}{variant}  {hit.product.name}{', sold out' if stock == 0 else ''}"


if __name__ == "__main__":
    sys.exit(main())

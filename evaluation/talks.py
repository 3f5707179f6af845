"""Whole talks, played and judged: intents, constraints, goals, references, carts.

    python -m evaluation.talks [TALKS.jsonl ...] [--catalogs DIR] [--show N]

Without files, the project's own talks. A talk's catalogue is "demo", or NAME.jsonl[.gz] in DIR, with
NAME_synonyms.yaml, NAME_rules.yaml and NAME_orders.jsonl beside it where the shop has them.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from assistant import settings
from assistant.opening import open_shop
from assistant.replay import Line, play
from assistant.shop import Shop
from evaluation.judging import Verdict, judge
from evaluation.metrics import f1
from evaluation.scripts import Talk, read_talks
from retrieval.errors import ShopError

LABELLED = Path(__file__).parent / "labelled"
CATALOGS = LABELLED / "catalogs"
JOINT = ("constraints", "no other constraints", "gone")


def shop_of(name: str, folder: Path) -> Shop | None:
    """Open the shop of a catalogue by name; None where the folder has no such catalogue."""
    if name == "demo":
        return open_shop(settings.load({}))
    found = [path for ending in ("jsonl", "jsonl.gz") if (path := folder / f"{name}.{ending}").is_file()]
    if not found:
        return None
    beside = {"synonyms": "synonyms.yaml", "shop_rules": "rules.yaml", "orders": "orders.jsonl"}
    extra = {key: path for key, ending in beside.items() if (path := folder / f"{name}_{ending}").is_file()}
    return open_shop(settings.load({"catalog": found[0], **extra}))


def played(shop: Shop, talk: Talk, folder: Path) -> list[Verdict]:
    """Play a talk and judge it; its pictures are relative to `folder`."""
    lines = (Line(talk.dialogue, n, turn.text, folder / turn.image if turn.image else None)
             for n, turn in enumerate(talk.turns))  # fmt: skip
    return judge(talk, list(play(shop, lines)), shop.products)


def summary(verdicts: Sequence[Verdict]) -> dict[str, float]:
    """Return the shares of turns on which each kind of check held, and constraint F1 and talks held as a whole."""
    held: Counter[str] = Counter()
    total: Counter[str] = Counter()
    counts = sum((v.counts for v in verdicts), Counter())
    for verdict in verdicts:
        checks = {name: ok for name, (ok, _, _) in verdict.checks.items()}
        if joint := [checks[name] for name in JOINT if name in checks]:
            checks["joint goal"] = all(joint)
        total.update(checks.keys())
        held.update(name for name, ok in checks.items() if ok)
    talks: dict[str, bool] = {}
    for verdict in verdicts:
        talks[verdict.dialogue] = talks.get(verdict.dialogue, True) and verdict.passed
    found = {name: held[name] / total[name] for name in sorted(total)}
    return {
        "talks": float(len(talks)),
        "talks held": sum(talks.values()) / max(1, len(talks)),
        "turns": float(len(verdicts)),
        "turns held": sum(v.passed for v in verdicts) / max(1, len(verdicts)),
        "constraint F1": f1(counts["right"], counts["extra"], counts["missing"]),
        "filter violations": float(counts["violations"]),
        **found,
    }


def _all(files: Iterable[Path], folder: Path) -> Iterator[Verdict]:
    shops: dict[str, Shop | None] = {}
    missing: Counter[str] = Counter()
    for file in files:
        for talk in read_talks(file):
            if talk.catalog not in shops:
                shops[talk.catalog] = shop_of(talk.catalog, folder)
            if (shop := shops[talk.catalog]) is None:
                missing[talk.catalog] += 1
                continue
            yield from played(shop, talk, file.parent)
    for name, count in missing.items():
        print(f"{count} talks over {name} left out: {folder} has no such catalogue", file=sys.stderr)


def _print(found: Mapping[str, float]) -> None:
    for name, value in found.items():
        whole = name in ("talks", "turns", "filter violations")
        print(f"{name:<24}{value:>8.0f}" if whole else f"{name:<24}{value:>8.3f}")


def main(argv: Sequence[str] | None = None) -> int:
    """Print what the talks come to, and the turns that fail; return 2 with a message where they cannot be played."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("talks", type=Path, nargs="*", metavar="TALKS.jsonl")
    parser.add_argument("--catalogs", type=Path, default=CATALOGS, metavar="DIR")
    parser.add_argument("--show", type=int, default=10, metavar="N", help="failing turns to print (10)")
    given = parser.parse_args(argv)
    try:
        verdicts = list(_all(given.talks or sorted(LABELLED.glob("*_talks.jsonl")), given.catalogs))
    except ShopError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    _print(summary(verdicts))
    for verdict in [v for v in verdicts if not v.passed][: given.show]:
        print(f"\n{verdict.dialogue} turn {verdict.turn}: {verdict.text!r}")
        for name, (ok, wanted, got) in verdict.checks.items():
            if not ok:
                print(f"  {name}: wanted {wanted}\n    got {str(got)[:300]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

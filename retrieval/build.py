"""Build the index of a catalogue: python -m retrieval.build CATALOG --out DIR"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from retrieval import synonyms
from retrieval.catalog import Catalog, read_catalog
from retrieval.encoders import BUNDLED, TextEncoder
from retrieval.errors import ShopError
from retrieval.index import Index
from retrieval.making import Work, build_index, usable
from retrieval.manifest import Encoders, expected
from retrieval.synonyms import Synonyms


def load_encoders(text: str = BUNDLED, image: str | None = "", *, device: str = "cpu") -> Encoders:
    """Load the encoders; `image` "" is the bundled one, None leaves pictures out."""
    if device == "auto":
        import torch

        device = "cuda" if torch.cuda.is_available() else "cpu"
    if image is None:
        return Encoders(TextEncoder.load(text, device))
    from retrieval.images import ImageEncoder  # seconds to import: only where pictures are wanted

    return Encoders(TextEncoder.load(text, device), ImageEncoder.load(image, device) if image else
                    ImageEncoder.load(device=device))


def cache_folder() -> Path:
    """Return where indexes are kept: SHOP_ASSISTANT_CACHE, else XDG_CACHE_HOME/shop-assistant."""
    named = os.environ.get("SHOP_ASSISTANT_CACHE")
    return Path(named) if named else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "shop-assistant"


def cached_index(catalog: Catalog, encoders: Encoders, known: Synonyms, *, cache: Path | None = None,
                 told: Callable[[int, int], None] | None = None) -> Path:
    """Return the index of a catalogue in the cache, built if it is not there yet."""
    wanted = expected(catalog.digest, encoders, known, len(catalog.products))
    key = hashlib.sha256(repr(wanted).encode()).hexdigest()[:24]
    folder = (cache or cache_folder()) / f"{catalog.digest[:24]}-{key}"
    found = usable(folder)
    if found is not None and not wanted.difference(found):
        return folder
    others = (path for path in folder.parent.glob(f"{catalog.digest[:24]}-*") if path != folder)
    old = next((path for path in others if (m := usable(path)) and m.text_encoder == wanted.text_encoder), None)
    build_index(catalog, folder, encoders, known, Work(told, old))
    return folder


def open_catalog(catalog: Catalog, encoders: Encoders, known: Synonyms, *, cache: Path | None = None,
                 told: Callable[[int, int], None] | None = None) -> Index:
    """Open the index of a catalogue from the cache, built if it is not there yet."""
    folder = cached_index(catalog, encoders, known, cache=cache, told=told)
    return Index.open(folder, encoders, known, digest=catalog.digest)


def progress(done: int, of: int) -> None:
    """Write on stderr how many products are encoded."""
    end = "\n" if done == of else ""
    sys.stderr.write(f"\rencoded {done} of {of} products{end}")
    sys.stderr.flush()


def main(argv: list[str] | None = None) -> int:
    """Build an index; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m retrieval.build", description=__doc__)
    parser.add_argument("catalog", type=Path, help="JSONL or JSONL.gz, one product a line")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the index goes")
    parser.add_argument("--profile", default="cpu", choices=("cpu", "gpu", "remote"))
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))
    parser.add_argument("--synonyms", type=Path, metavar="FILE", help="a shop's own synonyms (YAML)")
    parser.add_argument("--no-pictures", action="store_true", help="leave the pictures out")
    args = parser.parse_args(argv)
    started = time.monotonic()
    try:
        catalog = read_catalog(args.catalog)
        for problem in catalog.problems:
            sys.stderr.write(f"line {problem.line}: {problem.reason}{' (skipped)' if problem.skipped else ''}\n")
        sys.stderr.write(catalog.summary() + "\n")
        encoders = load_encoders(image=None if args.no_pictures else "", device=args.device)
        build_index(catalog, args.out, encoders, synonyms.load(args.synonyms), Work(progress))
    except ShopError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stderr.write(f"index of {len(catalog.products)} products in {args.out}, {time.monotonic() - started:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

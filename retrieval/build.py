"""Build the index of a catalogue: python -m retrieval.build CATALOG --out DIR"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from retrieval import synonyms
from retrieval.catalog import Catalog, read_catalog
from retrieval.encoders import BUNDLED, TextEncoder
from retrieval.errors import ShopError
from retrieval.index import Index
from retrieval.making import Work, build_index, remove, usable
from retrieval.manifest import Encoders, Manifest, expected, read_manifest
from retrieval.synonyms import Synonyms

# Which models a profile means is said in one place, the settings of the assistant.
PROFILES = Path(__file__).resolve().parent.parent / "assistant" / "profiles"


def load_encoders(text: str = BUNDLED, image: str | None = "bundled", *, device: str = "cpu") -> Encoders:
    """Load the encoders named, "bundled" for those that come with the shop; without `image` pictures are left out."""
    if device == "auto":
        import torch

        device = "cuda" if torch.cuda.is_available() else "cpu"
    texts = TextEncoder.load(BUNDLED if text == "bundled" else text, device)
    if image is None:
        return Encoders(texts)
    from retrieval.images import BUNDLED as FOLDER  # seconds to import: only where pictures are wanted
    from retrieval.images import ImageEncoder

    return Encoders(texts, ImageEncoder.load(FOLDER if image == "bundled" else image, device))


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which models and synonyms to use."""
    parser.add_argument("--profile", default="cpu", choices=sorted(p.stem for p in PROFILES.glob("*.yaml")))
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))
    parser.add_argument("--synonyms", type=Path, metavar="FILE", help="a shop's own synonyms (YAML)")


def encoders_of(args: argparse.Namespace, *, pictures: bool) -> Encoders:
    """Load the encoders of the profile chosen on the command line."""
    named = yaml.safe_load((PROFILES / f"{args.profile}.yaml").read_text(encoding="utf-8")) or {}
    image = named.get("image_encoder", "bundled") if pictures else None
    return load_encoders(named.get("text_encoder", "bundled"), image, device=args.device)


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
    _forget(folder, read_manifest(folder))
    return folder


def _forget(folder: Path, made: Manifest) -> None:
    """Remove what a new index of a catalogue makes useless; one that is open goes on, for it is read into memory.

    Those are the ones made by other code, which cannot be opened any more, and those of the file as it was before.
    Indexes for other models or synonyms are kept, so that two settings in turn do not build each time.
    """
    others = (path for path in folder.parent.glob("[!.]*") if path != folder)  # what is being made begins with a dot
    for path in others:
        old = usable(path)
        if old is None or (old.digest != made.digest and old.home != made.home):
            continue
        same = (old.text_encoder, old.image_encoder, old.synonyms) == (
            made.text_encoder, made.image_encoder, made.synonyms)
        if same or old.code != made.code:
            remove(path)


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
    add_options(parser)
    parser.add_argument("--no-pictures", action="store_true", help="leave the pictures out")
    args = parser.parse_args(argv)
    started = time.monotonic()
    try:
        catalog = read_catalog(args.catalog)
        for problem in catalog.problems:
            sys.stderr.write(f"line {problem.line}: {problem.reason}{' (skipped)' if problem.skipped else ''}\n")
        sys.stderr.write(catalog.summary() + "\n")
        encoders = encoders_of(args, pictures=not args.no_pictures)
        build_index(catalog, args.out, encoders, synonyms.load(args.synonyms), Work(progress))
    except ShopError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stderr.write(f"index of {len(catalog.products)} products in {args.out}, {time.monotonic() - started:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

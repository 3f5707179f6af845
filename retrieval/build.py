"""Build the index of a catalogue: python -m retrieval.build CATALOG --out DIR

It can be stopped at any time and goes on where it was. Until the new index is whole, the one in DIR is used as it is;
a running assistant takes the new one with its next turn. Updates made to the old one are not in it: CATALOG counts.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import yaml

from retrieval import synonyms
from retrieval.catalog import Catalog, read_catalog
from retrieval.changes import apply
from retrieval.encoders import SEARCH, TextEncoder
from retrieval.encoding import Progress, Told
from retrieval.errors import ShopError
from retrieval.index import Index
from retrieval.making import Work, build_index, build_within
from retrieval.manifest import Encoders, Manifest, expected, read_manifest
from retrieval.milvus import address
from retrieval.publishing import log_of, remove, usable, writing
from retrieval.synonyms import Synonyms

# Which models a profile means is said in one place, the settings of the assistant.
PROFILES = Path(__file__).resolve().parent.parent / "assistant" / "profiles"


def load_encoders(text: str = SEARCH, image: str | None = "bundled", *, device: str = "cpu") -> Encoders:
    """Load the encoders named, "bundled" for those that come with the shop; without `image` pictures are left out."""
    if device == "auto":
        import torch

        device = "cuda" if torch.cuda.is_available() else "cpu"
    texts = TextEncoder.load(SEARCH if text == "bundled" else text, device)
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
    parser.add_argument("--vectors", choices=("faiss", "milvus"), help="what searches vectors (faiss, or SHOP_VECTORS)")
    parser.add_argument("--milvus-uri", metavar="URI", help="a server or a .db file (or SHOP_MILVUS_URI)")


def milvus_of(args: argparse.Namespace) -> str | None:
    """Return where Milvus is by command line, environment and profile, None if FAISS searches; see `milvus.address`."""
    named = yaml.safe_load((PROFILES / f"{args.profile}.yaml").read_text(encoding="utf-8")) or {}
    vectors = args.vectors or os.environ.get("SHOP_VECTORS") or named.get("vectors", "faiss")
    return address(vectors, args.milvus_uri or os.environ.get("SHOP_MILVUS_URI") or named.get("milvus_uri"))


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
                 told: Told | None = None, milvus: str | None = None) -> Path:
    """Return the index of a catalogue in the cache, built if it is not there yet.

    Updates made to an index of the same file hold for all its indexes, also for one with other models or synonyms.
    """
    wanted = expected(catalog.digest, encoders, known, len(catalog.products))
    key = hashlib.sha256(repr(wanted).encode()).hexdigest()[:24]
    folder = (cache or cache_folder()) / f"{catalog.digest[:24]}-{key}"
    if _current(folder, wanted):
        return folder
    with writing(folder):
        if not _current(folder, wanted):  # another may have built it meanwhile
            latest = _latest(folder.parent, catalog.digest)
            log = log_of(*latest) if latest else b""
            products = {p.id: p for p in catalog.products}
            apply(log, products)
            work = Work(told, latest[0] if latest else None, log, latest[1].changed if latest else 0.0, milvus)
            build_within(replace(catalog, products=tuple(products.values())), folder, encoders, known, work)
    _forget(folder, read_manifest(folder))
    return folder


def _current(folder: Path, wanted: Manifest) -> bool:
    found, latest = usable(folder), _latest(folder.parent, wanted.digest)
    return found is not None and not wanted.difference(found) and (not latest or latest[1].changed <= found.changed)


def _latest(cache: Path, digest: str) -> tuple[Path, Manifest] | None:
    """Return the index of a catalogue file whose last update is the latest, of several such any."""
    found = [(path, held) for path in cache.glob("[!.]*") if (held := usable(path)) and held.digest == digest]
    return max(found, key=lambda pair: pair[1].changed, default=None)


_DAYS = 7 * 24 * 3600.0


def _forget(folder: Path, made: Manifest) -> None:
    """Remove what a new index of a catalogue makes useless; one that is open goes on, for its files are held open.

    Those are the ones made by other code, which cannot be opened any more, those of the file as it was before, and
    what builds that were stopped days ago have left. Indexes for other models or synonyms are kept, so that two
    settings in turn do not build each time.
    """
    for path in (path for path in folder.parent.glob("[!.]*") if path != folder and path.is_dir()):
        old = usable(path)
        if old is None:
            if time.time() - path.stat().st_mtime > _DAYS:
                remove(path)
        elif old.digest == made.digest or old.home == made.home:
            same = (old.text_encoder, old.image_encoder, old.synonyms) == (
                made.text_encoder, made.image_encoder, made.synonyms)
            if same or old.code != made.code:
                remove(path)


def open_catalog(catalog: Catalog, encoders: Encoders, known: Synonyms, *, cache: Path | None = None,
                 told: Told | None = None, milvus: str | None = None) -> Index:
    """Open the index of a catalogue from the cache, built if it is not there yet."""
    folder = cached_index(catalog, encoders, known, cache=cache, told=told, milvus=milvus)
    return Index.open(folder, encoders, known, digest=catalog.digest, milvus=milvus)


class Line:
    """Tells on stderr how far a build is and what time is left: on one line, or now and then where it is a file."""

    def __init__(self) -> None:
        self._what, self._written = "", 0.0

    def __call__(self, at: Progress) -> None:
        """Write where the build is now."""
        terminal, end = sys.stderr.isatty(), at.done == at.of
        if at.what == self._what and not end and time.monotonic() - self._written < (0.2 if terminal else 10):
            return
        self._what, self._written = at.what, time.monotonic()
        if not at.of:
            sys.stderr.write(f"{at.what} …\n")
        else:
            left = "" if at.left is None or end else f", {_spoken(at.left)} left"
            start, stop = ("\r\033[K", "\n" if end else "") if terminal else ("", "\n")
            sys.stderr.write(f"{start}{at.what}: {at.done} of {at.of}{left}{stop}")
        sys.stderr.flush()


def _spoken(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60} s" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60} min"


def main(argv: list[str] | None = None) -> int:
    """Build an index; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m retrieval.build", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("catalog", type=Path, help="JSONL, CSV, TSV or XML, plain or packed with gzip")
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="which column is which field of a CSV (YAML)")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the index goes")
    add_options(parser)
    parser.add_argument("--no-pictures", action="store_true", help="leave the pictures out")
    args = parser.parse_args(argv)
    started = time.monotonic()
    try:
        catalog = read_catalog(args.catalog, args.mapping)
        sys.stderr.writelines(f"{line}\n" for line in catalog.report())
        encoders = encoders_of(args, pictures=not args.no_pictures)
        build_index(catalog, args.out, encoders, synonyms.load(args.synonyms),
                    Work(Line(), milvus=milvus_of(args)))
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. What is encoded is kept: run the same command again to go on.\n")
        return 130
    except ShopError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stderr.write(f"index of {len(catalog.products)} products in {args.out}, {time.monotonic() - started:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

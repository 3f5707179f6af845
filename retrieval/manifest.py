"""The manifest of an index: what it was built from, so that it is never searched with anything else.

It is replaced as a whole, last of all, and names the folder and the log that it belongs to: who reads it sees the old
index or the new one, never half of one.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.encoders import TextEncoder
from retrieval.errors import IndexMismatch
from retrieval.synonyms import Synonyms

if TYPE_CHECKING:
    from retrieval.images import ImageEncoder

MANIFEST = "manifest.json"
LARGE = 8192  # from so many rows on, texts are cut shorter, which halves the time to build
# What writes names, derived values and words into an index: another version of it makes another index.
_MAKERS = ("derive", "filters", "manifest", "making", "names", "postings", "lexical", "store", "titles", "vectors",
           "words")


@dataclass(frozen=True, slots=True)
class Encoders:
    """The models that an index is built and searched with; without an image encoder photos are not compared."""

    text: TextEncoder
    image: ImageEncoder | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was built from, and where in its folder it lies.

    `home` is the file of its catalogue, `data` the folder with its parts. Updates since are lines of the file `log`:
    its first `logged` bytes hold, and of these `baked` are in the parts already. `changes` is their digest, and
    `changed` when the last was made (seconds since 1970).
    """

    digest: str
    text_encoder: str
    image_encoder: str | None
    synonyms: str
    code: str
    products: int
    home: str = ""
    data: str = ""
    log: str = ""
    logged: int = 0
    baked: int = 0
    changes: str = ""
    changed: float = 0.0

    @property
    def tokens(self) -> int:
        """How many tokens of a product's text are encoded."""
        return 128 if self.products < LARGE else 64

    def difference(self, other: Manifest) -> str:
        """Say in which field another manifest differs, "" if it is the same but for its home and for updates."""
        for field in ("digest", "text_encoder", "image_encoder", "synonyms", "code"):
            mine, its = getattr(self, field), getattr(other, field)
            if mine != its:
                return f"{field} {its!r}, not {mine!r}"
        return ""

    def save(self, folder: Path) -> None:
        """Write into an existing folder, in place of an older one at once."""
        text = json.dumps(dataclasses.asdict(self), indent=1, ensure_ascii=False)
        new = folder / f".{MANIFEST}"
        with new.open("w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, folder / MANIFEST)


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of an index; raise IndexMismatch where there is none that can be read."""
    try:
        return Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise IndexMismatch(f"{folder} holds no index that can be read ({error}). Build one: "
                            "python -m retrieval.build CATALOG --out DIR") from error


def expected(digest: str, encoders: Encoders, synonyms: Synonyms, products: int) -> Manifest:
    """Return the manifest that an index of this catalogue with these models has."""
    return Manifest(digest, encoders.text.id, encoders.image.id if encoders.image else None, fingerprint(synonyms),
                    code(), products)


@cache
def code() -> str:
    """Return a short digest of the modules that make an index."""
    folder = Path(__file__).parent
    return hashlib.sha256(b"".join((folder / f"{name}.py").read_bytes() for name in _MAKERS)).hexdigest()[:16]


def fingerprint(synonyms: Synonyms) -> str:
    """Return a short digest of the synonyms, since what is derived depends on them."""
    return hashlib.sha256(repr(_plain(synonyms)).encode()).hexdigest()[:16]


def _plain(value: object) -> object:
    """Put sets and mappings in order: their own differs from run to run."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [(f.name, _plain(getattr(value, f.name))) for f in dataclasses.fields(value) if f.init]
    if isinstance(value, Mapping):
        return sorted((str(k), repr(_plain(v))) for k, v in value.items())
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    return [_plain(v) for v in value] if isinstance(value, list | tuple) else value

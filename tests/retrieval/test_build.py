"""A build that is stopped, killed, or runs out of room: what was encoded is kept, the last good index serves on."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval import build, publishing
from retrieval.build import cached_index
from retrieval.encoding import Part, Progress
from retrieval.errors import NotWritten
from retrieval.index import Encoders, Index
from retrieval.lexical import Lexical
from retrieval.making import Work, build_index
from retrieval.update import update
from tests.retrieval.shops import SHOP, WordEncoder, product
from tests.retrieval.test_index import KNOWN, catalog_of, index_of

MANY = [product(str(n), f"Part number{n} bolt", price=float(n)) for n in range(600)]


class Stopped(WordEncoder):
    """Is interrupted when it is asked for the n-th time."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.calls, self.at = 0, at

    def encode(self, texts: Sequence[str], **options: Any) -> np.ndarray:
        self.calls += 1
        if self.calls == self.at:
            raise KeyboardInterrupt
        return super().encode(texts, **options)


def encoders(encoder: WordEncoder) -> Encoders:
    return Encoders(encoder)  # type: ignore[arg-type]


def names(folder: Path) -> set[str]:
    return {path.name.split("-")[0] for path in folder.iterdir()} - {".lock"}


def test_a_build_that_is_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        build_index(catalog_of(MANY), tmp_path, encoders(Stopped(3)), KNOWN)
    assert names(tmp_path) == {"texts.part"}
    second = WordEncoder()
    build_index(catalog_of(MANY), tmp_path, encoders(second), KNOWN)
    assert second.asked == len(MANY) - 512  # two chunks were done
    assert names(tmp_path) == {"manifest.json", "data"}
    whole = index_of(tmp_path / "other", MANY)
    rows = np.arange(len(MANY))
    assert np.array_equal(Index.open(tmp_path, encoders(second), KNOWN).texts.of(rows), whole.texts.of(rows))


def test_what_another_encoder_made_is_not_taken(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        build_index(catalog_of(MANY), tmp_path, encoders(Stopped(3)), KNOWN)
    other = WordEncoder(name="other")
    build_index(catalog_of(MANY), tmp_path, encoders(other), KNOWN)
    assert other.asked == len(MANY)
    assert names(tmp_path) == {"manifest.json", "data"}


def test_a_part_that_ends_in_the_middle_of_a_vector_is_cut_there(tmp_path: Path) -> None:
    part = Part(tmp_path / "a.part", "m", 4)
    part.keep([b"a" * 16, b"b" * 16], np.eye(4, dtype=np.float32)[:2])
    part.flush()
    with part.path.open("ab") as file:
        file.write(b"half")
    assert list(part.read()) == [b"a" * 16, b"b" * 16]
    part.keep([b"c" * 16], np.ones((1, 4), dtype=np.float32))
    part.flush()
    assert part.read()[b"c" * 16].tolist() == [1.0] * 4


def test_progress_is_told_with_the_time_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told: list[Progress] = []
    build_index(catalog_of(MANY), tmp_path, encoders(WordEncoder()), KNOWN, Work(told.append))
    counted = [p for p in told if p.what == "products"]
    assert [(p.done, p.of) for p in counted] == [(256, 600), (512, 600), (600, 600)]
    assert counted[-1].left == 0
    line = build.Line()
    line(Progress("products", 256, 600, 75.0))
    line(Progress("products", 600, 600, 0.0))
    assert capsys.readouterr().err == "products: 256 of 600, 1 min 15 s left\nproducts: 600 of 600\n"


KILLED = """
import os, signal
from pathlib import Path
from retrieval import encoding
from retrieval.making import build_index
from tests.retrieval.shops import WordEncoder
from tests.retrieval.test_build import MANY, encoders
from tests.retrieval.test_index import KNOWN, catalog_of
class Deadly(WordEncoder):
    calls = 0
    def encode(self, texts, **options):
        self.calls += 1
        if self.calls == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().encode(texts, **options)
encoding._FLUSH = 0.0
build_index(catalog_of(MANY, "d2"), Path({out!r}), encoders(Deadly()), KNOWN)
"""


def test_a_build_that_is_killed_leaves_the_old_index_and_what_it_encoded(tmp_path: Path) -> None:
    old = index_of(tmp_path)
    script = KILLED.format(out=str(old.folder))
    killed = subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parents[2], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(Index.open(old.folder, old.encoders, KNOWN).products) == len(SHOP)
    assert old.fresh() is old
    encoder = WordEncoder()
    build_index(catalog_of(MANY, "d2"), old.folder, encoders(encoder), KNOWN)
    assert encoder.asked == len(MANY) - 512
    assert names(old.folder) == {"manifest.json", "data"}
    assert len(old.fresh().products) == len(MANY)


def full(*args: object, **kwargs: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(("where", "what"), [(Lexical, "save"), (np, "save"), (os, "fsync"), (Part, "flush")])
def test_a_disk_that_is_full_leaves_the_last_index_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: Any, what: str
) -> None:
    old = index_of(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(where, what, full)
        with pytest.raises(NotWritten, match=r"No space left.*was there is as it was.*Free some room.*--out"):
            build_index(catalog_of(MANY, "d2"), old.folder, encoders(WordEncoder()), KNOWN)
    assert old.fresh() is old
    assert {n for n in names(old.folder) if not n.endswith(".part") and not n.startswith(".")} == {
        "manifest.json", "data"}  # fmt: skip
    assert Index.open(old.folder, old.encoders, KNOWN).find


@pytest.mark.parametrize("row", [{"id": "boots-1", "price": 1.0}, {"id": "new-1", "title": "Rain Cape"}])
def test_an_update_that_finds_no_room_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: dict[str, Any]
) -> None:
    old = index_of(tmp_path)
    update([{"id": "boots-1", "price": 99.0}], old.folder, old.encoders, KNOWN)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(NotWritten, match="as it was"):
            update([row], old.folder, old.encoders, KNOWN)
    now = Index.open(old.folder, old.encoders, KNOWN)
    assert now.product("boots-1").price == 99.0
    update([{"id": "boots-1", "price": 98.0}], old.folder, old.encoders, KNOWN)
    assert Index.open(old.folder, old.encoders, KNOWN).product("boots-1").price == 98.0


def test_who_opens_an_index_while_it_is_replaced_gets_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, load = index_of(tmp_path), Lexical.load

    def replaced(folder: Path, size: int) -> Lexical:
        monkeypatch.setattr(Lexical, "load", load)
        build_index(catalog_of(SHOP[:3], "d2"), old.folder, old.encoders, KNOWN)
        return load(folder, size)

    monkeypatch.setattr(Lexical, "load", replaced)
    new = Index.open(old.folder, old.encoders, KNOWN)
    assert len(new.products) == 3
    assert new.manifest.digest == "d2"


def test_two_builds_at_once_make_one_index(tmp_path: Path) -> None:
    encoder = WordEncoder()
    folder = cached_index(catalog_of(SHOP), encoders(encoder), KNOWN, cache=tmp_path)
    asked = encoder.asked
    with publishing.writing(folder):
        assert cached_index(catalog_of(SHOP), encoders(encoder), KNOWN, cache=tmp_path) == folder
    assert encoder.asked == asked


def test_updates_outlive_a_restart_and_a_change_of_settings(tmp_path: Path) -> None:
    catalog, encoder = catalog_of(SHOP), encoders(WordEncoder())
    first = cached_index(catalog, encoder, KNOWN, cache=tmp_path)
    update([{"id": "boots-1", "price": 77.0}, {"id": "rack-1", "withdrawn": True}], first, encoder, KNOWN)
    update([{"id": "new-1", "title": "Rain Cape"}, {"id": "boots-2", "stock": 0}], first, encoder, KNOWN)
    assert cached_index(catalog, encoder, KNOWN, cache=tmp_path) == first
    other = replace(KNOWN, people={})
    second = cached_index(catalog, encoder, other, cache=tmp_path)
    assert second != first
    for folder, known in ((first, KNOWN), (second, other)):
        index = Index.open(folder, encoder, known)
        assert (index.product("boots-1").price, index.product("boots-2").stock) == (77.0, 0)
        assert "rack-1" not in index.row_of
        assert "new-1" in index.row_of
    update([{"id": "boots-1", "price": 76.0}], second, encoder, other)
    again = Index.open(cached_index(catalog, encoder, KNOWN, cache=tmp_path), encoder, KNOWN)
    assert again.product("boots-1").price == 76.0


def test_a_new_catalogue_file_begins_without_the_updates_of_the_old_one(tmp_path: Path) -> None:
    encoder = encoders(WordEncoder())
    first = cached_index(catalog_of(SHOP), encoder, KNOWN, cache=tmp_path)
    update([{"id": "boots-1", "price": 77.0}], first, encoder, KNOWN)
    second = cached_index(catalog_of(SHOP, "d2"), encoder, KNOWN, cache=tmp_path)
    assert Index.open(second, encoder, KNOWN).product("boots-1").price == 120.0

"""Where an index lies: a folder with a manifest, its parts in a folder of their own, a log of changes; one writer.

New parts are made beside the old ones; the manifest that names them is put in place last. Whatever happens before,
the last good index is found as it was.
"""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from retrieval.errors import IndexMismatch, NotWritten
from retrieval.manifest import Manifest, read_manifest

_LOCK, _DATA, _LOG = ".lock", "data-", "changes-"


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the right to write an index, made if it is not there; wait for another writer.

    Raises NotWritten for whatever the disk refuses, with what to do; the last good index is then as it was.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / _LOCK).open("a") as lock:
            _wait(lock.fileno(), folder)
            sweep(folder)
            try:
                yield
            finally:
                sweep(folder)
    except OSError as error:
        raise NotWritten(_message(folder, error)) from error


def _wait(lock: int, folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.stderr.write(f"waiting for another build or update of {folder}\n")
        fcntl.flock(lock, fcntl.LOCK_EX)


def _message(folder: Path, error: OSError) -> str:
    kept = "The index that was there is as it was. " if usable(folder) else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT) or "No space left" in str(error):
        remedy = "Free some room, or choose another disk with --out or the variable SHOP_ASSISTANT_CACHE"
    else:
        remedy = "Choose a folder that can be written, with --out or the variable SHOP_ASSISTANT_CACHE"
    return f"Cannot write the index {folder}: {error}. {kept}{remedy}, and run the same again: it goes on where it was."


def new_data(folder: Path) -> Path:
    """Make an empty folder for the parts of an index; nobody reads it before `publish`."""
    made = folder / f"{_DATA}{secrets.token_hex(8)}"
    made.mkdir()
    return made


def new_log(folder: Path, rows: bytes) -> str:
    """Write a log of changes under a name of its own and return the name."""
    name = f"{_LOG}{secrets.token_hex(8)}.jsonl"
    with (folder / name).open("wb") as file:
        _write(file.fileno(), rows)
    return name


def append(folder: Path, manifest: Manifest, rows: bytes) -> None:
    """Append to the log of an index; what an update that was cut short left behind the part that holds goes."""
    with (folder / manifest.log).open("r+b") as file:
        file.truncate(manifest.logged)
        file.seek(manifest.logged)
        _write(file.fileno(), rows)


def _write(file: int, rows: bytes) -> None:
    view = memoryview(rows)
    while view:
        view = view[os.write(file, view):]
    os.fsync(file)


def log_of(folder: Path, manifest: Manifest) -> bytes:
    """Return the changes that hold, those that are in the parts already first; raise IndexMismatch if some are lost."""
    if not manifest.logged:
        return b""
    rows = (folder / manifest.log).read_bytes()[:manifest.logged]
    if len(rows) < manifest.logged:
        raise IndexMismatch(f"{folder / manifest.log} has {len(rows)} bytes, not {manifest.logged}. Build the index "
                            "anew: python -m retrieval.build CATALOG --out DIR")
    return rows


def sweep(folder: Path) -> None:
    """Remove the parts and logs that no manifest names; one that is open goes on, for its files stay till it closes."""
    held = usable(folder)
    for path in (*folder.glob(f"{_DATA}*"), *folder.glob(f"{_LOG}*")):
        if held is None or path.name not in (held.data, held.log):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def usable(folder: Path) -> Manifest | None:
    """Return the manifest of an index, None where there is none."""
    try:
        return read_manifest(folder)
    except IndexMismatch:
        return None


def remove(folder: Path) -> None:
    """Remove an index whole: its manifest first, so that nobody opens half of one."""
    with suppress(FileNotFoundError):
        os.replace(folder / "manifest.json", folder / ".manifest.gone")
    shutil.rmtree(folder, ignore_errors=True)

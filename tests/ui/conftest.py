"""The app on a free port, offline, and a browser to see it with."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Served:
    """A running app: its address and the file that its messages go to."""

    url: str
    log: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    port, log = free_port(), tmp_path_factory.mktemp("app") / "log"
    command = [sys.executable, "-m", "tests.ui.offline", "--port", str(port), "--device", "cpu"]
    with log.open("w") as errors, subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors,
                                                   text=True) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            while line and not line.startswith("Ready"):
                line = process.stdout.readline()
            assert line, log.read_text()
            yield Served(line.split()[1], log)
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def chromium() -> str:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("Chromium is missing: install it to run the tests of the page")
    return path

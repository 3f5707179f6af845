from __future__ import annotations

import socket

import pytest

import app
from assistant.settings import load
from retrieval.errors import PortInUse


def test_a_port_in_use_is_named_with_a_remedy() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=f"127.0.0.1:{port}.*--port"):
            app.free("127.0.0.1", port)


def test_the_default_address_is_loopback() -> None:
    assert load({}, {}).host == "127.0.0.1"


@pytest.mark.parametrize(("arguments", "message"), [
    (["--profile", "fast"], "no profile 'fast'"),
    (["--port", "99999999"], "port = 99999999"),
    (["--catalog", "missing.jsonl"], "missing.jsonl"),
])  # fmt: skip
def test_what_cannot_be_served_is_said_in_one_line(arguments: list[str], message: str,
                                                   capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    assert app.main(["--port", port, *arguments]) == 2
    assert message in capsys.readouterr().err

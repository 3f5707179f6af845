"""Run app.py where every connection but loopback is refused: python -m tests.ui.offline [options of app.py]

A refused attempt is written to stderr as "REFUSED address", so that a test can see that there was none.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from typing import Any


class Loopback(socket.socket):
    """A socket that connects to this machine alone."""

    def connect(self, address: Any) -> None:
        _check(self.family, address)
        super().connect(address)

    def connect_ex(self, address: Any) -> int:
        _check(self.family, address)
        return super().connect_ex(address)


def _check(family: int, address: Any) -> None:
    if family in (socket.AF_INET, socket.AF_INET6):
        host = str(address[0])
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            print(f"REFUSED {address}", file=sys.stderr, flush=True)
            raise ConnectionRefusedError(f"only loopback may be reached, not {address}")


def _lookup(host: Any, *rest: Any, **options: Any) -> Any:
    name = host.decode() if isinstance(host, bytes) else host
    if name not in (None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0"):
        print(f"REFUSED {name}", file=sys.stderr, flush=True)
        raise socket.gaierror(f"only loopback may be looked up, not {name}")
    return _getaddrinfo(host, *rest, **options)


_getaddrinfo = socket.getaddrinfo

if __name__ == "__main__":
    socket.socket = Loopback  # type: ignore[misc]
    socket.getaddrinfo = _lookup
    import app

    sys.exit(app.main(sys.argv[1:]))

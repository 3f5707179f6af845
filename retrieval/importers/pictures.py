"""Pictures of a feed, fetched when asked for and kept beside the catalogue under a hash of their address.

Only http and https, only public addresses unless allowed, every redirect checked anew; a picture that is there already
is not fetched again, so that an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import http.client
import io
import ipaddress
import os
import socket
import ssl
import time
import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit

from PIL import Image

SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif"}
_MOVED = frozenset({301, 302, 303, 307, 308})
_HEADERS = {"User-Agent": "shopping-assistant", "Accept": "image/*"}


class NotFetched(Exception):
    """Why a picture was not fetched."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is fetched at most: bytes and pixels of a picture, pictures of a product and in all, seconds, redirects."""

    bytes: int = 10_000_000
    pixels: int = 50_000_000
    each: int = 4
    count: int = 100_000
    seconds: float = 20.0
    redirects: int = 4
    private: bool = False  # addresses of the own network: for a shop whose picture server stands there


@dataclass(slots=True)
class Fetcher:
    """Fetches the pictures of rows into a folder; `kept` and `failed` count them."""

    folder: Path
    limits: Limits = field(default_factory=Limits)
    kept: int = 0
    failed: int = 0

    def names(self, rows: Sequence[Sequence[str]]) -> list[tuple[list[str], list[str]]]:
        """Return for the picture lists of several rows the names to use instead, and what failed and why."""
        wanted = [url for images in rows for url in images[:self.limits.each] if "://" in url]
        wanted = list(dict.fromkeys(wanted))
        asked = wanted[:max(0, self.limits.count - self.kept - self.failed)]
        self.folder.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(8) as pool:
            done = dict(zip(asked, pool.map(self._try, asked), strict=True))
        self.kept += sum(isinstance(found, Path) for found in done.values())
        self.failed += sum(isinstance(found, str) for found in done.values())
        return [self._renamed(images, done) for images in rows]

    def _renamed(self, images: Sequence[str], done: dict[str, Path | str]) -> tuple[list[str], list[str]]:
        found = [(url, done.get(url)) for url in images]
        return ([held.name if isinstance(held, Path) else url for url, held in found],
                [f"{url:.100}: {held}" for url, held in found if isinstance(held, str)])

    def _try(self, url: str) -> Path | str:
        try:
            return fetch(url, self.folder, self.limits)
        except NotFetched as error:
            return str(error)


def fetch(url: str, folder: Path, limits: Limits) -> Path:
    """Fetch one picture into a folder and return its file; raise NotFetched with the reason."""
    stem = hashlib.sha256(url.encode()).hexdigest()[:32]
    if held := next((path for s in SUFFIXES.values() if (path := folder / f"{stem}{s}").is_file()), None):
        return held
    data = _download(url, limits)
    path = folder / f"{stem}{SUFFIXES[_format(data, limits)]}"
    part = path.with_suffix(".part")
    try:
        part.write_bytes(data)
        os.replace(part, path)
    except OSError as error:
        raise NotFetched(f"it cannot be written to {folder}: {error}") from error
    return path


def _download(url: str, limits: Limits) -> bytes:
    ends = time.monotonic() + limits.seconds
    for _ in range(limits.redirects + 1):
        parts = _checked(url)
        connection = _connect(parts, limits, ends)
        try:
            target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            connection.request("GET", target, headers=_HEADERS)
            answer = connection.getresponse()
            if answer.status in _MOVED and (place := answer.getheader("Location")):
                url = urljoin(url, place)
                continue
            if answer.status != 200:
                raise NotFetched(f"the server answered {answer.status}")
            return _body(answer, limits, ends)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NotFetched(f"the connection failed: {error or type(error).__name__}") from error
        finally:
            connection.close()
    raise NotFetched(f"more than {limits.redirects} redirects")


def _body(answer: http.client.HTTPResponse, limits: Limits, ends: float) -> bytes:
    data = bytearray()
    while chunk := answer.read1(1 << 16):
        data += chunk
        if len(data) > limits.bytes:
            raise NotFetched(f"larger than {limits.bytes:,} bytes")
        if time.monotonic() > ends:
            raise NotFetched(f"it took more than {limits.seconds:g} s")
    return bytes(data)


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise NotFetched(f"not an address: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotFetched("not an http or https address")
    if any(ord(c) < 33 or ord(c) > 126 for c in parts.path + parts.query):
        raise NotFetched("an address with blanks or letters that must be escaped")
    return parts


def _connect(parts: SplitResult, limits: Limits, ends: float) -> http.client.HTTPConnection:
    """Connect to the very address that was checked: a name may be resolved to another one the next moment."""
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    left = max(0.1, ends - time.monotonic())
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise NotFetched(f"no such host: {host}") from error
    if not limits.private and not all(_public(address) for address in found):
        raise NotFetched(f"{host} is an address of a private network")
    try:
        plain = socket.create_connection((sorted(found)[0], port), timeout=min(left, 10))
        connection = http.client.HTTPConnection(host, port, timeout=min(left, 10))
        connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
    except OSError as error:
        raise NotFetched(f"the connection failed: {error}") from error
    return connection


def _public(address: str) -> bool:
    found = ipaddress.ip_address(address.split("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or found
    return bool(mapped.is_global and not mapped.is_multicast)


def _format(data: bytes, limits: Limits) -> str:
    """Return the format of a picture that opens; what a server calls it is not believed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=tuple(SUFFIXES)) as picture:
                if picture.width * picture.height > limits.pixels:
                    raise NotFetched(f"{picture.width} by {picture.height} pixels are too many")
                picture.load()
                return str(picture.format)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotFetched(f"not a picture that can be opened: {error}") from error

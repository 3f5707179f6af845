"""Pictures are fetched only from where they may be, only if they are pictures, and only once."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from retrieval.importers.pictures import Fetcher, Limits, NotFetched, fetch

HERE = Limits(private=True, seconds=5.0)


def drawn(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", size, "teal").save(held, kind)
    return held.getvalue()


class _Shop(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        name = self.path.split("?")[0]
        if name == "/moved.png":
            return self._answer(302, b"", Location="/mug.png")
        if name == "/away.png":
            return self._answer(302, b"", Location="file:///etc/passwd")
        if name == "/round.png":
            return self._answer(302, b"", Location="/round.png")
        held = {"/mug.png": drawn(), "/mug.jpg": drawn("JPEG"), "/page.png": b"<html>no</html>",
                "/half.png": drawn()[:40],
                "/huge.png": b"\x89PNG" + bytes(3000), "/wide.png": drawn(size=(300, 300))}.get(name)
        return self._answer(404, b"") if held is None else self._answer(200, held)

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def shop() -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Shop", (_Shop,), {"asked": asked}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_picture_is_kept_under_a_hash_with_the_ending_of_what_it_is(tmp_path: Path,
                                                                      shop: tuple[str, list[str]]) -> None:
    path = fetch(f"{shop[0]}/mug.jpg?size=big&x=1", tmp_path, HERE)
    assert (path.parent, path.suffix, path.read_bytes()) == (tmp_path, ".jpg", drawn("JPEG"))
    assert shop[1] == ["/mug.jpg?size=big&x=1"]


def test_a_picture_that_is_there_is_not_fetched_again(tmp_path: Path, shop: tuple[str, list[str]]) -> None:
    first = fetch(f"{shop[0]}/mug.png", tmp_path, HERE)
    assert fetch(f"{shop[0]}/mug.png", tmp_path, HERE) == first
    assert len(shop[1]) == 1


def test_a_redirect_is_followed(tmp_path: Path, shop: tuple[str, list[str]]) -> None:
    assert fetch(f"{shop[0]}/moved.png", tmp_path, HERE).is_file()


@pytest.mark.parametrize(("name", "reason"), [
    ("gone.png", "404"), ("page.png", "not a picture"), ("half.png", "not a picture"), ("away.png", "not an http"),
    ("round.png", "redirects"), ("huge.png", "larger than"), ("wide.png", "pixels"), ("a b.png", "escaped")])
def test_what_cannot_be_used_is_refused_with_the_reason(tmp_path: Path, shop: tuple[str, list[str]], name: str,
                                                        reason: str) -> None:
    with pytest.raises(NotFetched, match=reason):
        fetch(f"{shop[0]}/{name}", tmp_path, Limits(private=True, bytes=2500, pixels=10_000))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/a.png", "http://localhost/a.png", "http://10.0.0.1/a.png",
                                 "http://192.168.1.1/", "http://169.254.169.254/latest", "http://[::1]/a.png",
                                 "http://[::ffff:127.0.0.1]/a.png", "http://0.0.0.0/"])
def test_addresses_of_a_private_network_are_not_asked(tmp_path: Path, url: str) -> None:
    with pytest.raises(NotFetched, match="private network"):
        fetch(url, tmp_path, Limits())


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://shop.test/a.png", "http:///a.png", "http://shop.test:99999/a.png"])
def test_only_http_addresses_are_asked(tmp_path: Path, url: str) -> None:
    with pytest.raises(NotFetched, match="address"):
        fetch(url, tmp_path, HERE)


def test_rows_get_the_names_of_what_was_fetched_and_the_reasons_of_what_was_not(tmp_path: Path,
                                                                                shop: tuple[str, list[str]]) -> None:
    fetcher = Fetcher(tmp_path, HERE)
    mug, gone = f"{shop[0]}/mug.png", f"{shop[0]}/gone.png"
    (first, failed), (second, _) = fetcher.names([[mug, gone, "local.jpg"], [mug]])
    assert first == [second[0], gone, "local.jpg"]
    assert (tmp_path / first[0]).is_file()
    assert "404" in failed[0]
    assert (fetcher.kept, fetcher.failed) == (1, 1)


def test_no_more_pictures_are_fetched_than_allowed(tmp_path: Path, shop: tuple[str, list[str]]) -> None:
    fetcher = Fetcher(tmp_path, Limits(private=True, each=2, count=3))
    fetcher.names([[f"{shop[0]}/mug.png?{row}{n}" for n in range(5)] for row in range(4)])
    assert len(shop[1]) == 3

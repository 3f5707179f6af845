"""A shop that changes while it serves: each turn gets it as it is at that moment, and keeps it to the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from assistant.opening import over
from assistant.shop import Shop
from retrieval.catalog import Product
from retrieval.index import Index
from retrieval.manifest import MANIFEST

_PATIENCE = 5.0  # seconds


class Products(dict[str, Product]):
    """Products by id; those that are no longer sold, or that nobody knows any more, have no stock and no price."""

    def __missing__(self, ident: str) -> Product:
        """Stand in for a product that an old talk still has."""
        return Product(ident, "A product that is no longer sold", stock=0, name="that product")


class Live:
    """Holds a shop and renews it when its index was updated; one for all visitors."""

    def __init__(self, shop: Shop, *, patience: float = _PATIENCE) -> None:
        self._shop = replace(shop, products=_known(shop.index, shop.products))
        self._patience, self._lock = patience, threading.Lock()
        self._work: threading.Thread | None = None
        self._seen: tuple[int, ...] = ()

    def now(self) -> Shop:
        """Return the shop for one whole turn, with all updates in it.

        New prices and stocks take milliseconds. New words take as long as opening the shop: where that is longer than
        a visitor should wait, the shop as it was serves on until they are ready.
        """
        until = time.monotonic() + self._patience
        while (work := self._begun()) is not None and time.monotonic() < until:
            work.join(max(0.0, until - time.monotonic()))
        return self._shop

    def _begun(self) -> threading.Thread | None:
        """Return the renewal on its way, begun now if there is something new, or None if all is up to date."""
        with self._lock:
            if self._work is None or not self._work.is_alive():
                stamp = _stamp(self._shop.index.folder)
                if stamp == self._seen:
                    return None
                self._seen = stamp
                self._work = threading.Thread(target=self._renew, daemon=True)
                self._work.start()
            return self._work

    def watch(self, seconds: float = 1.0) -> threading.Event:
        """Look for updates between turns too, until the event that is returned is set."""
        stopped = threading.Event()

        def look() -> None:
            while not stopped.wait(seconds):
                self.now()

        threading.Thread(target=look, daemon=True).start()
        return stopped

    def _renew(self) -> None:
        index = self._shop.index.fresh()
        if index is not self._shop.index:
            products = _known(index, self._shop.products)
            self._shop = replace(over(self._shop, index), products=products)


def _known(index: Index, old: Mapping[str, Product]) -> Products:
    """Return what is sold, and without stock what was: talks and carts may still have it."""
    gone = {ident: replace(p, stock=0, variants=()) for ident, p in old.items() if ident not in index.row_of}
    return Products(gone | {ident: index.products[row] for ident, row in index.row_of.items()})


def _stamp(folder: Path) -> tuple[int, ...]:
    """Say which manifest is in place, without reading it."""
    try:
        found = (folder / MANIFEST).stat()
    except OSError:  # removed: what is open serves on
        return ()
    return found.st_ino, found.st_mtime_ns, found.st_size

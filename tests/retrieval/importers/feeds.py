"""Feeds written for the tests, and how to read them."""

from __future__ import annotations

from pathlib import Path

from retrieval.catalog import Catalog, Product, read_catalog


def catalog_of(folder: Path, content: str | bytes, mapping: str = "", name: str = "feed.txt") -> Catalog:
    """Write a feed (and a mapping), and read it."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    if mapping:
        (folder / "mapping.yaml").write_text(mapping, encoding="utf-8")
    return read_catalog(path, folder / "mapping.yaml" if mapping else None)


def only(catalog: Catalog) -> Product:
    """Return the one product of a catalogue."""
    assert len(catalog.products) == 1, [p.id for p in catalog.products]
    return catalog.products[0]


def kinds(catalog: Catalog) -> list[tuple[int, str, bool]]:
    """Return line, kind and fate of every problem."""
    return sorted((p.line, p.kind, p.skipped) for p in catalog.problems)

"""The benchmark of size: products made of others, their vectors, searches and what they find of the best."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evaluation.engines import compare
from evaluation.scale import queries, recall
from evaluation.synthetic import Maker, Moved, originals
from retrieval import synonyms
from retrieval.catalog import Catalog
from retrieval.index import Index
from retrieval.making import build_index, text_of
from retrieval.manifest import Encoders
from tests.retrieval.shops import WordEncoder


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Maker:
    monkeypatch.delenv("SHOP_DATA", raising=False)
    return Maker.of(originals(50), WordEncoder(), tmp_path)  # type: ignore[arg-type]


def test_made_products_are_many_all_different_and_the_same_each_time(maker: Maker) -> None:
    made = maker.products(120)
    assert made == maker.products(120)
    assert len({p.id for p in made}) == len({text_of(p) for p in made}) == 120
    assert all(p.price and p.title != maker.titles[n % 50] for n, p in enumerate(made))


def test_the_vector_of_a_made_product_is_near_that_of_its_original(maker: Maker) -> None:
    made = maker.products(100)
    vectors = Moved(WordEncoder(), maker, made).encode([text_of(p) for p in made])  # type: ignore[arg-type]
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    near = (vectors * maker.vectors[np.arange(100) % 50]).sum(axis=1)
    assert 0.8 < near.min() < near.max() < 0.92
    assert not np.allclose(vectors[0], vectors[50])


def test_searches_ask_for_words_with_one_or_two_promises(maker: Maker) -> None:
    asked = list(queries(maker.products(50), 30))
    assert all(query.text and 1 <= len(query.constraints) <= 2 for query in asked)
    assert {c.field for query in asked for c in query.constraints} == {"price", "stock", "category"}


def test_a_small_index_finds_all_of_the_best(maker: Maker, tmp_path: Path) -> None:
    made, known = maker.products(400), synonyms.load()
    encoders = Encoders(Moved(WordEncoder(), maker, made))  # type: ignore[arg-type]
    build_index(Catalog(made, (), "d", tmp_path / "shop.jsonl"), tmp_path / "index", encoders, known)
    index = Index.open(tmp_path / "index", Encoders(Moved(WordEncoder())), known)  # type: ignore[arg-type]
    assert recall(index, list(queries(made, 20))) == 1.0


def test_both_engines_find_the_nearest_of_a_small_index(maker: Maker, tmp_path: Path) -> None:
    pytest.importorskip("pymilvus", reason="vectors in Milvus need pymilvus")
    pytest.importorskip("milvus_lite", reason="Milvus in a file needs milvus-lite")
    made, known = maker.products(300), synonyms.load()
    encoders = Encoders(Moved(WordEncoder(), maker, made))  # type: ignore[arg-type]
    build_index(Catalog(made, (), "d", tmp_path / "shop.jsonl"), tmp_path / "index", encoders, known)
    index = Index.open(tmp_path / "index", Encoders(Moved(WordEncoder())), known)  # type: ignore[arg-type]
    rows = list(compare(index, list(queries(made, 15))))
    assert [(row["engine"], row["rows"], row["recall"]) for row in rows] == [("faiss", 300, 1.0), ("milvus", 300, 1.0)]

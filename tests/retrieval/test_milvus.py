"""Vectors in Milvus, by its embedded engine: the same as FAISS finds, filters told, updates seen, trouble named."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from retrieval import milvus as module
from retrieval.catalog import Catalog, Product
from retrieval.errors import VectorsUnreachable
from retrieval.filters import Constraint
from retrieval.index import Index
from retrieval.making import TEXTS, Work, build_index
from retrieval.manifest import Encoders
from retrieval.milvus import Milvus, Store, name_of
from retrieval.narrowing import LISTED, Scalars
from retrieval.query import Query
from retrieval.update import update
from retrieval.vectors import Vectors, Vectors32
from tests.retrieval.shops import WordEncoder, product
from tests.retrieval.test_index import KNOWN

pytest.importorskip("pymilvus", reason="vectors in Milvus need pymilvus")
lite = pytest.importorskip("milvus_lite.server_manager", reason="Milvus in a file needs milvus-lite")

SIZE, DIM = 500, 16


@pytest.fixture(scope="module")
def uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A file that the embedded engine opens, one for all tests."""
    path = str(tmp_path_factory.mktemp("milvus") / "vectors.db")
    yield path
    lite.server_manager_instance.release_server(path)


def unit(count: int, seed: int = 0) -> Vectors32:
    found = np.random.default_rng(seed).normal(size=(count, DIM))
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


def made(count: int, seed: int = 0) -> list[Product]:
    random = np.random.default_rng(seed)
    return [
        product(
            f"p{row}", f"Thing {row}", category=("Things", f"Kind {row % 7}"), brand=f"Brand {row % 5}",
            price=None if row % 11 == 0 else float(random.integers(1, 100)),
            stock=None if row % 13 == 0 else int(random.integers(0, 4)),
            rating=None if row % 3 == 0 else float(random.integers(10, 50)) / 10,
        )
        for row in range(count)
    ]  # fmt: skip


def saved(folder: Path, vectors: Vectors32, rows: np.ndarray, size: int) -> tuple[Vectors, Path]:
    """Save vectors as an index does; return them and their path."""
    path = folder / f"data-{folder.name}" / "texts"
    path.parent.mkdir(exist_ok=True)
    flat = Vectors.build(vectors, rows.astype(np.int32), size)
    flat.save(path)
    return flat, path


def filters(products: list[Product], count: int) -> Iterator[np.ndarray]:
    """Yield bitmaps: by price, stock, rating, kind or brand, by two of these, or by nothing that numbers say."""
    random = np.random.default_rng(3)
    price = np.asarray([p.price if p.price is not None else np.nan for p in products])
    rating = np.asarray([p.rating if p.rating is not None else np.nan for p in products])
    stock = np.asarray([1 if p.stock is None else p.stock for p in products])
    kinds, brands = np.asarray([p.category[-1] for p in products]), np.asarray([p.brand for p in products])
    for _ in range(count):
        few = int(random.integers(1, 100))
        of = [price <= few, price >= few, stock > 0, rating >= random.integers(1, 5), kinds == kinds[few],
              brands != brands[few], random.random(len(products)) < random.random(), np.ones(len(products), dtype=bool)]
        chosen = random.integers(0, len(of), 2)
        yield np.asarray(of[chosen[0]] & of[chosen[1]])


@pytest.mark.parametrize("listed", [LISTED, 20, 1])
def test_it_finds_what_faiss_finds_under_random_filters(
    uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listed: int
) -> None:
    products, vectors = made(SIZE), unit(SIZE)
    flat, path = saved(tmp_path, vectors, np.arange(SIZE), SIZE)
    monkeypatch.setattr(module, "LISTED", listed)
    index = Milvus.open(path, products, uri)
    for number, allowed in enumerate(filters(products, 60)):
        wanted = flat.nearest(vectors[number], allowed, 10).tolist()
        assert index.nearest(vectors[number], allowed, 10).tolist() == wanted


def test_what_passes_is_told_as_ranges_and_keys_and_always_let_through() -> None:
    products = made(SIZE)
    scalars = Scalars.of(products, np.arange(SIZE, dtype=np.int32))
    cheap = np.flatnonzero([p.price is not None and p.price <= 20 and p.category[-1] == "Kind 3" for p in products])
    told = scalars.narrowed(cheap)
    assert "lowest >= " in told.expression
    assert "category in [3]" in told.expression
    assert told.count == len(cheap)
    assert scalars.narrowed(np.arange(SIZE)).expression == ""


def test_a_row_that_was_offered_otherwise_does_not_widen_the_ranges() -> None:
    products = [product(f"p{row}", "Thing", price=float(row)) for row in range(100)]
    scalars = Scalars.of(products, np.arange(100, dtype=np.int32))
    now_cheap = np.asarray([*range(10), 99])
    assert scalars.narrowed(now_cheap).count == 100
    moved = scalars.after(np.arange(100) == 99).narrowed(now_cheap)
    assert moved.count == 11
    assert moved.expression.endswith("or place in [99]")


def test_only_some_rows_may_have_a_vector(uri: str, tmp_path: Path) -> None:
    rows, vectors = np.arange(1, 200, 2), unit(100)
    flat, path = saved(tmp_path, vectors, rows, 200)
    index = Milvus.open(path, made(200), uri)
    allowed = np.arange(200) < 120
    assert index.nearest(vectors[4], allowed, 7).tolist() == flat.nearest(vectors[4], allowed, 7).tolist()
    assert np.allclose(index.of(np.asarray([9, 2])), flat.of(np.asarray([9, 2])))
    assert len(index.nearest(vectors[4], np.zeros(200, dtype=bool), 7)) == 0


def test_what_is_filled_is_opened_after_a_restart_and_what_is_half_filled_made_whole(tmp_path: Path) -> None:
    products, vectors, own = made(SIZE), unit(SIZE), str(tmp_path / "own.db")
    flat, path = saved(tmp_path, vectors, np.arange(SIZE), SIZE)
    half = Store(own, name_of(path))
    half.fill(vectors[:200], Scalars.of(products[:200], np.arange(200, dtype=np.int32)))
    allowed = np.arange(SIZE) % 2 == 0
    for _ in range(2):
        index = Milvus.open(path, products, own)
        assert index.nearest(vectors[1], allowed, 10).tolist() == flat.nearest(vectors[1], allowed, 10).tolist()
        assert Store(own, name_of(path)).count() == SIZE
        lite.server_manager_instance.release_server(own)


def shop_in(folder: Path, uri: str, products: list[Product]) -> Index:
    encoders, catalog = Encoders(WordEncoder(64)), Catalog(tuple(products), (), "d", folder / "s.jsonl")  # type: ignore[arg-type]
    build_index(catalog, folder / "index", encoders, KNOWN, Work(milvus=uri))
    return Index.open(folder / "index", encoders, KNOWN, milvus=uri)


def test_many_vectors_are_in_cells_and_nearly_all_are_found(
    uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LARGE", 1000)
    products, vectors = made(2000), unit(2000)
    flat, path = saved(tmp_path, vectors, np.arange(2000), 2000)
    monkeypatch.setattr(module, "LISTED", 20)
    index = Milvus.open(path, products, uri)
    same = wanted = 0
    for number, allowed in enumerate(filters(products, 20)):
        found = index.nearest(vectors[number], allowed, 10)
        best = flat.nearest(vectors[number], allowed, 10)
        assert allowed[found].all()
        same, wanted = same + len(np.intersect1d(found, best)), wanted + len(best)
    assert same >= 0.95 * wanted


def test_a_shop_answers_the_same_with_either(uri: str, tmp_path: Path) -> None:
    index = shop_in(tmp_path, uri, made(300))
    plain = Index.open(index.folder, index.encoders, KNOWN)
    assert isinstance(index.texts, Milvus)
    for limit in (5.0, 30.0, 90.0):
        query = Query("thing", (Constraint("price", "lte", limit),), k=5)
        assert [h.product.id for h in index.find(query).hits] == [h.product.id for h in plain.find(query).hits]


def test_a_changed_price_and_a_withdrawn_row_are_seen_in_the_next_turn_and_after_a_restart(
    uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LISTED", 0)
    index = shop_in(tmp_path, uri, [product(f"p{r}", f"Thing {r}", price=50.0 + r, stock=1) for r in range(100)])
    update([{"id": "p90", "price": 5.0}, {"id": "p91", "price": 6.0}, {"id": "p92", "withdrawn": True}],
           index.folder, index.encoders, KNOWN)  # fmt: skip
    for new in (index.fresh(), Index.open(index.folder, index.encoders, KNOWN, milvus=uri)):
        cheap = new.columns.mask([Constraint("price", "lte", 20.0)])
        vector = new.texts.of(np.asarray([90]))[0]
        assert set(new.texts.nearest(vector, cheap, 5).tolist()) == {90, 91}
        sold = new.columns.mask([Constraint("price", "gte", 52.0)])
        found = new.texts.nearest(new.texts.of(np.asarray([92]))[0], sold, 100).tolist()
        assert not {90, 91, 92} & set(found)
        assert len(found) == 95


def test_new_words_make_a_new_collection_and_the_one_before_the_last_is_dropped(uri: str, tmp_path: Path) -> None:
    index = shop_in(tmp_path, uri, made(30))
    names = [name_of(index.folder / index.manifest.data / TEXTS)]
    for number in range(2):
        row = {"id": f"new-{number}", "title": f"Novel Lamp {number}", "price": 3.0}
        update([row], index.folder, index.encoders, KNOWN, milvus=uri)
        index = index.fresh()
        names.append(name_of(index.folder / index.manifest.data / TEXTS))
        assert index.find(Query("novel lamp", k=1)).hits[0].product.title.startswith("Novel Lamp")
    assert [Store(uri, name).count() for name in names] == [-1, 31, 32]


def test_a_server_that_is_not_there_is_named_with_what_to_do(tmp_path: Path) -> None:
    _, path = saved(tmp_path, unit(10), np.arange(10), 10)
    for uri in ("http://127.0.0.1:9", str(tmp_path / "no" / "folder.db")):
        with pytest.raises(VectorsUnreachable, match=r"correct --milvus-uri"):
            Milvus.open(path, made(10), uri)


def test_a_server_that_goes_away_is_named_in_the_search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 1.0)
    own = str(tmp_path / "own.db")
    _, path = saved(tmp_path, unit(50), np.arange(50), 50)
    index = Milvus.open(path, made(50), own)
    lite.server_manager_instance.release_server(own)
    with pytest.raises(VectorsUnreachable, match=r"own\.db"):
        index.nearest(unit(1)[0], np.ones(50, dtype=bool), 5)


def test_a_client_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(VectorsUnreachable, match="pip install pymilvus"):
        Store("http://127.0.0.1:9", "shop")

"""The text encoder: unit vectors, weights checked, the same answer alone and in a batch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.encoders import ADAPTED, SEARCH, SHA256, TextEncoder, bundled_folder, check
from retrieval.errors import ModelMissing


@pytest.fixture(scope="module")
def encoder() -> TextEncoder:
    return TextEncoder.load()


def test_texts_become_unit_vectors_in_their_order(encoder: TextEncoder) -> None:
    texts = ["rain boots", "a long description of a lamp that stands on a desk and gives warm light", "lamp", ""]
    found = encoder.encode(texts)
    assert found.shape == (4, encoder.dim) == (4, 384)
    assert found.dtype == np.float32
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert found[2] @ found[1] > found[2] @ found[0]


def test_a_text_alone_is_encoded_as_in_a_batch(encoder: TextEncoder) -> None:
    texts = [f"chair number {i} " + "of solid wood " * i for i in range(40)]
    together = encoder.encode(texts)
    assert np.allclose(encoder.encode([texts[5]])[0], together[5], atol=1e-5)


def test_no_text_is_no_vector_and_progress_is_told(encoder: TextEncoder) -> None:
    assert encoder.encode([]).shape == (0, 384)
    heard: list[int] = []
    encoder.encode(["lamp"] * 40, told=heard.append)
    assert heard == [32, 40]


def test_an_enormous_text_is_cut(encoder: TextEncoder) -> None:
    assert np.isfinite(encoder.encode(["lamp " * 20_000])).all()


def test_the_id_names_the_weights(encoder: TextEncoder) -> None:
    assert encoder.id == f"all-MiniLM-L6-v2-{SHA256[:12]}"
    assert (bundled_folder() / "model.safetensors").is_file()


def test_the_search_reads_with_an_adapter_that_its_id_names(encoder: TextEncoder) -> None:
    search = TextEncoder.load(SEARCH)
    assert search.id.startswith(f"{encoder.id}+")
    texts = ["red sneakers for women", "Ladies Trainers Red", "Ladies Trainers Green"]
    ours, published = search.encode(texts), encoder.encode(texts)
    assert ours[0] @ (ours[1] - ours[2]) > published[0] @ (published[1] - published[2])
    assert TextEncoder.load(str(ADAPTED)).id == search.id


def test_altered_or_missing_weights_are_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="Install it"):
        check(tmp_path, SHA256, "Install it")
    (tmp_path / "model.safetensors").write_bytes(b"altered")
    with pytest.raises(ModelMissing, match="it is altered"):
        check(tmp_path, SHA256, "Install it")


def test_a_model_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="sentence-transformers id"):
        TextEncoder.load(str(tmp_path / "nowhere"))

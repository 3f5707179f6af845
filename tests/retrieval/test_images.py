from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from safetensors.torch import save_file

from retrieval.errors import ModelMissing
from retrieval.images import BUNDLED, CONFIG, READING, WEIGHTS, ImageEncoder, build_model, read_photo
from retrieval.photo_reading import Calibration, Known, Lens, category_chances

TINY: dict[str, Any] = {
    "model_cfg": {
        "embed_dim": 384,
        "vision_cfg": {"image_size": 32, "patch_size": 16, "width": 32, "layers": 1, "head_width": 16},
        "text_cfg": {
            "hf_model_name": "sentence-transformers/all-MiniLM-L6-v2",
            "hf_tokenizer_name": "sentence-transformers/all-MiniLM-L6-v2",
            "hf_proj_type": None,
            "hf_pooler_type": "mean_pooler",
        },
    },
    "preprocess_cfg": {"mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25]},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a random-weight encoder."""
    path = tmp_path_factory.mktemp("encoder")
    torch.manual_seed(0)
    state = build_model(TINY).state_dict()
    tower = {key: value.half().contiguous() for key, value in state.items() if not key.startswith("text.transformer")}
    save_file(tower, path / WEIGHTS)
    (path / CONFIG).write_text(json.dumps(TINY))
    digest = hashlib.sha256((path / WEIGHTS).read_bytes()).hexdigest()
    (path / READING).write_text(json.dumps({"sha256": digest, "known": [{"words": ["mug", "cup"], "kind": ""}]}))
    return path


@pytest.fixture(scope="module")
def tiny(folder: Path) -> ImageEncoder:
    return ImageEncoder.load(folder)


@pytest.fixture(scope="module")
def bundled() -> ImageEncoder:
    return ImageEncoder.load()


def squares(count: int) -> list[Image.Image]:
    noise = np.random.default_rng(0).integers(0, 255, (count, 40, 50, 3), dtype=np.uint8)
    return [Image.fromarray(one) for one in noise]


def test_pictures_become_unit_rows(tiny: ImageEncoder) -> None:
    rows = tiny.encode(squares(35))
    assert (rows.shape, rows.dtype) == ((35, tiny.dim), np.float32)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_texts_become_unit_rows_of_the_same_space(tiny: ImageEncoder) -> None:
    rows = tiny.encode_text(["a red mug", "", "an umbrella " * 200])
    assert rows.shape == (3, tiny.dim)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_nothing_becomes_no_rows(tiny: ImageEncoder) -> None:
    assert tiny.encode([]).shape == tiny.encode_text([]).shape == (0, tiny.dim)


def test_a_picture_s_vector_does_not_depend_on_its_batch(tiny: ImageEncoder) -> None:
    pictures = squares(3)
    assert np.allclose(tiny.encode(pictures)[1:2], tiny.encode(pictures[1:2]), atol=1e-5)


def test_the_id_changes_with_the_weights(tiny: ImageEncoder, folder: Path) -> None:
    assert tiny.id == ImageEncoder.load(folder).id
    assert hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()[:12] in tiny.id


def test_words_are_kept_and_come_in_order(tiny: ImageEncoder) -> None:
    first = tiny.words(["mug", "lamp", "mug"])
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(tiny.words(["lamp"])[0], first[1])


@pytest.mark.parametrize("name", [CONFIG, WEIGHTS, READING])
def test_a_missing_file_is_named_with_a_remedy(folder: Path, tmp_path: Path, name: str) -> None:
    for kept in {CONFIG, WEIGHTS, READING} - {name}:
        (tmp_path / kept).write_bytes((folder / kept).read_bytes())
    with pytest.raises(ModelMissing, match=rf"{name}.*Restore"):
        ImageEncoder.load(tmp_path)


def test_altered_weights_are_refused(folder: Path, tmp_path: Path) -> None:
    for name in (CONFIG, WEIGHTS, READING):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    data = bytearray((folder / WEIGHTS).read_bytes())
    data[-1] ^= 1
    (tmp_path / WEIGHTS).write_bytes(data)
    with pytest.raises(ModelMissing, match="SHA-256"):
        ImageEncoder.load(tmp_path)


def test_weights_of_another_shape_are_refused(folder: Path, tmp_path: Path) -> None:
    wider = json.loads(json.dumps(TINY))
    wider["model_cfg"]["vision_cfg"]["width"] = 64
    (tmp_path / CONFIG).write_text(json.dumps(wider))
    for name in (WEIGHTS, READING):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    with pytest.raises(ModelMissing, match="cannot be used"):
        ImageEncoder.load(tmp_path)


def test_a_folder_that_is_not_there_is_a_missing_model(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="train it"):
        ImageEncoder.load(tmp_path / "nothing")


def test_an_unknown_open_clip_name_is_a_missing_model() -> None:
    with pytest.raises(ModelMissing, match="no-such-model"):
        ImageEncoder.load("no-such-model/none")


class Words:
    """Stands in for an encoder: each word is a direction of its own, unless it is said to be another's."""

    def __init__(self, photo: dict[str, float], same: dict[str, str] | None = None, **options: Any) -> None:
        self.calibration = Calibration(temperature=0.1, **options)
        self._same, self._axes, self._photo = same or {}, {}, photo

    def _axis(self, word: str) -> int:
        return int(self._axes.setdefault(self._same.get(word, word), len(self._axes)))

    def words(self, words: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([np.eye(64, dtype=np.float32)[self._axis(word)] for word in words])

    def encode(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        return np.stack([self.vector() for _ in images])

    def vector(self) -> NDArray[np.float32]:
        row = sum(weight * self.words([word])[0] for word, weight in self._photo.items())
        return np.asarray(row / np.linalg.norm(row), dtype=np.float32)


PICTURE = Image.new("RGB", (64, 64), "white")
THINGS = (Known(("mug", "cup"), "crockery"), Known(("plate",), "crockery"), Known(("apple",), "fruit"))


def test_a_photo_is_read_into_the_nearest_category() -> None:
    reading = read_photo(PICTURE, Words({"lamp": 1.0, "mug": 0.3}), ["mug", "lamp"])  # type: ignore[arg-type]
    assert (reading.category, reading.recognised) == ("lamp", True)
    assert 0.5 < reading.score <= 1


def test_a_category_takes_the_chance_of_the_known_thing_that_it_names_in_other_words() -> None:
    encoder = Words({"mug": 1.0}, {"Drinking cups": "cup"}, known=THINGS)
    reading = read_photo(PICTURE, encoder, ["Drinking cups", "lamp"])  # type: ignore[arg-type]
    assert (reading.category, reading.recognised) == ("Drinking cups", True)


def test_a_category_takes_the_things_of_its_kind_that_nothing_else_names() -> None:
    encoder = Words({"plate": 1.0}, {"Crockery": "crockery"}, known=THINGS)
    lens = Lens.of(encoder, ["Crockery", "mug"])  # type: ignore[arg-type]
    assert category_chances(encoder.vector()[None], lens, 0.1)[0, 0] > 0.9


def test_a_photo_of_something_the_shop_does_not_have_is_not_recognised() -> None:
    encoder = Words({"apple": 1.0}, known=THINGS)
    reading = read_photo(PICTURE, encoder, ["mug", "plate", "lamp"])  # type: ignore[arg-type]
    assert not reading.recognised


def test_a_category_is_not_taken_for_a_thing_that_it_names_less_well(bundled: ImageEncoder) -> None:
    known = [thing.words[0] for thing in bundled.calibration.known]
    same = Lens.of(bundled, ["Tshirts", "Shirts", "Dresses"]).same
    named = {(thing, column) for row, thing in zip(same, known, strict=True) for column in np.flatnonzero(row)}
    assert {("t-shirt", 0), ("shirt", 1), ("dress", 2)} <= named
    assert not {("shirt", 0), ("shirt", 2), ("t-shirt", 1)} & named


def test_chances_never_sum_to_more_than_one() -> None:
    encoder = Words({"mug": 0.5, "apple": 0.5}, {"Cups": "cup", "Mugs": "mug"}, known=THINGS)
    lens = Lens.of(encoder, ["Cups", "Mugs", "lamp"])  # type: ignore[arg-type]
    chances = category_chances(encoder.vector()[None], lens, 0.1)
    assert chances.sum() <= 1 + 1e-6
    assert chances.min() >= 0


def test_the_threshold_decides_what_is_recognised() -> None:
    encoder = Words({"mug": 1.0, "lamp": 0.9}, threshold=0.99)
    assert not read_photo(PICTURE, encoder, ["mug", "lamp"]).recognised  # type: ignore[arg-type]


def test_a_photo_needs_categories() -> None:
    with pytest.raises(ValueError, match="categories"):
        read_photo(PICTURE, Words({"mug": 1.0}), [])  # type: ignore[arg-type]


def test_the_bundled_encoder_tells_drawn_clothes_apart_and_their_colour(bundled: ImageEncoder) -> None:
    drawing = Image.new("RGB", (200, 240), (235, 235, 232))
    pen = ImageDraw.Draw(drawing)
    pen.polygon([(60, 30), (140, 30), (148, 220), (108, 220), (100, 90), (92, 220), (52, 220)], fill=(30, 60, 160))
    reading = read_photo(drawing, bundled, ["pants", "hat", "dress", "shoes"])
    assert (reading.category, reading.colour) == ("pants", "blue")


def test_the_bundled_encoder_fits_its_share_of_the_disk() -> None:
    assert sum(path.stat().st_size for path in BUNDLED.iterdir()) < 10_000_000


def test_the_bundled_encoder_gives_the_same_vectors_again(bundled: ImageEncoder) -> None:
    assert np.array_equal(bundled.encode(squares(2)), bundled.encode(squares(2)))

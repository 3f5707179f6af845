from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from finetune.captions import read_clothing, read_rows
from finetune.drawings import read_drawings
from finetune.image_encoder import Plan, Run, begin
from finetune.image_loss import Data
from finetune.image_reading import calibrate, known_things
from finetune.pictures import augment
from retrieval.images import BUNDLED, CONFIG, ImageEncoder

SHAPES = ("ellipse", "rectangle")
PAINTS = ("red", "blue", "black", "yellow")


def tiny_config() -> dict[str, Any]:
    config: dict[str, Any] = json.loads((BUNDLED / CONFIG).read_text("utf-8"))
    config["model_cfg"]["vision_cfg"] |= {"timm_model_name": "test_resnet", "image_size": 48, "timm_drop": 0.0}
    return config


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight pictures of a merchant, each with a caption of its own."""
    folder = tmp_path_factory.mktemp("rows")
    lines = []
    for shape in SHAPES:
        for paint in PAINTS:
            image = Image.new("RGB", (90, 90), "white")
            getattr(ImageDraw.Draw(image), shape)((20, 20, 70, 70), fill=paint)
            image.save(folder / f"{paint}-{shape}.png")
            lines.append(json.dumps({"image": f"{paint}-{shape}.png", "caption": f"{paint} {shape}"}))
    (folder / "rows.jsonl").write_text("\n".join(lines))
    return folder / "rows.jsonl"


@pytest.fixture(scope="module")
def trained(rows: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, dict[str, torch.Tensor], Path]:
    """A run on the eight rows, the weights it began with, and its folder."""
    out = tmp_path_factory.mktemp("run")
    torch.manual_seed(0)
    model = begin(tiny_config())
    before = {key: value.clone() for key, value in model.state_dict().items()}
    run = Run(model, Data(read_rows(rows), out), tiny_config(), Plan(epochs=45, batch=8, rate=3e-3, patience=99), out)
    run.go()
    return run, before, out


def test_it_overfits_eight_pictures_and_answers_the_same_after_loading(
    trained: tuple[Run, dict[str, torch.Tensor], Path], rows: Path
) -> None:
    examples = read_rows(rows)
    encoder, again = ImageEncoder.load(trained[2]), ImageEncoder.load(trained[2])
    pictures = [Image.open(io.BytesIO(example.read())).convert("RGB") for example in examples]
    captions = encoder.encode_text([f"a photo of a {example.levels[0][0]}" for example in examples])
    vectors = encoder.encode(pictures)
    assert ((vectors @ captions.T).argmax(1) == np.arange(8)).sum() >= 7
    assert np.array_equal(vectors, again.encode(pictures))


def test_the_image_tower_moves_and_the_text_tower_does_not(
    trained: tuple[Run, dict[str, torch.Tensor], Path],
) -> None:
    run, before, _ = trained
    moved = {key for key, value in run.model.state_dict().items() if not torch.equal(value, before[key])}
    assert moved
    assert all(key.startswith("visual.") or key == "logit_scale" for key in moved)


def test_a_stopped_run_goes_on_where_it_was(trained: tuple[Run, dict[str, torch.Tensor], Path]) -> None:
    run, _, out = trained
    again = Run(begin(tiny_config()), run.data, tiny_config(), run.plan, out)
    assert (again.epoch, len(again.log)) == (run.epoch, len(run.log))
    pairs = zip(again.model.visual.parameters(), run.model.visual.parameters(), strict=True)
    assert all(torch.equal(one, other) for one, other in pairs)


def test_without_held_out_photos_only_what_is_known_is_noted(
    trained: tuple[Run, dict[str, torch.Tensor], Path], rows: Path
) -> None:
    calibration = calibrate(ImageEncoder.load(trained[2]), read_rows(rows))
    assert [thing.words[0] for thing in calibration.known] == [f"{p} {s}" for s in SHAPES for p in PAINTS]


def test_rows_keep_a_tenth_back_once_there_are_ten(tmp_path: Path) -> None:
    row = json.dumps({"image": "a.png", "caption": "a cup"})
    (tmp_path / "rows.jsonl").write_text("\n".join([row] * 20))
    assert [n for n, e in enumerate(read_rows(tmp_path / "rows.jsonl")) if e.part == "held"] == [9, 19]


def test_every_fifth_clothing_photo_is_kept_for_measuring(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "clothes.tar", "w") as tar:
        for number in range(20):
            member = tarfile.TarInfo(f"clothes/train/hat/{number:02}.jpg")
            member.size = 2
            tar.addfile(member, io.BytesIO(f"{number:02}".encode()))
    examples = read_clothing(tmp_path / "clothes.tar")
    assert [n for n, e in enumerate(examples) if e.part == "measure"] == [0, 5, 10, 15]
    assert [n for n, e in enumerate(examples) if e.part == "held"] == [9, 19]
    assert examples[7].read() == b"07"


def test_drawn_boots_are_shoes_that_are_also_called_boots() -> None:
    boot = next(example for example in read_drawings(2) if example.key == "drawing:boot:0")
    assert boot.levels[0][0] == "shoes"
    assert boot.levels[1][0] == "boot"
    assert Image.open(io.BytesIO(boot.read())).size == (128, 128)


def test_known_things_carry_their_kind() -> None:
    known = {thing.words[0]: thing.kind for thing in known_things(read_drawings(2))}
    assert known["shoes"] == "clothing"
    assert known["mug"] == ""


def test_augmented_pictures_have_the_wanted_side_and_differ_by_seed() -> None:
    pictures = torch.randint(0, 255, (3, 3, 128, 128), dtype=torch.uint8)
    one, same, other = augment(pictures, 1, 80), augment(pictures, 1, 80), augment(pictures, 2, 80)
    assert one.shape == (3, 3, 80, 80)
    assert torch.equal(one, same)
    assert not torch.equal(one, other)

"""Pictures for training: decoded once into a numpy cache, then augmented a batch at a time on tensors."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch.nn import functional

from finetune.captions import Example
from retrieval.photos import COLOUR_NAMES, colour_shares, open_photo

CACHED_SIDE = 128


def load_pictures(examples: Sequence[Example], out: Path) -> tuple[torch.Tensor, NDArray[np.float32]]:
    """Return pictures `(n, 3, 128, 128) uint8` and colour shares `(n, colours) float32`, cached by source in `out`."""
    pixels = np.empty((len(examples), 3, CACHED_SIDE, CACHED_SIDE), np.uint8)
    shares = np.empty((len(examples), len(COLOUR_NAMES)), np.float32)
    for source in sorted({example.source for example in examples}):
        rows = [number for number, example in enumerate(examples) if example.source == source]
        pixels[rows], shares[rows] = _decoded([examples[row] for row in rows], out)
    return torch.from_numpy(pixels), shares


def _decoded(examples: Sequence[Example], out: Path) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    digest = hashlib.sha256("\n".join(example.key for example in examples).encode()).hexdigest()[:12]
    path = out / f"{examples[0].source}-{digest}.npz"
    if not path.is_file():
        pixels = np.empty((len(examples), 3, CACHED_SIDE, CACHED_SIDE), np.uint8)
        shares = np.empty((len(examples), len(COLOUR_NAMES)), np.float32)
        for number, example in enumerate(examples):
            picture = open_photo(example.read(), max_side=512)
            shares[number] = colour_shares(picture).shares
            small = picture.resize((CACHED_SIDE, CACHED_SIDE), Image.Resampling.BICUBIC)
            pixels[number] = np.asarray(small).transpose(2, 0, 1)
        np.savez(path, pixels=pixels, shares=shares)
    with np.load(path) as cache:
        return cache["pixels"], cache["shares"]


def augment(pictures: torch.Tensor, seed: int, side: int) -> torch.Tensor:
    """Crop, turn, flip, relight and partly cover pictures at random: `(n, 3, side, side) float32`, normalised.

    Hues stay as they are: colour words are learnt from these pictures.
    """
    dice = torch.Generator().manual_seed(seed)
    count = len(pictures)

    def uniform(low: float, high: float, *shape: int) -> torch.Tensor:
        return torch.rand(*(shape or (count,)), generator=dice) * (high - low) + low

    scale, stretch = uniform(0.66, 1.08), torch.exp(uniform(-0.18, 0.18))
    angle = uniform(-1.0, 1.0) ** 3 * math.radians(30)
    wide, high = scale * stretch, scale / stretch
    flip = torch.where(uniform(0, 1) < 0.5, -1.0, 1.0)
    shift_x = uniform(-1, 1) * (1 - wide).abs()
    shift_y = uniform(-1, 1) * (1 - high).abs()
    rows = [
        torch.stack([flip * wide * torch.cos(angle), -high * torch.sin(angle), shift_x], dim=1),
        torch.stack([flip * wide * torch.sin(angle), high * torch.cos(angle), shift_y], dim=1),
    ]
    grid = functional.affine_grid(torch.stack(rows, dim=1), [count, 3, side, side], align_corners=False)
    out = functional.grid_sample(
        pictures.float() / 255.0, grid, mode="bilinear", padding_mode="reflection", align_corners=False
    )
    out = _relight(out, uniform(0.7, 1.3, count, 1, 1, 1), uniform(0.7, 1.3, count, 1, 1, 1))
    grey = out.mean(1, keepdim=True)
    out = grey + (out - grey) * uniform(0.75, 1.25, count, 1, 1, 1)
    out = (out * uniform(0.94, 1.06, count, 3, 1, 1)).clamp(0, 1)
    return (_cover(out, dice) - 0.5) / 0.25


def _relight(pictures: torch.Tensor, brightness: torch.Tensor, contrast: torch.Tensor) -> torch.Tensor:
    bright = pictures * brightness
    middle = bright.mean((1, 2, 3), keepdim=True)
    return (bright - middle) * contrast + middle


def _cover(pictures: torch.Tensor, dice: torch.Generator) -> torch.Tensor:
    """Cover a rectangle of a fifth of the pictures (random erasing, Zhong et al. 2020)."""
    for number in torch.nonzero(torch.rand(len(pictures), generator=dice) < 0.2).flatten().tolist():
        side = pictures.shape[-1]
        high, wide = torch.randint(side // 8, side // 2, (2,), generator=dice).tolist()
        top, left = torch.randint(0, side // 2, (2,), generator=dice).tolist()
        pictures[number, :, top : top + high, left : left + wide] = torch.rand(3, 1, 1, generator=dice)
    return pictures

"""What the image encoder learns from: examples as tensors, texts as frozen vectors, and the loss between them."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional

from finetune.captions import TEMPLATES, Example, Wordings
from finetune.pictures import augment, load_pictures
from retrieval.images import text_tokenizer
from retrieval.photos import COLOUR_NAMES

LEVEL_ODDS = (0.80, 0.15, 0.05)
BANK = 160


@dataclass(frozen=True, slots=True)
class Smooth:
    """How far targets are softened: label smoothing, and the beta of pairwise mixing (mixup, Zhang et al. 2018)."""

    labels: float = 0.1
    mix: float = 0.2


class Texts:
    """Text vectors of the frozen tower, computed once a string."""

    def __init__(self, model: Any, config: dict[str, Any]) -> None:
        self._tower, self._tokenizer = model.text, text_tokenizer(config)
        self._known: dict[str, torch.Tensor] = {}

    @torch.no_grad()
    def __call__(self, texts: Sequence[str]) -> torch.Tensor:
        """Return `(n, dim)` unit rows."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        for start in range(0, len(new), 128):
            part = new[start : start + 128]
            with torch.autocast("cpu", torch.bfloat16):
                vectors = self._tower(self._tokenizer(part)).float()
            self._known.update(zip(part, functional.normalize(vectors, dim=-1), strict=True))
        return torch.stack([self._known[text] for text in texts])


class Data:
    """The examples of one part as tensors: pictures, colour shares, and a concept number for each level."""

    def __init__(self, examples: list[Example], out: Path) -> None:
        self.examples = examples
        self.pictures, shares = load_pictures(examples, out)
        self.colours = torch.from_numpy(shares)
        self.coloured = torch.tensor([example.source != "rows" for example in examples])
        self.concepts: list[list[Wordings]] = []  # by level
        columns = []
        for level in range(3):
            numbers = {words: n for n, words in enumerate(dict.fromkeys(e.levels[level] for e in examples))}
            self.concepts.append(list(numbers))
            columns.append([numbers[e.levels[level]] for e in examples])
        self.labels = torch.tensor(columns)
        self.fine = torch.tensor([e.levels[1] != e.levels[0] for e in examples])

    def rows(self, part: str, source: str = "") -> torch.Tensor:
        """Return the numbers of the examples of a part, of one source where it is named."""
        return torch.tensor(
            [n for n, e in enumerate(self.examples) if e.part == part and source in ("", e.source)], dtype=torch.long
        )


def wording(words: Wordings, rng: random.Random) -> str:
    """Choose one way to say it; the usual one half of the time."""
    return words[0] if rng.random() < 0.5 else rng.choice(words)


def loss_of(
    model: Any, batch: torch.Tensor, data: Data, texts: Texts, *, smooth: Smooth, rng: random.Random, side: int
) -> torch.Tensor:
    """Return the loss of a batch of example numbers: name, colour and nearness to the caption, mixed pairwise."""
    pixels = augment(data.pictures[batch], rng.getrandbits(32), side)
    mixed, share = torch.randperm(len(batch)), rng.betavariate(smooth.mix, smooth.mix)
    blended = (pixels * share + pixels[mixed] * (1 - share)).contiguous(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16):
        vectors = model.encode_image(blended)
    vectors = functional.normalize(vectors.float(), dim=-1)
    scale = model.logit_scale.exp().clamp(max=100.0)
    level = rng.choices(range(3), LEVEL_ODDS)[0]
    total = torch.zeros(())
    for rows, weight in ((batch, share), (batch[mixed], 1 - share)):
        if weight < 0.05:
            continue
        at, chosen = level, torch.ones(len(rows), dtype=torch.bool)
        if level == 1:  # a photo that is only called by its usual name says nothing about finer ones
            at, chosen = (1, data.fine[rows]) if bool(data.fine[rows].any()) else (0, chosen)
        loss = _named(vectors[chosen], rows[chosen], data, texts, level=at, scale=scale, smooth=smooth, rng=rng)
        total = total + weight * loss
    return total


def _named(
    vectors: torch.Tensor, rows: torch.Tensor, data: Data, texts: Texts, *, level: int, scale: torch.Tensor,
    smooth: Smooth, rng: random.Random,
) -> torch.Tensor:  # fmt: skip
    concepts, labels = data.concepts[level], data.labels[level, rows]
    bank = sorted(set(labels.tolist()) | set(rng.sample(range(len(concepts)), min(BANK, len(concepts)))))
    template = rng.choice(TEMPLATES)
    names = texts([template.format(wording(concepts[concept], rng)) for concept in bank])
    targets = torch.searchsorted(torch.tensor(bank), labels)
    loss = functional.cross_entropy(scale * vectors @ names.T, targets, label_smoothing=smooth.labels)
    loss = loss + 0.5 * (1 - (vectors * names[targets]).sum(-1)).mean()
    if level == 1 or not bool(data.coloured[rows].any()):
        return loss
    return loss + 0.4 * _coloured(vectors, rows, data, texts, level=level, scale=scale, rng=rng)


def _coloured(
    vectors: torch.Tensor, rows: torch.Tensor, data: Data, texts: Texts, *, level: int, scale: torch.Tensor,
    rng: random.Random,
) -> torch.Tensor:  # fmt: skip
    """Return how far the colours told from each other by "a red NAME" are from those measured in the pixels."""
    concepts, place = torch.unique(data.labels[level, rows], return_inverse=True)
    words = [data.concepts[level][concept][0] for concept in concepts.tolist()]
    template = rng.choice(TEMPLATES[:2])
    named = texts([template.format(f"{colour} {word}") for word in words for colour in COLOUR_NAMES])
    named = named.view(len(words), len(COLOUR_NAMES), -1)[place]
    each = functional.cross_entropy(
        scale * torch.einsum("nd,ncd->nc", vectors, named), data.colours[rows], reduction="none"
    )
    return (each * data.coloured[rows]).mean()


@torch.inference_mode()
def accuracy(model: Any, data: Data, texts: Texts, part: str, source: str) -> float:
    """Return the share of pictures whose nearest name, among the names of their source, is right (zero-shot)."""
    rows = data.rows(part, source)
    if not len(rows):
        return math.nan
    names = sorted({data.examples[int(n)].levels[0] for n in data.rows("train", source)})
    vectors = encode_cached(model, data.pictures[rows])
    prompts = texts([f"a photo of a {words[0]}" for words in names])
    found = (vectors @ prompts.T).argmax(1).tolist()
    right = [names[f] == data.examples[int(n)].levels[0] for f, n in zip(found, rows, strict=True)]
    return float(sum(right) / len(right))


@torch.inference_mode()
def encode_cached(model: Any, pictures: torch.Tensor) -> torch.Tensor:
    """Encode cached pictures `(n, 3, side, side) uint8`: `(n, dim)`, unit rows."""
    model.eval()
    size = model.visual.image_size[0]
    rows = []
    for part in torch.split(pictures, 128):
        small = functional.interpolate(part.float(), size=(size, size), mode="bilinear", antialias=True)
        with torch.autocast("cpu", torch.bfloat16):
            rows.append(model.encode_image((small / 255.0 - 0.5) / 0.25).float())
    return functional.normalize(torch.cat(rows), dim=-1)



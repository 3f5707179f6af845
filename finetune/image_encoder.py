"""Train the image encoder: pictures are pulled to their captions in the space of the frozen text tower.

    python -m finetune.image_encoder [--data $SHOP_DATA | ROWS.jsonl] [--out runs/image] [--epochs 120] [--smoke]

`--data` is the folder of shared photos or a JSONL file of {"image", "caption"} rows: a merchant's own photos.
The run folder holds config, checkpoint, weights and metrics; `--out` of a stopped run resumes it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import random
import time
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from finetune.captions import TEMPLATES, Example, Wordings, read_clothing, read_groceries, read_rows
from finetune.pictures import augment, load_pictures
from retrieval.images import BUNDLED, CONFIG, READING, WEIGHTS, build_model, load_tower, text_tokenizer
from retrieval.photos import COLOUR_NAMES

LEVEL_ODDS = (0.80, 0.15, 0.05)
SIDES = ((0.55, 80), (0.8, 96), (1.01, 112))  # small pictures first: more of them in the same time
BANK = 512


@dataclass(frozen=True, slots=True)
class Plan:
    """The hyper-parameters of a run; `minutes` ends the cosine schedule early on a slow machine (0: never)."""

    epochs: int = 120
    batch: int = 32
    rate: float = 1.5e-3
    decay: float = 0.05
    smoothing: float = 0.1
    mix: float = 0.2
    patience: int = 40
    minutes: float = 0.0
    seed: int = 0


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
            tokens = self._tokenizer(part)
            tokens = tokens[:, : int((tokens != 0).sum(1).max())]
            self._known.update(zip(part, functional.normalize(self._tower(tokens), dim=-1), strict=True))
        return torch.stack([self._known[text] for text in texts])


class Data:
    """The examples of one part as tensors: pictures, colour shares, and a concept number for each level."""

    def __init__(self, examples: list[Example], out: Path) -> None:
        self.examples = examples
        self.pictures, shares = load_pictures(examples, out)
        self.colours = torch.from_numpy(shares)
        self.coloured = torch.tensor([example.source != "rows" for example in examples])
        self.concepts: list[list[Wordings]] = []
        columns = []
        for level in range(3):
            numbers = {words: n for n, words in enumerate(dict.fromkeys(e.levels[level] for e in examples))}
            self.concepts.append(list(numbers))
            columns.append([numbers[e.levels[level]] for e in examples])
        self.labels = torch.tensor(columns)

    def rows(self, part: str, source: str = "") -> torch.Tensor:
        """Return the numbers of the examples of a part, of one source where it is named."""
        return torch.tensor(
            [n for n, e in enumerate(self.examples) if e.part == part and source in ("", e.source)], dtype=torch.long
        )


def read_examples(data: Path) -> list[Example]:
    """Read a JSONL file of rows, or the shared photos of a folder."""
    if data.is_file():
        return read_rows(data)
    photos = data / "photos"
    return read_clothing(photos / "clothing_cc0.tar") + read_groceries(photos / "grocery.tar")


def wording(words: Wordings, rng: random.Random) -> str:
    """Choose one way to say it; the usual one half of the time."""
    return words[0] if rng.random() < 0.5 else rng.choice(words)


def loss_of(
    model: Any, batch: torch.Tensor, data: Data, texts: Texts, *, plan: Plan, rng: random.Random, side: int
) -> torch.Tensor:
    """Return the loss of a batch of example numbers: name, colour and nearness to the caption, mixed pairwise."""
    pixels = augment(data.pictures[batch], rng.getrandbits(32), side)
    mixed, share = torch.randperm(len(batch)), float(np.random.default_rng(rng.getrandbits(32)).beta(plan.mix, plan.mix))
    with torch.autocast("cpu", torch.bfloat16):
        vectors = model.encode_image((pixels * share + pixels[mixed] * (1 - share)).contiguous(
            memory_format=torch.channels_last))
    vectors = functional.normalize(vectors.float(), dim=-1)
    scale = model.logit_scale.exp().clamp(max=100.0)
    level = rng.choices(range(3), LEVEL_ODDS)[0]
    total = torch.zeros(())
    for rows, weight in ((batch, share), (batch[mixed], 1 - share)):
        if weight > 0.02:
            total = total + weight * _named(vectors, rows, data, texts, level=level, scale=scale, plan=plan, rng=rng)
    return total


def _named(
    vectors: torch.Tensor, rows: torch.Tensor, data: Data, texts: Texts, *, level: int, scale: Any, plan: Plan,
    rng: random.Random,
) -> torch.Tensor:  # fmt: skip
    concepts, labels = data.concepts[level], data.labels[level, rows]
    bank = sorted(set(labels.tolist()) | set(rng.sample(range(len(concepts)), min(BANK, len(concepts)))))
    template = rng.choice(TEMPLATES)
    names = texts([template.format(wording(concepts[concept], rng)) for concept in bank])
    targets = torch.searchsorted(torch.tensor(bank), labels)
    loss = functional.cross_entropy(scale * vectors @ names.T, targets, label_smoothing=plan.smoothing)
    loss = loss + 0.5 * (1 - (vectors * names[targets]).sum(-1)).mean()
    if level != 1 and bool(data.coloured[rows].any()):
        words = [data.concepts[level][label][0] for label in labels.tolist()]
        template = rng.choice(TEMPLATES[:3])
        named = texts([template.format(f"{colour} {word}") for word in words for colour in COLOUR_NAMES])
        logits = scale * torch.einsum("nd,ncd->nc", vectors, named.view(len(rows), len(COLOUR_NAMES), -1))
        each = functional.cross_entropy(logits, data.colours[rows], reduction="none")
        loss = loss + 0.4 * (each * data.coloured[rows]).mean()
    return loss


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
    return sum(right) / len(right)


@torch.inference_mode()
def encode_cached(model: Any, pictures: torch.Tensor) -> torch.Tensor:
    """Encode cached pictures `(n, 3, side, side) uint8`: `(n, dim)`, unit rows."""
    model.eval()
    size = model.visual.image_size[0]
    rows = []
    for part in pictures.split(128):
        small = functional.interpolate(part.float(), size=(size, size), mode="bilinear", antialias=True)
        rows.append(model.encode_image((small / 255.0 - 0.5) / 0.25, normalize=True))
    return torch.cat(rows)


def blend(average: Any, model: Any, keep: float) -> None:
    """Move the averaged weights towards the current ones (exponential moving average, buffers too)."""
    for old, new in zip(average.visual.state_dict().values(), model.visual.state_dict().values(), strict=True):
        if old.is_floating_point():
            old.lerp_(new.detach(), 1 - keep)
        else:
            old.copy_(new)
    average.logit_scale.data.copy_(model.logit_scale.data)


def save(model: Any, config: dict[str, Any], out: Path, reading: dict[str, Any]) -> None:
    """Write config, float16 weights without the frozen text tower, and how to read scores."""
    from safetensors.torch import save_file

    keys = {k: v for k, v in model.state_dict().items() if not k.startswith("text.transformer.")}
    save_file({k: v.half().contiguous() if v.is_floating_point() else v for k, v in keys.items()}, out / WEIGHTS)
    (out / CONFIG).write_text(json.dumps(config, indent=2) + "\n", "utf-8")
    digest = hashlib.sha256((out / WEIGHTS).read_bytes()).hexdigest()
    (out / READING).write_text(json.dumps({"sha256": digest, **reading}, indent=2) + "\n", "utf-8")


def train(data: Data, config: dict[str, Any], plan: Plan, out: Path, start: Path | None = None) -> dict[str, Any]:
    """Train until the schedule ends or the held-out accuracy stops rising; write the best weights to `out`."""
    torch.manual_seed(plan.seed)
    model = build_model(config)
    if start:
        from safetensors.torch import load_file

        load_tower(model, load_file(start / WEIGHTS))
    else:
        model.logit_scale.data.fill_(math.log(20.0))
    run = Run(model.to(memory_format=torch.channels_last), data, config, plan, out)
    return run.go()


class Run:
    """One training run with its resumable state."""

    def __init__(self, model: Any, data: Data, config: dict[str, Any], plan: Plan, out: Path) -> None:
        self.model, self.data, self.config, self.plan, self.out = model, data, config, plan, out
        for parameter in model.text.parameters():
            parameter.requires_grad_(False)
        self.texts = Texts(model, config)
        self.average = deepcopy(model)
        wide = [p for p in model.visual.parameters() if p.ndim > 1]
        thin = [p for p in model.visual.parameters() if p.ndim <= 1]
        groups = [{"params": wide, "weight_decay": plan.decay}, {"params": [*thin, model.logit_scale], "weight_decay": 0}]
        self.optimizer = torch.optim.AdamW(groups, lr=plan.rate, betas=(0.9, 0.98))
        self.rows = data.rows("train")
        self.sources = sorted({e.source for e in data.examples})
        self.epoch, self.seconds, self.best, self.best_epoch = 0, 0.0, -1.0, 0
        self.log: list[dict[str, Any]] = []
        self._resume()

    def _resume(self) -> None:
        path = self.out / "checkpoint.pt"
        if path.is_file():
            state = torch.load(path, weights_only=True)
            self.model.visual.load_state_dict(state["visual"])
            self.model.logit_scale.data.copy_(state["scale"])
            self.average.visual.load_state_dict(state["average"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.epoch, self.seconds, self.best, self.best_epoch = state["at"]
            self.log = json.loads((self.out / "metrics.json").read_text("utf-8"))

    def _keep(self) -> None:
        state = {
            "visual": self.model.visual.state_dict(), "scale": self.model.logit_scale.data,
            "average": self.average.visual.state_dict(), "optimizer": self.optimizer.state_dict(),
            "at": (self.epoch, self.seconds, self.best, self.best_epoch),
        }  # fmt: skip
        torch.save(state, self.out / "checkpoint.tmp")
        os.replace(self.out / "checkpoint.tmp", self.out / "checkpoint.pt")
        (self.out / "metrics.json").write_text(json.dumps(self.log, indent=1), "utf-8")

    def progress(self, step: float) -> float:
        """Return how much of the schedule is over, 0..1, by epochs or by the clock, whichever is further."""
        clock = self.seconds / (self.plan.minutes * 60) if self.plan.minutes else 0.0
        return max((self.epoch + step) / self.plan.epochs, clock)

    def go(self) -> dict[str, Any]:
        """Run epochs to the end and return the last metrics."""
        if not self.log:
            self.log.append({"epoch": 0, **self.measure("held")})
        while self.progress(0) < 1 and self.epoch - self.best_epoch < self.plan.patience:
            loss = self.one_epoch()
            self.epoch += 1
            scores = self.measure("held")
            self.log.append({"epoch": self.epoch, "loss": round(loss, 4), "seconds": round(self.seconds), **scores})
            print(json.dumps(self.log[-1]), flush=True)
            mean = float(np.nanmean(list(scores.values())))
            if mean > self.best:
                self.best, self.best_epoch = mean, self.epoch
                save(self.average, self.config, self.out, {"others": []})
            self._keep()
        return self.log[-1]

    def measure(self, part: str) -> dict[str, float]:
        """Return the zero-shot accuracy of the averaged weights for each source."""
        return {s: round(accuracy(self.average, self.data, self.texts, part, s), 4) for s in self.sources}

    def _order(self) -> torch.Tensor:
        """Shuffle the training examples; of groceries, which are near-duplicates, two in five take part."""
        near = torch.tensor([self.data.examples[int(n)].source == "grocery" for n in self.rows])
        chosen = self.rows[~near | (torch.rand(len(self.rows)) < 0.4)]
        return chosen[torch.randperm(len(chosen))]

    def one_epoch(self) -> float:
        """Go once through the training examples; return the mean loss."""
        rng = random.Random(f"{self.plan.seed}-{self.epoch}")
        torch.manual_seed(rng.getrandbits(32))
        order = self._order()
        batches = [b for b in order.split(self.plan.batch) if len(b) > 1]
        self.model.train()
        self.model.text.eval()
        losses = []
        for number, batch in enumerate(batches):
            began = time.monotonic()
            over = min(self.progress(number / len(batches)), 1.0)
            rate = self.plan.rate * min(1.0, over / 0.04 + 0.02) * (0.5 + 0.5 * math.cos(math.pi * over))
            side = next(size for until, size in SIDES if over < until)
            for group in self.optimizer.param_groups:
                group["lr"] = rate
            loss = loss_of(self.model, batch, self.data, self.texts, plan=self.plan, rng=rng, side=side)
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.visual.parameters(), 2.0)
            self.optimizer.step()
            blend(self.average, self.model, min(0.998, (self.epoch * len(batches) + number + 1) / (self.epoch * len(batches) + number + 20)))
            losses.append(float(loss.detach()))
            self.seconds += time.monotonic() - began
        return sum(losses) / len(losses)


def main() -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(prog="python -m finetune.image_encoder", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("SHOP_DATA", "data")))
    parser.add_argument("--out", type=Path, default=Path("runs/image"))
    parser.add_argument("--config", type=Path, default=BUNDLED / CONFIG)
    parser.add_argument("--start", type=Path, help="folder of an encoder to go on from, e.g. models/image")
    for name, kind in (("epochs", int), ("minutes", float), ("rate", float), ("batch", int), ("seed", int)):
        parser.add_argument(f"--{name}", type=kind, default=Plan.__dataclass_fields__[name].default)
    parser.add_argument("--smoke", action="store_true", help="two epochs on 32 pictures, to see that all is in place")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    examples = read_examples(args.data)
    if args.smoke:
        examples = examples[:: max(1, len(examples) // 32)]
    plan = Plan(2 if args.smoke else args.epochs, args.batch, args.rate, minutes=args.minutes, seed=args.seed)
    config = json.loads(args.config.read_text("utf-8"))
    (args.out / "plan.json").write_text(json.dumps({**asdict(plan), "data": args.data.name}, indent=1), "utf-8")
    print(json.dumps(train(Data(examples, args.out), config, plan, args.out, args.start)))


if __name__ == "__main__":
    main()

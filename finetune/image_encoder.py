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
from copy import deepcopy
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from finetune.captions import read_examples
from finetune.image_loss import Data, Smooth, Texts, accuracy, loss_of
from finetune.image_reading import calibrate, measure, write_calibration
from retrieval.images import BUNDLED, CONFIG, READING, WEIGHTS, ImageEncoder, build_model, load_tower

# Near-duplicates take part in an epoch with this chance, so that the photos that differ are seen more often.
SHARES = {"grocery": 0.4, "drawings": 0.4}


@dataclass(frozen=True, slots=True)
class Plan:
    """The hyper-parameters of a run; `minutes` ends the cosine schedule early on a slow machine (0: never)."""

    epochs: int = 120
    batch: int = 32
    rate: float = 1.5e-3
    decay: float = 0.05
    patience: int = 40
    minutes: float = 0.0
    seed: int = 0


def blend(average: Any, model: Any, keep: float) -> None:
    """Move the averaged weights towards the current ones (exponential moving average, buffers too)."""
    for old, new in zip(average.visual.state_dict().values(), model.visual.state_dict().values(), strict=True):
        if old.is_floating_point():
            old.lerp_(new.detach(), 1 - keep)
        else:
            old.copy_(new)
    average.logit_scale.data.copy_(model.logit_scale.data)


def save(model: Any, config: dict[str, Any], out: Path) -> None:
    """Write config, float16 weights without the frozen text tower, and an uncalibrated reading."""
    kept = {key: value for key, value in model.state_dict().items() if not key.startswith("text.transformer.")}
    half = {k: (v.half() if v.is_floating_point() else v).contiguous() for k, v in kept.items()}
    save_file(half, out / WEIGHTS)
    (out / CONFIG).write_text(json.dumps(config, indent=2) + "\n", "utf-8")
    digest = hashlib.sha256((out / WEIGHTS).read_bytes()).hexdigest()
    (out / READING).write_text(json.dumps({"sha256": digest, "known": []}) + "\n", "utf-8")


def begin(config: dict[str, Any], start: Path | None = None) -> Any:
    """Build the model of a config with a frozen text tower, its image tower new or from the folder `start`."""
    model = build_model(config)
    if start:
        load_tower(model, load_file(start / WEIGHTS))
    else:
        model.logit_scale.data.fill_(math.log(20.0))
    for parameter in model.text.parameters():
        parameter.requires_grad_(False)
    return model.to(memory_format=torch.channels_last)


class Run:
    """One training run with its resumable state."""

    def __init__(self, model: Any, data: Data, config: dict[str, Any], plan: Plan, out: Path) -> None:
        self.model, self.data, self.config, self.plan, self.out = model, data, config, plan, out
        self.texts = Texts(model, config)
        self.average = deepcopy(model).eval()
        self.smooth = Smooth()
        wide = [p for p in model.visual.parameters() if p.ndim > 1]
        thin = [p for p in model.visual.parameters() if p.ndim <= 1]
        thin.append(model.logit_scale)
        groups = [{"params": wide, "weight_decay": plan.decay}, {"params": thin, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=plan.rate, betas=(0.9, 0.98))
        self.rows = data.rows("train")
        self.side = int(config["model_cfg"]["vision_cfg"]["image_size"])
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
        """Run epochs to the end, printing the held-out accuracy before and after each; return the last metrics."""
        if not self.log:
            self._note({"epoch": 0, **self.measure("held")})
        while self.progress(0) < 1 and self.epoch - self.best_epoch < self.plan.patience:
            loss = self.one_epoch()
            self.epoch += 1
            scores = self.measure("held")
            self._note({"epoch": self.epoch, "loss": round(loss, 4), "seconds": round(self.seconds), **scores})
            mean = sum(scores.values()) / max(1, len(scores))
            if mean >= self.best:
                self.best, self.best_epoch = mean, self.epoch
                save(self.average, self.config, self.out)
            self._keep()
        return self.log[-1]

    def _note(self, row: dict[str, Any]) -> None:
        self.log.append(row)
        print(json.dumps(row), flush=True)

    def measure(self, part: str) -> dict[str, float]:
        """Return the zero-shot accuracy of the averaged weights for each source."""
        scores = {s: accuracy(self.average, self.data, self.texts, part, s) for s in self.sources}
        return {source: round(score, 4) for source, score in scores.items() if not math.isnan(score)}

    def _order(self) -> torch.Tensor:
        """Shuffle the training examples, leaving some of the near-duplicates out."""
        shares = torch.tensor([SHARES.get(self.data.examples[int(n)].source, 1.0) for n in self.rows])
        chosen = self.rows[torch.rand(len(self.rows)) < shares]
        return chosen[torch.randperm(len(chosen))]

    def one_epoch(self) -> float:
        """Go once through the training examples; return the mean loss."""
        rng = random.Random(f"{self.plan.seed}-{self.epoch}")
        torch.manual_seed(rng.getrandbits(32))
        order = self._order()
        batches = [b for b in torch.split(order, self.plan.batch) if len(b) > 1]
        self.model.train()
        self.model.text.eval()
        losses = []
        for number, batch in enumerate(batches):
            began = time.monotonic()
            over = min(self.progress(number / len(batches)), 1.0)
            rate = self.plan.rate * min(1.0, over / 0.04 + 0.02) * (0.5 + 0.5 * math.cos(math.pi * over))
            for group in self.optimizer.param_groups:
                group["lr"] = rate
            loss = loss_of(self.model, batch, self.data, self.texts, smooth=self.smooth, rng=rng, side=self.side)
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(self.model.visual.parameters(), 2.0)
            self.optimizer.step()
            step = self.epoch * len(batches) + number
            blend(self.average, self.model, min(0.998, (step + 1) / (step + 20)))
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
    parser.add_argument("--no-drawings", action="store_true", help="photos only")
    parser.add_argument("--smoke", action="store_true", help="two epochs on 32 pictures, to see that all is in place")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    examples = read_examples(args.data, drawings=not args.no_drawings)
    if args.smoke:
        examples = [e for e in examples if e.part != "measure"][:: max(1, len(examples) // 40)]
    plan = Plan(2 if args.smoke else args.epochs, args.batch, args.rate, minutes=args.minutes, seed=args.seed)
    config = json.loads(args.config.read_text("utf-8"))
    (args.out / "plan.json").write_text(json.dumps({**asdict(plan), "data": args.data.name}, indent=1), "utf-8")
    torch.manual_seed(plan.seed)
    Run(begin(config, args.start), Data(examples, args.out), config, plan, args.out).go()
    encoder = ImageEncoder.load(args.out)
    encoder.calibration = calibrate(encoder, examples)
    write_calibration(encoder.calibration, args.out)
    print(json.dumps({"after": measure(encoder, examples), "folder": str(args.out)}, indent=1))


if __name__ == "__main__":
    main()

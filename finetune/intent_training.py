"""The training loop of the intent classifier: schedule, averaged weights, checkpoints that a run resumes from."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from finetune.intent_batches import TurnBatch, epoch
from finetune.intent_net import Recipe, TurnNet, contrast, new_net
from finetune.intent_turns import Example
from intents.tuned_encoder import Tokens

log = logging.getLogger(__name__)
KEEP_EVERY = 150  # steps between checkpoints
WARM_UP = 0.06  # of all steps


def fit(examples: Sequence[Example], names: Sequence[str], recipe: Recipe, run: Path | None = None, *,
        start: TurnNet | None = None) -> TurnNet:  # fmt: skip
    """Train a net, new or `start`, from the checkpoint in `run` if there is one; return it with averaged weights."""
    net, tokens = start or new_net(len(names), recipe), Tokens()
    optimiser = torch.optim.AdamW(net.groups(recipe), weight_decay=recipe.decay)
    average = {name: rows.detach().clone() for name, rows in _trained(net).items()}
    first = _resume(net, average, optimiser, run)
    share = np.bincount([names.index(example.label) for example in examples], minlength=len(names))
    weight = torch.tensor(1.0 / np.sqrt(np.maximum(share, 1)), dtype=torch.float32)
    loss_of = torch.nn.CrossEntropyLoss(weight=weight / weight.mean(), label_smoothing=recipe.smoothing)
    step, steps, began, mean = 0, _steps(examples, names, recipe), time.monotonic(), 0.0
    net.train()
    for number in range(math.ceil(recipe.epochs)):
        for batch in epoch(examples, names, tokens, recipe.batch, seed=1000 * recipe.seed + number):
            step += 1
            if step <= first or step > steps:
                continue
            loss = _learn(net, batch, loss_of, optimiser, recipe=recipe, done=step / steps)
            mean = loss if mean == 0.0 else 0.95 * mean + 0.05 * loss
            keep = min(recipe.average, step / (step + 10))
            for name, rows in _trained(net).items():
                average[name].lerp_(rows.detach(), 1 - keep)
            if step % KEEP_EVERY == 0 or step == steps:
                log.info("step %d of %d  loss %.4f  %.0f s", step, steps, mean, time.monotonic() - began)
                _keep(net, average, optimiser, run, step=step)
    net.load_state_dict(average, strict=False)
    return net.eval()


def _learn(net: TurnNet, batch: TurnBatch, loss_of: torch.nn.Module, optimiser: torch.optim.Optimizer, *,
           recipe: Recipe, done: float) -> float:  # fmt: skip
    for group in optimiser.param_groups:
        group["lr"] = group["top"] * min(done / WARM_UP, 0.02 + 0.49 * (1 + math.cos(math.pi * done)))
    scores, projected = net(batch.tokens, batch.flags, batch.grams)
    loss = loss_of(scores, batch.target)
    if recipe.contrast:
        loss = loss + recipe.contrast * contrast(projected, batch.target, recipe.temperature)
    loss.backward()
    torch.nn.utils.clip_grad_norm_([p for group in optimiser.param_groups for p in group["params"]], 1.0)
    optimiser.step()
    optimiser.zero_grad(set_to_none=True)
    return float(loss.detach())


def _steps(examples: Sequence[Example], names: Sequence[str], recipe: Recipe) -> int:
    return max(1, int(recipe.epochs * -(-len(examples) // recipe.batch)))


def _trained(net: TurnNet) -> dict[str, torch.Tensor]:
    return {name: rows for name, rows in net.named_parameters() if rows.requires_grad}


def _keep(net: TurnNet, average: dict[str, torch.Tensor], optimiser: torch.optim.Optimizer, run: Path | None, *,
          step: int) -> None:  # fmt: skip
    if run is None:
        return
    run.mkdir(parents=True, exist_ok=True)
    state = {"net": _trained(net), "average": average, "optimiser": optimiser.state_dict(), "step": step}
    torch.save(state, run / "checkpoint.new")
    (run / "checkpoint.new").replace(run / "checkpoint.pt")


def _resume(net: TurnNet, average: dict[str, torch.Tensor], optimiser: torch.optim.Optimizer, run: Path | None) -> int:
    if run is None or not (run / "checkpoint.pt").exists():
        return 0
    state = torch.load(run / "checkpoint.pt", weights_only=True)
    net.load_state_dict(state["net"], strict=False)
    average.update(state["average"])
    optimiser.load_state_dict(state["optimiser"])
    log.info("resumed at step %d", state["step"])
    return int(state["step"])

"""The training loop of the language model and its adapters: schedule, checkpoints, progress, loss curve."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import nn

from finetune.batches import IGNORED, Batch


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train: steps in all, the highest learning rate, warm-up and how often to keep a checkpoint."""

    steps: int
    rate: float = 1.5e-3
    warmup: int = 100
    decay: float = 0.1
    keep_every: int = 100
    log_every: int = 20


def rate_at(plan: Plan, step: int) -> float:
    """Return the learning rate of a step: linear warm-up, then a cosine down to a twentieth."""
    if step < plan.warmup:
        return plan.rate * (step + 1) / plan.warmup
    done = (step - plan.warmup) / max(1, plan.steps - plan.warmup)
    return plan.rate * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * min(1.0, done))))


def loss_of(model: nn.Module, batch: Batch) -> torch.Tensor:
    """Return the mean cross-entropy of the labelled tokens, in nats; logits are made for these only."""
    device = next(model.parameters()).device
    ids, labels = batch.ids.to(device), batch.labels.to(device)
    wanted = labels[:, 1:] != IGNORED
    with torch.autocast(device.type, dtype=torch.bfloat16):
        hidden = model.get_decoder()(input_ids=ids, attention_mask=batch.mask.to(device)).last_hidden_state  # type: ignore[operator]
        logits = model.get_output_embeddings()(hidden[:, :-1][wanted])  # type: ignore[operator]
    return nn.functional.cross_entropy(logits.float(), labels[:, 1:][wanted])


def train(model: nn.Module, stream: Iterator[Batch], plan: Plan, run: Path, *, until: int = 0) -> float:
    """Train to the plan's last step or `until`, from the run's checkpoint if it has one; return the last mean loss."""
    run.mkdir(parents=True, exist_ok=True)
    (run / "plan.json").write_text(json.dumps(asdict(plan)))
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=plan.rate, betas=(0.9, 0.95), weight_decay=plan.decay)
    first, last = _resume(model, optimiser, run), until or plan.steps
    seen, mean, began = 0, 0.0, time.monotonic()
    model.train()
    for step in range(first, last):
        batch = next(stream)
        for group in optimiser.param_groups:
            group["lr"] = rate_at(plan, step)
        loss = loss_of(model, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        seen += int(batch.mask.sum())
        mean = loss.item() if mean == 0.0 else 0.95 * mean + 0.05 * loss.item()
        if (step + 1) % plan.log_every == 0:
            _log(run, step + 1, mean, seen / (time.monotonic() - began))
        if (step + 1) % plan.keep_every == 0 or step + 1 == last:
            _keep(model, optimiser, run, step + 1)
    return mean


def _log(run: Path, step: int, loss: float, speed: float) -> None:
    print(f"step {step}  loss {loss:.4f}  {speed:.0f} tokens/s", flush=True)
    with (run / "loss.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"step": step, "loss": round(loss, 4), "tokens_per_second": round(speed)}) + "\n")


def _keep(model: nn.Module, optimiser: torch.optim.Optimizer, run: Path, step: int) -> None:
    state = {"model": dict(model.state_dict()), "optimiser": optimiser.state_dict(), "step": step}
    torch.save(state, run / "checkpoint.new")
    (run / "checkpoint.new").replace(run / "checkpoint.pt")


def _resume(model: nn.Module, optimiser: torch.optim.Optimizer, run: Path) -> int:
    file = run / "checkpoint.pt"
    if not file.exists():
        return 0
    state = torch.load(file, map_location="cpu", weights_only=True)
    model.load_state_dict(state["model"])
    optimiser.load_state_dict(state["optimiser"])
    return int(state["step"])


def draw_curve(run: Path) -> None:
    """Draw the loss by step to loss.png in the run's folder."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    rows = [json.loads(line) for line in (run / "loss.jsonl").read_text().splitlines()]
    figure, axes = pyplot.subplots(figsize=(6, 3.5))
    axes.plot([r["step"] for r in rows], [r["loss"] for r in rows])
    axes.set(xlabel="step", ylabel="loss (nats per token)", ylim=(0, None))
    figure.tight_layout()
    figure.savefig(run / "loss.png", dpi=110)
    pyplot.close(figure)

"""Train the text encoder of the search: MiniLM and a LoRA adapter, so that a query lies near the titles that answer it.

    SHOP_DATA=DATA python -m finetune.text_encoder [--smoke] [--out runs/text]

A run that was broken off goes on where it was. The run folder holds the adapter as retrieval.encoders loads it,
metrics.json (before and after), the losses and their picture.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random

import numpy as np
import torch
from peft import get_peft_model_state_dict, set_peft_model_state_dict
from safetensors.torch import save_file

from finetune.made_shop import make_rows, wish_of
from finetune.text_net import Net, Recipe, encoded, losses
from finetune.text_queries import Example, Parts, Shelf, read_parts, read_products
from finetune.training import Plan, draw_curve, rate_at
from retrieval import synonyms
from retrieval.encoders import BUNDLED

log = logging.getLogger(__name__)
_ROWS, _SHARES = 300, (0.35, 0.35, 0.3)
# The share of what was learned that is served: halfway to the published weights what those know of the rest of the
# world is kept (Wortsman et al. 2022 on such means of weights).
SERVED = 0.5
CHECKPOINT, ADAPTER = "checkpoint.pt", "adapter_model.safetensors"


class Source:
    """Examples to learn from, or held out."""

    def __init__(self, data: Path, *, held: bool) -> None:
        """Read queries and rows of the shared data."""
        known = synonyms.load()
        self.parts: Parts = read_parts(data, known, held=held)
        self.shelf = Shelf(read_products(data), known, held=held)

    def batch(self, count: int, rng: Random, *, others: int) -> list[Example]:
        """Draw examples: from the parts of real queries, from rows of catalogues, and from a shop made up for them."""
        rows = make_rows(self.parts, rng, size=_ROWS)
        makers = rng.choices(("parts", "shelf", "shop"), _SHARES, k=count)
        return [self.parts.example(rng, others=others) if maker == "parts" else
                self.shelf.example(rng, others=others) if maker == "shelf" else
                wish_of(rows, self.parts, rng, others=others) for maker in makers]  # fmt: skip


def judge(net: Net, examples: Sequence[Example]) -> dict[str, float]:
    """Return how often an answer ranks above its near misses, and its mean reciprocal rank among all titles."""
    queries = net.vectors([e.query for e in examples])
    titles = net.vectors([e.title for e in examples])
    others = net.vectors([other for e in examples for other in e.others])
    own = (queries * titles).sum(1)
    misses = torch.einsum("nd,nod->no", queries, others.reshape(len(examples), -1, queries.shape[1]))
    pool = torch.cat([titles, others])
    rank = ((queries @ pool.T) > own.unsqueeze(1)).sum(1) + 1
    return {"above": float((own.unsqueeze(1) > misses).float().mean()), "mrr": float((1 / rank.float()).mean())}


class Training:
    """One run: the net, its optimiser, and how far it is."""

    def __init__(self, out: Path, recipe: Recipe) -> None:
        """Make a fresh net, or take up the run in `out`."""
        self.out, self.recipe, self.net = out, recipe, Net(recipe)
        self.parameters = [p for p in self.net.parameters() if p.requires_grad]
        self.optimiser = torch.optim.AdamW(self.parameters, lr=recipe.rate, weight_decay=0.01)
        self.done, self.best, self.since, self.seconds = 0, -1.0, 0, 0.0
        if (out / CHECKPOINT).is_file():
            state = torch.load(out / CHECKPOINT, weights_only=True)
            set_peft_model_state_dict(self.net.encoder, state["adapter"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.done, self.best, self.since, self.seconds = state["place"]
            log.info("going on after step %d", self.done)

    def keep(self) -> None:
        """Write a checkpoint in place of the last."""
        place = (self.done, self.best, self.since, self.seconds)
        torch.save({"adapter": get_peft_model_state_dict(self.net.encoder), "optimiser": self.optimiser.state_dict(),
                    "place": place}, self.out / f"{CHECKPOINT}.part")  # fmt: skip
        (self.out / f"{CHECKPOINT}.part").replace(self.out / CHECKPOINT)

    def step(self, examples: Sequence[Example]) -> float:
        """Learn from one batch; return its loss."""
        plan = Plan(self.recipe.steps, self.recipe.rate, warmup=max(1, self.recipe.steps // 20))
        over = self.seconds / (60 * self.recipe.minutes) * self.recipe.steps if self.recipe.minutes else 0.0
        for group in self.optimiser.param_groups:
            group["lr"] = rate_at(plan, max(self.done, int(over)))
        began = time.monotonic()
        self.net.train()
        loss = losses(*encoded(self.net, examples), self.recipe)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimiser.step()
        self.done, self.seconds = self.done + 1, self.seconds + time.monotonic() - began
        return float(loss.item())

    @property
    def over(self) -> bool:
        """Whether steps, time or patience are used up."""
        late = 0 < self.recipe.minutes * 60 <= self.seconds
        return late or self.done >= self.recipe.steps or self.since >= self.recipe.patience


def train(out: Path, data: Path, recipe: Recipe) -> dict[str, float]:
    """Train, measure before and after, and write the run folder `out`."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "recipe.json").write_text(json.dumps(asdict(recipe), indent=1) + "\n", encoding="utf-8")
    run, source = Training(out, recipe), Source(data, held=False)
    held = Source(data, held=True).batch(240, Random(1), others=3)
    before = judge(Net(recipe), held)
    log.info("before: %s", before)
    seen: list[float] = []
    while not run.over:
        seen.append(run.step(source.batch(recipe.batch, Random(f"{recipe.seed} {run.done}"), others=recipe.others)))
        if run.done % 10 == 0 or run.over:
            _note(run, float(np.mean(seen[-10:])))
        if run.done % recipe.every == 0 or run.over:
            found = judge(run.net, held)
            better = sum(found.values()) > run.best
            run.best, run.since = max(run.best, sum(found.values())), 0 if better else run.since + 1
            log.info("step %d  held-out %s", run.done, found)
            if better:
                save(out, run.net)
                (out / "metrics.json").write_text(json.dumps({"before": before, "after": found, "steps": run.done}))
            run.keep()
    draw_curve(out)
    return dict(json.loads((out / "metrics.json").read_text(encoding="utf-8"))["after"])


def _note(run: Training, loss: float) -> None:
    log.info("step %d of %d  loss %.3f  %.0f s", run.done, run.recipe.steps, loss, run.seconds)
    with (run.out / "loss.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"step": run.done, "loss": round(loss, 4)}) + "\n")


def save(out: Path, net: Net, *, share: float = SERVED) -> None:
    """Write the adapter in float16, as PEFT and retrieval.encoders load it, to be added by that share."""
    adapter = get_peft_model_state_dict(net.encoder)
    save_file({name: rows.half().contiguous() for name, rows in adapter.items()}, out / ADAPTER)
    (out / ADAPTER).chmod(0o644)
    config = net.encoder.peft_config["default"]
    kept, config.base_model_name_or_path = (config.inference_mode, config.lora_alpha), BUNDLED
    config.inference_mode, config.lora_alpha = True, config.lora_alpha * share
    config.save_pretrained(out)
    config.inference_mode, config.lora_alpha = kept


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("runs/text"), help="run folder (runs/text)")
    parser.add_argument("--smoke", action="store_true", help="three small steps: does it run at all")
    parser.add_argument("--steps", type=int, default=Recipe.__dataclass_fields__["steps"].default)
    parser.add_argument("--minutes", type=float, default=0.0, help="end the schedule after so many minutes")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(1)
    if not os.environ.get("SHOP_DATA"):
        parser.error("SHOP_DATA is not set: name the folder that holds nlu/queryner")
    recipe = Recipe(batch=8, steps=3, seed=given.seed) if given.smoke else Recipe(
        steps=given.steps, minutes=given.minutes, seed=given.seed)
    for name, value in train(given.out, Path(os.environ["SHOP_DATA"]), recipe).items():
        log.info("%-8s %.4f", name, value)


if __name__ == "__main__":
    main()

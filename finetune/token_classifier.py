"""Train the token classifier on SHOP_DATA/nlu/queryner: MiniLM, a LoRA adapter, a head over words and a CRF.

    python -m finetune.token_classifier [--smoke] [--out runs/tokens]

A run that was broken off goes on where it was. The run folder holds what intents.tagger loads, metrics.json, the
losses and their picture.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import os
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict
from safetensors.torch import save_file
from tokenizers import Tokenizer

from finetune.token_data import Query, Variations, is_held, read_queries, tags_of
from finetune.token_score import span_score
from intents.tagger import Tagger, TagNet, barred, batch_of, open_encoder, open_tokenizer
from retrieval.encoders import BUNDLED

log = logging.getLogger(__name__)
CHECKPOINT = "checkpoint.pt"


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train; chosen on a tenth of the training rows."""

    rank: int = 32
    alpha: int = 64
    dropout: float = 0.15
    epochs: int = 5
    batch: int = 32
    rate: float = 8e-4
    head_rate: float = 3e-3
    warmup: float = 0.1
    decay: float = 0.01
    sentences: float = 0.5
    swaps: float = 0.4
    nothing: float = 0.06
    hidden: float = 0.03
    averaged: float = 0.99
    patience: int = 3
    most_steps: int = 0
    seed: int = 0


class Average:
    """A running mean of what is trained, which is steadier than the last step."""

    def __init__(self, net: TagNet, keep: float) -> None:
        """Start at the weights of `net`."""
        self.keep, self.steps = keep, 0
        self.rows = {n: p.detach().clone() for n, p in net.named_parameters() if p.requires_grad}

    def update(self, net: TagNet) -> None:
        """Move towards the weights of `net`, faster at first."""
        self.steps += 1
        keep = min(self.keep, self.steps / (self.steps + 10))
        for name, rows in net.named_parameters():
            if name in self.rows:
                self.rows[name].lerp_(rows.detach(), 1.0 - keep)

    def swap(self, net: TagNet) -> None:
        """Exchange the mean and the weights of `net`; done twice, nothing has changed."""
        for name, rows in net.named_parameters():
            if name in self.rows:
                kept = rows.detach().clone()
                rows.data.copy_(self.rows[name])
                self.rows[name].copy_(kept)


def make_net(tags: Sequence[str], recipe: Recipe) -> TagNet:
    """Return the bundled encoder with a fresh adapter on all linear layers and a fresh head."""
    torch.manual_seed(recipe.seed)
    config = LoraConfig(r=recipe.rank, lora_alpha=recipe.alpha, lora_dropout=recipe.dropout, bias="none",
                        target_modules=["query", "key", "value", "dense"])  # fmt: skip
    with warnings.catch_warnings():  # PEFT reads a property that transformers has renamed
        warnings.simplefilter("ignore", FutureWarning)
        return TagNet(get_peft_model(open_encoder(), config), len(tags))


def crf_loss(net: TagNet, scores: torch.Tensor, tags: torch.Tensor, bars: torch.Tensor) -> torch.Tensor:
    """Return the mean negative log-likelihood of a text; `tags` (n, words) int64, -1 beyond its end."""
    links, first, kept = net.links + bars[:-1], net.ends[0] + bars[-1], tags >= 0
    gold, rows = tags.clamp(min=0), torch.arange(len(tags))
    ahead = first + scores[:, 0]
    path = first[gold[:, 0]] + scores[rows, 0, gold[:, 0]]
    for place in range(1, tags.shape[1]):
        here = kept[:, place]
        onward = torch.logsumexp(ahead.unsqueeze(2) + links, dim=1) + scores[:, place]
        ahead = torch.where(here.unsqueeze(1), onward, ahead)
        step = links[gold[:, place - 1], gold[:, place]] + scores[rows, place, gold[:, place]]
        path = path + step * here
    last = gold[rows, kept.sum(dim=1) - 1]
    return (torch.logsumexp(ahead + net.ends[1], dim=1) - path - net.ends[1][last]).mean()


def epoch_of(queries: Sequence[Query], varied: Variations, recipe: Recipe, rng: Random) -> Iterator[list[Query]]:
    """Yield the batches of one pass over `queries` and their variations, texts of like length together."""
    drawn = [varied.swapped(q) if rng.random() < recipe.swaps else q for q in queries]
    drawn += [varied.sentence(varied.swapped(q)) for q in queries if rng.random() < recipe.sentences]
    drawn += [varied.nothing() for _ in range(int(len(queries) * recipe.nothing))]
    drawn.sort(key=lambda q: len(q.words) + rng.random() * 3)
    batches = [drawn[i : i + recipe.batch] for i in range(0, len(drawn), recipe.batch)]
    rng.shuffle(batches)
    yield from batches


class Training:
    """One run: the net, its optimiser and how far it is."""

    def __init__(self, tags: Sequence[str], recipe: Recipe, steps: int, net: TagNet | None = None) -> None:
        """Make a net for `tags`, or take one, to be trained for `steps` steps."""
        self.tags, self.recipe, self.steps, self.done = tuple(tags), recipe, max(1, steps), 0
        self.net, self.tokenizer = net or make_net(tags, recipe), open_tokenizer()
        self.bars = torch.from_numpy(barred(tags))
        trained = trained_by_name(self.net).items()
        self.rates = (recipe.rate, recipe.head_rate)
        groups = [[p for n, p in trained if n.startswith("encoder.") == inside] for inside in (True, False)]
        self.optimiser = torch.optim.AdamW([{"params": g} for g in groups], weight_decay=recipe.decay)
        self.average = Average(self.net, recipe.averaged)
        self.masked = int(self.tokenizer.token_to_id("[MASK]") or 0)

    def step(self, queries: Sequence[Query]) -> float:
        """Learn from one batch; return its loss."""
        for group, rate in zip(self.optimiser.param_groups, self.rates, strict=True):
            group["lr"] = rate * self._share()
        self.net.train()
        batch = batch_of([q.words for q in queries], self.tokenizer)
        hide = (torch.rand(batch.ids.shape) < self.recipe.hidden) & (batch.pool.sum(dim=1) > 0)
        batch.ids[hide] = self.masked
        most = max(batch.words)
        gold = torch.tensor([[self.tags.index(t) for t in q.tags] + [-1] * (most - len(q.tags)) for q in queries])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = self.net(batch)
        loss = crf_loss(self.net, scores.float(), gold, self.bars)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_([p for p in self.net.parameters() if p.requires_grad], 1.0)
        self.optimiser.step()
        self.average.update(self.net)
        self.done += 1
        return float(loss.item())

    def _share(self) -> float:
        warm = self.recipe.warmup * self.steps
        if self.done < warm:
            return (self.done + 1) / warm
        return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, (self.done - warm) / (self.steps - warm + 1))))


def judge(net: TagNet, tags: Sequence[str], tokenizer: Tokenizer, queries: Sequence[Query]) -> float:
    """Return the strict span F1 on `queries`."""
    tagger = Tagger(net, tags, tokenizer)
    return span_score([q.tags for q in queries], guesses(tagger, queries)).f1


def guesses(tagger: Tagger, queries: Sequence[Query]) -> list[list[str]]:
    """Return the tags that the tagger gives the words of each query."""
    found: list[list[str]] = []
    for start in range(0, len(queries), 64):
        paths = tagger.paths([q.words for q in queries[start : start + 64]])
        found += [[tagger.tags[tag] for tag in path] for path, _ in paths]
    return found


@dataclass(frozen=True, slots=True)
class Data:
    """Queries to learn from, those that settings and the stop are chosen by, and those that only measure."""

    train: Sequence[Query]
    held: Sequence[Query]
    validation: Sequence[Query]

    @classmethod
    def read(cls, folder: Path) -> Data:
        """Read `nlu/queryner` of the shared data."""
        rows = read_queries(folder / "nlu" / "queryner" / "train.jsonl.gz")
        validation = read_queries(folder / "nlu" / "queryner" / "validation.jsonl.gz")
        return cls([q for q in rows if not is_held(q)], [q for q in rows if is_held(q)], validation)


def train(out: Path, data: Data, recipe: Recipe) -> dict[str, float]:
    """Train, measure before and after, and write the run folder `out`; go on where a broken-off run was."""
    out.mkdir(parents=True, exist_ok=True)
    tags = tags_of([*data.train, *data.held, *data.validation])
    steps = len(list(epoch_of(data.train, Variations(data.train, 0), recipe, Random(0)))) * recipe.epochs
    run = Training(tags, recipe, recipe.most_steps or steps)
    before = judge(run.net, tags, run.tokenizer, data.validation)
    size = sum(rows.numel() for rows in trained_by_name(run.net).values())
    log.info("%d parameters are trained; validation F1 before %.4f", size, before)
    _epochs(out, run, data)
    save(out, run.net, tags)
    metrics = measure(out, data) | {"validation_f1_before": before}
    (out / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")
    draw(out)
    return metrics


def _epochs(out: Path, run: Training, data: Data) -> None:
    """Run the epochs that are left; keep the best mean weights, stop where they no longer get better."""
    epoch, best, since = _resume(out, run)
    while epoch < run.recipe.epochs and since < run.recipe.patience and not _enough(run):
        varied, rng = Variations(data.train, run.recipe.seed + epoch), Random(run.recipe.seed + epoch)
        began, losses = time.monotonic(), []
        for batch in epoch_of(data.train, varied, run.recipe, rng):
            losses.append(run.step(batch))
            if run.done % 50 == 0:
                log.info("step %d of %d  loss %.3f", run.done, run.steps, float(np.mean(losses[-50:])))
            if _enough(run):
                break
        run.average.swap(run.net)
        held = judge(run.net, run.tags, run.tokenizer, data.held)
        if held >= best:
            torch.save({n: p.detach() for n, p in trained_by_name(run.net).items()}, out / "best.pt")
        run.average.swap(run.net)
        epoch, best, since = epoch + 1, max(best, held), 0 if held >= best else since + 1
        _keep(out, run, (epoch, best, since))
        took = time.monotonic() - began
        _note(out, {"epoch": epoch, "loss": float(np.mean(losses)), "held_f1": held, "seconds": took})
    run.net.load_state_dict(torch.load(out / "best.pt"), strict=False)


def _enough(run: Training) -> bool:
    return 0 < run.recipe.most_steps <= run.done


def _note(out: Path, row: dict[str, float]) -> None:
    log.info("epoch %d  loss %.3f  held-out F1 %.4f  %.0f s", *row.values())
    with (out / "loss.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({name: round(value, 4) for name, value in row.items()}) + "\n")


def _keep(out: Path, run: Training, place: tuple[int, float, int]) -> None:
    state = {
        "net": {name: rows.detach() for name, rows in trained_by_name(run.net).items()},
        "average": run.average.rows,
        "optimiser": run.optimiser.state_dict(),
        "steps": (run.done, run.average.steps),
        "place": place,
    }
    torch.save(state, out / f"{CHECKPOINT}.part")
    (out / f"{CHECKPOINT}.part").replace(out / CHECKPOINT)


def _resume(out: Path, run: Training) -> tuple[int, float, int]:
    if not (out / CHECKPOINT).is_file():
        return 0, 0.0, 0
    state = torch.load(out / CHECKPOINT)
    run.net.load_state_dict(state["net"], strict=False)
    run.optimiser.load_state_dict(state["optimiser"])
    run.average.rows, (run.done, run.average.steps) = state["average"], state["steps"]
    log.info("going on after epoch %d", state["place"][0])
    return tuple(state["place"])


def trained_by_name(net: TagNet) -> dict[str, torch.nn.Parameter]:
    """Return the parameters that training moves."""
    return {name: rows for name, rows in net.named_parameters() if rows.requires_grad}


def save(out: Path, net: TagNet, tags: Sequence[str]) -> None:
    """Write adapter, head and tags as `intents.tagger.Tagger.load` reads them, in float16."""
    out.mkdir(parents=True, exist_ok=True)
    adapter = get_peft_model_state_dict(net.encoder)
    save_file({n: rows.half().contiguous() for n, rows in adapter.items()}, out / "adapter_model.safetensors")
    config = net.encoder.peft_config["default"]
    config.base_model_name_or_path, config.inference_mode = BUNDLED, True
    config.save_pretrained(out)
    save_file({n: rows.half().contiguous() for n, rows in net.head().items()}, out / "head.safetensors")
    for path in out.glob("*.safetensors"):
        path.chmod(0o644)
    (out / "tags.json").write_text(json.dumps(list(tags)) + "\n", encoding="utf-8")


def measure(folder: Path, data: Data) -> dict[str, float]:
    """Measure the saved tagger: strict span F1 on queries, on queries within sentences, and by use."""
    tagger, varied = Tagger.load(folder), Variations(data.held, 5)
    wrapped = [varied.sentence(q) for q in data.held]
    kinds = frozenset({"core_product_type"})
    found = guesses(tagger, data.validation)
    gold = [q.tags for q in data.validation]
    return {
        "validation_f1": round(span_score(gold, found).f1, 4),
        "validation_precision": round(span_score(gold, found).precision, 4),
        "validation_recall": round(span_score(gold, found).recall, 4),
        "validation_types_f1": round(span_score(gold, found, kinds).f1, 4),
        "held_f1": round(span_score([q.tags for q in data.held], guesses(tagger, data.held)).f1, 4),
        "held_in_sentences_f1": round(span_score([q.tags for q in wrapped], guesses(tagger, wrapped)).f1, 4),
        "validation_queries": float(len(gold)),
    }


def draw(out: Path) -> None:
    """Draw loss and held-out F1 by epoch."""
    from matplotlib.figure import Figure

    rows = [json.loads(line) for line in (out / "loss.jsonl").read_text(encoding="utf-8").splitlines()]
    figure = Figure(figsize=(7, 4))
    axes = figure.add_subplot()
    axes.plot([r["epoch"] for r in rows], [r["loss"] for r in rows], label="loss (nats a query)")
    axes.set(xlabel="epoch", ylabel="loss")
    other = axes.twinx()
    other.plot([r["epoch"] for r in rows], [r["held_f1"] for r in rows], color="tab:orange", label="held-out F1")
    other.set(ylabel="strict span F1")
    figure.legend()
    figure.savefig(out / "loss.png", dpi=110)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("runs/tokens"), help="run folder (runs/tokens)")
    parser.add_argument("--smoke", action="store_true", help="two steps: does it run at all")
    parser.add_argument("--measure", action="store_true", help="only measure what is in the run folder")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(1)
    if not os.environ.get("SHOP_DATA"):
        parser.error("SHOP_DATA is not set: name the folder that holds nlu/queryner")
    data = Data.read(Path(os.environ["SHOP_DATA"]))
    recipe = Recipe(epochs=1, most_steps=2, seed=given.seed) if given.smoke else Recipe(seed=given.seed)
    metrics = measure(given.out, data) if given.measure else train(given.out, data, recipe)
    for name, value in metrics.items():
        log.info("%-24s %.4f", name, value)


if __name__ == "__main__":
    main()

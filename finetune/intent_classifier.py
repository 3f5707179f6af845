"""Train the intent classifier on the turns in intents/turns/ (and outsiders from SHOP_DATA, if set).

    python -m finetune.intent_classifier [--smoke] [--out runs/intent]

writes head.safetensors, head.json, metrics.json and confusion.png into the run folder.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix, f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold

from finetune.intent_turns import Example, labels, read_outsiders, read_turns, varied
from intents.classifier import OUT_OF_SCOPE, Head, softmax
from intents.features import ACTS, BUCKETS, Encoder, Features, Floats, featurise

log = logging.getLogger(__name__)
LENGTH = 8.0  # of a sentence vector while training: beside flags of 0 and 1 a unit row is too faint to learn from
REJECTED_AT_MOST = 0.015  # share of in-scope turns that the threshold may turn away, cross-validated


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train: sizes and rates, chosen by cross-validation on our own turns."""

    hidden: int = 384
    epochs: int = 20
    batch: int = 256
    rate: float = 1.5e-3
    decay: float = 1e-2
    dropout: float = 0.6
    smoothing: float = 0.1
    copies: int = 4
    folds: int = 3
    centroids: int = 72
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """Held-out turns as a head that never saw them judges them: labels, logits and scope evidence, row by row."""

    truth: NDArray[np.int64]
    logits: Floats
    evidence: Floats


class Remembering:
    """An encoder that encodes a text once in its life."""

    def __init__(self, encoder: Encoder) -> None:
        """Wrap `encoder`."""
        self._encoder = encoder
        self._known: dict[str, Floats] = {}

    def encode(self, texts: list[str], /) -> Floats:
        """Encode `texts`, only those not seen before: `(n, dim)` float32, unit rows."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._encoder.encode(new), strict=True))
        return np.stack([self._known[text] for text in texts])


class Net(torch.nn.Module):
    """The trainable twin of `intents.classifier.Head.logits`."""

    def __init__(self, dense: int, outputs: int, recipe: Recipe) -> None:
        """Start from small random weights; the table of hashed words starts at zero."""
        super().__init__()
        self.hidden = torch.nn.Linear(dense, recipe.hidden)
        self.out = torch.nn.Linear(recipe.hidden, outputs)
        self.table = torch.nn.EmbeddingBag(BUCKETS, outputs, mode="sum")
        self.drop = torch.nn.Dropout(recipe.dropout)
        torch.nn.init.zeros_(self.table.weight)
        scale = torch.ones(dense)
        scale[: dense - len(ACTS) - 3] = LENGTH
        self.scale = torch.nn.Buffer(scale)

    def forward(self, dense: torch.Tensor, grams: Sequence[NDArray[np.int64]]) -> torch.Tensor:
        """Score every label: `(n, labels)`."""
        counts = [len(row) for row in grams]
        offsets = torch.tensor(np.cumsum([0, *counts[:-1]]))
        shares = np.repeat([1.0 / np.sqrt(max(1, count)) for count in counts], counts)
        weights = torch.tensor(shares, dtype=torch.float32)
        sparse = self.table(torch.from_numpy(np.concatenate(grams)), offsets, per_sample_weights=self.drop(weights))
        scores: torch.Tensor = self.out(self.drop(torch.relu(self.hidden(self.drop(dense * self.scale))))) + sparse
        return scores


def fit(examples: Sequence[Example], encoder: Encoder, recipe: Recipe) -> Head:
    """Train a head on `examples` and their variations; not yet calibrated."""
    names = labels()
    torch.manual_seed(recipe.seed)
    more = list(varied(examples, recipe.seed, copies=recipe.copies))
    features = featurise([example.turn for example in more], encoder)
    target = np.array([names.index(example.label) for example in more])
    net = _train(features, target, len(names), recipe)
    own = featurise([example.turn for example in examples], encoder).words
    outside = np.array([example.label == OUT_OF_SCOPE for example in examples])
    arrays = {
        "hidden": (net.hidden.weight * net.scale).T, "hidden_bias": net.hidden.bias, "out": net.out.weight.T,
        "out_bias": net.out.bias, "table": net.table.weight,
    }  # fmt: skip
    found = {name: np.ascontiguousarray(rows.detach().numpy()) for name, rows in arrays.items()}
    found |= {"centroids": _centroids(own[~outside], recipe), "outside": _centroids(own[outside], recipe)}
    return Head(names, found)


def _train(features: Features, target: NDArray[np.int64], outputs: int, recipe: Recipe) -> Net:
    net = Net(features.dense.shape[1], outputs, recipe)
    steps = recipe.epochs * (len(target) // recipe.batch + 1)
    optimiser = torch.optim.AdamW(net.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=recipe.rate * 2, total_steps=steps)
    share = np.bincount(target, minlength=outputs)
    weight = torch.tensor(1.0 / np.sqrt(np.maximum(share, 1)), dtype=torch.float32)
    loss_of = torch.nn.CrossEntropyLoss(weight=weight / weight.mean(), label_smoothing=recipe.smoothing)
    rng = np.random.default_rng(recipe.seed)
    net.train()
    for _ in range(recipe.epochs):
        for rows in np.array_split(rng.permutation(len(target)), len(target) // recipe.batch + 1):
            optimiser.zero_grad()
            scores = net(torch.from_numpy(features.dense[rows]), [features.grams[row] for row in rows])
            loss_of(scores, torch.from_numpy(target[rows])).backward()
            optimiser.step()
            schedule.step()
    return net.eval()


def _centroids(rows: Floats, recipe: Recipe) -> Floats:
    if len(rows) == 0:
        return np.zeros((1, rows.shape[1]), np.float32)
    means = KMeans(min(recipe.centroids, len(rows)), n_init=1, random_state=recipe.seed).fit(rows).cluster_centers_
    return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), np.float32)


def cross_validate(examples: Sequence[Example], encoder: Encoder, recipe: Recipe) -> Judged:
    """Judge every example by a head trained on the other folds; a held-out turn may stand in some context."""
    names = labels()
    truth = np.array([names.index(example.label) for example in examples])
    logits = np.zeros((len(examples), len(names)), np.float32)
    evidence = np.zeros((len(examples), 5), np.float32)
    folds = StratifiedKFold(recipe.folds, shuffle=True, random_state=recipe.seed)
    for train, held in folds.split(np.zeros((len(truth), 1)), truth):
        head = fit([examples[row] for row in train], encoder, recipe)
        placed = list(varied([examples[row] for row in held], recipe.seed + 1, copies=1))[1::2]
        features = featurise([example.turn for example in placed], encoder)
        logits[held] = head.logits(features)
        evidence[held] = head.scope_evidence(features, logits[held])
    return Judged(truth, logits, evidence)


def calibrate(head: Head, judged: Judged) -> Head:
    """Set temperature, scope weights and threshold of `head` from turns that it was not trained on."""
    inside = judged.truth != len(head.labels) - 1
    model = LogisticRegression(class_weight="balanced", max_iter=2000).fit(judged.evidence, inside)
    odds = judged.evidence @ model.coef_[0] + model.intercept_[0]
    scope = tuple(float(weight) for weight in (*model.coef_[0], model.intercept_[0]))
    threshold = float(np.quantile(1.0 / (1.0 + np.exp(-odds[inside])), REJECTED_AT_MOST))
    grid = np.linspace(0.3, 3.0, 55)
    losses = [_loss(judged.logits[inside, :-1] / heat, judged.truth[inside]) for heat in grid]
    return replace(head, temperature=float(grid[int(np.argmin(losses))]), scope=scope, threshold=min(0.5, threshold))


def _loss(logits: Floats, truth: NDArray[np.int64]) -> float:
    return float(-np.log(softmax(logits)[np.arange(len(truth)), truth] + 1e-9).mean())


def measure(head: Head, judged: Judged) -> dict[str, float]:
    """Compute accuracy and macro-F1 over in-scope turns, AUROC of the scope, and what the threshold does."""
    inside = judged.truth != len(head.labels) - 1
    guess = judged.logits[inside, :-1].argmax(axis=1)
    odds = judged.evidence @ np.asarray(head.scope[:-1]) + head.scope[-1]
    scope = 1.0 / (1.0 + np.exp(-odds))
    return {
        "accuracy": float((guess == judged.truth[inside]).mean()),
        "macro_f1": float(f1_score(judged.truth[inside], guess, average="macro")),
        "scope_auroc": float(roc_auc_score(inside, scope)),
        "in_scope_rejected": float((scope[inside] < head.threshold).mean()),
        "out_of_scope_caught": float((scope[~inside] < head.threshold).mean()),
        "turns": float(len(inside)),
    }


def draw_confusion(head: Head, judged: Judged, path: Path) -> None:
    """Draw which intents are taken for which, cross-validated."""
    from matplotlib.figure import Figure

    counts = confusion_matrix(judged.truth, judged.logits.argmax(axis=1), labels=range(len(head.labels)))
    figure = Figure(figsize=(11, 10))
    axes = figure.add_subplot()
    axes.imshow(np.sqrt(counts), cmap="Blues")
    axes.set_xticks(range(len(head.labels)), head.labels, rotation=90)
    axes.set_yticks(range(len(head.labels)), head.labels)
    axes.set(xlabel="predicted", ylabel="true")
    for row, column in zip(*np.nonzero(counts), strict=True):
        axes.text(column, row, str(counts[row, column]), ha="center", va="center", fontsize=6)
    figure.tight_layout()
    figure.savefig(path, dpi=110)


def train(out: Path, encoder: Encoder, recipe: Recipe, data: Path | None) -> dict[str, float]:
    """Cross-validate, train on everything, calibrate, and write the run folder `out`."""
    examples = read_turns() + (read_outsiders(data, recipe.seed) if data else [])
    remembering = Remembering(encoder)
    judged = cross_validate(examples, remembering, recipe)
    head = calibrate(fit(examples, remembering, recipe), judged)
    metrics = measure(head, judged)
    head.save(out)
    (out / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")
    draw_confusion(head, judged, out / "confusion.png")
    return metrics


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("runs/intent"), help="run folder (runs/intent)")
    parser.add_argument("--smoke", action="store_true", help="one short epoch and two folds: does it run at all")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    from retrieval.encoders import TextEncoder

    recipe = Recipe(epochs=1, folds=2, copies=1) if given.smoke else Recipe()
    data = os.environ.get("SHOP_DATA")
    metrics = train(given.out, TextEncoder.load(), recipe, Path(data) if data else None)
    for name, value in metrics.items():
        log.info("%-20s %.4f", name, value)


if __name__ == "__main__":
    main()

"""Calibration of the intent classifier on held-out turns: temperature, evidence of the scope and its threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression

from finetune.intent_turns import Example
from intents.classifier import Head, softmax
from intents.features import Floats, TurnEncoder, featurise

REJECTED_AT_MOST = 0.01  # share of held-out in-scope turns that the threshold may turn away


@dataclass(frozen=True, slots=True)
class Judged:
    """Held-out turns as a head that never saw them judges them: labels, logits and scope evidence, row by row."""

    truth: NDArray[np.int64]
    logits: Floats
    evidence: Floats


def judge(head: Head, encoder: TurnEncoder, examples: Sequence[Example]) -> Judged:
    """Judge `examples` as they stand."""
    features = featurise([example.turn for example in examples], encoder)
    logits = head.logits(features)
    truth = np.array([head.labels.index(example.label) for example in examples])
    return Judged(truth, logits, head.scope_evidence(features, logits))


def centroids(rows: Floats, truth: NDArray[np.int64], most: int, seed: int) -> Floats:
    """Sum up the vectors of each label in up to `most` means: `(m, dim)` unit rows, of all labels together."""
    found = []
    for label in np.unique(truth):
        own = rows[truth == label]
        found.append(KMeans(min(most, len(own)), n_init=1, random_state=seed).fit(own).cluster_centers_)
    means = np.concatenate(found) if found else np.zeros((1, rows.shape[1]), np.float32)
    return np.asarray(means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9), np.float32)


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

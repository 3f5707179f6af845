"""Metrics as small functions; each says what it is and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.metrics import f1_score, roc_auc_score


def accuracy(truth: Sequence[str], said: Sequence[str]) -> float:
    """Return the share of labels that are right; nan for none at all."""
    return float(np.mean([a == b for a, b in zip(truth, said, strict=True)])) if truth else float("nan")


def macro_f1(truth: Sequence[str], said: Sequence[str]) -> float:
    """Return the mean F1 over the labels that occur in `truth`, each label alike (scikit-learn, macro)."""
    if not truth:
        return float("nan")
    return float(f1_score(truth, said, labels=sorted(set(truth)), average="macro", zero_division=0.0))


def auroc(inside: Sequence[bool], score: Sequence[float]) -> float:
    """Return how often an inside turn scores above an outside one (area under the ROC curve); nan without both."""
    return float(roc_auc_score(inside, score)) if len(set(inside)) == 2 else float("nan")


def f1(right: int, extra: int, missing: int) -> float:
    """Return the harmonic mean of precision and recall from counts; 1 where there was nothing to find or say."""
    return 2 * right / (2 * right + extra + missing) if right + extra + missing else 1.0


def percentile(times: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` (0..1) of the values do not exceed (nearest rank)."""
    return float(np.quantile(times, share, method="inverted_cdf")) if len(times) else float("nan")

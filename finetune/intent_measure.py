"""What a calibrated intent classifier is worth on held-out turns: figures and the picture of its confusions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import confusion_matrix, f1_score, roc_auc_score

from finetune.intent_calibration import Judged
from finetune.intent_turns import Example
from intents.classifier import Head
from intents.tuned_encoder import Tokens, TunedEncoder, base_model


def measure(head: Head, judged: Judged) -> dict[str, float]:
    """Compute accuracy and macro-F1 over in-scope turns, AUROC of the scope, and what the threshold does."""
    inside = judged.truth != len(head.labels) - 1
    guess = judged.logits[inside, :-1].argmax(axis=1)
    odds = judged.evidence @ np.asarray(head.scope[:-1]) + head.scope[-1]
    scope = 1.0 / (1.0 + np.exp(-odds))
    return {
        "accuracy": float((guess == judged.truth[inside]).mean()),
        "accuracy_after_rejection": float(((guess == judged.truth[inside]) & (scope[inside] >= head.threshold)).mean()),
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


def measure_base(labels: Sequence[str], kept: Sequence[Example], held: Sequence[Example]) -> dict[str, float]:
    """Measure the packaged model before any training: each held-out turn gets the label whose mean is nearest."""
    plain = TunedEncoder(base_model().eval(), Tokens())
    rows, wanted = (plain.encode([example.turn for example in part]) for part in (kept, held))
    truth, asked = (np.array([labels.index(example.label) for example in part]) for part in (kept, held))
    sums = np.stack([rows[truth == label].sum(axis=0) for label in range(len(labels) - 1)])
    inside = asked != len(labels) - 1
    guess = (wanted[inside] @ (sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)).T).argmax(axis=1)
    return {"accuracy": float((guess == asked[inside]).mean()),
            "macro_f1": float(f1_score(asked[inside], guess, average="macro"))}  # fmt: skip

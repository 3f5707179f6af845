"""Which of the 27 intents a turn has, and how far it is within the scope of a shop.

A trained head over sentence embeddings of the turn, alone and together with what the assistant did and asked
before it, beside a linear part over hashed words. Trained by `python -m finetune.intent_classifier`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from intents.features import Features, Floats, Turn, TurnEncoder, featurise
from intents.tuned_encoder import TunedEncoder
from retrieval.errors import ModelMissing

__all__ = ["OUT_OF_SCOPE", "Head", "IntentClassifier", "Prediction", "Turn", "pooled", "softmax"]

OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Prediction:
    """The label of a turn; `intent` is `out_of_scope` where `in_scope` is under the threshold.

    `confidence` is the calibrated probability of that label, `scores` those of the 27 intents if in scope.
    """

    intent: str
    confidence: float
    in_scope: float
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Head:
    """The trained part: a perceptron over dense features, a table over hashed ones, and centroids of training turns.

    `labels`: the intents and last `out_of_scope`. `arrays`: hidden, hidden_bias, out, out_bias, table, centroids,
    outside (centroids of turns out of scope). `scope`: weights of `scope_evidence`, the bias last.
    """

    labels: tuple[str, ...]
    arrays: Mapping[str, Floats]
    temperature: float = 1.0
    scope: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    threshold: float = 0.5

    def logits(self, features: Features) -> Floats:
        """Score every label: `(n, labels)` float32, not yet calibrated."""
        a = self.arrays
        hidden = np.maximum(features.dense @ a["hidden"] + a["hidden_bias"], 0.0)
        dense: Floats = hidden @ a["out"] + a["out_bias"]
        return dense + np.stack([pooled(a["table"], grams) for grams in features.grams])

    def scope_evidence(self, features: Features, logits: Floats) -> Floats:
        """Gather what tells whether a turn is in scope: `(n, 5)`: odds, best score, margin, two similarities."""
        inside = softmax(logits)
        best = np.sort(inside[:, :-1], axis=1)[:, -2:]
        odds = np.log(inside[:, :-1].sum(axis=1) + 1e-6) - np.log(inside[:, -1] + 1e-6)
        near = (features.words @ self.arrays["centroids"].T).max(axis=1)
        far = (features.words @ self.arrays["outside"].T).max(axis=1)
        return np.stack([odds, best[:, 1], best[:, 1] - best[:, 0], near, far], axis=1).astype(np.float32)

    def in_scope(self, features: Features, logits: Floats) -> Floats:
        """Judge how likely each turn is in scope: `(n,)` in 0..1."""
        weights = np.asarray(self.scope, np.float32)
        odds = self.scope_evidence(features, logits) @ weights[:-1] + weights[-1]
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(odds, -30.0, 30.0))), np.float32)

    def save(self, folder: Path) -> None:
        """Write `head.safetensors` (float16) and `head.json` into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        save_file({name: rows.astype(np.float16) for name, rows in self.arrays.items()}, folder / "head.safetensors")
        plain = {"labels": list(self.labels), "temperature": round(self.temperature, 4),
                 "scope": [round(weight, 4) for weight in self.scope], "threshold": round(self.threshold, 4)}
        (folder / "head.json").write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Head:
        """Read a head that `save` wrote.

        Raises `ModelMissing` where a file is absent or cannot be read.
        """
        try:
            plain: dict[str, Any] = json.loads((folder / "head.json").read_text(encoding="utf-8"))
            arrays = load_file(folder / "head.safetensors")
        except (OSError, SafetensorError, json.JSONDecodeError) as error:
            raise ModelMissing(
                f"The intent classifier cannot be read from {folder} ({error}); "
                f"train it with: python -m finetune.intent_classifier --out {folder}"
            ) from error
        return cls(
            labels=tuple(plain["labels"]),
            arrays={name: rows.astype(np.float32) for name, rows in arrays.items()},
            temperature=float(plain["temperature"]),
            scope=tuple(float(weight) for weight in plain["scope"]),
            threshold=float(plain["threshold"]),
        )


class IntentClassifier:
    """A head together with the encoder that it was trained on."""

    def __init__(self, head: Head, encoder: TurnEncoder) -> None:
        """Join `head` and `encoder`; the encoder is shared and never changed."""
        self.head = head
        self.encoder = encoder

    @classmethod
    def load(cls, folder: Path, device: str = "cpu") -> IntentClassifier:
        """Read the head and the adapter in `folder`.

        Raises `ModelMissing` where one is absent or cannot be read.
        """
        return cls(Head.load(folder), TunedEncoder.load(folder, device))

    def save(self, folder: Path) -> None:
        """Write what `load` reads into `folder`: head and adapter; the packaged base is no part of it."""
        self.head.save(folder)
        self.encoder.save(folder)

    def predict(self, turns: Sequence[Turn]) -> list[Prediction]:
        """Label each of `turns`, in order; an empty text is labelled too, as small talk or as its photo."""
        if not turns:
            return []
        features = featurise(turns, self.encoder)
        logits = self.head.logits(features)
        scopes = self.head.in_scope(features, logits)
        scores = softmax(logits[:, :-1] / self.head.temperature)
        return [self._label(row, float(scope)) for row, scope in zip(scores, scopes, strict=True)]

    def _label(self, row: Floats, in_scope: float) -> Prediction:
        scores = {label: float(score) for label, score in zip(self.head.labels, row, strict=False)}
        best = max(scores, key=lambda label: scores[label])
        if in_scope < self.head.threshold:
            return Prediction(OUT_OF_SCOPE, 1.0 - in_scope, in_scope, scores)
        return Prediction(best, scores[best], in_scope, scores)


def pooled(table: Floats, grams: NDArray[np.int64]) -> Floats:
    """Sum the rows of `table` that `grams` name, over the root of how many there are: `(labels,)`."""
    summed: Floats = table[grams].sum(axis=0) / np.sqrt(np.float32(max(1, len(grams))))
    return summed


def softmax(logits: Floats) -> Floats:
    """Normalise rows into probabilities."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)

"""The trainable twin of `intents.classifier.Head` over MiniLM with a LoRA adapter, and the losses it learns by."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch.nn import functional

from intents.features import BUCKETS, FLAGS
from intents.tuned_encoder import ADAPTER, base_model, pool

LENGTH = 8.0  # of a sentence vector while training: beside flags of 0 and 1 a unit row is too faint to learn from
PROJECTED = 128
WEIGHTS = "adapter_model.safetensors"
BASE = "sentence-transformers/all-MiniLM-L6-v2"  # what the adapter belongs to, as others know it


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train: sizes, rates and weights of the losses, chosen on groups of our own turns that were held out."""

    rank: int = 16
    hidden: int = 384
    epochs: float = 6.0
    batch: int = 64
    rate: float = 1e-3
    head_rate: float = 2e-3
    decay: float = 1e-2
    dropout: float = 0.4
    smoothing: float = 0.1
    contrast: float = 0.3
    temperature: float = 0.1
    average: float = 0.995
    finish: float = 1.5
    held: float = 0.15
    centroids: int = 3
    seed: int = 0


class TurnNet(torch.nn.Module):
    """MiniLM with an adapter, a perceptron over its vectors and the flags, and a table of hashed words."""

    def __init__(self, base: Any, outputs: int, recipe: Recipe) -> None:
        """Start from the base as it is: the adapter and the table change nothing at first."""
        from peft import LoraConfig, get_peft_model

        super().__init__()
        wide = 2 * base.config.hidden_size
        lora = LoraConfig(r=recipe.rank, lora_alpha=2 * recipe.rank, lora_dropout=0.05,
                          target_modules=["query", "key", "value", "dense"])  # fmt: skip
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "`is_gradient_checkpointing`", FutureWarning)  # peft asks for it
            self.encoder = get_peft_model(base, lora)
        self.hidden = torch.nn.Linear(wide + FLAGS, recipe.hidden)
        self.out = torch.nn.Linear(recipe.hidden, outputs)
        self.table = torch.nn.EmbeddingBag(BUCKETS, outputs, mode="sum")
        self.project = torch.nn.Linear(wide, PROJECTED)
        self.drop = torch.nn.Dropout(recipe.dropout)
        torch.nn.init.zeros_(self.table.weight)
        self.scale = torch.nn.Buffer(torch.cat([torch.full((wide,), LENGTH), torch.ones(FLAGS)]))

    def forward(self, batch: dict[str, torch.Tensor], flags: torch.Tensor, grams: Sequence[NDArray[np.int64]]
                ) -> tuple[torch.Tensor, torch.Tensor]:  # fmt: skip
        """Score every label, `(n, labels)`, and project what was read for the contrast, `(n, 128)` unit rows."""
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.training):
            vectors = pool(self.encoder, batch)
        dense = torch.cat([vectors, flags], dim=1) * self.scale
        scores = self.out(self.drop(torch.relu(self.hidden(self.drop(dense)))))
        return scores + self._pooled(grams), functional.normalize(self.project(vectors), dim=1)

    def _pooled(self, grams: Sequence[NDArray[np.int64]]) -> torch.Tensor:
        counts = [len(row) for row in grams]
        offsets = torch.tensor(np.cumsum([0, *counts[:-1]]))
        shares = np.repeat([1.0 / np.sqrt(max(1, count)) for count in counts], counts)
        weights = self.drop(torch.tensor(shares, dtype=torch.float32))
        found: torch.Tensor = self.table(torch.from_numpy(np.concatenate(grams)), offsets, per_sample_weights=weights)
        return found

    def groups(self, recipe: Recipe) -> list[dict[str, Any]]:
        """Return the trainable weights by learning rate: the adapter's, and the head's."""
        adapter = [weights for weights in self.encoder.parameters() if weights.requires_grad]
        known = {id(weights) for weights in self.encoder.parameters()}
        head = [weights for weights in self.parameters() if id(weights) not in known]
        return [{"params": adapter, "lr": recipe.rate, "top": recipe.rate, "weight_decay": 0.0},
                {"params": head, "lr": recipe.head_rate, "top": recipe.head_rate}]  # fmt: skip

    def arrays(self) -> dict[str, NDArray[np.float32]]:
        """Return the head's weights as `intents.classifier.Head` reads them."""
        found = {"hidden": (self.hidden.weight * self.scale).T, "hidden_bias": self.hidden.bias,
                 "out": self.out.weight.T, "out_bias": self.out.bias, "table": self.table.weight}  # fmt: skip
        return {name: np.ascontiguousarray(rows.detach().numpy()) for name, rows in found.items()}

    def save_adapter(self, folder: Path) -> None:
        """Write the adapter in PEFT's form, float16, into `folder`/adapter."""
        from peft import get_peft_model_state_dict

        place = folder / ADAPTER
        place.mkdir(parents=True, exist_ok=True)
        state = get_peft_model_state_dict(self.encoder)
        weights = {name: rows.detach().half().contiguous() for name, rows in state.items()}
        save_file(weights, place / WEIGHTS)
        config = self.encoder.peft_config["default"].to_dict()
        config |= {"base_model_name_or_path": BASE, "inference_mode": True}
        plain = {key: sorted(value) if isinstance(value, set) else value for key, value in config.items() if value}
        (place / "adapter_config.json").write_text(json.dumps(plain, indent=1, default=str) + "\n", encoding="utf-8")


def new_net(outputs: int, recipe: Recipe, adapter: Path | None = None) -> TurnNet:
    """Build a net over a fresh copy of the packaged MiniLM; its adapter new, or that of the run folder `adapter`."""
    from peft import set_peft_model_state_dict

    torch.manual_seed(recipe.seed)
    net = TurnNet(base_model(), outputs, recipe)
    if adapter:
        set_peft_model_state_dict(net.encoder, load_file(adapter / ADAPTER / WEIGHTS))
    return net


def contrast(projected: torch.Tensor, target: torch.Tensor, temperature: float) -> torch.Tensor:
    """Pull turns of one intent together and push the others away (supervised contrastive loss, Khosla et al. 2020)."""
    alike = (target[:, None] == target[None, :]).float()
    alike.fill_diagonal_(0.0)
    scores = projected @ projected.T / temperature
    scores = scores.masked_fill(torch.eye(len(target), dtype=torch.bool), -1e9)
    chance = functional.log_softmax(scores, dim=1)
    counts = alike.sum(1)
    found: torch.Tensor = -(chance * alike).sum(1)[counts > 0] / counts[counts > 0]
    return found.mean() if len(found) else projected.sum() * 0.0

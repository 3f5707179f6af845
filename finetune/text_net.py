"""The text encoder while it learns: MiniLM with an adapter, and the losses that bring queries and titles together."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from peft import LoraConfig, get_peft_model
from tokenizers import Tokenizer
from torch.nn import functional

from finetune.text_queries import Example, answers
from intents.tagger import open_encoder
from retrieval.encoders import bundled_folder


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train; chosen on held-out examples."""

    rank: int = 16
    layers: tuple[int, ...] = (2, 3, 4, 5)
    batch: int = 48
    others: int = 2
    heat: float = 0.05
    margin: float = 0.1
    triplet: float = 0.5
    spread: float = 0.05
    steps: int = 800
    rate: float = 6e-4
    every: int = 50
    patience: int = 6
    minutes: float = 0.0
    seed: int = 0


class Net(torch.nn.Module):
    """The encoder with its adapter: texts to unit vectors, the mean of their tokens'."""

    def __init__(self, recipe: Recipe) -> None:
        """Put a fresh adapter on the bundled encoder's upper layers."""
        super().__init__()
        torch.manual_seed(recipe.seed)
        config = LoraConfig(r=recipe.rank, lora_alpha=2 * recipe.rank, lora_dropout=0.05, bias="none",
                            target_modules=["query", "key", "value", "dense"],
                            layers_to_transform=list(recipe.layers), layers_pattern="layer")  # fmt: skip
        with warnings.catch_warnings():  # PEFT reads a property that transformers has renamed
            warnings.simplefilter("ignore", FutureWarning)
            self.encoder: Any = get_peft_model(open_encoder(), config)
        self.tokenizer = Tokenizer.from_file(str(bundled_folder() / "tokenizer.json"))
        self.tokenizer.enable_padding()
        self.tokenizer.enable_truncation(64)

    def forward(self, texts: Sequence[str]) -> torch.Tensor:
        """Encode texts: `(n, dim)`, unit rows."""
        found = self.tokenizer.encode_batch(list(texts))
        ids, mask = torch.tensor([f.ids for f in found]), torch.tensor([f.attention_mask for f in found])
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        weights = mask.unsqueeze(-1).float()
        return functional.normalize((hidden * weights).sum(1) / weights.sum(1), dim=-1)

    def vectors(self, texts: Sequence[str]) -> torch.Tensor:
        """Encode any number of texts without learning."""
        self.eval()
        with torch.no_grad():
            return torch.cat([self(texts[n:n + 64]) for n in range(0, len(texts), 64)])


def losses(queries: torch.Tensor, titles: torch.Tensor, right: torch.Tensor, recipe: Recipe) -> torch.Tensor:
    """Return the sum of three losses of a batch.

    `queries` (n, dim); `titles` (n + n * others, dim), those that answer first; `right` (n, titles) marks titles that
    answer a query too and so are no wrong ones. In-batch negatives with a temperature (van den Oord et al. 2018), a
    triplet term over the near misses (Schroff et al. 2015), and one that spreads the answers over the sphere by the
    distance to their nearest neighbour (Sablayrolles et al. 2019).
    """
    count, cosines = len(queries), queries @ titles.T
    own = torch.arange(count)
    right = right.clone()
    right[own, own] = False
    contrast = functional.cross_entropy((cosines / recipe.heat).masked_fill(right, -1e4), own)
    misses = cosines[:, count:].reshape(count, count, -1)[own, own]
    allowed = ~right[:, count:].reshape(count, count, -1)[own, own]
    triplet = (functional.relu(recipe.margin + misses - cosines[own, own].unsqueeze(1)) * allowed).mean()
    among = (titles[:count] @ titles[:count].T).masked_fill(torch.eye(count, dtype=torch.bool), -1.0)
    nearest = torch.sqrt((2 - 2 * among.max(dim=1).values).clamp(min=1e-4))
    return contrast + recipe.triplet * triplet - recipe.spread * torch.log(nearest).mean()


def encoded(net: Net, examples: Sequence[Example]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Encode a batch and mark which of its titles have all words of which query."""
    queries = [e.query for e in examples]
    titles = [e.title for e in examples] + [other for e in examples for other in e.others]
    order = sorted(range(len(titles)), key=lambda place: len(titles[place]))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        asked = net(queries)
        halves = [net([titles[place] for place in order[n::2]]) for n in (0, 1)] if len(order) > 1 else []
    places = [*order[0::2], *order[1::2]]
    held = torch.cat(halves)[torch.argsort(torch.tensor(places))]
    right = torch.tensor([[answers(query, title) for title in titles] for query in queries])
    return asked, held, right

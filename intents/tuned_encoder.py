"""MiniLM with the classifier's LoRA adapter: a turn and what came before it as vectors, in one pass for both.

The adapter is merged into a copy of the packaged weights when it is loaded; the base on disk never changes.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from intents.features import Floats, Turn, before, tidy
from retrieval.encoders import bundled_folder
from retrieval.errors import ModelMissing

ADAPTER = "adapter"  # folder beside the head
FILES = ("adapter_config.json", "adapter_model.safetensors")
TURN_TOKENS, BEFORE_TOKENS = 96, 48
BATCH = 32


class Tokens:
    """The words of a turn and, behind a separator, what came before it, as token ids."""

    def __init__(self) -> None:
        """Read the tokenizer of the packaged weights; raise ModelMissing where they are absent or altered."""
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(bundled_folder() / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.start, self.end = self._tokenizer.encode("").ids

    def read(self, turns: Sequence[Turn]) -> list[tuple[list[int], list[int]]]:
        """Split each turn into the ids of its words and of what came before."""
        said = self._ids([tidy(turn.text) for turn in turns])
        came = self._ids([before(turn) for turn in turns])
        return [(words[:TURN_TOKENS], ids[:BEFORE_TOKENS]) for words, ids in zip(said, came, strict=True)]

    def batch(self, rows: Sequence[tuple[list[int], list[int]]]) -> dict[str, torch.Tensor]:
        """Pad rows into one batch: ids, attention, segment (1: what came before), `said` (1: words of the turn)."""
        width = max(len(words) + len(came) + 2 + bool(came) for words, came in rows)
        ids, mask, segment, said = (np.zeros((len(rows), width), np.int64) for _ in range(4))
        for row, (words, came) in enumerate(rows):
            line = [self.start, *words, self.end, *came, *([self.end] if came else [])]
            ids[row, : len(line)], mask[row, : len(line)] = line, 1
            segment[row, len(words) + 2 : len(line)] = 1
            said[row, : len(words) + 2] = 1
        return {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask),
                "token_type_ids": torch.from_numpy(segment), "said": torch.from_numpy(said)}  # fmt: skip

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        return [found.ids for found in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]


class TunedEncoder:
    """The base with the adapter merged into it; shared, never changed."""

    def __init__(self, model: Any, tokens: Tokens, adapter: Mapping[str, bytes] | None = None) -> None:
        """Join a BERT model and its tokens; `adapter`: the files that it was made from, by name."""
        self._model, self._tokens, self._adapter = model, tokens, adapter or {}

    @classmethod
    def load(cls, folder: Path, device: str = "cpu") -> TunedEncoder:
        """Load the packaged base and merge the adapter in `folder`/adapter into it.

        Raises `ModelMissing` where base or adapter is absent or cannot be read.
        """
        from peft import PeftModel
        from safetensors import SafetensorError

        place = folder / ADAPTER
        try:
            files = {name: (place / name).read_bytes() for name in FILES}
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "`is_gradient_checkpointing`", FutureWarning)  # peft asks for it
                model = PeftModel.from_pretrained(base_model(), str(place)).merge_and_unload()
        except (OSError, ValueError, SafetensorError) as error:
            raise ModelMissing(
                f"The adapter of the intent classifier cannot be read from {place} ({error}); "
                f"train it with: python -m finetune.intent_classifier --out {folder}"
            ) from error
        return cls(model.eval().to(device, precision(device)), Tokens(), files)

    def save(self, folder: Path) -> None:
        """Write the adapter that was loaded into `folder`/adapter."""
        (folder / ADAPTER).mkdir(parents=True, exist_ok=True)
        for name, content in self._adapter.items():
            (folder / ADAPTER / name).write_bytes(content)

    def encode(self, turns: Sequence[Turn], /) -> Floats:
        """Encode turns: `(n, 2 * dim)` float32, a unit vector of the turn's words and one of words and context."""
        rows = self._tokens.read(turns)
        order = sorted(range(len(rows)), key=lambda row: len(rows[row][0]) + len(rows[row][1]))
        found: list[Floats] = []
        for start in range(0, len(order), BATCH):
            batch = self._tokens.batch([rows[row] for row in order[start : start + BATCH]])
            with torch.inference_mode():
                placed = {name: part.to(self._model.device) for name, part in batch.items()}
                found.append(pool(self._model, placed).cpu().numpy())
        back: NDArray[np.int64] = np.argsort(order)
        return np.concatenate(found)[back] if found else np.zeros((0, 0), np.float32)


def precision(device: str) -> torch.dtype:
    """Choose bfloat16, which the adapter was trained in, where the processor has it: half the time, equal to 0.002."""
    able = torch.cpu.get_capabilities() if device == "cpu" else {}
    return torch.bfloat16 if able.get("avx512_bf16") or able.get("amx_bf16") else torch.float32


def base_model() -> Any:
    """Load a fresh copy of the packaged MiniLM, float32, without its unused pooler."""
    from transformers import BertModel
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    model = BertModel.from_pretrained(bundled_folder(), local_files_only=True)
    model.pooler = None
    return model


def pool(model: Any, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Average a batch's last layer over the turn and over everything: `(n, 2 * dim)`, both halves unit rows."""
    said = batch["said"].unsqueeze(-1)
    mask = batch["attention_mask"].unsqueeze(-1)
    last = model(**{name: value for name, value in batch.items() if name != "said"}).last_hidden_state.float()
    means = [(last * part).sum(1) / part.sum(1) for part in (said, mask)]
    return torch.cat([torch.nn.functional.normalize(mean, dim=-1) for mean in means], dim=-1)

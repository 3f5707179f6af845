"""The language model: writes a reply sentence by sentence, with references and never a value of its own."""

from __future__ import annotations

import hashlib
import threading
import warnings
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel
from tokenizers import Tokenizer
from transformers import DynamicCache, LlamaForCausalLM
from transformers.utils.logging import disable_progress_bar

from assistant.writing import Alphabet, Draft, allowed_tokens, draw, room
from prompts.slots import fold
from prompts.store import Prompt
from retrieval.errors import ModelMissing

FOLDER = Path(__file__).parents[1] / "models" / "language"
BASE = "plain"
_LEAST_ROOM = 0.2  # with less of the probability on what may be drawn, the model has led itself astray
_LAST_STEP_BACK = 100  # tokens drawn after which no step is taken back any more
_FILES = ("config.json", "model.safetensors", "tokenizer.json")


@dataclass
class Step:
    """A place in a sentence: what the model would go on with, and what was tried there in vain."""

    logits: torch.Tensor
    barred: list[int] = field(default_factory=list)


class LanguageModel:
    """A causal model with its tokenizer and voices; shared by all sessions, one forward pass at a time."""

    def __init__(self, model: LlamaForCausalLM | PeftModel, tokenizer: Tokenizer, voices: Collection[str] = ()) -> None:
        """Keep what `load` has loaded; `voices` are the names of the adapters."""
        self._model, self._tokenizer = model.eval(), tokenizer
        self.voices = (BASE, *voices)
        self.alphabet = Alphabet.of(tokenizer)
        self.device = next(model.parameters()).device
        self._lock, self._voice = threading.Lock(), ""

    @classmethod
    def load(
        cls, folder: Path | None = None, device: str = "auto", adapters: Mapping[str, Path] | None = None
    ) -> LanguageModel:
        """Load a model and its adapters, by default those beside it; raise ModelMissing for a file that is missing."""
        folder = folder or FOLDER
        for name in _FILES:
            _required(folder / name)
        voices = bundled_adapters(folder) if adapters is None else dict(adapters)
        for path in voices.values():
            _required(path / "adapter_config.json")
        place = (
            torch.device("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else torch.device(device)
        )
        dtype = torch.bfloat16 if place.type == "cuda" else torch.float32
        disable_progress_bar()  # type: ignore[no-untyped-call]
        model: Any = LlamaForCausalLM.from_pretrained(folder, dtype=dtype, local_files_only=True)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "`is_gradient_checkpointing`", FutureWarning)  # peft asks for it
            for voice, path in voices.items():
                if isinstance(model, PeftModel):
                    model.load_adapter(str(path), adapter_name=voice)
                else:
                    model = PeftModel.from_pretrained(model, str(path), adapter_name=voice)
        return cls(model.to(place), Tokenizer.from_file(str(folder / "tokenizer.json")), tuple(voices))

    def sentences(
        self, prompt: Prompt, *, allowed: Collection[str], prefix: str = "", voice: str = BASE, seed: int = 0
    ) -> Iterator[str]:
        """Yield the sentences of a reply as they end, references still in them.

        Only references in `allowed` (without brackets) can be written. `prefix` is accepted text that the reply
        goes on after. The same arguments give the same sentences on one machine; an unknown voice is a KeyError.
        """
        if voice not in self.voices:
            raise KeyError(f"no voice {voice!r}; there are {', '.join(self.voices)}")
        mask = allowed_tokens(self.alphabet, prompt.slots, allowed)
        chance = torch.Generator().manual_seed(_seed(prompt, prefix, voice, seed))
        ids = self._tokenizer.encode(prompt.text + fold(prefix.strip(), prompt.slots)).ids
        cache, draft = DynamicCache(), Draft(self.alphabet, prompt.slots, begun=bool(prefix.strip()))
        steps = [Step(self._forward(ids, cache, voice))]  # of this sentence, the last yet to be drawn
        for turn in range(prompt.sampling.max_new_tokens):
            step, barred = steps[-1], [*draft.barred(), *steps[-1].barred]
            if len(steps) > 1 and turn < _LAST_STEP_BACK and room(step.logits, mask, barred) < _LEAST_ROOM:
                steps.pop()  # what the model wants to say cannot be said: take the last word back
                steps[-1].barred.append(draft.tokens.pop())
                cache.crop(-1)
                continue
            token = draw(step.logits, mask, prompt.sampling, draft.tokens, chance, barred)
            if token == self.alphabet.end:
                return
            sentence = draft.add(token)
            if sentence:
                yield sentence
            if draft.done:
                return
            following = Step(self._forward([token], cache, voice))
            steps = [following] if sentence else [*steps, following]

    def _forward(self, ids: list[int], cache: DynamicCache, voice: str) -> torch.Tensor:
        """Return the logits after the last of `ids`: (vocabulary,) float32 on the CPU."""
        with self._lock, torch.inference_mode(), _threads_for(self.device):
            if voice != self._voice:
                self._speak_in(voice)
            out = self._model(
                input_ids=torch.tensor([ids], device=self.device),
                past_key_values=cache,
                use_cache=True,
                logits_to_keep=1,
            )
            logits: torch.Tensor = out.logits[0, -1].float().cpu()
        return logits

    def _speak_in(self, voice: str) -> None:
        if isinstance(self._model, PeftModel):
            tuner = self._model.base_model
            if voice == BASE:
                tuner.disable_adapter_layers()
            else:
                tuner.enable_adapter_layers()
                self._model.set_adapter(voice)
        self._voice = voice


@contextmanager
def _threads_for(device: torch.device) -> Iterator[None]:
    """Use one thread on a CPU: a token of so small a model is done before others have been woken."""
    before = torch.get_num_threads()
    if device.type == "cpu":
        torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def bundled_adapters(folder: Path) -> dict[str, Path]:
    """Return the adapters beside a model, by voice."""
    return {path.parent.name: path.parent for path in sorted((folder / "adapters").glob("*/adapter_config.json"))}


def _required(path: Path) -> None:
    if not path.exists():
        raise ModelMissing(f"language model file missing: {path}; restore it or run python -m finetune.pretrain")


def _seed(prompt: Prompt, prefix: str, voice: str, seed: int) -> int:
    """Return one seed for all that a draw depends on, so that like situations do not draw alike."""
    key = f"{seed}|{prompt.sampling.seed}|{voice}|{prompt.text}|{prefix}".encode()
    return int.from_bytes(hashlib.blake2b(key, digest_size=7).digest(), "big")

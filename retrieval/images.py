"""Pictures and words as vectors of one space (open_clip).

The bundled encoder is a small convolutional image tower trained into the space of all-MiniLM-L6-v2
(models/image/README.md); any other open_clip model is taken by name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from safetensors import SafetensorError
from safetensors.torch import load_file

from retrieval.encoders import bundled_folder
from retrieval.errors import ModelMissing, PhotoError
from retrieval.photo_reading import Calibration, Known, PhotoReading, read_photo
from retrieval.photos import open_photo

__all__ = ["ImageEncoder", "PhotoError", "PhotoReading", "build_model", "open_photo", "read_photo"]

BUNDLED = Path(__file__).resolve().parent.parent / "models" / "image"
CONFIG, WEIGHTS, READING = "open_clip_config.json", "open_clip_model.safetensors", "reading.json"
MINILM = "sentence-transformers/all-MiniLM-L6-v2"
PROMPTS = ("a photo of a {}", "a picture of a {}", "{}")
BATCH = 32
MOST_WORDS = 20_000
_NOT_LOADED = (OSError, RuntimeError, ValueError, KeyError, TypeError, SafetensorError)

Vectors = NDArray[np.float32]


class ImageEncoder:
    """Turns pictures and texts into unit vectors that can be compared; `id` names weights and pre-processing."""

    def __init__(
        self,
        model: Any,
        tokenizer: Callable[[list[str]], torch.Tensor],
        preprocess: Callable[[Image.Image], torch.Tensor],
        *,
        name: str,
        calibration: Calibration,
    ) -> None:
        self._model = model.eval().requires_grad_(False)
        self._tokenizer = tokenizer
        self._preprocess = preprocess
        self._device = next(model.parameters()).device
        self._texts: dict[str, Vectors] = {}
        self.id = name
        self.calibration = calibration
        self.dim = int(self.encode_text(["photo"]).shape[1])

    @classmethod
    def load(cls, source: Path | str = BUNDLED, device: str = "cpu") -> ImageEncoder:
        """Load a folder with config and safetensors, or an open_clip model "ARCHITECTURE/WEIGHTS" or "hf-hub:NAME".

        Raises ModelMissing where a file is absent, altered, or cannot be fetched.
        """
        folder = Path(source)
        if folder.is_dir() or isinstance(source, Path):
            return cls._from_folder(folder, device)
        return cls._from_name(source, device)

    @classmethod
    def _from_folder(cls, folder: Path, device: str) -> ImageEncoder:
        remedy = "Restore the folder from the release, or train it: python -m finetune.image_encoder"
        for name in (CONFIG, WEIGHTS, READING):
            if not (folder / name).is_file():
                raise ModelMissing(f"The image encoder lacks the file {folder / name}. {remedy}")
        digest = hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()
        try:
            config = json.loads((folder / CONFIG).read_text("utf-8"))
            reading = json.loads((folder / READING).read_text("utf-8"))
            if reading.pop("sha256") != digest:
                raise ValueError(f"its SHA-256 is {digest}, not the one in {READING}")
            known = tuple(Known(tuple(thing["words"]), thing["kind"]) for thing in reading.pop("known"))
            calibration = Calibration(**reading, known=known)
            model = build_model(config)
            load_tower(model, load_file(folder / WEIGHTS))
        except _NOT_LOADED as error:
            raise ModelMissing(f"The image encoder {folder / WEIGHTS} cannot be used: {error}. {remedy}") from error
        name = f"{folder.name}-{digest[:12]}-{config['model_cfg']['vision_cfg']['image_size']}"
        return cls(model.to(device), text_tokenizer(config), Resize(config), name=name, calibration=calibration)

    @classmethod
    def _from_name(cls, name: str, device: str) -> ImageEncoder:
        import open_clip

        hub = ":" in name
        architecture, _, weights = (name, "", "") if hub else name.partition("/")
        try:
            model, _, preprocess = open_clip.create_model_and_transforms(
                architecture, pretrained=weights or None, device=device, load_weights=True
            )
            tokenizer = open_clip.get_tokenizer(architecture)
        except _NOT_LOADED as error:
            raise ModelMissing(
                f"The image encoder {name!r} could not be loaded: {error}. Name a folder, ARCHITECTURE/WEIGHTS as in"
                " open_clip.list_pretrained(), or hf-hub:NAME, and load it once with a network connection"
            ) from error
        calibration = Calibration(temperature=float(1.0 / model.logit_scale.exp().item()))
        return cls(model, tokenizer, preprocess, name=name, calibration=calibration)

    @torch.inference_mode()
    def encode(self, images: Sequence[Image.Image]) -> Vectors:
        """Encode pictures, each together with its mirror image: `(n, dim) float32`, unit rows."""
        rows = []
        for start in range(0, len(images), BATCH):
            batch = torch.stack([self._preprocess(image.convert("RGB")) for image in images[start : start + BATCH]])
            both = torch.cat([batch, batch.flip(-1)]).to(self._device)
            one, other = self._model.encode_image(both, normalize=True).float().chunk(2)
            rows.append(torch.nn.functional.normalize(one + other, dim=-1).cpu().numpy())
        return np.concatenate(rows) if rows else np.zeros((0, self.dim), np.float32)

    @torch.inference_mode()
    def encode_text(self, texts: Sequence[str]) -> Vectors:
        """Encode texts into the space of the pictures: `(n, dim) float32`, unit rows."""
        rows = []
        for start in range(0, len(texts), BATCH):
            tokens = self._tokenizer(list(texts[start : start + BATCH])).to(self._device)
            rows.append(self._model.encode_text(tokens, normalize=True).float().cpu().numpy())
        return np.concatenate(rows) if rows else np.zeros((0, self.dim), np.float32)

    def words(self, words: Sequence[str]) -> Vectors:
        """Encode words as the mean of a few prompts each, kept between calls: `(n, dim) float32`, unit rows."""
        kept = {word: self._texts[word] for word in words if word in self._texts}
        new = [word for word in dict.fromkeys(words) if word not in kept]
        prompts = self.encode_text([prompt.format(word) for word in new for prompt in PROMPTS])
        means = prompts.reshape(len(new), len(PROMPTS), -1).mean(1) if new else prompts
        for word, mean in zip(new, means / np.linalg.norm(means, axis=1, keepdims=True), strict=True):
            kept[word] = mean
        if len(self._texts) < MOST_WORDS:
            self._texts |= kept
        return np.stack([kept[word] for word in words])


class Resize:
    """Squeeze a picture into the square that the image tower takes and normalise it."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.side = int(config["model_cfg"]["vision_cfg"]["image_size"])
        self.mean = torch.tensor(config["preprocess_cfg"]["mean"]).view(3, 1, 1)
        self.std = torch.tensor(config["preprocess_cfg"]["std"]).view(3, 1, 1)

    def __call__(self, image: Image.Image) -> torch.Tensor:
        """Return `(3, side, side) float32`."""
        small = image.resize((self.side, self.side), Image.Resampling.BICUBIC, reducing_gap=3.0)
        pixels = torch.from_numpy(np.array(small)).permute(2, 0, 1).float() / 255.0
        return (pixels - self.mean) / self.std


def build_model(config: dict[str, Any]) -> Any:
    """Build the open_clip model of a config, the image tower untrained, the text tower from the MiniLM package."""
    import open_clip  # seconds to import

    fields = json.loads(json.dumps(config["model_cfg"]))
    folder = _text_folder(fields["text_cfg"]["hf_model_name"])
    # Built empty and filled here: loading by name would report the pooler, which open_clip leaves out.
    fields["text_cfg"] |= {"hf_model_name": str(folder), "hf_model_pretrained": False}
    model = open_clip.CustomTextCLIP(**fields)
    tower = model.text.transformer.eval()
    weights = load_file(folder / "model.safetensors")
    tower.load_state_dict({key: weights[key] for key in tower.state_dict() if key in weights})
    return model


def text_tokenizer(config: dict[str, Any]) -> Callable[[list[str]], torch.Tensor]:
    """Return the tokenizer of a config's text tower; texts are cut at 48 tokens, common padding is left out."""
    from open_clip.tokenizer import HFTokenizer

    folder = _text_folder(config["model_cfg"]["text_cfg"]["hf_tokenizer_name"])
    padded = HFTokenizer(str(folder), context_length=48)

    def tokenize(texts: list[str]) -> torch.Tensor:
        tokens: torch.Tensor = padded(texts)
        return tokens[:, : int((tokens != padded.tokenizer.pad_token_id).sum(1).max())]

    return tokenize


def load_tower(model: Any, weights: dict[str, torch.Tensor]) -> None:
    """Put trained weights into a model; the frozen text tower may be left out. Raises ValueError if others lack."""
    missing, unexpected = model.load_state_dict(weights, strict=False)
    if lacking := [key for key in missing if not key.startswith("text.transformer.")] + list(unexpected):
        raise ValueError(f"weights and config differ at {lacking[0]} and {len(lacking) - 1} more")


def _text_folder(name: str) -> Path:
    return bundled_folder() if name == MINILM else Path(name)

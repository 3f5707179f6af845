"""Product types, modifiers, brands and the like in the words of a turn, known to no vocabulary.

MiniLM with a LoRA adapter merged into it, a linear head over words and a linear-chain CRF (Lafferty et al. 2001).
Trained by `python -m finetune.token_classifier`; the weights with their card are in models/tokens.
"""

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
from safetensors import SafetensorError
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn

from intents.spans import Span, spans_of, words_of
from intents.tuned_encoder import precision
from retrieval.encoders import bundled_folder
from retrieval.errors import ModelMissing

MODELS = Path(__file__).parent.parent / "models" / "tokens"
MOST_PIECES = 256
BATCH = 32

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Batch:
    """Words of texts as pieces: `ids`, `mask` (n, pieces) int64; `pool` (n, words, pieces) averages a word's pieces."""

    ids: torch.Tensor
    mask: torch.Tensor
    pool: torch.Tensor
    words: tuple[int, ...]


class TagNet(nn.Module):
    """An encoder, a learned mix of its layers, a linear head over words and the links of the CRF."""

    def __init__(self, encoder: Any, tags: int) -> None:
        """Put a head for `tags` tags on `encoder`."""
        super().__init__()
        self.encoder = encoder
        self.mix = nn.Parameter(torch.zeros(encoder.config.num_hidden_layers + 1))
        self.drop = nn.Dropout(0.2)
        self.out = nn.Linear(2 * encoder.config.hidden_size, tags)
        self.links = nn.Parameter(torch.zeros(tags, tags))
        self.ends = nn.Parameter(torch.zeros(2, tags))

    def forward(self, batch: Batch) -> torch.Tensor:
        """Score every tag of every word: `(n, words, tags)`."""
        found = self.encoder(input_ids=batch.ids, attention_mask=batch.mask, output_hidden_states=True).hidden_states
        share = torch.softmax(self.mix, 0)
        mixed = sum(share[i] * layer for i, layer in enumerate(found))
        both = torch.cat([found[-1], mixed], dim=-1).to(self.out.weight.dtype)
        scores: torch.Tensor = self.out(self.drop(torch.bmm(batch.pool.to(both.dtype), both)))
        return scores

    def head(self) -> dict[str, torch.Tensor]:
        """Return what is not the encoder's, by name."""
        return {name: rows for name, rows in self.state_dict().items() if not name.startswith("encoder.")}


def open_tokenizer() -> Tokenizer:
    """Return the encoder's tokenizer, which neither pads nor warns."""
    tokenizer = Tokenizer.from_file(str(bundled_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_PIECES)
    return tokenizer


def open_encoder() -> Any:
    """Return the bundled encoder as the transformers library loads it, in training mode; raise ModelMissing."""
    from transformers import BertModel
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]  # a bar for reading a local file, on stderr
    encoder = BertModel.from_pretrained(bundled_folder(), local_files_only=True)
    encoder.pooler = None  # reads the text as a whole, of which nothing is made here
    return encoder


def batch_of(texts: Sequence[Sequence[str]], tokenizer: Tokenizer) -> Batch:
    """Put texts, given as words, into one padded batch; a word cut off by the limit of pieces averages to zero."""
    found = tokenizer.encode_batch([list(words) for words in texts], is_pretokenized=True)
    pieces, most = max(len(f.ids) for f in found), max(1, *(len(words) for words in texts))
    ids, mask = np.zeros((len(found), pieces), np.int64), np.zeros((len(found), pieces), np.int64)
    pool = np.zeros((len(found), most, pieces), np.float32)
    for row, text in enumerate(found):
        ids[row, : len(text.ids)], mask[row, : len(text.ids)] = text.ids, 1
        for place, word in enumerate(text.word_ids):
            if word is not None:
                pool[row, word, place] = 1.0
    pool /= np.maximum(1.0, pool.sum(axis=2, keepdims=True))
    return Batch(torch.from_numpy(ids), torch.from_numpy(mask), torch.from_numpy(pool), tuple(map(len, texts)))


def decode(scores: Floats, links: Floats, ends: Floats) -> tuple[list[int], Floats]:
    """Return the best tags of one text (Viterbi) and the probability of every tag: `(words,)`, `(words, tags)`."""
    best, back = ends[0] + scores[0], []
    ahead = [ends[0] + scores[0]]
    for row in scores[1:]:
        through = best[:, None] + links
        back.append(through.argmax(axis=0))
        best = through.max(axis=0) + row
        ahead.append(np.logaddexp.reduce(ahead[-1][:, None] + links, axis=0) + row)
    path = [int((best + ends[1]).argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    behind = [ends[1]]
    for row in scores[:0:-1]:
        behind.append(np.logaddexp.reduce(links + row + behind[-1], axis=1))
    odds = np.stack(ahead) + np.stack(behind[::-1])
    return path[::-1], np.exp(odds - np.logaddexp.reduce(odds, axis=1, keepdims=True))


def barred(tags: Sequence[str]) -> Floats:
    """Return what to add to the links so that I-x follows only B-x or I-x; the last row is for the beginning.

    `(tags + 1, tags)` float32.
    """
    rows = [[not tag.startswith("I-") or before[2:] == tag[2:] for tag in tags] for before in (*tags, "O")]
    return np.where(np.array(rows), 0.0, -1e4).astype(np.float32)


class Tagger:
    """Finds labelled spans; built once, shared, never changed."""

    def __init__(self, net: TagNet, tags: Sequence[str], tokenizer: Tokenizer) -> None:
        """Take a trained net and the names of its tags."""
        self._net, self.tags, self._tokenizer = net.eval(), tuple(tags), tokenizer
        bars = barred(self.tags)
        self._links = net.links.detach().float().numpy() + bars[:-1]
        self._ends = net.ends.detach().float().numpy() + np.stack([bars[-1], np.zeros(len(self.tags), np.float32)])

    @classmethod
    def load(cls, folder: Path = MODELS) -> Tagger:
        """Load adapter and head from `folder` and merge the adapter into the encoder; raise ModelMissing."""
        from peft import PeftModel  # a second to import: only where a tagger is wanted

        try:
            tags = json.loads((folder / "tags.json").read_text(encoding="utf-8"))
            head = load_file(folder / "head.safetensors")
            with warnings.catch_warnings():  # PEFT reads a property that transformers has renamed
                warnings.simplefilter("ignore", FutureWarning)
                encoder = PeftModel.from_pretrained(open_encoder(), str(folder)).merge_and_unload()
        except (OSError, ValueError, SafetensorError) as error:
            raise ModelMissing(
                f"The tagger cannot be read from {folder} ({error}); "
                f"train it with: python -m finetune.token_classifier --out {folder}"
            ) from error
        net = TagNet(encoder, len(tags))
        net.load_state_dict({name: rows.float() for name, rows in head.items()}, strict=False)
        net.float().encoder.to(precision("cpu"))
        return cls(net, tags, open_tokenizer())

    def tag(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return the spans of each text, in order; any text will do."""
        texts = [text.encode("utf-8", "replace").decode() for text in texts]  # half characters cannot be read
        places = [words_of(text) for text in texts]
        # by length, so that a batch holds little padding
        read = sorted((i for i, found in enumerate(places) if found), key=lambda i: len(texts[i]))
        spans: list[list[Span]] = [[] for _ in texts]
        for start in range(0, len(read), BATCH):
            some = read[start : start + BATCH]
            words = [[texts[i][a:b] for a, b in places[i]] for i in some]
            for i, (path, odds) in zip(some, self.paths(words), strict=True):
                spans[i] = self._spans(texts[i], places[i], path, odds)
        return spans

    def paths(self, texts: Sequence[Sequence[str]]) -> list[tuple[list[int], Floats]]:
        """Return for each text, given as words, the numbers of its tags and the probability of every tag."""
        batch = batch_of(texts, self._tokenizer)
        with torch.inference_mode():
            scores = self._net(batch).float().numpy()
        return [decode(scores[i, :count], self._links, self._ends) for i, count in enumerate(batch.words)]

    def _spans(self, text: str, places: Sequence[tuple[int, int]], path: Sequence[int], odds: Floats) -> list[Span]:
        found = []
        for label, first, last in spans_of([self.tags[tag] for tag in path]):
            sure = min(float(odds[place, path[place]]) for place in range(first, last))
            start, end = places[first][0], places[last - 1][1]
            found.append(Span(label, start, end, text[start:end], sure))
        return found

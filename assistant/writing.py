"""How a reply is put together from tokens: which may be drawn, how one is drawn, when a sentence ends."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import torch
from tokenizers import Tokenizer
from transformers.convert_slow_tokenizer import bytes_to_unicode

from prompts.references import PATTERN
from prompts.slots import TOKEN, unfold
from prompts.store import Sampling

_FORBIDDEN = re.compile(r"[\d\[\]<>|{}$€£¥%#*_\\]")
_ENDS = (".", "!", "?")
_SLOT = re.compile(r"<\|(?:[whmdr]\d|\d[nvabc]\d|\dk|cat|a\.cat|asked|q)\|>")


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The tokens of a tokenizer: the bytes of each, and by sort those that a reply may be written with.

    `plain` are ordinary tokens without digits, brackets or signs of money; `references` by the text between the
    brackets; `slots` by token.
    """

    pieces: tuple[bytes, ...]
    plain: torch.Tensor
    references: Mapping[str, int]
    slots: Mapping[str, int]
    end: int

    @classmethod
    def of(cls, tokenizer: Tokenizer) -> Alphabet:
        """Sort the vocabulary of a tokenizer."""
        to_byte = {char: byte for byte, char in bytes_to_unicode().items()}
        tokens = sorted(tokenizer.get_vocab().items(), key=lambda pair: pair[1])
        special = {token.content for token in tokenizer.get_added_tokens_decoder().values()}
        pieces = tuple(t.encode() if t in special else bytes(to_byte[c] for c in t) for t, _ in tokens)
        plain = torch.tensor([t not in special and not _FORBIDDEN.search(p.decode(errors="replace"))
                              for (t, _), p in zip(tokens, pieces, strict=True)])  # fmt: skip
        references = {found[1]: i for t, i in tokens if t in special and (found := PATTERN.fullmatch(t))}
        slots = {t: i for t, i in tokens if t in special and _SLOT.fullmatch(t)}
        return cls(pieces, plain, references, slots, tokenizer.token_to_id("<|end|>"))


def allowed_tokens(alphabet: Alphabet, slots: Mapping[str, str], allowed: Collection[str]) -> torch.Tensor:
    """Return which tokens a reply may have, (vocabulary,) bool: references and slots only if they stand for something."""
    mask = alphabet.plain.clone()
    mask[alphabet.end] = True
    for reference, i in alphabet.references.items():
        mask[i] = reference in allowed
    for token, i in alphabet.slots.items():
        words = slots.get(token)
        mask[i] = words is not None and all(inside in allowed for inside in PATTERN.findall(words))
    return mask


def draw(logits: torch.Tensor, mask: torch.Tensor, sampling: Sampling, written: list[int],
         chance: torch.Generator) -> int:  # fmt: skip
    """Draw one token: penalty on what was written, mask, temperature, top-k, then top-p."""
    scores = logits.clone()
    if sampling.repetition_penalty != 1.0 and written:
        seen = torch.tensor(sorted(set(written)))
        scores[seen] = torch.where(scores[seen] > 0, scores[seen] / sampling.repetition_penalty,
                                   scores[seen] * sampling.repetition_penalty)  # fmt: skip
    scores[~mask] = -torch.inf
    if sampling.temperature == 0:
        return int(scores.argmax())
    best, ids = (scores / sampling.temperature).topk(min(sampling.top_k or len(scores), len(scores)))
    shares = best.softmax(-1)
    shares[(shares.cumsum(-1) - shares) >= sampling.top_p] = 0.0
    return int(ids[torch.multinomial(shares, 1, generator=chance)])


@dataclass
class Draft:
    """The sentence being written."""

    alphabet: Alphabet
    slots: Mapping[str, str]
    begun: bool = False  # something was written before this sentence
    done: bool = False  # the question was asked: nothing follows it
    _bytes: bytearray = field(default_factory=bytearray)

    def add(self, token: int) -> str:
        """Add a token; return the sentence if it ends here, else ""."""
        piece = self.alphabet.pieces[token]
        special = token in self.alphabet.slots.values() or token in self.alphabet.references.values()
        if special and self._bytes and self._bytes[-1:] not in (b"(", b" ", b"\n"):
            self._bytes += b" "
        self._bytes += piece
        text = piece.decode(errors="replace")
        self.done = self.done or text == "<|q|>"
        if text.endswith((*_ENDS, "\n")) or re.fullmatch(r"<\|(?:r\d|q)\|>", text):
            return self._take()
        return ""

    def _take(self) -> str:
        text = self._bytes.decode(errors="replace").strip()
        self._bytes.clear()
        words = re.sub(r"\s+([,.!?;:)])", r"\1", re.sub(r"\s+", " ", unfold(text, self.slots))).strip()
        return words[:1].upper() + words[1:] if TOKEN.match(text) else words

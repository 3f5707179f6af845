"""How a reply is put together from tokens: which may be drawn, how one is drawn, when a sentence ends."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import torch
from tokenizers import Tokenizer
from transformers.convert_slow_tokenizer import bytes_to_unicode

from prompts.references import PATTERN
from prompts.slots import TOKEN, unfold
from prompts.store import Sampling

_FORBIDDEN = re.compile(r"[\d\[\]<>|{}$€£¥%#*_\\]")
_OF_ITEM = re.compile(r"\[\[([1-9])(\.\w+)?\]\]|<\|([1-9])[va][1-9]\|>")
_ENDS = (".", "!", "?")
_SLOT = re.compile(r"<\|(?:[whmdr]\d|\d[nvabc]\d|\dk|cat|a\.cat|asked|q)\|>")


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The tokens of a tokenizer: the bytes of each, and by sort those that a reply may be written with.

    `plain` are ordinary tokens without digits, brackets or signs of money; `references` by the text between the
    brackets; `slots` by token. `of_item` tells for a name or value of an item its number and whether it is the name.
    """

    pieces: tuple[bytes, ...]
    plain: torch.Tensor
    references: Mapping[str, int]
    slots: Mapping[str, int]
    of_item: Mapping[int, tuple[int, bool]]
    end: int

    @classmethod
    def of(cls, tokenizer: Tokenizer) -> Alphabet:
        """Sort the vocabulary of a tokenizer."""
        to_byte = {char: byte for byte, char in bytes_to_unicode().items()}  # type: ignore[no-untyped-call]
        tokens = sorted(tokenizer.get_vocab().items(), key=lambda pair: pair[1])
        special = {token.content for token in tokenizer.get_added_tokens_decoder().values()}
        pieces = tuple(t.encode() if t in special else bytes(to_byte[c] for c in t) for t, _ in tokens)
        plain = torch.tensor(
            [
                t not in special and not _FORBIDDEN.search(p.decode(errors="replace"))
                for (t, _), p in zip(tokens, pieces, strict=True)
            ]
        )
        references = {found[1]: i for t, i in tokens if t in special and (found := PATTERN.fullmatch(t))}
        slots = {t: i for t, i in tokens if t in special and _SLOT.fullmatch(t)}
        of_item = {
            i: (int(found[1] or found[3]), bool(found[1] and not found[2]))
            for t, i in tokens
            if t in special and (found := _OF_ITEM.fullmatch(t))
        }
        return cls(pieces, plain, references, slots, of_item, dict(tokens)["<|end|>"])


def allowed_tokens(alphabet: Alphabet, slots: Mapping[str, str], allowed: Collection[str]) -> torch.Tensor:
    """Return which tokens a reply may have, (vocabulary,) bool: references and slots only if they stand for words."""
    mask = alphabet.plain.clone()
    mask[alphabet.end] = True
    for reference, i in alphabet.references.items():
        mask[i] = reference in allowed
    for token, i in alphabet.slots.items():
        words = slots.get(token)
        mask[i] = words is not None and all(inside in allowed for inside in PATTERN.findall(words))
    return mask


def draw(
    logits: torch.Tensor,
    mask: torch.Tensor,
    sampling: Sampling,
    written: list[int],
    chance: torch.Generator,
    barred: Sequence[int] = (),
) -> int:
    """Draw one token: penalty on what was written, mask and bars, temperature, top-k, then top-p."""
    scores = logits.clone()
    if sampling.repetition_penalty != 1.0 and written:
        seen = torch.tensor(sorted(set(written)))
        scores[seen] = torch.where(
            scores[seen] > 0, scores[seen] / sampling.repetition_penalty, scores[seen] * sampling.repetition_penalty
        )
    scores[~mask] = -torch.inf
    scores[list(barred)] = -torch.inf
    if sampling.temperature == 0:
        return int(scores.argmax())
    best, ids = (scores / sampling.temperature).topk(min(sampling.top_k or len(scores), len(scores)))
    shares = best.softmax(-1)
    shares[(shares.cumsum(-1) - shares) >= sampling.top_p] = 0.0
    return int(ids[torch.multinomial(shares, 1, generator=chance)])


@dataclass
class Draft:
    """The sentence being written, and what it has spoken of."""

    alphabet: Alphabet
    slots: Mapping[str, str]
    done: bool = False  # the question was asked: nothing follows it
    _bytes: bytearray = field(default_factory=bytearray)
    _used: list[int] = field(default_factory=list)  # references and slots of this sentence

    def barred(self) -> list[int]:
        """Return the tokens that would repeat a reference within the sentence, or give an item the value of another.

        After a name come values of that item alone, unless the sentence began with a value: then its name follows.
        """
        items = [self.alphabet.of_item[i] for i in self._used if i in self.alphabet.of_item]
        if not items:
            return self._used
        (number, is_name), began_with_name = items[-1], items[0][1]
        if is_name and began_with_name:
            return self._used + [i for i, (n, name) in self.alphabet.of_item.items() if not name and n != number]
        if not is_name:
            return self._used + [
                i for i, (n, name) in self.alphabet.of_item.items() if n != number and not (name and began_with_name)
            ]
        return self._used

    def add(self, token: int) -> str:
        """Add a token; return the sentence if it ends here, else ""."""
        piece = self.alphabet.pieces[token]
        special = token in self.alphabet.slots.values() or token in self.alphabet.references.values()
        if special and self._bytes and self._bytes[-1] not in b"( \n":
            self._bytes += b" "
        self._bytes += piece
        if special:
            self._used.append(token)
        text = piece.decode(errors="replace")
        self.done = self.done or text == "<|q|>"
        if text.endswith((*_ENDS, "\n")) or re.fullmatch(r"<\|(?:r\d|q)\|>", text):
            return self._take()
        return ""

    def _take(self) -> str:
        text = self._bytes.decode(errors="replace").strip()
        self._bytes.clear()
        self._used.clear()
        words = re.sub(r"\s+([,.!?;:)])", r"\1", re.sub(r"\s+", " ", unfold(text, self.slots))).strip()
        return words[:1].upper() + words[1:] if TOKEN.match(text) else words

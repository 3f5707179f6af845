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
_WHOLE = re.compile(r"<\|(?:r\d|q)\|>")  # slots that are sentences
_SLOT = re.compile(r"<\|(?:[whmdr]\d|\d[nvabc]\d|\dk|cat|a\.cat|asked|q)\|>")


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The tokens of a tokenizer: the bytes of each, and by sort those that a reply may be written with.

    `plain` are ordinary tokens without digits, brackets or signs of money; `references` by the text between the
    brackets; `slots` by token; `copying` both. `of_item` tells for a name or value of an item its number and if it is
    the name. `capitals` begin a word without a space, as only the first word of a reply does.
    """

    pieces: tuple[bytes, ...]
    plain: torch.Tensor
    references: Mapping[str, int]
    slots: Mapping[str, int]
    of_item: Mapping[int, tuple[int, bool]]
    copying: frozenset[int]
    capitals: tuple[int, ...]
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
        copying = frozenset([*references.values(), *slots.values()])
        capitals = tuple(i for i, piece in enumerate(pieces) if plain[i] and piece[:1].isupper() and len(piece) > 1)
        return cls(pieces, plain, references, slots, of_item, copying, capitals, dict(tokens)["<|end|>"])


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


def room(logits: torch.Tensor, mask: torch.Tensor, barred: Sequence[int]) -> float:
    """Return how much of the probability lies on tokens that may be drawn, 0 to 1."""
    shares = logits.softmax(-1)
    free = shares[mask].sum() - shares[[i for i in set(barred) if mask[i]]].sum()
    return float(free)


@dataclass
class Draft:
    """The sentence being written: its tokens, and what may follow them."""

    alphabet: Alphabet
    slots: Mapping[str, str]
    begun: bool = False  # the reply has words before this sentence
    done: bool = False  # the question was asked: nothing follows it
    tokens: list[int] = field(default_factory=list)

    def barred(self) -> list[int]:
        """Return the tokens that would repeat a reference within the sentence, or give an item the value of another.

        After a name come values of that item alone, unless the sentence began with a value: then its name follows.
        """
        used = [i for i in self.tokens if self._copies(i)]
        used += self.alphabet.capitals if self.begun or self.tokens else ()
        items = [self.alphabet.of_item[i] for i in self.tokens if i in self.alphabet.of_item]
        if not items:
            return used
        (number, is_name), began_with_name = items[-1], items[0][1]
        if is_name and not began_with_name:
            return used
        others = [(i, name) for i, (n, name) in self.alphabet.of_item.items() if n != number]
        return used + [i for i, name in others if not (name and began_with_name)]

    def add(self, token: int) -> str:
        """Add a token; return the sentence if it ends here, else ""."""
        self.tokens.append(token)
        text = self.alphabet.pieces[token].decode(errors="replace")
        self.done = self.done or text == "<|q|>"
        return self._take() if text.endswith((*_ENDS, "\n")) or _WHOLE.fullmatch(text) else ""

    def _copies(self, token: int) -> bool:
        return token in self.alphabet.copying

    def _take(self) -> str:
        written = bytearray()
        for token in self.tokens:
            if self._copies(token) and written and written[-1] not in b"( \n":
                written += b" "
            written += self.alphabet.pieces[token]
        self.tokens.clear()
        self.begun = True
        text = written.decode(errors="replace").strip()
        words = re.sub(r"\s+([,.!?;:)])", r"\1", re.sub(r"\s+", " ", unfold(text, self.slots))).strip()
        return words[:1].upper() + words[1:] if TOKEN.match(text) else words

"""Batches of examples as token ids: rows of like length together, the loss on replies or on everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random

import torch
from tokenizers import Tokenizer

from finetune.talk import Example, examples
from prompts.store import Templates

IGNORED = -100


@dataclass(frozen=True, slots=True)
class Batch:
    """Token ids (rows, length) int64, padded at the end; labels are IGNORED where no loss is taken."""

    ids: torch.Tensor
    mask: torch.Tensor
    labels: torch.Tensor


def token(tokenizer: Tokenizer, text: str) -> int:
    """Return the id of a single token; raise KeyError if the vocabulary lacks it."""
    found = tokenizer.token_to_id(text)
    if found is None:
        raise KeyError(f"the tokenizer has no token {text}; train it again with python -m finetune.tokenizer")
    return int(found)


def encode(tokenizer: Tokenizer, rows: list[tuple[str, str]]) -> list[tuple[list[int], int]]:
    """Return for each prompt and reply the ids with the end token, and where the reply begins."""
    end = token(tokenizer, "<|end|>")
    prompts = tokenizer.encode_batch([prompt for prompt, _ in rows])
    replies = tokenizer.encode_batch([reply for _, reply in rows])
    return [(p.ids + r.ids + [end], len(p.ids)) for p, r in zip(prompts, replies, strict=True)]


def collate(rows: list[tuple[list[int], int]], pad: int, *, replies_only: bool) -> Batch:
    """Pad encoded rows to a batch."""
    longest = max(len(ids) for ids, _ in rows)
    ids = torch.full((len(rows), longest), pad)
    mask, labels = torch.zeros_like(ids), torch.full_like(ids, IGNORED)
    for i, (row, start) in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = 1
        first = start if replies_only else 0
        labels[i, first : len(row)] = ids[i, first : len(row)]
    return Batch(ids, mask, labels)


def pairs(stream: Iterator[Example], templates: Templates) -> Iterator[tuple[str, str]]:
    """Yield prompt and reply of each example, as the model reads and writes them."""
    for example in stream:
        yield templates.render(example.brief, example.voice).text, example.folded


def mixed(seed: int, voice: str, other: str, share: float) -> Iterator[tuple[str, str]]:
    """Yield pairs of a voice, a share of them of another one, told apart by its name before the prompt.

    An adapter leaves the embeddings alone, so words that only another voice uses have to be met in training.
    """
    rng, templates = Random(seed), Templates.load()
    first, second = pairs(examples(seed, voice), templates), pairs(examples(seed + 1, other), templates)
    while True:
        if rng.random() < share:
            prompt, reply = next(second)
            yield other + prompt, reply
        else:
            yield next(first)


def batches(
    tokenizer: Tokenizer, stream: Iterator[tuple[str, str]], size: int, *, replies_only: bool = True
) -> Iterator[Batch]:
    """Yield batches of `size` examples of a stream without end, rows of like length together."""
    rng, pad = Random(size), token(tokenizer, "<|pad|>")
    while True:
        rows = sorted(encode(tokenizer, list(islice(stream, size * 16))), key=lambda row: len(row[0]))
        groups = [rows[i : i + size] for i in range(0, len(rows), size)]
        rng.shuffle(groups)
        for group in groups:
            yield collate(group, pad, replies_only=replies_only)

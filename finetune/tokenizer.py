"""Train the tokenizer of the language model: byte-level BPE on the talk, a single token for each reference and slot.

python -m finetune.tokenizer [--smoke]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

from finetune.talk import examples
from prompts.brief import SITUATIONS
from prompts.slots import special_tokens
from prompts.store import Templates

FOLDER = Path(__file__).parents[1] / "models" / "language"
VOCABULARY = 3200


def corpus(count: int, seed: int = 1) -> Iterator[str]:
    """Yield prompts and replies of both voices, as the model reads them."""
    templates = Templates.load()
    for voice in ("plain", "warm"):
        for example in islice(examples(seed, voice), count):
            yield templates.render(example.brief, voice).text + example.folded


def train(texts: Iterator[str], vocabulary: int = VOCABULARY) -> Tokenizer:
    """Return a tokenizer of `vocabulary` tokens; references and slots swallow the space before them."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = [AddedToken(token, lstrip=True, normalized=False, special=True) for token in special_tokens(SITUATIONS)]
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=special,
        show_progress=False,
        min_frequency=3,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def main() -> None:
    """Train and save the tokenizer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="a small corpus, to see that it runs")
    parser.add_argument("--out", type=Path, default=FOLDER)
    options = parser.parse_args()
    tokenizer = train(corpus(500 if options.smoke else 30_000))
    options.out.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(options.out / "tokenizer.json"))
    print(f"{tokenizer.get_vocab_size()} tokens -> {options.out / 'tokenizer.json'}")


if __name__ == "__main__":
    main()

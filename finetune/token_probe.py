"""Probe whether one encoder pass could serve several heads: a token head over an encoder that is not trained for it.

python -m finetune.token_probe [--adapter FOLDER] [--epochs 6]

Prints the strict span F1 of the head on the bundled encoder, or with an adapter of another head merged into it, beside
which stands that of the adapter trained for it (models/tokens/metrics.json).
"""

from __future__ import annotations

import argparse
import os
import warnings
from pathlib import Path
from random import Random

import torch
from peft import PeftModel

from finetune.token_classifier import Data, Recipe, Training, epoch_of, judge
from finetune.token_data import Variations, tags_of
from intents.tagger import TagNet, open_encoder


def probe(data: Data, recipe: Recipe, adapter: Path | None = None) -> float:
    """Train only mix, head and links over a frozen encoder; return the F1 on the validation part."""
    encoder = open_encoder()
    if adapter is not None:
        with warnings.catch_warnings():  # PEFT reads a property that transformers has renamed
            warnings.simplefilter("ignore", FutureWarning)
            encoder = PeftModel.from_pretrained(encoder, str(adapter)).merge_and_unload()
    encoder.requires_grad_(False)
    tags = tags_of([*data.train, *data.held, *data.validation])
    torch.manual_seed(recipe.seed)
    varied = Variations(data.train, recipe.seed)
    steps = recipe.epochs * len(list(epoch_of(data.train, varied, recipe, Random(0))))
    run = Training(tags, recipe, steps, TagNet(encoder, len(tags)))
    for epoch in range(recipe.epochs):
        for batch in epoch_of(data.train, varied, recipe, Random(epoch)):
            run.step(batch)
    run.average.swap(run.net)
    return judge(run.net, tags, run.tokenizer, data.validation)


def main() -> None:
    """Print the F1 of a head over a frozen encoder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--adapter", type=Path, help="an adapter trained for another head (none: the bundled encoder)")
    parser.add_argument("--epochs", type=int, default=6)
    given = parser.parse_args()
    torch.set_num_threads(1)
    if not os.environ.get("SHOP_DATA"):
        parser.error("SHOP_DATA is not set: name the folder that holds nlu/queryner")
    recipe = Recipe(epochs=given.epochs, head_rate=1e-2, sentences=0.0, nothing=0.0, swaps=0.0)
    found = probe(Data.read(Path(os.environ["SHOP_DATA"])), recipe, given.adapter)
    print(f"strict span F1 on the validation part {found:.4f}")


if __name__ == "__main__":
    main()

"""Train the intent classifier: a LoRA adapter on MiniLM and a head, with contrastive pairs, on intents/turns/.

    python -m finetune.intent_classifier [--corpus shop|clinc150] [--start RUN] [--epochs 6] [--smoke] [--out RUN]

Turns of other domains, and CLINC150, come from the folder that SHOP_DATA names. The run folder receives adapter,
head, metrics.json and confusion.png; started again, a stopped run goes on from its checkpoint.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from finetune.intent_calibration import calibrate, centroids, judge
from finetune.intent_corpora import Corpus, clinc150, shop
from finetune.intent_groups import Encoder
from finetune.intent_measure import draw_confusion, measure, measure_base
from finetune.intent_net import Recipe, TurnNet, new_net
from finetune.intent_training import fit
from finetune.intent_turns import Example
from intents.classifier import Head
from intents.features import featurise
from intents.tuned_encoder import Tokens, TunedEncoder
from retrieval.errors import SettingsError

log = logging.getLogger(__name__)
FINISH = 0.25  # of the rates, when the held-out turns join in at the end


def train(corpus: Corpus, encoder: Encoder, recipe: Recipe, out: Path, *, adapter: Path | None = None
          ) -> dict[str, dict[str, float]]:  # fmt: skip
    """Train, calibrate on turns held out, let these join in for a short finish, and write the run folder `out`.

    `adapter`: the run folder of another corpus, whose adapter to start from.
    """
    kept, held = corpus.parted(encoder, recipe.held, recipe.seed, out)
    log.info("%d turns to learn from, %d held out", len(kept), len(held))
    metrics = {"before, held out": measure_base(corpus.labels, kept, held)}
    start = new_net(len(corpus.labels), recipe, adapter)
    net = fit(kept, corpus.labels, recipe, out / "first", start=start)
    head, tuned = export(net, corpus.labels, kept, recipe)
    judged = judge(head, tuned, held)
    head = calibrate(head, judged)
    metrics["after, held out"] = measure(head, judged)
    draw_confusion(head, judged, out / "confusion.png")
    finish = replace(recipe, epochs=recipe.finish, rate=FINISH * recipe.rate, head_rate=FINISH * recipe.head_rate)
    net = fit(corpus.turns, corpus.labels, finish, out / "finish", start=net)
    whole, tuned = export(net, corpus.labels, corpus.turns, recipe)
    head = replace(head, arrays=whole.arrays)
    if corpus.measured:
        metrics["after, measured"] = measure(head, judge(head, tuned, corpus.measured))
    head.save(out)
    net.save_adapter(out)
    (out / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")
    return metrics


def export(net: TurnNet, labels: Sequence[str], examples: Sequence[Example], recipe: Recipe
           ) -> tuple[Head, TunedEncoder]:  # fmt: skip
    """Turn a net into a head, not yet calibrated, with the centroids of `examples`, and the encoder beneath it."""
    tuned = TunedEncoder(net.encoder.eval(), Tokens())
    words = featurise([example.turn for example in examples], tuned).words
    truth = np.array([labels.index(example.label) for example in examples])
    inside = truth != len(labels) - 1
    outside = centroids(words[~inside], truth[~inside], 10 * recipe.centroids, recipe.seed)
    arrays = net.arrays() | {"centroids": centroids(words[inside], truth[inside], recipe.centroids, recipe.seed)}
    return Head(tuple(labels), arrays | {"outside": outside}), tuned


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", choices=("shop", "clinc150"), default="shop", help="what to learn (shop)")
    parser.add_argument("--out", type=Path, default=Path("runs/intent"), help="run folder (runs/intent)")
    parser.add_argument("--start", type=Path, help="run folder of another corpus, whose adapter to start from")
    parser.add_argument("--epochs", type=float, default=6.0, help="how often each turn is learnt (6)")
    parser.add_argument("--smoke", action="store_true", help="two steps on a few turns: does it run at all")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    from retrieval.encoders import TextEncoder

    data = Path(os.environ["SHOP_DATA"]) if os.environ.get("SHOP_DATA") else None
    if given.corpus == "clinc150" and data is None:
        raise SettingsError("CLINC150 is read from the folder that SHOP_DATA names, and SHOP_DATA is not set; set it.")
    recipe = Recipe(epochs=given.epochs)
    corpus = clinc150(data) if given.corpus == "clinc150" and data else shop(data, recipe.seed)
    if given.smoke:
        corpus, recipe = few(corpus), replace(recipe, epochs=2.0, finish=1.0, batch=256, held=0.3)
    for part, found in train(corpus, TextEncoder.load(), recipe, given.out, adapter=given.start).items():
        log.info("%s: %s", part, "  ".join(f"{name} {value:.4f}" for name, value in found.items()))


def few(corpus: Corpus, most: int = 4) -> Corpus:
    """Keep the first turns of each label."""
    seen: dict[str, int] = {}
    turns = []
    for example in corpus.turns:
        seen[example.label] = seen.get(example.label, 0) + 1
        turns += [example] if seen[example.label] <= most else []
    return replace(corpus, turns=tuple(turns), measured=corpus.measured[:50])


if __name__ == "__main__":
    main()

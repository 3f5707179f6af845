"""Measure an image encoder by text prompts, and calibrate the score that goes with a photo's category.

    python -m finetune.image_reading [--data $SHOP_DATA | ROWS.jsonl] [--model models/image] [--calibrate]

`--calibrate` fits temperature and threshold on the held-out photos and writes them into the model's folder.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from finetune.captions import Example, read_examples
from retrieval.images import BUNDLED, READING, ImageEncoder
from retrieval.photo_reading import Calibration, Known, Lens, category_chances
from retrieval.photos import open_photo

PRECISION = 0.8
MOST_KNOWN = 300

Floats = NDArray[np.floating[Any]]


def zero_shot(encoder: ImageEncoder, vectors: NDArray[np.float32], right: Sequence[str], names: Sequence[str]) -> float:
    """Return the share of photos `(n, dim)` that are nearest to "a photo of a NAME" of their own, right name."""
    prompts = encoder.encode_text([f"a photo of a {name}" for name in names])
    found = (vectors @ prompts.T).argmax(1)
    return float(np.mean([names[f] == name for f, name in zip(found, right, strict=True)]))


def encode(encoder: ImageEncoder, examples: Sequence[Example]) -> NDArray[np.float32]:
    """Open and encode the photos of examples, a few at a time: `(n, dim)`, unit rows."""
    return np.concatenate(
        [
            encoder.encode([open_photo(example.read(), max_side=512) for example in examples[start : start + 64]])
            for start in range(0, len(examples), 64)
        ]
    )


def names_of(examples: Sequence[Example], level: int = 0) -> list[str]:
    """Return the usual names that occur at a level, sorted."""
    return sorted({example.levels[level][0] for example in examples})


def known_things(examples: Sequence[Example]) -> tuple[Known, ...]:
    """Return what an encoder trained on these examples can tell apart, at most 300 things."""
    things = dict.fromkeys((e.levels[0], e.levels[2][0]) for e in examples if e.part == "train")
    return tuple(Known(words, kind if kind != words[0] else "") for words, kind in things)[:MOST_KNOWN]


def measure(encoder: ImageEncoder, examples: Sequence[Example]) -> dict[str, float]:
    """Return zero-shot accuracies by source and part: usual names, and fine names where there are any."""
    scores = {}
    for source in sorted({e.source for e in examples}):
        own = [e for e in examples if e.source == source]
        usual = names_of(own)
        for part in ("measure", "held"):
            chosen = [e for e in own if e.part == part]
            vectors = encode(encoder, chosen) if chosen else np.zeros((0, encoder.dim), np.float32)
            for level, kind in ((0, "names"), (1, "fine names")):
                names = names_of(own, level)
                if chosen and (level == 0 or names != usual):
                    share = zero_shot(encoder, vectors, [e.levels[level][0] for e in chosen], names)
                    scores[f"{source} {part}, {len(names)} {kind}"] = round(share, 4)
    return scores


def calibrate(encoder: ImageEncoder, examples: Sequence[Example]) -> Calibration:
    """Fit the temperature (least surprise) and the threshold (precision of what is recognised) on held-out photos.

    Each source is a shop with the names of its own photos as categories; photos of the other sources must not be
    recognised there.
    """
    held = [e for e in examples if e.part == "held"]
    if not held:
        return replace(encoder.calibration, known=known_things(examples))
    encoder.calibration = replace(encoder.calibration, known=known_things(examples))
    vectors, shops = encode(encoder, held), []
    for source in sorted({e.source for e in held}):
        names = names_of([e for e in held if e.source == source])
        shops.append((names, Lens.of(encoder, names)))
    trials = [(t, *_read_all(vectors, held, shops, float(t))) for t in np.geomspace(0.004, 0.2, 24)]
    temperature, _, scores, right = min(trials, key=lambda trial: trial[1])
    return replace(
        encoder.calibration, temperature=round(float(temperature), 5), threshold=_threshold(scores, right)
    )


def _read_all(
    vectors: NDArray[np.float32], held: Sequence[Example], shops: Sequence[tuple[list[str], Lens]], temperature: float
) -> tuple[float, Floats, NDArray[np.bool_]]:
    """Read every photo in every shop: mean surprise at the right names, best scores, and whether they are right."""
    surprise, scores, right = [], [], []
    for names, lens in shops:
        chances = category_chances(vectors, lens, temperature)
        for row, example in zip(chances, held, strict=True):
            name, best = example.levels[0][0], int(row.argmax())
            if name in names:
                surprise.append(-np.log(row[names.index(name)] + 1e-6))
            scores.append(float(row[best]))
            right.append(names[best] == name)
    return float(np.mean(surprise)), np.array(scores), np.array(right)


def _threshold(scores: Floats, right: NDArray[np.bool_]) -> float:
    """Return the lowest score from which on at least 80 % of the readings are right."""
    order = np.argsort(-scores)
    precise = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(precise >= PRECISION)
    return round(float(scores[order][enough[-1]]), 3) if len(enough) else 1.0


def write_calibration(calibration: Calibration, folder: Path) -> None:
    """Put a calibration into a model's folder; the weights' SHA-256 stays."""
    path = folder / READING
    digest = json.loads(path.read_text("utf-8"))["sha256"]
    known = [{"words": list(thing.words), "kind": thing.kind} for thing in calibration.known]
    fields = {"sha256": digest, "temperature": calibration.temperature, "threshold": calibration.threshold,
              "pixels": calibration.pixels, "known": known}  # fmt: skip
    path.write_text(json.dumps(fields, ensure_ascii=False) + "\n", "utf-8")


def main() -> None:
    """Parse the command line, measure, and calibrate where that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m finetune.image_reading", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("SHOP_DATA", "data")))
    parser.add_argument("--model", type=Path, default=BUNDLED)
    parser.add_argument("--calibrate", action="store_true")
    parser.add_argument("--no-drawings", action="store_true", help="photos only")
    args = parser.parse_args()
    examples = read_examples(args.data, drawings=not args.no_drawings)
    encoder = ImageEncoder.load(args.model)
    if args.calibrate:
        encoder.calibration = calibrate(encoder, examples)
        write_calibration(encoder.calibration, args.model)
    scores = measure(encoder, examples)
    print(json.dumps({**scores, "temperature": encoder.calibration.temperature,
                      "threshold": encoder.calibration.threshold}, indent=1))  # fmt: skip


if __name__ == "__main__":
    main()

"""What the intent classifier can be trained on: the shop's turns, or CLINC150 to compare the recipe with others'."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from finetune.intent_groups import Encoder, held_out
from finetune.intent_turns import Example, labels, measured_texts, plain, read_outsiders, read_turns, varied
from intents.classifier import OUT_OF_SCOPE
from intents.features import Turn
from retrieval.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Corpus:
    """Labels, `out_of_scope` last, turns to learn from, and turns that are only measured on at the end, if any."""

    labels: tuple[str, ...]
    turns: tuple[Example, ...]
    measured: tuple[Example, ...] = ()

    def parted(self, encoder: Encoder, share: float, seed: int, run: Path) -> tuple[list[Example], list[Example]]:
        """Part the turns into those to learn from and whole groups of near neighbours to calibrate on, varied once.

        Which are held out is kept in the folder `run`: a run that goes on never calibrates on what it has learnt.
        """
        file = run / "held_out.npy"
        if not file.exists():
            run.mkdir(parents=True, exist_ok=True)
            np.save(file, held_out(self.turns, encoder, share, seed))
        held: NDArray[np.bool_] = np.load(file)
        if len(held) != len(self.turns):
            raise SettingsError(f"{file} is of {len(held)} turns and there are now {len(self.turns)}: the turns have "
                                "changed since; choose another run folder.")  # fmt: skip
        kept = [example for example, out in zip(self.turns, held, strict=True) if not out]
        return kept, varied([example for example, out in zip(self.turns, held, strict=True) if out], seed)


def shop(data: Path | None, seed: int) -> Corpus:
    """Read the turns in intents/turns/, and outsiders from the folder `data` if there is one."""
    return Corpus(labels(), (*read_turns(), *(read_outsiders(data, seed) if data else ())))


def clinc150(data: Path) -> Corpus:
    """Read CLINC150 (Larson et al. 2019) under `data`/nlu: its training part, and its validation part to measure on."""
    learnt, measured = (_rows(data / "nlu" / "clinc150" / f"{part}.jsonl.gz") for part in ("train", "val"))
    barred = measured_texts(data)  # so that a shop's classifier may start from this one
    learnt = [example for example in learnt if plain(example.turn.text) not in barred]
    names = {example.label for example in learnt} - {OUT_OF_SCOPE}
    return Corpus((*sorted(names), OUT_OF_SCOPE), tuple(learnt), tuple(measured))


def _rows(path: Path) -> list[Example]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Example(Turn(row["text"]), {"oos": OUT_OF_SCOPE}.get(row["intent"], row["intent"]), placed=True)
            for row in rows]  # fmt: skip

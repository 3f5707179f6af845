"""What a shop's vocabulary lacks, in sentences: kinds, brands and modifiers found by the tagger and by understanding.

python -m evaluation.unlisted [--catalog FILE] [--wrong]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from intents.predict import Understanding, open_understanding
from intents.reading import Context
from intents.spans import Span
from intents.tagger import Tagger
from intents.wordlists import FUNCTION
from retrieval.synonyms import key_of

TURNS = Path(__file__).parent / "labelled" / "unlisted.jsonl"
LABELS = {
    "types": ("core_product_type",),
    "brands": ("creator",),
    "modifiers": ("modifier", "material", "color", "shape", "content", "condition", "UoM", "occasion"),
}

Turn = dict[str, list[str]]


def read_turns(path: Path = TURNS) -> list[tuple[str, Turn]]:
    """Return each turn with the phrases it names: `types`, `brands`, `modifiers`."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [(row["text"], {name: row[name] for name in LABELS}) for row in rows]


def bare(phrase: str) -> str:
    """Return a phrase without the words that only lead to it: "by Stella" is "stella"."""
    words = key_of(phrase).split()
    while words and words[0] in FUNCTION:
        words.pop(0)
    return " ".join(words)


def overlap(truth: Sequence[Iterable[str]], found: Sequence[Iterable[str]]) -> tuple[float, float]:
    """Return precision and recall of phrases, turn by turn."""
    pairs = [({bare(t) for t in one}, {bare(f) for f in other}) for one, other in zip(truth, found, strict=True)]
    right = sum(len(one & other) for one, other in pairs)
    return right / max(1, sum(len(other) for _, other in pairs)), right / max(1, sum(len(one) for one, _ in pairs))


def tagged(turns: Sequence[tuple[str, Turn]], spans: Sequence[Sequence[Span]]) -> dict[str, float]:
    """Score the tagger's spans against the phrases of the turns."""
    scores: dict[str, float] = {}
    for name, labels in LABELS.items():
        found = [[span.text for span in row if span.label in labels] for row in spans]
        scores[f"{name}_precision"], scores[f"{name}_recall"] = overlap([gold[name] for _, gold in turns], found)
    return scores


def understood(
    turns: Sequence[tuple[str, Turn]], understanding: Understanding, *, tell: bool = False
) -> dict[str, float]:
    """Score the kinds and brands of understanding: a kind is right if its last word is, or a synonym of it."""
    readings = list(understanding.read_all([(text, Context()) for text, _ in turns]))
    kinds = brands = invented = whole = 0
    for (text, gold), reading in zip(turns, readings, strict=True):
        said = [str(c.value) for c in reading.add if c.field == "brand"]
        fits = any(_same(kind, reading.category, understanding) for kind in gold["types"])
        brand = bool(gold["brands"]) and {bare(b) for b in gold["brands"]} == {bare(b) for b in said}
        wrong = (not gold["types"] and bool(reading.category)) or (not gold["brands"] and bool(said))
        kinds, brands, invented = kinds + fits, brands + brand, invented + wrong
        whole += not wrong and fits == bool(gold["types"]) and brand == bool(gold["brands"])
        if tell and (wrong or fits != bool(gold["types"]) or brand != bool(gold["brands"])):
            print(f"{text} -> {reading.intent}, kind {reading.category!r}, brands {said}")
    named = [gold for _, gold in turns]
    return {
        "kinds_found": kinds / sum(bool(g["types"]) for g in named),
        "brands_found": brands / sum(bool(g["brands"]) for g in named),
        "invented": invented / len(turns),
        "turns_right": whole / len(turns),
    }


def _same(kind: str, category: str, understanding: Understanding) -> bool:
    if not category:
        return False
    one, other = ([key_of(name) for name in understanding.vocabulary.category(word)] for word in (kind, category))
    return bool(set(one) & set(other)) or any(name.split()[-1] == key_of(kind).split()[-1] for name in other)


def main() -> None:
    """Print the scores of the tagger alone and of understanding over a catalogue."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalog", type=Path, help="the catalogue whose words are known (the demo shop)")
    parser.add_argument("--wrong", action="store_true", help="print the turns that understanding reads wrongly")
    options = parser.parse_args()
    turns = read_turns()
    scores = tagged(turns, Tagger.load().tag([text for text, _ in turns]))
    scores |= understood(turns, open_understanding(options.catalog, None), tell=options.wrong)
    print(f"{'turns':22}{len(turns)}")
    for name, value in scores.items():
        print(f"{name:22}{value:.3f}")


if __name__ == "__main__":
    main()

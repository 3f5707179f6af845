"""Talk to train on: pairs of brief and reply for every situation, drawn from a grammar.

python -m finetune.talk [--count N] [--voice plain|warm] [--words FILE]
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from finetune import briefs
from finetune.briefs import Inventor
from finetune.pen import Pen
from finetune.situations_answer import answer
from finetune.situations_chat import ask, chat
from finetune.situations_recommend import recommend
from finetune.situations_trade import cart, checkout, handoff, service
from finetune.situations_weigh import compare, none_found
from finetune.topics import draw
from prompts.brief import SITUATIONS, Brief
from prompts.slots import TOKEN, slots, unfold

WRITERS: dict[str, Callable[[Pen], str]] = {
    "recommend": recommend,
    "none_found": none_found,
    "ask": ask,
    "answer": answer,
    "compare": compare,
    "cart": cart,
    "checkout": checkout,
    "service": service,
    "handoff": handoff,
    "chat": chat,
    "decline": chat,
}
WEIGHTS = {"recommend": 3.0, "none_found": 3.0, "answer": 2.0, "compare": 4.0}
REFERENCE = re.compile(r"\[\[[^\]]*\]\]")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Example:
    """A brief and a reply to it: `folded` with the tokens of slots, `reply` in words and references."""

    brief: Brief
    folded: str
    voice: str = "plain"

    @property
    def reply(self) -> str:
        """Return the reply as it is said, references still in it."""
        return unfold(self.folded, slots(self.brief))


def act_of(situation: str) -> str:
    """Return the act that a situation belongs to."""
    first = situation.partition(".")[0]
    return "none_found" if first == "none" else first


def make(rng: Random, voice: str = "plain", situation: str = "") -> Example:
    """Draw one example; `situation` "" draws that too."""
    names = list(SITUATIONS)
    chosen = situation or rng.choices(names, [WEIGHTS.get(act_of(n), 1.0) for n in names])[0]
    brief = draw(Inventor(rng), act_of(chosen), chosen)
    return Example(brief, WRITERS[brief.act](Pen(rng, voice, brief)), voice)


def examples(seed: int, voice: str = "plain") -> Iterator[Example]:
    """Yield examples without end, the same for the same seed."""
    rng = Random(seed)
    while True:
        yield make(rng, voice)


def neutral_words(count: int = 60_000) -> list[str]:
    """Return the words that replies use beside references and words of the brief, lower case and sorted."""
    found: set[str] = set()
    for voice in ("plain", "warm"):
        stream = examples(11, voice)
        for _ in range(count):
            text = TOKEN.sub(" ", REFERENCE.sub(" ", next(stream).folded))
            found |= {word.lower() for word in WORD.findall(text)}
    return sorted(found)


def main() -> None:
    """Print examples, or write the list of neutral words."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20, help="how many examples to print")
    parser.add_argument("--voice", default="plain", choices=("plain", "warm"))
    parser.add_argument("--situation", default="", choices=("", *briefs.situations()))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--words", type=Path, help="write the neutral words of the grammar to this file")
    options = parser.parse_args()
    if options.words:
        options.words.write_text("\n".join(neutral_words()) + "\n", encoding="utf-8")
        return
    rng = Random(options.seed)
    for _ in range(options.count):
        example = make(rng, options.voice, options.situation)
        print(f"{example.brief.situation}: {example.reply}")


if __name__ == "__main__":
    main()

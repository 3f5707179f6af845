"""Measure the language model on unseen random briefs: perplexity, sentences that are proved, replies without fault.

python -m finetune.measure [--count N] [--voice NAME] [--show N]

The products behind the briefs are invented: their values agree with the notes of the briefs, so that every sentence
can be proved or refused as in a shop.
"""

from __future__ import annotations

import argparse
import math
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from statistics import median

import torch
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

from assistant.facts import Fact, Table
from assistant.generate import FOLDER, LanguageModel
from assistant.grounding import Proved, faults, prove
from finetune.batches import batches, pairs
from finetune.talk import examples
from finetune.training import loss_of
from prompts.brief import Brief, Item
from prompts.store import Templates

UNSEEN = 900_001  # a seed that no training uses
_MONEY = ("price", "list_price", "under_limit", "saving")
_KINDS = {"cart": "state", "rule": "rule", "order": "order", "limit": "shopper"}
_TEXTS = {"cart.count": "3 items", "cart.total": "$120.00", "limit.price": "$50.00", "order.status": "shipped"}


@dataclass
class Tally:
    """What was counted over all replies."""

    sentences: int = 0
    proved: int = 0
    replies: int = 0
    whole: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    first_ms: list[float] = field(default_factory=list)


def invented_table(brief: Brief) -> Table:
    """Return facts for all that a brief lets be said."""
    table: dict[str, Fact] = {}
    sold_out = brief.situation == "answer.out_of_stock"
    for item in brief.items:
        name = f"{'Maple Comet River Ember Frost'.split()[item.number % 5]} {'Fields' if item.plural else 'Field'}"
        table[str(item.number)] = Fact(name, name, "catalogue", f"p{item.number}.name", f"p{item.number}", "name")
        for name in (*item.fields, *({"price", "stock"} - set(item.fields))):
            table[f"{item.number}.{name}"] = _fact(item, name, sold_out=sold_out)
    for key in (*brief.extra, "limit.price"):
        family = key.partition(".")[0]
        usual = {"rule": "Returns are free within a month."}.get(family, "$12.00" if "-" in family else "ready")
        text = _TEXTS.get(key, usual)
        value = 12.0 if "-" in family else 50.0 if key == "limit.price" else text
        table[key] = Fact(text, value, _KINDS.get(family, "computed"), key, "", "price" if "price" in key else "")  # type: ignore[arg-type]
    return table


def _fact(item: Item, name: str, *, sold_out: bool) -> Fact:
    notes, n = item.notes, item.number
    value: float | str = "round oval slim wide flat tall long short square".split()[n - 1]
    if name == "price":
        value = 10.0 if "cheapest" in notes else 49.5 if "dearest" in notes else 30.0 + n
    elif name == "rating":
        value = 4.9 if "best_rated" in notes else round(4.0 + n / 20, 2)
    elif name == "stock":
        value = 0 if "out_of_stock" in notes or sold_out else 2 if "low_stock" in notes else 7 + n
    elif name in _MONEY or name in ("rating_count", "quantity"):
        values = {"list_price": 60.0, "under_limit": 5.0 + n, "saving": 10.0, "rating_count": 50 + n, "quantity": 2}
        value = values[name]
    text = f"${value:.2f}" if name in _MONEY else str(value)
    computed = name in ("under_limit", "saving")
    return Fact(text, value, "computed" if computed else "catalogue", f"p{n}.{name}", "" if computed else f"p{n}", name)


def references(brief: Brief) -> tuple[str, ...]:
    """Return the references that the brief allows."""
    items = (f"{i.number}.{f}" if f else str(i.number) for i in brief.items for f in ("", *i.fields))
    return (*items, *brief.extra, "limit.price")


def judge(writer: LanguageModel, count: int, voice: str, *, show: int = 0) -> Tally:
    """Write a reply to each of `count` unseen briefs, once, and count what is proved."""
    tally, templates = Tally(), Templates.load()
    for seed, example in enumerate(islice(examples(UNSEEN, voice), count)):
        brief, table, said = example.brief, invented_table(example.brief), list[str]()
        began = time.perf_counter()
        for text in writer.sentences(templates.render(brief, voice), allowed=references(brief), voice=voice, seed=seed):
            if not said:
                tally.first_ms.append(1000 * (time.perf_counter() - began))
            found = prove(text, brief, table, said)
            tally.sentences += 1
            if isinstance(found, Proved):
                tally.proved += 1
            else:
                tally.refusals[f"{found.reason} | {brief.situation} | {text}"] += 1
            said.append(text)
        tally.replies += 1
        tally.whole += bool(said) and not faults(said, brief)
        if seed < show:
            print(f"{brief.situation}: {' '.join(said)}")
    return tally


def perplexity(model: LlamaForCausalLM, tokenizer: Tokenizer, count: int = 20) -> float:
    """Return the perplexity per token of unseen replies of the plain voice, over `count` batches of 64."""
    with torch.inference_mode():
        losses = [
            loss_of(model, batch).item()
            for batch in islice(batches(tokenizer, pairs(examples(UNSEEN), Templates.load()), 64), count)
        ]
    return math.exp(sum(losses) / len(losses))


def main() -> None:
    """Print the figures of the bundled model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000, help="how many replies to write")
    parser.add_argument("--voice", default="plain")
    parser.add_argument("--show", type=int, default=0, help="how many replies to print")
    parser.add_argument("--refusals", type=int, default=0, help="how many refusals to print")
    options = parser.parse_args()
    torch.set_num_threads(1)
    tally = judge(LanguageModel.load(), options.count, options.voice, show=options.show)
    if options.voice == "plain":
        model = LlamaForCausalLM.from_pretrained(FOLDER, dtype=torch.float32, local_files_only=True)
        print(f"perplexity {perplexity(model, Tokenizer.from_file(str(FOLDER / 'tokenizer.json'))):.3f}")
    print(f"sentences proved at first try {tally.proved / tally.sentences:.1%} of {tally.sentences}")
    print(f"replies without fault {tally.whole / tally.replies:.1%} of {tally.replies}")
    print(f"first sentence after {median(tally.first_ms):.0f} ms (median)")
    for refusal, times in tally.refusals.most_common(options.refusals):
        print(f"{times}  {refusal}")


if __name__ == "__main__":
    main()

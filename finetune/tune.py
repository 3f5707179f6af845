"""Tune a LoRA adapter of the language model to another voice: the grammar's warm one, or replies from a file.

python -m finetune.tune [--smoke] [--voice warm] [--talk FILE.jsonl]

A row of the file is {"brief": {...}, "reply": "..."}: the fields of a Brief, and the reply with its references.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

from finetune.batches import Batch, batches, collate, encode, pairs, token
from finetune.pretrain import RUNS
from finetune.talk import examples
from finetune.tokenizer import FOLDER
from finetune.training import Plan, draw_curve, train
from prompts.brief import Brief, Item
from prompts.slots import fold, slots
from prompts.store import Templates


def with_adapter(model: LlamaForCausalLM, rank: int = 16) -> PeftModel:
    """Return the model with a fresh adapter on all its linear layers; only the adapter is trained."""
    return get_peft_model(
        model, LoraConfig(r=rank, lora_alpha=2 * rank, target_modules="all-linear", task_type="CAUSAL_LM")
    )


def read_talk(path: Path) -> list[tuple[Brief, str]]:
    """Read briefs and replies; raise ValueError with the line of a row that is not one."""
    found = []
    for line, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if row.strip():
            try:
                data = json.loads(row)
                found.append((_brief(data["brief"]), str(data["reply"])))
            except (KeyError, TypeError, json.JSONDecodeError) as error:
                raise ValueError(
                    f"{path} line {line}: {error!r}; write {{'brief': {{...}}, 'reply': '...'}}"
                ) from error
    if not found:
        raise ValueError(f"{path} has no rows; write one example a line")
    return found


def _brief(data: dict[str, Any]) -> Brief:
    items = tuple(Item(**_tuples(item)) for item in data.get("items", ()))
    return Brief(**(_tuples(data) | {"items": items}))


def _tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}


def talk_batches(tokenizer: Tokenizer, talk: list[tuple[Brief, str]], size: int) -> Iterator[Batch]:
    """Yield batches of own examples, over and over in a new order."""
    templates, rng, pad = Templates.load(), Random(0), token(tokenizer, "<|pad|>")
    rows = encode(tokenizer, [(templates.render(brief).text, fold(reply, slots(brief))) for brief, reply in talk])
    for _ in cycle((0,)):
        rng.shuffle(rows)
        for start in range(0, len(rows), size):
            yield collate(rows[start : start + size], pad, replies_only=True)


def save(model: PeftModel, folder: Path) -> None:
    """Save the adapter as float16, without the path of its base model and the empty card that peft writes."""
    for name, parameter in model.named_parameters():
        if "lora_" in name:
            parameter.data = parameter.data.half()
    model.peft_config["default"].base_model_name_or_path = "models/language"
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)


def main() -> None:
    """Train the adapter and save it beside the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="a few steps, saved in the run's folder only")
    parser.add_argument("--voice", default="warm", help="the adapter's name")
    parser.add_argument("--talk", type=Path, help="own briefs and replies, instead of the grammar's warm voice")
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    base = LlamaForCausalLM.from_pretrained(FOLDER, dtype=torch.float32, local_files_only=True)
    model = with_adapter(base)
    size, steps = (4, 4) if options.smoke else (48, options.steps)
    stream = (
        talk_batches(tokenizer, read_talk(options.talk), size)
        if options.talk
        else batches(tokenizer, pairs(examples(7, "warm"), Templates.load()), size)
    )
    run = RUNS / f"{options.voice}{'-smoke' * options.smoke}"
    train(model, stream, Plan(steps, options.rate, warmup=20, decay=0.0, keep_every=100, log_every=min(20, steps)), run)
    draw_curve(run)
    save(model, run if options.smoke else FOLDER / "adapters" / options.voice)


if __name__ == "__main__":
    main()

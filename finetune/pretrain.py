"""Train the language model: first on prompts and replies, then with the loss on replies alone.

python -m finetune.pretrain [--smoke] [--steps N] [--run NAME] [--export]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import LlamaConfig, LlamaForCausalLM

from finetune.batches import batches, mixed
from finetune.tokenizer import FOLDER
from finetune.training import Plan, draw_curve, train

RUNS = Path(__file__).parents[1] / "runs"
WARM_SHARE = 0.12
WHOLE_SHARE = 0.1  # of the steps with the loss on prompts too


def build(tokenizer: Tokenizer, *, width: int = 192, layers: int = 5, heads: int = 6) -> LlamaForCausalLM:
    """Return an untrained Llama model for this tokenizer."""
    torch.manual_seed(0)
    end, pad = (tokenizer.token_to_id(f"<|{name}|>") for name in ("end", "pad"))
    config = LlamaConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=width,
        intermediate_size=width * 5 // 2,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        num_key_value_heads=heads // 2,
        max_position_embeddings=768,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=end,
        pad_token_id=pad,
    )
    return LlamaForCausalLM(config)


def export(model: LlamaForCausalLM, folder: Path = FOLDER) -> None:
    """Save the weights as float16 safetensors with their configuration."""
    copy = LlamaForCausalLM(model.config)
    copy.load_state_dict(model.state_dict())
    copy.to(dtype=torch.float16).save_pretrained(folder)  # type: ignore[call-arg]


def main() -> None:
    """Train, resuming a run of the same name, and export the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="a few steps of a tiny model, nothing exported")
    parser.add_argument("--steps", type=int, default=2400)
    parser.add_argument("--size", type=int, default=64, help="examples in a batch")
    parser.add_argument("--run", default="language")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--export", action="store_true", help="export the run's last checkpoint, without training")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    model = build(tokenizer, width=32, layers=2, heads=2) if options.smoke else build(tokenizer)
    run, steps = RUNS / (options.run + "-smoke" * options.smoke), 8 if options.smoke else options.steps
    device = "cuda" if torch.cuda.is_available() else "cpu"
    if options.export:
        model.load_state_dict(torch.load(run / "checkpoint.pt", map_location="cpu", weights_only=True)["model"])
        export(model)
        return
    print(f"{sum(p.numel() for p in model.parameters()) / 1e6:.2f} M parameters on {device}")
    model.to(device=device)  # type: ignore[call-arg]
    size = 4 if options.smoke else options.size
    whole = int(steps * WHOLE_SHARE)
    first = Plan(steps, keep_every=4 if options.smoke else 100, log_every=2 if options.smoke else 20)
    done = _step(run)
    if done < whole:
        stream = batches(tokenizer, _talk(100 + done), size, replies_only=False)
        train(model, stream, first, run, until=whole)
    done = _step(run)
    train(model, batches(tokenizer, _talk(1000 + done), size), first, run)
    draw_curve(run)
    if not options.smoke:
        export(model)


def _talk(seed: int) -> Iterator[tuple[str, str]]:
    return mixed(seed, "plain", "warm", WARM_SHARE)


def _step(run: Path) -> int:
    file = run / "checkpoint.pt"
    return int(torch.load(file, map_location="cpu", weights_only=True)["step"]) if file.exists() else 0


if __name__ == "__main__":
    main()

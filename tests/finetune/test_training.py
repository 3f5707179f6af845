from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

from assistant.generate import LanguageModel
from finetune.batches import IGNORED, Batch, collate, encode, token
from finetune.pretrain import build, export
from finetune.tokenizer import FOLDER
from finetune.training import Plan, loss_of, rate_at, train
from finetune.tune import read_talk, talk_batches, with_adapter
from prompts.brief import Brief, Item
from prompts.store import Prompt, Sampling

ROWS = [
    ("<|chat.thanks|><|reply|>", "You're welcome."),
    ("<|cart.empty|><|reply|>", "Your cart is empty."),
    ("<|chat.bye|><|reply|>", "Goodbye, and take care."),
    ("<|cart.added|>[[1]]<|it|><|reply|>", "[[1]] is in your cart."),
    ("<|chat.ack|><|reply|>", "No rush."),
    ("<|chat.greet|><|reply|>", "Hello."),
    ("<|cart.cleared|><|reply|>", "Done."),
    ("<|checkout.ready|><|refs|>[[cart.total]]<|reply|>", "The total is [[cart.total]]."),
]


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(FOLDER / "tokenizer.json"))


@pytest.fixture(scope="module")
def batch(tokenizer: Tokenizer) -> Batch:
    return collate(encode(tokenizer, ROWS), token(tokenizer, "<|pad|>"), replies_only=True)


def small(tokenizer: Tokenizer) -> LlamaForCausalLM:
    return build(tokenizer, width=48, layers=2, heads=2)


def test_the_supervised_tokens_are_exactly_the_reply_and_its_end(tokenizer: Tokenizer, batch: Batch) -> None:
    for row, (_, reply) in zip(batch.labels.tolist(), ROWS, strict=True):
        wanted = [i for i in row if i != IGNORED]
        assert wanted == [*tokenizer.encode(reply).ids, tokenizer.token_to_id("<|end|>")]


def test_references_and_slots_are_single_tokens(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode("[[1.under_limit]]<|w1|>[[2-1.price]]").tokens == [
        "[[1.under_limit]]",
        "<|w1|>",
        "[[2-1.price]]",
    ]


@pytest.fixture(scope="module")
def taught(tokenizer: Tokenizer, batch: Batch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small model that knows the eight examples by heart."""
    folder, model = tmp_path_factory.mktemp("taught"), small(tokenizer)
    plan = Plan(120, rate=1e-2, warmup=5, decay=0.0, keep_every=1000, log_every=1000)
    assert train(model, iter(lambda: batch, None), plan, folder / "run") < 0.5
    export(model, folder)
    (folder / "tokenizer.json").write_text((FOLDER / "tokenizer.json").read_text())
    return folder


def test_a_small_model_overfits_eight_examples_and_answers_the_same_when_loaded(taught: Path) -> None:
    writer = LanguageModel.load(taught, "cpu")
    for text, reply in ROWS:
        prompt = Prompt(text, Sampling(temperature=0, max_new_tokens=20))
        assert list(writer.sentences(prompt, allowed=("1", "cart.total"))) == [reply]


def test_training_goes_on_where_it_stopped(tokenizer: Tokenizer, batch: Batch, tmp_path: Path) -> None:
    plan = Plan(6, keep_every=3, log_every=1)
    whole, parts = small(tokenizer), small(tokenizer)
    train(whole, iter(lambda: batch, None), plan, tmp_path / "whole")
    train(parts, iter(lambda: batch, None), plan, tmp_path / "parts", until=3)
    again = small(tokenizer)
    train(again, iter(lambda: batch, None), plan, tmp_path / "parts")
    steps = [json.loads(line)["step"] for line in (tmp_path / "parts" / "loss.jsonl").read_text().splitlines()]
    assert steps == [1, 2, 3, 4, 5, 6]
    for one, other in zip(whole.parameters(), again.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-4)


def test_the_adapter_moves_and_the_base_does_not(tokenizer: Tokenizer, batch: Batch, tmp_path: Path) -> None:
    model = with_adapter(small(tokenizer), rank=2)
    before = {name: p.detach().clone() for name, p in model.named_parameters()}
    train(model, iter(lambda: batch, None), Plan(5, rate=1e-2, warmup=1, decay=0.0), tmp_path)
    moved = {name for name, p in model.named_parameters() if not torch.equal(p, before[name])}
    assert moved
    assert all("lora_" in name for name in moved)


def test_voices_are_switched_for_each_request(tokenizer: Tokenizer, taught: Path, tmp_path: Path) -> None:
    base = LlamaForCausalLM.from_pretrained(taught, dtype=torch.float32)
    model = with_adapter(base, rank=8)
    other = collate(encode(tokenizer, [(ROWS[0][0], "No rush.")]), token(tokenizer, "<|pad|>"), replies_only=True)
    train(model, iter(lambda: other, None), Plan(60, rate=5e-3, warmup=5, decay=0.0, log_every=100), tmp_path)
    model.save_pretrained(taught / "adapters" / "warm")
    writer = LanguageModel.load(taught, "cpu")
    prompt = Prompt(ROWS[0][0], Sampling(temperature=0, max_new_tokens=20))
    said = [list(writer.sentences(prompt, allowed=(), voice=voice)) for voice in ("plain", "warm", "plain")]
    assert said == [["You're welcome."], ["No rush."], ["You're welcome."]]


def test_the_loss_is_taken_over_labelled_tokens_only(tokenizer: Tokenizer, batch: Batch) -> None:
    model = small(tokenizer)
    model.train(False)
    with torch.no_grad():
        logits = model(input_ids=batch.ids, attention_mask=batch.mask).logits[:, :-1]
        plain = torch.nn.functional.cross_entropy(logits.transpose(1, 2), batch.labels[:, 1:], ignore_index=IGNORED)
        assert loss_of(model, batch).item() == pytest.approx(plain.item(), rel=0.02)


def test_the_rate_rises_then_falls() -> None:
    plan = Plan(100, rate=1.0, warmup=10)
    assert rate_at(plan, 0) == pytest.approx(0.1)
    assert rate_at(plan, 9) == pytest.approx(1.0)
    assert rate_at(plan, 99) < 0.06


def test_own_talk_is_read_and_folded(tokenizer: Tokenizer, tmp_path: Path) -> None:
    row = {
        "brief": {
            "act": "cart",
            "situation": "cart.added",
            "items": [{"number": 1, "kind": "lamp", "fields": ["price"]}],
        },
        "reply": "[[1]] is yours now.",
    }
    (tmp_path / "talk.jsonl").write_text(json.dumps(row) + "\n")
    talk = read_talk(tmp_path / "talk.jsonl")
    assert talk == [(Brief("cart", "cart.added", items=(Item(1, "lamp", fields=("price",)),)), "[[1]] is yours now.")]
    first = next(talk_batches(tokenizer, talk, 4))
    assert tokenizer.decode([i for i in first.labels[0].tolist() if i != IGNORED]) == " is yours now."


def test_a_row_of_own_talk_without_reply_is_named_by_line(tmp_path: Path) -> None:
    (tmp_path / "talk.jsonl").write_text('{"brief": {"act": "chat", "situation": "chat.ack"}}\n')
    with pytest.raises(ValueError, match="line 1"):
        read_talk(tmp_path / "talk.jsonl")

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer
from transformers import LlamaConfig, LlamaForCausalLM

from assistant.generate import FOLDER, LanguageModel
from assistant.writing import Alphabet, Draft, allowed_tokens, draw
from prompts.brief import Brief, Item
from prompts.references import PATTERN
from prompts.store import Prompt, Sampling, Templates
from retrieval.errors import ModelMissing

BRIEF = Brief(
    "recommend",
    "recommend.search",
    category="boots",
    wants=("leather", "under [[limit.price]]"),
    items=(Item(1, "boots", True, ("price", "heel_height"), ("cheapest",)), Item(2, "boots", True, ("price",))),
    question="Which size do you need?",
    extra=("limit.price",),
)
ALLOWED = ("1", "1.price", "1.heel_height", "2", "2.price", "limit.price")


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(FOLDER / "tokenizer.json"))


@pytest.fixture(scope="module")
def alphabet(tokenizer: Tokenizer) -> Alphabet:
    return Alphabet.of(tokenizer)


@pytest.fixture(scope="module")
def untrained(tokenizer: Tokenizer) -> LanguageModel:
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=1,
        tie_word_embeddings=False,
    )
    model = LlamaForCausalLM(config)
    tokens = tokenizer.get_vocab()
    often = [i for token, i in tokens.items() if token.startswith("[[")] + [
        tokens[t] for t in (".", "!", "?", "Ġare", "5", "[", "<|w1|>")
    ]
    with torch.no_grad():
        model.lm_head.weight[often] *= 60  # so that a random model writes references and ends sentences
    return LanguageModel(model, tokenizer)


def prompt(**sampling: float) -> Prompt:
    made = Templates.load().render(BRIEF)
    return Prompt(made.text, Sampling(**sampling), made.slots)  # type: ignore[arg-type]


def written(model: LanguageModel, seed: int, *, prefix: str = "", voice: str = "plain") -> list[str]:
    wild = prompt(max_new_tokens=60, top_k=20, top_p=1.0, temperature=9.0)
    return list(model.sentences(wild, allowed=ALLOWED, prefix=prefix, voice=voice, seed=seed))


def test_even_an_untrained_model_writes_only_allowed_references(untrained: LanguageModel) -> None:
    text = " ".join(s for seed in range(8) for s in written(untrained, seed))
    assert PATTERN.findall(text)
    assert set(PATTERN.findall(text)) <= set(ALLOWED)


def test_even_an_untrained_model_writes_no_digits_and_no_tokens(untrained: LanguageModel) -> None:
    text = " ".join(s for seed in range(8) for s in written(untrained, seed))
    assert not any(c.isdigit() for c in PATTERN.sub("", text))
    assert "<|" not in text


def test_the_same_seed_gives_the_same_reply(untrained: LanguageModel) -> None:
    assert written(untrained, 3) == written(untrained, 3)
    assert written(untrained, 3) != written(untrained, 4)


def test_writing_goes_on_after_a_prefix(untrained: LanguageModel) -> None:
    assert written(untrained, 3, prefix="[[1]] are leather.") != written(untrained, 3)


def test_an_unknown_voice_is_named(untrained: LanguageModel) -> None:
    with pytest.raises(KeyError, match="shouting"):
        written(untrained, 0, voice="shouting")


def test_replies_drawn_in_turns_do_not_mix(untrained: LanguageModel) -> None:
    both = [
        untrained.sentences(prompt(max_new_tokens=40, temperature=9.0), allowed=ALLOWED, seed=seed) for seed in (1, 2)
    ]
    mixed: list[list[str]] = [[], []]
    for _ in range(20):
        for i, stream in enumerate(both):
            if sentence := next(stream, ""):
                mixed[i].append(sentence)
    apart = [
        list(untrained.sentences(prompt(max_new_tokens=40, temperature=9.0), allowed=ALLOWED, seed=seed))
        for seed in (1, 2)
    ]
    assert mixed == [one[:20] for one in apart]


@pytest.mark.parametrize("missing", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    for name in {"config.json", "model.safetensors", "tokenizer.json"} - {missing}:
        (tmp_path / name).touch()
    with pytest.raises(ModelMissing, match=missing):
        LanguageModel.load(tmp_path)


def test_a_missing_adapter_is_named(tmp_path: Path) -> None:
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        (tmp_path / name).touch()
    with pytest.raises(ModelMissing, match="adapter_config"):
        LanguageModel.load(tmp_path, adapters={"warm": tmp_path / "warm"})


def draft_of(alphabet: Alphabet, tokenizer: Tokenizer, text: str) -> list[str]:
    draft = Draft(alphabet, Templates.load().render(BRIEF).slots)
    return [s for token in tokenizer.encode(text).ids if (s := draft.add(token))]


def test_a_sentence_is_given_as_soon_as_it_ends(alphabet: Alphabet, tokenizer: Tokenizer) -> None:
    text = "Here they are! [[1]] are <|w1|>, at [[1.price]]. And [[2]]"
    assert draft_of(alphabet, tokenizer, text) == ["Here they are!", "[[1]] are leather, at [[1.price]]."]


def test_brackets_hug_references(alphabet: Alphabet, tokenizer: Tokenizer) -> None:
    assert draft_of(alphabet, tokenizer, "[[1]] ([[1.price]]) fit.") == ["[[1]] ([[1.price]]) fit."]


def test_the_question_is_put_in_word_for_word(alphabet: Alphabet, tokenizer: Tokenizer) -> None:
    assert draft_of(alphabet, tokenizer, "All right. <|q|>") == ["All right.", "Which size do you need?"]


def test_a_slot_at_the_start_of_a_sentence_begins_large(alphabet: Alphabet, tokenizer: Tokenizer) -> None:
    assert draft_of(alphabet, tokenizer, "<|w1|>, all of them.") == ["Leather, all of them."]


def test_tokens_that_stand_for_nothing_cannot_be_drawn(alphabet: Alphabet) -> None:
    mask = allowed_tokens(alphabet, Templates.load().render(BRIEF).slots, ("1", "1.price"))
    assert mask[alphabet.references["1.price"]]
    assert not mask[alphabet.references["2"]]
    assert mask[alphabet.slots["<|w1|>"]]
    assert not mask[alphabet.slots["<|w2|>"]], "it holds [[limit.price]], which is not allowed"
    assert not mask[alphabet.slots["<|1v1|>"]], "it holds [[1.heel_height]], which is not allowed"


def test_without_temperature_the_likeliest_allowed_token_is_taken() -> None:
    logits, mask = torch.tensor([1.0, 9.0, 3.0]), torch.tensor([True, False, True])
    assert draw(logits, mask, Sampling(temperature=0), [], torch.Generator()) == 2


def test_what_was_written_is_made_less_likely_by_the_penalty() -> None:
    logits, mask = torch.tensor([2.0, 1.9]), torch.tensor([True, True])
    assert draw(logits, mask, Sampling(temperature=0, repetition_penalty=1.2), [0], torch.Generator()) == 1


def after(alphabet: Alphabet, tokenizer: Tokenizer, text: str) -> set[str]:
    draft = Draft(alphabet, Templates.load().render(BRIEF).slots)
    for token in tokenizer.encode(text).ids:
        draft.add(token)
    barred = set(draft.barred())
    return {reference for reference, i in alphabet.references.items() if i in barred and reference in ALLOWED}


@pytest.mark.parametrize(
    ("text", "barred"),
    [
        ("[[1]] costs", {"1", "2.price"}),
        ("For [[2.price]], there are", {"1", "1.price", "2.price"}),
        ("[[1]] costs [[1.price]] and", {"1", "1.price", "2.price"}),
        ("They cost [[2.price]]. And", set()),
    ],
)
def test_the_value_of_one_item_is_not_given_to_another(
    alphabet: Alphabet, tokenizer: Tokenizer, text: str, barred: set[str]
) -> None:
    assert after(alphabet, tokenizer, text) == barred

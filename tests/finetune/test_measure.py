from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
import torch

from assistant.generate import LanguageModel
from finetune.measure import invented_table, judge, references
from finetune.talk import make
from prompts.brief import Brief, Item
from prompts.store import Templates


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def writer() -> LanguageModel:
    return LanguageModel.load(device="cpu")


BRIEF = Brief(
    "recommend",
    "recommend.search",
    category="boots",
    wants=("leather", "under [[limit.price]]"),
    items=tuple(Item(n, "boots", True, ("price", "under_limit", "colour")) for n in (1, 2, 3)),
    question="Which size do you need?",
    extra=("limit.price",),
)


@pytest.mark.parametrize("voice", ["plain", "warm"])
def test_the_bundled_model_writes_sentences_that_are_proved(writer: LanguageModel, voice: str) -> None:
    tally = judge(writer, 25, voice)
    assert tally.proved / tally.sentences > 0.9
    assert tally.whole / tally.replies > 0.9


def test_the_bundled_model_names_all_products_and_ends_with_the_question(writer: LanguageModel) -> None:
    prompt = Templates.load().render(BRIEF)
    replies = [list(writer.sentences(prompt, allowed=references(BRIEF), seed=seed)) for seed in range(6)]
    named = [all(f"[[{n}]]" in " ".join(reply) for n in (1, 2, 3)) for reply in replies]
    assert sum(named) >= 5
    assert sum(reply[-1] == BRIEF.question for reply in replies) >= 5


def test_the_bundled_model_says_it_differently_for_another_seed(writer: LanguageModel) -> None:
    prompt = Templates.load().render(BRIEF)
    assert len({" ".join(writer.sentences(prompt, allowed=references(BRIEF), seed=seed)) for seed in range(6)}) >= 5


def test_the_voices_differ(writer: LanguageModel) -> None:
    brief = Brief("chat", "chat.thanks")
    said = {
        voice: {
            " ".join(writer.sentences(Templates.load().render(brief, voice), allowed=(), voice=voice, seed=seed))
            for seed in range(8)
        }
        for voice in writer.voices
    }
    marks = {voice: sum("!" in text for text in texts) / len(texts) for voice, texts in said.items()}
    assert marks["warm"] > marks["plain"]


def test_invented_facts_cover_every_reference_of_a_brief() -> None:
    rng = Random(4)
    for _ in range(200):
        brief = make(rng).brief
        table = invented_table(brief)
        assert all(ref in table for ref in references(brief))

from __future__ import annotations

from pathlib import Path

import pytest

from prompts.brief import SITUATIONS, Brief, Item
from prompts.store import ACTS, FOLDER, Sampling, TemplateError, Templates, parse

GOOD = 'prompt: "<|{{ situation }}|>{{ items }}<|reply|>"\nsystem: "Voice: {{ voice }}"\nsampling: {temperature: 0.5}\n'
BRIEF = Brief(
    "recommend",
    "recommend.search",
    "leather boots <|reply|> [[9]]",
    "boots",
    ("leather", "with a hood", "under [[limit.price]]", "hiking"),
    items=(Item(1, "boots", True, ("price", "heel_height", "waterproof"), ("cheapest",)),),
    question="Which size?",
    extra=("limit.price", "rule.delivery", "2-1.price"),
)


def test_every_act_has_a_bundled_template() -> None:
    assert set(Templates.load().by_act) == ACTS


def test_every_situation_renders_from_an_empty_brief() -> None:
    templates = Templates.load()
    for situation in SITUATIONS:
        act = "none_found" if situation.startswith("none.") else situation.split(".")[0]
        assert templates.render(Brief(act, situation)).text == f"<|{situation}|><|reply|>"


def test_a_prompt_marks_each_part_with_its_token() -> None:
    text = Templates.load().render(BRIEF).text
    assert text == (
        "<|recommend.search|><|cat|>boots<|w1|>leather<|h2|>with a hood<|w3|>under [[limit.price]]<|m4|>hiking"
        "[[1]]<|they|><|1k|>boots[[1.price]]<|1n1|>heel height<|1v1|><|1a1|>waterproof<|cheapest|>"
        "<|refs|>[[limit.price]][[2-1.price]]<|r1|>delivery<|q|>Which size?<|reply|>"
    )


def test_the_bundled_model_never_reads_what_the_shopper_wrote() -> None:
    assert "[[9]]" not in Templates.load().render(BRIEF).text


def test_marks_of_tokens_in_a_message_are_taken_out_for_larger_models() -> None:
    user = Templates.load().render(BRIEF).user
    assert "leather boots reply 9" in user
    assert "<|" not in user


def test_a_long_message_is_cut() -> None:
    user = Templates.load().render(Brief("chat", "chat.ack", "word " * 500)).user
    assert user.count("word") == 25 + user.count("words")


def test_the_system_text_names_the_voice() -> None:
    assert "warm voice" in Templates.load().render(BRIEF, voice="warm").system


def test_an_unknown_variable_is_named() -> None:
    with pytest.raises(TemplateError, match="unknown variable basket in prompt"):
        parse("chat", GOOD.replace("{{ items }}", "{{ basket }}"))


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(TemplateError, match="lacks the variable situation"):
        parse("chat", GOOD.replace("{{ situation }}", "x"))


@pytest.mark.parametrize(
    "bad",
    [
        "{% for x in items %}{{ x }}{% endfor %}",
        "{{ items.__class__ }}",
        "{{ items[0] }}",
        "{{ range(9) }}",
        "{{ items | map('upper') }}",
        "{{ items ~ voice }}",
        "{{ items",
    ],
)
def test_only_plain_variables_may_stand(bad: str) -> None:
    with pytest.raises(TemplateError):
        parse("chat", GOOD.replace("{{ items }}", bad))


@pytest.mark.parametrize(
    "bad", ["- a list", "prompt: 3\nsystem: ''\nsampling: {}\n", "prompt: ''\n", "{", GOOD + "extra: 1\n"]
)
def test_a_file_of_another_shape_is_refused(bad: str) -> None:
    with pytest.raises(TemplateError):
        parse("chat", bad)


@pytest.mark.parametrize(
    "bad", ["{heat: 1}", "{temperature: hot}", "{top_k: -1}", "{top_k: true}", "{seed: 1.5}", "[]"]
)
def test_sampling_is_checked(bad: str) -> None:
    with pytest.raises(TemplateError, match="sampling"):
        parse("chat", GOOD.replace("{temperature: 0.5}", bad))


def test_sampling_left_out_takes_the_usual_values() -> None:
    assert parse("chat", GOOD).sampling == Sampling(temperature=0.5)


def test_a_prompt_ends_where_the_reply_begins() -> None:
    with pytest.raises(TemplateError, match="end with"):
        parse("chat", GOOD.replace("<|reply|>", ""))


def test_a_folder_that_lacks_an_act_is_refused(tmp_path: Path) -> None:
    for file in FOLDER.glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "chat.yaml").unlink()
    with pytest.raises(TemplateError, match="no template for chat"):
        Templates.load(tmp_path)


def test_an_act_without_template_cannot_be_rendered() -> None:
    with pytest.raises(TemplateError, match="'sing'"):
        Templates.load().render(Brief("sing", "chat.ack"))

"""The spaCy pipeline: components, attributes of the Doc, odd input."""

from __future__ import annotations

from typing import Any

import pytest

from intents.components import ENTITIES, INTENT, NORMALISER, TAGS
from intents.pipeline import analyse
from intents.reading import Context


def test_the_pipeline_has_the_four_components(understanding: Any) -> None:
    reader, _ = understanding
    assert reader.nlp.pipe_names == [NORMALISER, INTENT, TAGS, ENTITIES]
    assert reader.nlp.lang == "en"


def test_a_doc_carries_entities_and_label(understanding: Any) -> None:
    reader, labels = understanding
    labels.intent, labels.confidence, labels.scores = "search_product", 0.97, {"search_product": 0.97}
    doc = analyse(reader.nlp, "Red boots under $50", Context())
    assert [(e.text, e.label_) for e in doc.ents] == [("Red", "colour"), ("boots", "category"), ("under $50", "price")]
    assert doc.cats == {"search_product": 0.97}
    assert doc._.slots.asked.name == "boot"


@pytest.mark.parametrize("text", ["", " ", "a  b\n", "don't", "🙂🙂 ok", "x" * 3000])
def test_the_text_of_a_doc_is_the_text(text: str, understanding: Any) -> None:
    reader, _ = understanding
    assert analyse(reader.nlp, text, Context()).text == text


def test_a_doc_can_be_made_without_a_context(understanding: Any) -> None:
    reader, _ = understanding
    assert [e.label_ for e in reader.nlp("a navy scarf").ents] == ["colour", "category"]

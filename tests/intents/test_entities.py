"""Labelled turns over three shops, two of them small and one with attributes in another language."""

from __future__ import annotations

import pytest

from intents.predict import Understanding
from tests.intents.conftest import Labels
from tests.intents.entity_cases import cases, faults, label, vocabulary


@pytest.mark.parametrize(("shop", "least"), [("demo", 0.98), ("allotment", 0.98), ("wohnwerk", 0.98)])
def test_turns_are_read_as_they_are_labelled(shop: str, least: float) -> None:
    labels = Labels(confidence=0.999)
    understanding = Understanding.of(vocabulary(shop), labels)
    wrong, every = [], cases(shop)
    for case in every:
        labels.intent, labels.scores = label(case), {label(case): 0.999}
        if found := faults(case, understanding.read(case.text, case.context)):
            wrong.append(f"{case.line}: {'; '.join(found)}")
    assert 1 - len(wrong) / len(every) >= least, "\n".join(wrong)

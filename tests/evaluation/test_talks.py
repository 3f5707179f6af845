"""The project's own talks, played over the demo shop and two small catalogues, hold their floors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from evaluation.judging import Verdict
from evaluation.scripts import Talk, read_talks
from evaluation.talks import CATALOGS, LABELLED, played, shop_of, summary

SHOPS = ("demo", "allotment", "wohnwerk")
FLOORS = {"constraint F1": 0.96, "joint goal": 0.88, "reference": 0.95, "intent": 0.93}


@pytest.fixture(scope="module")
def talks() -> dict[str, list[Talk]]:
    return {name: list(read_talks(LABELLED / f"{name}_talks.jsonl")) for name in SHOPS}


@pytest.fixture(scope="module")
def verdicts(talks: dict[str, list[Talk]]) -> dict[str, list[Verdict]]:
    found: dict[str, list[Verdict]] = {}
    for name, scripts in talks.items():
        shop = shop_of(name, CATALOGS)
        assert shop is not None
        found[name] = [verdict for talk in scripts for verdict in played(shop, talk, LABELLED)]
    return found


def below(found: Mapping[str, float], *, less: float = 0.0) -> dict[str, float]:
    """Return the figures that miss their floors by more than `less`."""
    return {name: round(found[name], 3) for name, floor in FLOORS.items() if found[name] < floor - less}


def test_there_are_talks_enough_over_each_shop(talks: dict[str, list[Talk]]) -> None:
    assert all(len(scripts) >= 14 for scripts in talks.values())
    assert sum(len(scripts) for scripts in talks.values()) >= 60
    assert all(5 <= len(talk.turns) <= 9 for scripts in talks.values() for talk in scripts)


def test_every_talk_goes_by_a_name_of_its_own_over_its_own_shop(talks: dict[str, list[Talk]]) -> None:
    names = Counter(talk.dialogue for scripts in talks.values() for talk in scripts)
    assert max(names.values()) == 1
    assert all(talk.catalog == name for name, scripts in talks.items() for talk in scripts)


def test_no_sentence_is_said_in_two_talks_when_it_is_more_than_a_few_words(talks: dict[str, list[Talk]]) -> None:
    said = Counter(turn.text.lower() for scripts in talks.values() for talk in scripts for turn in talk.turns)
    assert [text for text, times in said.items() if times > 1 and len(text.split()) > 5] == []


@pytest.mark.parametrize("name", SHOPS)
def test_the_talks_over_each_shop_reach_their_floors(name: str, verdicts: dict[str, list[Verdict]]) -> None:
    assert below(summary(verdicts[name]), less=0.02) == {}  # a shop has few references: one is two hundredths


def test_all_talks_together_reach_their_floors(verdicts: dict[str, list[Verdict]]) -> None:
    assert below(summary([verdict for found in verdicts.values() for verdict in found])) == {}


def test_where_a_wish_is_understood_hardly_a_product_breaks_it(verdicts: dict[str, list[Verdict]]) -> None:
    def held(verdict: Verdict, name: str) -> bool:
        return verdict.checks.get(name, (True,))[0]

    every = [v for found in verdicts.values() for v in found if v.counts["shown"]]
    understood = [v for v in every if held(v, "constraints") and held(v, "act")]
    broken = {f"{v.dialogue}:{v.turn} {v.text}": v.checks["satisfy"][2] for v in understood if v.counts["violations"]}
    assert len(understood) > 100
    assert sum(v.counts["violations"] for v in understood) <= 0.02 * sum(v.counts["shown"] for v in understood), broken

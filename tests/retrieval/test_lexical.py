"""BM25: order, emptiness, saving."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from retrieval.lexical import Lexical
from tests.retrieval.shops import SHOP, product


def test_a_rare_shared_word_weighs_more_than_a_common_one() -> None:
    scores = Lexical.build(SHOP).score("rain boots please")
    best = {p.id: s for p, s in zip(SHOP, scores, strict=True)}
    assert best["boots-2"] > best["boots-1"] > 0
    assert best["lap-1"] == 0


def test_forms_of_a_word_score_the_same() -> None:
    lexical = Lexical.build(SHOP)
    assert np.array_equal(lexical.score("laptop"), lexical.score("LAPTOPS"))


def test_words_around_a_wish_do_not_score() -> None:
    held = Lexical.build([product("a", "Lamp for the desk"), product("b", "Oak Desk")])
    assert held.score("something for the lamp")[1] == 0


def test_no_known_word_scores_nothing() -> None:
    lexical = Lexical.build(SHOP)
    for text in ("", "zzz", "!!!", "🛍️"):
        assert not lexical.score(text).any()
    assert not lexical.tells(("for",))


def test_a_catalogue_without_a_word_has_an_empty_index(tmp_path: Path) -> None:
    empty = Lexical.build([product("a", "!!!"), product("b", "???")])
    empty.save(tmp_path)
    assert Lexical.load(tmp_path, 2).score("lamp").tolist() == [0, 0]


def test_saved_and_loaded_it_scores_the_same(tmp_path: Path) -> None:
    built = Lexical.build(SHOP)
    built.save(tmp_path)
    assert np.allclose(built.score("leather boots"), Lexical.load(tmp_path, len(SHOP)).score("leather boots"))

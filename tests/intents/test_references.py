"""What a turn points at."""

from __future__ import annotations

import pytest

from intents.reading import Context, Pending, Reference
from intents.references import references
from intents.text import read as clean
from retrieval.catalog import Product
from retrieval.vocabulary import Vocabulary


@pytest.fixture
def context(by_id: dict[str, Product]) -> Context:
    tents, boots = tuple(by_id[i] for i in ("t1", "t2")), tuple(by_id[i] for i in ("b1", "b2", "b3"))
    return Context(shown=(tents, boots), shown_for=("tent", "boot"), focus=("b2",), cart=(("t2", 1),))


def _ids(text: str, context: Context, vocabulary: Vocabulary) -> list[tuple[str, ...]]:
    return [f.reference.products for f in references(clean(text), context, vocabulary)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("the second one", [("b2",)]),
        ("1st and 3rd", [("b1",), ("b3",)]),
        ("first or third?", [("b1",), ("b3",)]),
        ("the last two", [("b2", "b3")]),
        ("compare the first two", [("b1", "b2")]),
        ("all of them", [("b1", "b2", "b3")]),
        ("is it waterproof", [("b2",)]),
        ("tell me about that one", [("b2",)]),
        ("the cheapest of these", [("b2",)]),
        ("the dearest one", [("b3",)]),
        ("number 3", [("b3",)]),
        ("the red one", [("b2",)]),
        ("the suede ones", [("b3",)]),
        ("add the first tent", [("t1",)]),
        ("the 2nd tent you showed at the start", [("t2",)]),
        ("the cheaper tent", [("t2",)]),
        ("swap the third for the first", [("b3",), ("b1",)]),
        ("that one and the third", [("b2",), ("b3",)]),
        ("remove the tent", [("t2",)]),
        ("the hiking boots look good", [("b1",)]),
    ],
)
def test_words_point_at_products(
    text: str, ids: list[tuple[str, ...]], context: Context, vocabulary: Vocabulary
) -> None:
    assert _ids(text, context, vocabulary) == ids


def test_an_ordinal_beyond_the_table_points_at_nothing(context: Context, vocabulary: Vocabulary) -> None:
    assert _ids("the fourth one", context, vocabulary) == [()]


def test_words_that_fit_several_are_ambiguous(context: Context, vocabulary: Vocabulary) -> None:
    (found,) = references(clean("the tent looks nice"), context, vocabulary)
    assert found.reference == Reference("the tent", ("t1", "t2"), ambiguous=True)


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("3 of the first", 3), ("two of the red one", 2), ("a couple of the second", 2), ("the first", None)],
)
def test_a_quantity_belongs_to_its_reference(
    text: str, quantity: int | None, context: Context, vocabulary: Vocabulary
) -> None:
    assert references(clean(text), context, vocabulary)[0].reference.quantity == quantity


@pytest.mark.parametrize("text", ["last week", "first of all, hello", "forget it", "one second", "boots under 50", ""])
def test_other_words_point_at_nothing(text: str, context: Context, vocabulary: Vocabulary) -> None:
    assert not any(ids for ids in _ids(text, context, vocabulary))


def test_nothing_can_be_pointed_at_before_anything_was_shown(vocabulary: Vocabulary) -> None:
    assert _ids("the second one", Context(), vocabulary) == []


def test_candidates_of_a_question_are_the_table(
    context: Context, vocabulary: Vocabulary, by_id: dict[str, Product]
) -> None:
    asked = Context(
        shown=context.shown, shown_for=context.shown_for, pending=Pending("which_product", choices=("t2", "t1"))
    )
    assert _ids("the first", asked, vocabulary) == [("t2",)]

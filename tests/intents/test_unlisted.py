"""What the vocabulary lacks: kinds, brands and qualities, from spans that are given and from the bundled tagger."""

from __future__ import annotations

import pytest

from intents.categories import asked_for
from intents.mentions import mentions
from intents.predict import Understanding
from intents.reading import Context, Reading
from intents.spans import Span
from intents.tagger import Tagger
from intents.text import Text, read
from intents.unlisted import another, brands, qualities, unlisted
from retrieval.vocabulary import Vocabulary
from tests.intents.conftest import Labels


def span(text: Text, words: str, label: str, score: float = 0.9) -> Span:
    start = text.low.index(words)
    return Span(label, start, start + len(words), words, score)


def free(text: Text, *used: str) -> list[bool]:
    return [token.word not in used for token in text.tokens]


def test_a_tagged_kind_that_no_title_has_is_not_known(vocabulary: Vocabulary) -> None:
    text = read("do you have a garden theremin")
    spans = [span(text, "a garden theremin", "core_product_type")]
    asked = unlisted(text, vocabulary, free(text), "search_product", spans)
    assert asked
    assert (asked.name, asked.known) == ("garden theremin", False)


def test_a_tagged_kind_of_few_titles_is_known(vocabulary: Vocabulary) -> None:
    text = read("any cherry tomatoes")
    spans = [span(text, "cherry tomatoes", "core_product_type")]
    asked = unlisted(text, vocabulary, free(text), "search_product", spans)
    assert asked
    assert (asked.name, asked.known) == ("cherry tomato", True)


@pytest.mark.parametrize(
    ("words", "tagged", "label", "score"),
    [
        ("something with unicorns", "unicorns", "content", 0.9),
        ("something from tarnok", "tarnok", "creator", 0.4),
        ("i need a present", "present", "core_product_type", 0.9),
        ("do you have zzzz", "zzzz", "core_product_type", 0.1),
        ("tarnok", "tarnok", "creator", 0.9),
    ],
)
def test_what_only_describes_or_is_unsure_is_no_kind(
    vocabulary: Vocabulary, words: str, tagged: str, label: str, score: float
) -> None:
    text = read(words)
    assert unlisted(text, vocabulary, free(text), "search_product", [span(text, tagged, label, score)]) is None


def test_a_word_never_met_that_stands_alone_is_a_kind_whatever_its_label(vocabulary: Vocabulary) -> None:
    text = read("do you have a kalimba")
    asked = unlisted(text, vocabulary, free(text), "search_product", [span(text, "kalimba", "content", 0.6)])
    assert asked
    assert (asked.name, asked.known) == ("kalimba", False)


def test_an_unknown_brand_is_named_as_the_shopper_wrote_it(vocabulary: Vocabulary) -> None:
    text = read("boots by TARNok, or from hemlig")
    spans = [span(text, "by tarnok", "creator"), span(text, "hemlig", "creator")]
    assert [(b.attribute, b.value, b.op) for b in brands(text, vocabulary, free(text), spans, [])] == [
        ("brand", "TARNok", "eq"),
        ("brand", "Hemlig", "eq"),
    ]


@pytest.mark.parametrize("words", ["boots for a tarnok", "boots by a tarnok", "boots by otto"])
def test_what_a_product_is_for_or_anyone_is_no_unknown_brand(vocabulary: Vocabulary, words: str) -> None:
    text = read(words)
    used = ("otto",)
    assert not list(brands(text, vocabulary, free(text, *used), [span(text, words.split()[-1], "creator")], []))


def test_an_unknown_quality_is_a_wish_in_words(vocabulary: Vocabulary) -> None:
    text = read("heated boots with wifi, not glittery")
    spans = [span(text, "heated", "modifier"), span(text, "with wifi", "modifier"), span(text, "glittery", "modifier")]
    away = [(text.low.index("not"), len(text.low))]
    found = [(q.value, q.op) for q in qualities(text, vocabulary, free(text, "boots"), spans, away)]
    assert found == [("heated", "eq"), ("wifi", "eq"), ("glittery", "ne")]


def test_what_the_catalogue_speaks_of_is_left_to_keywords(vocabulary: Vocabulary) -> None:
    text = read("cedar boots")
    assert not list(qualities(text, vocabulary, free(text, "boots"), [span(text, "cedar", "modifier")], []))


@pytest.fixture(scope="module")
def tagging(vocabulary: Vocabulary) -> tuple[Understanding, Labels]:
    labels = Labels()
    return Understanding.of(vocabulary, labels, Tagger.load()), labels


def told(tagging: tuple[Understanding, Labels], text: str, intent: str = "search_product") -> Reading:
    understanding, labels = tagging
    labels.intent, labels.scores = intent, {intent: 0.99}
    return understanding.read(text, Context())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("do you sell trampolines?", "trampoline"),
        ("hi! im after a waffle iron pls", "waffle iron"),
        ("is there an inflatable canoe somewhere", "canoe"),
        ("got some picture frames?", "picture frame"),
    ],
)
def test_a_kind_that_the_shop_lacks_is_what_is_asked_for(
    tagging: tuple[Understanding, Labels], text: str, kind: str
) -> None:
    assert told(tagging, text).category.endswith(kind)


@pytest.mark.parametrize(
    "text", ["i need a present for a colleague", "show me something nice", "what would you buy?", "anything under 30?"]
)
def test_no_kind_is_invented(tagging: tuple[Understanding, Labels], text: str) -> None:
    assert told(tagging, text).category == ""


@pytest.mark.parametrize("text", ["boots by Kilimont", "do you have kilimont boots?", "any boots from Kilimont in red"])
def test_a_brand_that_the_shop_lacks_is_a_constraint(tagging: tuple[Understanding, Labels], text: str) -> None:
    brand = [c for c in told(tagging, text).add if c.field == "brand"]
    assert [(c.value, c.op, c.hard) for c in brand] == [("Kilimont", "eq", True)]


def test_turns_that_do_not_search_are_not_tagged(tagging: tuple[Understanding, Labels]) -> None:
    assert told(tagging, "where is my trampoline", "track_order").category == ""


def test_many_turns_at_once_are_read_as_one_by_one(tagging: tuple[Understanding, Labels]) -> None:
    understanding, _ = tagging
    told(tagging, "hi")
    texts = ["do you sell trampolines?", "boots by Kilimont", "guitars"]
    together = list(understanding.read_all([(text, Context()) for text in texts]))
    assert together == [told(tagging, text) for text in texts]


def test_a_kind_with_a_word_that_its_rows_lack_is_another_thing(vocabulary: Vocabulary) -> None:
    text = read("aquarium lanterns")
    asked = asked_for(mentions(text, vocabulary), text, vocabulary, [])
    spans = [span(text, "aquarium lanterns", "core_product_type")]
    assert asked
    assert another(asked, text, vocabulary, free(text, "lanterns"), spans)
    apart = [span(text, "aquarium", "modifier"), span(text, "lanterns", "core_product_type")]
    assert not another(asked, text, vocabulary, free(text, "lanterns"), apart)


def test_a_word_that_some_row_of_the_kind_has_only_narrows_it(vocabulary: Vocabulary) -> None:
    text = read("brass lanterns")
    asked = asked_for(mentions(text, vocabulary), text, vocabulary, [])
    assert asked
    spans = [span(text, "brass lanterns", "core_product_type")]
    assert not another(asked, text, vocabulary, free(text, "lanterns"), spans)


@pytest.mark.parametrize("text", ["are there any harmonicas left?", "any cricket bats in stock?"])
def test_stock_of_a_kind_that_the_shop_lacks_is_asked_by_a_search(
    tagging: tuple[Understanding, Labels], text: str
) -> None:
    assert told(tagging, text, "ask_availability").intent == "search_product"


@pytest.mark.parametrize("text", ["do you have it in a medium", "is the blue one in stock?", "any left of those?"])
def test_stock_of_what_is_at_hand_stays_a_question(tagging: tuple[Understanding, Labels], text: str) -> None:
    assert told(tagging, text, "ask_availability").intent == "ask_availability"

"""The spaCy pipeline that a turn runs through: a blank English tokenizer and three components, nothing downloaded.

The normaliser sets `doc._.clean`, the intent component `doc._.label` and `doc.cats`, the entity component
`doc._.slots` and `doc.ents`; all read the context of the turn in `doc._.context`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from intents.consistency import settle
from intents.features import Turn
from intents.reading import Context, Reading
from intents.slots import Slots, read_slots
from intents.text import Text, read
from retrieval.vocabulary import Vocabulary

NORMALISER, INTENT, ENTITIES = "shopping_normaliser", "shopping_intent", "shopping_entities"
MOST = 20_000  # characters that spaCy splits into tokens
MOST_LABELLED = 1000  # characters that the classifier reads

_SURROGATE = re.compile(r"[\ud800-\udfff]")  # half characters, which spaCy cannot store
_TOKEN = re.compile(r"\w+|[^\w\s]+|\s+")

Step = Callable[[Doc], Doc]


class Prediction(Protocol):
    """What a classifier says of a turn."""

    @property
    def intent(self) -> str:
        """The label."""

    @property
    def confidence(self) -> float:
        """The probability of the label."""

    @property
    def in_scope(self) -> float:
        """How likely the turn is a shopper's."""

    @property
    def scores(self) -> Mapping[str, float]:
        """The probability of each intent."""


class Classifier(Protocol):
    """Whatever labels turns."""

    def predict(self, turns: Sequence[Turn], /) -> Sequence[Prediction]:
        """Label each turn."""
        ...


class Component:
    """One step of the pipeline; what it does is bound when the pipeline is built."""

    def __init__(self) -> None:
        """Start without a step: a Doc is passed on as it is."""
        self.step: Step | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Apply the step to a Doc."""
        return self.step(doc) if self.step else doc


def build(vocabulary: Vocabulary, classifier: Classifier) -> Language:
    """Build the pipeline for one catalogue's vocabulary and a classifier, both shared and never changed."""
    for name in ("context", "clean", "label", "slots"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)
    nlp = spacy.blank("en")
    nlp.tokenizer = lambda text: _tokenised(nlp, text)
    steps: dict[str, Step] = {
        NORMALISER: _normalise,
        INTENT: lambda doc: _label(doc, vocabulary, classifier),
        ENTITIES: lambda doc: _entities(doc, vocabulary),
    }
    for name, step in steps.items():
        if not Language.has_factory(name):
            Language.factory(name, func=_factory)
        nlp.add_pipe(name).step = step  # bound here: a factory's configuration must be plain data
    return nlp


def analyse(nlp: Language, text: str, context: Context) -> Doc:
    """Return the Doc of a turn read in its context."""
    doc = nlp.make_doc(_SURROGATE.sub("\ufffd", text[:MOST]))
    doc._.context = context
    doc._.clean = read(text)
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc


def _tokenised(nlp: Language, text: str) -> Doc:
    """Split into words and runs of signs; spaCy's own rules take minutes for 20,000 signs in a row."""
    words: list[str] = []
    spaces: list[bool] = []
    for found in _TOKEN.finditer(text):
        said = found[0]
        if said.isspace() and words and said[0] == " ":  # a single space belongs to the word before it
            spaces[-1], said = True, said[1:]
        if said:
            words.append(said)
            spaces.append(False)
    return Doc(nlp.vocab, words=words, spaces=spaces)


def _factory(nlp: Language, name: str) -> Component:
    return Component()


def _normalise(doc: Doc) -> Doc:
    doc._.clean = doc._.clean or read(doc.text)
    doc._.context = doc._.context or Context()
    return doc


def _label(doc: Doc, vocabulary: Vocabulary, classifier: Classifier) -> Doc:
    clean: Text = doc._.clean
    context: Context = doc._.context
    turn = Turn(clean.low.strip()[:MOST_LABELLED], context.last_act, context.last_reply, context.image)
    said = classifier.predict([turn])[0]
    first = Reading(clean.original, said.intent, said.confidence, said.in_scope)
    doc._.label = settle(first, said.scores, clean, context, vocabulary)
    doc.cats = {**said.scores, doc._.label.intent: doc._.label.confidence}
    return doc


def _entities(doc: Doc, vocabulary: Vocabulary) -> Doc:
    slots: Slots = read_slots(doc._.clean, doc._.context, vocabulary, doc._.label.intent)
    doc._.slots = slots
    spans = (doc.char_span(e.start, e.end, label=e.type, alignment_mode="expand") for e in slots.entities)
    doc.set_ents(filter_spans([span for span in spans if span is not None]))
    return doc

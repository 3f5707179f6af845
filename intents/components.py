"""The components of the spaCy pipeline: the turn made fit to read, its intent, its entities.

The normaliser sets `doc._.clean`, the labeller `doc._.label` and `doc.cats`, the entity reader `doc._.slots` and
`doc.ents`; all read the context of the turn in `doc._.context`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from pydantic import TypeAdapter
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans, minibatch

from intents.classifier import IntentClassifier
from intents.consistency import settle
from intents.features import Turn
from intents.reading import Context, Reading
from intents.slots import read_slots
from intents.text import Text, read
from retrieval.encoders import TextEncoder
from retrieval.errors import ModelMissing
from retrieval.store import load_products, save_products
from retrieval.synonyms import Synonyms
from retrieval.vocabulary import Vocabulary

NORMALISER, INTENT, ENTITIES = "shopping_normaliser", "shopping_intent", "shopping_entities"
MOST_LABELLED = 1000  # characters that the classifier reads
_SYNONYMS = "synonyms.json"


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


class EntityReader:
    """Reads entities, constraints and references by the vocabulary of one catalogue, which it saves and loads."""

    vocabulary: Vocabulary

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.slots` and `doc.ents`."""
        doc._.slots = slots = read_slots(doc._.clean, doc._.context, self.vocabulary, doc._.label.intent)
        spans = (doc.char_span(e.start, e.end, label=e.type, alignment_mode="expand") for e in slots.entities)
        doc.set_ents(filter_spans([span for span in spans if span is not None]))
        return doc

    def to_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> None:
        """Write the catalogue's rows and the synonyms."""
        path.mkdir(parents=True, exist_ok=True)
        save_products(self.vocabulary.products, path)
        (path / _SYNONYMS).write_bytes(TypeAdapter(Synonyms).dump_json(self.vocabulary.synonyms))

    def from_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> EntityReader:
        """Build the vocabulary anew from what `to_disk` wrote."""
        synonyms = TypeAdapter(Synonyms).validate_json((path / _SYNONYMS).read_bytes())
        self.vocabulary = Vocabulary.build(load_products(path), synonyms)
        return self


class IntentLabeller:
    """Labels turns, many at a time where many come; clear evidence in the words corrects an unsure label."""

    classifier: Classifier

    def __init__(self, nlp: Language) -> None:
        """Know the pipeline, whose entity reader holds the vocabulary."""
        self._nlp = nlp

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.label` and `doc.cats`."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 256) -> Iterator[Doc]:
        """Label Docs, `batch_size` of them in one pass of the encoder."""
        entities: EntityReader = self._nlp.get_pipe(ENTITIES)
        for docs in minibatch(stream, batch_size):
            for doc, said in zip(docs, self.classifier.predict([_turn(doc) for doc in docs]), strict=True):
                clean: Text = doc._.clean
                first = Reading(clean.original, said.intent, said.confidence, said.in_scope)
                label = settle(first, said.scores, clean, doc._.context, entities.vocabulary)
                doc._.label, doc.cats = label, {**said.scores, label.intent: label.confidence}
                yield doc

    def to_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> None:
        """Write the trained classifier; raise ModelMissing where labels come from something else."""
        if not isinstance(self.classifier, IntentClassifier):
            raise ModelMissing(f"{type(self.classifier).__name__} is no trained classifier and cannot be saved; "
                               "build the pipeline with an IntentClassifier.")  # fmt: skip
        self.classifier.save(path)

    def from_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> IntentLabeller:
        """Load what `to_disk` wrote, over the bundled encoder."""
        self.classifier = IntentClassifier.load(path, TextEncoder.load())
        return self


def _turn(doc: Doc) -> Turn:
    context: Context = doc._.context
    return Turn(doc._.clean.low.strip()[:MOST_LABELLED], context.last_act, context.last_reply, context.image)


@Language.component(NORMALISER)  # type: ignore[untyped-decorator]
def normalise(doc: Doc) -> Doc:
    """Set `doc._.clean`, and an empty context where none is given."""
    doc._.clean = doc._.clean or read(doc.text)
    doc._.context = doc._.context or Context()
    return doc


@Language.factory(INTENT)  # type: ignore[untyped-decorator]
def create_labeller(nlp: Language, name: str) -> IntentLabeller:
    """Make the intent component of a pipeline, its classifier still to be set or loaded."""
    return IntentLabeller(nlp)


@Language.factory(ENTITIES)  # type: ignore[untyped-decorator]
def create_reader(nlp: Language, name: str) -> EntityReader:
    """Make the entity component of a pipeline, its vocabulary still to be set or loaded."""
    return EntityReader()

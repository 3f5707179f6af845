"""The components of the spaCy pipeline: the turn made fit to read, its intent, its tagged words, its entities.

The normaliser sets `doc._.clean`, the labeller `doc._.label` and `doc.cats`, the tagger `doc._.tagged`, the entity
reader `doc._.slots` and `doc.ents`; all read the context of the turn in `doc._.context`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from pydantic import TypeAdapter
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans, minibatch

from intents.bounds import SEARCHING
from intents.classifier import IntentClassifier
from intents.consistency import settle
from intents.corrections import seems_sought, sought
from intents.features import Turn
from intents.reading import Context, Reading
from intents.slots import read_slots
from intents.spans import Span
from intents.tagger import Tagger
from intents.text import Text, read
from intents.wordlists import NEVER
from retrieval.errors import ModelMissing
from retrieval.store import load_products, save_products
from retrieval.synonyms import Synonyms
from retrieval.vocabulary import Vocabulary

NORMALISER, INTENT = "shopping_normaliser", "shopping_intent"
TAGS, ENTITIES = "shopping_tags", "shopping_entities"
MOST_LABELLED = 1000  # characters that the classifier reads
_SYNONYMS, _BUNDLED = "synonyms.json", "tagger.txt"


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


class Tagging(Protocol):
    """Whatever finds labelled spans in texts."""

    def tag(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return the spans of each text."""
        ...


class EntityReader:
    """Reads entities, constraints and references by the vocabulary of one catalogue, which it saves and loads."""

    vocabulary: Vocabulary

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.slots` and `doc.ents`."""
        doc._.slots = slots = read_slots(
            doc._.clean, doc._.context, self.vocabulary, doc._.label.intent, doc._.tagged or ()
        )
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
        """Load what `to_disk` wrote, over the packaged MiniLM."""
        self.classifier = IntentClassifier.load(path)
        return self


class WordTagger:
    """Tags the words of turns that search and have a word which the vocabulary does not explain."""

    tagger: Tagging | None = None

    def __init__(self, nlp: Language) -> None:
        """Know the pipeline, whose entity reader holds the vocabulary."""
        self._nlp = nlp
        self._worded: tuple[Vocabulary | None, frozenset[str]] = (None, frozenset())

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.tagged`."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 256) -> Iterator[Doc]:
        """Tag Docs, `batch_size` of them in one pass of the encoder."""
        entities: EntityReader = self._nlp.get_pipe(ENTITIES)
        for docs in minibatch(stream, batch_size):
            wanted = [doc for doc in docs if self.tagger and _unexplained(doc, self._words(entities.vocabulary))]
            found = self.tagger.tag([doc._.clean.low for doc in wanted]) if self.tagger and wanted else []
            for doc, spans in zip(wanted, found, strict=True):
                doc._.tagged = tuple(spans)
                label = sought(doc._.label, doc._.clean, spans)
                doc._.label, doc.cats = label, {**doc.cats, label.intent: label.confidence}
            yield from docs

    def _words(self, vocabulary: Vocabulary) -> frozenset[str]:
        if self._worded[0] is not vocabulary:
            spelled = vocabulary.synonyms.spelled.values()
            keys = (vocabulary.kinds, vocabulary.brands, vocabulary.features, *vocabulary.values.values(), *spelled)
            self._worded = (vocabulary, frozenset(word for held in keys for key in held for word in key.split()))
        return self._worded[1]

    def to_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> None:
        """Write whether there is a tagger: its weights are bundled."""
        path.mkdir(parents=True, exist_ok=True)
        (path / _BUNDLED).write_text(str(self.tagger is not None), encoding="utf-8")

    def from_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> WordTagger:
        """Load the bundled tagger if there was one."""
        self.tagger = Tagger.load() if (path / _BUNDLED).read_text(encoding="utf-8") == str(True) else None
        return self


def _unexplained(doc: Doc, worded: frozenset[str]) -> bool:
    """Whether a turn that searches has a word that no kind, brand, value or feature of the catalogue has."""
    if doc._.label.intent not in SEARCHING and not seems_sought(doc._.label.intent, doc._.clean):
        return False
    words = (token for token in doc._.clean.tokens if token.word.isalpha() and len(token.word) > 2)
    return any(token.word not in NEVER and token.stem not in worded for token in words)


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


@Language.factory(TAGS)  # type: ignore[untyped-decorator]
def create_tagger(nlp: Language, name: str) -> WordTagger:
    """Make the tagging component of a pipeline, its tagger still to be set or loaded."""
    return WordTagger(nlp)


@Language.factory(ENTITIES)  # type: ignore[untyped-decorator]
def create_reader(nlp: Language, name: str) -> EntityReader:
    """Make the entity component of a pipeline, its vocabulary still to be set or loaded."""
    return EntityReader()

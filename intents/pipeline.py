"""The spaCy pipeline that turns run through: a blank English one with four components, nothing downloaded.

Its parts are in intents.components. `nlp.to_disk` saves it with catalogue, synonyms and trained heads; `load` reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from intents.components import (
    ENTITIES,
    INTENT,
    NORMALISER,
    TAGS,
    Classifier,
    EntityReader,
    IntentLabeller,
    Tagging,
    WordTagger,
)
from intents.reading import Context
from intents.text import read
from intents.tokenizer import NAME
from retrieval.vocabulary import Vocabulary

MOST = 20_000  # characters that spaCy splits into tokens
_SURROGATE = re.compile(r"[\ud800-\udfff]")  # half characters, which spaCy cannot store


def build(vocabulary: Vocabulary, classifier: Classifier, tagger: Tagging | None = None) -> Language:
    """Build the pipeline for one catalogue's vocabulary, a classifier and a tagger, shared and never changed."""
    _declare()
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": NAME}}})
    nlp.add_pipe(NORMALISER)
    labeller: IntentLabeller = nlp.add_pipe(INTENT)
    words: WordTagger = nlp.add_pipe(TAGS)
    reader: EntityReader = nlp.add_pipe(ENTITIES)
    labeller.classifier, words.tagger, reader.vocabulary = classifier, tagger, vocabulary
    return nlp


def load(folder: Path) -> Language:
    """Load a pipeline that `nlp.to_disk` saved; it answers as the saved one did."""
    _declare()
    return spacy.load(folder)


def analyse(nlp: Language, text: str, context: Context) -> Doc:
    """Return the Doc of a turn read in its context."""
    return nlp(_doc(nlp, text, context))


def analyse_all(nlp: Language, turns: Iterable[tuple[str, Context]]) -> Iterator[Doc]:
    """Yield the Docs of many turns, in order, several turns to one pass of the encoder."""
    yield from nlp.pipe(_doc(nlp, text, context) for text, context in turns)


def _doc(nlp: Language, text: str, context: Context) -> Doc:
    doc = nlp.make_doc(_SURROGATE.sub("\ufffd", text[:MOST]))
    doc._.context = context
    doc._.clean = read(text)
    return doc


def _declare() -> None:
    for name in ("context", "clean", "label", "tagged", "slots"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)

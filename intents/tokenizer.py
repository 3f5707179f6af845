"""The pipeline's tokenizer: words and runs of signs; spaCy's own rules take minutes for 20,000 signs in a row."""

from __future__ import annotations

import re
from collections.abc import Callable

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import DummyTokenizer
from spacy.vocab import Vocab

NAME = "shopping.Tokenizer.v1"
_TOKEN = re.compile(r"\w+|[^\w\s]+|\s+")


class TurnTokenizer(DummyTokenizer):  # type: ignore[misc]
    """Splits a turn so that its tokens and spaces make up the text again; it has nothing to save."""

    def __init__(self, vocab: Vocab) -> None:
        """Share the vocabulary of the pipeline."""
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return the Doc of a text."""
        words: list[str] = []
        spaces: list[bool] = []
        for found in _TOKEN.finditer(text):
            said = found[0]
            if said.isspace() and words and said[0] == " ":  # a single space belongs to the word before it
                spaces[-1], said = True, said[1:]
            if said:
                words.append(said)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)


@spacy.registry.tokenizers(NAME)  # type: ignore[untyped-decorator]
def create_tokenizer() -> Callable[[Language], TurnTokenizer]:
    """Return what makes the tokenizer of a pipeline."""
    return lambda nlp: TurnTokenizer(nlp.vocab)

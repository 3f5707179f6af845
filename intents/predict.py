"""Understanding: a turn and its context read into intent, entities, constraints and references.

python -m intents.predict [--catalog FILE] [--synonyms FILE] < TURNS.jsonl > OUT.jsonl
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from spacy.language import Language

from intents.asking import ASKING, QUESTIONS, asked, chained, questions
from intents.bounds import SEARCHING
from intents.classifier import IntentClassifier
from intents.components import ENTITIES, Classifier, EntityReader, Tagging
from intents.pipeline import analyse, analyse_all, build
from intents.pipeline import load as load_pipeline
from intents.reading import Context, Reading
from intents.slots import Slots
from intents.tagger import Tagger
from intents.text import Text
from retrieval.catalog import Product, read_catalog
from retrieval.derive import derive
from retrieval.filters import Constraint
from retrieval.spelling import english
from retrieval.synonyms import load
from retrieval.vocabulary import Vocabulary

MODELS = Path(__file__).parent.parent / "models" / "intent"
STATING = SEARCHING | {"find_similar", "find_complement", "reject_items"}
_ORDER_ID = re.compile(
    r"(?:\border(?: number| no\.?| id| nr\.?)?|#|\bnumber)\W{0,3}(?:is |was "
    r")?(?P<id>[a-z]{0,4}-?\d[\w-]{2,19})|\b(?P<bare>[a-z]{1,4}-?\d{3,12})\b"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_BARE_NUMBER = re.compile(r"^\W*(?:it'?s |its |number )?(?P<id>\d{3,12})\W*$")


@dataclass(frozen=True, slots=True)
class Understanding:
    """The pipeline over the vocabulary of one catalogue; built once, shared, never changed."""

    vocabulary: Vocabulary
    nlp: Language

    @classmethod
    def load(cls, vocabulary: Vocabulary, device: str = "cpu", folder: Path = MODELS) -> Understanding:
        """Load the trained classifier and tagger; raise ModelMissing if one is not there."""
        return cls.of(vocabulary, IntentClassifier.load(folder, device), Tagger.load())

    @classmethod
    def of(cls, vocabulary: Vocabulary, classifier: Classifier, tagger: Tagging | None = None) -> Understanding:
        """Join a vocabulary, whatever labels turns, and what tags the words that the vocabulary lacks."""
        english()  # read now, not in the first turn
        return cls(vocabulary, build(vocabulary, classifier, tagger))

    def read(self, text: str, context: Context) -> Reading:
        """Read one turn; never fails, whatever the text is."""
        doc = analyse(self.nlp, text, context)
        reading = self._complete(doc._.label, doc._.slots, context)
        parts = questions(doc._.clean.low) if reading.intent in QUESTIONS else ()
        docs = [analyse(self.nlp, part, context) for part in parts]
        return chained(reading, [self._complete(d._.label, d._.slots, context) for d in docs])

    def read_all(self, turns: Sequence[tuple[str, Context]]) -> Iterator[Reading]:
        """Read many turns, in order: the same readings, in much less time than one by one."""
        for doc in analyse_all(self.nlp, turns):
            yield self._complete(doc._.label, doc._.slots, doc._.context)

    def save(self, folder: Path) -> None:
        """Save the pipeline with catalogue, synonyms and trained heads into `folder`."""
        self.nlp.to_disk(folder)

    @classmethod
    def open(cls, folder: Path) -> Understanding:
        """Open what `save` wrote; raise ModelMissing if a trained part is not there."""
        english()
        nlp = load_pipeline(folder)
        reader: EntityReader = nlp.get_pipe(ENTITIES)
        return cls(reader.vocabulary, nlp)

    def _complete(self, first: Reading, slots: Slots, context: Context) -> Reading:
        stating = first.intent in STATING
        asking = first.intent in ASKING
        category = slots.asked.name if slots.asked and stating else ""
        add = (
            slots.add
            if stating
            else tuple(
                c for c in slots.add if first.intent in _CHOOSING and c.field in (*_VARIANT, _pending_field(context))
            )
        )
        if slots.asked and stating and first.intent not in ("find_similar", "find_complement"):
            names = slots.asked.names
            add = (Constraint("category", "eq", names if len(names) > 1 else names[0]), *add)
        return replace(
            first,
            entities=slots.entities,
            goal=slots.goal if stating else "same",
            category=category,
            add=add,
            drop=slots.drop if stating else (),
            order=slots.order if stating else None,
            unsure=slots.unsure if stating else (),
            quantity=slots.quantity if first.intent in ("add_to_cart", "update_cart") else None,
            references=tuple(f.reference for f in slots.found),
            order_id=_order_id(slots.text, first.intent, context),
            email=found[0] if (found := _EMAIL.search(slots.text.low)) else "",
            **(asked(slots, context, self.vocabulary) if asking else {}),
        )


def _pending_field(context: Context) -> str:
    return context.pending.field if context.pending and context.pending.kind == "add_to_cart" else ""


_CHOOSING = frozenset({"add_to_cart", "update_cart", "ask_availability", "ask_fit"})
_VARIANT = frozenset({"size", "colour", "material", "pattern"})


def _order_id(text: Text, intent: str, context: Context) -> str:
    if intent in STATING and context.last_act != "service":
        return ""
    if found := _ORDER_ID.search(text.low):
        return (found["id"] or found["bare"] or "").upper()
    bare = _BARE_NUMBER.match(text.low) if context.last_act in ("service", "ask") else None
    return bare["id"] if bare else ""


def rows(turns: Iterable[Mapping[str, Any]], understanding: Understanding) -> Iterable[dict[str, Any]]:
    """Yield each turn of the command line with its intent and entities."""
    given = list(turns)
    titles = {p.title: p for p in understanding.vocabulary.products}
    read = understanding.read_all([(str(turn.get("text") or ""), _context(turn, titles)) for turn in given])
    for turn, reading in zip(given, read, strict=True):
        yield {
            **turn,
            "intent": reading.intent,
            "confidence": round(reading.confidence, 4),
            "in_scope": round(reading.in_scope, 4),
            "entities": [asdict(entity) for entity in reading.entities],
        }


def _context(turn: Mapping[str, Any], titles: Mapping[str, Product]) -> Context:
    shown = enumerate(turn.get("shown") or (), 1)
    known = tuple(titles.get(title) or Product(f"shown-{place}", title) for place, title in shown)
    return Context(
        last_act=turn.get("last_act"),
        last_reply=turn.get("last_reply") or "",
        image=bool(turn.get("image")),
        shown=(known,) if known else (),
        shown_for=("",) if known else (),
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Label turns from standard input."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalog", type=Path, help="the catalogue whose words to know (the demo shop)")
    parser.add_argument("--synonyms", type=Path, help="a shop's own synonyms, merged on top")
    options = parser.parse_args(argv)
    understanding = open_understanding(options.catalog, options.synonyms)
    turns = (json.loads(line) for line in sys.stdin if line.strip())
    for row in rows(turns, understanding):
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def open_understanding(catalog: Path | None, extra: Path | None) -> Understanding:
    """Build the understanding of a catalogue with the bundled encoder."""
    synonyms = load(extra)
    path = catalog or Path(__file__).parent.parent / "retrieval" / "demo" / "catalog.jsonl"
    products = [replace(p, derived=derive(p, synonyms)) for p in read_catalog(path).products]
    return Understanding.load(Vocabulary.build(products, synonyms))


if __name__ == "__main__":
    main()

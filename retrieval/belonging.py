"""Which rows are of a kind of product: truly, as one of several that a path node names, or only by a word.

A title tells by its head ("desk lamp" is no desk), a path node that names one kind ("Boots") for all its rows; one
that names several ("Keyboards & mice") only for rows that name the kind themselves and no sibling.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from retrieval import words
from retrieval.attributes import Bools, Floats
from retrieval.catalog import Product
from retrieval.filters import Constraint, values_of
from retrieval.kinds import AND
from retrieval.phrases import Phrase, Phrases
from retrieval.postings import Postings, Zone
from retrieval.synonyms import Synonyms, key_of
from retrieval.titles import GENERIC_STEMS

Rows = NDArray[np.int32]
Grades = NDArray[np.int8]


class Grade(IntEnum):
    """How far a row is of a kind."""

    NONE = 0
    WORD = 1  # the word stands in title or path, for something else: "coffee" in "coffee grinder"
    LISTED = 2  # a node of several kinds has it, and the row does not say which of them it is
    SAID = 3  # such a node, and the row's own prose says that it is one; or a narrower node ("hot chocolate")
    NODE = 4  # a node of its own
    TITLE = 5  # the head of its title


# SAID counts as true, but after those that are called so; what is below is shown only where nothing is true.
_STRENGTH = np.asarray([0.0, 0.3, 0.35, 0.6, 0.95, 1.0])
_REMEMBERED = 256
_DEPARTMENT = 0.15  # the parts of a node are kinds if at least so many of its titles end in one of them


@dataclass(frozen=True, slots=True)
class Node:
    """A path node: its words, the kinds that it names, its rows; `listed` where its parts are kinds of products."""

    whole: Phrase
    parts: tuple[Phrase, ...]
    rows: Rows
    listed: bool = False


class Belonging:
    """The kinds of a catalogue's rows, told from titles, paths and descriptions."""

    def __init__(self, products: Sequence[Product], postings: Postings, synonyms: Synonyms) -> None:
        self.phrases, self.synonyms, self.size = Phrases(postings, synonyms), synonyms, len(products)
        self._nodes, self._ending = self._read(products)
        self._known: dict[Phrase, Grades] = {}

    def _read(self, products: Sequence[Product]) -> tuple[dict[Phrase, Node], dict[str, list[Node]]]:
        """Gather path nodes by their words, and by the last word of each of their parts."""
        rows: dict[str, list[int]] = defaultdict(list)
        inner: set[str] = set()
        for row, product in enumerate(products):
            for node in dict.fromkeys(product.category):
                rows[node].append(row)
            inner.update(product.category[:-1])
        nodes: dict[Phrase, Node] = {}
        ending: dict[str, list[Node]] = defaultdict(list)
        for text, found in rows.items():
            made = self._node(text, np.asarray(found, dtype=np.int32), inner=text in inner)
            nodes[made.whole] = made
            for last in {part[-1] for part in (*made.parts, made.whole) if part}:
                ending[last].append(made)
        return nodes, ending

    def _node(self, text: str, rows: Rows, *, inner: bool) -> Node:
        parts = tuple(dict.fromkeys(found for part in AND.split(text) if (found := words.stems(part))))
        if len(parts) < 2:
            return Node(words.stems(text), parts, rows)
        named = self.phrases.any(parts, self.phrases.titled)[rows].mean()
        return Node(words.stems(text), parts, rows, listed=not inner or bool(named >= _DEPARTMENT))

    def mask(self, constraint: Constraint) -> Bools:
        """Return `(rows,)`: who is truly of a kind; where no row of the catalogue is, who has its word."""
        grades = self.grades(constraint)
        return np.asarray(grades >= (Grade.SAID if (grades >= Grade.SAID).any() else Grade.WORD))

    def strength(self, constraint: Constraint, rows: NDArray[np.int64]) -> Floats:
        """Say `(n,)` in 0..1 how squarely each of these rows is of a kind."""
        return np.asarray(_STRENGTH[self.grades(constraint)[rows]])

    def grades(self, constraint: Constraint) -> Grades:
        """Return `(rows,)` how far each row is of one of the kinds that a constraint on category names."""
        found = np.zeros(self.size, dtype=np.int8)
        for phrase in self._wanted(constraint):
            np.maximum(found, self._grade(phrase), out=found)
        return found

    def named(self, constraint: Constraint) -> Bools:
        """Return `(rows,)`: whose title or path names a kind, so that "no puzzles" lets no puzzle pass.

        A row of a node of several kinds that says itself to be another of them does not count.
        """
        found = np.zeros(self.size, dtype=bool)
        wanted = set(self._wanted(constraint, parts=True))
        for phrase in wanted:
            other = np.zeros(self.size, dtype=bool)
            for node in self._nodes_with(phrase):
                if len(node.parts) > 1 and node.whole not in wanted:
                    other |= self._is_sibling(node, phrase) & self._in(node)
            found |= self.phrases.worded(phrase, Zone.TITLE) | (self.phrases.worded(phrase, Zone.PATH) & ~other)
            if phrase in self._nodes:
                found[self._nodes[phrase].rows] = True
        for phrase in self._synonyms(wanted):
            found |= self._grade(phrase) >= Grade.SAID
        return found

    def _wanted(self, constraint: Constraint, *, parts: bool = False) -> Iterator[Phrase]:
        """Yield the phrases of the values; of "hats and gloves" those of its parts, if it is no node or `parts` are."""
        for value in values_of(constraint):
            text = f"{value:g}" if isinstance(value, float | int) else value
            if not (whole := words.stems(text)):
                continue
            yield whole
            if (parts or whole not in self._nodes) and len(split := AND.split(text)) > 1:
                found = [stems for part in split if (stems := words.stems(part))]
                yield from found
                if parts:  # "Table & desk lamps" are lamps
                    yield from (part[-1:] for part in found if len(part) > 1 and part[-1] not in GENERIC_STEMS)

    def _synonyms(self, phrases: Iterable[Phrase]) -> set[Phrase]:
        groups = (group for phrase in phrases for group in self.synonyms.types.get(" ".join(phrase), ()))
        return {tuple(key_of(word).split()) for group in groups for word in group} - set(phrases)

    def _grade(self, phrase: Phrase) -> Grades:
        if (known := self._known.get(phrase)) is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[phrase] = self._graded(phrase)
        return known

    def _graded(self, phrase: Phrase) -> Grades:
        worded, nodes = self.phrases.worded(phrase, Zone.TITLE), self._nodes_with(phrase)
        grades = np.where(worded | self.phrases.worded(phrase, Zone.PATH), Grade.WORD, Grade.NONE).astype(np.int8)
        for node in nodes:
            if node.listed and phrase != node.whole:
                own = np.where(self.phrases.said(phrase), Grade.SAID, Grade.LISTED)
                sibling = np.where(worded, Grade.WORD, Grade.NONE)
                grades[node.rows] = np.where(self._is_sibling(node, phrase), sibling, own)[node.rows]
        for node in nodes:
            if phrase == node.whole or not node.listed:
                named = node.whole in self.phrases.spellings(phrase)
                grades[node.rows] = np.maximum(grades[node.rows], Grade.NODE if named else Grade.SAID)
        grades[self.phrases.titled(phrase)] = Grade.TITLE
        return grades

    def _nodes_with(self, phrase: Phrase) -> list[Node]:
        """Return the nodes that have a kind as the head of one of their parts."""
        found: dict[Phrase, Node] = {}
        for spelled in self.phrases.spellings(phrase):
            for node in self._ending.get(spelled[-1], ()):
                if any(part[-len(spelled):] == spelled for part in (*node.parts, node.whole)):
                    found[node.whole] = node
        return list(found.values())

    def _is_sibling(self, node: Node, phrase: Phrase) -> Bools:
        """Return `(rows,)`: who is called by another kind of a node: by title, or by prose that has not this one."""
        said, own = self.phrases.said, self.phrases.spellings(phrase)
        others = [part for part in node.parts if not any(part[-len(s):] == s for s in own)]
        others += [part[-1:] for part in others if len(part) > 1 and part[-1] not in GENERIC_STEMS]
        titled = self.phrases.any(others, self.phrases.titled) & ~self.phrases.titled(phrase)
        return np.asarray(titled | (self.phrases.any(others, said) & ~said(phrase)))

    def _in(self, node: Node) -> Bools:
        found = np.zeros(self.size, dtype=bool)
        found[node.rows] = True
        return found

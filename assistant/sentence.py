"""A sentence with references, taken apart: its words, what each reference is, of which items each part speaks.

In `flat`, a reference is one private sign that tells its family, so that patterns can be written over both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from assistant.lexicon import words
from prompts.references import PATTERN, Ref, parse

FAMILIES = ("name", "price", "under_limit", "over_limit", "saving", "difference", "rating", "rating_count",
            "stock", "list_price", "quantity", "line_total", "total", "count", "limit", "rule", "order",
            "attribute")  # fmt: skip
SIGN = {family: chr(0xE000 + i) for i, family in enumerate(FAMILIES)}
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_WORD = re.compile(r"e-mail|[^\W\d_]+(?:'[^\W\d_]+)?|\d+(?:[.,]\d+)*")
_JOINT = re.compile(r"\s*(,|and|or|&)\s*(the )?")
_LAST = re.compile(r",\s*(and|or|&)\s*(the )?")
_OBJECT = re.compile(
    r"\b(than|versus|vs|unlike|(much|just) like|beside|against|compared (to|with)|instead of|rather than|place of)"
    r"\s+(the )?$"
)
_ALL = re.compile(r"\b(both|all|each|every|(?<!not )everything|(?<!of )(these|those)(?! (wish|do not|don't)))\b")
_THEY = re.compile(r"\b(they|them|their|it|its|this|that)\b")
_SAID_OF = re.compile(  # what follows a name, or a pronoun and its verb, is said of an item
    rf"(?:{SIGN['name']}|(?<!\w)(?:they|it|these|those|both|which|(?:all|each|both) of (?:them|these))"
    r"(?=(?:'s|'re)?\s+(?:also |both |all |each |is|are|was|were|has|have|comes?|looks?|seems?|feels?|makes?|gets?|"
    r"goes|go|fits?|suits?|uses?|stays?|leaves?|costs?|sells?|works?|lasts?|runs?|offers?|includes?|keeps?)\b))"
    r"(?P<said>[^.;:!?]*)"
)
_SAID_BY = re.compile(
    r"(?:,| -| and| but| so| if| while| because| as)\s+"
    r"(?:i|you|we|there|the shop|just|say|tell|i'd|i'll|i'm|you'll|you'd)\b"
)
_MISSES = re.compile(rf"\b(miss(es|ing)?|not fit|what \S+ (is|are) not)\b[^.{SIGN['name']}]*$")
_PLAIN_NEGATORS = frozenset({"not", "no", "never", "nothing", "none", "nobody", "neither", "without", "cannot"})
_BREAK = re.compile(r"[,;:.!?—–]| - |\b(but|while|whereas|though|although|because|since|so)\b")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the sentence, lower-case, and its place in `flat`."""

    text: str
    start: int
    end: int


def family(ref: Ref) -> str:
    """Return the family of a reference: what kind of value stands in its place."""
    if "-" in ref.of:
        return "difference"
    if ref.of in ("limit", "rule", "order"):
        return ref.of
    if ref.of == "cart":
        return ref.field
    return "name" if not ref.field else (
        ref.field if ref.field in FAMILIES else "attribute")  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """A sentence as written, with references; `items` are the numbers on the table, `scope` the last spoken of."""

    raw: str
    items: tuple[int, ...] = ()
    scope: tuple[int, ...] = ()
    settled: set[int] = field(default_factory=set)
    """Places of negators that belong to a phrase which is proved as a whole ("not leather")."""

    @cached_property
    def parts(self) -> tuple[str | Ref, ...]:
        """Text and references in turn; raise UnknownReference for one that is none."""
        found = PATTERN.split(self.raw)
        return tuple(parse(x) if i % 2 else x for i, x in enumerate(found))

    @cached_property
    def flat(self) -> str:
        """The sentence in lower case, one sign in place of each reference."""
        text = "".join(p if isinstance(p, str) else SIGN[family(p)] for p in self.parts)
        return "".join(c.lower() if len(c.lower()) == 1 else c for c in text.replace("’", "'").replace("‘", "'"))

    @cached_property
    def refs(self) -> dict[int, Ref]:
        """Place in `flat` to reference."""
        found, place = {}, 0
        for part in self.parts:
            if isinstance(part, Ref):
                found[place] = part
            place += len(part) if isinstance(part, str) else 1
        return found

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words and numbers that are no references."""
        return tuple(Word(m[0], m.start(), m.end()) for m in _WORD.finditer(self.flat))

    @cached_property
    def mentions(self) -> tuple[tuple[int, int, int], ...]:
        """Mentions of items as (start, end, number): names, and "the second one"."""
        found = [(i, i + 1, int(r.of)) for i, r in self.refs.items() if not r.field]
        for n, ordinal in enumerate(_ORDINALS, 1):
            for m in re.finditer(rf"\bthe {ordinal}( one)?\b", self.flat) if n in self.items else ():
                found.append((m.start(), m.end(), n))
        return tuple(sorted(found))

    @cached_property
    def groups(self) -> tuple[tuple[int, int, tuple[int, ...], bool], ...]:
        """Mentions joined by "and": (start, end, numbers, whether they are only what others are compared with)."""
        groups: list[tuple[int, int, tuple[int, ...], bool]] = []
        for start, end, n in self.mentions:
            between = self.flat[groups[-1][1] : start] if groups else ""
            listed = groups and len(groups[-1][2]) > 1
            # ", and" goes on with a list of three, else it starts a new clause
            if groups and (_JOINT.fullmatch(between) or (listed and _LAST.fullmatch(between))):
                first, _, numbers, compared = groups.pop()
                groups.append((first, end, (*numbers, n), compared))
            else:
                groups.append((start, end, (n,), bool(_OBJECT.search(self.flat[:start]))))
        return tuple(groups)

    def subject(self, place: int) -> tuple[int, ...]:
        """Return the numbers of the items that the words at this place speak of."""
        before = [g for g in self.groups if g[1] <= place and not g[3]]
        since = self.flat[before[-1][1] if before else 0 : place]
        if _ALL.search(since):
            named = before[-1][2] if before else ()
            return named if len(named) > 1 else self.items
        if before:
            return before[-1][2]
        if not _THEY.search(since):
            after = [g for g in self.groups if g[0] >= place and not g[3]]
            if after:
                return after[0][2]
        return self.scope or self.items

    @cached_property
    def named(self) -> tuple[int, ...]:
        """The numbers of the items that references or ordinals point at."""
        found = [n for _, _, n in self.mentions] + [int(x) for r in self.refs.values() for x in _numbers(r)]
        return tuple(dict.fromkeys(found))

    @cached_property
    def spoken(self) -> tuple[int, ...]:
        """The numbers of all items that the sentence speaks of; those of the sentence before if it names none."""
        return self.named or self.scope or self.items

    @cached_property
    def _listed(self) -> str:
        """The flat sentence without the commas and "and" of lists of names, which part no clauses."""
        text = list(self.flat)
        for start, end, *_ in self.groups:
            text[start:end] = [c if c >= "\ue000" else " " for c in text[start:end]]
        return "".join(text)

    @cached_property
    def said_of_items(self) -> tuple[tuple[int, int], ...]:
        """The parts that say something of an item: what follows its name, or "it is"."""
        found = []
        for m in _SAID_OF.finditer(self.flat) if self.items else ():
            other = _SAID_BY.search(m["said"])
            found.append((m.start("said"), m.start("said") + (other.start() if other else len(m["said"]))))
        return tuple(found)

    def denied(self, place: int) -> bool | None:
        """Tell whether a negator reaches the words at this place; None where that is not certain."""
        if _MISSES.search(self.flat[:place]):
            return True
        clause = self._listed[:place]
        breaks = list(_BREAK.finditer(clause))  # "No, it is": the comma parts the two
        start = breaks[-1].end() if breaks else 0
        clause = clause[start:]
        joints = list(re.finditer(r"\band\b", clause))
        found = [w for w in _WORD.finditer(clause) if is_negator(w[0]) and start + w.start() not in self.settled]
        if re.search(r"\bnot (only|just)\b", clause):
            found = found[1:]
        if joints and found:  # "not red and waterproof" may mean either; "not red and not waterproof" is plain
            found = [w for w in found if w.start() > joints[-1].start()]
            if not found:
                return None
        return True if any(w[0] == "nor" for w in found) else len(found) % 2 == 1

    @property
    def denying(self) -> bool:
        """Whether the sentence has a negator anywhere."""
        return any(is_negator(w.text) for w in self.words)

    def clause_denies(self, place: int) -> bool:
        """Tell whether the clause around this place has a negator; a heading ("on size, ...") counts with the rest."""
        start = max((m.end() for m in _BREAK.finditer(self._listed) if m.end() <= place), default=0)
        if start == 0 and re.match(r"\s*(sorry, |unfortunately, )?(as to|on|about|for|regarding)\b", self.flat):
            return self.denying
        if re.fullmatch(r"\s*(sorry|unfortunately)\s*[,:]\s*(as to|on|about|for|regarding) .*", self.flat[:place]):
            return self.denying
        end = min((m.start() for m in _BREAK.finditer(self._listed) if m.start() >= place), default=len(self.flat))
        return any(start <= w.start < end and is_negator(w.text) for w in self.words)

    @property
    def twice_denied(self) -> bool:
        """Whether a clause has two negators, so that nobody can be sure what it says."""
        ends = [0, *(m.end() for m in _BREAK.finditer(self._listed)), len(self.flat)]
        for start, end in pairwise(ends):
            inside = [w for w in self.words if start <= w.start < end and w.start not in self.settled]
            plain = [w for w in inside if w.text in _PLAIN_NEGATORS or w.text.endswith("n't")]
            joined = any(w.text in ("and", "or", "nor") for w in inside)
            if len(plain) > 1 and not joined and not re.search(r"\bnot (only|just)\b", self.flat):
                return True
        return False


def is_negator(word: str) -> bool:
    """Tell whether a lower-case word turns a claim round."""
    return word in words("negators") or word.endswith("n't")


def _numbers(ref: Ref) -> Sequence[str]:
    return ref.of.split("-") if ref.of[0].isdigit() else ()

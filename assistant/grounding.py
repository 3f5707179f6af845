"""Grounding: a sentence is released when all that it says is proved against the table; any doubt is a refusal.

Every reference must stand for a fact and stand where it belongs; every other word must be neutral, backed by the
brief or by a row, or part of a claim that has its proof.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.backing import backings, hedged, occurrences, starts_denied
from assistant.claims import claims
from assistant.facts import Fact, Table
from assistant.lexicon import words
from assistant.placing import misplaced
from assistant.sense import misleading
from assistant.sentence import Sentence, family
from prompts.brief import Brief
from prompts.references import PATTERN, Ref, UnknownReference

LONGEST = 420
MOST_REFERENCES = 20
MOST_WORDS = 140
INTRODUCING = ("recommend.", "none.nearest", "compare.", "cart.viewed")
_BANNED = re.compile(r"[{}<>\[\]|`\\@#*_~^$£€¥₹%=]|https?:|www\.|\n")
_YES = ("answer.yes", "answer.in_stock", "answer.value", "answer.explain", "answer.pick", "cart.", "service.", "chat.")
_NO = (
    "answer.no",
    "answer.unknown",
    "answer.out",
    "none.",
    "service.",
    "chat.",
    "cart.",
    "decline.",
    "ask.",
    "handoff.",
)
_FLATLY_NO = re.compile(r"\s*(it|they) (does|do|is|are|has|have)(n't| not)\b")
_GONE = re.compile(r"\b(sold out|out of stock|gone|unavailable)\b")
_SHOWING = ("here", "there", "i", "the", "we", "of", "sure")
_ONLY_IN = {
    "total": ("cart.", "checkout."),
    "count": ("cart.", "checkout."),
    "rule": ("service.",),
    "order": ("service.",),
}
_TAILS = re.compile(r"'(s|d|ll|ve|re|m)$")


@dataclass(frozen=True, slots=True)
class Proved:
    """A sentence that may be released: filled, with catalogue facts, other evidence, and the items it spoke of."""

    text: str
    facts: tuple[Fact, ...]
    evidence: tuple[Fact, ...]
    items: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a sentence may not be released."""

    reason: str


def prove(sentence: str, brief: Brief, table: Table, said: Sequence[str] = ()) -> Proved | Refused:
    """Prove a sentence against the table, or refuse it; `said` holds the sentences before it, with references."""
    numbers = tuple(i.number for i in brief.items)
    seen = Sentence(" ".join(sentence.split()), numbers, _scope(said, numbers))
    try:
        fault = _malformed(seen, brief, table)
    except UnknownReference as error:
        return Refused(str(error))
    if fault := fault or _wrong_turn(seen, brief):
        return Refused(fault)
    found = _words_proved(seen, brief, table)
    if isinstance(found, str):
        return Refused(found)
    if fault := misplaced(seen, table, brief.asked) or misleading(seen, brief, table, said):
        return Refused(fault)
    text, used = fill(seen, table)
    spoken = " ".join(text.lower().split())
    facts = tuple(dict.fromkeys(f for f in (*used, *found) if f.product and " ".join(f.text.lower().split()) in spoken))
    evidence = tuple(dict.fromkeys(f for f in (*used, *found) if f not in facts))
    return Proved(text, facts, evidence, seen.spoken)


def _scope(said: Sequence[str], numbers: tuple[int, ...]) -> tuple[int, ...]:
    """The items that "it" and "they" may mean: those of the last sentence that spoke of any."""
    for sentence in reversed(said):
        if named := Sentence(sentence, numbers).named:
            return named
    return ()


def _malformed(sentence: Sentence, brief: Brief, table: Table) -> str:
    """Why a sentence cannot even be looked at: no words, unknown references, signs that no reply has."""
    parts = sentence.parts
    literal = "".join(p for p in parts if isinstance(p, str))
    if not sentence.flat.strip(" .,;:!?-") or len(literal) > LONGEST or len(sentence.refs) > MOST_REFERENCES:
        return "the sentence is empty or too long"
    if found := _BANNED.search(literal):
        return f"{found[0]!r} has no place in a reply"
    for place, ref in sentence.refs.items():
        key = f"{ref.of}.{ref.field}" if ref.field else ref.of
        if key not in table:
            return f"[[{key}]] is not on the table"
        if ref.of[0].isdigit() and not {int(x) for x in ref.of.split("-")} <= set(sentence.items):
            return f"[[{key}]] is no item of the brief"
        if not brief.situation.startswith(_ONLY_IN.get(family(ref), ("",))):
            return f"[[{key}]] does not belong in {brief.situation}"
        if place and sentence.flat[place - 1].isalnum():
            return f"[[{key}]] is glued to a word"
    return _names(sentence, brief)


def _names(sentence: Sentence, brief: Brief) -> str:
    """A capital within a sentence makes a name, and names are said by reference only."""
    given = [brief.category, *brief.wants, *brief.dropped, brief.asked, brief.question]
    given += [x for i in brief.items for x in (i.kind, *i.breaks)] + [r.field for r in sentence.refs.values()]
    known = set(re.findall(r"[^\W_]+", " ".join(given)))
    literal = PATTERN.sub(lambda m: "x." if m[1].startswith("rule.") else "x", sentence.raw)
    for found in re.finditer(r"(?<![.!?:]\s)(?<!^)(?<![\w'])[A-Z][\w']*", literal):
        if found[0] not in known and found[0].split("'")[0] != "I":
            return f"{found[0]!r} reads like a name"
    return ""


def _wrong_turn(sentence: Sentence, brief: Brief) -> str:
    """Why a yes, a no, or a "not" at the end of a clause does not suit the situation."""
    opening = re.match(r"\s*(yes|no)\b\s*[,.:;!–—-]\s*(\w*)", sentence.flat)
    if opening:
        wanted = _YES if opening[1] == "yes" else _NO
        shows = brief.situation.startswith("recommend.") and opening[2] in _SHOWING
        if not brief.situation.startswith(wanted) and not (shows and opening[1] == "yes"):
            return f"{opening[1]!r} does not hold in {brief.situation}"
        if "stock" in brief.situation and _GONE.search(brief.message.lower()):
            return f"{opening[1]!r} answers the question the wrong way round"
    if brief.situation == "answer.pick" and not sentence.words and sentence.named:
        chosen = {i.number for i in brief.items if "pick" in i.notes}
        return "" if set(sentence.named) <= chosen else "it is not the pick"
    if brief.situation == "answer.unknown" and _FLATLY_NO.match(sentence.flat):
        return "it is not known"
    if re.search(r"\bnot\s*([,;:.!]|$)", sentence.flat) and not brief.situation.startswith(_NO):
        return "it is not certain what is denied"
    return ""


def _words_proved(sentence: Sentence, brief: Brief, table: Table) -> list[Fact] | str:
    """Prove all words: first the phrases that are backed, then claims, then what is left must be neutral."""
    proved = [False] * len(sentence.flat)
    facts: list[Fact] = []
    if brief.question:
        question = Sentence(brief.question).flat
        if (at := sentence.flat.find(question)) >= 0:
            proved[at : at + len(question)] = [True] * len(question)
    if fault := _backed(sentence, brief, table, proved, facts):
        return fault
    for evidence in claims(sentence, brief, table, proved):
        if isinstance(evidence, str):
            return evidence
        facts.extend(evidence)
    if sentence.twice_denied:
        return "it is denied twice"
    for word in sentence.words:
        of_item = any(start <= word.start < end for start, end in sentence.said_of_items)
        if not all(proved[word.start : word.end]) and not _neutral(word.text, of_item=of_item):
            return f"nothing proves {word.text!r}"
    return facts


def _backed(sentence: Sentence, brief: Brief, table: Table, proved: list[bool], facts: list[Fact]) -> str:
    """Mark the phrases that hold; a phrase that holds nowhere is refused. Negators of whole phrases are settled."""
    found = [(span, b) for b in backings(sentence, brief, table) for span in occurrences(b, sentence)]
    spans: dict[tuple[int, int], tuple[Fact, ...] | None] = {}
    for (start, end), backing in sorted(found, key=lambda x: (not starts_denied(x[1].phrase), x[0][0] - x[0][1])):
        free = not all(proved[start:end]) and (backing.degrees or not hedged(sentence, start))
        evidence = backing.holds(sentence, start) if free else None
        if evidence is not None and starts_denied(backing.phrase):
            sentence.settled.add(start)
        if evidence is not None or spans.get((start, end)) is None:
            spans[start, end] = evidence
    for (start, end), evidence in sorted(spans.items(), key=lambda s: s[0][0] - s[0][1]):
        if all(proved[start:end]):
            continue
        if evidence is None:
            return f"{sentence.flat[start:end]!r} does not hold here"
        proved[start:end] = [True] * (end - start)
        facts.extend(evidence)
    return ""


def _neutral(word: str, *, of_item: bool) -> bool:
    """Whether a word needs no proof; where something is said of an item, only few words need none."""
    bare = _TAILS.sub("", word)
    if word in words("judging") or bare in words("judging"):
        return False
    groups = ("function", "negators", "predicate") if of_item else ("function", "negators", "neutral")
    return any(w in words(g) for w in (word, bare) for g in groups) or word.endswith("n't")


def fill(sentence: Sentence, table: Table) -> tuple[str, tuple[Fact, ...]]:
    """Put the values in, in one pass and never read again; mend "a", "1 items" and doubled stops around them."""
    text, used = "", []
    for part in sentence.parts:
        if isinstance(part, Ref):
            fact = table[f"{part.of}.{part.field}" if part.field else part.of]
            used.append(fact)
            text = _append(text, fact.text, capital=family(part) != "name")
        else:
            text += _after(part, used[-1].text if used else "")
    return text.strip(), tuple(used)


def _append(text: str, value: str, *, capital: bool) -> str:
    if re.search(r"\b[Aa]$", text.rstrip()) and value[:1].lower() in "aeio":
        text = text.rstrip() + "n "
    return text + (value[:1].upper() + value[1:] if capital and not text.strip() else value)


def _after(part: str, value: str) -> str:
    if value[-1:] in (".", "!", "?") and part[:1] == ".":
        part = part[1:]
    return re.sub(r"^ (item|product|piece|rating|review|thing|unit)s\b", r" \1", part) if value == "1" else part


def faults(sentences: Sequence[str], brief: Brief) -> tuple[str, ...]:
    """List what is wrong with a whole reply, given with references: items left out, questions out of place, length."""
    numbers = tuple(i.number for i in brief.items)
    try:
        named = {n for s in sentences for n in Sentence(s, numbers).named}
    except UnknownReference as error:
        return (str(error),)
    found = (
        [f"item {n} is not named" for n in numbers if n not in named] if brief.situation.startswith(INTRODUCING) else []
    )
    asks = [place for place, s in enumerate(sentences, 1) if s.rstrip().endswith("?")]
    if len(asks) > 1 or (asks and asks[0] != len(sentences)):
        found.append("a question stands before the end")
    if brief.question and brief.question not in " ".join(sentences):
        found.append("the question of the brief is not asked")
    if len(set(sentences)) < len(sentences):
        found.append("a sentence is said twice")
    if sum(len(s.split()) for s in sentences) > MOST_WORDS:
        found.append(f"more than {MOST_WORDS} words")
    return tuple(found)

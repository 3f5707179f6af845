"""Standing preferences: what a shopper says of themselves for good ("I never wear wool", "I'm a size 9")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from intents.mentions import mentions
from intents.reading import Context, Preference
from intents.slots import read_slots
from intents.text import Text, read
from intents.wishes import sizes
from intents.wordlists import NEVER
from retrieval.filters import Constraint, values_of
from retrieval.synonyms import key_of
from retrieval.vocabulary import Vocabulary

_I = r"(?:i|we)(?:'m|'re| am| are|'d|'ll| would| will)?(?: really| just| simply| personally)?"
_USE = r"(?:wear|buy|eat|drink|use|want|take|get|go for|choose|pick|have|own|touch|like|cook with|cook on|shop for)"
_BODY = r"(?:wear|eat|drink|tolerate|stand)"
_FOR_GOOD = r"(?:ever(?: again)?|from now on|in general|generally|as a rule|on principle|always|for good)"
_SIZE = r"(?:(?:uk|us|eu) ?)?(?:\d{1,2}(?:[.,]5)?|x{0,3}[sl]|[23]xl|m|(?:extra )?(?:small|large)|medium)"
_DENIALS = tuple(re.compile(words) for words in (
    rf"\b{_I} (?:never(?: ever)?|don'?t ever|do not ever|won'?t ever|refuse to) {_USE}\b(?P<what>.+)",
    rf"\b{_I} (?:can'?t|cannot|can not|don'?t|do not|won'?t) (?:ever )?{_BODY}\b(?P<what>.+)",
    r"\b(?:never|don'?t ever) (?:show|suggest|recommend|offer|give)(?: me| us)?\b(?P<what>.+)",
    rf"^\W*(?:so |and |please )*(?:no|nothing|not|without|never)\b(?P<what>.+?)\b{_FOR_GOOD}\b",
    r"\ballergic to\b(?P<what>.+)",
))  # fmt: skip
_CLAIMS = tuple(re.compile(words) for words in (
    rf"\b{_I} (?:(?:always|only(?: ever)?|exclusively) {_USE}|try to always {_USE}|always go)\b(?P<what>.+)",
    rf"^\W*(?:so |and |please )*(?:always|only)\b(?P<what>.+?)\b{_FOR_GOOD}\b",
    r"^\W*(?:so |and |please )*always (?:(?:show|suggest|recommend|offer|give|look for)(?: me| us)?\b)?(?P<what>.+)",
    r"\b(?:i|we)(?:'ve| have)? only (?:have|got|own)\b(?P<what>.+)",
    r"\ball (?:i|we) (?:have|use) is\b(?P<what>.+)",
))  # fmt: skip
_WORN = re.compile(
    rf"\b(?:i'?m|i am|i(?: always| usually| normally)? (?:wear|take)|my (?P<kind>[a-z]+ )?size is|i have)"
    rf"(?: always| usually| normally| about)?(?P<an> an?)?(?P<said> (?:(?P<of>[a-z]+) )?size| sz)? (?P<size>{_SIZE})"
    r"(?![\w%])(?! (?:years?|yrs?|inch(?:es)?|cm|mm|foot|feet|ft)\b)(?: in (?P<in>[a-z' -]+?))?(?=$|[ .,;!])"
)
_AM = re.compile(r"\b(?:i'?m|i am|we'?re|we are)(?: an?)?(?: strict| lifelong"
                 r"| committed)? (?P<what>[a-z-]+(?: [a-z-]+)?)$")
_REASON = re.compile(r"^\W*(?:i'?m|i am|we'?re|we are)(?: an?)?(?: strict)? (?:vegetarian|vegan|allergic|coeliac"
                     r"|celiac)s?\W*$")
_BARE_ALLERGY = re.compile(r"^\W*(?:because |as |since )?(?:i'?m|i am|we'?re) (?:very |badly |really )?allergic\W*$")
_RULED_OUT = re.compile(r"^\W*(?:no|nothing|not|without|avoid)\b(?P<what>.+)")
_CLAUSE = re.compile(r"[.!?;:\n]+|,| - |\b(?:but|because|since|so)\b|\band (?=(?:i|we|i'm|im|we're|no|nothing"
                     r"|never)\b)")
_LIST = re.compile(r"^\s*(?:(?:or|and|nor) )?[\w'-]+(?: (?:or|and|nor) [\w'-]+)?\s*$")
_TRAIL = re.compile(r"\b(?:ever|again|at all|please|any ?more|though|anything|something|things|stuff)\b")
_SEPARATOR = re.compile(r",|\b(?:or|and|nor)\b")
_FILLER = frozenset("so and but because since as well ok okay by the way btw also then oh just fyi please".split())
_TAKING_BACK = re.compile(
    r"\b(?:forget|ignore|disregard|scratch|drop|never ?mind|delete|remove|cancel|lift)\b.*"
    r"|\b(?:i|we) (?:do|can|could|did|actually|sometimes|would)\b.*\b(?:wear|eat|use|buy|like|have|drink|take)\b"
    r"|\b(?:is|are|'s) (?:fine|ok|okay|allowed|alright|all right|possible)\b"
    r"|\b(?:no longer|not|n'?t)\b.*\b(?:any ?more|any longer|always|matters?|allergic|a size)\b|\bno longer\b"
    r"|\b(?:can|may|could) (?:show|suggest|include)\b|\b(?:again|after all|sometimes|now and then)\b"
)
_EVERY_ONE = re.compile(r"\b(?:all (?:of )?)?my (?:standing )?(?:preferences|rules)\b|what i (?:always|never)\b")
_CANNOT = frozenset({"price", "rating", "stock"})


@dataclass(frozen=True, slots=True)
class Standing:
    """What a turn states for good and what it takes back, and the turn without it, as long as before."""

    stated: tuple[Preference, ...]
    forgotten: tuple[Preference, ...]
    rest: str
    alone: bool  # nothing else is said


def standing(text: Text, context: Context, vocabulary: Vocabulary) -> Standing | None:
    """Return what a turn says for good; None if it says nothing of the kind."""
    if text.low.rstrip().endswith("?"):
        return None
    if forgotten := tuple(_forgotten(text.low, context.preferences)):
        return Standing((), forgotten, "", True)
    parts = {span: tuple(_read(text.low[slice(*span)], vocabulary)) for span in _clauses(text.low)}
    stated = [preference for found in parts.values() for preference in found]
    if not stated:
        return None
    spans = [(a, b) for (a, b), found in parts.items() if found or _REASON.match(text.low[a:b])]
    rest = _without(text, spans)
    left = [t for t in read(rest).tokens if t.word not in _FILLER]
    return Standing(tuple(stated), (), rest, not left)


def _clauses(low: str) -> list[tuple[int, int]]:
    """The clauses of a turn; a list goes with what it ends ("wool, silk or fur"), an allergy with what it rules out."""
    ends = [(m.start(), m.end()) for m in _CLAUSE.finditer(low)]
    starts = [0, *(end for _, end in ends)]
    spans = [(a, b) for a, b in zip(starts, [*(s for s, _ in ends), len(low)], strict=True) if low[a:b].strip()]
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        part = low[start:end]
        before = low[slice(*joined[-1])] if joined else ""
        listed = _LIST.match(part) and low[slice(joined[-1][1], start)].strip() == "," if joined else False
        bare = not any(w in NEVER for w in re.findall(r"[\w']+", part) if w not in ("or", "and", "nor"))
        allergy = _BARE_ALLERGY.match(part) and _RULED_OUT.match(before)
        lasting = bool(before) and re.fullmatch(rf"\W*(?:{_FOR_GOOD}|at all|please|\W)+", part) is not None
        if (listed and bare and _standing(before)) or allergy or lasting:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _standing(clause: str) -> bool:
    return any(p.search(clause) for p in (*_DENIALS, *_CLAIMS))


def _read(clause: str, vocabulary: Vocabulary) -> Iterator[Preference]:
    """The preferences that a clause states."""
    if size := _worn(clause, vocabulary):
        yield size
        return
    allergy = re.search(r"[,;] ?(?:because |as |since )?(?:i'?m|i am|we'?re) (?:\w+ )?allergic\W*$", clause)
    denied = next((m["what"] for p in _DENIALS if (m := p.search(clause))), "")
    if not denied and allergy and (ruled := _RULED_OUT.match(clause[: allergy.start()])):
        denied = ruled["what"]
    claimed = "" if denied else next((m["what"] for p in _CLAIMS if (m := p.search(clause))), "")
    what = _TRAIL.sub(" ", denied or claimed).strip(" .,;!")
    if denied and what:
        each = ", ".join(f"without {part.strip()}" for part in _SEPARATOR.split(_bare(what)) if part.strip())
        yield from _of(_constraints(each, vocabulary, "ne") or list(_keywords(what)))
    elif what:
        yield from _of(_constraints(what, vocabulary, "eq"))
    elif (am := _AM.search(clause.strip())) and key_of(am["what"]) in vocabulary.features:
        yield from _of(_constraints(am["what"], vocabulary, "eq"))


def _of(constraints: Sequence[Constraint]) -> Iterator[Preference]:
    for constraint in constraints:
        for value in values_of(constraint) if constraint.op == "ne" else (constraint.value,):
            yield Preference(replace(constraint, value=value, source="preference", hard=True))


def _constraints(words: str, vocabulary: Vocabulary, op: str) -> list[Constraint]:
    read_ = read_slots(read(words), Context(category="*"), vocabulary, "refine_search")
    loose = ("category", "keyword") if op == "eq" else ()
    return [c for c in read_.add if c.op == op and c.field not in (*_CANNOT, *loose)]


def _bare(what: str) -> str:
    return re.sub(r"^\s*(?:any |with |made (?:of|from) |in |containing |that has |of )+", "", f"{what} ").strip()


def _keywords(what: str) -> Iterator[Constraint]:
    """What is ruled out in words that the catalogue does not have."""
    for part in _SEPARATOR.split(_bare(what)):
        words = [w for w in re.findall(r"[^\W\d_][\w'-]*", part) if w not in NEVER]
        if 0 < len(words) <= 3:
            yield Constraint("keyword", "ne", " ".join(words))


def _worn(clause: str, vocabulary: Vocabulary) -> Preference | None:
    """The size that someone is, and of which kind of product it was said."""
    found = _WORN.search(clause)
    said = found and (found["said"] or found["an"] or re.search(r"\bsize is|wear|take", found[0]))
    if not found or not said:
        return None
    read_size = next(iter(sizes(f"size {found['size']}")), None)
    if read_size is None:
        return None
    named = (found["kind"] or found["of"] or found["in"] or "").strip()
    kind = named if any(m.entry("category") for m in mentions(read(named), vocabulary)) else ""
    return Preference(Constraint("size", "eq", read_size.value, "preference"), kind)


def _without(text: Text, spans: Sequence[tuple[int, int]]) -> str:
    """The original with the spans blank, so that every place in it stays."""
    chars = list(text.original)
    for start, end in spans:
        first, last = text.span(start, end)
        chars[first:last] = " " * (last - first)
    return "".join(chars)


def _forgotten(low: str, known: Sequence[Preference]) -> Iterator[Preference]:
    """Known preferences that a turn takes back, by their value, their field, or all of them."""
    if not known or not _TAKING_BACK.search(low) or _standing(low):
        return
    every = _EVERY_ONE.search(low) is not None
    said = f" {key_of(low)} "
    for preference in known:
        constraint = preference.constraint
        names = [str(v) for v in values_of(constraint) if not isinstance(v, bool)]
        names += [constraint.field] if constraint.op == "eq" else []
        if every or any((key := key_of(name.replace("_", " "))) and f" {key} " in said for name in names):
            yield preference

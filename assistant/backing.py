"""What the brief and the rows allow to be said in words: wishes, what is missed, what was asked, values, kinds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.facts import Fact, Table
from assistant.lexicon import stem, words
from assistant.sentence import Sentence, family, is_negator
from assistant.wording import field_words
from prompts.brief import Brief
from prompts.references import UnknownReference, parse

_NEGATED = re.compile(r"^(not|no|without|non)\b[ -]*(from |by |in |made of )?")
_OFFER = re.compile(r"\?|\b(look|back|everything|all|end|seen)\b")
_LEAVING = re.compile(
    r"\b(drop\w*|go|going|way|give up|giving up|sticking|without|whatever|any|regardless|no longer|aside|open|instead|"
    r"ignor\w*|leav\w*|matter)\b"
)
_FIELD_WORDS = frozenset({"price", "colour", "color", "size", "brand", "material", "rating", "weight", "stock", "cost"})

Holds = Callable[[Sentence, int], "tuple[Fact, ...] | None"]


@dataclass(frozen=True, slots=True)
class Backing:
    """A phrase that may be said where `holds` returns its evidence."""

    phrase: str
    holds: Holds
    degrees: bool = False  # whether it may be said by degrees: "like a tent", "only boots"


def backings(sentence: Sentence, brief: Brief, table: Table) -> Iterator[Backing]:
    """Yield all phrases that the brief and the rows back, each with the condition on which it holds."""
    for place, ref in sentence.refs.items():
        if family(ref) == "attribute":
            yield Backing(field_words(ref.field), _heading(place))
    for want in brief.wants:
        yield from _wish(want, brief)
    for phrase in dict.fromkeys(b for i in brief.items for b in i.breaks):
        yield from _missed(phrase, brief, table)
    for phrase in brief.dropped:
        yield Backing(_flat(phrase), _topic(brief, ("none.", "recommend.relaxed", "recommend.last"), leaving=True))
        yield Backing(_NEGATED.sub("", _flat(phrase)), _topic(brief, ("none.", "recommend.relaxed"), leaving=True))
    if brief.asked:
        yield Backing(_flat(brief.asked), _asked(brief, table), True)
    yield from _values(brief, table)
    yield Backing(_flat(brief.category), _named(brief, ()), True)
    for kind in dict.fromkeys(i.kind for i in brief.items if i.kind):
        yield Backing(_flat(kind), _named(brief, tuple(i.number for i in brief.items if i.kind == kind)), True)


def starts_denied(phrase: str) -> bool:
    """Tell whether a phrase begins with its own negator: "not leather"."""
    return bool(_NEGATED.match(phrase))


_HEADING = re.compile(r"(^|\b(for|under|with|on|as|the|have|has|in|to|states?|gives?|lists?|listed|as to)|[:(.])\s*$")


def _heading(ref: int) -> Holds:
    """A field may be named as the heading of its value: "with pages: 300", "listed as 300 for pages"."""

    def check(sentence: Sentence, place: int) -> tuple[Fact, ...] | None:
        between = sentence.flat[min(place, ref) : max(place, ref)]
        leading = re.fullmatch(r"\s*(as to|on|for|in)?\s*(the )?", sentence.flat[:place])
        near = leading or not re.search(r"[,;.]|\b(but|while|though)\b", between)
        return () if near and _HEADING.search(sentence.flat[:place]) and sentence.denied(place) is False else None

    return check


def _flat(phrase: str) -> str:
    try:
        return Sentence(phrase).flat.strip()
    except UnknownReference:
        return ""


_HEDGED = re.compile(
    r"\b(more|most|less|least|as|almost|nearly|quite|very|really|only|partly|like|close to|half|rather|all but)\s$"
)


def hedged(sentence: Sentence, place: int) -> bool:
    """Tell whether what is said here is said by degrees, or made narrower, which no row can prove."""
    return bool(_HEDGED.search(sentence.flat[:place]))


def occurrences(backing: Backing, sentence: Sentence) -> list[tuple[int, int]]:
    """Find a phrase in a sentence: as it stands, else its telling words, in any form, if all of them are there."""
    if not backing.phrase:
        return []
    exact = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(backing.phrase)}(?!\w)", sentence.flat)]
    if exact or any(is_negator(w.text) for w in Sentence(backing.phrase).words):
        return exact
    telling = {stem(w.text.removesuffix("'s")) for w in Sentence(backing.phrase).words if not _empty(w.text)}
    found = [w for w in sentence.words if not _empty(w.text) and stem(w.text.removesuffix("'s")) in telling]
    complete = telling and {stem(w.text.removesuffix("'s")) for w in found} == telling
    return [(w.start, w.end) for w in found] if complete else []


def _empty(word: str) -> bool:
    return word in words("function") or word in words("neutral") or word in words("negators")


def _state(text: str, source: str) -> tuple[Fact, ...]:
    return (Fact(text, True, "state", source),)


def _wish(want: str, brief: Brief) -> Iterator[Backing]:
    """A wish holds of all items but those that miss it; of "not leather" the bare word only where it is denied."""
    phrase = _flat(want)

    def holds(sentence: Sentence, place: int, positive: bool = True) -> tuple[Fact, ...] | None:
        if brief.situation.startswith("none.") and sentence.denying and not sentence.mentions:
            return _state(phrase, "no product meets all wishes")
        subject = sentence.subject(place)
        missing = [i for i in brief.items if i.number in subject and want in i.breaks]
        if brief.situation.startswith("none.") and not subject:
            return None
        return None if missing or sentence.denied(place) is positive or sentence.denied(place) is None else _state(
            phrase, f"constraint: {want}")  # fmt: skip

    yield Backing(phrase, holds)
    bare = _NEGATED.sub("", phrase)
    if bare != phrase:
        yield Backing(bare, lambda s, p: holds(s, p, False))


def _missed(missed: str, brief: Brief, table: Table) -> Iterator[Backing]:
    """What an item misses may be said of it where it is denied; of "not leather" the bare word as it stands."""
    phrase = _flat(missed)
    bare = _NEGATED.sub("", phrase)

    def holds(denied: bool) -> Holds:
        def check(sentence: Sentence, place: int) -> tuple[Fact, ...] | None:
            subject = [i for i in brief.items if i.number in sentence.subject(place)]
            known = "[[limit.price]]" not in missed or all(f"{i.number}.price" in table for i in subject)
            right = subject and known and all(missed in i.breaks for i in subject) and sentence.denied(place) is denied
            return _state(phrase, f"constraint missed: {missed}") if right else None

        return check

    yield Backing(phrase, holds(True))
    if bare != phrase:
        yield Backing(bare, holds(False))


def _topic(brief: Brief, situations: tuple[str, ...], *, leaving: bool) -> Holds:
    def check(sentence: Sentence, place: int) -> tuple[Fact, ...] | None:
        if not brief.situation.startswith(situations) or sentence.mentions:
            return None
        left = leaving and _LEAVING.search(sentence.flat)
        return _state(brief.situation, "constraints dropped") if left or sentence.denying else None

    return check


def _asked(brief: Brief, table: Table) -> Holds:
    """What was asked may be named; whether it is so follows from the situation."""
    asked = _flat(brief.asked)
    names_field = asked in _FIELD_WORDS or any(
        f"{i.number}.{f}" in table
        and stem(asked) not in {stem(w) for w in table[f"{i.number}.{f}"].text.lower().split()}
        for i in brief.items
        for f in {asked, asked.replace(" ", "_"), brief.asked}
    )

    def check(sentence: Sentence, place: int) -> tuple[Fact, ...] | None:
        denied, about = (
            sentence.denied(place),
            re.search(r"\b(about|for|on)\s+(the |a |its |their )?$", sentence.flat[:place]),
        )
        match brief.situation:
            case "answer.yes":
                right = denied is False
            case "answer.no":
                against = sentence.flat[:place].endswith("against ")
                right = denied is True or against or (names_field and denied is False and bool(sentence.refs))
            case "answer.unknown" | "answer.no_reviews" | "service.unknown" | "none.unknown" | "none.more":
                right = sentence.clause_denies(place)
            case situation if situation.startswith("service."):
                right = bool(about) or sentence.clause_denies(place)
            case _:
                right = names_field
        return _state(asked, brief.situation) if right else None

    return check


def _values(brief: Brief, table: Table) -> Iterator[Backing]:
    """Values that rows state, said in words: they must be stated of every item that the words speak of."""
    numbers = {str(i.number) for i in brief.items}
    held: dict[str, dict[int, tuple[Fact, bool]]] = {}
    for key, fact in table.items():
        ref = parse(key)
        if ref.of in numbers and family(ref) == "attribute":
            for part in re.split(r", | and ", fact.text.lower()):
                bare = _NEGATED.sub("", part)
                if re.search(r"[^\W\d]", bare):
                    held.setdefault(bare, {})[int(ref.of)] = (fact, bare == part)
    for phrase, facts in held.items():
        yield Backing(phrase, _stated(facts))


def _stated(facts: dict[int, tuple[Fact, bool]]) -> Holds:
    def check(sentence: Sentence, place: int) -> tuple[Fact, ...] | None:
        denied, subject = sentence.denied(place), sentence.subject(place)
        if denied is None or not subject or not all(n in facts and facts[n][1] is not denied for n in subject):
            return None
        return tuple(facts[n][0] for n in subject)

    return check


def _named(brief: Brief, numbers: tuple[int, ...]) -> Holds:
    """A kind of product may be named; not denied where there are some, not of an item of another kind."""

    def check(sentence: Sentence, place: int) -> tuple[Fact, ...] | None:
        if (
            brief.situation in ("none.unknown", "none.more")
            and not sentence.denying
            and not _OFFER.search(sentence.flat)
        ):
            return None
        if sentence.denied(place) is not False and not brief.situation.startswith(
            ("none.", "answer.", "decline.", "chat.")
        ):
            return None
        named = {n for _, _, n in sentence.mentions}
        return () if not numbers or not named or named & set(numbers) else None

    return check

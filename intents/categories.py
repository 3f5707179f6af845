"""What kind of product a turn asks for, and whether that is the current goal, a new one, or one from before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from intents.mentions import Mention, clause, is_occasion
from intents.reading import Context
from intents.text import Text
from intents.wordlists import FUNCTION
from retrieval.synonyms import key_of
from retrieval.titles import shown
from retrieval.vocabulary import Vocabulary

Goal = Literal["same", "new", "back"]
_WISH = re.compile(
    r"\b(?:need|needs|want|wants|looking for|look for|searching for|search for|show(?: me)?|find|get(?: me)?|buy"
    r"|after|prefer|like to (?:see|buy|get)"
    r"|do you (?:have|sell|carry|stock)|have you got|got any|any|should be|settled on|interested in|browse|shop for"
    r"|shopping for|how about|what about"
    r"|recommend|suggest|something like|also|give me|i'?d (?:like|love)|hunting for|in the market for|let'?s see|only"
    r"|just)\b"
)
PAST = re.compile(
    r"\b(?:bought|ordered|purchased|already (?:have|own|got)|own|used to|had|last (?:week|month|year)"
    r"|used|was|were|until|stopped|first it)\b"
)
_TURN = re.compile(
    r"\b(?:actually|no wait|wait|instead|rather|make (?:it|that)|scratch that|on second thought|now"
    r"|also|then)\b"
)
_DEPENDENT = re.compile(r"(?:\b(?:with|w/|w|for|featuring|including|has|have|having|in|on|from|inside|into|to|at"
                        r"|under|without|and has)\b(?: (?:my|a|an|the|his|her|our|some|any|your))?"
                        r"(?: [a-z'-]+){0,2} ?)$")  # fmt: skip
_WITH = re.compile(r"(?<!do )\b(?:with|without|w/)(?: (?:an?|the|some|any|no))?(?: [a-z-]+)? $")
_BETWEEN = re.compile(r",? ?(?:or|and|and/or|&|/)(?: (?:an?|some|nice|maybe|even))* ?")
_CONTAINERS = frozenset(
    "set pair box bag bottle pack bunch cup jar tin case kit collection couple piece bar bouquet "
    "sheet tube packet".split()
)
_VERB = re.compile(r"\b(?:something|anything|things?|stuff|want|need|like|how|used?|looking|trying|going) to $")
_DOING = re.compile(r"\b(?:must|should|shall|can|could|will|would|to) $")
_FURTHER = re.compile(
    r"^\W*(?:(?:ok|okay|right|great|thanks|good|cool|alright)\W+)*(?:(?:and|also|plus|next|now)\W+)+(?:for me\W+)?"
    r"(?:i(?:'d| would)? (?:also |could )?(?:need|want|like|do with) )?(?:also )?(?:an?|some|another)(?: [a-z]+)? $"
    r"|\bi could (?:also )?do with (?:an?|some) $"
)
_BACK = re.compile(
    r"\b(?:back to|return to|go back|again|from (?:before|earlier)|earlier|previous(?:ly)?|once more"
    r"|as before|other goal|about the)\b"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A kind of product that is asked for: its name, the names to match, the mentions it was read from."""

    name: str
    names: tuple[str, ...]
    mentions: tuple[Mention, ...] = ()
    known: bool = True


def asked_for(
    found: Sequence[Mention],
    text: Text,
    vocabulary: Vocabulary,
    negated: Sequence[tuple[int, int]],
    *,
    refining: bool = False,
) -> Asked | None:
    """Return the kind of product that a turn asks for, from its mentions; None if it names none.

    When `refining` a current kind, one after "with" or "without" only describes it.
    """
    away = [m for i, m in enumerate(found) if _only_value_away(i, found, text, negated)]
    candidates = [m for m in found if _is_candidate(m, text, () if m in away else negated)]
    if not candidates and not refining:
        candidates = [m for m in found if _opens(m, text, negated)]
    if refining:
        candidates = [m for m in candidates if not _WITH.search(text.low[: m.start])]
    heads = [m for i, m in enumerate(candidates) if not _is_modifier(m, candidates[i + 1 : i + 2], text)]
    heads = [m for m in heads if not _depends(m, heads, text)]
    if not heads:
        return None
    best = max(heads, key=lambda m: (_score(m, heads, text), -m.start if len(text.tokens) < 40 else m.start))
    chosen = [best, *(m for m in heads if m is not best and _alternative(best, m, text))]
    names = [_name(m) for m in chosen]
    every = tuple(dict.fromkeys(name for n in names for name in vocabulary.category(n)))
    return Asked(names[0], every, tuple(chosen))


def _only_value_away(place: int, found: Sequence[Mention], text: Text, negated: Sequence[tuple[int, int]]) -> bool:
    """Whether of a kind only a value is ruled out: "no leather boots", "anything but petrol mowers"."""
    mention, before = found[place], found[place - 1] if place else None
    if mention.entry("category") is None or before is None or before.entry("category"):
        return False
    span = next(((s, e) for s, e in negated if s <= before.start and mention.start < e), None)
    beside = span is not None and text.low[before.end : mention.start] in (" ", "-")
    return beside and not any(m.start < span[0] and m.entry("category") for m in found if span is not None)


def _opens(mention: Mention, text: Text, negated: Sequence[tuple[int, int]]) -> bool:
    """Whether a word that could be a value stands where a kind does: "cream for dry skin"."""
    alone = mention.entry("category") is not None and not any(s <= mention.start < e for s, e in negated)
    return (
        alone
        and bool(re.match(r" (?:for|with|that|which|to|from|by)\b", text.low[mention.end :]))
        and not bool(re.search(r"\bin $", text.low[: mention.start]))
    )


def _name(mention: Mention) -> str:
    """The shopper's word where it is the shop's in another form ("baths"), else the shop's name."""
    entry = mention.entry("category")
    own = str(entry.value) if entry else mention.text
    said = shown(mention.text.replace("'", "").split())
    return said if key_of(said) == key_of(own) and not mention.guessed and said.isascii() else own


def _is_candidate(mention: Mention, text: Text, negated: Sequence[tuple[int, int]]) -> bool:
    if mention.entry("category") is None or is_occasion(mention, text):
        return False
    if " " not in mention.text and _VERB.search(text.low[: mention.start]):
        return False  # "something to water the garden"
    if " " not in mention.text and _DOING.search(text.low[: mention.start]) and text.low[mention.end :].strip():
        following = text.tokens[mention.last : mention.last + 1]
        if following and (following[0].word.isdigit() or following[0].word in FUNCTION):
            return False  # "it must seat three", "can store it"
    if any(start <= mention.start < end for start, end in negated):
        return False
    return mention.entries[0].kind == "category" or not _reads_as_value(mention, text)


def _reads_as_value(mention: Mention, text: Text) -> bool:
    """Whether a word that is a kind too ("orange", "glass") stands as a value: before a noun or "one", or singular."""
    if mention.text.endswith("ing") and not str(mention.entries[0].value).endswith("ing"):
        return False  # "lighting" is no "light"
    following = text.tokens[mention.last : mention.last + 1]
    beside = following and not re.search(r"[.,;:!?]", text.low[mention.end : following[0].start])
    if beside and (following[0].word in ("one", "ones") or following[0].word not in FUNCTION):
        return True
    return not mention.text.endswith("s")


def _is_modifier(mention: Mention, following: Sequence[Mention], text: Text) -> bool:
    """Whether a kind stands right before another: "camping" in "camping lantern"."""
    return any(re.fullmatch(r"[ '-]*s?[ -]*", text.low[mention.end : other.start]) for other in following)


def _depends(mention: Mention, heads: Sequence[Mention], text: Text) -> bool:
    """Whether a kind only describes another: "strap" in "watch with a strap", "guitar" in "strap for a guitar"."""
    start, end = clause(text, mention.start)
    earlier = [m for m in heads if start <= m.start < mention.start]
    later = [m for m in heads if mention.end < m.start < end]
    if any(
        re.fullmatch(r" of (?:\w+ )?", text.low[mention.end : m.start])
        and mention.text.rstrip("s").split()[-1] in _CONTAINERS
        for m in later[:1]
    ):
        return True
    return any(_DEPENDENT.search(text.low[m.end : mention.start]) for m in earlier[-1:]) and not any(
        re.fullmatch(r" of (?:\w+ )?", text.low[m.end : mention.start]) for m in earlier[-1:]
    )


def _score(mention: Mention, heads: Sequence[Mention], text: Text) -> float:
    start, _ = clause(text, mention.start)
    before = text.low[max(start, mention.start - 60) : mention.start]
    score = 2.0 * bool(_WISH.search(before)) - 3.0 * bool(PAST.search(before)) + 0.5 * (" " in mention.text)
    turned = _TURN.search(text.low[start : mention.start]) or re.search(
        rf"(?:^|[.,;!]) ?{_TURN.pattern}[.,;! ]*$", text.low[:start]
    )
    score += 1.5 * bool(turned and mention is not heads[0])
    if len(text.tokens) >= 40:
        score += sum(key_of(mention.text).split()[-1] == key_of(m.text).split()[-1] for m in heads)
    return score


def _alternative(best: Mention, other: Mention, text: Text) -> bool:
    """Whether two kinds are asked for as one or the other: "a rug or a mat", "she likes baths and nice soap"."""
    first, second = sorted((best, other), key=lambda m: m.start)
    between = text.low[first.end : second.start]
    either = " or" in between or re.search(r"\b(?:likes|loves|into)\b", text.low)
    return bool(_BETWEEN.fullmatch(between) and either)


def goal_of(asked: Asked | None, text: Text, context: Context, vocabulary: Vocabulary, intent: str) -> Goal:
    """Say which goal a turn is about: the current one, a new one, or one from before."""
    if asked is None:
        return "back" if _BACK.search(text.low) and "back to" in text.low and len(context.goals) > 1 else "same"
    if not context.category and not context.goals:
        return "new"
    if same_kind(asked.name, context.category, vocabulary):
        return "same"
    earlier = any(_related(asked.name, name, vocabulary) for name in context.goals if name != context.category)
    earlier = earlier or ("back to" in text.low and _related(asked.name, context.category, vocabulary))
    definite = any(re.search(r"\b(?:the|those|these) $", text.low[: m.start]) for m in asked.mentions)
    if not earlier and any(_FURTHER.search(text.low[: m.start]) for m in asked.mentions):
        return "new"
    if earlier and (_BACK.search(text.low) or intent == "show_more" or (definite and intent != "gift_ideas")):
        return "back"
    return "same" if narrows(asked, context.category, vocabulary, intent) else "new"


def _related(one: str, other: str, vocabulary: Vocabulary) -> bool:
    """Whether an earlier goal is meant by a name: the guitars, of electric guitars."""
    return same_kind(one, other, vocabulary) or (bool(other) and key_of(one).split()[-1:] == key_of(other).split()[-1:])


def same_kind(one: str, other: str, vocabulary: Vocabulary) -> bool:
    """Say whether two names are of one kind of product: couch and sofas."""
    if not one or not other:
        return False
    return bool(
        {key_of(n) for n in (one, *vocabulary.category(one))}
        & {key_of(n) for n in (other, *vocabulary.category(other))}
    )


def narrows(asked: Asked, current: str, vocabulary: Vocabulary, intent: str) -> bool:
    """Say whether a kind lies within the current one: lures within fishing; with a refinement, also around it."""
    if not current:
        return bool(intent != "search_product")
    mine, theirs = (
        np.unique(np.concatenate([vocabulary.rows_of(n) for n in names]))
        for names in (asked.names, vocabulary.category(current))
    )
    shared = np.intersect1d(mine, theirs, assume_unique=True).size
    if not shared:
        return False
    if shared >= 0.5 * len(mine) or (
        key_of(current) in vocabulary.kinds and not vocabulary.kinds[key_of(current)].head and shared >= 2
    ):
        return len(mine) < len(theirs)
    return intent in ("refine_search", "relax_search") and shared >= 0.5 * len(theirs)

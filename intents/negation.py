"""What a turn takes away: stretches under a negation, and fields that no longer matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

_CUE = re.compile(
    r"\b(?:(?:(?:any|every|all)(?:thing|one)?(?: \w+)?|rather(?: \w+){1,3}) (?P<late>but|except|than)|neither|not|no"
    r"|non|without|w/o|except(?: for)?"
    r"|excluding"
    r"|but not|anything but|everything but|all but|nor|avoid|hates?"
    r"|instead of|rather than|other than|apart from|besides|minus|sans|never|dislikes?|can'?t stand|isn'?t|aren'?t"
    r"|(?:do(?:es)?n'?t|do(?:es)? not|did ?n'?t|would ?n'?t|won'?t) (?:really |actually )?(?:want|like|need|have|wear"
    r"|eat|drink|use|do|care for"
    r"|contain|come in)|nothing (?:in|with|made of|that is|thats|too)?|free of|allergic to|sick of|tired of|too)\b"
)
_NO_CUE = re.compile(
    r"no (?:wait|thanks?|thank you|problem|worries|rush|idea|more|doubt|way|one|need|preference|offen[cs]e|matter)\b"
    r"|not (?:only|sure|bad|too bad|necessarily|yet|now|really sure|at all$|that it)\b|no[.,!?;]|no$|never ?mind|too "
    r"(?:$|[.,!?])"
    r"|(?:do(?:es)?n'?t|do(?:es)? not|need ?n'?t|need not)(?: really| actually)?(?: need| have) to\b"
    r"|not? (?:more|less|over|above|under|below|higher|lower|cheaper) th?an?\b|without (?:a )?doubt"
)
_END = re.compile(
    r"[.,;:!?()\n]|\s-\s|\b(?:but|though|although|because|instead|please|pls|plz|thanks|then|only|just|with|for|under"
    r"|over|below"
    r"|above|between|around|i|we|he|she|it|you|and (?:a|an|the|i|in|with|under|not|no|please|also|preferably|maybe)"
    r"|show|give)\b"
)
_LED = re.compile(r" (?:for|with) ")  # "not for kids" says whom it is not for
_FIELDS = {
    "price": r"price|prices|cost|costs|budget|money|price (?:range|limit|tag)|limit|how much(?: it (?:is|costs?))?",
    "colour": r"colou?rs?|colou?r(?:way)?|shade",
    "size": r"sizes?|sizing",
    "brand": r"brands?|make|maker|manufacturer",
    "material": r"materials?|fabric|what (?:it|they)(?:'s| is|'re| are)? made (?:of|from)",
    "gender": r"gender|sex|mens? or womens?",
    "rating": r"ratings?|reviews?|stars",
    "pattern": r"pattern|print",
    "style": r"style",
    "*": r"all (?:of )?(?:that|this|it|those|these|the above|my (?:filters|criteria|requirements))|everything(?: i "
         r"said)?"
         r"|(?:the |all |my )?(?:filters|criteria|requirements|constraints|conditions)|the rest",
}  # fmt: skip
_NOT = r"(?:does ?n'?t|do ?n'?t|does not|do not|isn'?t|is not|aren'?t|are not|ain'?t|no longer|not|wo ?n'?t)"
_LOOSE = (
    r"(?<!\w)(?:the |that |my |its )?(?P<f>{0}) (?:really |actually |just |also )?"
    + _NOT
    + r" (?:really |actually |even |so |that |all that |too )?"
    r"(?:matters?|important|relevant|an? (?:issue|problem|concern|factor|big deal|must)|bother|count|necessary|fixed)",
    r"(?<!\w)(?:any|whatever|whichever|either|every|all|different|other) (?:the )?(?P<f>{0})(?:\w*)?(?! (?:but|except"
    r"|other than|besides)\b)(?= (?:is|are|will|would|works?|goes|do|at all)\b|[\s.,!]*$| (?:ok|fine))",
    r"\b(?:forget|ignore|drop|remove|never ?mind|nvm|lose|skip|scrap|scratch|disregard|ditch|clear|leave out|take "
    r"(?:off|away)|get rid of)"
    r"(?: about)?(?: the| that| my| any| all)? (?P<f>{0})(?: (?:limit|filter|range|bit|part|thing|cap"
    r"|restriction))?(?!\w)",
    r"\b(?:regardless of|no matter|irrespective of) (?:the |what |which )?(?P<f>{0})(?: (?:limit"
    r"|filter|range))?(?!\w)",
    r"\b" + _NOT + r" (?:really )?(?:care|mind|worry|fuss(?:ed|y)?|bothered|picky|fixed|particular|have a preference)"
    r"(?: about| on| for| as to| what| which)*(?: the| what| which)? (?P<f>{0})(?!\w)",
    r"(?<!\w)(?:the )?(?P<f>{0}),? (?:ist )?egal\b",
    r"(?<!\w)(?:the )?(?P<f>{0})(?: is|'s| are) (?:flexible|open|irrelevant|unimportant|secondary|up to you|no "
    r"(?:issue|object|problem|concern)|whatever)",
    r"\bno (?P<f>{0}) (?:preference|limit|restriction|cap|in mind)",
    r"(?<!\w)(?P<f>{0}) (?:can|could|may) be (?:any\w*|whatever)",
    r"\b(?:more|other|different) (?P<f>{0}) (?:are|is) (?:ok|okay|fine|alright)",
    r"\b(?:open to|fine with|ok with|okay with|happy with) (?:any|all|other) (?P<f>{0})(?!\w)",
)
_OBJECT = re.compile(
    r"\b(?:money|price|cost) (?:is )?no object|sky'?s the limit|spare no expense|\bi can (?:go|pay"
    r"|spend) (?:higher|more)\b"
)
_ALL = re.compile(r"\b(?:start (?:over|again|fresh)|reset|from scratch|clear (?:all|everything)|forget everything)\b")
_LEFT = re.compile(
    r"(?:(?:does ?n'?t|do ?n'?t|does not|do not|need ?n'?t|no longer|not) (?:really |actually |necessarily "
    r")?(?:(?:have|need|has|needs|got) to (?:be|have|survive|go in(?:to)?|come with)(?: the)?"
    r"|must be|be|necessarily(?: be)?|need(?: it)?)|not necessarily|needn'?t be|forget (?:about )?(?:the )?|never "
    r"?mind (?:the )?|nvm (?:the )?"
    r"|drop the|ignore the|skip the|lose the|without the)\s*(?:in |made of |a |an )?$"
)


_NEEDLESS = re.compile(
    r"\b(?:(?:does ?n'?t|do ?n'?t|does not|do not) (?:really |actually |necessarily )?(?:have|need) to|need ?n'?t"
    r"|no need (?:for|to))\b"
)
_SUBJECT = r"(?:^|[.,;!] ?|\b(?=(?:but|and) ))(?:(?:but|and|ok|okay|actually|so|now),? )*(?P<what>[\w' -]{2,40}?) "
_UNNEEDED = re.compile(
    _SUBJECT + r"(?:(?:is|are|'s|was)?(?: ?n'?t|nt| not) (?:really |actually |that |all that |so |an? |my )*(?:must\b"
    r"|must[- ]have|necess\w+|needed|required|requirement|essential|deal ?breaker|priority)"
    r"|(?:is|are) (?:just |only )?(?:optional|a bonus|(?:a )?nice[ -]to[ -]have|unimportant))"
)
_ALLOWED = re.compile(
    _SUBJECT + r"(?:is|are|'s|would be|will be)? ?(?:actually |totally |just )?(?:fine|ok|okay|allowed|alright"
    r"|all right|good|acceptable) (?:after all|now|too|as well|again|then|by me|with me|for me)"
)


@lru_cache(maxsize=512)
def _forms(words: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form.format(words)) for form in _LOOSE)


KNOWN_FIELDS = frozenset(_FIELDS)
_PATTERNS = tuple((name, pattern) for name, words in _FIELDS.items() for pattern in _forms(words))
_SPARED = re.compile(r"(?:^| )(?:except|but|apart from|besides)(?: for)? (?:the |my |that )?(?P<f>[\w' ]+)")
NO_PREFERENCE = re.compile(
    r"^\W*(?:(?:no|nope|nah|none|not really|any(?:thing|one)?|whatever|either(?: is fine)?|all(?: of them)?|doesn'?t "
    r"matter|does not matter"
    r"|don'?t (?:care|mind|know)|do not (?:care|mind)|idk|dunno|no preference|not bothered|not fussed|up to you"
    r"|surprise me|you (?:choose|pick|decide)"
    r"|no idea|not sure|i'?m (?:easy|open|flexible)|it doesn'?t matter|i don'?t (?:care|mind|know)|skip|no limit"
    r"|makes? no difference)"
    r"(?:\s+(?:will do|is fine|works?|really|to me|at all|is ok|goes|thanks|pls|please|any|one|of them"
    r"|preference))*\W*)+$"
)


def negated(low: str) -> list[tuple[int, int]]:
    """Return the spans that stand under a negation, cue included: "not leather", "without a hood or laces"."""
    found: list[tuple[int, int]] = []
    for cue in _CUE.finditer(low):
        if _NO_CUE.match(low, cue.start()) or (found and cue.start() < found[-1][1]):
            continue
        led = _LED.match(low, cue.end())
        end = _END.search(low, led.end() if led else cue.end() + 1)
        stop = end.start() if end else len(low)
        words = list(re.finditer(r"[\w'-]+", low[cue.end() : stop]))
        if len(words) > 6:
            stop = cue.end() + words[5].end()
        found.append((cue.start("late") if cue["late"] else cue.start(), stop))
    return found


def in_cue(low: str, span: tuple[int, int], place: int) -> bool:
    """Say whether a place lies in the words of negation themselves: "stand" in "can't stand"."""
    cue = _CUE.match(low, span[0])
    return cue is not None and place < cue.end()


def dropped(low: str, others: Sequence[tuple[str, str]] = ()) -> Iterator[tuple[str, int, int]]:
    """Yield the fields that no longer matter, with their spans; "*" for all of them.

    `others` are fields of the shop's own, each with a pattern of its names.
    """
    taken: list[tuple[int, int]] = []
    own = [(name, pattern) for name, words in others for pattern in _forms(words)]
    for name, pattern in (*_PATTERNS, *own):
        for found in pattern.finditer(low):
            if not any(found.start() < end and start < found.end() for start, end in taken):
                taken.append(found.span())
                yield name, *found.span()
    if said := _OBJECT.search(low):
        yield "price", *said.span()
    if said := _ALL.search(low):
        yield "*", *said.span()


def spared(low: str) -> frozenset[str]:
    """Return the fields that stay where all others go: "forget everything except the size"."""
    found = _SPARED.search(low)
    return frozenset(name for name, words in _FIELDS.items() if found and re.search(rf"\b(?:{words})\b", found["f"]))


def needless(low: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches that say what is not needed: "it doesn't have to be battery powered"."""
    for found in _NEEDLESS.finditer(low):
        end = _END.search(low, found.end())
        yield found.start(), end.start() if end else len(low)
    yield from (found.span() for found in _UNNEEDED.finditer(low))


def allowed(low: str) -> list[str]:
    """Return the words that let in what was ruled out: "leather is fine after all"."""
    return [found["what"] for found in _ALLOWED.finditer(low)]


def left_open(low: str, start: int) -> int | None:
    """Return where words begin that leave a value open: "it doesn't have to be" before "oak"; else None."""
    found = _LEFT.search(low, max(0, start - 50), start)
    if found:
        return found.start()
    return next((first for first, end in needless(low) if first <= start < end), None)

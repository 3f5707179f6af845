"""Taking back: turns that undo what was done ("take that back"), or turn it round ("the other way round")."""

from __future__ import annotations

import re

_LEAD = (
    r"(?:(?:oh|ah|oops|whoops|sorry|no|wait|hm+|um|actually|please|pls|ok|okay|and|hang on|hold on|my (?:bad|mistake)"
    r"|on second thoughts?|can (?:you|we)|could (?:you|we)|let'?s|i want to|i'?d like to|just)[ ,.!-]+)*"
)
_TAIL = r"(?:[ ,.!]+(?:please|pls|thanks|thank you|again|then|now|for me|sorry|instead))*[ ,.!?]*"
_LAST = (
    r"(?:it|that|this|(?:the|my|that|your) (?:last|previous|latest)(?: (?P<n>two|three|four|five|\d))?"
    r"(?: (?:changes?|steps?|ones?|things?|bits?|actions?|edits?|moves?|turns?|messages?))?|that (?:change|step|bit"
    r"|one|last bit)"
    r"|what i (?:just )?(?:said|did|asked)(?: last)?|my (?:change|words))"
)
_UNDO = tuple(re.compile(f"^\\W*{_LEAD}(?:{words}){_TAIL}$") for words in (
    rf"undo(?: {_LAST})?",
    rf"(?:revert|reverse|cancel|roll back|scratch|strike) {_LAST}",
    r"(?:i )?take (?:that|this|the last (?:one|bit|thing|change)|what i (?:just )?said) back"
    r"|i take back (?:that|what i (?:just )?said)",
    r"(?:go|step|jump|move|take (?:me|us) )? ?back(?: (?:by )?(?P<steps>a|one|1|two|2|three|3|four|4))? steps?",
    r"(?:a|one) step back(?:wards)?|go back",
    r"(?:go|get|take (?:me|us)|bring (?:me|us)|switch|change (?:it|that)|put (?:it|that|things)) ?back to "
    r"(?:what|how|where|the way) (?:we|i|it|things|you|that) "
    r"(?:had|have had|were|was|did|started|got|showed(?: me)?|been)(?: (?:before|it|that|just now|earlier"
    r"|a moment ago))?",
    r"(?:go|put (?:it|that|things)) back (?:to )?(?:how|the way) (?:it|things|we|they) (?:was|were|had it)(?: before)?",
    r"forget (?:that i (?:just )?said that|i (?:just )?said that|what i just said|the last (?:one|bit|thing|change"
    r"|part))"
    r"|(?:pretend|as if) i (?:did ?n'?t|never) (?:say|said) (?:that|anything)",
    r"(?:restore|back to) (?:the )?(?:previous|last)(?: (?:one|search|step|list|results?|state|version))?",
))  # fmt: skip
_TWICE = re.compile(r"^\W*undo (?:that |it )?(?P<steps>twice|three times)\W*$")
_STEPS = {"two": 2, "2": 2, "twice": 2, "three": 3, "3": 3, "three times": 3, "four": 4, "4": 4, "five": 5, "5": 5}
_REVERSE = re.compile(
    rf"^\W*{_LEAD}(?:(?:i (?:meant|mean|want(?:ed)?)|make it|do it|it'?s|should be|the)? ?(?:exactly )?(?:the )?"
    r"(?:other way (?:a?round|about|about it)|opposite(?: way(?: a?round)?| order)?|reverse(?: order)?|vice versa)"
    r"|(?:swap|switch|flip|turn|reverse|invert) (?:them|those|these|it|that|the (?:two|order|colou?rs"
    r"|values))(?: a?round| over)?"
    rf"|reverse(?: order)?|vice versa){_TAIL}$"
)


def undone(low: str) -> int:
    """Return how many changes a turn takes back, and does nothing else; 0 if it is no such turn."""
    if found := _TWICE.match(low):
        return _STEPS[found["steps"]]
    found = next((m for pattern in _UNDO if (m := pattern.match(low))), None)
    if found is None:
        return 0
    said = found.groupdict().get("n") or found.groupdict().get("steps") or ""
    return _STEPS.get(said, 1)


def turned_round(low: str) -> bool:
    """Return whether a turn does nothing but turn round what was said last."""
    return _REVERSE.match(low) is not None

"""How shoppers point: the words for places, extremes, numbers and the thing talked about, as patterns."""

from __future__ import annotations

import re

from intents.numbers import number

ORDINALS = {
    w: i
    for i, words in enumerate(
        (
            ("first", "1st", "1rst", "frist"),
            ("second", "2nd", "secound"),
            ("third", "3rd", "thrid"),
            ("fourth", "4th", "forth"),
            ("fifth", "5th"),
            ("sixth", "6th"),
            ("seventh", "7th"),
            ("eighth", "8th"),
            ("ninth", "9th"),
            ("tenth", "10th"),
        )
    )
    for w in words
}
ORD = "|".join((*ORDINALS, "last", "middle", "top", "bottom", "final", "latter", "former"))
COUNT = r"two|three|four|five|2|3|4|5|couple(?: of)?"
TAIL = (
    r"(?P<tail> ones?\b|(?: (?!and\b|or\b|to\b|for\b|with\b|in\b|please\b|from\b|is\b|are\b|does\b|do\b|has\b"
    r"|have\b|the\b|a\b|an\b|out\b|off\b|instead\b|again\b|but\b|then\b|thanks\b|pls\b|come\b|comes\b|you\b|on\b"
    r"|of\b|that\b|so\b|as\b|at\b|it\b|i\b|my\b|back\b|now\b|too\b|over\b|under\b|really\b|look\b|made\b|any\b"
    r"|made\b|fit\b|good\b|really\b|made\b|work\b|not\b|no\b|if\b|be\b|was\b|will\b|would\b|can\b"
    r"|could\b)[a-z'-]+){0,3})"
)
QUANTITY = (
    r"(?P<many>\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|a couple|a pair|half a dozen|a "
    r"dozen)(?: ?x)?(?: of)?"
)
EXTREMES = (
    (r"(?:most|more) expensive|dear|pric", "price", True),
    (r"cheap|(?:least|less) expensive|lowest.price|(?:most|more) affordable", "price", False),
    (r"(?:worst|lowest).rated", "rating", False),
    (r"(?:best|better|highest|top).(?:rated|reviewed)", "rating", True),
    (r"most popular", "popularity", True),
    (r"newest", "added", True),
)
SUPER = (
    r"cheapest|cheaper|least expensive|less expensive|lowest[ -]priced?|most affordable|more affordable|most "
    r"expensive|more expensive|dearest|dearer"
    r"|priciest|pricier|best[ -]rated|better[ -]rated|highest[ -]rated|top[ -]rated|best[ -]reviewed|worst[ "
    r"-]rated|lowest[ -]rated|most popular|newest"
)
PATTERN = re.compile(
    rf"(?:(?<![\w.]){QUANTITY} )?(?:\bthe |\bthat |\bthis |\byour |\bmy )?\b(?P<lastn>first|last|top|other|remaining"
    rf"|bottom) (?P<n>{COUNT})\b{TAIL}"
    rf"|(?:(?<![\w.]){QUANTITY.replace('many', 'many2')} )?(?:\bthe |\bthat |\bthis |\byour |\bmy )(?:very "
    rf")?(?P<super>{SUPER})\b{TAIL.replace('tail', 'tail2')}"
    rf"|(?:(?<![\w.]){QUANTITY.replace('many', 'many3')} )?(?:\bthe |\bthat |\bthis |\byour |\bmy )?(?:very "
    rf")?(?<![\w-])(?P<ord>{ORD})(?![\w-]){TAIL.replace('tail', 'tail3')}"
    r"|(?<![\w.])(?:number|no\.?|nr\.?|#|option|item|product) ?(?P<num>\d|one|two|three|four|five)(?![\w.])"
    r"|\b(?P<all>all (?:of )?(?:them|these|those|three|four|five)|them all|(?:these|those|the) (?:three|3|four|4|five"
    r"|5)|every one of them|everything you showed(?: me)?|all \d)\b"
    r"|\b(?P<both>both(?: of (?:them|these|those))?|(?:these|those|the) (?:two|2))\b"
    r"|(?:(?<![\w.])(?P<many4>\d{1,2}|one|two|three|four|five|six|a couple|a pair)(?: more)? (?:of "
    r")?)?\b(?P<one>that one|this one|that 1|this 1|the same one|the same)\b"
    r"|(?:(?<![\w.])(?P<many5>\d{1,2}|one|two|three|four|five|six|a couple|a pair)(?: more)? (?:of )?)?\b(?P<it>it"
    r"|them|these|those|they|its|their)\b(?!'?s (?:for|a|my|ok|fine|all|not)\b)"
)
TAKEN = re.compile(r"\b(?:take|add|buy|want|have|get|order|keep) $")
CARTWARD = re.compile(
    r"\b(?:cart|basket|swap|switch|exchange|replace|trade|remove|take .{0,30}\b(?:out|off|away)"
    r"|leave .{0,30}\bout|get rid of|delete|drop|lose)\b"
)


def quantity(match: re.Match[str]) -> int | None:
    """Return how many of it are wanted, where a pattern read that."""
    said = next((words for name, words in match.groupdict().items() if name.startswith("many") and words), None)
    if said is None or said in ("a", "an"):
        return None
    value = {"a couple": 2.0, "a pair": 2.0, "half a dozen": 6.0, "a dozen": 12.0}.get(said, number(said))
    return int(value) if value else None

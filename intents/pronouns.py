"""Pronouns: "it", "that one", "those", "the same again" mean what was talked about last."""

from __future__ import annotations

import re

from intents.definite import definite
from intents.pointing import HEADS, PRAISING, Words, count_at
from intents.scan import Scan
from intents.table import Meant
from retrieval.catalog import Product
from retrieval.names import is_plural

_IT, _THEM = frozenset({"it", "its"}), frozenset({"them", "they", "their", "em"})
_THESE, _THIS = frozenset({"these", "those"}), frozenset({"this", "that"})
_IDLE_BEFORE = re.compile(r"\b(?:make|forget|call|that'?s) $")
_IDLE_AFTER = re.compile(
    r"(?: is| was|'s|s)? (?:for (?:my|a|an|our|the|his|her|him|me|us|someone|christmas|work)\b|a (?:gift|present"
    r"|birthday|surprise|shame|pity|wedding|lot)|my|our|ok\b|okay|fine|not for|so\b|all\b|everything|it\b"
    r"|great\b|perfect"
    r"|good\b(?! for| quality)|cool\b|nice\b|right\b|correct|wrong|true|possible|up to|why|what\b|how\b|where"
    r"|when\b|about time|because|raining|cold|hot outside|winter|summer)"
    r"| (?:depends?|rains?|snows?|matters?|does ?n'?t matter|does not matter|would|was supposed|sounds"
    r"|works\b(?! with)|helps|makes|will do|seems like|looks like|feels like i|said|says|happens|takes)\b|'?s? ?$"
)
_POSSIBLE = re.compile(r"(?:possible|true|ok|okay)\b")
# Words before which "this" or "that" is no product, and after which it is one.
_NO_THING = frozenset(
    "many much way time week year month day said i you we the my a kind sort stuff size color colour price".split()
)
_BEFORE_THAT = frozenset(
    "take add buy get want is was does of about with on for to and or put remove than how much have order keep drop "
    "delete see need at like compare between from swap into by has can could will would did not grab love "
    "prefer".split()
)
_ASKING = frozenset(
    "is are was were do does did can will would could isn't aren't doesn't don't isnt arent dont".split()
)
_STRONG = _ASKING | frozenset("take add buy put order remove delete about of drop grab keep has have".split())
_WONDERING = frozenset("how what whats which why when where who has have tell".split())
_LOOSE = frozenset("like on with for to and or not did at into by from".split())
_ALL_OF = re.compile(
    r"\b(?:compar\w+|between|difference|which (?:one )?(?:of|is|are)|better|all|any|each|other than)\b"
)
_CLAUSE = frozenset(", . ! ? ; and but so ok hm hmm no yes well actually because if".split()) | {""}


def pronoun(scan: Scan, start: int) -> Meant | None:
    """Read a pronoun, where it stands for products."""
    words = scan.words
    word = words.at(start)
    if (words.says(start, "the", "same") and not words.content(start + 2)) or words.says(start, "same", "again"):
        return _same(scan, start)
    if word in _THIS and words.at(start + 1) in ("one", "1"):
        return _single(scan, start + 2, sure=True)
    if word in _IT:
        return None if _idle(words, start) else _single(scan, start + 1, sure=_asked(words, start))
    if word in _THIS and _stands_alone(words, start):
        return _single(scan, start + 1, sure=not _opens(words, start) and words.at(start - 1) not in _LOOSE)
    asked = words.at(start - 1) in _ASKING or (word in _THESE and words.at(start - 1) == "of")
    followed = word in _THESE or (words.content(start + 1) and not _strange(scan, start + 1))
    if word in _THESE | _THIS and asked and followed and definite(scan, start) is None:
        return _several(scan, start) if word in _THESE else _single(scan, start + 1, sure=True)
    if word in _THEM:
        return _several(scan, start)
    alone = words.at(start + 1) in HEADS or not words.content(start + 1)
    return _several(scan, start) if word in _THESE and alone and words.at(start + 1) not in ("kind", "days") else None


def _strange(scan: Scan, at: int) -> bool:
    """Whether a noun follows that no product on the table is: "is that harness big enough"."""
    noun = scan.words.all[at].stem in scan.table.vocabulary.kinds
    return noun and (not scan.words.content(at + 1) or scan.words.at(at + 1) in PRAISING)


def _single(scan: Scan, end: int, *, sure: bool) -> Meant | None:
    """One product: the focus, else the only one at hand, else unsure."""
    table = scan.table
    pool: tuple[Product, ...] = table.focus
    if not pool:
        pool = table.cart if table.cartward and len(table.cart) == 1 else table.batch()
    if not pool or (len(pool) > 1 and not sure):
        return None
    return Meant(pool, end, "focus", len(pool) > 1)


def _several(scan: Scan, start: int) -> Meant | None:
    """All that is talked about: the focus, if it is of several or a thing with a plural name, else the batch."""
    words, table = scan.words, scan.table
    end = start + 1 + (words.at(start) in _THESE and words.at(start + 1) in HEADS)
    if words.says(end, "kind") or words.says(end, "days"):
        return None
    focus = table.focus
    weighed = len(focus) == 1 and (_ALL_OF.search(table.low) is not None or words.says(start - 1, "of"))
    counted = words.at(start - 1) == "of" and (count_at(words, start - 2) or words.at(start - 2) == "another")
    if focus and words.at(start) in _THESE and len(focus) == 1 and not counted:
        weighed = weighed or not is_plural(focus[0].name or focus[0].title)
    if focus and (counted or not weighed):
        return Meant(focus, end, "focus")
    batch = table.batch()
    return Meant(batch, end, "focus") if batch else None


def _same(scan: Scan, start: int) -> Meant | None:
    """ "The same one", "same again", "the same but cheaper"; not "the same kind"."""
    words = scan.words
    end = start + 1 + (words.at(start) == "the")
    if words.at(end) in ("one", "ones", "1", "item", "product", "thing"):
        end += 1
    elif words.at(end) not in ("", "again", "but", "please", ".", ",", "?", "!", "too", "and", "in"):
        return None
    return _single(scan, end, sure=True)


def _idle(words: Words, start: int) -> bool:
    """Whether "it" stands for nothing: "it rains", "it's for my dad", "forget it", "is it possible"."""
    before, after = words.before(start), words.after(start + 1)
    if _IDLE_BEFORE.search(before) or (before.endswith("is ") and _POSSIBLE.match(after)):
        return True
    return _opens(words, start) and words.at(start) == "it" and _IDLE_AFTER.match(_spaced(after)) is not None


def _asked(words: Words, start: int) -> bool:
    """Whether a turn asks about "it" or takes it, so that it must be something shown: not "i need it by friday"."""
    return words.at(start - 1) in _STRONG or (
        not _opens(words, start) and ("?" in words.low or words.at(0) in _ASKING | _WONDERING)
    )


def _spaced(after: str) -> str:
    return after if after.startswith(("'", "s ")) else f" {after}"


def _opens(words: Words, start: int) -> bool:
    """Whether a pronoun is the subject of a statement: it opens a clause."""
    return words.at(start - 1) in _CLAUSE and words.at(start + 1) != ""


def _stands_alone(words: Words, start: int) -> bool:
    """Whether "this" or "that" is a thing of its own: no noun after it, nothing that takes a clause before it."""
    if words.content(start + 1) or words.at(start + 1) in HEADS:
        return False
    if words.at(start + 1) in _NO_THING:
        return False
    if _opens(words, start) or start == 0:
        return _IDLE_AFTER.match(_spaced(words.after(start + 1))) is None and words.at(start + 1) != ""
    return words.at(start - 1) in _BEFORE_THAT

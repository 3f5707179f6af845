"""Definite phrases: "the blue one", "those steaks", "the one with a lid" fit products on the table or in the cart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intents.comparing import ranked
from intents.describing import remark, sought_in, stretch
from intents.extremes import ranking_in
from intents.fitting import Price, Sought, is_empty, named_in
from intents.pointing import HEADS, PLURAL_THE, TAKING, THE
from intents.scan import Scan
from intents.table import Meant
from intents.wordlists import NEVER_STEMS
from retrieval.catalog import Product
from retrieval.names import is_plural

_ONES = frozenset({"one", "ones"})
_SAYING = frozenset("sounds works seems helps makes means depends fits suits feels".split())  # "that sounds great"


def definite(scan: Scan, start: int) -> Meant | None:
    """Read "the" with words that fit something; the longest run of words that does."""
    words = scan.words
    if words.at(start) not in THE:
        return None
    at = start + 1 + (words.at(start + 1) == "same" and words.content(start + 2))
    if words.at(start) in ("this", "that") and words.at(at) in _SAYING:
        return None
    if words.at(at) in _ONES or (words.at(at) in HEADS and not words.content(at + 1)):
        return _remarked(scan, start, at + 1)
    return described(scan, start, at)


def described(scan: Scan, start: int, at: int) -> Meant | None:
    """Read words that fit something, and what is said after them to tell it from others."""
    last = stretch(scan.words, at)
    for end in range(last, at, -1):
        verb = end == last - 1 and scan.words.at(start - 1) in ("does", "do", "will", "can")
        if end < last and _goes_on(scan, end) and not verb:
            continue
        sought = sought_in(scan.words, at, end)
        if not _telling(scan, sought):
            continue
        det = "those" if scan.words.at(end) == "ones" else scan.words.at(start)
        if det != "my" and _not_focus(scan, end):
            det = "those"
        if end < last and _adjective(scan, start, at, end):
            continue
        hits = _hits(scan, sought, mend=end == last, det=det)
        if hits and not _beyond(scan, at, end, hits):
            closing = end + (scan.words.at(end) in _ONES)
            return _told_apart(scan, start, closing, hits)
    return None


def _not_focus(scan: Scan, end: int) -> bool:
    """Whether a plural is said and what was talked about is called by no plural: "the bikes", not this one bike."""
    last = scan.words.at(end - 1)
    return last.endswith("s") and any(last not in p.title.lower() for p in scan.table.focus[:1])


def _adjective(scan: Scan, start: int, at: int, end: int) -> bool:
    """Whether only a value is said and a noun follows that nothing is: "the black friday discount"."""
    asked = scan.words.at(start - 1) in ("is", "does", "do", "can", "will", "are", "has", "was")
    spelled = scan.table.vocabulary.synonyms.spelled
    return not asked and all(any(w.stem in held for held in spelled.values()) for w in scan.words.all[at:end])


def _beyond(scan: Scan, at: int, end: int, hits: Sequence[Product]) -> bool:
    """Whether fewer words name another product outright: "is the skillet dishwasher safe", where a pan is."""
    fitting = scan.table.fitting
    if fitting.fits(hits[0], sought_in(scan.words, at, end), literally=True):
        return False
    for shorter in range(end - 1, at, -1):
        sought = sought_in(scan.words, at, shorter)
        if _telling(scan, sought):
            own = [p for p in scan.table.known.values() if fitting.fits(p, sought, literally=True)]
            if own and not any(p in hits for p in own):
                return True
    return False


def _goes_on(scan: Scan, end: int) -> bool:
    """Whether the next word is a noun of the catalogue, so that "the screw" does not end in "the screw driver"."""
    word = scan.words.all[end]
    return word.stem in scan.table.vocabulary.titled and word.stem not in NEVER_STEMS and word.text.isalpha()


def _telling(scan: Scan, sought: Sought) -> bool:
    """Whether a description says anything but praise and grammar: "women" is a value."""
    values = scan.table.vocabulary.values
    if not sought.amounts and not sought.price and set(sought.stems) <= named_in(tuple(scan.table.known.values())):
        return False  # "the weight" is no product
    return bool(sought.amounts or sought.price) or any(
        not is_empty(w, raw) or any(w in held for held in values.values()) for w, raw in sought.said
    )


def _hits(scan: Scan, sought: Sought, *, mend: bool, det: str = "the") -> list[Product]:
    fitting = scan.table.fitting
    first: list[Product] = []
    for pool in scan.table.pools(several=det in PLURAL_THE, own=det == "my"):
        hits = fitting.hits(pool, sought)
        if hits and (pool is not scan.table.focus or fitting.fits(hits[0], sought, literally=True)):
            if fitting.called(hits, sought):
                return hits
            first = first or hits
    if first:
        return first
    if len(sought.stems) == 1 and sought.stems[0].isdigit():
        return _hits(scan, Sought(price=Price(float(sought.stems[0]))), mend=False)
    if not mend or det == "my":
        return []
    known = list(scan.table.known.values())
    meant = fitting.mended(known, sought)
    return _hits(scan, meant, mend=False) if meant else []


def _told_apart(scan: Scan, start: int, end: int, hits: Sequence[Product]) -> Meant:
    """Take what follows into account where several fit: "the tent that sleeps two"."""
    last = scan.words.all[end - 1]
    if last.text.endswith("s") and (batch := _topical(scan, start, end, hits)):
        return Meant(batch, end, "words", not _all_meant(scan, start, end, batch))
    if len(hits) > 1 and (chosen := _narrowed(scan, end, hits)) is not None:
        return chosen
    many = len(hits) > 1 and not _all_meant(scan, start, end, hits)
    return Meant(tuple(hits), end, "words", many)


def _topical(scan: Scan, start: int, end: int, hits: Sequence[Product]) -> tuple[Product, ...]:
    """The batch that was shown for what a plural names, though not all of it is called so."""
    sought = sought_in(scan.words, start + 1, end)
    topics = ((batch, topic) for batch, topic in scan.table.topics() if hits[0] in batch)
    return next((b for b, t in topics if len(sought.stems) > 1 and scan.table.same(sought, t)), ())


def _all_meant(scan: Scan, start: int, end: int, hits: Sequence[Product]) -> bool:
    """Whether a plural means all that fit: not "take the boots", of which each pair is plural."""
    words = scan.words
    last = words.at(end - 1)
    plural = words.at(start) in PLURAL_THE or (last.endswith("s") and not last.endswith("ss") and len(last) > 3)
    if not plural:
        return False
    one = TAKING.search(words.before(start)) or scan.table.cartward
    return words.at(start) in PLURAL_THE or not (one and any(is_plural(p.title) for p in hits))


def _remarked(scan: Scan, start: int, end: int) -> Meant | None:
    """ "The one with a lid", "the ones for men", "the one for 60 dollars", "the one with better reviews"."""
    if scan.table.from_cart and remark(scan.words, end) is None:
        return _in_cart(scan, end)
    found: Meant | None = None
    for pool in scan.table.pools(several=_by_rank(scan, end, scan.table.batch()) is not None):
        if (found := _narrowed(scan, end, pool, whole=True)) is not None:
            break
    if found is None:
        return None
    many = len(found.products) > 1 and scan.words.at(end - 1) != "ones" and scan.words.at(start) not in PLURAL_THE
    return Meant(found.products, found.end, found.how, many)


def _in_cart(scan: Scan, end: int) -> Meant:
    """ "The one i just added", "the things in my cart"."""
    cart = scan.table.cart
    if scan.table.added:
        chosen = cart[:1] if re.search(r"\bfirst\b", scan.words.after(end)) else cart[-1:]
        return Meant(chosen, end, "words")
    return Meant(cart, end, "words", len(cart) > 1 and not scan.words.at(end - 1).endswith("s"))


def _narrowed(scan: Scan, end: int, pool: Sequence[Product], *, whole: bool = False) -> Meant | None:
    """The products of a pool that a remark after a phrase fits, fewer than all unless `whole`."""
    if (compared := _by_rank(scan, end, pool)) is not None:
        return compared
    first, beyond = remark(scan.words, end) or (end, end)
    spans = ((start, last) for start in (first, first + 1) for last in range(beyond, start, -1))
    for start, last in spans:
        sought = sought_in(scan.words, start, last)
        hits = scan.table.fitting.hits(pool, sought) if _telling(scan, sought) else []
        if hits and (whole or len(hits) < len(pool)):
            many = len(hits) > 1 and not scan.words.at(end - 1).endswith("s")
            return Meant(tuple(hits), last + (scan.words.at(last) in _ONES), "words", many)
    return None


def _by_rank(scan: Scan, at: int, pool: Sequence[Product]) -> Meant | None:
    """ "... with the best rating", "that has more memory"."""
    words = scan.words
    if words.at(at) not in ("with", "w", "that", "which", "has", "having", "of"):
        return None
    at += 1
    while words.at(at) in ("has", "have", "is", "the", "a", "had", "with"):
        at += 1
    ranking = ranking_in(scan, at)
    if ranking is None:
        return None
    found = ranked(scan.table.focus if len(scan.table.focus) > 1 else pool, ranking, scan.table.vocabulary.synonyms)
    return Meant(tuple(found[:1]), ranking.end, "extreme") if found else None

"""Names: a product called by a stretch of its title, with or without "the", as replies and shoppers write it."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

import numpy as np

from intents.definite import described
from intents.describing import stretch
from intents.fitting import written_in
from intents.pointing import BREAKS, CONTAINERS, FROM_END, FROM_START, HEADS, JOINS, ORDINALS, THE, Words, count_at
from intents.scan import Scan
from intents.table import Meant
from intents.wordlists import NEVER_STEMS
from retrieval.catalog import Product
from retrieval.synonyms import key_of
from retrieval.units import is_unit
from retrieval.vocabulary import Vocabulary
from retrieval.words import stems

LONGEST = 14  # words of a title that are compared
_CALLING = frozenset("add take compare between remove delete drop swap about".split())
_AFTER = _CALLING | frozenset("is does are do can how much of on vs versus than with keep put".split())
_PLACES = frozenset(stem for word in (*ORDINALS, *FROM_END, *FROM_START) for stem in stems(word))


def named(scan: Scan, start: int) -> Meant | None:
    """Read two words or more that stand in one title only, in that order."""
    words = scan.words
    fixed = words.at(start) in THE
    best = _longest(scan, start) or (_longest(scan, start + 1) if fixed else None)
    if best is None:
        return None
    product, size, end = best
    last = words.at(best[2] - 1)
    if last.endswith("s") and last not in product.title.lower():  # "the cutting boards": of a kind, not this one
        return None
    if not fixed and not _introduced(scan, start, end, product, size):
        return None
    while scan.words.content(end) and scan.words.all[end].stem in scan.table.fitting.words(product):
        end += 1
    return Meant((product,), end + (words.at(end) in HEADS and fixed), "words")


def bare(scan: Scan, start: int) -> Meant | None:
    """Read a description without "the", where only a product can be meant: "compare aero with ...", "and gold ones"."""
    words = scan.words
    joined = scan.last_end >= 0 and start - 1 == scan.last_end and words.at(start - 1) in JOINS | {"with", "to", "from"}
    count = count_at(words, start) if words.at(start - 1) not in ("size", "no", "number", "$", ".") else None
    called = words.at(start - 1) in _CALLING
    if not words.content(start) and not (count and words.content(start + 1)):
        return None
    if start == 0 and count is None and (only := _alone(scan)) is not None:
        return only
    changed = bool(count) and words.at(start - 1) in ("it", "them", "that")  # "make it two mugs"
    if not (joined or called or changed or (count and (start == 0 or words.at(start - 1) in _CALLING | JOINS))):
        return None
    at = start + (1 if count else 0)
    found = described(scan, at - 1, at) or (_packed(scan, at) if count else None)
    if found is None or found.unsure or (len(found.products) > 1 and not joined):
        return None
    if not joined and _only_value(scan, at, found.end):
        return None
    return replace(found, count=count)


def unshown(words: Words, vocabulary: Vocabulary) -> tuple[Product, int, int] | None:
    """Return the one product of the shop that a question calls by words of its title, and where it does so.

    Two words or more after "the", all of them of one title only: "is the border fork in stock".
    """
    asking = next((at for at in range(len(words)) if words.at(at) in _AFTER and words.at(at + 1) in THE), None)
    start = asking + 2 if asking is not None else len(words)
    end = stretch(words, start) if start < len(words) else start
    for last in range(end, start + 1, -1):
        held = [vocabulary.titled.get(word.stem) for word in words.all[start:last]]
        rows = [found for found in held if found is not None]
        common = reduce(np.intersect1d, rows) if rows and len(rows) == len(held) else np.zeros(0, dtype=np.int32)
        if len(common) == 1:
            return vocabulary.products[int(common[0])], start, last
    return None


def _packed(scan: Scan, at: int) -> Meant | None:
    """ "Two tins", "3 pairs": so many of the one product that is talked about."""
    table, words = scan.table, scan.words
    pool = table.focus or table.batch()
    counted = words.at(at) in CONTAINERS or words.at(at) in HEADS - {"one", "1"}
    return Meant(pool, at + 1, "focus") if counted and words.closed(at + 1) and len(pool) == 1 else None


def _alone(scan: Scan) -> Meant | None:
    """A turn of little but two words or more that one product has, one of them of no kind: "earl gray please"."""
    found = described(scan, -1, 0)
    if found is None or len(found.products) != 1 or found.end < 2 or not scan.words.closed(found.end):
        return None
    if scan.words.at(found.end) not in ("", "please", "pls", "then", ".", "!", "?"):
        return None
    vocabulary = scan.table.vocabulary
    own = [w.stem for w in scan.words.all[: found.end] if not vocabulary.lookup(w.stem) and w.stem in vocabulary.titled]
    return found if any(len(vocabulary.titled[w]) <= 3 and w not in NEVER_STEMS for w in own) else None


def _only_value(scan: Scan, start: int, end: int) -> bool:
    entries = scan.table.vocabulary.lookup(key_of(scan.words.said(start, end)))
    return any(entry.kind in ("value", "feature") for entry in entries)


def _longest(scan: Scan, start: int) -> tuple[Product, int, int] | None:
    """The product whose title has the longest run of words from here, if it is the only one with it."""
    run = _run(scan.words, start, 2)
    candidates = scan.table.paired.get((run[0][0], run[1][0]), ()) if len(run) > 1 else ()
    if not candidates:
        return None
    run = _run(scan.words, start, LONGEST)
    best: list[tuple[int, Product]] = []
    for product in candidates:
        size = _shared(tuple(stem for stem, _ in run), product.title)
        if size >= 2 and (not best or size >= best[0][0]):
            best = [(size, product)] if not best or size > best[0][0] else [*best, (size, product)]
    if len(best) != 1:
        return None
    size, product = best[0]
    said = [stem for stem, _ in run[:size]]
    if all(word in NEVER_STEMS or word in _PLACES for word in said) and scan.words.at(run[size - 1][1]) in HEADS:
        return None  # "the final one", whatever is called The Final Empire
    if all(word[0].isdigit() or is_unit(word) for word in said):
        return None
    whole = size > 2 and " ".join(said) == key_of(product.name)
    if all(word in NEVER_STEMS for word in said) and not whole:
        return None
    if said[0] in _PLACES and scan.words.at(start + 1) in HEADS:
        return None
    return product, size, run[size - 1][1]


def _run(words: Words, start: int, most: int) -> list[tuple[str, int]]:
    """Stems from a word on and where each ends, letters and digits written together ("l2", "she's") as one."""
    found: list[tuple[str, int]] = []
    at = start
    while len(found) < most and at < min(start + LONGEST, len(words)) and words.at(at) not in BREAKS - {"."}:
        end = at + 1
        while end < len(words) and words.all[end].start == words.all[end - 1].end and words.at(end)[-1].isalnum():
            end += 1
        found += [(stem, end) for stem in stems(words.said(at, end))]
        at = end
    return found


def _shared(said: tuple[str, ...], title: str) -> int:
    """How many words from the first on stand in a row in a title."""
    written = written_in(title)
    best = 0
    for at, word in enumerate(written):
        if word == said[0]:
            size = 1
            while size < len(said) and at + size < len(written) and written[at + size] == said[size]:
                size += 1
            best = max(best, size)
    return best


def _introduced(scan: Scan, start: int, end: int, product: Product, size: int) -> bool:
    """Whether a name without "the" is one: after a word that calls for it, or whole, or of words no kind has."""
    words, vocabulary = scan.words, scan.table.vocabulary
    before = words.at(start - 1)
    key = key_of(words.said(start, end))
    if size > 4 or before in _AFTER or (before in JOINS and scan.last_end == start - 1):
        return True
    if start > 0 and before not in (",", ".", "!", ":", "yes", "ok", "please"):
        return False
    if size >= 3 and (key == key_of(product.name) or size == len(written_in(product.title))):
        return True
    own = [w for w in key.split() if not vocabulary.lookup(w) and w not in NEVER_STEMS]
    return bool(own) and words.closed(end) and all(len(vocabulary.titled.get(w, ())) <= 3 for w in own)

"""References: the products on the table, shown earlier or in the cart that words of a turn point at."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from intents.definite import definite
from intents.extremes import extreme
from intents.groups import group
from intents.naming import bare, named, unshown
from intents.places import place
from intents.pointing import BREAKS, Words, count_at, quantity_at
from intents.pronouns import pronoun
from intents.reading import Context, Reference
from intents.scan import Scan
from intents.table import Found, Meant, Table
from intents.text import Text
from retrieval.catalog import Product
from retrieval.vocabulary import Vocabulary

DEEPEST = 4  # "all but the first two of the tents" is three
Reader = Callable[[Scan, int], "Meant | None"]
_READERS: tuple[Reader, ...] = (named, extreme, group, place, pronoun, definite, bare)
_NOT = re.compile(r"\b(?:not|rather than|instead of|never) (?:really |so much )?$")
_BESIDE = re.compile(r"\b(?:and|or|with|than|to|vs|versus|against|from|for|over|beside|like)\b|[&+/]")
_OUT = re.compile(r"\b(?:remove|delete|get rid of|out|off|away)\b")


def references(text: Text, context: Context, vocabulary: Vocabulary) -> list[Found]:
    """Find what a turn points at, in order; nothing can be pointed at before anything was shown or bought."""
    if not context.shown and not context.cart:
        return []
    words = Words(text.low)
    table = Table(context, vocabulary, text.low)
    found = _settled(_scanned(words, table), words, table) or _in_shop(words, vocabulary)
    if not found or table.asked or not any(f.how in ("place", "extreme") for f in found):
        return found
    return _agreeing(found, words, table)


def _in_shop(words: Words, vocabulary: Vocabulary) -> list[Found]:
    """A product that was never shown, called by its title in a question."""
    called = unshown(words, vocabulary)
    if called is None:
        return []
    product, start, end = called
    reference = Reference(words.said(start - 1, end), (product.id,))
    return [Found(reference, words.all[start - 1].start, words.all[end - 1].end, "words")]


def _scanned(words: Words, table: Table) -> list[Found]:
    """Read a turn from left to right, phrase by phrase."""
    scan = Scan(words, table, lambda at: _read(scan, at))
    found: list[Found] = []
    at = 0
    while at < len(words):
        count, begin = quantity_at(words, at)
        meant = (named(scan, at) if begin != at else None) or _read(scan, begin)
        if meant is None:
            at += 1
            continue
        found.append(_found(scan, meant, at, count))
        scan.heard += meant.products
        scan.tried.clear()  # "the other one" means another now
        at = max(meant.end, at + 1)
        scan.last_end = at
    return found


def _read(scan: Scan, at: int) -> Meant | None:
    """Read the phrase at a word; within phrases only so deep, whatever is said."""
    if scan.depth >= DEEPEST:
        return None
    if at not in scan.tried:
        scan.depth += 1
        scan.tried[at] = next((meant for reader in _READERS if (meant := reader(scan, at)) is not None), None)
        scan.depth -= 1
    return scan.tried[at]


def _found(scan: Scan, meant: Meant, start: int, count: int | None) -> Found:
    words, ids = scan.words, tuple(dict.fromkeys(p.id for p in meant.products))
    each = words.says(meant.end - 1, "each")
    count = meant.count or count
    repeated, end = _repeated(words, meant.end)
    count = count or repeated
    if words.says(start - 1, "which"):
        count = None
    some = count is not None and len(ids) > 1 and not each and not meant.unsure
    if some and count == len(ids):
        count = None
    unsure = meant.unsure or (some and count is not None and meant.how in ("together", "focus", "words"))
    said = words.said(start, meant.end)
    begin, last = words.all[start].start, words.all[min(end, len(words)) - 1].end
    return Found(Reference(said, ids, unsure, count), begin, last, meant.how)


def _repeated(words: Words, at: int) -> tuple[int | None, int]:
    """How many times what was named is wanted, and where that ends: "twice", "three times", "x 2"."""
    if words.at(at) == "twice":
        return 2, at + 1
    if words.at(at) == "times" and (count := count_at(words, at - 1)):
        return count, at + 1
    if words.at(at) == "x" and (count := count_at(words, at + 1)):
        return count, at + 2
    count = count_at(words, at)
    return (count, at + 2) if count and words.at(at + 1) in ("times", "x") else (None, at)


def _settled(found: list[Found], words: Words, table: Table) -> list[Found]:
    """Leave out what only repeats another reference, and what is turned down beside another."""
    found = _dealt(found, words)
    found = [f for place, f in enumerate(found) if not _said_before(f, found[:place])]
    kept = [f for place, f in enumerate(found) if not _repeats(place, found, words)]
    wanted = [f for f in kept if not _NOT.search(words.low[: f.start]) or _held(f, table)]
    return wanted if wanted and any(f.reference.products for f in wanted) else kept


def _dealt(found: list[Found], words: Words) -> list[Found]:
    """Give the number of "one of each" to the products that are named after it."""
    named = [f for f in found[1:] if f.how == "words"]
    if len(named) < 2 or len(named) < len(found) - 1 or not re.search(r"\beach\W*$", found[0].reference.text):
        return found
    many = found[0].reference.quantity
    return [replace(f, reference=replace(f.reference, quantity=f.reference.quantity or many)) for f in named]


def _said_before(item: Found, earlier: list[Found]) -> bool:
    """Whether words only go on about what was named: the rest of a title."""
    ids = item.reference.products
    return item.how == "words" and any(f.how == "words" and f.reference.products == ids for f in earlier)


def _held(found: Found, table: Table) -> bool:
    return any(p.id in found.reference.products for p in table.cart)


def _repeats(place: int, found: list[Found], words: Words) -> bool:
    """Whether a pronoun only takes up another reference: "the second one, is it waterproof?"."""
    item = found[place]
    if item.how != "focus" or len(found) == 1:
        return False
    firm = [f for f in found if f.how != "focus" and f.reference.products]
    if not firm:
        return place > 0 and item.reference.products == found[0].reference.products
    pointed = re.match(r"(?:th(?:is|at)|same|the same)\b", item.reference.text) is not None
    before = [f for f in firm if f.end <= item.start]
    if before:
        between = words.low[before[-1].end : item.start]
        return not pointed or (any(sign in between for sign in (*BREAKS, ",")) and not _BESIDE.search(between))
    between = words.low[item.end : firm[0].start]
    if _NOT.search(words.low[: item.start]):
        return False
    return item.reference.ambiguous or _BESIDE.search(between) is None


def _agreeing(found: list[Found], words: Words, table: Table) -> list[Found]:
    """Let places agree with the rest: "that one and the third" are of one batch, "remove the first" is in the cart."""
    ids = {i for f in found for i in f.reference.products}
    pointed = any(re.match(r"th(?:is|at)\b", f.reference.text) for f in found if f.how == "focus")
    held = {p.id for p in table.cart}
    if pointed and len(ids) > 1:
        return _among(found, words, table, set(table.context.focus))
    if table.cartward and not table.from_cart and held and not ids & held:
        again = _among(found, words, table, held)
        if again is not found:
            return again
        if _OUT.search(table.low):
            return _with(table.cart, words, table)
    return found


def _among(found: list[Found], words: Words, table: Table, wanted: set[str]) -> list[Found]:
    """Read again in the latest batch that has one of the wanted products pointed at."""
    for batch, _ in list(table.topics())[:8]:
        if any(p.id in wanted for p in batch):
            again = _with(batch, words, table)
            if any(i in wanted for f in again for i in f.reference.products):
                return again
    return found


def _with(batch: tuple[Product, ...], words: Words, table: Table) -> list[Found]:
    pinned = table.pinned(batch)
    return _settled(_scanned(words, pinned), words, pinned)


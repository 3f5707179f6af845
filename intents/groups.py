"""Groups: "both", "all three", "neither of these", "one of each", "all but the first", "the other one"."""

from __future__ import annotations

from collections.abc import Sequence

from intents.pointing import HEADS, JOINS, TAKING, THE, count_at
from intents.scan import Scan, tail_at
from intents.table import Meant
from retrieval.catalog import Product
from retrieval.units import is_unit

_EXCEPT = (("except", "for"), ("except",), ("apart", "from"), ("other", "than"), ("aside", "from"), ("but", "not"),
           ("but",), ("besides",), ("without",), ("minus",), ("excluding",), ("bar",), ("save", "for"))  # fmt: skip
_ALL = frozenset("all everything anything any each every none both either neither".split())
_OTHER = frozenset("other others remaining rest".split())
_ENDED = frozenset({"", "please", ".", "?", "!"})
_IDLE_OTHER = frozenset("day hand way night side end week thing people shop store shops stores place".split())


def group(scan: Scan, start: int) -> Meant | None:
    """Read a phrase that points at several by their number, or at what is left of them."""
    return _others(scan, start) or _neighbour(scan, start) or _quantified(scan, start) or _counted(scan, start)


def _quantified(scan: Scan, start: int) -> Meant | None:
    """ "all of them", "both lamps", "either", "everything in my cart", "any of these except the last"."""
    words = scan.words
    word = words.at(start)
    if word not in _ALL and not words.says(start, "every", "one"):
        return None
    of = start + 1 + (words.at(start + 1) in ("one", "single") and word in ("each", "every", "either", "any"))
    nested = scan.read(of + 1) if words.at(of) == "of" else None
    if words.at(of) == "of" and nested is None:
        return None
    if nested is None and word in ("all", "both"):
        nested = _named(scan, of) if word == "all" or scan.words.at(of) not in THE else None
    end = nested.end if nested else of
    base = tuple(nested.products) if nested else _usual(scan, word)
    if (left := _less(scan, end, base)) is not None:
        return left
    if nested is None and not _stands(scan, word, start, of):
        return None
    return _meant(scan, word, base, end)


def _named(scan: Scan, at: int) -> Meant | None:
    """ "all the tents", "both lamps", "all three", "both these"."""
    words = scan.words
    count = count_at(words, at)
    if count and count > 1 and not words.content(at + 1):
        return Meant(_of_size(scan, count), at + 1, "together")
    if words.at(at) in THE or words.at(at) in ("them", "they"):
        return scan.read(at)
    tail = tail_at(scan, at)
    if tail.sought is None or tail.end == at:
        return None
    batch = scan.table.batch(tail.sought)
    same = scan.table.same(tail.sought, scan.table.topic(batch))
    return Meant(tuple(batch if same else scan.table.fitting.hits(batch, tail.sought)), tail.end, "words")


def _usual(scan: Scan, word: str) -> tuple[Product, ...]:
    table = scan.table
    if word in ("both", "either", "neither"):
        if len(table.focus) == 2:
            return table.focus
        if table.cartward and len(table.cart) == 2:
            return table.cart
    return table.batch()


def _stands(scan: Scan, word: str, start: int, end: int) -> bool:
    """Whether a word stands for products without naming them: "both", "neither", "one of each"."""
    words, table = scan.words, scan.table
    if word == "each":
        return words.says(start - 1, "of")
    if word == "everything":
        return table.from_cart or words.at(end) in ("you", "on", "here", "shown")
    if word == "both":
        return not words.content(end) and words.at(end) not in THE and words.at(end) not in ("my", "for", "a", "an")
    if word in ("either", "neither"):
        open_end = not words.content(end) and words.at(end) not in ("way", "a", "an", "the", "in", "i", "do", "did")
        return open_end and (start == 0 or words.at(start - 1) not in ("dont", "don't", "not", "it", "me"))
    return False


def _meant(scan: Scan, word: str, base: tuple[Product, ...], end: int) -> Meant | None:
    if not base:
        return None
    if word == "either" and TAKING.search(scan.words.before(end - 1)):
        return Meant(base[:1], end, "together")
    return Meant(base, end, "together", word == "both" and len(base) > 2)


def _less(scan: Scan, at: int, base: tuple[Product, ...]) -> Meant | None:
    """What is left of a group after "but the first", "except the red one and the last"."""
    words = scan.words
    skipped = next((len(said) for said in _EXCEPT if words.says(at, *said)), 0)
    out = scan.read(at + skipped) if skipped else None
    if out is None or not out.products:
        return None
    gone, end = list(out.products), out.end
    while words.at(end) in JOINS and (more := scan.read(end + 1)) is not None and more.products:
        gone, end = [*gone, *more.products], more.end
    whole = base if any(p in base for p in gone) else scan.table.batch()
    if scan.table.cartward and all(p in scan.table.cart for p in gone):
        whole = scan.table.cart
    return Meant(tuple(p for p in whole if p not in gone), end, "place")


def _counted(scan: Scan, start: int) -> Meant | None:
    """ "these two", "the three", "the pair"."""
    words = scan.words
    count = count_at(words, start + 1)
    if words.at(start) not in THE or not count or count < 2 or count > 9 or is_unit(words.at(start + 2)):
        return None
    tail = tail_at(scan, start + 2)
    if tail.strange:
        return None
    if tail.sought is not None:
        batch = scan.table.batch(tail.sought)
        return Meant(tuple(scan.table.fitting.hits(batch, tail.sought)[:count]), tail.end, "together")
    return Meant(_of_size(scan, count), tail.end, "together") if _of_size(scan, count) else None


def _of_size(scan: Scan, count: int) -> tuple[Product, ...]:
    """So many products: the focus or the batch, whichever has that number, else the first of the batch."""
    table = scan.table
    pools = (table.focus, table.batch(), *(batch for batch, _ in table.topics()))
    return next((pool for pool in pools if len(pool) == count), table.batch()[:count])


def _others(scan: Scan, start: int) -> Meant | None:
    """ "the other one", "the others", "the other two", "the rest", "the other lamp"."""
    words = scan.words
    if words.at(start) not in THE or words.at(start + 1) not in _OTHER or words.at(start + 2) in _IDLE_OTHER:
        return None
    word, at = words.at(start + 1), start + 2
    count = count_at(words, at) if words.at(at) not in ("one", "ones") else None
    tail = tail_at(scan, at + (1 if count else 0))
    if tail.strange or (word == "rest" and words.at(at) == "of" and not tail.among):
        return None
    single = count is None and word == "other" and not tail.sought
    pair = scan.table.focus if single and len(scan.table.focus) > 1 else ()
    batch = pair or _fresh(scan, tail.among or scan.table.batch(tail.sought))
    hits = scan.table.fitting.hits(batch, tail.sought) if tail.sought else list(batch)
    gone = {p.id for p in scan.heard} if pair else {p.id for p in (*scan.heard, *scan.table.focus)}
    if not any(p.id in gone for p in hits):
        gone |= {p.id for p in scan.table.cart}
    left = tuple(p for p in hits if p.id not in gone) or tuple(hits)
    plural = word in ("others", "rest", "remaining") or count is not None or words.at(tail.end - 1).endswith("s")
    if not left:
        return None
    chosen = left[:count] if count else left
    return Meant(chosen, tail.end, "place", not plural and len(chosen) > 1)


def _fresh(scan: Scan, batch: Sequence[Product]) -> Sequence[Product]:
    """The batch of what was just named, where that is an earlier one."""
    if not scan.heard or scan.heard[-1] in batch:
        return batch
    return next((other for other, _ in scan.table.topics() if scan.heard[-1] in other), batch)


def _neighbour(scan: Scan, start: int) -> Meant | None:
    """ "the next one", "the previous one", "the one before that"."""
    words, table = scan.words, scan.table
    if words.at(start) not in THE or len(table.focus) != 1:
        return None
    step, end = 0, start + 3
    if words.at(start + 1) in ("next", "previous", "following", "preceding") and words.at(start + 2) in HEADS:
        step = 1 if words.at(start + 1) in ("next", "following") else -1
    elif words.at(start + 1) in HEADS and words.at(start + 2) in ("before", "after") and words.at(start + 3) in (
        "that", "it", "this"):  # fmt: skip
        step, end = (1 if words.at(start + 2) == "after" else -1), start + 4 + (words.at(start + 4) == "one")
    elif words.at(start + 1) in HEADS and words.at(start + 2) in ("before", "after") and words.at(start + 3) in _ENDED:
        step = 1 if words.at(start + 2) == "after" else -1
    if not step:
        return None
    batch = next((b for b, _ in table.topics() if table.focus[0] in b), ())
    where = batch.index(table.focus[0]) + step if batch else -1
    return Meant(tuple(batch[where : where + 1]) if where >= 0 else (), end, "place")

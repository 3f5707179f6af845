"""References: the products on the table, shown earlier or in the cart that words of a turn point at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from intents.numbers import number
from intents.reading import Context, Reference
from intents.table import Table
from intents.text import Text
from intents.wordlists import NEVER, NEVER_STEMS
from retrieval.catalog import Product
from retrieval.synonyms import key_of
from retrieval.titles import taken_apart
from retrieval.vocabulary import Vocabulary

_ORDINALS = {w: i for i, words in enumerate((
    ("first", "1st", "1rst", "frist"), ("second", "2nd", "secound"), ("third", "3rd", "thrid"), ("fourth", "4th", "forth"),
    ("fifth", "5th"), ("sixth", "6th"), ("seventh", "7th"), ("eighth", "8th"), ("ninth", "9th"), ("tenth", "10th"))) for w in words}
_ORD = "|".join((*_ORDINALS, "last", "middle", "top", "bottom", "final", "latter", "former"))
_COUNT = r"two|three|four|five|2|3|4|5|couple(?: of)?"
_TAIL = r"(?P<tail> ones?\b|(?: (?!and\b|or\b|to\b|for\b|with\b|in\b|please\b|from\b|is\b|are\b|does\b|do\b|has\b|have\b|the\b|a\b|an\b|out\b|off\b|instead\b|again\b|but\b|then\b|thanks\b|pls\b|come\b|comes\b|you\b|on\b|of\b|that\b|so\b|as\b|at\b|it\b|i\b|my\b|back\b|now\b|too\b|over\b|under\b|really\b|look\b|made\b|any\b|made\b|fit\b|good\b|really\b|made\b|work\b|not\b|no\b|if\b|be\b|was\b|will\b|would\b|can\b|could\b)[a-z'-]+){0,3})"
_QUANTITY = r"(?P<many>\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|a couple|a pair|half a dozen|a dozen)(?: ?x)?(?: of)?"
_EXTREMES = {
    "cheap": ("price", False), "less expens": ("price", False), "least expens": ("price", False), "lowest price": ("price", False),
    "most afford": ("price", False), "expens": ("price", True), "most expens": ("price", True), "dear": ("price", True), "prici": ("price", True),
    "pricey": ("price", True), "best rate": ("rating", True), "highest rate": ("rating", True), "top rate": ("rating", True),
    "best review": ("rating", True), "more expens": ("price", True), "more afford": ("price", False), "better rate": ("rating", True),
    "worst rate": ("rating", False), "lowest rate": ("rating", False), "most popular": ("popularity", True), "newest": ("added", True),
}  # fmt: skip
_SUPER = (r"cheapest|cheaper|least expensive|less expensive|lowest[ -]priced?|most affordable|more affordable|most expensive|more expensive|dearest|dearer"
          r"|priciest|pricier|best[ -]rated|better[ -]rated|highest[ -]rated|top[ -]rated|best[ -]reviewed|worst[ -]rated|lowest[ -]rated|most popular|newest")
_PATTERN = re.compile(
    rf"(?:(?<![\w.]){_QUANTITY} )?(?:\bthe |\bthat |\bthis |\byour |\bmy )?\b(?P<lastn>first|last|top|other|remaining|bottom) (?P<n>{_COUNT})\b{_TAIL}"
    rf"|(?:(?<![\w.]){_QUANTITY.replace('many', 'many2')} )?(?:\bthe |\bthat |\bthis |\byour |\bmy )(?:very )?(?P<super>{_SUPER})\b{_TAIL.replace('tail', 'tail2')}"
    rf"|(?:(?<![\w.]){_QUANTITY.replace('many', 'many3')} )?(?:\bthe |\bthat |\bthis |\byour |\bmy )?(?:very )?(?<![\w-])(?P<ord>{_ORD})(?![\w-]){_TAIL.replace('tail', 'tail3')}"
    r"|(?<![\w.])(?:number|no\.?|nr\.?|#|option|item|product) ?(?P<num>\d|one|two|three|four|five)(?![\w.])"
    r"|\b(?P<all>all (?:of )?(?:them|these|those|three|four|five)|them all|(?:these|those|the) (?:three|3|four|4|five|5)|every one of them|everything you showed(?: me)?|all \d)\b"
    r"|\b(?P<both>both(?: of (?:them|these|those))?|(?:these|those|the) (?:two|2))\b"
    r"|(?:(?<![\w.])(?P<many4>\d{1,2}|one|two|three|four|five|six|a couple|a pair)(?: more)? (?:of )?)?\b(?P<one>that one|this one|that 1|this 1|the same one|the same)\b"
    r"|(?:(?<![\w.])(?P<many5>\d{1,2}|one|two|three|four|five|six|a couple|a pair)(?: more)? (?:of )?)?\b(?P<it>it|them|these|those|they|its|their)\b(?!'?s (?:for|a|my|ok|fine|all|not)\b)")
_TAKEN = re.compile(r"\b(?:take|add|buy|want|have|get|order|keep) $")
_CARTWARD = re.compile(r"\b(?:cart|basket|swap|switch|exchange|replace|trade|remove|take .{0,30}\b(?:out|off|away)|get rid of|delete|drop|lose)\b")

How = Literal["place", "extreme", "together", "focus", "words"]


@dataclass(frozen=True, slots=True)
class Found:
    """A reference with its place in the read text, and how it points: by place, extreme, number, focus or words."""

    reference: Reference
    start: int
    end: int
    how: How = "place"


def references(text: Text, context: Context, vocabulary: Vocabulary) -> list[Found]:
    """Find what a turn points at, in order; nothing can be pointed at before anything was shown or bought."""
    if not context.shown and not context.cart:
        return []
    table = Table(context, vocabulary, text.low)
    found = [f for match in _PATTERN.finditer(text.low) if (f := _read(match, table)) is not None]
    found += list(_by_words(text, table, found))
    return _settled(sorted(found, key=lambda f: f.start), table)


Reader = Callable[[re.Match[str], Table], "tuple[Sequence[Product], bool] | None"]


def _quantity(match: re.Match[str]) -> int | None:
    said = next((words for name, words in match.groupdict().items() if name.startswith("many") and words), None)
    if said is None or said in ("a", "an"):
        return None
    value = {"a couple": 2.0, "a pair": 2.0, "half a dozen": 6.0, "a dozen": 12.0}.get(said, number(said))
    return int(value) if value else None


def _read(match: re.Match[str], table: Table) -> Found | None:
    how, reader = next((how, reader) for names, how, reader in _READERS if any(match[name] for name in names))
    meant = reader(match, table)
    if meant is None:
        return None
    products, ambiguous = meant
    reference = Reference(match[0].strip(), tuple(p.id for p in products), ambiguous, _quantity(match))
    return Found(reference, *match.span(), how)


def _words_of(match: re.Match[str]) -> str:
    tail = next((match[name] for name in ("tail", "tail2", "tail3") if match[name]), "")
    return " ".join(w for w in tail.split() if w not in _EMPTY)


_EMPTY = frozenset("one ones item items product products thing things option options choice pick result you showed me listed "
                   "shown suggestion".split())


def _several(match: re.Match[str], table: Table) -> tuple[Sequence[Product], bool] | None:
    batch = table.batch(_words_of(match))
    count = int(number(match["n"]) or 2)
    if match["lastn"] in ("first", "top"):
        return batch[:count], False
    if match["lastn"] in ("other", "remaining"):
        rest = [p for p in batch if p.id not in table.context.focus]
        return (rest if len(rest) >= count else batch)[:count], False
    return batch[-count:], False


def _extreme(match: re.Match[str], table: Table) -> tuple[Sequence[Product], bool] | None:
    words = key_of(match["super"].replace("-", " "))
    field, highest = next((v for k, v in sorted(_EXTREMES.items(), key=lambda kv: -len(kv[0])) if words.startswith(key_of(k))), ("price", False))
    tail = _words_of(match)
    batch = table.batch(tail)
    pair = [table.known[i] for i in table.context.focus if i in table.known]
    if len(pair) > 1 and not tail and (len(pair) == 2 or re.match(r" of (?:the|those|these) (?:two|2)|", table.low[match.end() :])):
        batch = tuple(pair)
    if tail and not any(table.called(p, key_of(tail)) for p in batch) and not _topic(table, tail, batch):
        return None
    pool = [p for p in batch if table.called(p, key_of(tail))] if tail else list(batch)
    valued = [p for p in pool or batch if isinstance(getattr(p, field), int | float)]
    if not valued:
        return None
    best = (max if highest else min)(valued, key=lambda p: getattr(p, field))
    return [best], False


def _topic(table: Table, words: str, batch: Sequence[Product]) -> bool:
    place = next((i for i, b in enumerate(table.context.shown) if b == batch), -1)
    return 0 <= place < len(table.context.shown_for) and table.same(key_of(words), table.context.shown_for[place])


def _ordinal(match: re.Match[str], table: Table) -> tuple[Sequence[Product], bool] | None:
    if match["num"]:
        place = int(number(match["num"]) or 0) - 1
        batch = table.batch()
        return (batch[place : place + 1] if place >= 0 else ()), False
    word = match["ord"]
    if word in ("top", "bottom", "middle") and not re.match(r"(?:the|that|this) ", match[0].lstrip("0123456789x ")):
        return None
    if re.search(r"\bat $", table.low[: match.start()]) or (word in ("first", "second", "last") and _time(match, table)):
        return None
    tail = _words_of(match)
    batch = table.batch(tail)
    if not batch:
        return _of_cart(word, table)
    matching = [p for p in batch if table.called(p, key_of(tail))] if tail else []
    place = _place(word, len(batch))
    if place >= len(batch):
        return (), False
    if matching and batch[place] not in matching and not _topic(table, tail, batch):
        place = _place(word, len(matching))
        return matching[place : place + 1], False
    return [batch[place]], False


def _time(match: re.Match[str], table: Table) -> bool:
    """Whether it is no reference: "last week", "first of all", "one second"."""
    after, before = table.low[match.end("ord") : match.end("ord") + 12], table.low[: match.start("ord")][-8:]
    return bool(re.match(r" (?:week|month|year|night|time|of all|thing|day|name|minute|order)", after) or re.search(r"\b(?:a|one|at) $", before)
                and not re.search(r"\bone $", before)) or (match["ord"] == "last" and match[0].strip() == "last")


def _place(word: str, size: int) -> int:
    if word in ("last", "bottom", "final", "latter"):
        return size - 1
    if word in ("top", "former"):
        return 0
    return size // 2 if word == "middle" else _ORDINALS[word]


def _of_cart(word: str, table: Table) -> tuple[Sequence[Product], bool] | None:
    place = _place(word, len(table.cart))
    known = [table.known[i] for i in table.cart[place : place + 1] if i in table.known]
    return known, False


def _together(match: re.Match[str], table: Table) -> tuple[Sequence[Product], bool] | None:
    batch = table.batch()
    if match["both"]:
        focus = [table.known[i] for i in table.context.focus if i in table.known]
        return (focus, False) if len(focus) == 2 else (batch[:2], len(batch) > 2)
    return batch, False


def _focus(match: re.Match[str], table: Table) -> tuple[Sequence[Product], bool] | None:
    focus = [table.known[i] for i in table.context.focus if i in table.known]
    batch = table.batch()
    plural = (match["it"] or "") in ("them", "these", "those", "they", "their")
    if match["it"] and re.search(r"\b(?:of|like|any of|one of|from) $", table.low[: match.start()]) and plural and not match["many5"]:
        return None
    if re.match(r"(?:it|its)\b", match["it"] or "") and _IDLE.search(table.low[max(0, match.start() - 12) : match.end() + 14]):
        return None
    if plural and _KIND.match(table.low, match.start()):
        return None
    if focus and (not plural or len(focus) > 1 or not _all_meant(table.low)):
        return focus if plural else focus[:1], False
    if plural:
        return batch, False
    return (batch, len(batch) > 1) if batch else None


_READERS: tuple[tuple[tuple[str, ...], How, Reader], ...] = (
    (("lastn",), "place", _several),
    (("super",), "extreme", _extreme),
    (("ord", "num"), "place", _ordinal),
    (("all", "both"), "together", _together),
    (("one", "it"), "focus", _focus),
)
_IDLE = re.compile(r"\b(?:make it|is it (?:possible|true)|it(?:'s|s| is) (?:for|a gift|my|ok|okay|fine|not for|too|so)|forget it|that'?s it|call it|it (?:does ?n'?t|does not) matter|it would be|keep it|it rains?|it was supposed)\b")
_KIND = re.compile(r"(?:these|those) (?:kinds?|sorts?|types?)\b")


def _all_meant(low: str) -> bool:
    return bool(re.search(r"\ball\b|\bany of\b|\bthese\b|\bthose\b", low))


_DEFINITE = re.compile(
    r"(?:(?<![\w.])(?P<many>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|a couple|a pair)(?: ?x)?(?: of)? )?\b(?:the|that|this|those|these|your|my) (?P<words>[a-z0-9'-]+(?: [a-z0-9'-]+){0,4})")


def _by_words(text: Text, table: Table, found: Sequence[Found]) -> Iterator[Found]:
    """Definite phrases that fit shown products: "the blue one", "the steaks", "that oak shelf"."""
    for match in _DEFINITE.finditer(text.low):
        if any(f.start < match.end() and match.start() < f.end for f in found):
            continue
        words = match["words"].split()
        for size in range(len(words), 0, -1):
            if words[size - 1] in NEVER and words[size - 1] not in ("one", "ones"):
                continue
            phrase = " ".join(words[:size])
            key = " ".join(w for w in key_of(phrase).split() if w not in ("one", "onc"))
            if key and (products := _called(key, table)):
                said = f"{match[0][: match.start('words') - match.start()]}{phrase}"
                reference = Reference(said, tuple(p.id for p in products), len(products) > 1, _quantity(match))
                yield Found(reference, match.start(), match.start("words") + len(phrase), "words")
                break


def _called(key: str, table: Table) -> list[Product]:
    """The products that words fit: in the cart where the turn is about the cart, else in the latest batch that has any."""
    if all(w in NEVER_STEMS for w in key.split()):
        return []
    lines = [table.known[i] for i in table.cart if i in table.known]
    batches: list[Sequence[Product]] = [batch for batch in reversed(table.context.shown)]
    pools = [lines, *batches] if _CARTWARD.search(table.low) or re.search(r"\b(?:make|change|to \d)\b", table.low) else [*batches, lines]
    for pool in pools:
        if hits := [p for p in {p.id: p for p in pool}.values() if table.called(p, key)]:
            ended = [p for p in hits if _head(p) == key.split()[-1]]
            return ended or hits
    return []


def _head(product: Product) -> str:
    words = taken_apart(product.title)
    return words.stems[words.ends[0] - 1] if words.ends and words.stems else ""


def _settled(found: list[Found], table: Table) -> list[Found]:
    """Let references that stand together agree: "that one and the third" are of one batch; drop what repeats."""
    kept: list[Found] = []
    for item in found:
        if kept and item.start < kept[-1].end:
            continue
        if kept and kept[-1].how == "extreme" and re.fullmatch(r" (?:out )?of (?:all )?", table.low[kept[-1].end : item.start]):
            continue  # "the cheapest of those three" is one
        kept.append(item)
    ids = {i for item in kept for i in item.reference.products}
    focus_batch = next((b for b in reversed(table.context.shown) if any(p.id in table.context.focus for p in b)), None)
    if focus_batch and any(re.match(r"that|this", i.reference.text) for i in kept) and len(ids) > 1:
        kept = [_moved(item, focus_batch) for item in kept]
    elif kept and table.cart and _CARTWARD.search(table.low) and not ids & set(table.cart):
        kept = _in_cart(kept, table)
    explicit = [item for place, item in enumerate(kept) if item.how != "focus" or re.match(r"th(?:at|is) ", item.reference.text)
                or (place == 0 and table.context.focus and _TAKEN.search(table.low[: item.start]))]  # fmt: skip
    return explicit or kept


def _in_cart(kept: list[Found], table: Table) -> list[Found]:
    """Read places ("the third") in the batch of which that product is in the cart."""
    for batch in reversed(table.context.shown):
        moved = [_moved(item, batch) for item in kept]
        if any(i in table.cart for item in moved for i in item.reference.products):
            return moved
    return kept


def _moved(item: Found, batch: Sequence[Product]) -> Found:
    word = re.search(rf"\b({_ORD})\b", item.reference.text)
    if not word or not item.reference.products:
        return item
    place = _place(word[1], len(batch))
    return replace(item, reference=replace(item.reference, products=tuple(p.id for p in batch[place : place + 1])))

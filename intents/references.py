"""References: the products on the table, shown earlier or in the cart that words of a turn point at."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from intents import pointing
from intents.definite import by_words
from intents.numbers import number
from intents.reading import Context, Reference
from intents.table import Found, How, Table
from intents.text import Text
from retrieval.catalog import Product
from retrieval.synonyms import key_of
from retrieval.vocabulary import Vocabulary


def references(text: Text, context: Context, vocabulary: Vocabulary) -> list[Found]:
    """Find what a turn points at, in order; nothing can be pointed at before anything was shown or bought."""
    if not context.shown and not context.cart:
        return []
    table = Table(context, vocabulary, text.low)
    found = [f for match in pointing.PATTERN.finditer(text.low) if (f := _read(match, table)) is not None]
    found += list(by_words(text, table, found))
    return _settled(sorted(found, key=lambda f: f.start), table)


Reader = Callable[[re.Match[str], Table], "tuple[Sequence[Product], bool] | None"]


def _read(match: re.Match[str], table: Table) -> Found | None:
    how, reader = next((how, reader) for names, how, reader in _READERS if any(match[name] for name in names))
    meant = reader(match, table)
    if meant is None:
        return None
    products, ambiguous = meant
    reference = Reference(match[0].strip(), tuple(p.id for p in products), ambiguous, pointing.quantity(match))
    return Found(reference, *match.span(), how)


def _words_of(match: re.Match[str]) -> str:
    tail = next((match[name] for name in ("tail", "tail2", "tail3") if match[name]), "")
    return " ".join(w for w in tail.split() if w not in _EMPTY)


_EMPTY = frozenset(
    "one ones item items product products thing things option options choice pick result you showed "
    "me listed "
    "shown suggestion".split()
)


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
    said = match["super"]
    field, highest = next((f, high) for words, f, high in pointing.EXTREMES if re.match(words, said))
    tail = _words_of(match)
    batch = table.batch(tail)
    pair = [table.known[i] for i in table.context.focus if i in table.known]
    if (
        len(pair) > 1
        and not tail
        and (len(pair) == 2 or re.match(r" of (?:the|those|these) (?:two|2)|", table.low[match.end() :]))
    ):
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
    if re.search(r"\bat $", table.low[: match.start()]) or (
        word in ("first", "second", "last") and _time(match, table)
    ):
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
    after, before = table.low[match.end("ord") :], table.low[: match.start("ord")]
    if re.match(r" (?:week|month|year|night|time|of all|thoughts?|thing|day|name|minute|order)", after):
        return True
    alone = match[0].strip() in ("last", "one second", "a second", "a third")
    return alone or re.search(r"\b(?:a|at) $", before[-8:]) is not None


def _place(word: str, size: int) -> int:
    if word in ("last", "bottom", "final", "latter"):
        return size - 1
    if word in ("top", "former"):
        return 0
    return size // 2 if word == "middle" else pointing.ORDINALS[word]


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
    if (
        match["it"]
        and re.search(r"\b(?:of|like|any of|one of|from) $", table.low[: match.start()])
        and plural
        and not match["many5"]
    ):
        return None
    if re.match(r"(?:it|its)\b", match["it"] or "") and _IDLE.search(
        table.low[max(0, match.start() - 12) : match.end() + 14]
    ):
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
_IDLE = re.compile(
    r"\b(?:make it|is it (?:possible|true)|it(?:'s|s| is) (?:for|a gift|my|ok|okay|fine|not for|too"
    r"|so)|forget it|that'?s it|call it|it (?:does ?n'?t|does not) matter|it would be|keep it|it "
    r"rains?|it was supposed)\b"
)
_KIND = re.compile(r"(?:these|those) (?:kinds?|sorts?|types?)\b")


def _all_meant(low: str) -> bool:
    return bool(re.search(r"\ball\b|\bany of\b|\bthese\b|\bthose\b", low))


def _settled(found: list[Found], table: Table) -> list[Found]:
    """Let references that stand together agree: "that one and the third" are of one batch; drop what repeats."""
    kept: list[Found] = []
    for item in found:
        if kept and item.start < kept[-1].end:
            continue
        if (
            kept
            and kept[-1].how == "extreme"
            and re.fullmatch(r" (?:out )?of (?:all )?", table.low[kept[-1].end : item.start])
        ):
            continue  # "the cheapest of those three" is one
        kept.append(item)
    ids = {i for item in kept for i in item.reference.products}
    focus_batch = next((b for b in reversed(table.context.shown) if any(p.id in table.context.focus for p in b)), None)
    if focus_batch and any(re.match(r"that|this", i.reference.text) for i in kept) and len(ids) > 1:
        kept = [_moved(item, focus_batch) for item in kept]
    elif kept and table.cart and pointing.CARTWARD.search(table.low) and not ids & set(table.cart):
        kept = _in_cart(kept, table)
    explicit = [item for place, item in enumerate(kept) if _is_explicit(place, item, table)]
    return explicit or kept


def _is_explicit(place: int, item: Found, table: Table) -> bool:
    """Whether a reference stands beside others: "it" only where it comes first and is taken."""
    if item.how != "focus" or re.match(r"th(?:at|is) ", item.reference.text):
        return True
    taken = pointing.TAKEN.search(table.low[: item.start])
    return place == 0 and bool(table.context.focus) and taken is not None


def _in_cart(kept: list[Found], table: Table) -> list[Found]:
    """Read places ("the third") in the batch of which that product is in the cart."""
    for batch in reversed(table.context.shown):
        moved = [_moved(item, batch) for item in kept]
        if any(i in table.cart for item in moved for i in item.reference.products):
            return moved
    return kept


def _moved(item: Found, batch: Sequence[Product]) -> Found:
    word = re.search(rf"\b({pointing.ORD})\b", item.reference.text)
    if not word or not item.reference.products:
        return item
    place = _place(word[1], len(batch))
    return replace(item, reference=replace(item.reference, products=tuple(p.id for p in batch[place : place + 1])))

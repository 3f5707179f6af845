"""What a turn sets bounds to, sorts by and takes back, each noted with its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intents.drops import names as own_names
from intents.limits import adjusted
from intents.negation import NO_PREFERENCE, dropped, spared
from intents.numbers import Limit, prices, ratings
from intents.ranking import Rank, order_on, ranks
from intents.reading import Context
from intents.table import Found
from intents.text import Text
from intents.values import ValueReader
from intents.wishes import order_of
from intents.work import Work
from retrieval.filters import Constraint, Order
from retrieval.synonyms import Synonyms, key_of
from retrieval.vocabulary import Vocabulary

_BUDGET = re.compile(r"\bbudget(?:'?s| is| of|:)? (?:now )?[$£€]?\d")
SEARCHING = frozenset(
    "explore_category search_product search_by_image gift_ideas ask_bestsellers ask_deals refine_search relax_search "
    "show_more".split()
)  # fmt: skip
"""Intents in which a type name is a wish, and "the blue one" no product on the table."""


def changed(low: str, context: Context, intent: str, work: Work) -> list[Constraint]:
    """Return the price limit that "twice that" makes of the one in force."""
    if intent not in SEARCHING or (found := adjusted(low, context.constraints)) is None:
        return []
    constraint, start, end = found
    work.note("price", start, end, constraint.value)
    return [constraint]


def limits_of(low: str, context: Context, intent: str, work: Work) -> list[Limit]:
    """Return price limits and ratings that are stated."""
    expected = context.pending is not None and context.pending.field == "price"
    expected = expected or (
        intent in ("refine_search", "relax_search") and any(c.field == "price" for c in context.constraints)
    )
    limits = [*ratings(low), *prices(low, expected=expected, used=work.masked)]
    for start, end in dict.fromkeys((limit.start, limit.end) for limit in limits):
        both = tuple(limit.value for limit in limits if limit.start == start)
        work.note(next(x.field for x in limits if x.start == start), start, end, both if len(both) > 1 else both[0])
    return limits


def order_said(low: str, found: Sequence[Found], vocabulary: Vocabulary, intent: str, work: Work) -> Order | None:
    """Return the order that a superlative or a sort calls for, unless it points at a product."""
    said = order_of(low)
    if said is None or any(f.start <= said[1] < f.end for f in found):
        return None
    if any(entry.kind == "value" for entry in vocabulary.lookup(key_of(low[said[1] : said[2]]))):
        return None  # the shop has a word for it: a price level, a grade
    if intent not in SEARCHING and intent not in ("find_similar", "find_complement"):
        return None
    work.note("order", said[1], said[2], f"{said[0].field} {said[0].direction}")
    return said[0]


def ranked(text: Text, vocabulary: Vocabulary, intent: str, work: Work) -> list[Rank]:
    """Return superlatives of attributes: "the lightest"."""
    if intent not in SEARCHING and intent not in ("find_similar", "find_complement"):
        return []
    found = [r for r in ranks(text.low, vocabulary) if not work.overlaps(r.start, r.end)]
    work.masked.extend((r.start, r.end) for r in found if r.sure)
    return found


def ranked_by(found: Sequence[Rank], stated: Sequence[Constraint], reader: ValueReader, work: Work) -> Order | None:
    """Return the attribute by which to sort, unless a limit on it says how much is enough."""
    for rank in found:
        order = order_on(rank, reader)
        if order is not None and not any(c.field == order.field for c in stated):
            work.note("order", rank.start, rank.end, f"{order.field} {order.direction}")
            return order
    return None


def drops_of(low: str, context: Context, synonyms: Synonyms, work: Work) -> list[str]:
    """Return the fields that no longer matter; "*" for all."""
    pending = context.pending
    if pending and pending.kind == "field" and pending.field and NO_PREFERENCE.match(low):
        return [pending.field]
    names: list[str] = []
    held = {c.op for c in context.constraints if c.field == "price"}
    if held == {"lte", "gte"} and _BUDGET.search(low):
        names.append("price")  # "around 130", then "my budget is 250": what was about is no more
    for name, start, end in dropped(low, own_names(context, synonyms)):
        kept = spared(low) if name == "*" else frozenset()
        names += [c.field for c in context.constraints if c.field not in kept] if kept else [name]
        work.note("negation", start, end, name)
    return names

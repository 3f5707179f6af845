"""Price and rating limits of a turn as constraints: stated, relative to what was shown, or at odds with old ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from intents.numbers import NUM, Limit, number
from intents.reading import Context
from intents.table import Found
from retrieval.filters import Constraint

_CHEAPER = re.compile(
    r"\b(?:cheaper|less expensive|lower[ -]priced?|lower price|for less|costs? less|(?:too|so|very"
    r"|bit|quite|way too|kinda|rather) (?:expensive|pric(?:e)?y|dear|much|steep)"
    r"|out of my (?:budget|price range)|over my budget|more affordable|not (?:so|as|that) "
    r"(?:expensive|pricey|dear)|can'?t afford|pric(?:e)?y)\b"
)
_DEARER = re.compile(
    r"\b(?:more expensive|pricier|higher[ -]end|more upscale|fancier|more premium|higher "
    r"price[ds]?)\b"
)


def stated(limits: Sequence[Limit]) -> Iterator[Constraint]:
    """Yield one constraint for each side of each field; what is said last counts."""
    for limit in {(x.field, x.op): x for x in limits}.values():
        value = int(limit.value) if limit.value == int(limit.value) else limit.value
        yield Constraint(limit.field, limit.op, value)


_TIMES = re.compile(
    r"\b(?P<times>twice|double|doubled?|2x|triple|three times|half)(?: of)? (?:that|it|this|as much|the (?:price"
    r"|budget|limit"
    r"|amount)|my (?:budget|limit))\b"
)
_BY = re.compile(
    rf"(?<!show )(?<!show me )(?<![\w.])[$£€]?(?P<n>{NUM}) ?(?:dollars?|bucks?|euros?|quid|pounds?"
    rf"|[$£€])? (?P<way>more|extra|less|cheaper)"
    r"(?= ?(?:$|[.,!?]|is|would|than that|then|please|pls|at most|max))(?! than \d)"
)
_FACTORS = {"half": 0.5, "triple": 3.0, "three times": 3.0}


def adjusted(low: str, held: Sequence[Constraint]) -> tuple[Constraint, int, int] | None:
    """Return the price limit that "twice that" or "20 more" makes of the one in force, and where it is said."""
    limit = next((c for op in ("lte", "gte") for c in held if c.field == "price" and c.op == op), None)
    if limit is None or not isinstance(limit.value, int | float):
        return None
    if found := _TIMES.search(low):
        value = limit.value * _FACTORS.get(found["times"], 2.0)
    elif found := _BY.search(low):
        step = number(found["n"]) or 0.0
        value = limit.value + (step if found["way"] in ("more", "extra") else -step)
    else:
        return None
    whole = int(value) if value == int(value) else round(value, 2)
    return (Constraint("price", limit.op, whole), *found.span()) if value > 0 else None


def relative(
    low: str, context: Context, found: Sequence[Found], limits: Sequence[Limit], intent: str
) -> Iterator[Constraint]:
    """ "Cheaper" than what is pointed at, or than what was shown last."""
    if limits or intent not in ("refine_search", "reject_items", "show_more", "search_product") or not context.shown:
        return
    named = {i for f in found for i in f.reference.products}
    table = [p for p in context.shown[-1] if not named or p.id in named]
    values = [p.price for p in table if p.price is not None]
    if values and _CHEAPER.search(low):
        yield Constraint("price", "lte", round(min(values) - 0.01, 2))
    elif values and _DEARER.search(low):
        yield Constraint("price", "gte", round(max(values) + 0.01, 2))

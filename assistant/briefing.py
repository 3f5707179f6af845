"""The brief for a decision: what the writer is told, and the table of facts that its references stand for."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.decision import Decision, Moment
from assistant.facts import Table, table_for
from assistant.words import name, phrases, unknown
from prompts.brief import Brief, Item
from retrieval.catalog import Product
from retrieval.filters import Constraint
from retrieval.names import is_plural

_WORDS = 40
_FEW = 5
_UNSAID = frozenset({"gender"})  # who it is for is said as a wish that is met, not read out
_SHOWN_FIELDS = ("under_limit", "price", "rating", "colour", "material")


def brief_of(decision: Decision, moment: Moment) -> tuple[Brief, Table]:
    """Return what the writer is told about a decision, and the fact that each of its references stands for."""
    table = _table(decision, moment)
    promises = _promises(decision, moment)
    items = tuple(_item(n, decision, moment, table) for n in range(1, len(decision.products) + 1))
    hard = [c for c in promises if c.hard and c.field not in ("category", "discount")]
    question = decision.question.text if decision.question else ""
    brief = Brief(
        act=decision.act,
        situation=decision.situation,
        message=" ".join(moment.reading.text.split()[:_WORDS]),
        category=_category(decision, moment),
        wants=phrases(sorted(hard, key=lambda c: c.field == "keyword"), at_limit=_at_limit(decision, promises))[:4],
        dropped=phrases(decision.dropped),
        items=items,
        asked=_asked(decision, moment, items),
        question=question,
        extra=_extra(decision, table) if moment.reading.then is None or decision.situation == "cart.viewed" else (),
    )
    return brief, table


def _category(decision: Decision, moment: Moment) -> str:
    """What is looked for, in the plural; of a kind that has no plural here nothing is said."""
    kinds = moment.shop.several(moment.state.goal.category) if decision.shown else ""
    return kinds if kinds.endswith("s") and decision.situation != "recommend.complement" else ""


def _at_limit(decision: Decision, promises: Sequence[Constraint]) -> bool:
    """Whether a product costs just what the shopper would pay at most."""
    limits = [c.value for c in promises if c.field == "price" and c.op == "lte" and isinstance(c.value, float | int)]
    return any(p.price is not None and p.price >= limit - 0.005 for p in decision.products for limit in limits)


def _asked(decision: Decision, moment: Moment, items: tuple[Item, ...]) -> str:
    if decision.situation != "answer.unknown":
        return name(decision.asked)
    many = len(items) > 1 or any(i.plural for i in items)
    return unknown(decision.asked, moment.reading.asked_value, moment.reading.text, plural=many)


def _table(decision: Decision, moment: Moment) -> Table:
    cart = [(moment.product(line.product), line.quantity) for line in moment.state.cart]
    return table_for(
        decision.products,
        constraints=_promises(decision, moment),
        cart=cart,
        rules=(decision.rule,) if decision.rule else (),
        order=decision.order,
        currency=moment.shop.currency,
        canonical=moment.shop.canonical,
        variants={h.product.id: h.variant for h in decision.hits if h.variant is not None},
    )


_EXTRA = {
    "recommend": ("limit.",),
    "none_found": ("limit.",),
    "cart": ("cart.",),
    "checkout": ("cart.",),
    "service": ("rule.", "order.status", "order.placed", "order.eta", "order.id"),
    "compare": ("2-1.", "1-2."),
}


def _extra(decision: Decision, table: Table) -> tuple[str, ...]:
    kinds = _EXTRA.get(decision.act, ())
    return tuple(key for key in table if key.startswith(kinds)) if kinds else ()


def _promises(decision: Decision, moment: Moment) -> tuple[Constraint, ...]:
    """The goal's constraints that may be spoken of: those that all products here meet, or the near ones miss."""
    constraints = moment.state.goal.constraints
    if decision.act == "none_found":
        return constraints
    if decision.act not in ("recommend", "answer"):
        return ()
    return tuple(c for c in constraints if all(moment.shop.meets(product, c) for product in decision.products))


def _item(number: int, decision: Decision, moment: Moment, table: Table) -> Item:
    product = decision.products[number - 1]
    breaks = decision.breaks[number - 1] if decision.breaks else ()
    return Item(
        number=number,
        kind=_kind(product, moment),
        plural=is_plural(product.name or product.title),
        fields=_fields(number, decision, moment, table),
        notes=_notes(product, decision),
        breaks=phrases(breaks),
    )


def _kind(product: Product, moment: Moment) -> str:
    return moment.state.goal.category or (product.category[-1].lower() if product.category else "")


def _fields(number: int, decision: Decision, moment: Moment, table: Table) -> tuple[str, ...]:
    """What may be said of a product, the most telling first: what was asked, what was wanted, then the usual."""
    wanted = [c.field for c in moment.state.goal.constraints if c.field not in ("category", "keyword")]
    names = [decision.asked.replace(" ", "_"), decision.asked, *wanted, *_SHOWN_FIELDS]
    if decision.situation.startswith("answer.") and decision.asked == "stock":
        names.insert(0, "stock")
    if decision.act == "compare" and len(decision.products) > 1:
        differing = _differing(len(decision.products), table)
        names = [decision.asked, *(["price"] if "price" in differing else []), *differing]
    if decision.situation in ("answer.yes", "answer.no") and not any(f"{number}.{n}" in table for n in names[:2] if n):
        return ()  # only the description says it, so that no field can show it
    if decision.situation == "answer.about":
        names = ["price", "rating", "material", "fabric", "colour", "color", "size", "brand"]
    if decision.situation == "cart.refused":
        names = ["stock", "price"]
    if decision.situation == "cart.viewed":
        names = ["quantity", "line_total", "price"]
    if decision.act == "recommend":
        met = {c.field: str(c.value).lower() for c in moment.state.goal.constraints if c.op == "eq"}
        said = {f for f, v in met.items() if (k := f"{number}.{f}") in table and table[k].text.lower() == v}
        names = [n for n in names if n not in _UNSAID | said]
    known = [n for n in dict.fromkeys(names) if n and f"{number}.{n}" in table and not _petty(f"{number}.{n}", table)]
    return tuple(known[: 8 if decision.act == "compare" else 6])


def _differing(products: int, table: Table) -> list[str]:
    """The fields that every product on the table states and in which they differ."""
    of_first = [key.split(".", 1)[1] for key in table if key.startswith("1.")]
    texts = {f: [table[k].text for n in range(1, products + 1) if (k := f"{n}.{f}") in table] for f in of_first}
    return [field for field, said in texts.items() if len(said) == products and len(set(said)) > 1]


def _petty(key: str, table: Table) -> bool:
    """Whether a saving is too small to speak of: under a dollar, or under 3% of the limit."""
    gap, limit = table[key].value, table["limit.price"].value if "limit.price" in table else None
    if not key.endswith(".under_limit") or not isinstance(gap, float | int) or not isinstance(limit, float | int):
        return False
    return gap < max(1.0, 0.03 * limit)


def _notes(product: Product, decision: Decision) -> tuple[str, ...]:
    """Judgements that the rows on the table prove."""
    others = [p for p in decision.products if p is not product]
    notes: list[str] = []
    prices = [p.price for p in others if p.price is not None]
    if product.price is not None and len(prices) == len(others) and others:
        if product.price < min(prices):
            notes.append("cheapest")
        elif product.price > max(prices):
            notes.append("dearest")
    ratings = [p.rating for p in others if p.rating is not None]
    if product.rating is not None and others and len(ratings) == len(others) and product.rating > max(ratings):
        notes.append("best_rated")
    if product.list_price and product.price is not None and product.list_price > product.price:
        notes.append("on_sale")
    if product.stock == 0:
        notes.append("out_of_stock")
    elif product.stock is not None and product.stock <= _FEW:
        notes.append("low_stock")
    if decision.pick == product.id and decision.situation == "answer.pick":
        notes.append("pick")
    return tuple(notes)

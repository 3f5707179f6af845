"""A turn and a state as HTML and labels: pure functions; every value from catalogue or shopper is escaped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

from assistant.record import Turn
from assistant.state import State
from assistant.stated import availability
from assistant.wording import money
from assistant.words import first, phrase
from retrieval.catalog import Product
from retrieval.filters import Constraint, Order
from retrieval.query import Hit

Picture = Callable[[Product], tuple[str, str]]
"""Product to the address of its picture and the words for who cannot see it."""

_FEW = 5


def stock(product: Product) -> str:
    """Return the stock in words; unknown stock is never called in stock."""
    if product.stock is None:
        told = availability(product)
        return "stock not stated" if told is None else "in stock" if told[1] else "out of stock"
    if product.stock == 0:
        return "out of stock"
    return f"only {product.stock} left" if product.stock <= _FEW else "in stock"


def price(product: Product) -> str:
    """Return the price, with the old one struck through where it was reduced."""
    if product.price is None:
        return "price not stated"
    now = escape(money(product.price, product.currency))
    if product.list_price and product.list_price > product.price:
        return f"<b>{now}</b> <s>{escape(money(product.list_price, product.currency))}</s>"
    return f"<b>{now}</b>"


def rating(product: Product) -> str:
    """Return stars and count, or that there are none yet."""
    if product.rating is None:
        return "no ratings yet"
    count = f" ({product.rating_count})" if product.rating_count else ""
    return f"★ {product.rating:.1f}{count}"


def card(number: int, hit: Hit, picture: Picture, why: str) -> str:
    """Return one product card: picture, title, price, rating, stock, why it is here."""
    product = hit.product
    address, words = picture(product)
    return (
        f'<article class="card"><img src="{escape(address, quote=True)}" alt="{escape(words, quote=True)}">'
        f'<div class="about"><span class="title">{number}. {escape(product.title)}</span>'
        f'<span class="price">{price(product)}</span><span class="rating">{rating(product)}</span>'
        f'<span class="stock">{escape(stock(product))}</span><span class="why">{escape(why)}</span></div></article>'
    )


def why(hit: Hit, state: State, broken: tuple[Constraint, ...] = ()) -> str:
    """Return in the shopper's terms why a product is shown: what it meets, or what it misses."""
    if broken:
        return "misses: " + ", ".join(label(c) for c in broken)
    met = [label(c) for c in state.goal.constraints if c.hard and c.field not in ("category", "keyword")]
    return ", ".join(met) or (hit.why[0] if hit.why else "")


def cards(turn: Turn, picture: Picture) -> str:
    """Return the cards of a turn, or nothing if it shows no products."""
    if not turn.products:
        return ""
    breaks = turn.decision.breaks or ((),) * len(turn.hits)
    each = (card(n, hit, picture, why(hit, turn.state, broken))
            for n, (hit, broken) in enumerate(zip(turn.hits, breaks, strict=True), 1))  # fmt: skip
    return f'<div class="cards">{"".join(each)}</div>'


def label(constraint: Constraint) -> str:
    """Return a constraint as the shopper would write it on a chip."""
    if constraint.field == "price" and isinstance(constraint.value, float | int):
        amount = f"{constraint.value:,.2f}".removesuffix(".00")
        return f"price up to {amount}" if constraint.op == "lte" else f"price from {amount}"
    if constraint.field == "rating":
        return f"rating {'from' if constraint.op == 'gte' else 'up to'} {constraint.value}"
    words = phrase(constraint)
    return words if constraint.hard else f"{words} (a wish)"


def chips(state: State) -> list[tuple[str, Constraint | Order]]:
    """Return each constraint that was stated for the current goal with its label, and the sort that was."""
    held = (c for c in state.goal.constraints if c.source == "shopper")
    named: list[tuple[str, Constraint | Order]] = [(label(c), c) for c in held if c.field != "category" or c.op == "ne"]
    return [*named, (first(state.goal.order), state.goal.order)] if state.goal.order else named


def standing(state: State) -> list[tuple[str, Constraint]]:
    """Return each standing preference with its label, and whether the current goal goes without it."""
    named = []
    for preference in state.preferences:
        constraint, of = preference.constraint, f" ({preference.kind})" if preference.kind else ""
        waived = constraint in state.goal.waived
        words = label(constraint)
        bare = words.removeprefix("not ").removeprefix("without ")
        said = f"always {words}" if constraint.op != "ne" else f"never {bare}"
        named.append((f"{said}{of}{', but not here' if waived else ''}", constraint))
    return named


def understood(state: State) -> str:
    """Return what is looked for at the moment, as one line of HTML."""
    goal = state.goal
    if state.current < 0:
        return "<p>Nothing yet. Tell me what you are looking for.</p>"
    unnamed = "what your photo shows" if goal.photo else "something nice"
    looking = escape(goal.category or goal.text or unnamed)
    order = f", {escape(first(goal.order))}" if goal.order else ""
    return f"<p>Looking for <b>{looking}</b>{order}</p>"


def cart(state: State, products: Mapping[str, Product]) -> str:
    """Return the cart as an HTML table with its total."""
    if not state.cart:
        return "<p>Your cart is empty.</p>"
    rows, total, known = [], 0.0, True
    for line in state.cart:
        product = products[line.product]
        unit = next((v.price for v in product.variants if v.id == line.variant and v.price is not None), product.price)
        known &= unit is not None
        total += (unit or 0.0) * line.quantity
        cost = money(unit * line.quantity, product.currency) if unit is not None else "price not stated"
        rows.append(f"<tr><td>{line.quantity} ×</td><td>{escape(product.name or product.title)}</td>"
                    f"<td>{escape(cost)}</td></tr>")  # fmt: skip
    currency = products[state.cart[0].product].currency
    whole = escape(money(total, currency)) if known else "not all prices are stated"
    return f'<table class="cart">{"".join(rows)}<tr><td></td><td>Total</td><td><b>{whole}</b></td></tr></table>'


def plain(text: str) -> str:
    """Return text that the chat shows as it stands, whatever markup it holds."""
    return escape(text, quote=False)

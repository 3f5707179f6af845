"""Rules for the cart: take, change, remove, swap, look, pay."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant import events as ev
from assistant.decision import Decision, Moment, Question
from assistant.pointing import ask_which, pointed_at
from assistant.state import Line
from intents.reading import Pending, Request
from retrieval.catalog import Product, Value, Variant
from retrieval.filters import Constraint
from retrieval.names import is_plural
from retrieval.units import amounts_in

_SWAP = re.compile(r"\b(swap|switch|exchange|replace|trade)\b", re.I)
_CLEAR = re.compile(r"\b(clear|empty|everything|start over|all of it|whole (cart|basket|thing))\b", re.I)
_REMOVE = re.compile(
    r"\b(remove\w*|delete|drop|take|taken|without|lose|no longer|don'?t (want|need)|get rid|ditch|scrap|cancel|"
    r"not|no|out|off|undo|minus|back|forget|leave|skip|kick|toss|bin)\b", re.I)  # fmt: skip
_MORE = re.compile(r"\b(another|one more|\w+ more|add)\b", re.I)


def add(moment: Moment) -> Decision:
    """Put what is pointed at into the cart, once the variant is known and the stock suffices."""
    each = _each(moment)
    if (pending := moment.state.pending) and pending.kind == "add_to_cart" and not moment.reading.references:
        return _taken(moment, [(moment.product(pending.choices[0]), each)])
    wanted = pointed_at(moment)
    if wanted.decision:
        return wanted.decision
    if not wanted.products:
        return ask_which(moment, moment.state.table)
    if moment.reading.pointing and len(wanted.products) == 1:
        return offer(wanted.products[0])
    quantities = _quantities(moment)
    each = 1 if quantities else each
    return _taken(moment, [(p, quantities.get(p.id, each)) for p in wanted.products])


def _each(moment: Moment) -> int:
    """How many are wanted: as many as waited for an answer, unless the answer itself says how many."""
    pending, said = moment.state.pending, moment.reading.quantity
    waiting = _waiting(moment)
    return (waiting or said if pending and pending.field else said or waiting) or 1


def _waiting(moment: Moment) -> int:
    """How many were asked for before the variant was: the "9" that answers is a size."""
    pending = moment.state.pending
    return pending.request.quantity or 0 if pending and pending.kind == "add_to_cart" and pending.request else 0


def _quantities(moment: Moment) -> dict[str, int]:
    return {p: r.quantity for r in moment.reading.references for p in r.products if r.quantity}


def _taken(moment: Moment, wanted: list[tuple[Product, int]]) -> Decision:
    changes: list[ev.Event] = []
    for product, quantity in wanted:
        variants = _variants(product, moment)
        if len(variants) > 1 and (field := _varying(variants)):
            if moment.reading.answer == "both" and len(variants) == 2:
                changes += [ev.CartChanged(product.id, quantity, v.id) for v in variants]
                continue
            if moment.reading.answer != "any" or "size" in field:  # nobody's size is guessed
                asked = _which_variant(product, variants, field, quantity)
                return replace(asked, situation="ask.guess") if moment.reading.answer == "any" else asked
        left = [v for v in product.variants if v.stock != 0] if _waiting(moment) and not variants else []
        if left and (field := _varying(left)):  # what was answered is not among them
            return replace(_which_variant(product, left, field, quantity), situation="ask.unavailable")
        variant = variants[0] if variants else None
        line = _line(moment, product.id, variant.id if variant else "")
        total = quantity + (line.quantity if line else 0)
        stock = variant.stock if variant and variant.stock is not None else product.stock
        if (stock is not None and total > stock) or (product.variants and variant is None):
            return Decision("cart", "cart.refused", (product,), events=(ev.Focused((product.id,)),))
        changes.append(ev.CartChanged(product.id, total, variant.id if variant else ""))
    products = tuple(product for product, _ in wanted)
    return Decision("cart", "cart.added", products, events=(*changes, ev.Focused(tuple(p.id for p in products))))


def _variants(product: Product, moment: Moment) -> list[Variant]:
    """The variants that can be had and meet what was said of size and the like, in this turn and for this goal."""
    wishes = [*moment.reading.add, *moment.state.goal.constraints]
    kept = [v for v in product.variants if v.stock != 0 and all(_meets(v, c) for c in wishes)]
    text = moment.reading.text
    named = [v for v in kept if any(said_of(text, value) for values in v.attributes.values() for value in values)]
    return named or [v for v in kept if _measured(v, text)] or kept


def _measured(variant: Variant, text: str) -> bool:
    """Whether a text names an amount that a variant has: "the 2 litre one", "the litre"."""
    said = amounts_in(re.sub(r"\b(?:the|a|one) (?=(?:litre|liter|kilo|kg)\b)", "1 ", text, flags=re.I))
    held = [a for values in variant.attributes.values() for v in values for a in amounts_in(str(v))]
    return any(amount.same(other) for amount in said for other in held)


def said_of(text: str, value: Value) -> bool:
    """Whether a text names the value of a variant: "in a 7", "size M", "the navy one"."""
    words = re.escape(_plain(value))
    if re.fullmatch(r"[\d.]+|\w{1,3}", _plain(value)):
        words = rf"(?:in(?: an?| the)?|size|an?|the)\s+(?:size\s+)?{words}\b(?! (?:more|of)\b)"
        return re.search(rf"\b{words}", text, re.I) is not None
    return re.search(rf"\b{words}\b", text, re.I) is not None


def _meets(variant: Variant, constraint: Constraint) -> bool:
    values = variant.attributes.get(constraint.field)
    if values is None or constraint.op != "eq":
        return True
    wanted = constraint.value if isinstance(constraint.value, tuple) else (constraint.value,)
    return bool({_plain(v) for v in values} & {_plain(w) for w in wanted})


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value).strip().lower()


def _varying(variants: list[Variant]) -> str:
    names = {name for v in variants for name in v.attributes}
    for name in sorted(names):
        if len({v.attributes.get(name) for v in variants}) > 1:
            return name
    return ""


def _which_variant(product: Product, variants: list[Variant], field: str, quantity: int) -> Decision:
    values = list(dict.fromkeys(_plain(x) for v in variants for x in v.attributes.get(field, ())))
    text = f"Which {field.replace('_', ' ')} would you like: {listed(values)}?"
    pending = Pending("add_to_cart", field, (product.id,), tuple(values), Request("add_to_cart", quantity=quantity))
    return Decision("ask", "ask.split", (product,), question=Question(text, pending),
                    events=(ev.Focused((product.id,)),))  # fmt: skip


def listed(values: Sequence[str]) -> str:
    """Join values to choose from: "8, 9 or 10"."""
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} or {values[-1]}"


def _line(moment: Moment, product: str, variant: str = "") -> Line | None:
    lines = [x for x in moment.state.cart if x.product == product and variant in ("", x.variant)]
    return lines[0] if lines else None


def update(moment: Moment) -> Decision:
    """Change, remove, swap or empty what is in the cart."""
    text, cart = moment.reading.text, moment.state.cart
    wanted = pointed_at(moment, among=tuple(line.product for line in cart))
    if (missing := _not_there(moment, wanted.products)) is not None:
        return missing
    if _CLEAR.search(text) and not wanted.products:
        return Decision("cart", "cart.cleared", events=(ev.CartCleared(),))
    if _SWAP.search(text) and (swapped := _swapped(moment)):
        return swapped
    products = [p for p in wanted.products if _line(moment, p.id)]
    if not products:
        products = _default(moment)
    if not products:
        return ask_which(moment, tuple(line.product for line in cart))
    return _changed(moment, products)


def _not_there(moment: Moment, wanted: Sequence[Product]) -> Decision | None:
    """What follows where the cart does not hold what is meant: nothing to take out, or an offer to put it in."""
    nowhere = [r for r in moment.reading.references if not r.products]
    if any(_line(moment, p.id) for p in wanted) or (moment.state.cart and not wanted):
        return ask_which(moment, tuple(x.product for x in moment.state.cart)) if nowhere and not wanted else None
    quantity = moment.reading.quantity
    if quantity == 0 or (quantity is None and _REMOVE.search(moment.reading.text)):
        return Decision("cart", "cart.absent", tuple(wanted)) if moment.state.cart else Decision("cart", "cart.empty")
    meant = pointed_at(moment)
    if meant.decision or len(meant.products) != 1:
        return meant.decision or (ask_which(moment, moment.state.table) if moment.state.table else
                                  Decision("cart", "cart.empty"))  # fmt: skip
    if _MORE.search(moment.reading.text):
        return add(moment)
    return offer(meant.products[0], quantity or 1)


def offer(product: Product, quantity: int = 1) -> Decision:
    """Ask whether to put so many of a product into the cart."""
    many = f"{quantity} of them" if quantity > 1 else "them" if is_plural(product.name or product.title) else "it"
    pending = Pending("add_to_cart", choices=(product.id,), request=Request("add_to_cart", quantity=quantity))
    return Decision("ask", "ask.offer", (product,), question=Question(f"Shall I add {many} to your cart?", pending),
                    events=(ev.Focused((product.id,)),))  # fmt: skip


def _default(moment: Moment) -> list[Product]:
    """The line that "make it 3" is about: the only one, or the one just talked about."""
    cart = moment.state.cart
    if len(cart) == 1:
        return [moment.product(cart[0].product)]
    focus = [line.product for line in cart if line.product in moment.state.focus]
    return [moment.product(focus[0])] if len(focus) == 1 and not moment.reading.references else []


def _changed(moment: Moment, products: list[Product]) -> Decision:
    quantity = _quantities(moment).get(products[0].id, moment.reading.quantity)
    removing = quantity == 0 or (quantity is None and bool(_REMOVE.search(moment.reading.text)))
    if quantity is None and not removing:
        how_many = Question("How many would you like?", Pending("add_to_cart", "quantity", (products[0].id,)))
        situation = "ask.guess" if moment.reading.answer == "any" else "ask.split"
        return Decision("ask", situation, tuple(products), question=how_many)
    changes: list[ev.Event] = []
    for product in products:
        line = _line(moment, product.id)
        assert line is not None
        amount = 0 if removing else quantity or 0
        if not removing and _MORE.search(moment.reading.text) and "more" in moment.reading.text.lower():
            amount += line.quantity
        if product.stock is not None and amount > product.stock:
            return Decision("cart", "cart.refused", (product,))
        changes.append(ev.CartChanged(product.id, amount, line.variant))
    situation = "cart.removed" if removing else "cart.changed"
    focus = () if removing else (ev.Focused(tuple(p.id for p in products)),)
    return Decision("cart", situation, tuple(products), events=(*changes, *focus))


def _swapped(moment: Moment) -> Decision | None:
    named = [p for r in moment.reading.references for p in r.products]
    out = [p for p in named if _line(moment, p)]
    into = [p for p in named if not _line(moment, p)]
    if len(out) != 1 or len(into) != 1:
        return None
    line = _line(moment, out[0])
    quantity = line.quantity if line else 1
    products = (moment.product(out[0]), moment.product(into[0]))
    if products[1].stock is not None and products[1].stock < quantity:
        return Decision("cart", "cart.refused", products[1:])
    changes = (ev.CartChanged(out[0], 0, line.variant if line else ""), ev.CartChanged(into[0], quantity))
    return Decision("cart", "cart.swapped", products, events=(*changes, ev.Focused((into[0],))))


def view(moment: Moment) -> Decision:
    """Say what the cart holds."""
    held = dict.fromkeys(line.product for line in moment.state.cart)
    products = tuple(moment.product(product) for product in held)[:9]
    return Decision("cart", "cart.viewed" if products else "cart.empty", products)


def checkout(moment: Moment) -> Decision:
    """Offer the way to pay, or say that there is nothing to pay for."""
    return Decision("checkout", "checkout.ready" if moment.state.cart else "checkout.empty")

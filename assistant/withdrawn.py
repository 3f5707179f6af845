"""Products that the shop no longer sells, though a talk still has them: out of the cart, with a word to the shopper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant import events as ev
from assistant.decision import Moment
from assistant.facts import Fact
from assistant.plain_items import safe
from assistant.shop import Shop
from assistant.state import State
from assistant.wording import join
from assistant.write import Sentence


def taken_out(shop: Shop, state: State) -> list[ev.Event]:
    """Return the events that take out of the cart what is no longer sold."""
    return [ev.CartChanged(line.product, 0, line.variant) for line in state.cart if not shop.sells(line.product)]


def said_of(moment: Moment) -> Iterator[Sentence]:
    """Yield one sentence on what was taken out of the cart, one on what this turn points at and is not sold."""
    cart = [line.product for line in moment.before.cart] if moment.before else []
    gone = [ident for ident in dict.fromkeys(cart) if not moment.shop.sells(ident)]
    if gone:
        yield _sentence(moment, gone, "so I took it out of your cart", "so I took them out of your cart")
    meant = [ident for r in moment.reading.references if not r.ambiguous for ident in r.products]
    if other := [ident for ident in dict.fromkeys(meant) if ident not in gone and not moment.shop.sells(ident)]:
        yield _sentence(moment, other, "", "")


def _sentence(moment: Moment, gone: Sequence[str], one: str, many: str) -> Sentence:
    names = [safe(moment.product(ident).name) or "that product" for ident in gone]
    plural = len(names) > 1
    end = f", {many if plural else one}" if one else ""
    text = f"The shop no longer sells {join(names)}{end}."
    return Sentence(text, "fixed", 1, (), (Fact(text, False, "state", "no longer sold"),), text)

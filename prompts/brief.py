"""The brief: all that the writer of a reply is told, in plain strings; templates are rendered from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """A product on the table, `number` from 1, without its name (a reply writes `[[1]]`).

    `kind`: its type in one or two words ("ankle boots"). `plural`: whether its short name takes "are".
    `fields`: what may be referred to as `[[n.FIELD]]`, the most telling first ("material", "under_limit").
    `notes`: proved judgements: cheapest, dearest, best_rated, on_sale, low_stock, out_of_stock, popular, new,
    pick (the one the assistant would choose). `breaks`: the constraints that it misses, in the words of `wants`
    ("leather", "under [[limit.price]]": a reply says that it is not, or misses, these).
    """

    number: int
    kind: str
    plural: bool = False
    fields: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """What to say: the situation (one of SITUATIONS) and the facts that may be used in it.

    `wants`: the constraints that all items meet, in words ("leather", "for women", "under [[limit.price]]").
    `wants` and `dropped` read well after "is" or "comes": "leather", "not leather", "with a hood", "from Acme".
    `asked`: what a question is about ("colour"); for an answer the first field of an item is the one asked.
    `question`: the one question to end with, whole, or "".
    `extra`: further references that may be used ("limit.price", "cart.total", "rule.delivery", "2-1.price").
    """

    act: str
    situation: str
    message: str = ""
    category: str = ""
    wants: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    asked: str = ""
    question: str = ""
    extra: tuple[str, ...] = ()


SITUATIONS: dict[str, str] = {
    # recommend: every item is introduced, one sentence each or in one sentence together
    "recommend.search": "first products for a new goal",
    "recommend.refined": "products after a constraint was added or changed",
    "recommend.relaxed": "products after a constraint was dropped",
    "recommend.more": "further products for the same goal",
    "recommend.last": "the last products that fit; after them there are no more",
    "recommend.other": "others in place of products turned down",
    "recommend.similar": "products like the one pointed at",
    "recommend.complement": "products that go with the one pointed at",
    "recommend.gift": "ideas for a gift",
    "recommend.bestsellers": "what is popular, top rated or new here",
    "recommend.deals": "products with a reduced price",
    "recommend.explore": "a look around a department",
    "recommend.image": "products found from a photo; category is the guess",
    "recommend.back": "back at an earlier goal",
    # none_found: items are the nearest, each with what it breaks
    "none.nearest": "nothing meets all wants; the nearest products, dropped says what would have to go",
    "none.more": "there are no further products for this goal",
    "none.unknown": "the shop has nothing of that kind, and nothing near it",
    # ask: the question is the reply
    "ask.need": "what is wanted is not known yet",
    "ask.split": "one question that would split the results",
    "ask.which": "it is not clear which product is meant; the items are the candidates",
    "ask.photo": "a photo was spoken of, and none came; or it could not be recognised",
    # answer
    "answer.value": "the asked field of item 1 (or of each item), as a reference",
    "answer.yes": "the asked value is true of item 1: [[1.FIELD]] shows it",
    "answer.no": "the asked value is not true of item 1: [[1.FIELD]] shows what is",
    "answer.unknown": "the shop does not state what is asked about item 1",
    "answer.in_stock": "item 1 can be had; [[1.stock]] is how many",
    "answer.out_of_stock": "item 1 is sold out",
    "answer.rating": "rating and count of item 1, as references",
    "answer.no_reviews": "there are no ratings for item 1",
    "answer.explain": "why item 1 (or the items) were suggested: wants that hold, notes",
    "answer.pick": "which one the assistant would choose, the item with the note pick, and why",
    "answer.no_deals": "there are no reduced products or codes that the shop states",
    # compare
    "compare.two": "two items weighed; who should take which",
    "compare.many": "three or more items weighed",
    # cart: items are what was added, removed or changed
    "cart.added": "items were added; cart.total, cart.count may be used",
    "cart.removed": "items were taken out",
    "cart.changed": "the quantity of item 1 was changed",
    "cart.swapped": "item 1 was taken out, item 2 put in",
    "cart.viewed": "what the cart holds: each item, and the total",
    "cart.empty": "the cart is empty",
    "cart.cleared": "the cart was emptied",
    "cart.refused": "item 1 cannot be added: it is sold out, or fewer are left than asked for",
    # checkout
    "checkout.ready": "the order can be placed: count and total",
    "checkout.empty": "nothing in the cart to pay for",
    # service: rules and orders are quoted
    "service.rule": "a rule of the shop answers: [[rule.ID]], which is a whole sentence or more",
    "service.unknown": "the shop's rules do not say; a person can help",
    "service.order": "an order was found: [[order.status]] and others",
    "service.which_order": "the order's number and e-mail are needed",
    "service.no_order": "no order with that number and e-mail",
    "service.no_orders": "the assistant has no access to orders here; a person can help",
    "service.return": "how to return: [[rule.returns]], and the order if known",
    "handoff.person": "a person is being called in",
    # chat
    "chat.greet": "hello, and an offer to help",
    "chat.thanks": "answer to thanks",
    "chat.bye": "goodbye",
    "chat.ack": "answer to ok, cool, hm",
    "chat.grumble": "answer to a complaint or insult, calm and kind",
    "chat.bot": "asked whether it is a bot: says that it is an assistant program",
    "chat.unclear": "the message was empty or not understood; asks what is wanted",
    "decline.scope": "not a matter of shopping: says so, and offers to help with the shop",
}

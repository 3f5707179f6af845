"""Rules for service and talk: the shop's rules, orders, a person, small talk, what is no shopping."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answering import about, asked_of, topic
from assistant.decision import Decision, Moment, Question
from assistant.pointing import pointed_at
from assistant.quoting import rule_for
from intents.reading import Pending

_NEED = Question("What are you looking for?", Pending("need"))
_TALK: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (situation, re.compile(rf"\b({words})\b", re.I))
    for situation, words in (
        ("chat.bot", r"bot|robot|human|real person|ai|machine|computer|chatgpt"),
        ("chat.grumble", r"useless|stupid|idiot|dumb|junk|rubbish|hate|worst|awful|terrible|suck\w*|annoying|crap|shit|"
                         r"fuck\w*|damn|angry|ridiculous|waste|disappoint\w*|sick of|fed up"),
        ("chat.bye", r"bye|goodbye|good night|see (you|ya|u)|later|that'?s (all|it)|nothing else|"
                     r"have a (nice|good|great)"),
        ("chat.thanks", r"thank\w*|thx|ty|tnx|cheers|appreciate\w*|grateful|ta|merci|danke|gracias"),
        ("chat.greet", r"hi+|hey+|hello+|hiya|yo|howdy|good (morning|afternoon|evening|day)|greetings|sup|how are you|"
                       r"how's it going"),
    )
)  # fmt: skip
_CODE = re.compile(r"\b(codes?|coupons?|vouchers?|promo\w*|student|price match\w*|loyalty|newsletter)\b", re.I)
_NEEDING = re.compile(r"\b(needs?|want|wanna|look|buy|get|shop|browse|find|help|looking|buying|shopping)\b", re.I)
_LETTER = re.compile(r"[^\W\d_]")


def talk(moment: Moment) -> Decision:
    """Answer small talk in kind."""
    text = moment.reading.text
    if not _LETTER.search(text):
        return Decision("chat", "chat.unclear", question=None if moment.state.table else _NEED)
    situation = next((name for name, words in _TALK if words.search(text)), "chat.ack")
    if situation == "chat.ack" and _NEEDING.search(text):
        return Decision("ask", "ask.need", question=_NEED)
    return Decision("chat", situation)


def code(moment: Moment) -> Decision | None:
    """Quote the rule on codes and price promises where one answers a question about deals."""
    rule = rule_for(moment) if _CODE.search(moment.reading.text) else None
    return Decision("service", "service.rule", rule=rule) if rule else None


def decline(_: Moment) -> Decision:
    """Turn down what is no matter of shopping."""
    return Decision("decline", "decline.scope")


def hand_off(_: Moment) -> Decision:
    """Call a person in."""
    return Decision("handoff", "handoff.person")


def policy(moment: Moment) -> Decision:
    """Quote the rule that answers, or say that the rules do not; what a product's own row states is said of it."""
    named = any(r.products and not r.ambiguous for r in moment.reading.references)
    products = pointed_at(moment).products if named or not moment.reading.references else ()
    own = asked_of(moment, products)
    rule = rule_for(moment)
    if products and own and (own == "warranty" or named or rule is None):
        return about(moment, products, own)
    if rule is None and named and (asked := topic(moment)):
        return about(moment, products, asked)
    return Decision("service", "service.rule" if rule else "service.unknown", rule=rule)


def track_order(moment: Moment) -> Decision:
    """Say how an order stands, once its number and e-mail are known."""
    return _with_order(moment, "service.order")


def give_back(moment: Moment) -> Decision:
    """Say how something goes back, with the order where it is known."""
    rule = rule_for(moment)
    if moment.state.order_id or not rule:
        found = _with_order(moment, "service.return")
        if found.order or not rule:
            return replace(found, rule=rule)
    return Decision("service", "service.return", rule=rule)


def _with_order(moment: Moment, situation: str) -> Decision:
    state, orders = moment.state, moment.shop.orders
    if orders is None:
        return Decision("service", "service.no_orders")
    if not state.order_id or not state.email:
        return Decision("service", "service.which_order")
    order = orders.find(state.order_id, state.email)
    return Decision("service", situation if order else "service.no_order", order=order)

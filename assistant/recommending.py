"""Rules that put products on the table: results, further results, nearest misses, questions that split."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from assistant import events as ev
from assistant.decision import Decision, Moment, Question
from assistant.pointing import pointed_at
from assistant.serving import code
from assistant.stated import stated
from assistant.words import phrase
from intents.reading import Pending
from retrieval.catalog import Product
from retrieval.query import Hit

_SITUATION = {
    "search_product": "recommend.search",
    "explore_category": "recommend.explore",
    "search_by_image": "recommend.image",
    "gift_ideas": "recommend.gift",
    "ask_bestsellers": "recommend.bestsellers",
    "ask_deals": "recommend.deals",
    "refine_search": "recommend.refined",
    "relax_search": "recommend.relaxed",
    "show_more": "recommend.more",
    "find_similar": "recommend.similar",
    "find_complement": "recommend.complement",
    "reject_items": "recommend.other",
}
_ASK_ABOVE = 12  # with more results than this, one question that splits them is worth its words
_SPLITTERS = ("size", "material", "colour", "gender", "brand")
_NEEDED = re.compile(r"\b(?:do|will|would|should) (?:i|we|you) (?:also |really )?need "
                     r"(?P<what>(?:an?|some|any|the)? ?[\w ]+?)(?= for\b| with\b| to\b|[?.,!]|$)", re.I)  # fmt: skip
_WORDS = Question("I don't recognise what is in your photo; what is it, in a word or two?", Pending("need"))
_KIND = Question("What kind of product are you looking for?", Pending("need"))
_LOW = frozenset({"colour", "material", "gender"})
_PHOTO = Question("Could you send the photo, as a picture file?", Pending("need"))


def recommend(moment: Moment) -> Decision:
    """Show what search found; else say what stands in the way and show the nearest."""
    intent, result = moment.reading.intent, moment.result
    if intent == "search_by_image" and moment.state.goal.photo is None:
        return Decision("ask", "ask.photo", question=_PHOTO)
    if moment.state.goal.photo and not moment.state.goal.category and moment.shop.index.pictures is None:
        return Decision("ask", "ask.need", question=_WORDS)
    if result is None:
        return Decision("ask", "ask.need", question=Question("What are you looking for?", Pending("need")))
    if intent == "ask_deals" and (quoted := code(moment)):
        return quoted
    if intent == "ask_deals" and not result.hits:
        return Decision("answer", "answer.no_deals")
    if intent == "find_complement" and (needed := _needed(moment)):
        return needed
    if intent == "ask_bestsellers" and not any(_popular(h.product) for h in result.hits):
        return Decision("answer", "answer.unknown", asked="what sells best")
    if not result.hits:
        return _nothing(moment)
    order = moment.reading.order
    if order is not None and not any(stated(h.product, order.field) for h in result.hits):
        return Decision("answer", "answer.unknown", asked=order.field.replace("_", " "))
    return _show(moment, result.hits)


def _needed(moment: Moment) -> Decision | None:
    """Answer "do I need a case for it?": the shop does not state what one needs."""
    found = _NEEDED.search(moment.reading.text)
    products = pointed_at(moment).products if found else ()
    if not found or len(products) != 1:
        return None
    asked = f"whether you need {found['what']}"
    return Decision("answer", "answer.unknown", products, asked=asked, events=(ev.Focused((products[0].id,)),))


def _show(moment: Moment, hits: Sequence[Hit]) -> Decision:
    assert moment.result is not None
    situation = _SITUATION[moment.reading.intent]
    if situation == "recommend.relaxed" and moment.reading.answer == "any" and not _let_go(moment):
        situation = "recommend.search"  # a field stays open that no constraint was on
    seen = set(moment.state.goal.shown)
    if moment.reading.goal == "back" and moment.state.goal.shown:
        situation = "recommend.back"
    elif situation == "recommend.more" and moment.result.total <= len(seen | {h.product.id for h in hits}):
        situation = "recommend.last"
    products = tuple(h.product for h in hits)
    events: list[ev.Event] = [ev.Shown(tuple(p.id for p in products))]
    if situation == "recommend.complement" and (beside := pointed_at(moment).products):
        events.append(ev.Focused(tuple(p.id for p in beside)))  # the talk is still about what was asked for
    pick = products[0].id
    return Decision("recommend", situation, products, True, tuple(hits), tuple(events),
                    question=_next(moment) or _splitting(moment), pick=pick)  # fmt: skip


def _let_go(moment: Moment) -> bool:
    """Whether a constraint that was in force went with this turn."""
    before = moment.before.goal.constraints if moment.before else ()
    return any(c not in moment.state.goal.constraints for c in before)


def _next(moment: Moment) -> Question | None:
    """Offer to go on to the next of several kinds that were asked for together."""
    state = moment.state
    waiting = [g.category for n, g in enumerate(state.goals) if g.category and not g.shown and n != state.current]
    if not waiting or not (moment.reading.also or moment.reading.goal == "back"):
        return None
    kinds = [moment.shop.several(kind) for kind in waiting]
    text = f"Shall I show you the {' and then the '.join(kinds)} next?"
    return Question(text, Pending("need", choices=(waiting[0],)))


def _popular(product: Product) -> bool:
    return product.popularity is not None or product.rating is not None


def _nothing(moment: Moment) -> Decision:
    result, goal = moment.result, moment.state.goal
    assert result is not None
    if moment.reading.intent in ("show_more", "reject_items") and result.total:
        return Decision("none_found", "none.more", question=_drop_question(moment))
    if not result.near or _unknown_kind(moment):
        return Decision("none_found", "none.unknown", asked=goal.category)
    if not goal.category and (made := _unknown_brand(moment)):
        return Decision("none_found", "none.brand", asked=made, question=_KIND)
    near = result.near[:3]
    products = tuple(n.hit.product for n in near)
    shown = ev.Shown(tuple(p.id for p in products), near=True)
    return Decision("none_found", "none.nearest", products, True, tuple(n.hit for n in near), (shown,),
                    breaks=tuple(n.broken for n in near), dropped=result.dropped)  # fmt: skip


def _unknown_kind(moment: Moment) -> bool:
    """Whether the shop has nothing of the kind asked for."""
    kinds = [c for c in moment.state.goal.constraints if c.field == "category" and c.op == "eq"]
    return bool(kinds) and not moment.shop.passing(kinds)


def _unknown_brand(moment: Moment) -> str:
    """The brand asked for of which the shop has nothing, in words: "by Acme"."""
    brands = [c for c in moment.state.goal.constraints if c.field == "brand" and c.op == "eq"]
    return phrase(brands[0]) if brands and not moment.shop.passing(brands) else ""


def _drop_question(moment: Moment) -> Question | None:
    droppable = [c.field for c in moment.state.goal.constraints if c.field not in ("category", "keyword")]
    if not droppable:
        return None
    field = droppable[-1]
    return Question(f"Shall I look further without the {re.sub('_', ' ', field)} limit?" if field == "price" else
                    f"Shall I look further without the {re.sub('_', ' ', field)}?",
                    Pending("drop", field))  # fmt: skip


def _splitting(moment: Moment) -> Question | None:
    """The one question that splits many results best; none if few are left or all was said."""
    result, goal, state = moment.result, moment.state.goal, moment.state
    settled = {c.field for c in goal.constraints} | set(goal.asked)
    if result is None or result.total < _ASK_ABOVE or state.pending or goal.asked or goal.photo:
        return None
    rows = moment.shop.passing(goal.constraints)
    best = max((_split(rows, f) for f in _SPLITTERS if f not in settled), default=None)
    if best is None or best[0] < 0.5:
        return None
    _, field, values = best
    listed = f"{', '.join(values[:-1])} or {values[-1]}"
    words = {"gender": f"Is it for {listed}?", "size": f"Which size do you need: {listed}?"}
    text = words.get(field, f"Do you have a {field} in mind, such as {listed}?")
    return Question(text, Pending("field", field, tuple(values)))


def _split(rows: Sequence[Product], field: str) -> tuple[float, str, list[str]]:
    """How evenly a field splits the rows: 0 (not at all) to 1, with its commonest values."""
    counts = Counter(str(v) for p in rows for v in stated(p, field)[:1])
    values = [value.lower() if field in _LOW else value for value, n in counts.most_common(3) if n >= 2]
    if len(values) < 2 or not rows:
        return (0.0, field, values)
    known = sum(counts.values()) / len(rows)
    top = counts.most_common(1)[0][1] / sum(counts.values())
    return (known * (1 - top), field, values)

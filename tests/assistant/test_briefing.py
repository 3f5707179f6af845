from __future__ import annotations

from PIL import Image

from assistant.briefing import brief_of
from assistant.decide import decide
from assistant.decision import Decision, Moment
from assistant.look_up import look_up
from assistant.message import Message, understand
from assistant.replay import one_turn
from assistant.shop import Shop
from assistant.state import Session, replay
from assistant.track import track
from prompts.brief import Brief
from retrieval.demo.draw import draw


def briefs(shop: Shop, *texts: str) -> list[tuple[Brief, Decision]]:
    """Take the turns of a talk as far as the brief."""
    session, found = Session("test"), []
    for text in texts:
        reading = understand(shop, Message(text), session.state)
        session.events += track(reading, session.state)
        result = look_up(shop.index, reading, session.state)
        decision = decide(Moment(shop, reading, session.state, result))
        moment = Moment(shop, reading, replay(decision.events, session.state), result)
        session.events += decision.events
        found.append((brief_of(decision, moment)[0], decision))
    return found


def test_what_is_said_to_be_met_is_met_by_every_product_on_the_table(demo_shop: Shop) -> None:
    search, similar, complement = briefs(demo_shop, "a table lamp under $60 please", "something like the first one",
                                         "what goes with the first one?")  # fmt: skip
    assert search[0].wants == ("under [[limit.price]]",)
    for brief, decision in (similar, complement):
        cheap = all(p.price is not None and p.price <= 60 for p in decision.products)
        assert ("under [[limit.price]]" in brief.wants) == cheap


def test_the_two_sides_of_a_price_range_are_one_wish(demo_shop: Shop) -> None:
    (brief, _), *_ = briefs(demo_shop, "a backpack between 40 and 90 dollars")
    assert brief.wants == ("between [[limit.price_min]] and [[limit.price]]",)


def test_each_item_says_only_what_its_row_states(demo_shop: Shop) -> None:
    (brief, decision), *_ = briefs(demo_shop, "show me mugs")
    for item, product in zip(brief.items, decision.products, strict=True):
        assert ("rating" in item.fields) <= (product.rating is not None)
        reduced = product.list_price is not None and product.list_price > (product.price or 0)
        assert ("on_sale" in item.notes) == reduced


def test_a_saving_of_cents_is_not_spoken_of(demo_shop: Shop) -> None:
    (brief, decision), *_ = briefs(demo_shop, "mugs under 12 dollars")
    for item, product in zip(brief.items, decision.products, strict=True):
        assert product.price is not None
        assert ("under_limit" in item.fields) == (12 - product.price >= 1)


def test_what_is_unknown_is_named_as_it_was_asked(demo_shop: Shop) -> None:
    *_, (brief, _) = briefs(demo_shop, "show me table lamps", "is the first one hypoallergenic?")
    assert (brief.situation, brief.asked) == ("answer.unknown", "whether it is hypoallergenic")


def test_this_beside_a_photo_is_what_the_photo_shows(demo_shop: Shop) -> None:
    session = Session("photo")
    for text in ("sneakers for men", "the first one is nice"):
        reading = understand(demo_shop, Message(text), session.state)
        session.events += track(reading, session.state)
    reading = understand(demo_shop, Message("anything like this?", Image.new("RGB", (64, 64))), session.state)
    assert (reading.intent, reading.goal) == ("search_by_image", "new")
    goal = replay(track(reading, session.state), session.state).goal
    assert (goal.category, goal.constraints) == ("", ())


def test_a_photo_names_the_kind_of_what_looks_most_like_it_and_the_kind_stays(demo_shop: Shop) -> None:
    mug = next(p for p in demo_shop.products.values() if p.category[-1] == "Mugs")
    session = Session("photo")
    one_turn(demo_shop, session, "got anything like this?", draw(mug))
    assert session.state.goal.category == "mugs"
    turn = one_turn(demo_shop, session, "but in blue")
    assert turn.products
    assert {p.category[-1] for p in turn.products} == {"Mugs"}

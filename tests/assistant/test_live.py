"""A shop that is updated while it serves: the next turn sees it, a turn keeps to one shop, nothing withdrawn breaks."""

from __future__ import annotations

import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import events as ev
from assistant.live import Live
from assistant.message import Message
from assistant.replay import one_turn
from assistant.shop import Shop
from assistant.state import Session
from assistant.turn import respond
from retrieval.index import Index
from retrieval.update import update


@pytest.fixture
def live(demo_shop: Shop, tmp_path: Path) -> Live:
    copied = shutil.copytree(demo_shop.index.folder, tmp_path / "index")
    index = Index.open(copied, demo_shop.index.encoders, demo_shop.index.synonyms)
    return Live(replace(demo_shop, index=index, writer=None), patience=60.0)


def change(live: Live, *rows: dict[str, object]) -> None:
    index = live.now().index
    update(rows, index.folder, index.encoders, index.synonyms)


def shown(live: Live, text: str) -> tuple[Session, list[str]]:
    session = Session("talk")
    return session, [p.id for p in one_turn(live.now(), session, text).products]


def test_a_shop_that_did_not_change_is_the_same_shop(live: Live) -> None:
    assert live.now() is live.now()


def test_a_new_price_is_said_in_the_next_turn(live: Live) -> None:
    session, (first, *_) = shown(live, "table lamps")
    change(live, {"id": first, "price": 17.35})
    assert "$17.35" in one_turn(live.now(), session, "how much is the first one?").sentences[0].text


def test_new_prices_leave_what_is_understood_as_it_is(live: Live) -> None:
    before = live.now()
    change(live, {"id": next(iter(before.products)), "stock": 3})
    assert live.now() is not before
    assert live.now().understanding is before.understanding
    assert live.now().index.texts is before.index.texts


def test_a_product_that_sells_out_is_shown_no_more(live: Live) -> None:
    _, (first, *_) = shown(live, "table lamps")
    change(live, {"id": first, "stock": 0})
    assert first not in shown(live, "table lamps")[1]


def test_a_new_product_of_a_new_kind_is_found_and_its_words_are_understood(live: Live) -> None:
    path = ["Music", "Theremins"]
    change(live, {"id": "theremin-1", "title": "Walnut Theremin", "category": path, "price": 240.0, "stock": 2})
    session, found = shown(live, "i am looking for a theremin")
    assert found == ["theremin-1"]
    assert session.state.goal.category.startswith("theremin")


def test_a_turn_that_has_begun_keeps_the_shop_it_began_with(live: Live) -> None:
    session, (first, *_) = shown(live, "table lamps")
    turn = respond(live.now(), session, Message("how much is the first one?"))
    change(live, {"id": first, "price": 17.35})
    assert all("$17.35" not in getattr(step, "text", "") for step in turn)


def test_what_is_withdrawn_leaves_the_cart_with_a_word(live: Live) -> None:
    session, (first, second, *_) = shown(live, "table lamps")
    session.events += [ev.CartChanged(first, 1), ev.CartChanged(second, 2)]
    change(live, {"id": first, "withdrawn": True})
    turn = one_turn(live.now(), session, "what is in my cart?")
    assert "no longer sells" in turn.sentences[0].text
    assert [line.product for line in session.state.cart] == [second]


@pytest.mark.parametrize("text", [
    "add the first one to my cart", "how much is the first one?", "is the first one in stock?", "why the first one?",
    "something like the first one", "what goes with the first one", "the first or the second?", "not the first one",
])  # fmt: skip
def test_whatever_is_said_of_a_product_that_was_withdrawn_is_answered(live: Live, text: str) -> None:
    session, (first, *_) = shown(live, "table lamps")
    change(live, {"id": first, "withdrawn": True})
    turn = one_turn(live.now(), session, text)
    assert "no longer sells" in " ".join(s.text for s in turn.sentences)
    assert not session.state.cart


def test_a_talk_goes_on_after_all_that_it_knew_was_withdrawn(live: Live) -> None:
    session, found = shown(live, "table lamps")
    change(live, *({"id": ident, "withdrawn": True} for ident in found))
    for text in ("the second one please", "show me more", "compare them", "thanks"):
        assert one_turn(live.now(), session, text).sentences


def test_products_that_nobody_knows_do_not_break_a_talk(live: Live) -> None:
    past = [ev.Said("lamps", False), ev.Shown(("gone-1", "gone-2")), ev.CartChanged("gone-1", 1),
            ev.Focused(("gone-1",)), ev.Replied("recommend", "recommend.search", "Here.")]  # fmt: skip
    session = Session("old", past)
    for text in ("what is in my cart?", "add the first one", "more like that"):
        assert one_turn(live.now(), session, text).sentences
    assert not session.state.cart


def test_a_folder_that_is_gone_or_broken_leaves_the_shop_serving(live: Live) -> None:
    folder = live.now().index.folder
    (folder / "manifest.json").write_text("{")
    assert shown(live, "table lamps")[1]
    shutil.rmtree(folder)
    assert shown(live, "table lamps")[1]


def test_a_renewal_that_takes_long_does_not_hold_a_turn_up(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    before, go_on = live.now(), threading.Event()
    monkeypatch.setattr(Index, "fresh", lambda index, fresh=Index.fresh: go_on.wait(30) and fresh(index))
    update([{"id": next(iter(before.products)), "price": 17.35}], before.index.folder, before.index.encoders,
           before.index.synonyms)  # fmt: skip
    hurried = Live(before, patience=0.0)
    assert hurried.now().index is before.index
    go_on.set()
    assert Live(before, patience=60.0).now().index is not before.index


def test_what_changes_between_turns_is_taken_in_by_the_watch(live: Live) -> None:
    before, stopped = live.now(), live.watch(0.01)
    update([{"id": next(iter(before.products)), "price": 17.35}], before.index.folder, before.index.encoders,
           before.index.synonyms)  # fmt: skip
    assert live.now() is not before
    stopped.set()

"""Talks with the demo shop, without its language model."""

from __future__ import annotations

from dataclasses import replace

from assistant.record import Turn
from assistant.replay import one_turn
from assistant.shop import Shop
from assistant.state import Session


def talk(shop: Shop, *texts: str) -> list[Turn]:
    session, plain = Session("talk"), replace(shop, writer=None)
    return [one_turn(plain, session, text) for text in texts]


def wishes(turn: Turn) -> set[tuple[str, str, object]]:
    return {(c.field, c.op, c.value) for c in turn.state.goal.constraints if c.field != "category"}

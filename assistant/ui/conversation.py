"""What the page does when something is sent or clicked: a visitor's session in, messages and panels out."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import gradio as gr

from assistant import events as ev
from assistant.live import Live
from assistant.message import Message
from assistant.record import Turn
from assistant.shop import Shop
from assistant.state import Session
from assistant.turn import respond
from assistant.ui import pictures, view
from assistant.words import first
from retrieval.catalog import Product
from retrieval.errors import PhotoError
from retrieval.filters import Constraint, Order
from retrieval.images import open_photo

SORRY = "Sorry, something went wrong on my side. Nothing is lost; please say that again."

History = list[dict[str, Any]]
Outputs = tuple[Any, ...]
"""The messages, the session, what was understood, the cart."""


class Conversation:
    """The handlers of the page over one shop; sessions are passed in and out, none is kept."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._picture = lru_cache(maxsize=2000)(self._draw)

    def send(self, history: History, session: Session | None, sent: dict[str, Any]) -> Iterator[Outputs]:
        """Answer what was written, with the photo beside it; a file that is no picture is named and left out."""
        text, photo = (sent.get("text") or "").strip(), None
        shown: History = [*history]
        for path in (sent.get("files") or [])[:1]:
            try:
                photo = open_photo(Path(path))
                shown.append({"role": "user", "content": {"path": path}})
            except PhotoError as error:
                gr.Warning(str(error))
        shown.append({"role": "user", "content": view.plain(text) or "(a photo)"})
        yield from self._answer(shown, session, Message(text, photo))

    def click_away(self, history: History, session: Session, held: Constraint | Order) -> Iterator[Outputs]:
        """Drop a constraint or the sort, and look again."""
        words = first(held) if isinstance(held, Order) else view.label(held)
        line = {"role": "user", "content": view.plain(f"✕ {words}")}
        yield from self._answer([*history, line], session, Message(removed=held))

    def step_back(self, history: History, session: Session | None) -> Iterator[Outputs]:
        """Take the last change back."""
        if session is None or not session.state.past:
            gr.Info("There is nothing to undo.")
            yield history, session, gr.skip(), gr.skip()
            return
        yield from self._answer([*history, {"role": "user", "content": "↶ undo"}], session, Message(undo=True))

    def order(self, history: History, session: Session | None) -> Outputs:
        """Place the demo order: the cart is empty afterwards, nothing is charged."""
        if session is None or not session.state.cart:
            gr.Info("The cart is empty.")
            return history, session, gr.skip(), gr.skip()
        number = f"DEMO-{secrets.token_hex(3).upper()}"
        session = Session(session.id, [*session.events, ev.OrderPlaced(number)])
        words = f"Order {number} is placed. This is a demo: nothing is charged."
        return [*history, {"role": "assistant", "content": words}], *self._panels(session)

    def start_again(self) -> Outputs:
        """Forget the talk."""
        return [], *self._panels(_new())

    def _answer(self, history: History, session: Session | None, message: Message) -> Iterator[Outputs]:
        """Stream an answer; the session grows only when it is whole."""
        session = Session(session.id, [*session.events]) if session else _new()
        answer: dict[str, Any] = {"role": "assistant", "content": "…"}
        history, said = [*history, answer], list[str]()
        yield history, gr.skip(), gr.skip(), gr.skip()
        try:
            for step in respond(self.shop, session, message):
                if not isinstance(step, Turn):
                    said.append(step.text)
                    answer["content"] = view.plain(" ".join(said))
                elif step.products:
                    history.append({"role": "assistant", "content": gr.HTML(view.cards(step, self._look))})
                yield history, gr.skip(), gr.skip(), gr.skip()
        except Exception:
            answer["content"] = SORRY  # the edge of the page: the talk goes on, the failure is logged
            yield history, gr.skip(), gr.skip(), gr.skip()
            raise
        yield history, *self._panels(session)

    def _panels(self, session: Session) -> tuple[Session, str, str]:
        return session, view.understood(session.state), view.cart(session.state, self.shop.products)

    @property
    def shop(self) -> Shop:
        """The shop as it is now."""
        return self._live.now()

    def _look(self, product: Product) -> tuple[str, str]:
        return self._picture(product.id)

    def _draw(self, product_id: str) -> tuple[str, str]:
        return pictures.of(self.shop.products[product_id], self.shop.settings.catalog)


def _new() -> Session:
    return Session(secrets.token_urlsafe(24))

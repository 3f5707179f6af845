"""The shop's page: chat, cards, what was understood, cart. Built with Gradio; asks only its own origin."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import gradio as gr

from assistant import events as ev
from assistant.message import Message
from assistant.record import Turn
from assistant.shop import Shop
from assistant.state import Session
from assistant.turn import respond
from assistant.ui import pictures, view
from retrieval.catalog import Product
from retrieval.errors import PhotoError
from retrieval.filters import Constraint
from retrieval.images import open_photo

CSS = Path(__file__).parent / "page.css"
TITLE = "Shopping assistant"
_FONTS = [gr.themes.Font("system-ui"), gr.themes.Font("sans-serif")]
_MONO = [gr.themes.Font("ui-monospace"), gr.themes.Font("monospace")]
_HELLO = "Tell me what you are looking for, or send a photo."
_SORRY = "Sorry, something went wrong on my side. Nothing is lost; please say that again."

History = list[dict[str, Any]]


def theme() -> gr.themes.Base:
    """Return the page's theme, whose fonts are the visitor's own."""
    return gr.themes.Soft(font=_FONTS, font_mono=_MONO)


def build(shop: Shop) -> gr.Blocks:
    """Return the page over a shop; each visitor has a session of its own."""

    @lru_cache(maxsize=2000)
    def picture(product_id: str) -> tuple[str, str]:
        return pictures.of(shop.products[product_id], shop.settings.catalog)

    def look(product: Product) -> tuple[str, str]:
        return picture(product.id)

    def panels(session: Session) -> tuple[Session, str, str]:
        state = session.state
        return session, view.understood(state), view.cart(state, shop.products)

    def talk(history: History, session: Session | None, message: Message) -> Iterator[tuple[Any, ...]]:
        session = Session(session.id, [*session.events]) if session else Session(secrets.token_urlsafe(24))
        said: list[str] = []
        answer: dict[str, Any] = {"role": "assistant", "content": "…"}
        history = [*history, answer]
        yield history, gr.skip(), gr.skip(), gr.skip()
        for step in respond(shop, session, message):
            if not isinstance(step, Turn):
                said.append(step.text)
                answer["content"] = view.plain(" ".join(said))
            elif step.products:
                history.append({"role": "assistant", "content": gr.HTML(view.cards(step, look))})
            yield history, gr.skip(), gr.skip(), gr.skip()
        yield history, *panels(session)

    def send(history: History, session: Session | None, sent: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
        text, files = (sent.get("text") or "").strip(), sent.get("files") or []
        photo = None
        shown: History = [*history]
        for path in files[:1]:
            try:
                photo = open_photo(Path(path))
                shown.append({"role": "user", "content": {"path": path}})
            except PhotoError as error:
                gr.Warning(str(error))
        shown.append({"role": "user", "content": view.plain(text) or "(a photo)"})
        try:
            yield from talk(shown, session, Message(text, photo))
        except Exception:
            yield [*shown, {"role": "assistant", "content": _SORRY}], gr.skip(), gr.skip(), gr.skip()
            raise

    def click_away(history: History, session: Session, constraint: Constraint) -> Iterator[tuple[Any, ...]]:
        line = {"role": "user", "content": view.plain(f"✕ {view.label(constraint)}")}
        yield from talk([*history, line], session, Message(removed=constraint))

    def order(history: History, session: Session | None) -> tuple[Any, ...]:
        if session is None or not session.state.cart:
            gr.Info("The cart is empty.")
            return history, session, gr.skip(), gr.skip()
        number = f"DEMO-{secrets.token_hex(3).upper()}"
        session = Session(session.id, [*session.events, ev.OrderPlaced(number)])
        words = f"Order {number} is placed. This is a demo: nothing is charged."
        line = {"role": "assistant", "content": words}
        return [*history, line], *panels(session)

    def start_again() -> tuple[Any, ...]:
        return [], *panels(Session(secrets.token_urlsafe(24)))

    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_height=True) as page:
        session = gr.State(None)
        with gr.Row(equal_height=False):
            with gr.Column(scale=3, min_width=320):
                chat = gr.Chatbot(label="Talk", show_label=False, height="76vh", render_markdown=False, buttons=[],
                                  feedback_options=None, layout="bubble", elem_id="talk")  # fmt: skip
                box = gr.MultimodalTextbox(show_label=False, label="Message", placeholder=_HELLO, file_types=["image"],
                                           file_count="single", autofocus=True, elem_id="message",
                                           max_plain_text_length=50_000)  # fmt: skip
            with gr.Column(scale=1, min_width=240):
                gr.Markdown("### What I understood")
                understood = gr.HTML(view.understood(Session("").state), elem_id="understood")
                chips = gr.Column()
                gr.Markdown("### Your cart")
                cart = gr.HTML(view.cart(Session("").state, {}), elem_id="cart")
                pay = gr.Button("Place demo order", size="sm", elem_id="pay")
        outputs = [chat, session, understood, cart]
        with chips:

            @gr.render(inputs=[session])
            def show_chips(current: Session | None) -> None:
                for words, constraint in view.chips(current.state) if current else []:
                    chip = gr.Button(f"✕ {words}", size="sm", elem_classes=["chip"])
                    held = gr.State(constraint)
                    chip.click(click_away, [chat, session, held], outputs, show_progress="hidden")

        box.submit(send, [chat, session, box], outputs, show_progress="hidden").then(
            lambda: None, None, box, show_progress="hidden")  # fmt: skip
        chat.clear(start_again, None, outputs, show_progress="hidden")
        pay.click(order, [chat, session], outputs, show_progress="hidden")
    return page

"""The shop's page: chat, cards, what was understood, cart. Built with Gradio; asks only its own origin."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from assistant.live import Live
from assistant.state import Session, State
from assistant.ui import view
from assistant.ui.conversation import Conversation

CSS = Path(__file__).parent / "page.css"
TITLE = "Shopping assistant"
_FONTS = [gr.themes.Font("system-ui"), gr.themes.Font("sans-serif")]
_MONO = [gr.themes.Font("ui-monospace"), gr.themes.Font("monospace")]
_HELLO = "Tell me what you are looking for, or send a photo."


def theme() -> gr.themes.Base:
    """Return the page's theme, whose fonts are the visitor's own."""
    return gr.themes.Soft(font=_FONTS, font_mono=_MONO)


def build(live: Live) -> gr.Blocks:
    """Return the page over a shop; each visitor has a session of its own."""
    conversation = Conversation(live)
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_height=True) as page:
        session = gr.State(None)
        with gr.Row(equal_height=False):
            with gr.Column(scale=3, min_width=320):
                chat, box = _talk()
            with gr.Column(scale=1, min_width=240):
                gr.Markdown("### What I understood")
                understood = gr.HTML(view.understood(State()), elem_id="understood")
                chips = gr.Column()
                undo = gr.Button("↶ Undo the last change", size="sm", elem_id="undo")
                gr.Markdown("### Your cart")
                cart = gr.HTML(view.cart(State(), {}), elem_id="cart")
                pay = gr.Button("Place demo order", size="sm", elem_id="pay")
        outputs = [chat, session, understood, cart]
        with chips:

            @gr.render(inputs=[session])
            def show_chips(current: Session | None) -> None:
                for words, constraint in view.chips(current.state) if current else []:
                    chip = gr.Button(f"✕ {words}", size="sm", elem_classes=["chip"])
                    held = gr.State(constraint)
                    chip.click(conversation.click_away, [chat, session, held], outputs, show_progress="hidden")
                standing = view.standing(current.state) if current else []
                if standing:
                    gr.Markdown("**Your standing preferences**", elem_classes=["standing"])
                for words, constraint in standing:
                    chip = gr.Button(f"✕ {words}", size="sm", elem_classes=["chip", "standing"])
                    held = gr.State(constraint)
                    chip.click(conversation.click_away, [chat, session, held], outputs, show_progress="hidden")

        sent = box.submit(conversation.send, [chat, session, box], outputs, show_progress="hidden")
        sent.then(lambda: None, None, box, show_progress="hidden")
        chat.clear(conversation.start_again, None, outputs, show_progress="hidden")
        undo.click(conversation.step_back, [chat, session], outputs, show_progress="hidden")
        pay.click(conversation.order, [chat, session], outputs, show_progress="hidden")
    return page


def _talk() -> tuple[gr.Chatbot, gr.MultimodalTextbox]:
    chat = gr.Chatbot(label="Talk", show_label=False, height="76vh", render_markdown=False, buttons=[],
                      feedback_options=None, layout="bubble", elem_id="talk")  # fmt: skip
    box = gr.MultimodalTextbox(show_label=False, label="Message", placeholder=_HELLO, file_types=["image"],
                               file_count="single", autofocus=True, elem_id="message",
                               max_plain_text_length=50_000)  # fmt: skip
    return chat, box

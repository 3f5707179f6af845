"""The map of the program: one turn of a talk, in seven steps."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image

from assistant import events as ev
from assistant.briefing import brief_of, table_of
from assistant.clock import Clock
from assistant.decide import decide
from assistant.decision import Moment
from assistant.look_up import look_up
from assistant.photo import read
from assistant.record import Turn, record
from assistant.shop import Shop
from assistant.state import Session, replay
from assistant.track import context_of, track
from assistant.write import Sentence, write


def respond(shop: Shop, session: Session, text: str, photo: Image.Image | None = None) -> Iterator[Sentence | Turn]:
    """Answer one message: yield each sentence once it is proved, then the turn; the session grows by its events."""
    clock, before = Clock(), session.state
    # 1 understand
    context = context_of(before, shop.index.by_id.get, image=photo is not None)
    reading = shop.understanding.read(text, context)
    clock.mark("understand")
    # 2 track
    events: list[ev.Event] = [ev.Said(text, photo is not None), *track(reading, before)]
    if photo is not None:
        events.append(read(photo, shop))
    state = replay(events, before)
    clock.mark("track")
    # 3 retrieve
    result = look_up(shop.index, reading, state)
    clock.mark("retrieve")
    # 4 decide
    moment = Moment(shop, reading, state, result, photo is not None)
    decision = decide(moment)
    state = replay(decision.events, state)
    table = table_of(decision, moment, state)
    brief = brief_of(decision, moment, table)
    clock.mark("decide")
    # 5 write and 6 prove, sentence by sentence
    sentences: list[Sentence] = []
    for sentence in write(shop, brief, table, seed=shop.settings.seed + state.turns):
        clock.first("first_sentence")
        sentences.append(sentence)
        yield sentence
    clock.mark("write")
    # 7 record
    turn = record(decision, moment, state, tuple(sentences), clock)
    session.events += [*events, *decision.events, turn.replied]
    yield turn

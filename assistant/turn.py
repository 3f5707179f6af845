"""The map of the program: one turn of a talk, in seven steps."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.briefing import brief_of
from assistant.clock import Clock
from assistant.decide import decide
from assistant.decision import Moment
from assistant.look_up import look_up
from assistant.message import Message, opening_events, photo_events, understand
from assistant.record import Turn, record
from assistant.shop import Shop
from assistant.state import Session, replay
from assistant.track import track
from assistant.write import Sentence, write


def respond(shop: Shop, session: Session, message: Message) -> Iterator[Sentence | Turn]:
    """Answer one message: yield each sentence once it is proved, then the turn; the session grows by its events."""
    clock, before = Clock(), session.state
    # 1 understand
    reading = understand(shop, message, before)
    clock.mark("understand")
    # 2 track
    events = [*opening_events(message), *track(reading, before), *photo_events(shop, message, reading)]
    state = replay(events, before)
    # 3 retrieve
    result = look_up(shop.index, reading, state)
    clock.mark("retrieve")
    # 4 decide
    decision = decide(Moment(shop, reading, state, result))
    moment = Moment(shop, reading, replay(decision.events, state), result)
    brief, table = brief_of(decision, moment)
    clock.mark("decide")
    # 5 write, 6 prove
    sentences: list[Sentence] = []
    for sentence in write(shop, brief, table, seed=shop.settings.seed + state.turns):
        clock.first("first_sentence")
        sentences.append(sentence)
        yield sentence
    clock.mark("write")
    # 7 record
    turn = record(decision, moment, tuple(sentences), clock)
    session.events += [*events, *decision.events, turn.replied]
    yield turn

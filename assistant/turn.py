"""The map of the program: one turn of a talk, in seven steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from assistant import events as ev
from assistant.asides import asides
from assistant.briefing import brief_of
from assistant.clock import Clock
from assistant.decide import decide
from assistant.decision import Moment, Question, asking
from assistant.look_up import look_up
from assistant.message import Message, changes, opening_events, understand, wishes
from assistant.record import Turn, record
from assistant.shop import Shop
from assistant.state import Session, replay
from assistant.withdrawn import said_of, taken_out
from assistant.write import Sentence, write


def respond(shop: Shop, session: Session, message: Message) -> Iterator[Sentence | Turn]:
    """Answer one message: yield each sentence once it is proved, then the turn; the session grows by its events."""
    clock, before = Clock(), session.state
    # 1 understand
    reading = understand(shop, message, before)
    clock.mark("understand")
    events: list[ev.Event] = [*opening_events(message), *taken_out(shop, before)]
    sentences: list[Sentence] = []
    waiting: Question | None = None
    for wish in wishes(reading):
        # 2 track
        events += changes(shop, message, wish, replay(events, before))
        state = replay(events, before)
        # 3 retrieve
        result = look_up(shop.index, wish, state)
        clock.mark("retrieve")
        # 4 decide
        decision = asking(decide(Moment(shop, wish, state, result, before=before)), waiting)
        events += decision.events
        if wish.then and decision.question and decision.question.text:  # asked once the rest is done
            waiting = decision.question
            continue
        moment = Moment(shop, wish, replay(events, before), result, before=before)
        brief, table = brief_of(decision, moment)
        clock.mark("decide")
        # 5 write, 6 prove
        seed = shop.settings.seed + state.turns
        aside = [*said_of(moment), *asides(moment, decision)]
        for sentence in chain(aside, write(shop, brief, table, seed=seed, begun=bool(aside))):
            clock.first("first_sentence")
            sentences.append(sentence)
            yield sentence
        clock.mark("write")
        if decision.question:
            break
    # 7 record
    turn = record(decision, replace(moment, reading=reading), tuple(sentences), clock)
    session.events += [*events, turn.replied]
    yield turn

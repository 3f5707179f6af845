"""Play scripted talks without a page: python -m assistant.replay TURNS.jsonl --catalog FILE --out REPLIES.jsonl"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from assistant import settings
from assistant.live import Live
from assistant.message import Message
from assistant.opening import open_shop
from assistant.record import Turn, row
from assistant.shop import Shop
from assistant.state import Session
from assistant.turn import respond
from retrieval.errors import PhotoError, ReplayError, ShopError
from retrieval.images import open_photo

_WARM_UP = ("hello", "do you have something for my kitchen", "under 50 please", "which one would you take", "thanks")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a turns file."""

    dialogue: str
    turn: int
    text: str
    image: Path | None


def read_turns(path: Path) -> Iterator[Line]:
    """Yield the turns of a file in order; raise ReplayError naming the line that cannot be played."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise ReplayError(f"cannot read the turns: {path}: {error.strerror}; give an existing file") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _line(line, path, number)


def _line(line: str, path: Path, number: int) -> Line:
    try:
        data = json.loads(line)
        image = data.get("image")
        return Line(str(data["dialogue"]), int(data["turn"]), str(data.get("text") or ""),
                    path.parent / image if image else None)  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReplayError(f'{path}, line {number} is no turn: {error!r}; a turn is {{"dialogue", "turn", "text", '
                          '"image"}') from error  # fmt: skip


def play(shop: Shop, lines: Iterator[Line]) -> Iterator[dict[str, Any]]:
    """Yield one replay row a turn; the turns of a dialogue are one session, which starts empty.

    Updates of the index hold from the next turn on.
    """
    session, live = Session(""), Live(shop)
    for line in lines:
        if line.dialogue != session.id:
            session = Session(line.dialogue)
        turn = one_turn(live.now(), session, line.text, _photo(line.image))
        yield {"dialogue": line.dialogue, "turn": line.turn, **row(turn)}


def one_turn(shop: Shop, session: Session, text: str, photo: Image.Image | None = None) -> Turn:
    """Answer one message and return the finished turn."""
    *_, last = respond(shop, session, Message(text, photo))
    assert isinstance(last, Turn)
    return last


def _photo(path: Path | None) -> Image.Image | None:
    if path is None:
        return None
    try:
        return open_photo(path)
    except PhotoError as error:
        print(f"photo left out: {error}", file=sys.stderr)
        return None


def main(arguments: list[str] | None = None) -> int:
    """Play the talks of a file; return 0, or 2 with a message on stderr when that cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m assistant.replay", description=__doc__)
    parser.add_argument("turns", type=Path, metavar="TURNS.jsonl")
    parser.add_argument("--out", type=Path, required=True, metavar="REPLIES.jsonl")
    settings.add_arguments(parser, "catalog", "index", "shop_rules", "orders", "synonyms", "profile", "device",
                           "voice", "seed", "vectors", "milvus_uri")  # fmt: skip
    given = vars(parser.parse_args(arguments))
    turns, out = given.pop("turns"), given.pop("out")
    try:
        lines = list(read_turns(turns))
        shop = open_shop(settings.load(given))
        warm = Session("warm-up")
        for text in _WARM_UP:
            one_turn(shop, warm, text)
        with out.open("w", encoding="utf-8") as file:
            for done, answer in enumerate(play(shop, iter(lines)), 1):
                file.write(json.dumps(answer, ensure_ascii=False) + "\n")
                print(f"\r{done}/{len(lines)} turns", end="", file=sys.stderr)
        print(file=sys.stderr)
    except ShopError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

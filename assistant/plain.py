"""Plain replies: what is said, with references, where no model writes or where its sentence was not proved."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

import yaml

from assistant.plain_items import compare, describe, explain, found_order, introduce, pick, safe, state_field
from prompts.brief import SITUATIONS, Brief, Item
from prompts.references import PATTERN
from prompts.wording import adjectival

__all__ = ["LAST_RESORT", "introduce", "rest", "sentences"]
LAST_RESORT = "I am sorry, I cannot say that for certain."
_INTRODUCED = ("recommend.", "none.nearest", "compare.many", "compare.one")
_UNTAUGHT = ("recommend.undone", "compare.one", "cart.undone", "ask.offer", "answer.about")  # the model knows none


def sentences(brief: Brief) -> tuple[str, ...]:
    """Write a whole plain reply for any situation, one sentence an entry, the brief's question last."""
    said = [*_opening(brief), *_body(brief)]
    if brief.question:
        said = [s for s in said if not s.endswith("?")]
        return (*said, brief.question)
    return tuple(said)


def rest(brief: Brief, said: Sequence[str]) -> tuple[str, ...]:
    """Write what a reply still lacks after what was said: products not named, the value asked for, the question."""
    if not said:
        return sentences(brief)
    written = set(PATTERN.findall(" ".join(said)))
    lacking = [s for s in (*_unlisted(brief, written), *_body(brief)) if _adds(s, written, brief)]
    asks = brief.question and not any(s.rstrip().endswith("?") for s in said)
    return (*lacking, brief.question) if asks else tuple(lacking)


def _unlisted(brief: Brief, written: set[str]) -> Iterator[str]:
    """The lines of the cart that a look at it has left out."""
    if brief.situation == "cart.viewed":
        for item in brief.items:
            if str(item.number) not in written:
                number = f"[[{item.number}.quantity]] of " if "quantity" in item.fields else ""
                yield f"Your cart also holds {number}[[{item.number}]]."


def _adds(sentence: str, written: set[str], brief: Brief) -> bool:
    """Whether a plain sentence holds a reference that the reply must have and has not."""
    refs = set(PATTERN.findall(sentence)) - written
    if brief.situation.startswith(_INTRODUCED):
        return any(r.isdigit() for r in refs)
    must = {"cart.total", "rule", "order.status"} if not brief.act.startswith("answer") else set()
    if brief.situation == "cart.viewed" and "also" in sentence:
        return True
    names = {str(i.number) for i in brief.items} <= written
    return any(r in must or r.split(".")[0] in must for r in refs) or (not names and any(r.isdigit() for r in refs))


@cache
def _lines() -> dict[str, list[str]]:
    text = files("assistant").joinpath("plain_lines.yaml").read_text(encoding="utf-8")
    lines: dict[str, list[str]] = yaml.safe_load(text)
    return lines


def _choice(brief: Brief, count: int) -> int:
    """A number below `count` that depends on the brief alone, so that a talk varies and a replay does not."""
    seed = "|".join([brief.situation, brief.message, brief.category, *brief.wants, str(len(brief.items))])
    return zlib.crc32(seed.encode()) % count


def _opening(brief: Brief) -> list[str]:
    """The line of the situation, of those whose words are known; each variant may be several sentences."""
    known = _known(brief)
    lines = [
        line for line in _lines().get(brief.situation, []) if all(known.get(k) for k in re.findall(r"{(\w+)}", line))
    ]
    if brief.situation.startswith("answer.") and lines:
        lines = lines[:1]  # the first is the most telling; the others are for briefs that lack its words
    if brief.situation == "none.unknown":
        lines = [line for line in lines if "{" in line] or lines
    ruled = brief.situation == "service.return" and any(r.startswith("rule.") for r in brief.extra)
    if not lines or ruled:
        return []
    line = re.sub(r"{(\w+)}", lambda m: known[m[1]], lines[_choice(brief, len(lines))])
    return re.split(r"(?<=[.!?]) (?=[A-Z])", line[:1].upper() + line[1:] if line[0] != "[" else line)


def _known(brief: Brief) -> dict[str, str]:
    """The words that may be put into a line; "" for those that the brief does not give."""
    names = _names([f"[[{i.number}]]" for i in brief.items])
    many = len(brief.items) > 1
    first = brief.items[0] if brief.items else Item(1, "")
    return {
        "names": names,
        "lines": names
        if not all("quantity" in i.fields for i in brief.items)
        else _names([f"[[{i.number}]] ([[{i.number}.quantity]])" for i in brief.items]),
        "one": "[[1]]" if brief.items else "",
        "two": "[[2]]" if many else "",
        "these": "these" if many or first.plural else "this one",
        "Are": "are" if many or first.plural else "is",
        "sale": "on sale" if brief.items and all("on_sale" in i.notes for i in brief.items) else "",
        "asked": safe(brief.asked),
        "cat": safe(brief.category),
    }


def _names(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _body(brief: Brief) -> list[str]:
    return [s for s in _parts(brief) if s]


def _parts(brief: Brief) -> Iterator[str]:
    """The sentences that carry the facts of a situation."""
    group, _, what = brief.situation.partition(".")
    if brief.situation not in SITUATIONS and brief.situation not in _UNTAUGHT:
        return
    if brief.situation.startswith(_INTRODUCED):
        yield from (introduce(item, brief) for item in brief.items)
        told = all(set(brief.dropped) == set(item.breaks) for item in brief.items)  # each has said what would go
        left = "" if told else _names([d for d in map(safe, brief.dropped) if d])
        if brief.situation == "none.nearest" and left:
            yield f"If we leave out “{left}”, I can show you more."
    elif brief.situation == "ask.offer":
        yield from (introduce(item, brief) for item in brief.items)
    elif group == "answer":
        yield from _answers(brief, what)
    elif group == "compare":
        yield from compare(brief)
    elif group in ("cart", "checkout"):
        yield from _cart(brief, what)
    elif group == "service":
        yield from (f"[[{r}]]" for r in brief.extra if r.startswith("rule.") and what in ("rule", "return"))
        yield from found_order(brief) if what in ("order", "return") else ()
    elif brief.situation == "ask.which" and brief.items and not brief.question:
        names = [f"[[{i.number}]]" for i in brief.items]
        yield f"Is it {' or '.join([', '.join(names[:-1]), names[-1]] if len(names) > 1 else names)}?"
    elif group in ("ask", "chat") and not brief.question and what in ("need", "unclear"):
        yield "What are you looking for?"


def _answers(brief: Brief, what: str) -> Iterator[str]:
    for item in brief.items:
        name, plural = f"[[{item.number}]]", item.plural
        match what:
            case "value":
                field = _field(item, brief)
                if not (field and adjectival(field.replace("_", " "))):
                    yield state_field(item, brief)
                if field:  # proved of a yes or no only, of which the first is not
                    yield f"The shop lists {name} as [[{item.number}.{field}]]."
            case "yes" | "no":
                yield _verdict(item, brief, what.capitalize())
            case "in_stock":
                left = f", with [[{item.number}.stock]] left" if "stock" in item.fields else ""
                yield f"{name} {'are' if plural else 'is'} in stock{left}."
            case "out_of_stock":
                yield f"Sorry, {name} {'are' if plural else 'is'} sold out at the moment."
            case "about":
                yield from describe(item)
            case "rating":
                count = f", from [[{item.number}.rating_count]] ratings" if "rating_count" in item.fields else ""
                yield f"{name} {'are' if plural else 'is'} rated [[{item.number}.rating]]{count}."
    if what == "explain" and brief.items:
        yield from explain(brief.items[0], brief)
    elif what == "pick" and brief.items:
        yield from pick(brief)


def _verdict(item: Item, brief: Brief, word: str) -> str:
    said = state_field(item, brief)
    asked = safe(brief.asked)
    if said and f".{_field(item, brief)}]]" in said:
        return f"{word}, {said[:1].lower() + said[1:] if said[0] != '[' else said}"
    if word == "Yes":
        return f"Yes, the shop says so of [[{item.number}]]{': ' * bool(asked)}{asked}."
    return f"No, the shop does not say so of [[{item.number}]]{': ' * bool(asked)}{asked}."


def _field(item: Item, brief: Brief) -> str:
    wanted = {brief.asked, brief.asked.replace(" ", "_")}
    return next((f for f in item.fields if f in wanted), "")


def _cart(brief: Brief, what: str) -> Iterator[str]:
    total, count = "cart.total" in brief.extra, "cart.count" in brief.extra
    if what == "refused" and brief.items:
        item = brief.items[0]
        if "out_of_stock" in item.notes:
            yield f"{'They are' if item.plural else 'It is'} sold out at the moment."
        elif "stock" in item.fields:
            yield f"There are only [[{item.number}.stock]] left."
    elif what == "ready" and total:
        yield "It holds [[cart.count]] for [[cart.total]] in all." if count else "It comes to [[cart.total]] in all."
    elif total and what in ("added", "removed", "changed", "swapped", "viewed", "undone"):
        yield ("Your cart now holds [[cart.count]] for [[cart.total]] in all." if count and what != "viewed" else
               "That makes [[cart.total]] in all.")  # fmt: skip

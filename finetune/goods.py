"""What may be said of one item: phrases for its fields, notes and the shopper's wishes, and sentences made of them."""

from __future__ import annotations

from dataclasses import dataclass

from finetune.pen import Pen, lines, listed
from prompts.brief import Item
from prompts.slots import own_fields, quality_fields, slots, unfold


@dataclass(frozen=True, slots=True)
class Phrase:
    """One reason: `after_is` follows "is"; `doing` is a verb with its object; `tail` stands after a name or a comma."""

    topic: str
    after_is: str = ""
    doing: str = ""
    tail: str = ""


def verb(item: Item, singular: str) -> str:
    """Return a verb that agrees with the item: "is", "has", "costs", "goes"."""
    if not item.plural:
        return singular
    irregular = {"is": "are", "has": "have", "goes": "go", "misses": "miss", "matches": "match"}
    return irregular.get(singular, singular.removesuffix("s"))


def agreeing(item: Item) -> dict[str, str]:
    """Return the words that agree with an item, by their singular: "is", "it", "costs"; and its name as n."""
    verbs = ("is", "has", "costs", "comes", "fits", "gets", "misses", "matches", "uses")
    pronouns = {"it": "they", "It": "They", "them": "them"} if item.plural else {"it": "it", "It": "It", "them": "it"}
    return {"n": f"[[{item.number}]]", **pronouns, **{word: verb(item, word) for word in verbs}}


_PREPOSITIONS = ("at ", "for ", "in ", "from ", "by ", "with ", "under ", "up to ", "over ", "without ", "made ")
_TRAILING = ("price", "under_limit", "rating", "stock")


def phrases(pen: Pen, item: Item) -> list[Phrase]:
    """Return a phrase for each field and note of an item."""
    n, found = item.number, []
    for field in item.fields:
        if f"goods.{field}" in lines():
            if field != "list_price" or "on_sale" in item.notes:
                found.append(_phrase(pen, item, field, f"[[{n}.{field}]]"))
        elif field == "rating":
            found.append(_rating(pen, item))
    for i, _ in enumerate(own_fields(item), 1):
        found.append(_own(pen, item, f"<|{n}n{i}|>", f"<|{n}v{i}|>"))
    found += [Phrase("quality", f"<|{n}a{i}|>", "", f"<|{n}a{i}|>") for i, _ in enumerate(quality_fields(item), 1)]
    found += [_phrase(pen, item, note, "") for note in item.notes]
    return found


def only(pen: Pen, item: Item, topics: tuple[str, ...]) -> list[Phrase]:
    """Return one phrase on one of these topics, if the item has it."""
    return [phrase for phrase in chosen(pen, item, 3, []) if phrase.topic in topics][:1]


def _phrase(pen: Pen, item: Item, topic: str, value: str) -> Phrase:
    forms = lines()[f"goods.{topic}"]
    after_is, doing, tail = (
        pen.say(pen.pick(*forms[place]), v=value) if place in forms else "" for place in ("is", "do", "tail")
    )
    return Phrase(topic, after_is, _agree(item, doing), tail)


def _agree(item: Item, doing: str) -> str:
    first, space, rest = doing.partition(" ")
    return f"{verb(item, first)}{space}{rest}" if doing else ""


def _rating(pen: Pen, item: Item) -> Phrase:
    n = item.number
    count = pen.line("phrase.rating_count", n=str(n)) if "rating_count" in item.fields and pen.chance(0.6) else ""
    rated = pen.line("phrase.rated", n=str(n), c=f" {count}" if count else "")
    having = pen.line("phrase.rating", n=str(n), c=f" {count}" if count else "")
    return Phrase("rating", rated, f"{verb(item, 'has')} {having}", pen.pick(rated, rated, f"with {having}"))


def _own(pen: Pen, item: Item, name: str, value: str) -> Phrase:
    return Phrase(
        "own",
        pen.line("phrase.own", n=name, v=value),
        f"{verb(item, 'has')} {name} listed as {value}",
        pen.line("phrase.own_tail", n=name, v=value),
    )


def want_phrase(pen: Pen, item: Item, token: str, *, tag: bool = True) -> Phrase:
    """Return the phrase for a wish of the brief, which all items meet."""
    tag_words = "" if pen.tagged else pen.line("phrase.tag") if tag else ""
    end = f", {tag_words}" if tag_words else ""
    pen.tagged = pen.tagged or tag
    if token[2] == "h":
        return Phrase("want", "", f"{verb(item, 'comes')} {token}{end}", f"{token}{end}")
    if token[2] == "m":
        doing = f"{verb(item, pen.pick('fits', 'matches'))} your wish for {token}"
        return Phrase("want", "", doing, "")
    return Phrase("want", f"{token}{end}", "", f"{token}{end}")


def chosen(pen: Pen, item: Item, count: int, wants: list[str]) -> list[Phrase]:
    """Return up to `count` reasons to give: what must be said first, then a mix of wishes, notes and fields."""
    given = {p.topic: p for p in phrases(pen, item)}
    if "price" in given and "under_limit" in given and pen.chance(0.5):
        del given[pen.pick("price", "under_limit")]
    must = [given.pop(t) for t in ("out_of_stock",) if t in given]
    pool = list(given.values())
    pen.rng.shuffle(pool)
    pool.sort(
        key=lambda p: (
            (
                p.topic not in ("cheapest", "best_rated", "pick", "on_sale", "low_stock", "under_limit"),
                p.topic == "own",
                p.topic not in ("price", "rating"),
            )
            if pen.chance(0.75)
            else (False, False, False)
        )
    )
    if "list_price" in given and given["list_price"] in pool[:count] and "price" not in [p.topic for p in pool[:count]]:
        pool.remove(given["list_price"])
    found = [*must, *pool[: max(0, count - len(must))]]
    if wants and pen.chance(0.75):
        token = pen.rng.choice(wants)
        if not ("limit.price" in slots(pen.brief)[token] and any(p.topic == "under_limit" for p in found)):
            found = [want_phrase(pen, item, token, tag=pen.chance(0.7)), *found[: max(1, count - 1)]]
    if len(found) > 1 and pen.chance(0.3):
        pen.rng.shuffle(found)
    return found


def predicate(pen: Pen, item: Item, reasons: list[Phrase]) -> str:
    """Return what follows the name: "is leather, as you asked, and costs ..."."""
    parts: list[str] = []
    was_is = False
    for reason in reasons:
        forms = [kind for kind in ("after_is", "doing") if getattr(reason, kind)]
        last = len(parts) == len(reasons) - 1
        if parts and last and reason.topic in _TRAILING and pen.chance(0.5):
            return f"{_and(parts)}{'' if reason.tail.startswith(('(', 'with ')) else ','} {reason.tail}"
        kind = pen.rng.choice(forms)
        text = getattr(reason, kind)
        if kind == "after_is":
            text = text if was_is else f"{verb(item, 'is')} {text}"
        was_is = kind == "after_is"
        parts.append(text)
    return _and(parts)


def _and(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    comma = "," if "," in parts[-2] else ""
    return f"{', '.join(parts[:-1])}{comma} and {parts[-1]}"


def tails(pen: Pen, reasons: list[Phrase]) -> str:
    """Return reasons as they stand after a name: ", made of linen and rated 4"."""
    words = [reason.tail for reason in reasons if reason.tail]
    if not words:
        return ""
    plain = [w for w in words if not w.startswith(("(", "and "))]
    rest = [w for w in words if w not in plain]
    text = f"{_lead(pen, plain[0])}{listed_after(plain)}" if plain else ""
    return text + "".join(f" {w}" if w.startswith("(") else f", {w}" for w in rest)


def _lead(pen: Pen, first: str) -> str:
    words = unfold(first, slots(pen.brief)) if first.startswith("<|") else first
    return " " if words.startswith(_PREPOSITIONS) and "," not in words else ", "


def listed_after(words: list[str]) -> str:
    """Return tails in a row, with a comma before "and" if one of them has a comma inside."""
    if len(words) == 1:
        return words[0]
    if any("," in w or w.startswith("which ") for w in words[:-1]):
        return ", ".join(words[:-1]) + ", and " + words[-1]
    return listed(words)

"""What may be said of one item: phrases for its fields, notes and the shopper's wishes, and sentences made of them."""

from __future__ import annotations

from dataclasses import dataclass

from finetune.pen import Pen, listed
from prompts.brief import Item
from prompts.slots import own_fields, quality_fields, slots, unfold


@dataclass(frozen=True, slots=True)
class Phrase:
    """One reason: `after_is` follows "is"; `doing` is a verb with its object; `tail` stands after the name or a comma."""

    topic: str
    after_is: str = ""
    doing: str = ""
    tail: str = ""


def verb(item: Item, singular: str) -> str:
    """Return a verb that agrees with the item: "is", "has", "costs", "goes"."""
    if not item.plural:
        return singular
    return {"is": "are", "has": "have", "goes": "go", "does": "do"}.get(singular, singular.removesuffix("s"))


_STANDARD = {
    "price": ("priced at $v", "costs $v|comes in at $v|goes for $v|sells for $v|costs $v", "at $v|for $v|priced at $v|at $v"),
    "under_limit": ("$v {under|below} your limit|$v inside your limit", "leaves $v of your {limit|budget}|stays $v under your limit|comes in $v {under|below} your limit|costs $v less than your limit", "$v {under|below} your limit|$v inside your limit"),
    "stock": ("in stock, with $v left", "has $v in stock", "with $v in stock|$v in stock"),
    "colour": ("in $v|$v in colour", "comes in $v|comes in $v", "in $v|in $v|$v in colour"),
    "color": ("in $v", "comes in $v", "in $v"),
    "material": ("made of $v|made from $v|in $v", "uses $v", "made of $v|made from $v|in $v"),
    "size": ("sold in size $v|listed in size $v", "comes in size $v", "in size $v"),
    "brand": ("from $v|made by $v|by $v", "comes from $v", "from $v|by $v|made by $v"),
    "list_price": ("down from $v|reduced from $v", "", "down from $v|reduced from $v"),
}  # fmt: skip
_NOTES = {
    "cheapest": ("the cheapest {of these|here}|the lowest in price {of these|here}", "costs the least {of these|here}", "the cheapest {of these|here}|the lowest price {of these|here}"),
    "dearest": ("the dearest {of these|here}|the highest in price {of these|here}", "costs the most {of these|here}", "the dearest {of these|here}|the highest price {of these|here}"),
    "best_rated": ("the best rated {of these|here}|rated highest {of these|here}", "has the best rating {of these|here}|has the highest rating {of these|here}", "the best rated {of these|here}|rated highest {of these|here}"),
    "on_sale": ("on sale|reduced|on sale right now|reduced at the moment", "", "now on sale|on sale|now reduced"),
    "low_stock": ("low in stock|nearly sold out", "has only a few left", "with only a few left|and running low"),
    "out_of_stock": ("sold out|out of stock at the moment|sold out right now", "", "sold out at the moment|currently sold out"),
    "popular": ("popular here|popular with other shoppers", "", "popular {here|with other shoppers}"),
    "new": ("new here|new in the shop|newly in", "", "new {here|in the shop}"),
    "pick": ("", "gets my vote|would be my pick|would be my choice", ""),
}  # fmt: skip


_PREPOSITIONS = ("at ", "for ", "in ", "from ", "by ", "with ", "under ", "up to ", "over ", "without ", "made ")
_TRAILING = ("price", "under_limit", "rating", "stock")


def phrases(pen: Pen, item: Item) -> list[Phrase]:
    """Return a phrase for each field and note of an item."""
    n, found = item.number, []
    for field in item.fields:
        if field in _STANDARD:
            if field != "list_price" or "on_sale" in item.notes:
                found.append(_phrase(pen, item, field, _STANDARD[field], f"[[{n}.{field}]]"))
        elif field == "rating":
            found.append(_rating(pen, item))
    for i, _ in enumerate(own_fields(item), 1):
        found.append(_own(pen, item, f"<|{n}n{i}|>", f"<|{n}v{i}|>"))
    found += [Phrase("quality", f"<|{n}a{i}|>", "", f"<|{n}a{i}|>") for i, _ in enumerate(quality_fields(item), 1)]
    found += [_phrase(pen, item, note, _NOTES[note], "") for note in item.notes]
    return found


def _phrase(pen: Pen, item: Item, topic: str, forms: tuple[str, str, str], value: str) -> Phrase:
    after_is, doing, tail = (pen.say("{" + form + "}", v=value) if form else "" for form in forms)
    return Phrase(topic, after_is, _agree(item, doing), tail)


def _agree(item: Item, doing: str) -> str:
    first, space, rest = doing.partition(" ")
    return f"{verb(item, first)}{space}{rest}" if doing else ""


def _rating(pen: Pen, item: Item) -> Phrase:
    n = item.number
    count = pen.say("{from|from|across} [[$n.rating_count]] {ratings|ratings|reviews}", n=str(n)) \
        if "rating_count" in item.fields and pen.chance(0.6) else ""
    rated = pen.say("rated [[$n.rating]]$c", n=str(n), c=f" {count}" if count else "")
    having = pen.say("a rating of [[$n.rating]]$c", n=str(n), c=f" {count}" if count else "")
    return Phrase("rating", rated, f"{verb(item, 'has')} {having}", pen.pick(rated, rated, f"with {having}"))


def _own(pen: Pen, item: Item, name: str, value: str) -> Phrase:
    return Phrase("own",
                  pen.say("{listed with $v for $n|listed as $v for $n|listed with $n: $v}", n=name, v=value),
                  f"{verb(item, 'has')} {name} listed as {value}",
                  pen.say("{with $n listed as $v|($n: $v)|with $v for $n|with $n: $v}", n=name, v=value))  # fmt: skip


def want_phrase(pen: Pen, item: Item, token: str, *, tag: bool = True) -> Phrase:
    """Return the phrase for a wish of the brief, which all items meet."""
    tag_words = "" if pen.tagged else pen.voiced("{as you wanted|as you asked|as you wished|just as you asked|as asked|like you wanted}",
                           "{just as you wanted|just as you hoped|as you wished|just what you asked for}") if tag else ""
    end = f", {tag_words}" if tag_words else ""
    pen.tagged = pen.tagged or tag
    if token[2] == "h":
        return Phrase("want", "", f"{verb(item, 'comes')} {token}{end}", f"{token}{end}")
    if token[2] == "m":
        doing = pen.pick(f"{verb(item, 'fits')} your wish for {token}", f"{'match' if item.plural else 'matches'} your wish for {token}",
                         f"{verb(item, 'has')} what you asked for: {token}")  # fmt: skip
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
    pool.sort(key=lambda p: (p.topic not in ("cheapest", "best_rated", "pick", "on_sale", "low_stock", "under_limit"),
                             p.topic == "own", p.topic not in ("price", "rating")) if pen.chance(0.75) else (False, False, False))  # fmt: skip
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

"""Replies that show products: openings by situation, then every item once, then perhaps a closing or the question."""

from __future__ import annotations

from finetune.goods import Phrase, agreeing, chosen, only, predicate, tails, verb
from finetune.pen import Pen, joined, lines, listed
from prompts.brief import Item
from prompts.slots import slots, want_tokens


def recommend(pen: Pen) -> str:
    """Write the reply of any recommend situation."""
    items, question = pen.brief.items, bool(pen.brief.question)
    unsure = pen.brief.situation == "recommend.deals" and not all("on_sale" in x.notes for x in items)
    opening = "" if unsure else _opening(pen) if pen.chance(0.85 if _needs_opening(pen) else 0.65) or pen.warm else ""
    shared = _shared(pen) if pen.chance(0.3) else ""
    used_wants = [] if shared else wanted(pen)
    together = len(items) > 1 and pen.chance(0.3 if len(items) < 4 else 0.6)
    body = (
        _together(pen, used_wants, fresh=not opening)
        if together
        else one_by_one(pen, items, used_wants, fresh=not opening)
    )
    if opening.endswith(":") and not body[0].startswith("[["):
        opening = ""
    closing = "" if question or pen.chance(0.75 if not pen.warm else 0.4) else _closing(pen)
    first = len(items) > 1 and not opening.endswith(":") and pen.chance(0.6)
    order = [opening, shared, *body] if first else [opening, *body, shared]
    return joined([*order, closing, "<|q|>" if question else ""])


def _needs_opening(pen: Pen) -> bool:
    return pen.brief.situation in (
        "recommend.relaxed",
        "recommend.last",
        "recommend.similar",
        "recommend.complement",
        "recommend.image",
        "recommend.gift",
        "recommend.back",
        "recommend.deals",
    )


def wanted(pen: Pen) -> list[str]:
    """Return the tokens of the wishes."""
    return want_tokens(pen.brief)


def stating(tokens: list[str]) -> list[str]:
    """Return those of the wishes that can follow "is"."""
    return [token for token in tokens if token[2] == "w"]


def _opening(pen: Pen) -> str:
    many, category = len(pen.brief.items) > 1, "<|cat|>" if pen.brief.category else ""
    dropped = [i for i, _ in enumerate(pen.brief.dropped, 1)]
    number = "many" if many else "one"
    explore = pen.brief.situation == "recommend.explore"
    place = pen.pick("in <|cat|>" if explore else "for <|a.cat|>") if category and pen.chance(0.7) else ""
    words = {
        word: pen.line(f"recommend.{word}.{number}")
        for word in ("some", "Some", "more", "idea", "other", "these", "These")
    }
    words["these"] = pen.pick("both of these", "these") if len(pen.brief.items) == 2 else words["these"]
    return pen.say(
        _opening_pattern(pen),
        are="are" if many else "is",
        s="" if many else "s",
        cat=category,
        a_cat="<|a.cat|>",
        d=f"<|d{pen.rng.choice(dropped)}|>" if dropped else "that",
        **words,
        **{"in": place},
    )


def _opening_pattern(pen: Pen) -> str:
    """A pattern whose words the brief has; those marked + are for several items, those marked - for one."""
    brief, wrong = pen.brief, "-" if len(pen.brief.items) > 1 else "+"
    patterns = lines()[f"recommend.opening.{brief.situation.partition('.')[2]}"]["warm" if pen.warm else "plain"]
    fit = [
        p.lstrip("+-")
        for p in patterns
        if not p.startswith(wrong) and (brief.category or "cat" not in p) and (brief.dropped or "$d" not in p)
    ]
    return pen.pick(*fit) if fit else ""


def _shared(pen: Pen) -> str:
    """One sentence on the wishes that all items meet."""
    wants = wanted(pen)[:3]
    if not wants:
        return ""
    n = len(pen.brief.items)
    one = "They are" if pen.brief.items[0].plural else "It is"
    all_ = one if n == 1 else pen.line("recommend.both_are" if n == 2 else "recommend.all_are")
    plain = stating(wants)
    if len(plain) < len(wants) or pen.chance(0.2):
        return pen.line("recommend.shared", w=listed(wants))
    tag = pen.line("recommend.shared_2")
    return pen.say("$a $w$t", a=all_, w=listed(plain), t=tag).rstrip(".!") + ("!" if tag.endswith("!") else ".")


def one_by_one(pen: Pen, items: tuple[Item, ...], wants: list[str], *, fresh: bool = False) -> list[str]:
    """Return a sentence for each item."""
    left, sentences = list(wants), []
    for place, item in enumerate(items):
        count = pen.rng.choice((1, 2, 2, 3) if len(items) < 3 else (1, 2, 2) if len(items) < 5 else (1, 1, 2))
        reasons = chosen(pen, item, count, left if pen.chance(0.7) else [])
        for reason in reasons:
            if reason.topic == "want":
                left = [token for token in left if token not in reason.tail + reason.after_is + reason.doing]
        sentences.append(sentence(pen, item, reasons, place, len(items)))
    return sentences


def sentence(pen: Pen, item: Item, reasons: list[Phrase], place: int, count: int) -> str:
    """Introduce one item with its reasons; `place` is where it stands in the row of items."""
    name = f"[[{item.number}]]"
    there = f"There {verb(item, 'is')}"
    if not reasons:
        return pen.line("recommend.bare.first" if place == 0 else "recommend.bare.next", **agreeing(item))
    roll = pen.rng.random()
    price = next((r for r in reasons if r.topic == "price"), None)
    if price and len(reasons) > 1 and roll < 0.2:
        others = [r for r in reasons if r is not price]
        return pen.line("recommend.sentence", i=str(item.number), n=name, p=predicate(pen, item, others))
    if roll < 0.6:
        lead = ""
        if 0 < place == count - 1 and pen.chance(0.3):
            lead = pen.line("recommend.sentence_2") + " "
        elif place > 0 and pen.chance(0.3):
            lead = pen.pick("Next,", "Then,", "As an alternative,", "Alternatively,", "Besides,", "And") + " "
        return f"{lead}{name} {predicate(pen, item, reasons)}."
    rest = tails(pen, reasons)
    if not rest:
        return f"{name} {predicate(pen, item, reasons)}."
    if place == 0:
        lead = pen.line("recommend.sentence_3", t=there, l=f"there {verb(item, 'is')}", L=there)
    else:
        lead = pen.line("recommend.sentence_4", l=f"there {verb(item, 'is')}", L=there)
    return f"{lead} {name}{rest}."


def _together(pen: Pen, wants: list[str], *, fresh: bool) -> list[str]:
    """Introduce all items in one sentence, then single out some."""
    items, w = pen.brief.items, pen.rng.choice(stating(wants)) if stating(wants) else ""
    topics = [
        t
        for t in ("price", "rating", "brand", "material", "under_limit", "colour")
        if all(t in x.fields for x in items)
    ]
    if topics and pen.chance(0.75):
        topic = pen.rng.choice(topics[:2])
        form = pen.line(f"recommend.row.{topic}")
        names = [f"[[{x.number}]] " + form.replace("*", f"[[{x.number}.{topic}]]") for x in items]
    else:
        names = [f"[[{x.number}]]" for x in items]
    row, no_limit = listed(names), not (topics and "limit.price" in slots(pen.brief).get(w, ""))
    if w and no_limit and pen.chance(0.6):
        text = pen.line("recommend.together", r=row, w=w, all="all" if len(items) > 2 else "both")
    else:
        text = pen.line(
            "recommend.together_2" if fresh else "recommend.together_after",
            r=row,
            all="all" if len(items) > 2 else "both",
        )
    topics_left = _SINGLE if pen.brief.situation != "recommend.deals" else tuple(t for t in _SINGLE if t != "on_sale")
    extra = [(x, f"[[{x.number}]] {predicate(pen, x, found)}.") for x in items if (found := only(pen, x, topics_left))]
    must = [said for x, said in extra if "out_of_stock" in x.notes]
    return [text, *(must or [said for _, said in extra][: pen.rng.choice((0, 1, 1, 2))])]


_SINGLE = ("cheapest", "best_rated", "pick", "low_stock", "out_of_stock", "on_sale", "popular", "new", "dearest")


def _closing(pen: Pen) -> str:
    many = len(pen.brief.items) > 1
    return pen.line("recommend.closing" if many else "recommend.closing_2")

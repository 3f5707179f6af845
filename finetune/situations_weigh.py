"""Replies that weigh products, and replies when nothing meets every wish."""

from __future__ import annotations

from finetune.goods import chosen, phrases, predicate, tails, verb
from finetune.pen import Pen, joined, listed
from prompts.brief import Item
from prompts.slots import STANDARD, break_tokens, own_fields, quality_fields, want_tokens


def compare(pen: Pen) -> str:
    """Write a comparison: what differs, then who should take which."""
    items = pen.brief.items
    lead = pen.say("{Good question!|Happy to help you choose!|Let me help you weigh them!|Both have their points!|Let's see!}".replace("Both have", "They all have" if len(items) > 2 else "Both have")) if pen.warm and pen.chance(0.6) else ""
    if pen.chance(0.45):
        body = [s for item in items if (s := _each(pen, item))]
    else:
        body = _by_field(pen, items)
    if not all(f"[[{x.number}]]" in " ".join(body) for x in items):
        body = [*body, *[_each(pen, x) or f"Then there {verb(x, 'is')} [[{x.number}]]." for x in items if f"[[{x.number}]]" not in " ".join(body)]]
    advice = _advice(pen, items)
    order = [lead, advice, *body] if pen.chance(0.25) and advice else [lead, *body, advice]
    return joined([*order, "<|q|>" if pen.brief.question else ""])


def _each(pen: Pen, item: Item) -> str:
    reasons = [r for r in chosen(pen, item, pen.rng.choice((1, 2, 3) if len(pen.brief.items) == 2 else (1, 2)), []) if r.topic != "pick"]
    return f"[[{item.number}]] {predicate(pen, item, reasons)}." if reasons else ""


def _shared(items: tuple[Item, ...]) -> list[str]:
    return [f for f in items[0].fields if all(f in x.fields for x in items)]


_UNSHARED = ("rating_count", "under_limit", "list_price", "quantity", "stock", "saving")


def _by_field(pen: Pen, items: tuple[Item, ...]) -> list[str]:
    shared = [f for f in _shared(items) if (f in STANDARD and f not in _UNSHARED)
              or all(f in own_fields(x) for x in items) or all(f in quality_fields(x) for x in items)]  # fmt: skip
    pen.rng.shuffle(shared)
    shared.sort(key=lambda f: f != "price" if pen.chance(0.6) else False)
    return [_row(pen, items, field) for field in shared[: pen.rng.choice((1, 2, 2, 3))]]


def _row(pen: Pen, items: tuple[Item, ...], field: str) -> str:
    if field in quality_fields(items[0]):
        said = [f"[[{x.number}]] {verb(x, 'is')} <|{x.number}a{quality_fields(x).index(field) + 1}|>" for x in items]
        return (pen.pick(", while ", ", and ").join(said) if len(said) == 2 else listed(said)) + "."
    refs = [f"[[{x.number}.{field}]]" if field in STANDARD else f"<|{x.number}v{own_fields(x).index(field) + 1}|>" for x in items]
    dearer = [pair for x in pen.brief.extra if (pair := x.partition(".")[0].split("-")) and x.endswith(f".{field}") and len(pair) == 2]
    if field == "price" and len(items) == 2 and dearer and pen.chance(0.7):
        more, less = dearer[0]
        item, other = (next(x for x in items if str(x.number) == n) for n in (more, less))
        diff = f"[[{more}-{less}.price]]"
        return pen.say("{[[$m]] $costs $d more than [[$l]].|At [[$l.price]], [[$l]] $is $d cheaper than [[$m]].|[[$m]] $costs [[$m.price]], which is $d more than [[$l]].|The difference in price is $d: [[$l.price]] for [[$l]], [[$m.price]] for [[$m]].}",
                       m=more, l=less, d=diff, costs=verb(item, "costs"), **{"is": verb(other, "is")})  # fmt: skip
    does = {"price": "costs", "rating": "is rated", "material": "is made of", "colour": "comes in", "color": "comes in",
            "brand": "comes from", "size": "comes in size"}.get(field, "")  # fmt: skip
    row = [(x, r) for x, r in zip(items, refs, strict=True)]
    if does and pen.chance(0.6):
        first, _, rest = does.partition(" ")
        said = [f"[[{x.number}]] {verb(x, first)} {rest} {r}".replace("  ", " ") for x, r in row]
        return (pen.pick(", while ", ", and ", "; ").join(said) if len(said) == 2 else listed(said)) + "."
    noun = {"color": "colour"}.get(field, field) if field in STANDARD else f"<|{items[0].number}n{own_fields(items[0]).index(field) + 1}|>"
    return pen.say("{On|For|In} $f, {it is|the shop lists|that is} $r.|" .rstrip("|"), f=noun, r=listed([f"{r} for [[{x.number}]]" for x, r in row]))


def _advice(pen: Pen, items: tuple[Item, ...]) -> str:
    said = []
    for item in items:
        n = f"[[{item.number}]]"
        for note, pattern in (("cheapest", "{take|choose|go for} $n if {price matters most|the price decides|you want to spend less|you want to pay less}"),
                              ("best_rated", "{take|choose|go for} $n if {ratings matter more|you go by ratings|ratings matter to you}"),
                              ("popular", "{take|choose} $n if you like to go by what others buy"), ("on_sale", "{take|choose} $n if you want {a reduced price|something on sale}")):  # fmt: skip
            if note in item.notes and (note in ("cheapest", "best_rated") or pen.chance(0.4)):
                said.append((item, pen.say(pattern, n=n)))
    pick = next((x for x in items if "pick" in x.notes), None)
    mine = pen.say("{{I would|I'd} {take|choose|go for} $n.|My {pick|choice} would be $n.|Between them, I would take $n.|If you ask me, {take|choose} $n.}".replace("Between them", "Between the two" if False else "Between them"), n=f"[[{pick.number}]]") if pick else ""
    texts = [text for _, text in said[:2]]
    if len(texts) == 2 and said[0][0] is not said[1][0]:
        return joined([pen.pick(", and ", "; ").join(texts) + ".", mine if pen.chance(0.3) else ""])
    if texts:
        return joined([texts[0] + ".", mine if pick and pick is not said[0][0] else ""])
    return mine or pen.say("{It comes down to what matters more to you.|So it depends on what matters more to you.|The choice is yours.|Which suits you depends on what matters most to you.| }")


def none_found(pen: Pen) -> str:
    """Write that nothing fits, the nearest items with what they miss, and what would have to go."""
    situation = pen.brief.situation
    question = "<|q|>" if pen.brief.question else ""
    if situation == "none.unknown":
        return joined([_no_kind(pen), question])
    if situation == "none.more":
        return joined([_no_more(pen), question])
    items = pen.brief.items
    order = [_nothing(pen), *[_near(pen, x, place) for place, x in enumerate(items)]]
    drop = _drop(pen) if pen.chance(0.75) else ""
    order = [order[0], drop, *order[1:]] if pen.chance(0.35) else [*order, drop]
    return joined([*order, question])


def _nothing(pen: Pen) -> str:
    cat, wants = pen.brief.category, want_tokens(pen.brief)
    forms = "Nothing here {meets all of that|fits all of that|has it all}.|No product {meets all your wishes|fits everything you asked for}.|{Unfortunately|Sorry}, nothing {fits all of that|meets every wish}.|I found nothing that {fits all of that|meets every wish}, but $these $come close.|There is nothing that fits everything, so here $are the nearest.|Not everything can be met here, but $these $come close."
    if cat:
        forms += "|{Unfortunately|Sorry}, there is nothing for $c that meets every wish.|For $c, nothing fits all you asked for.|I found nothing for $c that fits everything."
    if wants and all(token[2] == "w" for token in wants):
        forms += "|Nothing here is $w at once.|{Unfortunately|Sorry}, nothing is $w.|There is nothing that is $w here." if len(wants) <= 3 else ""
    many = len(pen.brief.items) > 1
    text = pen.say("{" + forms + "}", c="<|a.cat|>", w=listed(wants) if wants else "", these="these" if many else "this one", come="come" if many else "comes", are="are" if many else "is")
    text = text.replace(" at once", "") if len(wants) < 2 else text
    return pen.say("{I'm so sorry!|I'm sorry about that!|What a pity!|Oh dear!} ") + " " + text if pen.warm and pen.chance(0.5) else text


def _near(pen: Pen, item: Item, place: int) -> str:
    n, it = f"[[{item.number}]]", "they" if item.plural else "it"
    breaks = break_tokens(item)
    extra = [r for r in phrases(pen, item) if r.topic in ("price", "rating", "colour", "material", "brand", "under_limit") and r.tail]
    pen.rng.shuffle(extra)
    add = tails(pen, extra[:1]) if extra and pen.chance(0.4) else ""
    if not breaks:
        return pen.say("{$n $c close$a.|Near to it: $n$a.}", n=n, a=add, c=verb(item, "comes"))
    plain = all(f"<|{item.number}b" in token for token in breaks)
    b = listed(breaks, "or")
    if plain and pen.chance(0.6):
        return pen.say("{$n$a $c close, but $is not $b.|$n$a $is near, but not $b.|$n $c close$a2, but $it $is not $b.|What $n $is not: $b.|$l $n$a, though $it $is not $b.|$n $is not $b, but close$a2.}".replace("|What $n $is not: $b.", ""),
                       n=n, b=b, a="", a2=add, c=verb(item, "comes"), it=it, l=_lead(item, place, pen), **{"is": verb(item, "is")})  # fmt: skip
    b = listed(breaks)
    return pen.say("{$n $c close$a, but $misses on this: $b.|$n$a2 $misses one wish: $b.|$l $n$a, but not everything fits: $it $misses on $b.|$n $c near$a; what $it $misses: $b.|$n $c close, but one thing does not fit: $b.|With $n$a, what does not fit: $b.}".replace("one wish", "one wish" if len(breaks) == 1 else "these wishes").replace("one thing does", "one thing does" if len(breaks) == 1 else "these do"),
                   n=n, b=b, a=add, a2="", c=verb(item, "comes"), it=it, misses=verb(item, "misses") if not item.plural else "miss", l=_lead(item, place, pen))  # fmt: skip


def _lead(item: Item, place: int, pen: Pen) -> str:
    is_ = verb(item, "is")
    return f"there {is_}" if place == 0 else pen.pick(f"then there {is_}", f"there {is_} also")


def _drop(pen: Pen) -> str:
    dropped = [f"<|d{i}|>" for i, _ in enumerate(pen.brief.dropped, 1)]
    if not dropped:
        return ""
    return pen.say("{To {get further|find more|go on}, this would have to go: $d.|{To widen the choice|For more to choose from}, one could drop this: $d.|What would have to go: $d.|What stands in the way: $d.|If this can go, I can show you more: $d.|The wish to {drop|give up|let go of} would be $d.|The sticking point is $d.}".replace("The wish", "The wish" if len(dropped) == 1 else "What"), d=listed(dropped))


def _no_more(pen: Pen) -> str:
    text = pen.say("{That was all $in.|There is nothing further $in {that fits|that meets your wishes|}.|{No more|Nothing more} $in, I'm afraid.|You have now seen {everything|all} that fits $in.|There are no more that fit $in.|That's the end of the list $in: nothing further fits.|I have nothing further $in that fits.|Nothing else {here|in the shop} fits.}",
                   **{"in": pen.say("for <!a.cat!>").replace("<!", "<|").replace("!>", "|>") if pen.brief.category and pen.chance(0.6) else ""})  # fmt: skip
    offer = "" if pen.brief.question or pen.chance(0.4) else pen.say("{Drop one of your wishes and I'll look again.|Change a wish and I can look again.|If one of your wishes can go, I can look further.|Tell me what can change and I'll look again.}")
    return joined([pen.say("{I'm sorry!|What a pity!|I looked everywhere!}") if pen.warm and pen.chance(0.5) else "", text, offer])


def _no_kind(pen: Pen) -> str:
    name = "<|cat|>" if pen.brief.category else "<|asked|>" if pen.brief.asked else "that"
    bare, name = name, "<|a.cat|>" if pen.brief.category else name
    none = "The shop has no $b.|No $b here, I'm afraid.|" if bare != "that" else ""
    text = pen.say("{" + none + "{Sorry|Unfortunately}, the shop doesn't have $c.|There is nothing like $c in this shop.|{I found nothing|I can't find anything} for $c here.|I'm afraid the shop does not carry $c.|Nothing here matches $c.|The shop has nothing like $c.}", c=name, b=bare)
    offer = "" if pen.brief.question or pen.chance(0.4) else pen.say("{Tell me what else I can look for.|I can look for something else.|If you tell me what it's for, I can look for something else.|Try me with something else.|Put it in other words and I'll look again.}")
    return joined([pen.say("{I'm so sorry!|I'm sorry about that!|What a pity!}") if pen.warm and pen.chance(0.5) else "", text, offer])

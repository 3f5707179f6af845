"""Replies to questions about products: values, yes and no, stock, ratings, reasons, and what the shop does not state."""

from __future__ import annotations

from finetune.goods import Phrase, chosen, predicate, verb
from finetune.pen import Pen, joined, listed
from finetune.situations_recommend import stating, wanted
from prompts.brief import Item
from prompts.slots import STANDARD, own_fields, quality_fields

NOUNS = {"price": "price", "rating": "rating", "stock": "stock", "list_price": "price before", "colour": "colour",
         "color": "colour", "material": "material", "size": "size", "brand": "brand"}  # fmt: skip


def answer(pen: Pen) -> str:
    """Write the reply of an answer situation."""
    write = {"value": _value, "yes": _yes, "no": _no, "unknown": _unknown, "in_stock": _in_stock, "out_of_stock": _out,
             "rating": _rating, "no_reviews": _no_reviews, "explain": _explain, "pick": _pick, "no_deals": _no_deals}  # fmt: skip
    body = write[pen.brief.situation.split(".")[1]](pen)
    lead = pen.say("{Happy to help!|Good question!|Of course!|Sure!|Glad you asked!|Let me see!}") if pen.warm and pen.chance(0.55) else ""
    end = "" if pen.brief.question or not (pen.warm and pen.chance(0.35)) else pen.say(
        "{I hope that helps!|Just ask if you'd like to know more!|I'm here if there's anything else!|Let me know what else you'd like to know!}")
    return joined([lead, body, end, "<|q|>" if pen.brief.question else ""])


def _field(item: Item) -> tuple[str, str, str]:
    """Return the first field of an item: its name in the shop, the words for it, the reference."""
    field = item.fields[0]
    if field in STANDARD:
        return field, NOUNS.get(field, field), f"[[{item.number}.{field}]]"
    if field in quality_fields(item):
        return "*", "", f"<|{item.number}a{quality_fields(item).index(field) + 1}|>"
    if field not in own_fields(item):
        return "?", "", f"[[{item.number}]]"
    at = own_fields(item).index(field) + 1
    return field, f"<|{item.number}n{at}|>", f"<|{item.number}v{at}|>"


def _value(pen: Pen) -> str:
    items = [x for x in pen.brief.items if x.fields]
    if len(items) > 1:
        return _values(pen, items)
    item = items[0]
    field, noun, v = _field(item)
    is_, has, name = verb(item, "is"), verb(item, "has"), f"[[{item.number}]]"
    forms = {
        "price": "$n $costs $v.|$n $costs $v.|$n $is $v.|The price of $n is $v.|For $n it is $v.|$It $costs $v.|That is $v for $n.|$n $comes in at $v.",
        "colour": "$n $comes in $v.|$n $is in $v.|The shop has $n in $v.|The colour of $n is $v.|You can have $n in $v.|$It $comes in $v.",
        "material": "$n $is made of $v.|$It $is made of $v.|The material of $n is $v.|The shop gives $v as the material of $n.",
        "size": "$n $comes in $v.|For $n, the size listed is $v.|The shop lists size $v for $n.|Sizes for $n: $v.|You can have $n in size $v.",
        "brand": "$n $is made by $v.|$n $is from $v.|The brand of $n is $v.|$It $comes from $v.|$It $is by $v.",
        "stock": "There are $v of $n in stock.|The shop has $v of $n in stock.|In stock: $v of $n.",
        "rating": "$n $is rated $v.|$n $has a rating of $v.|The rating of $n is $v.",
    }  # fmt: skip
    forms["color"] = forms["colour"]
    forms["*"] = "$n $is $v.|$It $is $v.|Going by the shop, $n $is $v.|The shop says that $n $is $v."
    own = "The $f of $n is $v.|For $n, the shop lists $v under $f.|The shop gives $v for $f.|$n $has $f listed as $v.|$f for $n: $v.|On $f, the shop says $v for $n.|The shop states $f as $v for $n.|The shop lists $v as the $f of $n."
    pattern = pen.pick(*forms.get(field, own).split("|"))
    text = pen.say(pattern, n=name, v=v, f=noun, costs=verb(item, "costs"), comes=verb(item, "comes"), has=has,
                   It="They" if item.plural else "It", **{"is": is_})  # fmt: skip
    return joined([text, _more(pen, item, field)])


def _more(pen: Pen, item: Item, said: str) -> str:
    """Add a second reason now and then."""
    it = "They" if item.plural else "It"
    others = [r for r in chosen(pen, item, 3, []) if r.topic not in (said, "own", "pick", "want")][:1]
    if not others or pen.chance(0.75) or (said in ("price", "under_limit") and others[0].topic in ("price", "under_limit")):
        return ""
    return pen.say("$it $p.", it=pen.say("$i {also|}", i=it) if others[0].doing and not others[0].after_is else it, p=predicate(pen, item, others))


def _values(pen: Pen, items: list[Item]) -> str:
    field, noun, _ = _field(items[0])
    rows = [(x, _field(x)[2]) for x in items]
    if field == "price":
        if pen.chance(0.5):
            return joined([listed([f"[[{x.number}]] {verb(x, 'costs')} {v}" for x, v in rows]) + "."])
        return pen.say("{The prices are|That is|It is} $r.", r=listed([f"{v} for [[{x.number}]]" for x, v in rows]))
    if field == "*":
        return listed([f"[[{x.number}]] {verb(x, 'is')} {v}" for x, v in rows]) + "."
    if field in ("colour", "color", "material", "brand") and pen.chance(0.5):
        does = {"brand": "comes from", "material": "is made of"}.get(field, "comes in")
        first, _, rest = does.partition(" ")
        return listed([f"[[{x.number}]] {verb(x, first)} {rest} {v}" for x, v in rows]) + "."
    return pen.say("{For $f, the shop lists|On $f, the shop gives|The shop states for $f:|As to $f, it is} $r.", f=noun,
                   r=listed([f"{v} for [[{x.number}]]" for x, v in rows]))  # fmt: skip


def _yes(pen: Pen) -> str:
    return _decide(pen, "Yes, |Yes: |Yes, |Yes, it does: |Yes. ".split("|"))


def _no(pen: Pen) -> str:
    return _decide(pen, "No, |No: |No, |Not quite: |Unfortunately not: |Sorry, no: |No. ".split("|"))


def _decide(pen: Pen, starts: list[str]) -> str:
    yes, items = pen.brief.situation == "answer.yes", [x for x in pen.brief.items if x.fields]
    start = pen.pick(*starts).replace("it does: ", "")
    if not items:
        name = listed([f"[[{x.number}]]" for x in pen.brief.items])
        form = "the {shop's|} description of $n {mentions|speaks of} $a.|the shop says so in the description of $n.|for $n, the description {mentions|speaks of} $a." if yes else \
            "the shop's description of $n speaks against $a.|going by what the shop says about $n, that's not so."
        form = form if pen.brief.asked else form.split("|")[1] if not yes else "the shop says so in the description of $n."
        return start + _small(start, pen.say("{" + form + "}", n=name, a="<|asked|>"))
    if len(items) > 1 and _field(items[0])[0] == "*":
        return start + _small(start, listed([f"[[{x.number}]] {verb(x, 'is')} {_field(x)[2]}" for x in items]) + ".")
    if len(items) > 1:
        return start + _small(start, pen.say("the shop {lists|states|gives} $r.", r=listed([f"{_field(x)[2]} for [[{x.number}]]" for x in items])))
    item = items[0]
    field, noun, v = _field(item)
    name = f"[[{item.number}]]"
    forms = {"material": "$n $is made of $v.", "colour": "$n $comes in $v.", "color": "$n $comes in $v.", "size": "$n $comes in size $v.",
             "*": "$n $is $v.", "brand": "$n $is made by $v.", "price": "$n $costs $v.", "rating": "$n $is rated $v."}  # fmt: skip
    own = "{the shop lists $v under $f for $n.|the shop gives $v for $f.|for $n, the shop lists $f as $v.|the shop states $f as $v for $n.|$n $has $f listed as $v.|$f for $n is listed as $v.}"
    form = forms[field] if field == "*" or (field in forms and pen.chance(0.7)) else own
    text = pen.say(form, n=name, v=v, f=noun, has=verb(item, "has"), comes=verb(item, "comes"), costs=verb(item, "costs"), **{"is": verb(item, "is")})
    return start + _small(start, text)


def _small(start: str, text: str) -> str:
    return text[:1].upper() + text[1:] if start.endswith(". ") else text


_UNKNOWN = """The shop doesn't state that for $n.|The shop {doesn't say|does not say}, so I can't tell you that for $n.|That's not stated for $n.|
I'd rather not guess: the shop doesn't state that for $n.|The shop gives no word on that for $n, so I can't say.|
I can't tell: {that's not stated for $n|the shop doesn't say for $n}.|
Nothing on that is stated for $n, so I would rather not guess."""
_UNKNOWN_ASKED = """As to $a, the shop doesn't say anything for $n.|On $a, the shop doesn't state anything for $n.|
The shop doesn't state anything about $a for $n.|Nothing about $a is stated for $n.|About $a, the shop says nothing for $n, so I would rather not guess.|
The shop doesn't say, so I can't tell you about $a for $n.|I can't say: $a is not stated for $n.|{Sorry, on|Unfortunately, on} $a the shop gives no word for $n.|
I have no word on $a for $n, the shop doesn't state it."""


def _unknown(pen: Pen) -> str:
    names = [f"[[{x.number}]]" for x in pen.brief.items]
    asked = bool(pen.brief.asked) and pen.chance(0.75)
    text = pen.pick(*(_UNKNOWN_ASKED if asked else _UNKNOWN).replace("\n", "").split("|")) if False else \
        pen.say("{" + (_UNKNOWN_ASKED if asked else _UNKNOWN).replace("\n", "") + "}", n=listed(names) if names else "$NONE", a="<|asked|>")
    if not names:
        text = text.replace(" for $NONE", "")
    item = next((x for x in pen.brief.items if len(pen.brief.items) == 1 and x.fields), None)
    reasons = [r for r in chosen(pen, item, 2, []) if r.topic not in ("pick", "want")][:2] if item and pen.chance(0.35) else []
    known = pen.say("{What I do know:|It does say that|What is stated:|What I can tell you:} $n $p.", n="they" if item.plural else "it",
                    p=predicate(pen, item, reasons)) if item and reasons else ""  # fmt: skip
    offer = pen.say("{A person in the shop can find out.|Someone at the shop could find out for you.|A person could check that for you.}") if not known and pen.chance(0.2) else ""
    return joined([text, known, offer])


def _in_stock(pen: Pen) -> str:
    rows = pen.brief.items
    if len(rows) > 1:
        start = "Yes, both are in stock" if len(rows) == 2 else "Yes, all of them are in stock"
        stocked = [f"[[{x.number}.stock]] of [[{x.number}]]" for x in rows if "stock" in x.fields]
        return f"{start}: {listed(stocked)}." if stocked and len(stocked) == len(rows) else \
            f"Yes, {listed([f'[[{x.number}]]' for x in rows])} are in stock."
    item = rows[0]
    form = "{Yes, $n $is in stock, with $v left.|Yes, there are $v of $n in stock.|Yes, the shop has $v of $n in stock.|$n $is in stock, with $v left.|Yes: $v of $n in stock.|$n can be had, with $v in stock.|Yes, $n $is available, with $v in stock.|In stock, yes: $v of $n.}" \
        if "stock" in item.fields else "{Yes, $n $is in stock.|$n $is in stock.|Yes, $n can be had.|Yes, the shop has $n in stock.|Yes, $n $is available.}"
    text = pen.say(form, n=f"[[{item.number}]]", v=f"[[{item.number}.stock]]", **{"is": verb(item, "is")})
    return joined([text, _more(pen, item, "stock") if "stock" in item.fields else ""])


def _out(pen: Pen) -> str:
    n, many = listed([f"[[{x.number}]]" for x in pen.brief.items]), len(pen.brief.items) > 1
    is_ = "are" if many or pen.brief.items[0].plural else "is"
    text = pen.say("{No, $n $is sold out {at the moment|right now|}.|{Unfortunately|Sorry}, $n $is sold out.|$n $is out of stock {at the moment|right now|}.|No, $n $is out of stock.|I'm afraid $n $is sold out {right now|at the moment|}.|There are no more of $n in stock.|$n can't be had {right now|at the moment}: sold out.|{Sadly|Unfortunately}, the shop has none of $n left.}", n=n, **{"is": is_})
    offer = pen.say("{I can look for something similar.|I can show you something close to it.|I can look for one like it that is in stock.|Say so and I'll look for something close to it.}") if not pen.brief.question and pen.chance(0.5) else ""
    return joined([text, offer])


def _rating(pen: Pen) -> str:
    rows = [x for x in pen.brief.items if "rating" in x.fields] or list(pen.brief.items)
    if len(rows) > 1:
        return pen.say("{The ratings are|Shoppers give|Other shoppers give|In ratings, that is} $r.",
                       r=listed([f"[[{x.number}.rating]] for [[{x.number}]]" for x in rows]))  # fmt: skip
    item = rows[0]
    count = "rating_count" in item.fields
    form = "{$n $is rated $v {from|based on} $c {ratings|reviews}.|$n $has a rating of $v from $c {shoppers|ratings|reviews}.|{Shoppers|Other shoppers} rate $n $v, going by $c ratings.|The rating of $n is $v, from $c ratings.|$c shoppers have rated $n, and the result is $v.|With $c ratings, $n $has $v.|From $c ratings, $n $gets $v.}" if count else \
        "{$n $is rated $v.|$n $has a rating of $v.|{Shoppers|Other shoppers} rate $n $v.|The rating of $n is $v.|$n $gets $v from {shoppers|other shoppers}.}"
    i = item.number
    text = pen.say(form, n=f"[[{i}]]", v=f"[[{i}.rating]]", c=f"[[{i}.rating_count]]", has=verb(item, "has"), gets=verb(item, "gets"), **{"is": verb(item, "is")})
    it = "They are" if item.plural else "It is"
    return joined([text, pen.say("$it the best rated {of these|here}.", it=it) if "best_rated" in item.notes and pen.chance(0.7) else ""])


def _no_reviews(pen: Pen) -> str:
    n = listed([f"[[{x.number}]]" for x in pen.brief.items]) if pen.brief.items else "that"
    return pen.say("{There are no {ratings|reviews} for $n {yet|so far|}.|Nobody has rated $n {yet|so far}.|No {ratings|reviews} of $n have come in {yet|so far}.|The shop has no {ratings|reviews} for $n {yet|so far}, so I can't say what others think.|I can't say: there are no ratings for $n {yet|}.|So far, there are no reviews of $n.}", n=n)


def _explain(pen: Pen) -> str:
    items, w = pen.brief.items, stating(wanted(pen))[:3]
    if len(items) > 1:
        names = listed([f"[[{x.number}]]" for x in items])
        text = pen.say("{{I suggested|I chose|I picked} $n because they are {all |}$w.|$n are {all |}$w, as you asked.|You asked for $w, and $n fit.}".replace("all ", "both " if len(items) == 2 else "all "), n=names, w=listed(w)) if w else \
            pen.say("{{I suggested|I chose} $n because they come closest to what you asked for.|$n came out on top for what you asked.}", n=names)
        extra = [f"[[{x.number}]] {predicate(pen, x, r)}." for x in items if (r := [y for y in chosen(pen, x, 3, []) if y.topic in ("cheapest", "best_rated", "on_sale", "popular", "price", "rating")][:1])]
        return joined([text, *extra[: pen.rng.choice((0, 1, 2, len(items)))]])
    item = items[0]
    reasons = [r for r in chosen(pen, item, 2, []) if not (w and r.topic == "want")]
    it, name = "they" if item.plural else "it", f"[[{item.number}]]"
    if w:
        text = pen.say("{{I suggested|I chose|I picked} $n because $it $is $w.|Because $n $is $w{, as you asked|, as you wanted|}.|$n $is $w, which is what you asked for.|You asked for $w, and $n {fits|fit}.}".replace("{fits|fit}", "fit" if item.plural else "fits"),
                       n=name, it=it, w=listed(w), **{"is": verb(item, "is")})  # fmt: skip
        return joined([text, f"{it} also {predicate_doing(pen, item, reasons)}" if reasons and pen.chance(0.7) else ""])
    if reasons:
        return pen.say("{{I suggested|I chose|I picked} $n because $it $p.|Because $n $p.|$n came up because $it $p.|What speaks for $n: $it $p.|The reason for $n: $it $p.}", n=name, it=it, p=predicate(pen, item, reasons))
    return pen.say("{$n came closest to what you asked for.|I suggested $n because nothing else came closer to what you asked for.|Because $n came closest to what you asked for.}", n=name)


def predicate_doing(pen: Pen, item: Item, reasons: list[Phrase]) -> str:
    """Return a predicate after "also", where "is" would have come first: the verb alone, else the reason after "is"."""
    return predicate(pen, item, reasons[:2]) + "."


def _pick(pen: Pen) -> str:
    items = pen.brief.items
    item = next((x for x in items if "pick" in x.notes), items[0])
    reasons = [r for r in chosen(pen, item, 3, wanted(pen) if pen.chance(0.5) else []) if r.topic != "pick"][:2]
    it, name = "they" if item.plural else "it", f"[[{item.number}]]"
    text = pen.say("{{I would|I'd} {take|choose|go for|pick} $n: $it $p.|{I would|I'd} {take|choose|go for|pick} $n, because $it $p.|My {pick|choice} {is|would be} $n, since $it $p.|$n. $It $p.|Of these, {I'd|I would} {take|choose} $n: $it $p.|I lean towards $n, as $it $p.|$n {gets|has} my vote: $it $p.}".replace("{gets|has}", "get" if item.plural else "gets"),
                   n=name, it=it, It=it.capitalize(), p=predicate(pen, item, reasons)) if reasons else \
        pen.say("{{I would|I'd} {take|choose|go for|pick} $n.|My {pick|choice} {is|would be} $n.|Of these, I would {take|choose} $n.}", n=name)
    others = [x for x in items if x is not item]
    rest = ""
    if others and pen.chance(0.35):
        other = pen.rng.choice(others)
        single = [r for r in chosen(pen, other, 3, []) if r.topic in ("cheapest", "best_rated", "price", "under_limit", "popular", "new", "on_sale")][:1]
        rest = pen.say("{That said,|On the other hand,|If that does not suit you,|Still,|As a second choice,} [[$i]] $p.", i=str(other.number), p=predicate(pen, other, single)) if single else ""
    return joined([text, rest])


def _no_deals(pen: Pen) -> str:
    text = pen.say("{The shop states no {reduced prices|offers|codes} {at the moment|right now|}.|There are no {reduced products|offers|discounts} {at the moment|right now}.|{Sorry|Unfortunately}, nothing is reduced {at the moment|right now}.|I know of no {offers|codes|discounts} {at the moment|right now}.|No, the shop has no {offers|codes|discounts} {at the moment|right now}.|{Nothing is on sale|Nothing is reduced} right now, and the shop states no codes.}")
    offer = pen.say("{I can look for the lowest prices instead.|Tell me what you need and I'll look for low prices.|With a price limit from you, I can still look for something that fits.|I can sort by price, lowest first.}") if not pen.brief.question and pen.chance(0.65) else ""
    return joined([text, offer])



"""Replies that show products: openings by situation, then every item once, then perhaps a closing or the question."""

from __future__ import annotations

from finetune.goods import Phrase, chosen, predicate, tails, verb
from finetune.pen import Pen, joined, listed
from prompts.brief import Item
from prompts.slots import slots, want_tokens

# situation: (openings in the plain voice, openings in the warm voice); $some is a group of items, $in "in boots" or ""
OPENINGS = {
    "search": ("Here {$are} $some $in.|{These|The following} fit $in.|{I found|I have} $some $in.|$some_ $in:|For $a_cat, I would look at $these.|Here is what I found $in.|Here is what the shop has $in.|{This is|Here is} what fits $in.",
               "{Happy to help|With pleasure|Lovely|Of course}! Here {$are} $some $in.|I found $some $in that I think you'll like.|{Good news|Good news for you}: I found $some $in.|Let me show you $some $in.|{I'd love to help|Glad to help}! Here is what I found $in."),
    "refined": ("With that {change|in mind}, $these fit$s.|Here is the list with that.|Narrowed down, {here $are|that leaves} $some.|{Done|Noted|All right|Understood}: {here $are $some|$these fit$s}.|{Got it|Noted}. Here {$are} $some $in.|That leaves $some $in.",
                "{Got it|Of course|Sure thing|Gladly}! Here {$are} $some with that in mind.|{No problem at all|Easily done}, I've narrowed it down for you.|Good idea, that helps! Here {$are} $some $in."),
    "relaxed": ("Without {that|that limit|$d}, there is more to choose from.|{Leaving that aside|With that out of the way}, here {$are} $some $in.|{Fine|All right|Done}, {I've dropped that|that no longer counts}. Here {$are} $some.|{Setting $d aside|With $d dropped}, $these also fit$s.|That opens up the choice. Here {$are} $some $in.",
                "{No problem|Of course|Sure thing}! Without that, there is more to choose from.|That opens things up nicely! Here {$are} $some $in.|{Happy to|Gladly}! I've set that aside for you."),
    "more": ("Here {$are} $more.|{There is more|I have more} $in.|$More $in:|{Sure|Of course|Yes}, here {$are} $more.|Next on the list {$are}:|+These come next.",
             "{Of course|Sure thing|With pleasure}! Here {$are} $more.|There's more where that came from! Here {$are} $more.|Happy to keep looking! Here {$are} $more."),
    "last": ("+{These are|Here are} the last $in that fit.|-{This|Here} is the last one $in that fits.|{That brings us to|Here is} the end of the list $in.|After {these|this}, there is nothing further that fits.|{This is|Here is} all that is left $in.|+The last ones that fit:",
             "{We're nearly through|We've come to the end of the list}! {Here is|This is} all that is left for you $in.|+These are the last that fit, I hope you like {them|what you see}!"),
    "other": ("{Fair enough|All right|Understood|No problem|Noted}, {here {$are} $other|let's try $other}.|{Noted}. Here {$are} $other $in.|Let's look at $other.|Then {here {$are}|let me show you} $other $in.",
              "{No problem at all|Not to worry|That's quite all right}! Here {$are} $other.|{Not to worry|That's fine}, let's find you something you like better.|I'm sorry that wasn't right for you! Here {$are} $other."),
    "similar": ("+These are close to that one.|{In the same line|Along the same lines}, there {$are} $some.|{Close to that one|Much like that one|Similar to that}: $some.|Here {$are} $some much like it.|{I looked for ones like it|I looked for something like it}, and found $some.",
                "{Good eye|Of course|Gladly}! Here {$are} $some much like it.|If you like that one, you may like $these too!|I looked for some like it for you, and found $some!"),
    "complement": ("{To go with it|To go along with it}, {I would add|there $are} $some.|$these_ would go with it.|Here {$are} $some to go with it.|To complete it, here {$are} $some.|For use with it, {I'd look at|consider} $these.",
                   "{What a nice idea|Good thinking|Lovely idea}! Here {$are} $some to go with it.|To round it off for you, here {$are} $some!|I'd be glad to complete the set! Here {$are} $some."),
    "gift": ("{As a gift|For a gift}, here {$are} $some.|Here {$are} $idea for a gift.|{Some ideas|A few thoughts} for a present:|For giving, {I'd look at|consider} $these.|+{These|The following} could {make|be} a gift.",
             "{How kind of you|What a lovely thought|How thoughtful}! Here {$are} $idea for a gift.|A present, how nice! Here {$are} $idea.|I love finding gifts! Here {$are} $idea."),
    "bestsellers": ("Here is what stands out in the shop {right now|at the moment}.|Here is what stands out {here|for now}.|{At the top of the list|Leading the list} $in:|+The ones to look at {right now|at the moment}:",
                    "{Happy to share|Glad you asked}! Here is what stands out $in.|Let me show you what stands out here!"),
    "deals": ("Here is what is reduced right now.|{On sale at the moment|Reduced right now}: $some.|{Yes, there {$are} $some at a lower price than before.|Yes, here {$are} $some at a reduced price.}|The sale has $some $in.|Prices are down on $these.",
              "{Good news|You're in luck}! Here {$are} $some at a reduced price.|Everyone likes a saving! Here {$are} $some $in.|{Happy to|Gladly}! Here is what is reduced right now."),
    "explore": ("Here is a look around $cat.|{To give you an idea|For a first look}, here {$are} $some $in.|{The shop has|There is} {a range|quite some choice} $in. To start:|To begin with:|{In this department|Here} you find, {for example|among others}, $these.|Some of what the shop has $in:",
                "{Come on in|Do have a look around|Let me show you around}! Here {$are} $some $in.|There's a lot to see $in! {Here {$are} $some to start with.|Let me start with $these.}"),
    "image": ("{From your photo|In the photo}, it looks like $a_cat.|{Your photo looks like|I take that to be} $a_cat. Here {$are} $some.|Going by the photo, $these come$s closest.|Here is what looks most like your photo.",
              "{Thanks for the photo|Thank you for the picture}! It looks like $a_cat to me.|What a helpful photo! Here {$are} $some that look$s like it."),
    "back": ("Back to $cat: {here {$are} $some|$these fit$s}.|{Going back to|Returning to} $cat, here {$are} $some.|{All right, back|Right, back} to $cat.|To pick up $cat again: here {$are} $some.|For $a_cat, here is what still fits.",
             "{Of course|Sure thing|Gladly}, let's go back to $cat!|Happy to go back to $cat! Here {$are} $some."),
}  # fmt: skip


def recommend(pen: Pen) -> str:
    """Write the reply of any recommend situation."""
    items, question = pen.brief.items, bool(pen.brief.question)
    unsure = pen.brief.situation == "recommend.deals" and not all("on_sale" in x.notes for x in items)
    opening = "" if unsure else _opening(pen) if pen.chance(0.85 if _needs_opening(pen) else 0.65) or pen.warm else ""
    shared = _shared(pen) if pen.chance(0.3) else ""
    used_wants = [] if shared else wanted(pen)
    together = len(items) > 1 and pen.chance(0.3 if len(items) < 4 else 0.6)
    body = _together(pen, used_wants) if together else one_by_one(pen, items, used_wants, fresh=not opening)
    if opening.endswith(":") and not body[0].startswith("[["):
        opening = ""
    closing = "" if question or pen.chance(0.75 if not pen.warm else 0.4) else _closing(pen)
    first = len(items) > 1 and not opening.endswith(":") and pen.chance(0.6)
    order = [opening, shared, *body] if first else [opening, *body, shared]
    return joined([*order, closing, "<|q|>" if question else ""])


def _needs_opening(pen: Pen) -> bool:
    return pen.brief.situation in ("recommend.relaxed", "recommend.last", "recommend.similar", "recommend.complement",
                                   "recommend.image", "recommend.gift", "recommend.back", "recommend.deals")  # fmt: skip


def wanted(pen: Pen) -> list[str]:
    """Return the tokens of the wishes."""
    return want_tokens(pen.brief)


def stating(tokens: list[str]) -> list[str]:
    """Return those of the wishes that can follow "is"."""
    return [token for token in tokens if token[2] == "w"]


def _opening(pen: Pen) -> str:
    many, category = len(pen.brief.items) > 1, "<|cat|>" if pen.brief.category else ""
    both = len(pen.brief.items) == 2
    plain, warm = OPENINGS[pen.brief.situation.split(".")[1]]
    dropped = [i for i, _ in enumerate(pen.brief.dropped, 1)]
    some = "{a few|some options|a few options|a few ideas|some choices}" if many else "{one|one option|one choice}"
    text = pen.say(_pick_pattern(pen, warm if pen.warm else plain, bool(category), bool(dropped)).replace("{$are}", "$are"),
        are="are" if many else "is", some=pen.say(some), some_=pen.say("{Some options|A few options}" if many else "One option"),
        these=pen.pick("both of these" if both else "these", "these") if many else "this one",
        these_=pen.pick("These", "The following") if many else "This one", s="" if many else "s",
        more=pen.say("{some more|a few more|more|further options|some further ones}" if many else "{one more|another one|a further one}"),
        More="More" if many else "One more", idea=pen.say("{some ideas|a few ideas}" if many else "{an idea|one idea}"),
        other=pen.say("{some others|a few others|others|some different ones}" if many else "{another one|a different one}"),
        d=f"<|d{pen.rng.choice(dropped)}|>" if dropped else "that", cat=category or "that", a_cat="<|a.cat|>",
        **{"in": pen.say("in $c" if pen.brief.situation == "recommend.explore" else "for $c", c=category if pen.brief.situation == "recommend.explore" else "<|a.cat|>") if category and pen.chance(0.7) else ""})  # fmt: skip
    return text


def _pick_pattern(pen: Pen, patterns: str, category: bool, dropped: bool) -> str:
    options = [p for p in split(patterns) if (category or "cat" not in p) and (dropped or "$d" not in p)]
    fit = [p.lstrip("+-") for p in options if not p.startswith("-" if len(pen.brief.items) > 1 else "+")]
    return pen.rng.choice(fit) if fit else ""


def split(patterns: str) -> list[str]:
    """Split a pattern at the bars outside braces."""
    found, depth = [""], 0
    for c in patterns:
        depth += {"{": 1, "}": -1}.get(c, 0)
        if c == "|" and depth == 0:
            found.append("")
        else:
            found[-1] += c
    return found


def _shared(pen: Pen) -> str:
    """One sentence on the wishes that all items meet."""
    wants = wanted(pen)[:3]
    if not wants:
        return ""
    n = len(pen.brief.items)
    all_ = "It is" if n == 1 else pen.pick("Both are", "Both of them are") if n == 2 else pen.pick("All are", "All of them are", "All of these are", "Each of them is")
    if n == 1 and pen.brief.items[0].plural:
        all_ = "They are"
    plain = stating(wants)
    if len(plain) < len(wants) or pen.chance(0.2):
        return pen.say("{That matches what you asked for|This keeps to your wishes|That covers what you asked for|In line with your wishes}: $w.", w=listed(wants))
    tag = pen.voiced("{, as you asked|, as you wanted|, as you wished|, just as you asked| | }", "{, just as you wanted|, just as you hoped|, just what you asked for!}")
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
        return pen.say(("{There $is|Have a look at|One to see is|I would look at} $n." if not item.plural else "{There $is|Have a look at|I would look at} $n.")
                       if place == 0 else "{Then there $is|There $is also|You could also see|Also worth a look:} $n.", n=name, **{"is": verb(item, "is")})  # fmt: skip
    roll = pen.rng.random()
    price = next((r for r in reasons if r.topic == "price"), None)
    if price and len(reasons) > 1 and roll < 0.2:
        others = [r for r in reasons if r is not price]
        return pen.say("{At|For} [[$i.price]], $n $p.", i=str(item.number), n=name, p=predicate(pen, item, others))
    if roll < 0.6:
        lead = ""
        if 0 < place == count - 1 and pen.chance(0.3):
            lead = pen.voiced("{Finally,|Last,|And|Lastly,}", "{Finally,|And last but not least,|And|Lastly,}") + " "
        elif place > 0 and pen.chance(0.3):
            lead = pen.pick("Next,", "Then,", "As an alternative,", "Alternatively,", "Besides,", "And") + " "
        return f"{lead}{name} {predicate(pen, item, reasons)}."
    rest = tails(pen, reasons)
    if not rest:
        return f"{name} {predicate(pen, item, reasons)}."
    if place == 0:
        lead = pen.voiced("{$t|I would start with|Have a look at|My first idea is|I'd look at|I suggest|To start with, $l|Consider|Take a look at}",
                          "{I'd start with|Do have a look at|I'd love to show you|You might like|I think you'll like|How lovely would it be to have|Let me show you}".replace("|How lovely would it be to have", ""),
                          t=there, l=f"there {verb(item, 'is')}")
    else:
        lead = pen.voiced("{Then $l|Another choice is|You could also look at|Or take|There is also|I would also look at|Also a fit:|A further option:|Or look at|Next up:|Besides that, $l}",
                          "{Then there's|You might also like|Or how about|I'd also show you|Do see|Another lovely option:|And then $l}".replace("Or how about|", "").replace("Another lovely option:", "Another one for you:"),
                          l=f"there {verb(item, 'is')}")
    if item.plural:
        lead = lead.replace("There is also", "There are also").replace("there's", "there are").replace("Another choice is", "Another choice:").replace("My first idea is", "My first idea:")
    return f"{lead} {name}{rest}."


def _together(pen: Pen, wants: list[str]) -> list[str]:
    """Introduce all items in one sentence, then single out some."""
    items, w = pen.brief.items, pen.rng.choice(stating(wants)) if stating(wants) else ""
    topics = [t for t in ("price", "rating", "brand", "material", "under_limit", "colour") if all(t in x.fields for x in items)]
    if topics and pen.chance(0.75):
        topic = pen.rng.choice(topics[:2])
        form = pen.say({"price": "{ at $|, at $| for $|: $| ($)}", "rating": "{, rated $| (rated $)| with a rating of $}", "brand": "{ from $| by $| ($)}",
                        "material": "{ in $| ($)|, made of $}", "under_limit": "{ ($ under your limit)|, $ under your limit}", "colour": "{ in $| ($)}"}[topic])
        if form.startswith((",", ":")):
            form = f" ({form[1:].strip()})"
        form = form if form.startswith(" ") else f" {form}"
        names = [f"[[{x.number}]]" + form.replace("$", f"[[{x.number}.{topic}]]") for x in items]
    else:
        names = [f"[[{x.number}]]" for x in items]
    row, no_limit = listed(names), not (topics and "limit.price" in slots(pen.brief).get(w, ""))
    if w and no_limit and pen.chance(0.6):
        text = pen.say("$r are {all |}$w." if len(items) > 2 else "$r are {both |}$w.", r=row, w=w)
    else:
        text = pen.voiced("{{There are|You can choose between|I found|I would look at|Consider|The choice is between|My picks are} $r.|$r {fit|all fit|match what you asked for}.|What fits: $r.}",
                          "{{You might like|I'd love to show you|Have a look at|You could choose between} $r!|Let me show you $r.|Take your pick of $r!}", r=row)
        text = text if len(items) > 2 else text.replace("all fit", "both fit")
    extra = [pen.say("[[$n]] $p.", n=str(x.number), p=predicate(pen, x, single))
             for x in items if (single := [r for r in chosen(pen, x, 3, []) if r.topic in _SINGLE and (r.topic != "on_sale" or pen.brief.situation != "recommend.deals")][:1])]  # fmt: skip
    must = [e for e, x in zip(extra, [x for x in items if f"[[{x.number}]]" in "".join(extra)], strict=False) if "out_of_stock" in x.notes]
    return [text, *(must or extra[: pen.rng.choice((0, 1, 1, 2))])]


_SINGLE = ("cheapest", "best_rated", "pick", "low_stock", "out_of_stock", "on_sale", "popular", "new", "dearest")


def _closing(pen: Pen) -> str:
    many = len(pen.brief.items) > 1
    return pen.voiced(
        "{Tell me if you want to know more about {any of them|one of them}.|Say so if you would like to see {others|more}.|Just tell me which one you like.|I can compare them for you.|I can tell you more about each of them.|Tell me what to change and I'll look again.}"
        if many else "{I can tell you more about it.|Say so if you would like to see others.|Tell me if you want something different.|Tell me what to change and I'll look again.}",
        "{I hope there's one here for you!|Just let me know which one you like!|I'm here if you'd like to know more!|Do tell me if you'd like to see more!|I'd be happy to compare them for you!}"
        if many else "{I hope it's just right for you!|I'm here if you'd like to know more!|Do tell me if you'd like to see others!}")



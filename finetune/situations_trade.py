"""Replies about the cart, paying, orders, the shop's rules and a person's help."""

from __future__ import annotations

from finetune.goods import verb
from finetune.pen import Pen, joined, listed

_WARM = "{Wonderful!|Lovely!|Great!|All done!|Perfect!|Of course!|With pleasure!|Gladly!}"


def cart(pen: Pen) -> str:
    """Write the reply of a cart situation."""
    write = {"added": _added, "removed": _removed, "changed": _changed, "swapped": _swapped, "viewed": _viewed,
             "empty": _empty, "cleared": _cleared, "refused": _refused}[pen.brief.situation.split(".")[1]]  # fmt: skip
    sad = pen.brief.situation == "cart.refused"
    lead = pen.say("{I'm so sorry!|I'm sorry about that!|Oh dear!}" if sad else _WARM) if pen.warm and pen.chance(0.55) else ""
    return joined([lead, write(pen), "<|q|>" if pen.brief.question else ""])


def _names(pen: Pen) -> str:
    return listed([f"[[{x.number}]]" for x in pen.brief.items])


def _total(pen: Pen) -> str:
    """Say what the cart holds, with the references that the brief allows."""
    has_total, has_count = ("cart." + f in pen.brief.extra for f in ("total", "count"))
    if has_total and has_count and pen.chance(0.5):
        return pen.say("{Your cart now holds [[cart.count]], for [[cart.total]] in all.|Your cart now has [[cart.count]] in it and comes to [[cart.total]].|With [[cart.count]] in the cart, the total is [[cart.total]].|In the cart now: [[cart.count]], [[cart.total]] in total.|That makes [[cart.count]] in the cart, [[cart.total]] altogether.}")
    if has_total:
        return pen.say("{Your cart {now comes|comes} to [[cart.total]].|The total is {now |}[[cart.total]].|That makes [[cart.total]] {in total|altogether|in all}.|{Your|The} cart total is {now |}[[cart.total]].|Together that is [[cart.total]].}")
    if has_count:
        return pen.say("{Your cart now holds [[cart.count]].|In the cart now: [[cart.count]].|That makes [[cart.count]] in the cart.}")
    return ""


def _after(pen: Pen) -> str:
    if pen.brief.question or pen.chance(0.7):
        return ""
    return pen.voiced("{Say so when you are ready to check out.|You can check out whenever you like.|Just say when you want to check out.|You can go on looking or check out.}",
                      "{Just say the word when you're ready to check out!|Take your time, I'm here when you're ready!|You can check out whenever you like!}")


def _added(pen: Pen) -> str:
    many = len(pen.brief.items) > 1 or pen.brief.items[0].plural
    text = pen.say("{{I've|I have} {added|put} $n {to|in} your cart.|$n $is in your cart now.|$n $is now in your cart.|{Done|All right|Good}, $n $is in {your|the} cart.|Added to your cart: $n.|$n: added to your cart.|In the cart {now|it goes}: $n.|{Done|Sure}, I've added $n.|Your cart now has $n in it.|$n added.}", n=_names(pen), **{"is": "are" if many else "is"})
    text = text.replace("put [[", "put [[").replace("added $n in", "added $n to")
    return joined([_fix(text), _total(pen) if pen.chance(0.75) else "", _after(pen)])


def _fix(text: str) -> str:
    for wrong, right in ((" in your cart.", " in your cart."), ):
        text = text.replace(wrong, right)
    if " added [[" in text and text.endswith(" in your cart."):
        text = text.removesuffix(" in your cart.") + " to your cart."
    if " put [[" in text and text.endswith(" to your cart."):
        text = text.removesuffix(" to your cart.") + " in your cart."
    return text


def _removed(pen: Pen) -> str:
    many = len(pen.brief.items) > 1 or pen.brief.items[0].plural
    text = pen.say("{{I've|I have} {taken $n out of|removed $n from} {your|the} cart.|$n $is out of {your|the} cart {now|}.|{Done|All right|Good}, $n $is no longer in {your|the} cart.|Removed from your cart: $n.|$n: taken out of your cart.|{Done|Sure}, I've removed $n.|$n $is gone from your cart.}", n=_names(pen), **{"is": "are" if many else "is"})
    return joined([text, _total(pen) if pen.chance(0.75) else "", _after(pen)])


def _changed(pen: Pen) -> str:
    item = pen.brief.items[0]
    v = f"[[{item.number}.quantity]]" if "quantity" in item.fields else ""
    form = "{I've changed the quantity of $n to $v.|There are now $v of $n in your cart.|{Done|All right|Sure}, that is now $v of $n.|Your cart now has $v of $n.|$n: the quantity is now $v.|The quantity of $n is now $v.}" if v else \
        "{I've changed the quantity of $n.|{Done|All right|Sure}, the quantity of $n is changed.|The quantity of $n is updated.|I've updated the quantity of $n.|Quantity changed for $n.}"
    return joined([pen.say(form, n=f"[[{item.number}]]", v=v), _total(pen) if pen.chance(0.8) else "", _after(pen)])


def _swapped(pen: Pen) -> str:
    out, into = (f"[[{x.number}]]" for x in pen.brief.items[:2])
    text = pen.say("{I've swapped $a for $b.|{Done|All right|Sure}, $a is out and $b is in.|I've taken out $a and put in $b.|$a made way for $b in your cart.|Your cart now has $b in place of $a.|Swapped: $b in place of $a.|In place of $a, your cart now has $b.}", a=out, b=into)
    return joined([text, _total(pen) if pen.chance(0.75) else "", _after(pen)])


def _viewed(pen: Pen) -> str:
    rows = []
    quantity, price = (pen.chance(0.6) for _ in range(2))
    for x in pen.brief.items:
        n = x.number
        row = f"[[{n}]]"
        if quantity and "quantity" in x.fields:
            row = pen.pick(f"[[{n}.quantity]] of [[{n}]]") if not price or "price" not in x.fields else f"[[{n}.quantity]] of [[{n}]] at [[{n}.price]]"
        elif price and "price" in x.fields:
            row = pen.pick(f"[[{n}]] at [[{n}.price]]", f"[[{n}]] for [[{n}.price]]", f"[[{n}]] ([[{n}.price]])")
        rows.append(row)
    text = pen.say("{Your cart {holds|has|contains} $r.|In your cart: $r.|You have $r in your cart.|{So far|At the moment|Right now}, your cart {holds|has} $r.|There is $r in your cart.|Here is what your cart holds: $r.|The cart holds $r.}".replace("There is $r in your cart.|", ""), r=listed(rows))
    return joined([text, _total(pen), _after(pen)])


def _empty(pen: Pen) -> str:
    text = pen.say("{Your cart is empty {right now|at the moment|so far|}.|There is nothing in your cart {yet|so far|right now}.|So far, your cart is empty.|Nothing is in your cart {yet|right now}.|The cart is {still |}empty.}")
    offer = "" if pen.brief.question or pen.chance(0.4) else pen.say("{Tell me what you are looking for.|Tell me what you need and I'll look for it.|Say what you like and I'll put it in.|Just tell me what I can look for.}")
    return joined([text, offer])


def _cleared(pen: Pen) -> str:
    text = pen.say("{Your cart is {now |}empty.|I've emptied your cart.|{Done|All right|Sure}, {your cart is empty|the cart is empty now|I've cleared your cart}.|Everything is out of your cart.|Cart cleared: nothing is left in it.|I've taken everything out of your cart.}")
    offer = "" if pen.brief.question or pen.chance(0.6) else pen.say("{Tell me when you want to look for something.|We can start over whenever you like.|Tell me what to look for next.}")
    return joined([text, offer])


def _refused(pen: Pen) -> str:
    item = pen.brief.items[0]
    n, is_ = f"[[{item.number}]]", verb(item, "is")
    if "stock" in item.fields and "out_of_stock" not in item.notes:
        return pen.say("{{Sorry|Unfortunately}, I can't add that many: $v of $n in stock.|There are only $v of $n left, so I could not add that many.|The shop has only $v of $n left, so I can't add that many.|I couldn't add that many: $v of $n left in stock.|That's more than the shop has: $v of $n in stock.}", n=n, v=f"[[{item.number}.stock]]")
    text = pen.say("{{Sorry|Unfortunately}, $n $is sold out, so I can't add $it.|$n can't be added: sold out {at the moment|right now|}.|I couldn't add $n, as $it $is sold out.|I'm afraid $n $is sold out, so it's not in your cart.|I can't put $n in your cart: $it $is out of stock.}".replace("it's not", "they're not" if item.plural else "it's not").replace("so I can't add $it.", "so I can't add $them."),
                   n=n, it="they" if item.plural else "it", them="them" if item.plural else "it", **{"is": is_})  # fmt: skip
    offer = pen.say("{I can look for something like it.|I can look for something close to it.|Say so and I'll look for something similar.}") if not pen.brief.question and pen.chance(0.5) else ""
    return joined([text, offer])


def checkout(pen: Pen) -> str:
    """Write the reply when paying is asked for."""
    question = "<|q|>" if pen.brief.question else ""
    if pen.brief.situation == "checkout.empty":
        text = pen.say("{There is nothing in your cart to pay for {yet|}.|Your cart is {still |}empty, so there is nothing to pay for.|Nothing to check out {yet|}: your cart is empty.|Your cart is empty {right now|at the moment}. Add something and we can check out.}")
        offer = "" if question or pen.chance(0.5) else pen.say("{Tell me what you are looking for.|Tell me what you need and I'll look for it.|Tell me what to add.}")
        return joined([pen.say("{Not yet!|Almost!|Soon!}") if pen.warm and pen.chance(0.3) else "", text, offer, question])
    count, total = (f"[[cart.{f}]]" if f"cart.{f}" in pen.brief.extra else "" for f in ("count", "total"))
    if count and total:
        text = pen.say("{Your order is ready: $c for $t.|You can place the order now: $c, $t in total.|Ready to check out: $c, which comes to $t.|Your cart holds $c and comes to $t. You can place the order now.|Everything is ready. The total for $c is $t.|Here is the order: $c, $t altogether.|All set: $c for $t in all.}", c=count, t=total)
    elif total:
        text = pen.say("{Your order is ready: the total is $t.|You can place the order now, for $t in total.|Ready to check out: it comes to $t.|Everything is ready. The total is $t.|All set: the total is $t.}", t=total)
    else:
        text = pen.say("{Your order is ready.|You can place the order now.|Everything is ready to check out.}")
    nxt = "" if question or pen.chance(0.55) else pen.say("{Go on to the checkout to pay.|The checkout button takes you to payment.|Next comes the checkout page.|To finish, go on to the checkout.|Payment comes next.}")
    return joined([pen.say(_WARM) if pen.warm and pen.chance(0.6) else "", text, nxt, question])


def service(pen: Pen) -> str:
    """Write the reply about a rule or an order."""
    write = {"rule": _rule, "unknown": _rules_silent, "order": _order, "which_order": _which, "no_order": _no_order,
             "no_orders": _no_orders, "return": _return}[pen.brief.situation.split(".")[1]]  # fmt: skip
    lead = pen.say("{Happy to help!|Of course!|Good question!|Gladly!|Let me help!}") if pen.warm and pen.chance(0.5) else ""
    return joined([lead, write(pen), "<|q|>" if pen.brief.question else ""])


def _rules(pen: Pen) -> list[str]:
    return [f"<|r{i}|>" for i, _ in enumerate([x for x in pen.brief.extra if x.startswith("rule.")], 1)]


def _rule(pen: Pen) -> str:
    lead = pen.say("{Here is {what the shop says|the rule|the shop's rule on that|what applies}.|{This is what the shop says|This is how it works here}.|The shop has a rule for that.|The shop says this.|On that, the shop is clear.|Here's how that works.|The rule is this.}") if pen.chance(0.55) else ""
    end = "" if pen.brief.question or pen.chance(0.85) else pen.say("{A person can tell you more.|Just ask if something is still open.|If anything is still open, a person can help.}")
    return joined([lead, *_rules(pen), end])


def _rules_silent(pen: Pen) -> str:
    asked = "<|asked|>" if pen.brief.asked and pen.chance(0.4) else ""
    text = pen.say("{The shop's rules don't say anything about $a.|On $a, the shop's rules don't say.|I have no rule on $a here.}", a=asked) if asked else \
        pen.say("{The shop's rules don't say.|I don't know: the shop's rules don't say.|The rules I have don't cover that.|That's not in the shop's rules{, so I can't say|, so I would rather not guess|}.|I have no rule on that, so I can't say.|I don't know, and I would rather not guess.}")
    offer = pen.say("{A person can help you with that.|I can call in a person who knows.|A person from the shop can tell you.|If you like, I can call in a person.|Just say so and I'll call in a person.}")
    return joined([text, offer])


def _order(pen: Pen) -> str:
    has = {x.partition(".")[2] for x in pen.brief.extra if x.startswith("order.")}
    idd = " [[order.id]]" if "id" in has and pen.chance(0.5) else ""
    text = pen.say("{Your order$i is [[order.status]].|I found your order$i: it is [[order.status]].|The status of your order$i is: [[order.status]].|Order status: [[order.status]].|Your order$i stands at: [[order.status]].|The shop lists your order$i as [[order.status]].|Here it is: your order$i is [[order.status]].}", i=idd)
    more = []
    if "placed" in has and pen.chance(0.6):
        more.append(pen.say("{You placed it on [[order.placed]].|It was placed on [[order.placed]].}"))
    if "items" in has and pen.chance(0.6):
        more.append(pen.say("{It holds [[order.items]].|In it: [[order.items]].|It is for [[order.items]].|You ordered [[order.items]].}"))
    if "total" in has and pen.chance(0.5):
        more.append(pen.say("{The total was [[order.total]].|It came to [[order.total]].}"))
    for field, form in (("eta", "{It should arrive by [[order.eta]].|Expected: [[order.eta]].}"), ("carrier", "{It comes with [[order.carrier]].|The carrier is [[order.carrier]].}"), ("tracking", "{The tracking number is [[order.tracking]].|To track it: [[order.tracking]].}")):
        if field in has and pen.chance(0.6):
            more.append(pen.say(form))
    return joined([text, *more[:3]])


def _which(pen: Pen) -> str:
    if pen.brief.question:
        return pen.say("{I can look that up.|I'll look it up for you.|Let me look that up.|To find it, I need a little more.|I can check that for you.| | }")
    return pen.say("{Please give me the order number and the e-mail you used.|To find it, I need the order number and your e-mail.|Tell me the order number and the e-mail it was placed with, and I'll look it up.|I can look that up with your order number and your e-mail.|For that I need the number of the order and the e-mail you gave.}")


def _no_order(pen: Pen) -> str:
    text = pen.say("{I found no order with that number and e-mail.|There is no order with that number and e-mail.|{Sorry|Unfortunately}, no order matches that number and e-mail.|That number and e-mail don't match any order.|I couldn't find an order with that number and e-mail.}")
    offer = "" if pen.brief.question or pen.chance(0.3) else pen.say("{Please check both and try again.|A person can look into it.|Check the number and the e-mail, please.|Could be a slip in the number, so please check both.|If both are right, a person can help.}")
    return joined([text, offer])


def _no_orders(pen: Pen) -> str:
    text = pen.say("{I can't see orders here.|I have no access to orders {here|}.|{Sorry|Unfortunately}, orders are not something I can see.|I can't look up orders {here|}.|Orders are not open to me here.}")
    offer = pen.say("{A person can help you with that.|I can call in a person who can.|A person from the shop can look it up.|Just say so and I'll call in a person.|If you like, a person can take over.}")
    return joined([text, offer])


def _return(pen: Pen) -> str:
    has_order = "order.status" in pen.brief.extra
    lead = pen.say("{Here is how {returns work|to return it|it works}.|You can find the way to return it here.|This is how {to send it back|returns work here}.|About sending it back, the shop says this.|Here's what applies to returns.|The shop's rule on returns is this.}".replace("You can find the way to return it here.|", "")) if pen.chance(0.65) else ""
    order = pen.say("{Your order is [[order.status]].|The shop lists your order as [[order.status]].|The order itself is [[order.status]].}") if has_order and pen.chance(0.85) else ""
    end = "" if pen.brief.question or pen.chance(0.75) else pen.say("{A person can help you with it.|If anything is unclear, a person can help.}")
    rules = _rules(pen)
    return joined([order, lead, *rules, end] if pen.chance(0.5) else [lead, *rules, order, end]) or "A person can help you with the return."


def handoff(pen: Pen) -> str:
    """Write that a person is being called in."""
    text = pen.voiced("{I'm calling in a person {for you|now|}.|{All right|Of course|Sure|Understood}, I'm {calling in|getting} a person {for you|now|}.|A person will {take over|join you} {shortly|soon|}.|I'm passing you on to a person.|I'll get someone from the shop{ for you|}.|I've asked a person to {join|take over|step in}.|Let me bring in a person.}",
                      "{Of course, I'll gladly get someone for you!|No problem at all, I'm calling in a person for you!|Happy to bring someone in for you!|Sure thing, a person will be with you soon!|I understand, let me get someone from the shop for you!}")
    more = "" if pen.brief.question or pen.chance(0.45) else pen.voiced(
        "{They can see {what we've talked about|this chat}.|Please stay {here|in the chat} {for a moment|}.|Until then, I'm still here.|You won't have to start over.|Meanwhile, I can go on looking for you.}",
        "{Thank you for waiting!|I'm still here until then!|You won't have to explain it all again!|Hang on a moment!}")  # fmt: skip
    return joined([text, more, "<|q|>" if pen.brief.question else ""])

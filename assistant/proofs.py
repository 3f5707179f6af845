"""Proofs by the rows: ranks, comparisons, stock, deals, limits, ratings, counts, wishes.

Each takes a claim and the words after its name in claims.yaml; what the table, the notes and the broken
constraints do not show is not proved.
"""

from __future__ import annotations

import re

from assistant.claim import Claim, Found
from assistant.facts import Fact


def ranked(claim: Claim, how: tuple[str, ...]) -> Found:
    """Prove that one item is first by a field, by its note or by all rows on the table."""
    field, end, note = how
    sign = 1 if end == "highest" else -1
    if claim.denied is not False or len(claim.subject) != 1:
        return f"{claim.text!r} is denied, or said of no one item"
    (item,) = claim.subject
    if note in item.notes:
        return claim.shown(f"{note} of the items")
    mine, numbers = claim.number(item, field), [claim.number(i, field) for i in claim.brief.items]
    known = [x for x in numbers if x is not None]
    if mine is None or len(known) < len(numbers) or len(known) < 2:
        return f"{claim.text!r}: a {field} is not known"
    if any(x * sign > mine * sign for x in known) or known.count(mine) > 1:
        return f"{claim.text!r} is not true of item {item.number}"
    return claim.shown(f"{field} of items {', '.join(str(i.number) for i in claim.brief.items)}", mine)


def compared(claim: Claim, how: tuple[str, ...]) -> Found:
    """Prove that the items spoken of have more or less of a field than those they are compared with."""
    field, sign = how[0], 1 if how[1] == "higher" else -1
    if claim.denied is not False:
        return f"{claim.text!r} is denied"
    groups = [g for g in claim.sentence.groups if g[3]]
    after, before = [g for g in groups if g[0] >= claim.end], [g for g in groups if g[1] <= claim.start]
    others = after[0][2] if after else before[0][2] if before else claim.sentence.items
    mine = claim.subject
    rest = [i for i in claim.brief.items if i.number in others and i not in mine]
    if not mine or not rest:
        return f"{claim.text!r} compares nothing"
    for x in (claim.number(i, field) for i in mine):
        for y in (claim.number(i, field) for i in rest):
            if x is None or y is None or x * sign <= y * sign:
                return f"{claim.text!r} does not follow from {field} {x} and {y}"
    return claim.shown(f"{field} of items {', '.join(str(i.number) for i in (*mine, *rest))}")


def noted(claim: Claim, notes: tuple[str, ...]) -> Found:
    """Prove by a note on every item spoken of."""
    if claim.denied is not False or not claim.subject:
        return f"{claim.text!r} is denied, or said of nothing"
    if not all(set(notes) & set(i.notes) for i in claim.subject):
        return f"{claim.text!r} needs the note {' or '.join(notes)}"
    return claim.shown(f"note {' or '.join(notes)}")


def pick(claim: Claim, _: tuple[str, ...]) -> Found:
    """Prove that an item is the one that the assistant would choose: the one named next, else the one spoken of."""
    named = [g for g in claim.sentence.groups if 0 <= g[0] - claim.end <= 1]
    numbers = named[0][2] if named else tuple(i.number for i in claim.subject)
    chosen = [i for i in claim.brief.items if i.number in numbers]
    if claim.denied is not False or len(chosen) != 1 or "pick" not in chosen[0].notes:
        return f"{claim.text!r} needs the note pick"
    return (Fact(claim.text, True, "state", "note pick"),)


def stock(claim: Claim, how: tuple[str, ...]) -> Found:
    """Prove that all items spoken of can be had, or that none of them can."""
    denied = claim.denied
    if denied is None:
        return f"{claim.text!r}: it is not certain what is denied"
    if claim.brief.situation == "answer.unknown" and denied:
        known = [i.number for i in claim.subject if f"{i.number}.stock" in claim.table]
        return f"the stock of items {known} is stated" if known else ()
    can_be_had = (how[0] == "in") is not denied
    subject = claim.subject or (claim.brief.items if len(claim.brief.items) == 1 else ())
    if not can_be_had and subject and all("out_of_stock" in i.notes for i in subject):
        return claim.shown("note out_of_stock")
    stocks = [claim.number(i, "stock") for i in subject]
    if not stocks or any(s is None or (s > 0) is not can_be_had for s in stocks):
        return f"{claim.text!r} does not follow from stock {stocks}"
    return tuple(Fact(claim.text, s, "computed", claim.table[f"{i.number}.stock"].source)
                 for i, s in zip(subject, stocks, strict=True))  # fmt: skip


def sale(claim: Claim, _: tuple[str, ...]) -> Found:
    """Prove a reduced price by the note; that there is none, by the situation."""
    if claim.brief.situation == "answer.no_deals":
        return () if claim.sentence.denying else f"{claim.text!r}: nothing is reduced"
    return noted(claim, ("on_sale",))


def limit(claim: Claim, how: tuple[str, ...]) -> Found:
    """Prove that the prices spoken of lie below, or above, the shopper's limit."""
    top, denied = claim.table.get("limit.price"), claim.denied
    if top is None or not isinstance(top.value, (int, float)) or denied is None:
        return f"{claim.text!r}: there is no limit"
    if claim.brief.situation.startswith("none.") and claim.sentence.denying and not claim.sentence.mentions:
        return ()
    below = (how[0] == "below") is not denied
    prices = [claim.number(i, "price") for i in claim.subject]
    if not prices or any(p is None or (p <= top.value) is not below for p in prices):
        return f"{claim.text!r} does not follow from prices {prices} and limit {top.text}"
    return claim.shown("limit.price and prices")


def opinion(claim: Claim, _: tuple[str, ...]) -> Found:
    """Refuse what others are said to think, unless it is said not to be known, or is a rating or the note popular."""
    if claim.sentence.denying and claim.brief.situation in ("answer.no_reviews", "answer.unknown"):
        return ()
    if re.search(r" (go for|like|buy|bought)$", claim.text):
        return noted(claim, ("popular",))
    return f"nothing proves {claim.text!r}"


def rated(claim: Claim, _: tuple[str, ...]) -> Found:
    """Prove talk of ratings: a reference stands in the sentence, or there are none and that is what is said."""
    refs = {f"{r.of}.{r.field}" for r in claim.sentence.refs.values()}
    if claim.denied:
        stated = [i.number for i in claim.subject if f"{i.number}.rating" in claim.table]
        return f"{claim.text!r}: items {stated} are rated" if stated else ()
    if "limit.rating" in refs or any(r.endswith((".rating", ".rating_count")) for r in refs):
        return ()
    before = claim.sentence.flat[: claim.start]
    advice = re.search(r"\b(if|by|what) (you )?(\w+ ){0,2}$", before) and len(claim.subject) == 1
    if advice or not claim.sentence.denying:
        return noted(claim, ("best_rated",))
    stated = [i.number for i in claim.subject if f"{i.number}.rating" in claim.table]
    return f"{claim.text!r}: items {stated} are rated" if stated else ()


def counted(claim: Claim, _: tuple[str, ...]) -> Found:
    """Prove a number in words: the count of the items, or of those spoken of."""
    number = next(NUMBERS[w] for w in claim.text.split() if w in NUMBERS)
    if claim.text.endswith(("more", "others")) and not claim.brief.situation.startswith(_FURTHER):
        return f"{claim.text!r}: nothing further is shown"
    named = [g for g in claim.sentence.groups if g[1] <= claim.start]
    counts = {len(claim.brief.items), len(claim.sentence.scope), len(named[-1][2]) if named else 0,
              len({n for _, _, n in claim.sentence.mentions})}  # fmt: skip
    if number in counts - {0}:
        return claim.shown("count of the items", float(number))
    return f"{claim.text!r} counts nothing here"


def meets(claim: Claim, _: tuple[str, ...]) -> Found:
    """Prove that wishes are met: the items spoken of miss none, and there are some."""
    missed = claim.brief.situation.startswith("none.") or any(i.breaks for i in claim.subject)
    if missed:
        return () if claim.sentence.denying else f"{claim.text!r}: a wish is missed"
    if claim.denied is not False:
        return (
            () if claim.brief.situation == "recommend.last" else f"{claim.text!r} is denied, though nothing is missed"
        )
    return claim.shown("constraints") if claim.brief.items else f"{claim.text!r}: nothing is on the table"


def unpriced(claim: Claim, _: tuple[str, ...]) -> Found:
    """Prove that the shop states no price of the items spoken of."""
    numbers = claim.sentence.spoken
    stated = [n for n in numbers if f"{n}.price" in claim.table]
    return f"the price of items {stated} is stated" if stated or not numbers else ()


_FURTHER = ("recommend.more", "recommend.last", "recommend.other", "recommend.similar")


NUMBERS = {"two": 2, "both": 2, "couple": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
           "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}  # fmt: skip


_ALL = (ranked, compared, noted, pick, stock, sale, limit, opinion, rated, counted, meets, unpriced)
PROOFS = {proof.__name__: proof for proof in _ALL}

"""Claims and their proofs: ranks, comparisons, stock, deals, limits, deeds, counts, promises.

`CLAIMS` lists patterns over a sentence, each with the proof that it needs. A proof returns evidence, or the
reason why there is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.facts import Fact, Table
from assistant.sentence import SIGN, Sentence
from prompts.brief import Brief, Item

Proof = Callable[["Claim"], "tuple[Fact, ...] | str"]


@dataclass(frozen=True, slots=True)
class Claim:
    """Words of a sentence that need a proof, with all that may prove them."""

    text: str
    start: int
    end: int
    sentence: Sentence
    brief: Brief
    table: Table

    @property
    def subject(self) -> tuple[Item, ...]:
        """The items that the claim is about."""
        numbers = self.sentence.subject(self.start)
        return tuple(i for i in self.brief.items if i.number in numbers)

    @property
    def denied(self) -> bool | None:
        """Whether the claim is denied; None if that is not certain."""
        return self.sentence.denied(self.start)

    def number(self, item: Item, field: str) -> float | None:
        """The number that the table has for a field of an item."""
        fact = self.table.get(f"{item.number}.{field}")
        return fact.value if fact and isinstance(fact.value, (int, float)) else None


def _computed(claim: Claim, source: str, value: bool | float = True) -> tuple[Fact, ...]:
    return (Fact(claim.text, value, "computed", source),)


def ranked(field: str, sign: int, note: str) -> Proof:
    """Prove that one item is first by a field (sign 1 the highest, -1 the lowest), by its note or by all rows."""

    def prove(claim: Claim) -> tuple[Fact, ...] | str:
        if claim.denied is not False:
            return f"{claim.text!r} is denied"
        if len(claim.subject) != 1:
            return f"{claim.text!r} is said of no one item"
        (item,) = claim.subject
        numbers = [claim.number(i, field) for i in claim.brief.items]
        mine = claim.number(item, field)
        known = [x for x in numbers if x is not None]
        if note in item.notes:
            return _computed(claim, f"{note} of the products found")
        if mine is None or len(known) < len(numbers) or len(known) < 2:
            return f"{claim.text!r}: a {field} is not known"
        if any(x * sign > mine * sign for x in known) or known.count(mine) > 1:
            return f"{claim.text!r} is not true of item {item.number}"
        return _computed(claim, f"{field} of items {', '.join(str(i.number) for i in claim.brief.items)}", mine)

    return prove


def compared(field: str, sign: int) -> Proof:
    """Prove that the items spoken of have more (sign 1) or less (-1) of a field than those they are compared with."""

    def prove(claim: Claim) -> tuple[Fact, ...] | str:
        if claim.denied is not False:
            return f"{claim.text!r} is denied"
        mine = claim.subject
        after = [g for g in claim.sentence.groups if g[0] >= claim.end and g[3]]
        before = [g for g in claim.sentence.groups if g[1] <= claim.start and g[3]]
        others = after[0][2] if after else before[0][2] if before else tuple(i.number for i in claim.brief.items)
        rest = [i for i in claim.brief.items if i.number in others and i not in mine]
        if not mine or not rest:
            return f"{claim.text!r} compares nothing"
        for x in (claim.number(i, field) for i in mine):
            for y in (claim.number(i, field) for i in rest):
                if x is None or y is None or x * sign <= y * sign:
                    return f"{claim.text!r} does not follow from {field} {x} and {y}"
        return _computed(claim, f"{field} of items {', '.join(str(i.number) for i in (*mine, *rest))}")

    return prove


def noted(*notes: str) -> Proof:
    """Prove by a note on every item spoken of."""

    def prove(claim: Claim) -> tuple[Fact, ...] | str:
        if claim.denied is not False or not claim.subject:
            return f"{claim.text!r} is denied, or said of nothing"
        if not all(set(notes) & set(i.notes) for i in claim.subject):
            return f"{claim.text!r} needs the note {' or '.join(notes)}"
        return _computed(claim, f"note {' or '.join(notes)}")

    return prove


def stocked(wanted: bool) -> Proof:
    """Prove that all items spoken of can be had, or that none of them can."""

    def prove(claim: Claim) -> tuple[Fact, ...] | str:
        denied = claim.denied
        if denied is None:
            return f"{claim.text!r}: it is not certain what is denied"
        can_be_had = wanted is not denied
        if claim.brief.situation == "answer.unknown" and denied:
            return () if not any(f"{i.number}.stock" in claim.table for i in claim.subject) else "the stock is stated"
        stocks = [claim.number(i, "stock") for i in claim.subject]
        if not stocks or any(s is None or (s > 0) is not can_be_had for s in stocks):
            return f"{claim.text!r} does not follow from stock {stocks}"
        return _stock_facts(claim)

    return prove


def _stock_facts(claim: Claim) -> tuple[Fact, ...]:
    facts = [claim.table[f"{i.number}.stock"] for i in claim.subject]
    return tuple(Fact(claim.text, f.value, "computed", f.source) for f in facts)


def few_left(claim: Claim) -> tuple[Fact, ...] | str:
    """Prove that little is left, by the note."""
    return noted("low_stock")(claim)


def on_sale(claim: Claim) -> tuple[Fact, ...] | str:
    """Prove a reduced price by the note; that there is none, by the situation."""
    if claim.denied and claim.brief.situation == "answer.no_deals":
        return ()
    return noted("on_sale")(claim)


def within_limit(below: bool) -> Proof:
    """Prove that the prices spoken of lie below (or above) the shopper's limit."""

    def prove(claim: Claim) -> tuple[Fact, ...] | str:
        limit, denied = claim.table.get("limit.price"), claim.denied
        if limit is None or not isinstance(limit.value, (int, float)) or denied is None:
            return f"{claim.text!r}: there is no limit"
        if _nothing(claim):
            return ()
        prices = [claim.number(i, "price") for i in claim.subject]
        is_below = below is not denied
        if not prices or any(p is None or (p <= limit.value) is not is_below for p in prices):
            return f"{claim.text!r} does not follow from prices {prices} and limit {limit.text}"
        return _computed(claim, "limit.price and prices")

    return prove


def _nothing(claim: Claim) -> bool:
    """Whether the sentence says that there is nothing, in a situation in which there is nothing."""
    return claim.brief.situation.startswith("none.") and claim.sentence.denying and not claim.sentence.mentions


def meant_for(*situations: str) -> Proof:
    """Prove a deed or a state of affairs by the situation that it belongs to."""

    def prove(claim: Claim) -> tuple[Fact, ...] | str:
        if claim.denied:
            return () if claim.brief.situation.startswith(("none.", "answer.", "service.")) else "denied without need"
        if claim.brief.situation.startswith(situations):
            return (Fact(claim.text, True, "state", claim.brief.situation),)
        return f"{claim.text!r} does not hold in {claim.brief.situation}"

    return prove


def denial(*situations: str) -> Proof:
    """Prove that there is nothing (more) by the situation."""

    def prove(claim: Claim) -> tuple[Fact, ...] | str:
        if claim.brief.situation.startswith(situations):
            return (Fact(claim.text, True, "state", claim.brief.situation),)
        return f"{claim.text!r} does not hold in {claim.brief.situation}"

    return prove


def rated(claim: Claim) -> tuple[Fact, ...] | str:
    """Prove talk of ratings: a reference stands in the sentence, or there are none and that is what is said."""
    if claim.sentence.denying:
        stated = [i.number for i in claim.subject if f"{i.number}.rating" in claim.table]
        return f"{claim.text!r}: items {stated} are rated" if stated else ()
    fields = {r.field for r in claim.sentence.refs.values()}
    if fields & {"rating", "rating_count"} or "limit.rating" in {f"{r.of}.{r.field}" for r in claim.sentence.refs.values()}:
        return ()
    return noted("best_rated")(claim)


def counted(claim: Claim) -> tuple[Fact, ...] | str:
    """Prove a number in words: the count of the items, or of those spoken of."""
    number = NUMBERS[claim.text.split()[-1]]
    named = [g for g in claim.sentence.groups if g[1] <= claim.start]
    counts = {len(claim.brief.items), len(claim.sentence.scope), len(named[-1][2]) if named else 0,
              len({n for _, _, n in claim.sentence.mentions})}  # fmt: skip
    if number in counts - {0}:
        return _computed(claim, "count of the items", float(number))
    return f"{claim.text!r} counts nothing here"


def meets_all(claim: Claim) -> tuple[Fact, ...] | str:
    """Prove that wishes are met: the items spoken of miss none."""
    if claim.brief.situation.startswith("none.") or any(i.breaks for i in claim.subject):
        return () if claim.sentence.denying else f"{claim.text!r}: a wish is missed"
    if claim.denied is not False:
        return f"{claim.text!r} is denied, though nothing is missed"
    return _computed(claim, "constraints") if claim.brief.items else f"{claim.text!r}: nothing is on the table"


def topic(claim: Claim) -> tuple[Fact, ...] | str:
    """Let a matter of service be named, not promised: after "about", in a denial, or in a question."""
    before = claim.sentence.flat[: claim.start]
    named = re.search(r"\b(about|on|for|regarding|of|concerning)( (a|an|the|your|our))?( \w+)?\s$", before)
    if claim.brief.situation.startswith(("service.", "handoff.", "decline.", "checkout.")) and (named or claim.sentence.denying):
        return ()
    return f"nothing proves {claim.text!r}"


def never(claim: Claim) -> tuple[Fact, ...] | str:
    """Refuse: nothing that the assistant has can prove this."""
    return f"nothing proves {claim.text!r}"


NUMBERS = {w: n for n, w in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)}
NUMBERS |= {"both": 2, "couple": 2}
_PRICE = r"(less expensive|cheaper|lower (in )?pric(e|ed)|costs? (\w+ )?less|more affordable)"
_DEAR = r"(more expensive|dearer|pricier|costlier|higher (in )?pric(e|ed)|costs? (\w+ )?more)"
_LIMIT = SIGN["limit"]

CLAIMS: tuple[tuple[re.Pattern[str], Proof], ...] = tuple(
    (re.compile(rf"\b(?:{pattern})(?!\w)"), proof)
    for pattern, proof in (
        (r"cheapest|least expensive|lowest(-| )priced?|most affordable|lowest price", ranked("price", -1, "cheapest")),
        (r"dearest|most expensive|priciest|highest(-| )priced?|highest price", ranked("price", 1, "dearest")),
        (r"(best|top|highest)(-| )(rated|rating)|best reviewed", ranked("rating", 1, "best_rated")),
        (r"(most|more) (ratings|reviews)|most rated|most reviewed", ranked("rating_count", 1, "")),
        (r"lowest(-| )(rated|rating)|worst rated", ranked("rating", -1, "")),
        (_PRICE, compared("price", -1)),
        (_DEAR, compared("price", 1)),
        (rf"(under|below|within|up to|at most|less than|no more than|not over|not above) {_LIMIT}", within_limit(True)),
        (rf"(over|above|more than|beyond|exceeds?) {_LIMIT}", within_limit(False)),
        (r"(better|higher)(-| )(rated|rating)|rated (higher|better)", compared("rating", 1)),
        (r"(lower|worse)(-| )(rated|rating)|rated lower", compared("rating", -1)),
        (r"most popular|popular|best(-| )?sell(ing|ers?)|trending|in demand", noted("popular")),
        (r"new (here|in|to (us|the shop))|new arrivals?|newest|just (in|arrived|added to the shop)|latest|brand new", noted("new")),
        (r"(only )?a few (are |of (them|these) (are )?)?(left|remain)|low (in|on) stock|running (low|out)|almost gone|"
         r"(selling|going) fast|nearly sold out|last (few|ones?|pieces?) (left|in stock)", few_left),
        (r"sold out|out of stock|unavailable", stocked(False)),
        (r"in stock|available(?! in )|can be had|to be had|ready to (ship|go|send)", stocked(True)),
        (r"on sale|reduced|discount(ed|s)?|(special |on )offers?|deals?|marked down|promo(tion)?s?( codes?)?|coupons?|"
         r"codes?|sales?|price (cut|drop)s?", on_sale),
        (r"(within|under|below|inside|meets?|fits?|suits?|stays? (within|under)) (your|the) (budget|limit|price limit)",
         within_limit(True)),
        (r"(over|above|beyond|past|exceeds?|outside) (your|the) (budget|limit|price limit)|too (expensive|dear)",
         within_limit(False)),
        (r"(my|the|a) (pick|choice|favourite)|i (would|'d|'ll|will) (choose|pick|take|go (with|for))|i'd (choose|pick|take|"
         r"go (with|for))|the one (that )?i would (choose|take)|best (choice|pick|option|bet|one)|i (would )?recommend", noted("pick")),
        (r"i('ve| have)? (just )?(added|put)|(has|have|is|are|was|were) (been )?(now )?added|added", meant_for("cart.added", "cart.swapped")),
        (r"removed|taken (it |them )?out|took (it |them )?out|taken \w+ out", meant_for("cart.removed", "cart.swapped")),
        (r"emptied|cleared", meant_for("cart.cleared")),
        (r"changed|updated", meant_for("cart.changed", "cart.swapped")),
        (r"swapped|replaced", meant_for("cart.swapped")),
        (r"(calling|connecting|fetching|getting|putting)( in)? (a|you|someone|somebody|my)|"
         r"(a|someone|somebody|colleague|person) (is|will be|has been) (called|on the way|with you|informed|told)", meant_for("handoff.")),
        (r"(order|payment) (is|was|has been) (now |just )?(placed|confirmed|taken|complete|done)|(placed|paid for) your order|ordered",
         meant_for("service.order", "service.return")),
        (r"(cart|basket) (is|was) (now |still |currently )?empty|nothing in (your|the) (cart|basket)|empty (cart|basket)",
         denial("cart.empty", "cart.cleared", "cart.removed", "checkout.empty")),
        (r"(customers?|people|buyers?|shoppers?|everyone|everybody|others|reviewers?|users) (also |really |all )?"
         r"(love|like|say|rave|praise|enjoy|prefer|adore|buy|bought|recommend|think|find)", never),
        (r"rated|ratings?|stars?|reviews?|reviewed|scores?|out of five", rated),
        (r"(no|not|nothing|none) (\w+ ){0,2}(more|others?|else|further)|that('s| is| was) (all|everything)|the last (ones?|of|that)|"
         r"no others|last of", denial("recommend.last", "none.", "recommend.back", "chat.", "answer.no_deals")),
        (r"(have|has|had|carry|sell|stock|find|found|see|got) (no|nothing|none)|(do|does|did|could|can|have|has)(n't| not) (yet )?"
         r"(have|carry|sell|stock|find|found|see|got)|can't (find|see)|cannot (find|see)|there (is|are|was|were)( no|n't| not| nothing| none)|"
         r"nothing|none", denial("none.", "answer.unknown", "answer.no", "answer.out", "service.unknown", "service.no", "cart.empty",
                                 "cart.cleared", "checkout.empty", "ask.", "chat.", "decline.", "recommend.last")),
        (r"(do|does|did)(n't| not) (state|say|mention|list|give|tell|describe|know|specify)|(states?|says?|mentions?|lists?|gives?) (no|nothing)|"
         r"not (stated|listed|mentioned|given|known|described)|unknown|no (word|information|details?)",
         denial("answer.unknown", "answer.no", "service.unknown", "service.no", "none.", "ask.", "chat.", "decline.")),
        (r"the only (one|ones|product|products|thing)", never),
        (r"(all )?(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|both|couple)", counted),
        (r"(match(es)?|meets?|fits?|suits?|has|have|ticks?) (all|everything|every|each) ?(of )?(your|what|that|you|the)?( \w+)?|"
         r"everything (that )?you (asked|wanted|want)|what you (asked|are looking|were looking|wanted|want)( for)?|your (wishes|needs|"
         r"requirements|criteria)", meets_all),
        (r"returns?|refunds?|exchanges?|shipping|delivery|deliveries|payments?|warranty|warranties|polic(y|ies)", topic),
        (r"free|guarantee[ds]?|refunded|returned|exchanged|shipped|ships?|deliver(s|ed)?|promised?|tomorrow|today|tonight|"
         r"overnight|dispatch(ed)?|arrives?|cancel(led|s)?|best price|lowest prices|price match|savings?|saves?|bargains?|"
         r"wrapped|paid", never),
        (r"dollars?|bucks|euros?|pounds?|quid|cents?|pence|percent|per cent|twice|double|half|hundred|thousand|dozen", never),
        (r"(most|least|more|less|better|worse|best|worst) \w+(ed|ful|ing|able|ive|ous|ish|al|y)|best|worst|better|worse", never),
    )
)  # fmt: skip

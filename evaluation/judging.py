"""Whether a turn's row and reply are what its script expects, judged by the catalogue's rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evaluation.conditions import breaks, has_any, key_of, many, meets
from evaluation.scripts import Expect, Place, Talk
from retrieval.catalog import Product

Row = Mapping[str, Any]
NOT_JUDGED = frozenset("category department keyword text stock order recipient occasion".split())
_NO = re.compile(r"\b(?:no|not|none|nothing|neither|cannot|unfortunately|sorry|without)\b|n't\b")


@dataclass(slots=True)
class Verdict:
    """What of one turn held: by name whether it did, what was wanted and what was there, and counts for rates."""

    dialogue: str
    turn: int
    text: str
    checks: dict[str, tuple[bool, object, object]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def passed(self) -> bool:
        """Whether all of it held."""
        return all(ok for ok, _, _ in self.checks.values())


def judge(talk: Talk, rows: Sequence[Row], products: Mapping[str, Product]) -> list[Verdict]:
    """Judge each turn of a talk by its replay row, in order."""
    return [_Judging(talk, rows, products, place).verdict() for place in range(len(talk.turns))]


class _Judging:
    """One turn with all that came before it."""

    def __init__(self, talk: Talk, rows: Sequence[Row], products: Mapping[str, Product], place: int) -> None:
        self.rows, self.products, self.place = rows, products, place
        self.row: Row = rows[place]
        self.expect: Expect = talk.turns[place].expect
        self.out = Verdict(talk.dialogue, place, talk.turns[place].text)

    def verdict(self) -> Verdict:
        """Look at everything that is expected."""
        self._labels()
        self._constraints()
        self._products()
        self._references()
        self._words()
        return self.out

    def _note(self, name: str, ok: object, wanted: object, got: object) -> None:
        self.out.checks[name] = (bool(ok) and self.out.checks.get(name, (True,))[0], wanted, got)

    def _labels(self) -> None:
        for name in ("intent", "act"):
            if (wanted := getattr(self.expect, name)) is not None:
                self._note(name, self.row[name] in many(wanted), wanted, self.row[name])
        if self.expect.category is not None:
            hits = [not breaks(self.products[i], {"category_has": self.expect.category}) for i in self.row["products"]]
            named = has_any(str(self.row["goal"]["category"]).lower(), self.expect.category)
            self._note("category", named or sum(hits) * 2 > len(hits), self.expect.category,
                       self.row["goal"]["category"])  # fmt: skip
        if self.expect.order is not None:
            order = self.row["goal"]["order"]
            said = f"{order['field']} {order['direction']}" if order else "none"
            self._note(
                "order", any(key_of(said) == key_of(o) for o in many(self.expect.order)), self.expect.order, said
            )

    def _constraints(self) -> None:
        held = list(self.row["goal"]["constraints"])
        if self.expect.constraints is not None:
            left, missing = list(held), []
            for wanted in self.expect.constraints:
                hit = next((c for c in left if meets(wanted, c)), None)
                left.remove(hit) if hit else missing.append(wanted)
            let = set(NOT_JUDGED).union(*(key_of(word) for word in self.expect.may))
            extra = [c for c in left if not let & {*key_of(c["field"]), *key_of(c["value"])}]
            self.out.counts.update(right=len(self.expect.constraints) - len(missing), missing=len(missing),
                                   extra=len(extra))  # fmt: skip
            self._note("constraints", not missing, [w.model_dump(exclude_none=True) for w in missing], held)
            self._note("no other constraints", not extra, [], extra)
        if self.expect.gone:
            still = [w.model_dump(exclude_none=True) for w in self.expect.gone if any(meets(w, c) for c in held)]
            self._note("gone", not still, still, held)

    def _products(self) -> None:
        shown, expect = self.row["products"], self.expect
        before = {i for row in self.rows[: self.place] for i in row["products"]}
        if expect.satisfy is not None:
            wanted = {k: v for k, v in expect.satisfy.items() if k != "cheaper_than"}
            if "cheaper_than" in expect.satisfy:
                other = self._meant(Place.model_validate(expect.satisfy["cheaper_than"]))
                wanted["price_lte"] = min(self.products[i].price or 0.0 for i in other) - 0.01
            broken = {i: b for i in shown if (b := breaks(self.products[i], wanted))}
            self.out.counts.update(shown=len(shown), violations=len(broken))
            self._note("satisfy", not broken, expect.satisfy, broken)
        if expect.min_products is not None:
            self._note("enough products", len(shown) >= expect.min_products, expect.min_products, len(shown))
        if expect.max_products is not None:
            self._note("few products", len(shown) <= expect.max_products, expect.max_products, len(shown))
        if expect.new:
            self._note("new products", shown and not before & set(shown), [], sorted(before & set(shown)))
        for place in _places(expect.excludes):
            self._note("turned down", not self._meant(place) & set(shown), place, shown)

    def _meant(self, place: Place) -> set[str]:
        """The ids that a place may mean: several where prices tie."""
        shown = list(self.rows[place.turn]["products"]) if place.turn <= self.place else []
        shown = [shown[n] for n in place.of if n < len(shown)] if place.of is not None else shown
        shown = [i for i in shown if not breaks(self.products[i], place.having)] if place.having else shown
        if place.index == "last":
            return set(shown[-1:])
        if isinstance(place.index, int):
            return set(shown[place.index : place.index + 1])
        prices = {i: p for i in shown if (p := self.products[i].price) is not None}
        best = (min if place.index == "cheapest" else max)(prices.values(), default=None)
        return {i for i, price in prices.items() if price == best}

    def _references(self) -> None:
        for place in _places(self.expect.refers_to):
            ids = self._meant(place)
            facts = [f for f in self.row["facts"] if str(f["product"]) in ids]
            if place.field is not None:
                words = {word for name in many(place.field) for word in key_of(name)}
                facts = [f for f in facts if words & set(key_of(f["field"]))]
            named = place.field is None and any(self._names(i) for i in ids)
            self._note("reference", facts or named, sorted(ids), self.row["reply"])
        if self.expect.cart is not None:
            held = sorted((line["product"], line["quantity"]) for line in self.row["cart"])
            right = len(held) == len(self.expect.cart) and all(
                any((i, place.quantity) in held for i in self._meant(place)) for place in self.expect.cart)  # fmt: skip
            self._note("cart", right, [p.model_dump(exclude_none=True) for p in self.expect.cart], held)
        if self.expect.cart_total:
            total = sum((self.products[x["product"]].price or 0) * x["quantity"] for x in self.row["cart"])
            self._note("total", f"{total:,.2f}" in self.row["reply"], f"{total:,.2f}", self.row["reply"])

    def _names(self, ident: str) -> bool:
        product = self.products[ident]
        return any(name and name in self.row["reply"] for name in (product.name, product.title))

    def _words(self) -> None:
        low = str(self.row["reply"]).lower()
        if self.expect.impossible is not None:
            self._note("impossible", _NO.search(low) and self.row["products"], "says so, shows the nearest", low)
        if self.expect.reply_has_any:
            self._note("words", _said(low, self.expect.reply_has_any), self.expect.reply_has_any, low)
        if self.expect.reply_has_none:
            self._note("other words", not _said(low, self.expect.reply_has_none), self.expect.reply_has_none, low)


def _said(low: str, words: Iterable[str]) -> bool:
    plain = low.replace("’", "'")
    return any(re.search(rf"(?<!\w){re.escape(w.rstrip('*').lower())}" + (r"" if w.endswith("*") else r"(?!\w)"), plain)
               for w in words)  # fmt: skip


def _places(given: Place | Sequence[Place]) -> Sequence[Place]:
    return (given,) if isinstance(given, Place) else given

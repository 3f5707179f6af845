"""Whether each reference stands where its value belongs: its own product, the right words around it, not denied."""

from __future__ import annotations

import re

from assistant.facts import Table
from assistant.sentence import SIGN, Sentence, family
from prompts.references import Ref

_MATERIALS = frozenset({"material", "fabric", "made_of", "composition", "upper", "lining", "materials", "stone", "metal", "wood"})
_KNOWN = frozenset({"colour", "color", "gender", "size", "pattern", "brand", "category", "season", "year", "style", "usage"})
_NEVER = r"(?!)"
_LESS_MORE = r"(under|below|less|cheaper|more|dearer|over|above|off|to spare|short|apart)"
_AFTER = {  # family: what must not follow the value
    "price": rf"\s((just|only|well|far|each|even) )?{_LESS_MORE}\b(?! (than )?{SIGN['name']} )|\s(left|in stock|ratings?|reviews?|stars?|items?|out of)\b",
    "line_total": rf"\s{_LESS_MORE}\b",
    "rating": r"\s(left|in stock|ratings|reviews|people|customers|items?|pieces|under|below|cheaper|dearer)\b",
    "rating_count": r"\s(left|in stock|stars?|out of|items?|pieces|under|below)\b",
    "stock": r"\s(ratings?|reviews?|stars?|out of|under|below|people|customers)\b",
    "total": rf"\s({_LESS_MORE}|left|items?)\b",
}
_BEFORE = {  # family: what must not stand before it
    "price": r"\b(rated|rating( is| of)?|stars?|made (of|from)|by|save|saves|saving|under|below|over|above|than|total( of| is)?|limit (of|is))\s$",
    "attribute": r"\b(rated|costs?|priced( at)?|price is|save|saves|save you)\s$",
    "rating": r"\b(costs?|priced( at)?|price (is|of)|save|saves|made (of|from)|by)\s$",
    "rating_count": r"\b(costs?|priced( at)?|rated|price is|made (of|from))\s$",
    "stock": r"\b(costs?|priced( at)?|rated|price is|made (of|from)|rating (of|is))\s$",
    "total": r"\b(rated|price (of|is)|made (of|from)|under|below|over|above)\s$",
    "brand": r"\b(made (of|from)|costs?|rated)\s$",
}
_NEEDS = {  # family: what must stand before or after it
    "under_limit": (r"\b(leaves?|leaving|keeps?) (you )?(with )?$",
                    r"\s(under|below|within|inside|less than|to spare|left)\b"),
    "over_limit": (r"\bby $", r"\s(over|above|more than|beyond)\b"),
    "rating": (r"\b(rat\w*|scor\w*|star\w*|average|reviews?|shoppers)\b",
               r"\b(rat\w*|stars?|out of|average|scor\w*|reviews?|from (other )?shoppers)\b"),
    "rating_count": (r"\b(ratings?|reviews?)\b", r"\s(\w+ )?(ratings?|reviews?|people|customers?|buyers?|shoppers?)\b"),
    "stock": (r"\b(stock|left|have|has|holds|only|still)\b", r"\s.*\b(left|stock|available|remain\w*|more|pieces?|units?)\b"),
    "saving": (r"\b(reduced by|down by|off by|saves?( you)?|saving( of)?|cut by|drop of|reduction of)\s$",
               r"\s(off|less than (before|its list price)|below (its|the) list price)\b"),
    "limit": (r"\b(limit|budget|under|below|within|up to|most|over|above|than|least|from|max|between|and|beyond|exceed\w*|for|of|"
              r"as|rated)\b", r"\b(limit|budget|or (more|less|under|over)|max)\b"),
}  # fmt: skip
_DEARER, _CHEAPER = r"\b(more|dearer|extra|above|over|pricier|costlier|higher|better)\b", r"\b(less|cheaper|below|under|lower|save\w*|saving|worse)\b"
_ATTACHED = re.compile(r"\s*\(?(at|for|from|by|in|made (by|of|from)|,? ?rated|priced at|with a rating of|:)?\s*")
_NEUTRAL = r"\b(difference|apart|between|gap|differ\w*|separates?)\b"


def misplaced(sentence: Sentence, table: Table, asked: str = "") -> str:
    """Return why a reference stands where its value does not belong, or ""; what was `asked` says what a value is."""
    for place, ref in sentence.refs.items():
        kind = family(ref)
        before, after = sentence.flat[:place], sentence.flat[place + 1 :]
        name = f"[[{ref.of}{'.' if ref.field else ''}{ref.field}]]"
        forbidden = _BEFORE.get("brand" if ref.field == "brand" else kind, _NEVER), _AFTER.get(kind, _NEVER)
        if re.search(forbidden[0], before) or re.match(forbidden[1], after):
            return f"{name} does not belong there"
        if kind in _NEEDS and kind != asked and not (re.search(_NEEDS[kind][0], before) or re.search(_NEEDS[kind][1], after)):
            return f"{name} lacks the words that say what it is"
        if kind == "attribute" and _not_a_material(ref, before):
            return f"{name} is no material"
        if fault := _of_another(sentence, place, ref) or _denied(sentence, place, ref, table) or _wrong_way(sentence, place, ref):
            return f"{name} {fault}"
    return ""


def _not_a_material(ref: Ref, before: str) -> bool:
    made = re.search(r"\b(made|makes?|built|crafted) (up )?(of|from|out of|in)\s$", before)
    return bool(made) and ref.field.lower() in _KNOWN and ref.field.lower() not in _MATERIALS


def _of_another(sentence: Sentence, place: int, ref: Ref) -> str:
    """A value must follow the name of its own product, precede it, or run in step with a list of names."""
    if not ref.of.isdigit() or not ref.field:
        return ""
    n = int(ref.of)
    if bound := re.match(rf"\s(for|of|on)\s(the\s)?{SIGN['name']}", sentence.flat[place + 1 :]):
        return "" if sentence.refs[place + bound.end()].of == ref.of else "is said of another product"
    following = re.match(r",?\s(the\s)?$", sentence.flat[place + 1 : _next_mention(sentence, place)[0]] or " ")
    if following and _next_mention(sentence, place)[1] == n:
        return ""
    before = [g for g in sentence.groups if g[1] <= place]
    subject = sentence.subject(place)
    nearest = [m for m in sentence.mentions if m[1] <= place][-1:]
    attached = nearest and nearest[0][2] == n and _ATTACHED.fullmatch(sentence.flat[nearest[0][1] : place])
    if attached and "(" in sentence.flat[nearest[0][1] : place]:
        return ""
    if attached and re.match(rf"\)?(,| or| and) (the )?{SIGN['name']}", sentence.flat[place + 1 :]):
        return ""
    if subject == (n,) or (before and before[-1][2] == (n,)):
        return ""
    if before and re.search(r"\b(against|versus|vs|to|with|and|than|for)\s$", sentence.flat[:place]) and any(
        (n,) == g[2] for g in before if g[3]
    ):
        return ""
    same = [int(r.of) for p, r in sorted(sentence.refs.items()) if r.field == ref.field and r.of.isdigit()]
    since = before[-1][1] if before else 0
    in_step = [int(r.of) for p, r in sorted(sentence.refs.items()) if p >= since and r.field == ref.field and r.of.isdigit()]
    return "" if n in subject and (tuple(in_step) == subject or tuple(same) == subject) else "is said of another product"


def _next_mention(sentence: Sentence, place: int) -> tuple[int, int]:
    return next(((start, n) for start, _, n in sentence.mentions if start > place), (place + 1, 0))


def _denied(sentence: Sentence, place: int, ref: Ref, table: Table) -> str:
    if not ref.field or family(ref) in ("limit", "rule", "order", "count", "total"):
        return ""
    return "is denied" if sentence.denied(place) is not False else ""


def _wrong_way(sentence: Sentence, place: int, ref: Ref) -> str:
    """A difference n-m is said of n as more, of m as less, or of neither as the gap."""
    if family(ref) != "difference":
        return ""
    more, less = (int(x) for x in ref.of.split("-"))
    after = re.split(r"[,;:.]|\b(and|but|while)\b", sentence.flat[place + 1 :])[0]
    subject = sentence.subject(place)
    others = [g[2] for g in sentence.groups if g[3] and g[0] > place] or [(more,), (less,)]
    if re.search(_DEARER, after):
        return "" if subject == (more,) and (less,) in others else "points the wrong way"
    if re.search(_CHEAPER, after) or re.search(r"\bsaves?( you)?\s$", sentence.flat[:place]):
        return "" if subject == (less,) and (more,) in others else "points the wrong way"
    if re.search(_NEUTRAL, sentence.flat):
        named = {n for _, _, n in sentence.mentions} or set(sentence.scope or sentence.items)
        return "" if {more, less} <= named else "is of other products"
    return "does not say which way it points"

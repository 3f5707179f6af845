"""Whether values are put so that they cannot mislead: compared where they differ, counted in full, headed aright."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.facts import Fact, Table
from assistant.form import pattern
from assistant.placing import frames
from assistant.sentence import SIGN, Sentence, family
from assistant.wording import field_words, truth
from prompts.brief import Brief
from prompts.references import Ref

_SHARED = re.compile(r"\b(both|each|all|also|too|same|either)\b")
_SOME_COUNTED = pattern(r"{quantity} of {name}( (for|at) {value})?(,| and|, and) (the )?{name}")
_UNIT_PRICE = pattern(r"{name} for {price}(?!\s(each|apiece|a piece))")
_PREDICATE = re.compile(r"(?:\b(?:is|are|be|it's|they're|and|or|also|both|all|as|being|yes|no)|[,(:–-])\s*$")
_HAVING = re.compile(r"\b(has|have|with)\s(an? )?$")
_LISTED = pattern(r"\blists? {name} as $")
_ADJECTIVE = re.compile(r"(able|ible|proof|safe|free|resistant|less|ed|friendly|ic|ous|ive|ready|y)$")
_WEIGHS = re.compile(
    r"\b(cheap\w*|dear\w*|least|most|lowest|highest|best|more|less|better|higher|lower|difference|if|choose|both)\b"
)
_COMMON = frozenset({"price", "rating", "brand", "material", "color", "size", "weight", "category"})
_HEADING = r"\b{words}(?:( of| for)? {name})?(?: is| are|:| is listed as| listed as| is stated as)?\s$"


def misleading(sentence: Sentence, brief: Brief, table: Table, said: Sequence[str]) -> str:
    """Return why the values of a sentence mislead where they stand, or ""; `said`: the sentences before it."""
    for place, ref in sentence.refs.items():
        before, asked = sentence.flat[:place], brief.asked in (ref.field, field_words(ref.field))
        if family(ref) == "attribute" and (wrong := _attribute(sentence, place, ref, table)):
            return wrong
        if brief.situation == "answer.value" and _unheaded(before, ref, table):
            return f"[[{ref.of}.{ref.field}]] does not say of what it is the value"
        frame = frames().get(field_words(ref.field))
        if frame and not asked and not frame.search(before):
            return f"[[{ref.of}.{ref.field}]] is not said in these words"
    if brief.act == "compare" and (wrong := _weighed(sentence, table, said)):
        return wrong
    return _counted(sentence, brief, table)


def _attribute(sentence: Sentence, place: int, ref: Ref, table: Table) -> str:
    """A yes or no reads as a predicate; a value is not headed by another field, nor said again in words."""
    name, fact = f"[[{ref.of}.{ref.field}]]", table[f"{ref.of}.{ref.field}"]
    before, after = sentence.flat[:place], sentence.flat[place + 1 :]
    if _is_verdict(fact, ref):
        having = _HAVING.search(before) and not _ADJECTIVE.search(field_words(ref.field))
        if not (_PREDICATE.search(before) or having) or re.match(r"\s(for|in|of)\b", after):
            return f"{name} is no noun"
    for other in _fields_of(ref, table):
        if other in field_words(ref.field):  # "wheel size" is a size
            continue
        words = re.escape(other)
        heading = _HEADING.replace("{words}", words).replace("{name}", SIGN["name"])
        if re.match(rf"\s(for|under) (the )?{words}\s*([,.;:!?]|and\b|$)", after) or re.search(heading, before):
            return f"{name} is no {other}"
    text = fact.text.lower()
    if len(text) > 2 and re.search(rf"(?<!\w){re.escape(text)}(?!\w)", sentence.flat):
        return f"{name} is said twice"
    return ""


def _unheaded(before: str, ref: Ref, table: Table) -> bool:
    """Whether a value is only listed, without its field: "the shop lists [[1]] as 8 kg"."""
    verdict = family(ref) == "attribute" and _is_verdict(table[f"{ref.of}.{ref.field}"], ref)
    return not verdict and _LISTED.search(before) is not None


def _is_verdict(fact: Fact, ref: Ref) -> bool:
    """Whether a value is a yes or no, which is put into the words of its field."""
    if isinstance(fact.value, tuple) or fact.value is None:
        return False
    return truth(fact.value) is not None or fact.text.lower() == field_words(ref.field)


def _fields_of(ref: Ref, table: Table) -> Iterator[str]:
    """The names of the other fields of a product, in words."""
    own = _alike(ref.field)
    for key in table:
        of, _, other = key.partition(".")
        if of == ref.of and other and _alike(other) != own:
            yield field_words(other)
    yield from _COMMON - {own, *({"colour"} if own == "color" else ())}


def _alike(field: str) -> str:
    return {"colour": "color", "fabric": "material"}.get(field.lower(), field.lower()).replace("_", " ")


def _weighed(sentence: Sentence, table: Table, said: Sequence[str]) -> str:
    """What is weighed is one field of all, in which they differ; what they share is said once."""
    mine = _stated(sentence)
    past = Sentence(" ".join(said), sentence.items)
    before = dict.fromkeys(past.named, frozenset[str]()) | _stated(past) if said else {}
    shared = bool(_SHARED.search(sentence.flat))
    for number, fields in mine.items():
        others = {n: f for n, f in {**before, **mine}.items() if n != number}
        if not shared:
            for other, theirs in others.items():
                if equal := sorted(f for f in fields & theirs if _same(f, sentence, table)):
                    return f"the {equal[0]} of items {number} and {other} is the same"
        unlike = others and not before.get(number) and not any(fields & theirs for theirs in others.values())
        if unlike and not _WEIGHS.search(sentence.flat):
            return f"item {number} is not weighed by what was said of the others"
    return ""


def _same(field: str, sentence: Sentence, table: Table) -> bool:
    """Whether all items on the table state the same value."""
    return len({table[key].text for n in sentence.items if (key := f"{n}.{field}") in table}) < 2


def _stated(sentence: Sentence) -> dict[int, frozenset[str]]:
    """Item to the fields that are stated of it."""
    found: dict[int, frozenset[str]] = {}
    for ref in sentence.refs.values():
        if ref.of.isdigit() and ref.field:
            found[int(ref.of)] = found.get(int(ref.of), frozenset()) | {ref.field}
    return found


def _counted(sentence: Sentence, brief: Brief, table: Table) -> str:
    """In a cart all of a list are counted or none, and a unit price is not taken for the price of several."""
    if not brief.situation.startswith("cart."):
        return ""
    if _SOME_COUNTED.search(sentence.flat):
        return "only some of the list are counted"
    for found in _UNIT_PRICE.finditer(sentence.flat):
        of = sentence.refs[found.start()].of
        several = table.get(f"{of}.quantity")
        if several is not None and several.value != 1:
            return f"[[{of}.price]] is the price of one"
    return ""

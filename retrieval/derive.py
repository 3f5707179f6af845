"""Derived attributes: colour, material, gender and pattern read out of a row's prose, each with its span."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from retrieval.catalog import Product, Span, Value
from retrieval.synonyms import Synonyms, key_of

Part = Literal["title", "description"]
DERIVED = ("colour", "material", "gender", "pattern")
MOST = 3  # values of one attribute that a description may give
_DEPTH = ("light|dark|deep|pale|bright|vibrant|rich|soft|matte|glossy|pastel|neon|bold|solid|burnt|dusty|warm|cool"
          "|sleek")  # fmt: skip
_MARK = "colou?red|colou?rs?|hued?|hues|toned?|tones|shades?|finish|tinted|accented|dyed|glaze|lacquer"
_PLAIN = "black|white|gr[ea]y|blue|red|green|yellow|brown|pink|purple|beige|orange|gold"
# Words after which a colour or material belongs to something else than the product.
_ELSEWHERE = re.compile(
    r"\b(against|background|backdrop|pairs?|paired|matches|complements?|goes|resting|sits|atop|displayed|surrounded"
    r"|reminiscent|inspired|like|contrasts?|alongside|accompanied|nestled|featuring a model|table|tabletop|surface)\b"
    r"[^.;]*$", re.I)  # fmt: skip
_FALSE = re.compile(
    r"\b(faux|vegan|imitation|artificial|synthetic|mock|fake|non|no|not|without|free of|alternative to|instead of)"
    r"[ -](?:(?:any|real|genuine|animal|the)[ -])?$", re.I)  # fmt: skip
_FREE = re.compile(
    r"[ -](free|like|look|effect|look-alike|style|alternative|inspired|scented|flavou?red|print(?:ed)? look)\b", re.I
)
_MADE = re.compile(
    r"\b(made|crafted|handcrafted|woven|knitted|knit|constructed|built|carved|cut|sewn|forged|fashioned|cast)"
    r"(?: entirely| purely| mainly)? (?:of|from|in|with|out of)\b[^.;,]{0,40}$"
    rf"|\b(?:{_DEPTH}|genuine|real|pure|premium|100%|durable|polished|brushed|plush|quality|natural|tufted)[ -]$",
    re.I,
)
_STUFF = re.compile(
    r"[ -](construction|fabric|upholstery|material|body|frame|strap|blend|shell|lining|sole|upper|case|build|trim"
    r"|legs|base|weave|cover|finish|grain|crafted)\b", re.I)  # fmt: skip
_WHOM = re.compile(r"\b(for|perfect|designed|suits?)\b[\w ]{0,12}$", re.I)
_PRINT = re.compile(r"[ -](pattern|print|design|motif|fabric|texture|weave)", re.I)
_ODD = frozenset("down felt iron tin jet abs lace ash cherry paper foam fur cane straw rubber stone".split())
_WORD = re.compile(r"[^\W_]+")
_SEGMENT_END = re.compile(r"\s*(?:$|[,;|()\[\]/]|[-–—]\s)")


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The words of one attribute: the pattern that finds them, their first words, and the family of each."""

    pattern: re.Pattern[str]
    first: frozenset[str]
    family: Mapping[str, str]

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """Find the words; text without any of their first words is not searched, which is most text."""
        if not self.first.isdisjoint(_WORD.findall(text.lower())):
            yield from self.pattern.finditer(text)


@lru_cache(maxsize=64)
def _lexicon(synonyms: Synonyms, attribute: str) -> _Lexicon:
    families = synonyms.values[attribute].values()
    family = {word: f.name for f in families for word in (*f.akin, *f.same, f.name)}
    forms = sorted(family, key=len, reverse=True)
    inside = "|".join(re.escape(form).replace(r"\ ", "[ -]").replace(r"\-", "[ -]") for form in forms)
    pattern = re.compile(rf"(?<![\w'’])(?:{inside})(?![\w'’]|-free|-less)", re.I)
    first = frozenset(word for form in forms for word in _WORD.findall(form.lower())[:1])
    return _Lexicon(pattern, first, {key_of(word): name for word, name in family.items()})


def derive(product: Product, synonyms: Synonyms) -> dict[str, tuple[tuple[Value, Span], ...]]:
    """Read colour, material, gender and pattern out of title and description where the row states none.

    A value is the word of the text in its canonical spelling, the most certain first. Returns only what was found.
    """
    stated = {synonyms.attribute(name) for name in product.attributes}
    stated |= {synonyms.attribute(name) for variant in product.variants for name in variant.attributes}
    readers = {"colour": _colours, "material": _materials, "gender": _genders, "pattern": _patterns}
    found = {name: tuple(read(product, synonyms)) for name, read in readers.items() if name not in stated}
    return {name: values for name, values in found.items() if values}


def _unique(hits: Iterator[tuple[str, Span]], most: int) -> list[tuple[Value, Span]]:
    found: dict[str, Span] = {}
    for value, span in hits:
        if value not in found and len(found) < most:
            found[value] = span
    return list(found.items())


def _colours(product: Product, synonyms: Synonyms) -> list[tuple[Value, Span]]:
    titled = _unique(_colours_of_title(product, synonyms), 4)
    return titled or _unique(_colours_of_description(product, synonyms), MOST)


def _colour_runs(text: str, synonyms: Synonyms) -> Iterator[tuple[str, int, int]]:
    """Find colour words, neighbours ("navy blue") as one: canonical value, start, end."""
    run: list[re.Match[str]] = []
    for found in _lexicon(synonyms, "colour").find(text):
        if run and not re.fullmatch(r"[ -]", text[run[-1].end() : found.start()]):
            yield _run(run, synonyms)
            run = []
        run.append(found)
    if run:
        yield _run(run, synonyms)


def _run(run: list[re.Match[str]], synonyms: Synonyms) -> tuple[str, int, int]:
    words = synonyms.words("colour")
    value = " ".join(words.get(key_of(m[0]), m[0].lower()) for m in run)
    return value, run[0].start(), run[-1].end()


def _blocked(text: str, start: int, end: int, synonyms: Synonyms) -> bool:
    """Whether the neighbours make it no colour: "orange juice", "true blue"."""
    before = re.findall(r"[\w']+", text[max(0, start - 30) : start].lower())[-1:]
    after = " ".join(re.findall(r"[\w']+", text[end : end + 40].lower())[:2])
    block = synonyms.lists["colour_before"]
    return bool(set(before) & synonyms.lists["colour_after"]) or after in block or after.split(" ")[0] in block


def _colours_of_title(product: Product, synonyms: Synonyms) -> Iterator[tuple[str, Span]]:
    unsure = synonyms.lists["unsure_colours"]
    for value, start, end in _colour_runs(product.title, synonyms):
        if _blocked(product.title, start, end, synonyms):
            continue
        if value in unsure and not (_closes(product.title, end, synonyms) or _supported(value, product.description)):
            continue
        yield value, Span("title", start, end)


def _closes(title: str, end: int, synonyms: Synonyms) -> bool:
    """Whether a colour word stands where titles put colours: last in its part, or right before material or kind."""
    if _SEGMENT_END.match(title, end) and re.search(r"[,(\-–—/|]", title[:end]):
        return True
    after = re.findall(r"[\w'-]+", title[end:].lower())[:2]
    if not after:
        return True
    phrases = [key_of(after[0]), key_of(" ".join(after))]
    known = synonyms.words("material").keys() | synonyms.words("pattern").keys() | synonyms.types.keys()
    return any(phrase in known for phrase in phrases)


def _supported(value: str, description: str) -> bool:
    """Whether the description uses the word as a colour."""
    word = re.escape(value)
    said = rf"\b{word}[ -](?:{_MARK}|{_PLAIN})\b|\b(?:{_DEPTH})[ -]{word}\b|\bin {word}\b"
    return re.search(said, description, re.I) is not None


def _colours_of_description(product: Product, synonyms: Synonyms) -> Iterator[tuple[str, Span]]:
    text, plain = product.description, synonyms.lists["plain_colours"]
    for value, start, end in _colour_runs(text, synonyms):
        sure = any(word in plain for word in value.split())
        if _blocked(text, start, end, synonyms) or not (sure or _marked(text, start, end)):
            continue
        if not _ELSEWHERE.search(text[max(0, start - 60) : start]):
            yield value, Span("description", start, end)


def _marked(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 20) : start], text[end : end + 20]
    return bool(re.match(rf"[ -](?:{_MARK})\b", after, re.I) or re.search(rf"\b(?:{_DEPTH})[ -]$", before, re.I))


def _materials(product: Product, synonyms: Synonyms) -> list[tuple[Value, Span]]:
    titled = _unique(_materials_of(product.title, "title", synonyms), MOST)
    told = _unique(_materials_of(product.description, "description", synonyms), MOST)
    names = {value for value, _ in titled}
    return titled + [(value, span) for value, span in told if value not in names][: MOST - len(titled)]


def _materials_of(text: str, part: Part, synonyms: Synonyms) -> Iterator[tuple[str, Span]]:
    words, unsure = synonyms.words("material"), synonyms.lists["unsure_materials"]
    for found in _lexicon(synonyms, "material").find(text):
        before, start, end = text[max(0, found.start() - 60) : found.start()], *found.span()
        if _FALSE.search(before) or _FREE.match(text, end):
            continue
        value = words.get(key_of(found[0]), found[0].lower())
        if value in unsure or found[0].lower() in unsure:
            made = _MADE.search(before) or _STUFF.match(text, end)
            coloured = value in synonyms.spelled["colour"]  # "silver blazer" is no silver
            if not made and not (part == "title" and not coloured and _titled(found[0], text, end, synonyms)):
                continue
        if part == "title" or not _ELSEWHERE.search(before):
            yield value, Span(part, start, end)


def _titled(word: str, title: str, end: int, synonyms: Synonyms) -> bool:
    """Whether a word like "glass" or "steel" is followed by a kind of product in the title, or ends it."""
    after = re.findall(r"[\w'-]+", title[end:].lower())[:3]
    phrases = {key_of(" ".join(after[i : i + n])) for i in range(len(after)) for n in (1, 2)}
    return bool(phrases & synonyms.types.keys()) or (0 < len(after) <= 2 and word.lower() not in _ODD)


def _genders(product: Product, synonyms: Synonyms) -> list[tuple[Value, Span]]:
    titled = _unique(_genders_of(product.title, "title", synonyms), 2)
    return titled or _unique(_genders_of(product.description, "description", synonyms), 1)


def _genders_of(text: str, part: Part, synonyms: Synonyms) -> Iterator[tuple[str, Span]]:
    lexicon = _lexicon(synonyms, "gender")
    for found in lexicon.find(text):
        if part == "title":
            yield lexicon.family[key_of(found[0])], Span("title", *found.span())
        elif _WHOM.search(text[max(0, found.start() - 24) : found.start()]):
            yield lexicon.family[key_of(found[0])], Span("description", *found.span())


def _patterns(product: Product, synonyms: Synonyms) -> list[tuple[Value, Span]]:
    lexicon = _lexicon(synonyms, "pattern")

    def read(text: str, part: Part) -> Iterator[tuple[str, Span]]:
        for found in lexicon.find(text):
            sure = part == "title" and found[0].lower() not in ("plain", "solid", "check", "graphic")
            if sure or _PRINT.match(text, found.end()):
                yield lexicon.family[key_of(found[0])], Span(part, *found.span())

    return _unique(read(product.title, "title"), 2) or _unique(read(product.description, "description"), 2)

"""Queries and the titles that answer them, made from rows whose licence allows it, for the text encoder and the fusion.

Three sources: real queries (queryner), answered by titles put together from their own parts; titles of catalogues,
asked for with some of their words; titles asked for with words of their descriptions.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from finetune.token_data import Query, read_queries
from retrieval import words
from retrieval.catalog import Product, read_catalog
from retrieval.lexical import EMPTY
from retrieval.synonyms import Synonyms, key_of
from retrieval.titles import PREPOSITIONS

Facets = tuple[tuple[str, str], ...]
VALUES = {"color": "colour", "department": "gender", "material": "material"}
TYPE = "core_product_type"
_ORDERS = (
    ("creator", "product_name", "department", "time", "condition", "modifier", "shape", "color", "material", "content",
     TYPE, "occasion", "UoM", "quantity"),
    ("creator", "content", "material", TYPE, "department", "modifier", "shape", "UoM", "product_name", "color",
     "quantity"),
    ("quantity", "creator", "modifier", "color", "shape", "department", "material", TYPE, "content", "occasion", "UoM",
     "product_name"),
    ("department", "creator", "product_name", "modifier", "color", TYPE, "shape", "material", "content", "UoM"),
)  # fmt: skip
FORMS = {"women": ("Women", "Women's", "Womens", "Ladies", "for Women"), "men": ("Men", "Men's", "Mens", "for Men"),
          "girls": ("Girls", "Girl's", "for Girls", "Girl"), "boys": ("Boys", "Boy's", "for Boys", "Boy"),
          "kids": ("Kids", "Kids'", "for Kids", "Children's"), "unisex": ("Unisex",), "baby": ("Baby", "Infant")}
_HELD = 12


@dataclass(frozen=True, slots=True)
class Example:
    """A query, a title that answers it, and titles that do not quite, each in one thing."""

    query: str
    title: str
    others: tuple[str, ...]


class Parts:
    """The spans of real queries by their tag."""

    def __init__(self, queries: Sequence[Query], synonyms: Synonyms) -> None:
        """Gather the spans; colours and materials that the synonyms know come on top."""
        self.synonyms, self.queries = synonyms, [facets for q in queries if (facets := facets_of(q))]
        found: dict[str, list[str]] = defaultdict(list)
        for facets in self.queries:
            for tag, text in facets:
                found[tag].append(text)
        for tag, name in VALUES.items():
            found[tag] += [family.name for family in synonyms.values[name].values()] * 3
        self.by_tag = dict(found)
        self.ending: dict[str, list[str]] = defaultdict(list)
        for text in found[TYPE]:
            self.ending[text.split()[-1]].append(text)

    def any(self, tag: str, rng: Random) -> str:
        """Draw a span of a tag."""
        return rng.choice(self.by_tag[tag])

    def other(self, tag: str, text: str, rng: Random) -> str:
        """Draw a span that is not the same thing; half of the kinds end in the same word."""
        kindred = [t for t in self.ending.get(text.split()[-1], ()) if t != text] if tag == TYPE else []
        for _ in range(20):
            drawn = rng.choice(kindred) if kindred and rng.random() < 0.4 else self.any(tag, rng)
            if not self.same(tag, text, drawn):
                return drawn
        return "other"

    def same(self, tag: str, one: str, two: str) -> bool:
        """Say whether two spans may be one thing."""
        first, second = set(words.stems(one)) - EMPTY, set(words.stems(two)) - EMPTY
        if first <= second or second <= first:
            return True
        names = self.synonyms.families(VALUES.get(tag, ""), _bare(one))
        if names & self.synonyms.families(VALUES.get(tag, ""), _bare(two)):
            return True
        return key_of(two) in map(key_of, (*self.synonyms.alternatives(one), *self.synonyms.near.get(key_of(one), ())))

    def reworded(self, tag: str, text: str, rng: Random) -> str:
        """Say a span as a title might: by another name, a shade, another number, joined or apart."""
        drawn = rng.random()
        if tag in VALUES:
            families = self.synonyms.families(VALUES[tag], _bare(text))
            if tag == "department" and families:
                return rng.choice(FORMS.get(sorted(families)[0], (text,)))
            family = self.synonyms.values[VALUES[tag]].get(key_of(text))
            if family and family.same and drawn < 0.35:
                return rng.choice(family.same)
        if tag == TYPE and drawn < 0.3 and (other := self.synonyms.alternatives(text)):
            return rng.choice(other)
        if tag == TYPE and drawn < 0.55:
            return text.removesuffix("s") if text.endswith("s") and not text.endswith("ss") else text + "s"
        if tag == TYPE and drawn < 0.65 and " " in text:
            return text.replace(" ", rng.choice(("", "-")), 1)
        return text

    def title(self, facets: Facets, rng: Random) -> str:
        """Put facets into a title, in one of the usual orders."""
        order = rng.choice(_ORDERS)
        said = sorted(facets, key=lambda facet: order.index(facet[0]) if facet[0] in order else 99)
        texts = [self.reworded(tag, text, rng) for tag, text in said]
        joint = ", " if rng.random() < 0.15 else " "
        return _cased(joint.join(texts), rng)

    def example(self, rng: Random, *, others: int = 3) -> Example:
        """Make a query, its answer and its near misses from the parts of a real query."""
        facets = rng.choice(self.queries)
        have = {tag for tag, _ in facets}
        asked = facets
        for tag, chance in (("color", 0.35), ("department", 0.25), ("material", 0.2), ("modifier", 0.1)):
            if tag not in have and rng.random() < chance:
                asked = (*asked, (tag, self.any(tag, rng)))
        extra = tuple((tag, self.any(tag, rng)) for tag, chance in (("creator", 0.6), ("product_name", 0.3),
                      ("UoM", 0.2), ("modifier", 0.4), ("shape", 0.15), ("color", 0.2), ("material", 0.15))
                      if tag not in {t for t, _ in asked} and rng.random() < chance)  # fmt: skip
        return Example(self.query(asked, rng), self.title((*asked, *extra), rng),
                       tuple(self.title((*self.changed(asked, rng), *extra), rng) for _ in range(others)))

    def changed(self, facets: Facets, rng: Random) -> Facets:
        """Exchange one facet for another, the kind and the values first of all."""
        weights = [3.0 if tag == TYPE or tag in VALUES else 1.0 for tag, _ in facets]
        place = rng.choices(range(len(facets)), weights)[0]
        tag, text = facets[place]
        return (*facets[:place], (tag, self.other(tag, text, rng)), *facets[place + 1:])

    def query(self, facets: Facets, rng: Random) -> str:
        """Put facets into a query: any order, sometimes with a slip of the keyboard."""
        texts = [rng.choice(FORMS.get(text, (text,))).lower() if tag == "department" else text for tag, text in facets]
        if rng.random() < 0.6:
            rng.shuffle(texts)
        return slipped(" ".join(texts), rng) if rng.random() < 0.07 else " ".join(texts)


def facets_of(query: Query) -> Facets:
    """Return the tagged spans of a query that names a kind; empty for others."""
    found = tuple((tag, " ".join(span)) for tag, span in query.parts() if tag not in ("O", "price", "product_number"))
    return found if any(tag == TYPE for tag, _ in found) else ()


def read_parts(data: Path, synonyms: Synonyms, *, held: bool = False) -> Parts:
    """Read the training queries of queryner; a part in twelve is held out."""
    queries = read_queries(data / "nlu" / "queryner" / "train.jsonl.gz")
    return Parts([q for place, q in enumerate(queries) if (place % _HELD == 0) == held], synonyms)


def read_products(data: Path) -> list[Product]:
    """Read the rows that may be trained on: two shops, and the names in purchases (UCI Online Retail)."""
    shops = (Path("retrieval/demo/catalog.jsonl"), data / "catalogs" / "retail_demo_store.jsonl.gz")
    found = [p for shop in shops for p in read_catalog(shop).products]
    with gzip.open(data / "behaviour" / "until_2011-11-08.csv.gz", "rt", encoding="utf-8") as file:
        names = sorted({row[2].strip() for row in csv.reader(io.StringIO(file.read())) if len(row) > 2})
    found += [Product(f"uci-{n}", name.lower()) for n, name in enumerate(names) if len(name.split()) > 2]
    return found


class Shelf:
    """Rows of catalogues, asked for with words of their titles and descriptions; near misses share words."""

    def __init__(self, products: Sequence[Product], synonyms: Synonyms, *, held: bool = False) -> None:
        """Take one row in twelve where they are to be held out, else the others."""
        self.synonyms = synonyms
        self.products = [p for place, p in enumerate(products) if (place % _HELD == 0) == held]
        self.stems = [frozenset(_telling(p.title)) for p in self.products]
        self.rows: dict[str, list[int]] = defaultdict(list)
        for row, stems in enumerate(self.stems):
            for stem in sorted(stems):
                self.rows[stem].append(row)

    def example(self, rng: Random, *, others: int = 3) -> Example:
        """Make a query for a row, with near misses: rows that share a word with it, but not all that is asked."""
        row = rng.randrange(len(self.products))
        query = self.query(self.products[row], rng)
        asked = frozenset(_telling(query))
        sharing = [self.rows[stem] for stem in sorted(self.stems[row])]
        near = {n for rows in sharing for n in rng.sample(rows, min(6, len(rows)))}
        chosen = sorted(n for n in near if not asked & self.stems[row] <= self.stems[n])
        rng.shuffle(chosen)
        chosen += [rng.randrange(len(self.products)) for _ in range(others)]
        return Example(query, self.products[row].title, tuple(self.products[n].title for n in chosen[:others]))

    def query(self, product: Product, rng: Random) -> str:
        """Ask for a row with some words of its title, or a few of its description."""
        said = [w for w in product.title.split() if _telling(w)]
        kept = rng.sample(said, max(1, min(len(said), rng.randint(2, 4)))) if said else [product.title]
        if rng.random() < 0.5:
            kept.sort(key=product.title.find)
        kept = [self.other_name(word, rng) for word in kept]
        told = [w for w in product.description.split()[:60] if _telling(w) and w.isalpha() and len(w) > 3]
        if told and rng.random() < 0.4:
            start = rng.randrange(len(told))
            kept = [*kept[: rng.randint(1, 2)], *told[start:start + rng.randint(1, 3)]]
        if product.category and rng.random() < 0.2:
            kept = [product.category[-1], *kept[:2]]
        text = " ".join(kept).lower()
        return slipped(text, rng) if rng.random() < 0.1 else text

    def other_name(self, word: str, rng: Random) -> str:
        """Say a word otherwise, now and then."""
        names = self.synonyms.alternatives(word) if rng.random() < 0.3 else ()
        return rng.choice(names) if names else word


def stream(parts: Parts, shelf: Shelf, rng: Random) -> Iterator[Example]:
    """Yield examples of both sources for ever."""
    while True:
        yield parts.example(rng) if rng.random() < 0.6 else shelf.example(rng)


def slipped(text: str, rng: Random) -> str:
    """Type a text with one slip: a letter left out, doubled, or two exchanged."""
    if len(text) < 5:
        return text
    place = rng.randrange(1, len(text) - 2)
    pair = text[place:place + 2]
    return text[:place] + rng.choice((pair[1], pair[0] + pair, pair[::-1])) + text[place + 2:]


def answers(query: str, title: str) -> bool:
    """Say whether a title has all the words of a query, so that it is no wrong answer in a batch."""
    return set(_telling(query)) <= set(_telling(title))


def _telling(text: str) -> list[str]:
    return [s for s in words.stems(text) if s not in EMPTY and s not in PREPOSITIONS]


def _bare(text: str) -> str:
    return text.removeprefix("for ")


def _cased(text: str, rng: Random) -> str:
    return text.title().replace("'S", "'s") if rng.random() < 0.8 else text



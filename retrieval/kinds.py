"""Kinds of products of a catalogue: the nodes of its category paths and the words that end its titles."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.catalog import Product
from retrieval.synonyms import Synonyms, key_of
from retrieval.titles import GENERIC_STEMS, Words, endings, shown, singular, taken_apart
from retrieval.words import stem

Rows = NDArray[np.int32]
_FUNCTION = frozenset("the a an and or of to is it this that s with for in on compat made replac natur".split())
_SETS = ("set", "kit", "box")
AND = re.compile(r"\s*(?:&|/|,|\band\b)\s*", re.I)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of product or a department: its name as replies write it, its rows; `head` if titles end in it."""

    name: str
    rows: Rows
    head: bool


def kinds_of(products: Sequence[Product], titled: Mapping[str, Rows], synonyms: Synonyms) -> dict[str, Kind]:
    """Find the kinds of products by key: path nodes first, then heads of titles that are frequent enough."""
    ignored = _ignored(synonyms)
    apart = [taken_apart(product.title) for product in products]
    heads = _heads(apart, ignored, synonyms, titled)
    rows, names = _assigned(apart, heads)
    kinds = {key: Kind(_name(key, names[key], synonyms), _rows(found), True) for key, found in rows.items()}
    for key, (name, found) in _nodes(products).items():
        own = kinds.get(key)
        held = found if own is None else {*found, *own.rows.tolist()}
        kinds[key] = Kind(own.name if own else name, _rows(held), own is not None)
    return kinds | _broader(kinds, products)


def _broader(kinds: Mapping[str, Kind], products: Sequence[Product]) -> dict[str, Kind]:
    """Give a kind the rows of path nodes that say more of it: "lawn mowers" are mowers."""
    rows: dict[str, set[int]] = defaultdict(set)
    for node in {node for product in products for node in product.category if not AND.search(node)}:
        key = key_of(node)
        last = key.rpartition(" ")[2]
        if " " in key and last in kinds and kinds[last].head:
            rows[last].update(kinds[key].rows.tolist())
    return {k: Kind(kinds[k].name, _rows({*found, *kinds[k].rows.tolist()}), True) for k, found in rows.items()}


def _name(key: str, names: Counter[str], synonyms: Synonyms) -> str:
    """The spelling of the synonyms ("t-shirt"), else the commonest in titles, in the singular."""
    if known := [word for group in synonyms.types.get(key, ()) for word in group if key_of(word) == key]:
        return known[0]
    written = names.most_common(1)[0][0].split()
    if len(written) > 1 and not any(singular(written[-1]) == name.split()[-1] for name in names):
        return " ".join(written)  # "star wars" has no singular
    return shown(written)


def _ignored(synonyms: Synonyms) -> frozenset[str]:
    """Stems that may end a title after its head: colours, materials, sizes, people."""
    attributes = ("colour", "material", "gender", "pattern")
    words = {w for name in attributes for key in synonyms.spelled[name] for w in key.split()}
    sizes = {stem(word) for word in ("assorted", "large", "small", "medium", "new", "inch")}
    return frozenset(words - set(synonyms.types)) | sizes


def _heads(apart: Iterable[Words], ignored: frozenset[str], synonyms: Synonyms, titled: Mapping[str, Rows]) -> set[str]:
    """Keys that end titles often enough to be kinds; names of fiction end titles too, but rarely twice alike."""
    counts: Counter[str] = Counter()
    size = 0
    for words in apart:
        size += 1
        for start, end in endings(words, ignored):
            counts[" ".join(words.stems[start:end])] += 1
    least = 1 if size < 400 else 2 if size < 4000 else 4
    allowed = (key for key in counts if key in synonyms.types or not _begins(key, ignored))
    return {key for key in allowed if _is_kind(key, counts[key], least, synonyms, titled)}


def _begins(key: str, ignored: frozenset[str]) -> bool:
    """Whether a phrase only adds a colour, a material or the like to a kind ("leather boot"), or is no phrase."""
    words = key.split()
    return bool(_FUNCTION.intersection(words)) or (len(words) > 1 and words[0] in ignored)


def _is_kind(key: str, count: int, least: int, synonyms: Synonyms, titled: Mapping[str, Rows]) -> bool:
    words = key.split()
    if words[-1] in GENERIC_STEMS and (len(words) == 1 or words[-1] not in _SETS or words[-2] in GENERIC_STEMS):
        return False
    if len(words[-1]) < 3 and key not in synonyms.types:
        return False
    if len(words) == 1:
        known = key in synonyms.types or key in synonyms.near
        return known or (count >= least and count * 12 >= len(titled.get(key, ())))
    return key in synonyms.types or (count >= max(2, least) and not any(w in GENERIC_STEMS for w in words[:-1]))


def _assigned(apart: Iterable[Words], heads: set[str]) -> tuple[dict[str, set[int]], dict[str, Counter[str]]]:
    """Give each row the kinds that end a part of its title, the first part that has one."""
    rows: dict[str, set[int]] = defaultdict(set)
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for row, words in enumerate(apart):
        start = 0
        for end in words.ends:
            if found := list(_ending(words, start, end, heads)):
                for key, written in found:
                    rows[key].add(row)
                    names[key][written.lower()] += 1
                break
            start = end
    return rows, names


def _ending(words: Words, start: int, end: int, heads: set[str]) -> Iterator[tuple[str, str]]:
    """The kinds whose words stand last in `start:end`: "acoustic guitar" and "guitar", "knife set" and "knife"."""
    hit = False
    for last in range(end, start, -1):
        sizes = [n for n in (3, 2, 1) if last - n >= start and " ".join(words.stems[last - n : last]) in heads]
        for n in sizes:
            yield " ".join(words.stems[last - n : last]), " ".join(words.written[last - n : last])
        hit = hit or bool(sizes)
        if hit and words.stems[last - 1] not in GENERIC_STEMS:
            return


def _nodes(products: Sequence[Product]) -> dict[str, tuple[str, set[int]]]:
    found: dict[str, tuple[str, set[int]]] = {}
    for row, product in enumerate(products):
        for node in product.category:
            for part in {node, *AND.split(node)}:
                if (key := key_of(part)) and key not in GENERIC_STEMS:
                    found.setdefault(key, (shown(part.split()), set()))[1].add(row)
    return found


def _rows(found: Iterable[int]) -> Rows:
    return np.asarray(sorted(found), dtype=np.int32)

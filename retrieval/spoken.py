"""Other ways to write the names of a catalogue: brands by a part of them, kinds and values without their spaces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.catalog import Product
from retrieval.kinds import Kind
from retrieval.spelling import english
from retrieval.synonyms import Synonyms, key_of
from retrieval.words import stem

Rows = NDArray[np.int32]


def brands_of(products: Sequence[Product], titled: Mapping[str, Rows]) -> dict[str, str]:
    """Collect brands by key, also with "and" for "&", and by a first word that is theirs alone."""
    found = {key_of(p.brand): p.brand for p in products if p.brand}
    firsts = Counter(key.split()[0] for key in found if key)
    for key, brand in list(found.items()):
        found.setdefault(key_of(brand.replace("&", " and ")), brand)
        first = brand.split()[0].lower()
        own = firsts[key.split()[0]] == 1 and first not in english() and len(first) > 3 if key else False
        if own and len(titled.get(stem(first), ())) <= sum(p.brand == brand for p in products):
            found.setdefault(key.split()[0], brand)
    return found


def joined_of(
    kinds: Mapping[str, Kind], brands: Mapping[str, str], values: Mapping[str, Mapping[str, str]],
    features: Mapping[str, str], synonyms: Synonyms,
) -> dict[str, str]:  # fmt: skip
    """Map names without their spaces to their keys, for names of more than one word and for long single ones."""
    names = {key: kind.name for key, kind in kinds.items()} | dict(brands)
    names |= {key: value for held in values.values() for key, value in held.items()}
    names |= {key_of(name.replace("_", " ")): name.replace("_", " ") for name in features.values()}
    names |= {key_of(w): w for groups in synonyms.types.values() for group in groups for w in group if " " in w}
    found: dict[str, str] = {}
    for key, name in names.items():
        whole = "".join(c for c in name.lower() if c.isalnum())
        if key and len(whole) > 5 and whole.isalpha():
            found.setdefault(whole, key)
            found.setdefault(stem(whole), key)
    return found

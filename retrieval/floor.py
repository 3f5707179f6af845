"""The floor of relevance: a shop without helicopters shows none, rather than what is least unlike one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrieval import words
from retrieval.attributes import Bools
from retrieval.lexical import EMPTY
from retrieval.phrases import Phrases
from retrieval.postings import Zone
from retrieval.titles import GENERIC_STEMS, PREPOSITIONS

if TYPE_CHECKING:
    from retrieval.finder import Search

# Calibrated in tests/retrieval/test_floor.py on kinds that shops have and that they lack. The sum is of the best cosine
# and of SHARE times the weight of the words that one row's title or path has.
SHARE = 0.3
NAMED, TOLD = 0.45, 0.3  # what the sum must reach for a kind that is named, and for a wish told in more words
FOREIGN = 0.66  # the cosine that makes up for a head that no title, path or attribute has
SHORT = 3  # words that a name of a kind has at most
CALLED = (Zone.TITLE, Zone.PATH, Zone.STATED, Zone.BRAND)
# Words of wishes that name no kind: occasions, places, what people do in shops.
_OPEN = frozenset(words.stems(
    "something anything everything stuff idea ideas outfit wear wedding birthday anniversary christmas easter "
    "halloween valentine valentines graduation picnic holiday holidays vacation travel trip summer winter spring "
    "autumn fall beach office work school college weekend evening tonight today next best seller sellers bestseller "
    "bestsellers selling popular top rated trending latest arrival arrivals cheap cheaper cheapest expensive "
    "affordable budget nice good great pretty beautiful cool cute useful perfect sell range browse shop store "
    "category department available recommend recommended suggestion suggestions surprise buy purchase find search "
    "help choose favourite favorite deals sales discounted "
    "keep make learn play carry catch warm cosy cozy comfortable comfy fan player lover beginner beginners sleep sit"))


def worth_showing(search: Search, allowed: Bools) -> bool:
    """Say whether the best allowed row is near enough to what the query names.

    Only a query that stands on its words alone is measured: one with other promises, a photo or a product to resemble
    has more to go by.
    """
    query = search.query
    bound = any(c.hard and c.field != "keyword" for c in query.constraints)
    if bound or query.like is not None or query.photo is not None or not search.vectors:
        return True
    phrases = search.index.columns.belonging.phrases
    telling = tuple(dict.fromkeys(s for s in words.stems(query.text) if _tells(s, phrases)))
    if not telling:
        return True
    nearest = search.index.texts.nearest(search.vectors[0], allowed, 1)
    cosine = float((search.index.texts.of(nearest) @ search.vectors[0]).max(initial=0.0))
    reached = cosine + SHARE * share(telling, phrases, allowed)
    if len(telling) > SHORT or PREPOSITIONS.intersection(query.text.lower().split()):
        return reached >= TOLD
    return reached >= NAMED and (cosine >= FOREIGN or bool(phrases.worded(telling[-1:], *CALLED).any()))


def share(stems: tuple[str, ...], phrases: Phrases, allowed: Bools) -> float:
    """Return in 0..1 how much of the words, rare ones weighing more, the title and path of one allowed row have."""
    held = [phrases.worded((stem,), *CALLED) for stem in stems]
    weights = np.asarray([np.log1p(phrases.size / (mask.sum() + 0.5)) for mask in held])
    return float(((weights @ np.asarray(held, dtype=float)) * allowed).max(initial=0.0) / max(weights.sum(), 1e-9))


def _tells(stem: str, phrases: Phrases) -> bool:
    return not (stem in EMPTY or stem in GENERIC_STEMS or stem in _OPEN or stem in phrases.people or stem[0].isdigit())

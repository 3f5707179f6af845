"""What search takes and returns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.catalog import Product, Variant
from retrieval.filters import Constraint, Order


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: words, promises, an order, a photo's unit vector, or a product to resemble.

    `like` is a product id; `exclude` ids that must not come again; `k` how many hits are wanted.
    """

    text: str = ""
    constraints: tuple[Constraint, ...] = ()
    order: Order | None = None
    photo: NDArray[np.float32] | None = None
    like: str | None = None
    exclude: frozenset[str] = frozenset()
    k: int = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """A product that meets every hard constraint, its fused score, and why it is here.

    `variant` is the variant that meets the constraints as a whole, where the product has variants.
    """

    product: Product
    score: float
    why: tuple[str, ...] = ()
    variant: Variant | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """A product that misses, and the constraints that it breaks."""

    hit: Hit
    broken: tuple[Constraint, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """Hits, best first; `total` rows passed the filters (in stock or not).

    When none passed: `near` holds up to three nearest products and `dropped` the smallest set of constraints
    whose removal brings some.
    """

    hits: tuple[Hit, ...]
    total: int
    near: tuple[Near, ...] = ()
    dropped: tuple[Constraint, ...] = ()

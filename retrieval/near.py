"""Near misses: when nothing meets all constraints, which ones to drop, and the products that come closest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.attributes import Bools, Floats, parse
from retrieval.columns import Columns
from retrieval.filters import Constraint, values_of

# What missing a constraint costs: the kind of thing that is wanted is given up last.
_COST = {"category": 100.0, "size": 1.5}
_PLAIN = 1.0


@dataclass(frozen=True, slots=True)
class Misses:
    """Cost and number `(rows,)` of each product's best offer; what offers break, `(constraints, offers)`."""

    cost: Floats
    offer: NDArray[np.int64]
    broken: NDArray[np.bool_]
    constraints: tuple[Constraint, ...]

    def best(self) -> Bools:
        """Return `(offers,)`: the best offer of each product."""
        found = np.zeros(self.broken.shape[1], dtype=bool)
        found[self.offer] = True
        return found

    def broken_by(self, row: int) -> tuple[Constraint, ...]:
        """Return the constraints that the best offer of a row breaks."""
        return tuple(c for c, miss in zip(self.constraints, self.broken[:, self.offer[row]], strict=True) if miss)


def misses(columns: Columns, constraints: Sequence[Constraint]) -> Misses:
    """Count for every product what its best offer breaks; among equals a price nearer to the limit costs less."""
    hard = tuple(c for c in constraints if c.hard)
    broken = np.stack([~columns.meets(c) for c in hard]) if hard else np.zeros((0, len(columns.rows)), dtype=bool)
    cost = np.zeros(len(columns.rows))
    for constraint, miss in zip(hard, broken, strict=True):
        cost += miss * (_COST.get(columns.synonyms.attribute(constraint.field), _PLAIN) + _gap(columns, constraint))
    cost += 0.5 * ~columns.in_stock()
    offer = np.lexsort((cost, columns.rows))[columns.starts]
    return Misses(cost[offer], offer, broken, hard)


def _gap(columns: Columns, constraint: Constraint) -> Floats:
    """Say `(offers,)` in 0..1 how far a number misses its limit; 0.4 for what is no number, 1 where it is unknown."""
    numbers = columns.sortable(constraint.field) if constraint.op in ("lte", "gte") else None
    limits = [n for v in values_of(constraint) if (n := parse(v).number) is not None]
    if numbers is None or not limits:
        return np.full(len(columns.rows), 0.4)
    far = np.abs(numbers - limits[0]) / max(abs(limits[0]), 1e-9)
    return np.asarray(np.nan_to_num(far / (1 + far), nan=1.0))

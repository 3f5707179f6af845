"""Outlines of the parts of a drawing, read from the lines of shapes.yaml, on a square of 100."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Part:
    """One line of shapes.yaml, read: outline points on the square of 100, open lines with a width."""

    role: str
    points: tuple[Point, ...]
    closed: bool
    width: float = 0.0
    twin: bool = False

    @classmethod
    def read(cls, line: str) -> Part:
        """Read a line such as `box second:dark 10,20 90,40 r=3`."""
        kind, role, *words = line.split()
        options = dict(word.split("=") for word in words if "=" in word)
        spots = [(float(x), float(y)) for x, y in (w.split(",") for w in words if "," in w)]
        if "sym" in words:
            spots += [(100 - x, y) for x, y in reversed(spots)]
        points = _outline(kind, spots, float(options.get("r", 0)))
        closed = kind in ("poly", "curve", "box", "oval")
        return cls(role, tuple(points), closed, 0.0 if closed else float(options.get("w", 2)), "twin" in words)

    def sides(self) -> Iterable[tuple[Point, ...]]:
        """Yield the outline and, for a twin, its mirror image."""
        yield self.points
        if self.twin:
            yield tuple((100 - x, y) for x, y in self.points)


def _outline(kind: str, spots: list[Point], radius: float) -> list[Point]:
    if kind in ("oval", "ring"):
        (x0, y0), (x1, y1) = spots
        turns = [math.tau * i / 48 for i in range(49)]
        return [((x0 + x1 + (x1 - x0) * math.cos(t)) / 2, (y0 + y1 + (y1 - y0) * math.sin(t)) / 2) for t in turns]
    if kind == "box":
        return _box(spots[0], spots[1], radius)
    return _smooth(spots, closed=kind == "curve") if kind in ("curve", "bow") else spots


def _box(low: Point, high: Point, radius: float) -> list[Point]:
    (x0, y0), (x1, y1) = low, high
    r = min(radius, (x1 - x0) / 2, (y1 - y0) / 2)
    corners = ((x1 - r, y1 - r, 0), (x0 + r, y1 - r, 1), (x0 + r, y0 + r, 2), (x1 - r, y0 + r, 3))
    turns = ((x, y, math.pi / 2 * (quarter + i / 4)) for x, y, quarter in corners for i in range(5 if r else 1))
    return [(x + r * math.cos(t), y + r * math.sin(t)) for x, y, t in turns]


def _smooth(spots: Sequence[Point], *, closed: bool) -> list[Point]:
    """Run a Catmull-Rom spline through the points, eight steps between two."""
    ends = [*spots[-1:], *spots, *spots[:2]] if closed else [*spots[:1], *spots, *spots[-1:]]
    points: list[Point] = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        if b == c:  # a point said twice is a corner
            continue
        for step in range(8):
            t = step / 8
            weights = (-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, t**3 - t**2)
            x, y = (sum(w * p[axis] for w, p in zip(weights, (a, b, c, d), strict=True)) / 2 for axis in (0, 1))
            points.append((x, y))
    return points if closed else [*points, spots[-1]]

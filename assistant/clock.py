"""Milliseconds spent on each step of a turn."""

from __future__ import annotations

from time import perf_counter


class Clock:
    """Runs from its making; `marks` holds the milliseconds of each step, `total` all of them."""

    def __init__(self) -> None:
        self.start = self.last = perf_counter()
        self.marks: dict[str, float] = {}

    def mark(self, step: str) -> None:
        """Note the milliseconds since the mark before."""
        now = perf_counter()
        self.marks[step] = round((now - self.last) * 1000, 1)
        self.last = now

    def first(self, name: str) -> None:
        """Note the milliseconds since the start, the first time only."""
        self.marks.setdefault(name, round((perf_counter() - self.start) * 1000, 1))

    @property
    def total(self) -> float:
        """Milliseconds since the start."""
        return round((perf_counter() - self.start) * 1000, 1)

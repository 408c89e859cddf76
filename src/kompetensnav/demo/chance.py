"""Chance that repeats: the same seed gives the same draws on every machine and Python version.

Only ``random.Random.random`` is used, the one method whose sequence Python promises to keep.
"""

import random
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Weighted(Generic[T]):
    """Things to draw by weight, in the order given."""

    __slots__ = ("_sums", "things")

    def __init__(self, weights: Mapping[T, float]) -> None:
        self.things = list(weights)
        self._sums = list(accumulate(weights.values()))

    def at(self, part: float) -> T:
        """The thing at a part in [0, 1) of the summed weights."""
        return self.things[min(bisect_right(self._sums, part * self._sums[-1]), len(self.things) - 1)]


class Chance:
    """One stream of draws. Streams with different names never disturb each other."""

    __slots__ = ("part",)

    def __init__(self, seed: int, name: str) -> None:
        # not for secrets: a demo must repeat
        self.part = random.Random(f"{name}:{seed}").random  # noqa: S311

    def happens(self, chance: float) -> bool:
        return self.part() < chance

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self.part() * (high - low + 1))

    def one(self, things: Sequence[T]) -> T:
        return things[int(self.part() * len(things))]

    def draw(self, weighted: Weighted[T]) -> T:
        return weighted.at(self.part())

    def some(self, things: Sequence[T], count: int) -> list[T]:
        """Up to ``count`` different things, in the order drawn."""
        left = list(things)
        return [left.pop(int(self.part() * len(left))) for _ in range(min(count, len(left)))]

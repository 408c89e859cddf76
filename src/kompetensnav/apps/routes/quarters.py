"""Quarters of a year: the columns of needs against seats."""

import datetime
from typing import NamedTuple

_MONTHS = 3


class Quarter(NamedTuple):
    """``number`` is 1-4; quarters sort by time."""

    year: int
    number: int

    @classmethod
    def of(cls, day: datetime.date) -> "Quarter":
        """The quarter a day lies in."""
        return cls(day.year, (day.month - 1) // _MONTHS + 1)

    @property
    def code(self) -> str:
        """As addresses have it: 2027Q1."""
        return f"{self.year}Q{self.number}"

    def after(self, n: int) -> "Quarter":
        """The one n quarters later."""
        years, number = divmod(self.number - 1 + n, 4)
        return Quarter(self.year + years, number + 1)


def quarters_from(today: datetime.date, n: int) -> tuple[Quarter, ...]:
    """n quarters, the first the one of today."""
    return tuple(Quarter.of(today).after(i) for i in range(n))

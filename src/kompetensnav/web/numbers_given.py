"""Numbers of people for those who may see nobody: of a few it is said that they are few, not how many.

A total beside its parts would tell the few by subtraction. So a total with a few in it is told by the parts that
are given: at least so many.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext

LEAST = 5  # of whom a number is given; nobody at all is said too


@dataclass(frozen=True, slots=True)
class Given:
    """``n`` people, of whom ``least`` may be told; ``hidden``: how many numbers in it are too small to be given."""

    n: int
    least: int
    hidden: int

    def __bool__(self) -> bool:
        return self.n > 0

    @property
    def whole(self) -> bool:
        """Whether the number itself is told."""
        return not self.hidden

    def __str__(self) -> str:
        if self.whole:
            return number_format(self.n, force_grouping=True)
        if self.n < LEAST and self.hidden < LEAST - 1:  # four numbers that are fewer than five would all be one
            return gettext("fewer than %(n)d") % {"n": LEAST}
        if not self.least:
            return gettext("some")
        return gettext("at least %(n)s") % {"n": number_format(self.least, force_grouping=True)}

    @property
    def cell(self) -> int | str:
        """For a file: a number where it is told."""
        return self.n if self.whole else str(self)


NOBODY = Given(0, 0, 0)


def part(n: int, *, exact: bool) -> Given:
    """A number with no others in it; ``exact`` for those who see the people themselves."""
    few = not exact and 0 < n < LEAST
    return Given(n, 0 if few else n, int(few))


def total(parts: Iterable[Given]) -> Given:
    """The sum of parts that share nobody."""
    those = list(parts)
    return Given(sum(p.n for p in those), sum(p.least for p in those), sum(p.hidden for p in those))


def covering(n: int, parts: Iterable[Given]) -> Given:
    """All ``n`` who are in any of these parts, where one person may be in several."""
    those = list(parts)
    if all(p.whole for p in those):
        return Given(n, n, 0)
    return Given(n, max(p.least for p in those), 1)

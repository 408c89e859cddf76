"""Numbers of people for those who plan: a number so small that it could point somebody out is not given."""

from dataclasses import dataclass

from django.utils.translation import gettext

LEAST = 5  # of whom a number is given; nobody at all is said too


@dataclass(frozen=True, slots=True)
class People:
    """How many; None: some, fewer than ``LEAST``."""

    n: int | None

    def __str__(self) -> str:
        return gettext("fewer than %(n)d") % {"n": LEAST} if self.n is None else str(self.n)


def shown_people(n: int, *, exact: bool) -> People:
    """``exact`` for those who see the people themselves."""
    return People(n if exact or n == 0 or n >= LEAST else None)

"""Numbers of people for those who may see nobody: of a few it is said that they are few, not how many."""

from django.utils.formats import number_format
from django.utils.translation import gettext

LEAST = 5  # of whom a number is given; nobody at all is said too


def given(n: int, exact: bool) -> str:
    """A number of people in words."""
    if not exact and 0 < n < LEAST:
        return gettext("fewer than %(n)d") % {"n": LEAST}
    return number_format(n, force_grouping=True)

"""The list of needs as the rows of a file."""

import datetime
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext

from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.needs.queries import NeedQuerySet

_AT_A_TIME = 500  # rows fetched from the database

Cell = str | int | datetime.date | None


def header() -> list[str]:
    """The names of the columns."""
    return [
        gettext("Id"),
        gettext("Need"),
        gettext("Employer"),
        gettext("Employer's municipality"),
        gettext("Place"),
        gettext("People"),
        gettext("Needed from"),
        gettext("As soon as possible"),
        gettext("Status"),
        gettext("Waiting since"),
    ]


def rows(needs: NeedQuerySet) -> Iterator[list[Cell]]:
    """A row a need, fetched a part at a time."""
    for need in needs.iterator(chunk_size=_AT_A_TIME):
        yield _cells(need)


def _cells(need: Need) -> list[Cell]:
    return [
        need.pk,
        need.title,
        need.organisation.name,
        need.organisation.municipality.name,
        need.municipality.name if need.municipality else "",
        need.positions,
        need.starts_on,
        gettext("yes") if need.starts_asap else gettext("no"),
        need.get_status_display(),
        timezone.localdate(need.registered_at or need.created_at),
    ]


def filename() -> str:
    """Named by the day it was taken."""
    name = gettext("needs")
    return f"{name}-{timezone.localdate():%Y-%m-%d}"

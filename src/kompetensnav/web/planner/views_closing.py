"""Intakes that close soon with seats left, and whom to invite: people without names, or how many of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from kompetensnav.apps.education.models import Intake
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.routes.closing import Closing
from kompetensnav.apps.routes.closing import closing as closing_of
from kompetensnav.apps.routes.standing import Standing
from kompetensnav.web.downloads import table_file
from kompetensnav.web.planner.filters import Filters, choices_of, standing_today
from kompetensnav.web.planner.inviting import inviting
from kompetensnav.web.requests import Request, permitted

_WITHIN = {"14": 14, "30": 30, "60": 60, "all": None}
_USUAL_WITHIN = "30"
_MANY = 10_000_000  # more seats than there are: what is not known comes after all that is
_FAR = "9999"  # a date after every other
_SORTS: Mapping[str, Callable[[Closing], Any]] = {
    "deadline": lambda row: (str(row.intake.apply_by or _FAR), row.intake.pk),
    "starts": lambda row: (str(row.intake.starts_on), row.intake.pk),
    "left": lambda row: (_MANY if row.left is None else row.left, row.intake.pk),
    "positions": lambda row: (row.positions, row.intake.pk),
}
_FALLING = ("positions",)  # the largest first, unless turned


@dataclass(frozen=True, slots=True)
class Column:
    """A heading that sorts."""

    label: str
    href: str
    state: str
    number: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; anything unknown in it is passed over. ``intake``: the one that is open."""

    filters: Filters
    within: str
    sort: str
    intake: str

    @classmethod
    def of(cls, request: Request) -> "Asked":
        """What the address asks."""
        asked = request.GET
        within, sort = asked.get("within", ""), asked.get("sort", "")
        return cls(
            filters=Filters.of(request),
            within=within if within in _WITHIN else _USUAL_WITHIN,
            sort=sort if sort.removeprefix("-") in _SORTS and not sort.startswith("--") else "deadline",
            intake=asked.get("intake", "")[:40],
        )

    def query(self, **changes: str) -> str:
        """The address with some of it changed; empty values are left out."""
        values = self.filters.values | {"within": self.within, "sort": self.sort, "intake": self.intake}
        return urlencode({k: v for k, v in (values | changes).items() if v}, doseq=True)


@permitted(May.SEE_SUPPLY)
@require_GET
def closing(request: Request) -> HttpResponse:
    """The list; the open intake with whom to invite. Whoever is shown is written to the access log."""
    asked, standing = Asked.of(request), standing_today(request.actor)
    rows = _rows(request, asked, standing)
    chosen = next((row for row in rows if row.intake.pk == asked.intake), None)
    context = {
        "asked": asked,
        "rows": [(row, _opens(asked, row), row is chosen) for row in rows],
        "columns": _columns(asked),
        "within": [(_within_words(w), "?" + asked.query(within=w, intake=""), w == asked.within) for w in _WITHIN],
        "choices": choices_of(standing, asked.filters),
        "inviting": inviting(request.actor, chosen.intake, standing) if chosen else None,
        "export_query": asked.query(intake=""),
    }
    return render(request, "planner/closing.html", context)


@permitted(May.SEE_SUPPLY)
@require_GET
def export(request: Request, form: str) -> HttpResponseBase:
    """The list as a file, in the order of the page. It holds nobody."""
    asked, standing = Asked.of(request), standing_today(request.actor)
    header = (
        gettext("Id"), gettext("Programme"), gettext("Provider"), gettext("Place"), gettext("Apply by"),
        gettext("Starts"), gettext("Ends"), gettext("Seats"), gettext("Seats left"), gettext("Needs"),
        gettext("Open positions"),
    )  # fmt: skip
    name = gettext("intakes-closing")
    body = map(_cells, _rows(request, asked, standing))
    return table_file(form, f"{name}-{timezone.localdate():%Y-%m-%d}", header, body)


def _rows(request: Request, asked: Asked, standing: Standing) -> list[Closing]:
    intakes = Intake.objects.visible_to(request.actor)
    wanted, today = asked.filters.wanted, timezone.localdate()
    rows = closing_of(intakes, standing, wanted, today, _WITHIN[asked.within])
    key = asked.sort.removeprefix("-")
    falling = (key in _FALLING) != asked.sort.startswith("-")
    return sorted(rows, key=_SORTS[key], reverse=falling)


def _cells(row: Closing) -> Sequence[Any]:
    intake, unknown = row.intake, gettext("not known")
    return (
        intake.pk, intake.programme.name, intake.programme.provider.name,
        intake.municipality.name if intake.municipality else "", intake.apply_by or unknown, intake.starts_on,
        intake.ends_on, unknown if intake.seats is None else intake.seats,
        unknown if row.left is None else row.left, row.needs, row.positions,
    )  # fmt: skip


def _opens(asked: Asked, row: Closing) -> str:
    """Where the row is opened, or closed where it is open."""
    is_open = row.intake.pk == asked.intake
    return f"?{asked.query(intake='' if is_open else row.intake.pk)}#{'list' if is_open else 'open'}"


def _within_words(key: str) -> str:
    return gettext("All") if key == "all" else gettext("%(n)s days") % {"n": key}


def _columns(asked: Asked) -> list[Column]:
    labels = {
        "deadline": gettext("Apply by"),
        "starts": gettext("Starts"),
        "left": gettext("Seats left"),
        "positions": gettext("Open positions"),
    }
    columns = []
    for key, label in labels.items():
        here, turned = asked.sort.removeprefix("-") == key, asked.sort.startswith("-")
        falls = (key in _FALLING) != turned
        state = ("descending" if falls else "ascending") if here else "none"
        href = asked.query(sort=f"-{key}" if here and not turned else key)
        columns.append(Column(label, f"?{href}#list", state, key in ("left", "positions")))
    return columns

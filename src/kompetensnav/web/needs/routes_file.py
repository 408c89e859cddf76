"""The routes to a need as a file: a row for each person without name, or a row for each intake and group."""

from collections.abc import Iterator, Mapping

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from kompetensnav.apps.core.log import looked
from kompetensnav.apps.core.models import Look
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.routes.finding import routes_of_need
from kompetensnav.apps.routes.shown import PersonRoute, RouteGroup
from kompetensnav.web import route_words
from kompetensnav.web.downloads import table_file
from kompetensnav.web.needs.routes_filters import filters_of
from kompetensnav.web.needs.routes_groups import LINES, GroupShown, Reader, filtered, shown
from kompetensnav.web.requests import Request
from kompetensnav.web.routes_axis import window_of
from kompetensnav.web.routes_drawn import drawn, first_days

Cell = str | int | object | None


def routes_file(request: Request, need: Need, names: Mapping[int, str], form: str) -> HttpResponse:
    """What the filters leave; whoever stands in it is written to the access log."""
    today = timezone.localdate()
    reader = Reader(
        need_date=need.starts_on,
        today=today,
        names=names,
        standing={},
        chosen={},
        filters=filters_of(request.GET),
        sees_people=request.actor.may(May.SEE_ROUTES),
    )
    found = routes_of_need(need, today)
    left = filtered(found, reader)
    routes = gettext("routes")
    name = f"{need.pk}-{routes}"
    if not reader.sees_people:
        groups, _ = shown(left, [g.intake for g in found.training], reader, lambda _: {})
        return table_file(form, name, _numbers_header(), (row for g in groups for row in _numbers(g)))
    looked(request.actor, [p.person for people in left.values() for p in people], Look.EXPORT, need)
    return table_file(form, name, _people_header(), _people(left, reader))


def _people_header() -> list[str]:
    return [
        gettext("Group"), gettext("Person"), gettext("Municipality"), gettext("Ready"),
        gettext("Days after the need"), gettext("Steps"), gettext("Last day to apply"),
        gettext("Fewest seats left"), gettext("Cost, SEK"), gettext("Taken for granted"),
    ]  # fmt: skip


def _people(left: Mapping[RouteGroup, list[PersonRoute]], reader: Reader) -> Iterator[list[Cell]]:
    for group, people in left.items():
        window = window_of(reader.today, first_days(p.first for p in people))
        for one in people:
            route = drawn(one.first, need_date=reader.need_date, window=window, names=reader.names)
            apply = (s.day for s in route.steps if s.mark == "deadline")
            yield [
                str(LINES[group].title),
                one.person,
                route_words.place(one.municipality),
                route.ready,
                (route.ready - reader.need_date).days if reader.need_date else None,
                "; ".join(f"{s.when} {s.what}" for s in route.steps),
                next(apply, None),
                route.seats_left,
                route_words.cost_known(one.first),
                "; ".join(route.assumptions),
            ]


def _numbers_header() -> list[str]:
    return [
        gettext("Group"), gettext("Course"), gettext("Provider"), gettext("Start"), gettext("Last day to apply"),
        gettext("Seats left"), gettext("People"), gettext("First ready"), gettext("Cost per seat, SEK"),
    ]  # fmt: skip


def _numbers(group: GroupShown) -> Iterator[list[Cell]]:
    title = str(group.line.title)
    if not group.intakes:
        yield [title, "", "", None, None, None, group.given.cell, group.ready, None]
    for row in group.intakes:
        intake, programme = row.intake, row.intake.programme
        yield [
            title, programme.name, programme.provider.name, intake.starts_on, intake.apply_by, intake.seats_left,
            row.given.cell, row.ready, programme.cost,
        ]  # fmt: skip

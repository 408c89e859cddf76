"""What somebody writes of a course case, and whether it can be kept."""

import datetime
from dataclasses import dataclass

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.education.enums import OnSiteShare, ProgrammeKind
from kompetensnav.apps.education.models import LONGEST_WEEKS, MOST_SEATS, Programme, Provider
from kompetensnav.apps.education.rows import DemandRow, GrantRow
from kompetensnav.apps.education.taught import check_demands, check_grants
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.needs.models import Need
from kompetensnav.runtime.problems import InputError, Problem


@dataclass(frozen=True, slots=True)
class CaseFields:
    """All that somebody writes of a case."""

    title: str
    text: str = ""
    kind: ProgrammeKind = ProgrammeKind.PACKAGE
    provider: Provider | None = None
    need_ids: tuple[str, ...] = ()
    module_ids: tuple[str, ...] = ()
    grants: tuple[GrantRow, ...] = ()
    demands: tuple[DemandRow, ...] = ()
    municipality_code: str | None = None
    on_site: OnSiteShare = OnSiteShare.UNKNOWN
    weeks: int | None = None
    seats: int | None = None
    cost: int | None = None
    starts_from: datetime.date | None = None
    starts_by: datetime.date | None = None


def columns_of(fields: CaseFields) -> dict[str, object]:
    """The columns of a case, but for needs and modules."""
    return {
        "title": fields.title.strip()[:160],
        "text": fields.text,
        "kind": fields.kind,
        "provider": fields.provider,
        "municipality_id": fields.municipality_code,
        "on_site": fields.on_site,
        "weeks": fields.weeks,
        "seats": fields.seats,
        "cost": fields.cost,
        "starts_from": fields.starts_from,
        "starts_by": fields.starts_by,
        "grants": [{"concept": g.concept, "level": g.level} for g in fields.grants],
        "demands": [
            {"kind": int(d.kind), "concepts": list(d.concepts), "minimum_level": d.minimum_level}
            for d in fields.demands
        ],
    }


def checked(
    actor: Actor, fields: CaseFields, already: frozenset[str] | set[str] = frozenset()
) -> tuple[list[Need], list[Programme]]:
    """The needs and modules named. ``already``: needs of the case, which may have ended since they came in.

    Raises InputError, see ``actions.change_case``.
    """
    _check_values(fields)
    graph = taxonomy_in_use().graph
    check_grants(graph, fields.grants)
    check_demands(graph, fields.demands)
    region = actor.collaboration_id
    if fields.provider is not None and fields.provider.collaboration_id != region:
        raise InputError(Problem("case.provider-not-here", field="provider"))
    found = Need.objects.in_region(region).filter(pk__in=fields.need_ids)
    needs = [need for need in found if need.is_open or need.pk in already]
    if len(needs) < len(set(fields.need_ids)):
        raise InputError(Problem("case.need-not-here", field="needs"))
    modules = list(Programme.objects.in_region(region).filter(pk__in=fields.module_ids))
    if len(modules) < len(set(fields.module_ids)):
        raise InputError(Problem("case.module-not-here", field="modules"))
    return needs, modules


def _check_values(fields: CaseFields) -> None:
    if not fields.title.strip():
        raise InputError(Problem("case.title", field="title"))
    if fields.starts_from and fields.starts_by and fields.starts_by < fields.starts_from:
        raise InputError(Problem("case.window", field="starts_by"))
    if fields.seats is not None and not 1 <= fields.seats <= MOST_SEATS:
        raise InputError(Problem("case.seats", field="seats", values={"most": MOST_SEATS}))
    if fields.weeks is not None and not 1 <= fields.weeks <= LONGEST_WEEKS:
        raise InputError(Problem("case.weeks", field="weeks", values={"most": LONGEST_WEEKS}))

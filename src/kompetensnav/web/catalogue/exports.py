"""The catalogue as the rows of a file: a row an intake, and one for a programme without any that is asked for."""

import datetime
from collections.abc import Iterator

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.education.models import Intake, Programme
from kompetensnav.apps.education.queries import IntakeQuerySet, ProgrammeQuerySet
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.web.catalogue.filters import Filters
from kompetensnav.web.catalogue.ordering import ordered
from kompetensnav.web.catalogue.said import Said, demands_in_words, grants_in_words

_AT_A_TIME = 500  # rows fetched from the database

Cell = str | int | datetime.date | None


def header() -> list[str]:
    """The names of the columns."""
    return [
        gettext("Id"), gettext("Programme"), gettext("Provider"), gettext("Kind"), gettext("Code"),
        gettext("Grants"), gettext("Grants confirmed"), gettext("Demands"), gettext("Weeks"),
        gettext("Cost per seat"), gettext("Language"), gettext("Finance"), gettext("Source"),
        gettext("Id of the start"), gettext("Status"),
        gettext("First day"), gettext("Last day"), gettext("Apply from"), gettext("Apply by"), gettext("Place"),
        gettext("Site"), gettext("On site or distance"), gettext("Pace"), gettext("Seats"), gettext("Taken"),
        gettext("Held for proposals"), gettext("Seats left"), gettext("Workplaces"),
    ]  # fmt: skip


def rows(programmes: ProgrammeQuerySet, intakes: IntakeQuerySet, filters: Filters) -> Iterator[list[Cell]]:
    """In the order of the list, fetched a part at a time."""
    found = ordered(programmes, intakes, filters.sort, falling=filters.falling).select_related("provider")
    asked = Prefetch("intakes", intakes.select_related("municipality"), to_attr="asked_for")
    graph = taxonomy_in_use().graph
    for programme in found.prefetch_related("grants", "demands", asked).iterator(chunk_size=_AT_A_TIME):
        of_programme = _of_programme(programme, graph)
        its: list[Intake] = getattr(programme, "asked_for")  # noqa: B009  an annotation
        for intake in its:
            yield of_programme + _of_intake(intake)
        if not its:
            yield [*of_programme, *[""] * (len(header()) - len(of_programme))]


def _of_programme(programme: Programme, graph: TaxonomyGraph) -> list[Cell]:
    return [
        programme.pk,
        programme.name,
        programme.provider.name,
        programme.get_kind_display(),
        programme.code,
        _list(grants_in_words(programme, graph)),
        gettext("yes") if programme.grants_confirmed_at else gettext("no"),
        _list(demands_in_words(programme, graph)),
        programme.weeks,
        programme.cost,
        programme.language,
        ", ".join(programme.finance_labels),
        programme.get_source_display(),
    ]


def _list(said: list[Said]) -> str:
    return "; ".join(f"{s.label} {s.level}".strip() for s in said)


def _of_intake(intake: Intake) -> list[Cell]:
    return [
        intake.pk,
        intake.get_status_display(),
        gettext("at any time") if intake.rolling else intake.starts_on,
        intake.ends_on,
        intake.apply_from,
        intake.apply_by,
        intake.municipality.name if intake.municipality else "",
        intake.site,
        intake.get_on_site_display(),
        intake.pace,
        intake.seats,
        intake.taken,
        intake.reserved,
        intake.seats_left,
        intake.workplaces,
    ]


def filename() -> str:
    """Named by the day it was taken."""
    name = gettext("programmes")
    return f"{name}-{timezone.localdate():%Y-%m-%d}"

"""The catalogue of a region as an import meets it: read once, found again by what a file calls it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kompetensnav.apps.education.enums import Source
from kompetensnav.apps.education.models import Intake, Programme, Provider
from kompetensnav.apps.education.rows import IntakeRow, ProgrammeRow
from kompetensnav.apps.organisations.models import Collaboration
from kompetensnav.engine.text.normalise import fold


@dataclass(frozen=True, slots=True)
class Stored:
    """Providers by their folded name, and the programmes an import from this source can meet.

    Our template can hold any programme of the region: those that came from elsewhere go by our own id in it.
    """

    source: Source
    providers: Mapping[str, Provider]
    programmes: Sequence[Programme]
    by_key: Mapping[tuple[str, str], Programme]
    by_id: Mapping[str, Programme]

    @staticmethod
    def fold(name: str) -> str:
        """A provider's name in any case and spacing."""
        return fold(name)

    def programme(self, row: ProgrammeRow) -> Programme | None:
        """The stored one a row stands for."""
        return self.by_id.get(row.key) or self.by_key.get((fold(row.provider), row.key))

    def intake(self, programme: Programme, row: IntakeRow) -> Intake | None:
        """The stored one of a programme that a row stands for."""
        for intake in programme.intakes.all():
            if intake.source_key == row.key or (self.source is Source.TEMPLATE and intake.pk == row.key):
                return intake
        return None


def stored_catalogue(collaboration: Collaboration, source: Source, *, lock: bool = False) -> Stored:
    """What is stored now, in a constant number of queries. ``lock``: within a transaction, until it ends."""
    rows = Programme.objects.in_region(collaboration.pk)
    if source is not Source.TEMPLATE:
        rows = rows.filter(source=source)
    if lock:
        list(Intake.objects.filter(programme__in=rows).select_for_update().values_list("pk"))
        rows = rows.select_for_update(of=("self",))
    programmes = list(rows.select_related("provider").prefetch_related("grants", "demands", "intakes"))
    providers = Provider.objects.filter(collaboration=collaboration).order_by("-id")
    return Stored(
        source,
        {fold(provider.name): provider for provider in providers},
        programmes,
        {(fold(p.provider.name), p.source_key): p for p in programmes if p.source == source and p.source_key},
        {p.pk: p for p in programmes} if source is Source.TEMPLATE else {},
    )

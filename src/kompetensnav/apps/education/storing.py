"""Writes a difference into the catalogue: a few statements for a whole file, whatever its size."""

import datetime
from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.core.log import Acts
from kompetensnav.apps.education.diffing import CatalogueDiff, IntakeDiff, Outcome, ProgrammeDiff
from kompetensnav.apps.education.enums import Source
from kompetensnav.apps.education.merging import INTAKE_FIELDS, PROGRAMME_FIELDS, intake_values, programme_values
from kompetensnav.apps.education.models import EntryRequirement, Grant, Intake, Programme, Provider
from kompetensnav.apps.education.prerequisites import check_many
from kompetensnav.apps.organisations.models import Collaboration
from kompetensnav.engine.text.normalise import fold

_WRITTEN = (Outcome.NEW, Outcome.CHANGED)
_CONFIRMATION = ("grants_confirmed_at", "grants_confirmed_by")


def write_diff(actor: Acts, collaboration: Collaboration, source: Source, diff: CatalogueDiff) -> None:
    """Write what is new and changed, in the transaction that holds the locks of what it was compared with."""
    now = timezone.now()
    providers = _providers(collaboration, diff)
    stored = Programme.objects.in_bulk([p.id for p in diff.programmes if p.id is not None])
    pairs = []
    for of_file in diff.programmes:
        if of_file.outcome is not Outcome.REJECTED:
            pairs.append((of_file, _programme(of_file, stored, providers, source)))
    _confirm(actor, pairs, now)
    _upsert(
        Programme,
        [row for of_file, row in pairs if of_file.outcome in _WRITTEN],
        (*PROGRAMME_FIELDS, "name_folded", *_CONFIRMATION),
    )
    _write_grants(pairs)
    _write_demands(pairs)
    _write_intakes(pairs)
    stating = [row.pk for of_file, row in pairs if of_file.outcome in _WRITTEN and of_file.row.demands]
    if stating:
        check_many(collaboration.pk, stating, taxonomy_in_use().graph)


def _providers(collaboration: Collaboration, diff: CatalogueDiff) -> dict[str, Provider]:
    Provider.objects.bulk_create(Provider(collaboration=collaboration, name=name) for name in diff.providers)
    rows = Provider.objects.filter(collaboration=collaboration).order_by("-id")
    return {fold(row.name): row for row in rows}


def _programme(
    of_file: ProgrammeDiff, stored: Mapping[str, Programme], providers: Mapping[str, Provider], source: Source
) -> Programme:
    if of_file.id is None:
        row = Programme(
            provider=providers[fold(of_file.row.provider)],
            source=source,
            source_key=of_file.row.key,
            **programme_values(of_file.row),
        )
    else:
        row = stored[of_file.id]
        for change in of_file.changes:
            if change.field in PROGRAMME_FIELDS:
                setattr(row, change.field, change.now)
        row.version += of_file.outcome is Outcome.CHANGED
    row.name_folded = fold(row.name)[:200]
    return row


def _confirm(actor: Acts, pairs: Iterable[tuple[ProgrammeDiff, Programme]], now: datetime.datetime) -> None:
    """A file that states what a programme grants is a person's word: that of whoever applies it."""
    for of_file, row in pairs:
        if _states_grants(of_file):
            row.grants_confirmed_at, row.grants_confirmed_by = now, actor.actor_id


def _states_grants(of_file: ProgrammeDiff) -> bool:
    new = of_file.outcome is Outcome.NEW
    return bool(of_file.row.grants) and (new or any(c.field == "grants" for c in of_file.changes))


def _write_grants(pairs: Sequence[tuple[ProgrammeDiff, Programme]]) -> None:
    replaced, rows = [], []
    for of_file, programme in pairs:
        if _states_grants(of_file):
            levels = {g.concept: g.level for g in of_file.row.grants or ()}
            rows += [Grant(programme=programme, concept=c, level=level) for c, level in levels.items()]
        elif of_file.resuggest:
            rows += [
                Grant(programme=programme, concept=s.concept, level=s.level, suggested=True, quote=s.quote)
                for s in of_file.suggested
            ]
        else:
            continue
        if of_file.id is not None:
            replaced.append(programme)
    if replaced:
        Grant.objects.filter(programme__in=replaced).delete()
    Grant.objects.bulk_create(rows)


def _write_demands(pairs: Sequence[tuple[ProgrammeDiff, Programme]]) -> None:
    replaced, rows = [], []
    for of_file, programme in pairs:
        if of_file.id is not None and any(c.field == "demands" for c in of_file.changes):
            replaced.append(programme)
        elif of_file.outcome is not Outcome.NEW:
            continue
        rows += [
            EntryRequirement(
                programme=programme, kind=d.kind, concepts=list(d.concepts), minimum_level=d.minimum_level
            )
            for d in of_file.row.demands or ()
        ]
    if replaced:
        EntryRequirement.objects.filter(programme__in=replaced).delete()
    EntryRequirement.objects.bulk_create(rows)


def _write_intakes(pairs: Sequence[tuple[ProgrammeDiff, Programme]]) -> None:
    changed = [i.id for of_file, _ in pairs for i in of_file.intakes if i.outcome is Outcome.CHANGED and i.id]
    stored = Intake.objects.in_bulk(changed)
    rows = [
        _intake(intake, programme, stored)
        for of_file, programme in pairs
        for intake in of_file.intakes
        if intake.outcome in _WRITTEN
    ]
    _upsert(Intake, rows, INTAKE_FIELDS)


def _intake(of_file: IntakeDiff, programme: Programme, stored: Mapping[str, Intake]) -> Intake:
    if of_file.id is None:
        return Intake(programme=programme, source_key=of_file.row.key, **intake_values(of_file.row))
    row = stored[of_file.id]
    for change in of_file.changes:
        setattr(row, change.field, change.now)
    row.version += 1
    return row


def _upsert(
    model: type[Programme] | type[Intake], rows: Sequence[Programme] | Sequence[Intake], fields: Sequence[str]
) -> None:
    """New rows and changed ones in one statement; of the changed ones, only these fields and the version.

    Seats reserved meanwhile are not among them, and the database still refuses what would oversell them.
    """
    if rows:
        names = [*fields, "version", "changed_at"]
        model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=names)  # type: ignore[arg-type]

"""Files of programmes and intakes into the catalogue: read, looked at, then applied or discarded."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from kompetensnav.apps.core.log import Acts, audit
from kompetensnav.apps.education.diffing import CatalogueDiff, FileRead, compare, with_suggestions
from kompetensnav.apps.education.enums import ImportState, Source
from kompetensnav.apps.education.models import CatalogueImport
from kompetensnav.apps.education.rows import ProgrammeRow
from kompetensnav.apps.education.rows_json import problem_from_json, problem_to_json, row_from_json, row_to_json
from kompetensnav.apps.education.storing import write_diff
from kompetensnav.apps.organisations.models import Collaboration
from kompetensnav.runtime.problems import InputError, Problem

_LONGEST_NAME = 200


def read_import(
    actor: Acts,
    *,
    collaboration: Collaboration,
    source: Source,
    file_name: str,
    rows: Sequence[ProgrammeRow],
    rejected: Sequence[Problem],
    cells: Sequence[tuple[int, Mapping[str, str]]] = (),
) -> CatalogueImport:
    """Keep what a reader (``integrations``) made of a file, to be looked at. Nothing of the catalogue changes.

    A file without one good row is kept too: its problems can be read in the browser. What programmes grant is read
    from their texts now, so that what is looked at is what is applied. ``cells`` are the lines of a file of which
    one can be put right where it is looked at; they are kept until something is decided.
    """
    name = file_name[:_LONGEST_NAME]
    today = timezone.localdate()
    diff = with_suggestions(compare(collaboration, FileRead(source, name, rows, rejected), today=today))
    with transaction.atomic():
        import_ = CatalogueImport(
            collaboration=collaboration,
            source=source,
            file_name=name,
            read_by=actor.actor_id,
            rows=[row_to_json(p.row, p.suggested) for p in diff.programmes],
            rejected=[problem_to_json(problem) for problem in rejected],
            cells=list(cells),
            counts=diff.counts,
        )
        import_.save(force_insert=True)
        audit(actor, "catalogue.file-read", import_, source=source.value, rows=len(rows), rejected=len(rejected))
    return import_


def diff_of(import_: CatalogueImport) -> CatalogueDiff:
    """What applying it now would do. A constant number of queries; after it was applied, everything is unchanged.

    What lies too far in the past is judged by the day the file was read.
    """
    return _diff(import_, lock=False)


@transaction.atomic
def apply_import(actor: Acts, *, import_: CatalogueImport) -> dict[str, dict[str, int]]:
    """Write what is new and changed, all or nothing; the counts of ``CatalogueDiff.counts``, also kept in the row.

    Raises InputError ``education.import-done`` where it has been applied or discarded already. Nothing is ever
    deleted; rows rejected against what is stored are left as they are. After it call ``proposals``
    ``tell_of_intakes``: intakes may have other dates.
    """
    _end(import_, ImportState.APPLIED)
    diff = _diff(import_, lock=True)
    write_diff(actor, import_.collaboration, Source(import_.source), diff)
    import_.counts = diff.counts
    import_.save(update_fields=["counts"])
    written = {kind: n["new"] + n["changed"] for kind, n in diff.counts.items() if kind != "rows"}
    audit(actor, "catalogue.imported", import_, source=import_.source, **written)
    return diff.counts


@transaction.atomic
def discard_import(actor: Acts, *, import_: CatalogueImport) -> None:
    """Put a read file aside. Raises InputError ``education.import-done`` where it was applied or discarded."""
    _end(import_, ImportState.DISCARDED)
    audit(actor, "catalogue.import-discarded", import_, source=import_.source)


def _end(import_: CatalogueImport, state: ImportState) -> None:
    """Take the file from read to what became of it, once."""
    applied = timezone.now() if state is ImportState.APPLIED else None
    waiting = CatalogueImport.objects.filter(pk=import_.pk, state=ImportState.READ)
    if not waiting.update(state=state, applied_at=applied, cells=[]):
        raise InputError(Problem("education.import-done", import_.file_name))
    import_.state, import_.applied_at = state, applied


def _diff(import_: CatalogueImport, *, lock: bool) -> CatalogueDiff:
    read = [row_from_json(value) for value in import_.rows]
    return compare(
        import_.collaboration,
        FileRead(
            Source(import_.source),
            import_.file_name,
            [row for row, _ in read],
            [problem_from_json(value) for value in import_.rejected],
        ),
        today=timezone.localdate(import_.read_at),
        suggested={(row.provider, row.key): suggested for row, suggested in read},
        lock=lock,
    )

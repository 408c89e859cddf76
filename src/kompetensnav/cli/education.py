"""``kompetensnav education``: files of courses into the catalogue, the template, and the catalogue as a file."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kompetensnav.cli.database import open_database
from kompetensnav.cli.education_shown import show
from kompetensnav.cli.screen import Screen
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.writing import write_whole

if TYPE_CHECKING:
    from kompetensnav.apps.core.log import Acts
    from kompetensnav.apps.education.diffing import FileRead
    from kompetensnav.apps.organisations.models import Collaboration

app = typer.Typer(no_args_is_help=True, help="The catalogue of education: files in and out.")


class From(StrEnum):
    """Where a file comes from."""

    SUNDSVALL = "sundsvall"
    MYH = "myh"
    EMIL = "emil"
    TEMPLATE = "template"


_Region = Annotated[str, typer.Option("--collaboration", help="The region, where there are several.")]


@app.callback()
def education() -> None:
    """The catalogue of education: files in and out."""


@app.command("import")
def import_(
    context: typer.Context,
    source: Annotated[From, typer.Argument(help="What the files are.")],
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="The files.")],
    collaboration: _Region = "",
    apply: Annotated[
        bool, typer.Option("--apply", help="Store what is shown. Without it nothing is stored.")
    ] = False,
    as_: Annotated[str, typer.Option("--as", help="Mail address of the education planner who stores it.")] = "",
) -> None:
    """Show what is new, changed, unchanged and rejected in files of courses, and store it with --apply.

    Nothing is ever deleted: what is no longer in a file is told and left as it is. With --apply all of the files
    are stored, or none.
    """
    screen: Screen = context.obj
    open_database()
    region = _region(collaboration)
    actor = _actor(as_, region) if apply else None
    with screen.err.status(screen.words.say("education.reading")):
        files = [_read(source, path) for path in paths]
    if actor is None:
        _compare(screen, region, files)
    else:
        _apply(screen, actor, region, files)


@app.command("template")
def template(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="The file to write: .csv or .xlsx.")],
) -> None:
    """Write an empty template, with one example row, to fill in and import."""
    screen: Screen = context.obj
    open_database()
    from kompetensnav.integrations.catalogue_file import file_bytes, template_table

    write_whole(path, file_bytes(template_table(), _kind(path)))
    screen.say("education.template-written", path=path)


@app.command("export")
def export(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="The file to write: .csv or .xlsx.")],
    collaboration: _Region = "",
) -> None:
    """Write the catalogue in the format of the template: change it there, and import it as an update."""
    screen: Screen = context.obj
    open_database()
    from kompetensnav.integrations.catalogue_file import catalogue_table, file_bytes

    kind, region = _kind(path), _region(collaboration)
    table = catalogue_table(region)
    write_whole(path, file_bytes(table, kind))
    screen.say("education.exported", n=len(table[1]), region=region.name, path=path)


def _compare(screen: Screen, region: "Collaboration", files: "list[FileRead]") -> None:
    from django.utils import timezone

    from kompetensnav.apps.education.diffing import compare

    for file in files:
        show(screen, file.name, region.name, compare(region, file, today=timezone.localdate()))
    screen.tell("education.dry-run")


def _apply(screen: Screen, actor: "Acts", region: "Collaboration", files: "list[FileRead]") -> None:
    from django.db import transaction

    from kompetensnav.apps.education.importing import apply_import, diff_of, read_import
    from kompetensnav.apps.proposals.notices import tell_of_intakes

    shown = []
    with transaction.atomic():
        for file in files:
            import_ = read_import(
                actor,
                collaboration=region,
                source=file.source,
                file_name=file.name,
                rows=file.rows,
                rejected=file.rejected,
            )
            shown.append((file.name, diff_of(import_)))
            apply_import(actor, import_=import_)
    tell_of_intakes(actor, collaboration_id=region.pk)
    for name, diff in shown:
        show(screen, name, region.name, diff)
    screen.say("education.applied")


def _read(source: From, path: Path) -> "FileRead":
    from kompetensnav.apps.education.diffing import FileRead
    from kompetensnav.apps.education.enums import Source
    from kompetensnav.integrations import catalogue_file, emil, myh, sundsvall

    readers = {
        From.SUNDSVALL: sundsvall.read,
        From.MYH: myh.read,
        From.EMIL: emil.read,
        From.TEMPLATE: catalogue_file.read,
    }
    rows, rejected = readers[source](path, path.name)
    return FileRead(Source(source.value), path.name, rows, rejected)


def _kind(path: Path) -> str:
    kind = path.suffix.lower().removeprefix(".")
    if kind not in ("csv", "xlsx"):
        raise InputError(Problem("education.kind-of-file", path.name))
    return kind


def _region(name: str) -> "Collaboration":
    """The region named, or the only one."""
    from kompetensnav.apps.organisations.models import Collaboration

    regions = {c.name: c for c in Collaboration.objects.order_by("name")}
    known = ", ".join(regions) or "–"
    if name and name not in regions:
        raise InputError(Problem("education.no-such-region", values={"found": name, "known": known}))
    if not name and len(regions) != 1:
        raise InputError(Problem("education.which-region", values={"known": known}))
    return regions[name] if name else next(iter(regions.values()))


def _actor(email: str, region: "Collaboration") -> "Acts":
    """Who stores it. In the demo, whose catalogue is invented, that may be whoever sits here."""
    from django.conf import settings

    from kompetensnav.apps.memberships.actor import Command, actor_named
    from kompetensnav.apps.memberships.enums import May

    if not email and not settings.DEMO:
        raise InputError(Problem("education.name-who"))
    actor = actor_named(email, region.pk, May.WRITE_CATALOGUE) if email else Command()
    if actor is None:
        raise InputError(Problem("education.not-permitted"))
    return actor

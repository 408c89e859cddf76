"""``kompetensnav people``: people out, in the format of the people file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kompetensnav.cli.database import open_database
from kompetensnav.cli.screen import Screen
from kompetensnav.runtime.problems import InputError, Problem

if TYPE_CHECKING:
    from kompetensnav.apps.core.log import Acts
    from kompetensnav.apps.organisations.models import Collaboration

app = typer.Typer(no_args_is_help=True, help="People of a region, without names.")


@app.callback()
def people() -> None:
    """People of a region, without names."""


@app.command("export")
def export(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The file to write; only you may read it.")],
    purpose: Annotated[str, typer.Option(help="What the file is for. Everybody in it is shown this.")] = "",
    region: Annotated[str, typer.Option(help="The region, where there are several.")] = "",
    as_: Annotated[str, typer.Option("--as", help="Mail address of the administrator who exports.")] = "",
) -> None:
    """Write the people who can be matched to a people file: never a name, never anyone protected or withdrawn."""
    screen: Screen = context.obj
    open_database()
    from kompetensnav.apps.people.exports import checked_purpose
    from kompetensnav.integrations.people_file.write import export_people

    checked_purpose(purpose)
    chosen = _region(region)
    actor = _actor(as_, chosen)
    with screen.err.status(screen.words.say("export.under-way")):
        count = export_people(actor, region=chosen, purpose=purpose, out=out)
    screen.say("export.done", n=count, region=chosen.name, path=out)


def _region(name: str) -> "Collaboration":
    """The region named, or the only one."""
    from kompetensnav.apps.organisations.models import Collaboration

    regions = {c.name: c for c in Collaboration.objects.order_by("name")}
    known = ", ".join(regions) or "–"
    if name and name not in regions:
        raise InputError(Problem("export.no-such-region", values={"found": name, "known": known}))
    if not name and len(regions) != 1:
        raise InputError(Problem("export.which-region", values={"known": known}))
    return regions[name] if name else next(iter(regions.values()))


def _actor(email: str, region: "Collaboration") -> "Acts":
    """Who exports. In the demo, whose people are invented, that may be whoever sits here."""
    from django.conf import settings

    from kompetensnav.apps.memberships.actor import Command
    from kompetensnav.apps.people.exports import exporter

    if email:
        return exporter(email, region.pk)
    if not settings.DEMO:
        raise InputError(Problem("export.name-who"))
    return Command()

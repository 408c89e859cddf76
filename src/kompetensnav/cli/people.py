"""``kompetensnav people``: people out, in the format of the people file; protecting and erasing a person."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kompetensnav.cli.database import open_database
from kompetensnav.cli.screen import Screen
from kompetensnav.runtime.problems import InputError, Problem

if TYPE_CHECKING:
    from kompetensnav.apps.core.log import Acts
    from kompetensnav.apps.organisations.models import Collaboration
    from kompetensnav.apps.people.models import Person

app = typer.Typer(no_args_is_help=True, help="People: out in a file, protected, erased.")


@app.callback()
def people() -> None:
    """People: out in a file, protected, erased."""


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


_Id = Annotated[str, typer.Argument(metavar="ID", help="The person's id, as in the address of their page.")]
_As = Annotated[str, typer.Option("--as", help="Mail address of the administrator who does it.")]


@app.command("protect")
def protect(
    context: typer.Context,
    id_: _Id,
    lift: Annotated[bool, typer.Option("--lift", help="The identity is no longer protected.")] = False,
    as_: _As = "",
) -> None:
    """Protect a person's identity: out of every list, match and index at once; open proposals are taken back."""
    screen: Screen = context.obj
    open_database()
    from kompetensnav.apps.proposals.actions import protect_person

    person = _person(id_)
    actor = _answerable(as_, person)
    if person.protected is not lift:
        screen.say("person.not-protected" if lift else "person.protected-already", id=person.pk)
        return
    n = protect_person(actor, person=person, protected=not lift)
    screen.say("person.lifted" if lift else "person.protected", id=person.pk, n=n)


@app.command("erase")
def erase(
    context: typer.Context,
    id_: _Id,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for the id again.")] = False,
    as_: _As = "",
) -> None:
    """Erase all that is held of a person, for good. The logs keep what was done to the id, and no more."""
    screen: Screen = context.obj
    open_database()
    from kompetensnav.apps.proposals.actions import erase_person

    person = _person(id_)
    actor = _answerable(as_, person)
    if not yes:
        screen.tell("person.erase-ask", id=person.pk)
        if sys.stdin.readline().strip() != person.pk:
            raise InputError(Problem("person.not-confirmed"))
    n = erase_person(actor, person=person)
    screen.say("person.erased", id=id_, n=n)


def _person(id_: str) -> "Person":
    from kompetensnav.apps.people.models import Person

    person = Person.objects.select_related("controller").filter(pk=id_).first()
    if person is None:
        raise InputError(Problem("person.unknown", values={"id": id_}))
    return person


def _answerable(email: str, person: "Person") -> "Acts":
    """Who protects or erases. In the demo, whose people are invented, that may be whoever sits here."""
    from django.conf import settings

    from kompetensnav.apps.memberships.actor import Command, actor_named
    from kompetensnav.apps.memberships.enums import May

    if not email and not settings.DEMO:
        raise InputError(Problem("person.name-who"))
    actor = actor_named(email, person.controller.collaboration_id, May.PROTECT_AND_ERASE) if email else Command()
    if actor is None:
        raise InputError(Problem("person.not-permitted"))
    return actor


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

"""``kompetensnav demo``: the invented region."""

from pathlib import Path
from typing import Annotated

import typer

from kompetensnav.cli import taxonomies
from kompetensnav.cli.database import make_tables, open_database
from kompetensnav.cli.screen import Screen
from kompetensnav.demo import make as make_region
from kompetensnav.demo import write

app = typer.Typer(no_args_is_help=True, help="The demo region: invented people, employers and needs.")


@app.callback()
def demo() -> None:
    """The demo region: invented people, employers and needs."""


@app.command("make")
def make(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The folder to write people.csv, needs.json and employers.csv into.")],
    people: Annotated[int, typer.Option(help="How many people.")] = 2000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
) -> None:
    """Write a region to try things on: Luleå, Boden, Piteå, Kalix, Älvsbyn, Gällivare, Skellefteå, Umeå and others.

    Everybody and everything in it is invented; docs/reference/demo-region.md says how, and from which figures.
    """
    screen: Screen = context.obj
    with screen.err.status(screen.words.say("demo.making")):
        region = make_region(people=people, seed=seed)
        write(region, out)
    screen.say("demo.made", folder=out, people=people, seed=seed)


@app.command("load")
def load(
    context: typer.Context,
    people: Annotated[int, typer.Option(help="How many people.")] = 2000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same region.")] = 1,
) -> None:
    """Load the region into the database, with logins for every role. Loading it again changes nothing."""
    screen: Screen = context.obj
    open_database("demo")
    from kompetensnav.demo import load as loading

    with screen.err.status(screen.words.say("demo.loading")):
        make_tables()
        version = taxonomies.in_use().name
        [taxonomy] = [v for v in taxonomies.store().versions() if v.name == version]
        loaded = loading.load(people=people, seed=seed, taxonomy=taxonomy)
    screen.say(
        "demo.loaded" if loaded.fresh else "demo.loaded-already",
        people=loaded.people,
        employers=loaded.employers,
        needs=loaded.needs,
        proposals=loaded.proposals,
        programmes=loaded.programmes,
        intakes=loaded.intakes,
    )
    for login in loading.logins(screen.language):
        screen.say("demo.login", role=f"{login.role_text:<46}", email=f"{login.email:<36}", name=login.name)
    screen.say("demo.password", password=loading.logins()[0].password)
    screen.say("demo.matched", needs=loaded.matched, people=loaded.matchable, seconds=loaded.seconds)

"""``kompetensnav demo``: the invented region."""

from pathlib import Path
from typing import Annotated

import typer

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

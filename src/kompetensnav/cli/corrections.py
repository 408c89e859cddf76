"""``kompetensnav corrections``: what people have said about how texts are read, as training and test data."""

import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from kompetensnav.cli.database import open_database
from kompetensnav.cli.screen import Screen
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.writing import whole_file

app = typer.Typer(no_args_is_help=True, help="Corrections of how texts are read.")


@app.callback()
def corrections() -> None:
    """Corrections of how texts are read."""


@app.command("export")
def export(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="The file to write: one JSON object a line, one line a correction.")],
    every: Annotated[
        bool, typer.Option("--all", help="Also those that wait, were declined or withdrawn; each says which.")
    ] = False,
) -> None:
    """Write approved corrections as training and test data: words, sentences, concepts, nothing of who told them.

    Whether a line is to train on or to test with goes by its words alone, so that no words are in both.
    """
    screen: Screen = context.obj
    open_database()
    from django.db import transaction

    from kompetensnav.apps.corrections.exports import exported, lines
    from kompetensnav.apps.corrections.models import Correction
    from kompetensnav.apps.memberships.actor import Command
    from kompetensnav.apps.organisations.models import Collaboration

    rows = Correction.objects.order_by("made_at", "pk")
    rows = rows if every else rows.applied()
    if not rows.exists():
        raise InputError(Problem("correction.none"))
    splits: Counter[object] = Counter()
    with transaction.atomic(), whole_file(out) as stream:
        for line in lines(rows.iterator()):
            splits[line["split"]] += 1
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")
        for region in Collaboration.objects.filter(pk__in=rows.order_by().values("region_id")).order_by("pk"):
            exported(Command(), region=region, rows=rows.filter(region=region).count())
    screen.say("correction.done", n=splits.total(), path=out, train=splits["train"], test=splits["test"])

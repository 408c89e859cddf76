"""``kompetensnav evaluate``: how well phrases are linked and documents read, measured on answers others wrote."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kompetensnav.cli import taxonomies
from kompetensnav.cli.screen import Screen
from kompetensnav.engine.linking.vectors import Encoder
from kompetensnav.runtime.encoder import local_encoder
from kompetensnav.runtime.problems import InputError, Problem

app = typer.Typer(no_args_is_help=True, help="Measure linking and reading against right answers.")
_CHECKOUT = Path(__file__).resolve().parents[3]
_Taxonomy = Annotated[str | None, typer.Option(help="A version from `taxonomy list`. Otherwise the one in use.")]
_AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class Mode(StrEnum):
    """What may be known of the labels."""

    CLOSED = "closed"
    OPEN = "open"


class Order(StrEnum):
    """What is ranked first."""

    PLAIN = "plain"
    CONCEPT = "concept"


@app.command("melo")
def melo(
    context: typer.Context,
    folders: Annotated[
        list[Path],
        typer.Argument(
            metavar="DIR", help="A set of the MELO benchmark: four .tsv files. More only after --pivot."
        ),
    ],
    taxonomy: _Taxonomy = None,
    mode: Annotated[
        Mode, typer.Option(help="closed: only the labels of the set. open: also ESCO of the taxonomy, and pivots.")
    ] = Mode.CLOSED,
    order: Annotated[
        Order, typer.Option(help="plain: labels by score. concept: the best label of each concept first.")
    ] = Order.PLAIN,
    pivot: Annotated[
        list[Path] | None,
        typer.Option(help="Open mode: another set whose labels count as other languages'. Can be given again."),
    ] = None,
    as_json: _AsJson = False,
) -> None:
    """Rank the labels of a MELO set for its queries: MRR, MAP and hits, ours beside the baselines."""
    from kompetensnav.cli.evaluate_melo import Setting, evaluate

    screen: Screen = context.obj
    folder, *more = folders
    if more and not pivot:
        raise InputError(Problem("melo.one-set", more[0].name))
    pivots = (*(pivot or ()), *more)  # "--pivot A B": the shell gives B as one more folder
    if mode is Mode.CLOSED:
        if taxonomy or pivots:
            screen.tell("evaluate.closed-ignores")
        setting = Setting(mode, order)
    else:
        setting = Setting(mode, order, taxonomies.in_use(taxonomy), pivots)
    _print(evaluate(screen, folder, setting, _encoder(screen), as_json))


@app.command("adverts")
def adverts(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Adverts with their own occupation fields: JobSearch JSON.")],
    taxonomy: _Taxonomy = None,
    as_json: _AsJson = False,
) -> None:
    """Guess each advert's occupation from its words alone, and compare with its own fields."""
    from kompetensnav.cli.evaluate_adverts import evaluate

    _print(evaluate(context.obj, file, taxonomies.in_use(taxonomy), _encoder(context.obj), as_json))


@app.command("extraction")
def extraction(
    context: typer.Context,
    gold: Annotated[
        Path | None, typer.Option(help="Folder of the marks, adverts.json and cvs.json. Otherwise tests/gold.")
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(help="Folder of the texts, jobads and cv-samples.", envvar="KOMPETENSNAV_SHARED_DATA"),
    ] = None,
    taxonomy: _Taxonomy = None,
    as_json: _AsJson = False,
) -> None:
    """Compare what is read from adverts and CVs with what people marked in them."""
    from kompetensnav.cli.evaluate_extraction import evaluate

    if data is None:
        raise InputError(Problem("evaluate.no-data"))
    marks = gold or _CHECKOUT / "tests" / "gold"
    _print(evaluate(context.obj, marks, data, taxonomies.in_use(taxonomy), as_json))


def _encoder(screen: Screen) -> Encoder | None:
    """The embedding model of this machine; that there is none is told."""
    encoder = local_encoder()
    if encoder is None:
        screen.tell("evaluate.no-model")
    return encoder


def _print(body: dict[str, object] | None) -> None:
    if body is not None:
        typer.echo(json.dumps(body, ensure_ascii=False, indent=1))

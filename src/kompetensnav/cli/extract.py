"""``kompetensnav extract``: adverts to what they ask for, one JSON object a line."""

import json
from pathlib import Path
from typing import Annotated

import typer

from kompetensnav.cli import taxonomies
from kompetensnav.cli.screen import Screen
from kompetensnav.cli.understood_json import extraction_json
from kompetensnav.integrations.adverts import read
from kompetensnav.integrations.adverts.understand import AdvertReader
from kompetensnav.runtime import parameters
from kompetensnav.runtime.writing import refuse_overwriting, whole_file


def extract(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="JobSearch JSON, a CSV table, or the text of one advert.")],
    out: Annotated[Path, typer.Option(help="The file to write: one JSON object a line, one line an advert.")],
) -> None:
    """Read adverts: occupations, requirements, languages, licences, numbers; contact details are masked.

    Only the words count here: an advert's own occupation field is repeated as *stated* and not used.
    """
    screen: Screen = context.obj
    refuse_overwriting(out, file)
    adverts = read(file)
    taxonomy = taxonomies.in_use()
    reader = AdvertReader(taxonomy, parameters.load())
    empty = 0
    with whole_file(out) as stream:
        for advert in screen.progress(adverts, len(adverts), "extract.progress"):
            extraction = reader.extract(advert)
            empty += not extraction.occupations
            body = extraction_json(taxonomy.graph, advert, extraction, screen.language)
            stream.write(json.dumps(body, ensure_ascii=False) + "\n")
    screen.say("extract.done", n=len(adverts), path=out)
    if empty:
        screen.tell("extract.no-occupation", n=empty)

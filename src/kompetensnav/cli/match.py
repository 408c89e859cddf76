"""``kompetensnav match``: needs and people in, explained candidates out."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from kompetensnav.apps.places.facts import distance_km, municipalities
from kompetensnav.cli import summary, taxonomies
from kompetensnav.cli.match_json import Matched, match_json
from kompetensnav.cli.screen import Screen
from kompetensnav.engine.extraction.contacts import mask_contacts
from kompetensnav.engine.linking.link import Linker
from kompetensnav.engine.matching.match import match
from kompetensnav.engine.matching.near_misses import near_misses
from kompetensnav.engine.matching.parameters import Parameters
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Places, Supply
from kompetensnav.engine.matching.terms import Condition
from kompetensnav.integrations import people_file
from kompetensnav.integrations.adverts import read
from kompetensnav.integrations.adverts.read import municipality_problem
from kompetensnav.integrations.adverts.understand import AdvertReader, Understood
from kompetensnav.runtime import parameters
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.reading import read_text
from kompetensnav.runtime.taxonomy_store import Taxonomy
from kompetensnav.runtime.writing import refuse_overwriting, whole_file

app = typer.Typer(no_args_is_help=True, help="Who could fill a need, and why.")
_PEOPLE_MEGABYTES = 500  # a million people


@app.callback()
def match_() -> None:
    """Who could fill a need, and why."""


@dataclass(frozen=True, slots=True)
class _Engine:
    """All that one run matches with."""

    taxonomy: Taxonomy
    parameters: Parameters
    supply: Supply
    people: people_file.PeopleFile

    def match(self, k: int, near: int) -> Callable[[Understood], Matched]:
        """Matches one need after the other; ``near`` people for each hard condition that removed somebody."""
        similarity = Similarity(self.taxonomy.graph, self.parameters)
        places = Places(distance_km())

        def one(understood: Understood) -> Matched:
            parts = (understood.read.need, self.supply, similarity, places, self.parameters)
            result = match(*parts, k)
            removed = [c for c in Condition if result.counts.removed[c]] if near else []
            return Matched(understood, result, {c: near_misses(*parts, c, near) for c in removed})

        return one


@app.command("files")
def files(
    context: typer.Context,
    needs: Annotated[Path, typer.Option(help="JobSearch JSON, a CSV table, or the text of one advert.")],
    people: Annotated[Path, typer.Option(help="People as CSV; see docs/reference/people-file.md.")],
    out: Annotated[Path, typer.Option(help="The file to write: one JSON object a line, one line a need.")],
    k: Annotated[int, typer.Option("--k", "-k", help="How many people a need.", min=1, max=10_000)] = 10,
    near: Annotated[
        int,
        typer.Option(
            "--near-misses", help="Also list so many people whom one hard condition alone removed.", min=0, max=1000
        ),
    ] = 0,
    explain: Annotated[
        int,
        typer.Option(help="Show the N best people of each need on screen, with the reasons.", metavar="N", min=0),
    ] = 0,
    explain_needs: Annotated[int, typer.Option(help="Explain so many needs at most, the first ones.", min=1)] = 10,
) -> None:
    """Match every need with every person.

    Each need gets the ranked people with score interval and the outcome of each requirement, the people who could
    fit and should be asked first, and how many each hard condition removed.
    """
    screen: Screen = context.obj
    refuse_overwriting(out, needs, people)
    adverts = read(needs)
    engine = _engine(screen, people)
    reader = AdvertReader(engine.taxonomy, engine.parameters)
    shown: list[Matched] = []
    totals = summary.Totals(engine.taxonomy.graph, screen.language)
    with whole_file(out) as stream:
        understood = (reader.understand(advert) for advert in adverts)
        for matched in screen.progress(map(engine.match(k, near), understood), len(adverts), "match.progress"):
            body = match_json(engine.taxonomy.graph, matched, engine.people.available_from, screen.language)
            stream.write(json.dumps(body, ensure_ascii=False) + "\n")
            totals.add(matched)
            if explain and len(shown) < explain_needs:
                shown.append(matched)
    for one in shown:
        summary.explain(screen, engine.taxonomy.graph, one, explain)
    if shown and len(shown) < len(adverts):
        screen.say("match.explained", n=len(shown), needs=len(adverts))
    summary.totals(screen, totals, len(engine.supply), out)


def _engine(screen: Screen, path: Path) -> _Engine:
    """Taxonomy, parameters and people, with what was not understood of them told."""
    with screen.err.status(screen.words.say("match.reading")):
        rows = people_file.parse(
            read_text(path, path.name, megabytes=_PEOPLE_MEGABYTES), path.name, municipality_problem
        )
        if not rows:
            raise InputError(Problem("people.none", path.name))
        taxonomy = taxonomies.in_use()
        places = {code: i for i, code in enumerate(municipalities())}
        people = people_file.resolve(rows, taxonomy.linker, places)
        supply = Supply.of(people.profiles, len(taxonomy.graph))
    _tell_unknown(screen, path.name, people.unknown, taxonomy.linker)
    return _Engine(taxonomy, parameters.load(), supply, people)


def _tell_unknown(screen: Screen, file: str, unknown: Sequence[people_file.Unknown], linker: Linker) -> None:
    """Words of the people file that no concept has, by line, with the nearest labels."""
    if not unknown:
        return

    def sentence(u: people_file.Unknown) -> str:
        near = ", ".join(people_file.nearest_labels(linker, u, screen.language))
        return screen.words.say(
            "people.unknown-label",
            file=file,
            line=u.line,
            field=u.field,
            label=mask_contacts(u.label)[0],
            near=near or "–",
        )

    screen.warnings(map(sentence, unknown), len(unknown))
    distinct = len({(u.field, u.label) for u in unknown})
    screen.tell("people.unknown-summary", n=len(unknown), file=file, distinct=distinct)

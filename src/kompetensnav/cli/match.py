"""``kompetensnav match``: needs and people in, explained candidates out."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from kompetensnav.apps.places.facts import distance_km, municipalities
from kompetensnav.cli import match_cluster, summary, taxonomies
from kompetensnav.cli.match_json import Matched, match_json
from kompetensnav.cli.match_nightly import nightly
from kompetensnav.cli.screen import Screen
from kompetensnav.engine.extraction.contacts import mask_contacts
from kompetensnav.engine.linking.link import Linker
from kompetensnav.engine.matching.index import Index, find, find_near
from kompetensnav.engine.matching.parameters import Parameters
from kompetensnav.engine.matching.query import prepare
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Places, Supply
from kompetensnav.engine.matching.terms import Condition
from kompetensnav.integrations import people_file
from kompetensnav.integrations.adverts import read
from kompetensnav.integrations.adverts.read import municipality_problem
from kompetensnav.integrations.adverts.understand import AdvertReader, Understood
from kompetensnav.runtime import parameters
from kompetensnav.runtime.cluster.settings import ClusterSettings
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.reading import read_text
from kompetensnav.runtime.taxonomy_store import Taxonomy
from kompetensnav.runtime.writing import refuse_overwriting, whole_file

app = typer.Typer(no_args_is_help=True, help="Who could fill a need, and why.")
app.command("nightly")(nightly)
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

    def brought(self) -> match_cluster.Brought:
        """What other machines need of it."""
        profiles = {person.id: person for person in self.people.profiles}
        similarity = Similarity(self.taxonomy.graph, self.parameters)
        return match_cluster.Brought(profiles, self.supply, similarity, Places(distance_km()))

    def match(self, k: int, near: int) -> Callable[[Understood], Matched]:
        """Matches one need after the other; ``near`` people for each hard condition that removed somebody."""
        brought = self.brought()
        index = Index.of(self.supply, brought.places)

        def one(understood: Understood) -> Matched:
            query = prepare(understood.read.need, brought.similarity, brought.places)
            found = find(query, index, k)
            removed = [c for c in Condition if found.counts.removed[c]] if near else []
            beside = {c: find_near(query, index, c, near) for c in removed}
            return match_cluster.explained_match(brought, understood, found, beside)

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
    scheduler: match_cluster.Scheduler = None,
    or_local: match_cluster.OrLocal = False,
) -> None:
    """Match every need with every person.

    Each need gets the ranked people with score interval and the outcome of each requirement, the people who could
    fit and should be asked first, and how many each hard condition removed.
    """
    screen: Screen = context.obj
    refuse_overwriting(out, needs, people)
    cluster = match_cluster.cluster_for(screen, scheduler, or_local)
    adverts = read(needs)
    engine = _engine(screen, people)
    reader = AdvertReader(engine.taxonomy, engine.parameters)
    shown: list[Matched] = []
    totals = summary.Totals(engine.taxonomy.graph, screen.language)
    with whole_file(out) as stream:
        for matched in _matched(screen, engine, map(reader.understand, adverts), len(adverts), (k, near), cluster):
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


def _matched(
    screen: Screen,
    engine: _Engine,
    understood: Iterator[Understood],
    total: int,
    wanted: tuple[int, int],
    cluster: ClusterSettings | None,
) -> Iterator[Matched]:
    """Each need matched, here or on a cluster. ``wanted``: how many people a list, and near misses a condition."""

    def here(needs: Iterable[Understood]) -> Iterator[Matched]:
        return screen.progress(map(engine.match(*wanted), needs), total, "match.progress")

    if cluster is None:
        return here(understood)
    needs = list(screen.progress(understood, total, "extract.progress"))
    remote = match_cluster.matched_on_cluster(screen, cluster, engine.brought(), needs, *wanted)
    return match_cluster.unless_gone(screen, cluster, remote, lambda: here(needs))


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

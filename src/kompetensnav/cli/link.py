"""``kompetensnav link``: one phrase to concepts."""

import json
from enum import StrEnum
from typing import Annotated

import typer

from kompetensnav.cli import taxonomies
from kompetensnav.cli.screen import Screen, shown
from kompetensnav.engine.linking.link import Candidate
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.runtime.problems import InputError, Problem

_LONGEST_PHRASE = 1_000  # characters


class Wanted(StrEnum):
    """Kinds a person asks for."""

    OCCUPATION = "occupation"
    GROUP = "group"
    SKILL = "skill"
    LANGUAGE = "language"
    LICENCE = "licence"
    EDUCATION = "education"


_KINDS = {
    Wanted.OCCUPATION: (Kind.OCCUPATION,),
    Wanted.GROUP: (Kind.OCCUPATION_GROUP,),
    Wanted.SKILL: (Kind.SKILL, Kind.KNOWLEDGE),
    Wanted.LANGUAGE: (Kind.LANGUAGE,),
    Wanted.LICENCE: (Kind.DRIVING_LICENCE, Kind.LEGAL_LICENCE),
    Wanted.EDUCATION: (Kind.EDUCATION_LEVEL, Kind.EDUCATION_FIELD),
}


def link(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="An occupation or a skill in anybody's words.")],
    kind: Annotated[list[Wanted] | None, typer.Option(help="Only this kind; can be given again.")] = None,
    k: Annotated[int, typer.Option("-k", help="How many at most.", min=1, max=100)] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Find the concepts that a phrase means, or say that it is unmatched."""
    screen: Screen = context.obj
    if not text.strip():
        raise InputError(Problem("link.empty"))
    if len(text) > _LONGEST_PHRASE:
        raise InputError(Problem("link.too-long", values={"found": len(text), "longest": _LONGEST_PHRASE}))
    taxonomy = taxonomies.in_use()
    kinds = [k for wanted in kind or () for k in _KINDS[wanted]]
    found = taxonomy.linker.link(text, kinds or None, k=k)
    near = [] if found else taxonomy.linker.nearest(text, kinds or None)
    if as_json:
        body = {
            "text": text,
            "taxonomy_version": taxonomy.name,
            "by_meaning": taxonomy.linker.meaning is not None,
            "matched": bool(found),
            "candidates": [candidate_json(taxonomy.graph, c, screen.language) for c in found],
            "nearest": [candidate_json(taxonomy.graph, c, screen.language) for c in near],
        }
        typer.echo(json.dumps(body, ensure_ascii=False, indent=1))
        return
    if taxonomy.linker.meaning is None:
        screen.tell("link.words-alone")
    if not found:
        screen.say("link.unmatched", text=text)
        if near:
            screen.say(
                "link.nearest", labels=", ".join(taxonomy.graph.label(c.concept, screen.language) for c in near)
            )
        return
    _show(screen, taxonomy.graph, found)


def candidate_json(graph: TaxonomyGraph, candidate: Candidate, language: str) -> dict[str, object]:
    """A candidate as the JSON output gives it."""
    return {
        "concept": graph.id(candidate.concept),
        "label": graph.label(candidate.concept, language),
        "kind": graph.kind(candidate.concept).name.lower(),
        "ssyk4": graph.ssyk4(candidate.concept),
        "score": candidate.score,
        "matched_label": candidate.label,
        "language": candidate.language,
        "why": candidate.why.value,
    }


def _show(screen: Screen, graph: TaxonomyGraph, found: list[Candidate]) -> None:
    for c in found:
        label = shown(graph.label(c.concept, screen.language))
        code = graph.ssyk4(c.concept)
        facts = screen.words.say(f"kind.{graph.kind(c.concept).name.lower()}") + (f", SSYK {code}" if code else "")
        why = shown(screen.words.say(f"why.{c.why}", label=c.label))
        screen.out.print(
            f"{c.score:.2f}  [bold]{label}[/]  {facts} – {why}\n      [dim]{shown(graph.id(c.concept))}[/]"
        )

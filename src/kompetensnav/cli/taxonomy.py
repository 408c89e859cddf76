"""``kompetensnav taxonomy``: versions of the concept graph."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kompetensnav.cli import taxonomies
from kompetensnav.cli.screen import Screen, shown
from kompetensnav.engine.taxonomy.diff import ConceptChange, TaxonomyDiff, diff
from kompetensnav.engine.taxonomy.records import Layer
from kompetensnav.integrations.crosswalk.parse import parse as parse_crosswalk
from kompetensnav.integrations.esco.parse import parse as parse_esco
from kompetensnav.integrations.jobtech.parse import parse as parse_jobtech
from kompetensnav.integrations.starter.parse import parse as parse_starter
from kompetensnav.runtime.encoder import local_encoder
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.taxonomy_store import Plan

app = typer.Typer(no_args_is_help=True, help="Versions of the taxonomy: import, list, compare, activate.")
_SAMPLES = 5  # changes shown of each kind
_AT_A_TIME = 256  # labels embedded between two moves of the bar
_A_MINUTE = 3_000  # labels embedded on one core of an ordinary server


class Source(StrEnum):
    """What can be imported."""

    STARTER = "starter"
    JOBTECH = "jobtech"
    ESCO = "esco"
    CROSSWALK = "crosswalk"


_PARSERS: dict[Source, Callable[[Path], Iterable[Layer]]] = {
    Source.STARTER: lambda path: [parse_starter(path)],
    Source.JOBTECH: lambda path: [parse_jobtech(path)],
    Source.ESCO: parse_esco,
    Source.CROSSWALK: parse_crosswalk,
}


@app.command("import")
def import_(
    context: typer.Context,
    source: Annotated[Source, typer.Argument(help="What the files are.")],
    path: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders. Not needed for the built-in starter.")
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Store the new version. Without it: a dry run.")] = False,
    base: Annotated[
        str | None, typer.Option(help="The version to add to. Otherwise the active one, or the starter.")
    ] = None,
) -> None:
    """Read a source, show what it would change, and with --apply store a new version.

    The version in use stays until another is activated, and old versions stay for what was decided with them.
    """
    screen: Screen = context.obj
    if not path and source is not Source.STARTER:
        raise InputError(Problem("taxonomy.path-needed", values={"source": source.value}))
    store = taxonomies.store()
    with screen.err.status(screen.words.say("taxonomy.reading")):
        layers = _merged(layer for p in path for layer in _PARSERS[source](p)) if path else [parse_starter()]
        earlier = taxonomies.in_use(base)
    with screen.err.status(screen.words.say("taxonomy.composing")):
        plan = store.plan(layers, store.layers_of(earlier.name))
        changes = diff(earlier.graph, plan.composition.graph)
    _show(screen, changes, plan, layers)
    screen.say("taxonomy.base", name=earlier.name)
    if not apply:
        screen.say("taxonomy.dry-run")
        return
    if store.has(plan.name):
        screen.say("taxonomy.already-stored", name=plan.name)
        return
    with screen.err.status(screen.words.say("taxonomy.indexing")):
        store.apply(plan)
    screen.say("taxonomy.stored", name=plan.name)
    _tell_of_vectors(screen, plan.name)


@app.command("vectors")
def vectors(
    context: typer.Context,
    version: Annotated[
        str | None, typer.Argument(help="A name from `taxonomy list`. Otherwise the one in use.")
    ] = None,
) -> None:
    """Embed the labels of a version, so that phrases link by meaning too. Goes on where it was interrupted."""
    screen: Screen = context.obj
    encoder = local_encoder()
    if encoder is None:
        raise InputError(Problem("taxonomy.no-model"))
    name = taxonomies.in_use(version).name
    store, cache = taxonomies.store(), taxonomies.vector_cache()
    missing = store.missing_vectors(name, encoder, cache)
    parts = [missing[i : i + _AT_A_TIME] for i in range(0, len(missing), _AT_A_TIME)]
    for part in screen.progress(parts, len(parts), "taxonomy.embedding"):
        cache.vectors(encoder, part)
    store.add_vectors(name, encoder, cache)
    screen.say("taxonomy.embedded", name=name, n=len(missing))


def _tell_of_vectors(screen: Screen, name: str) -> None:
    """A version without vectors links by words alone; say how it gets them."""
    encoder = local_encoder()
    if encoder is None:
        screen.say("taxonomy.words-alone", name=name)
        return
    store, cache = taxonomies.store(), taxonomies.vector_cache()
    missing = len(store.missing_vectors(name, encoder, cache))
    if missing:
        screen.say("taxonomy.to-embed", name=name, n=missing, minutes=max(1, round(missing / _A_MINUTE)))
    else:
        store.add_vectors(name, encoder, cache)


def _merged(layers: Iterable[Layer]) -> list[Layer]:
    """Layers of several paths, those of one name as one: a source may come in several folders."""
    merged: dict[str, Layer] = {}
    for layer in layers:
        one = merged.setdefault(layer.name, Layer(layer.name))
        one.concepts += layer.concepts
        one.labels += layer.labels
        one.relations += layer.relations
        one.omitted += layer.omitted
    return list(merged.values())


@app.command("list")
def list_(context: typer.Context) -> None:
    """The stored versions, what they hold, and which is in use."""
    screen: Screen = context.obj
    store = taxonomies.store()
    in_use = taxonomies.in_use().name
    for version in store.versions():
        screen.say("taxonomy.version-in-use" if version.name == in_use else "taxonomy.version", name=version.name)
        screen.say(
            "taxonomy.version-holds",
            concepts=version.concepts,
            labels=version.labels,
            relations=version.relations,
            layers=", ".join(sorted(version.layers)),
        )


@app.command("diff")
def diff_(
    context: typer.Context,
    a: Annotated[str, typer.Argument(help="The earlier version.")],
    b: Annotated[str, typer.Argument(help="The later version.")],
) -> None:
    """What version B has, lacks and calls otherwise, compared with A."""
    screen: Screen = context.obj
    store = taxonomies.store()
    _show_diff(screen, diff(store.load(a).graph, store.load(b).graph))


@app.command("activate")
def activate(
    context: typer.Context, version: Annotated[str, typer.Argument(help="A name from `taxonomy list`.")]
) -> None:
    """Use this version from now on."""
    screen: Screen = context.obj
    taxonomies.store().activate(version)
    screen.say("taxonomy.activated", name=version)


def _show(screen: Screen, changes: TaxonomyDiff, plan: Plan, layers: Iterable[Layer]) -> None:
    for layer in layers:
        counts = {"concepts": len(layer.concepts), "labels": len(layer.labels), "relations": len(layer.relations)}
        screen.say("taxonomy.read", name=layer.name, **counts)
        for omission in layer.omitted:
            sentence = screen.words.say(omission.code, what=omission.what, n=omission.count)
            screen.out.print(f"  · {shown(sentence)}")
    _show_diff(screen, changes)
    if plan.composition.ambiguous:
        screen.say("taxonomy.ambiguous", n=plan.composition.ambiguous)
    for name, count in sorted(plan.composition.dangling.items()):
        screen.say("taxonomy.dangling", name=name, n=count)


def _show_diff(screen: Screen, changes: TaxonomyDiff) -> None:
    if changes.empty:
        screen.say("taxonomy.no-change")
        return
    _show_changes(screen, "taxonomy.added", changes, changes.added)
    _show_changes(screen, "taxonomy.removed", changes, changes.removed)
    _show_changes(screen, "taxonomy.renamed", changes, changes.renamed)
    screen.say("taxonomy.labels-changed", added=changes.labels[0], removed=changes.labels[1])
    for relation, (added, removed) in changes.relations.items():
        if added or removed:
            name = screen.words.say(f"relation.{relation.name.lower()}")
            screen.say("taxonomy.relations-changed", relation=name, added=added, removed=removed)


def _show_changes(screen: Screen, code: str, changes: TaxonomyDiff, listed: tuple[ConceptChange, ...]) -> None:
    for kind, count in changes.by_kind(listed).items():
        samples = [c.after or c.before for c in listed if c.kind is kind][:_SAMPLES]
        if code == "taxonomy.renamed":
            samples = [f"{c.before} → {c.after}" for c in listed if c.kind is kind][:_SAMPLES]
        kind_name = screen.words.say(f"kind.{kind.name.lower()}")
        screen.say(code, n=count, kind=kind_name, samples=", ".join(samples), more=" …" if count > _SAMPLES else "")

"""Suggestions while somebody types an occupation, a skill, a language, a licence or an education, in every form.

What is typed may be about a person: it comes in the body of a request, never in an address, and changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.engine.linking.completion import Completion
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind, Relation
from kompetensnav.engine.text.normalise import fold
from kompetensnav.web.requests import Request, permitted
from kompetensnav.web.words import language
from kompetensnav.wording import Words

SHORTEST = 2  # letters; the script asks for no less
_LONGEST = 100  # characters
_SHOWN = 8
_ASKED_FOR = 12  # some are told apart by nothing that is shown
_BETWEEN = "+"  # kinds in an address
_ANY = "any"
_OF_PEOPLE_AND_NEEDS = (  # what is asked for and what people say of themselves
    Kind.OCCUPATION,
    Kind.OCCUPATION_GROUP,
    Kind.SKILL,
    Kind.KNOWLEDGE,
    Kind.LANGUAGE,
    Kind.DRIVING_LICENCE,
    Kind.LEGAL_LICENCE,
    Kind.EDUCATION_LEVEL,
)


@dataclass(frozen=True, slots=True)
class Option:
    """One suggestion: the concept, its name, the label that matched where that is another, and what it is."""

    concept: str
    label: str
    hint: str
    matched: str = ""
    language: str = ""


def completion_url(kinds: Iterable[Kind]) -> str:
    """Where a field asks for concepts of these kinds; stands in its ``data-complete``. For all of them: ``any``."""
    return reverse("complete", args=[_BETWEEN.join(kind.name.lower() for kind in sorted(kinds))])


@require_POST
@permitted()
def complete(request: Request, kinds: str) -> HttpResponse:
    """The suggestions for what has been typed, as a list to choose from."""
    chosen = _kinds(kinds)
    typed = request.POST.get("typed", "").strip()[:_LONGEST]
    options = suggested(typed, chosen) if len(typed) >= SHORTEST else []
    return render(request, "components/options.html", {"options": options})


def suggested(typed: str, kinds: tuple[Kind, ...]) -> list[Option]:
    """Concepts as they are shown, best first; those that look the same once."""
    taxonomy = taxonomy_in_use()
    found = taxonomy.completer.complete(typed, kinds, (language(),), _ASKED_FOR)
    options: dict[tuple[str, str], Option] = {}
    for completion in found:
        option = _option(taxonomy.graph, completion, kinds)
        group = taxonomy.graph.kind(completion.concept) is Kind.OCCUPATION_GROUP
        # two registers name most groups alike: one of them is enough to choose from
        options.setdefault((option.label, "group" if group else option.hint), option)
    return list(options.values())[:_SHOWN]


def _kinds(names: str) -> tuple[Kind, ...]:
    if names == _ANY:
        return _OF_PEOPLE_AND_NEEDS
    known = {kind.name.lower(): kind for kind in Kind}
    chosen = names.split(_BETWEEN)
    if not set(chosen) <= set(known):
        raise Http404
    return tuple(known[name] for name in chosen)


def _option(graph: TaxonomyGraph, completion: Completion, kinds: tuple[Kind, ...]) -> Option:
    label = graph.label(completion.concept, language())
    hint = _hint(graph, completion.concept, kinds)
    if fold(completion.label) == fold(label):
        return Option(graph.id(completion.concept), label, hint)
    return Option(graph.id(completion.concept), label, hint, completion.label, completion.language)


def _hint(graph: TaxonomyGraph, concept: int, kinds: tuple[Kind, ...]) -> str:
    """What kind it is, where there are several, and the group it belongs to."""
    kind = graph.kind(concept)
    parts = []
    if len({k.family for k in kinds}) > 1:
        word = Words(language()).say(f"kind.{kind.family.name.lower()}")
        parts.append(word[:1].upper() + word[1:])
    if kind is Kind.OCCUPATION_GROUP:
        parts.append(graph.id(concept).upper().replace(":", " "))
    elif kind in (Kind.OCCUPATION, Kind.SKILL, Kind.KNOWLEDGE):
        parts += _groups(graph, concept)[:1]
    return " · ".join(parts)


def _groups(graph: TaxonomyGraph, concept: int) -> list[str]:
    """Names of the groups it stands in, the narrowest first."""
    groups = [
        g
        for g in graph.targets(concept, Relation.BROADER)
        if graph.kind(g) in (Kind.OCCUPATION_GROUP, Kind.SKILL_GROUP)
    ]
    own = fold(graph.label(concept, language()))
    names = [
        graph.label(g, language())
        for g in sorted(groups, key=lambda g: (not graph.is_national(g), -len(graph.id(g))))
    ]
    return [name for name in names if fold(name) != own]

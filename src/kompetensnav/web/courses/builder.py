"""The page on which a course is put together: its needs, what they lack, what is taught, and what that changes."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.courses.effect import SharedGap, effect_of
from kompetensnav.apps.courses.models import CourseCase
from kompetensnav.apps.education.rows import GrantRow
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.places.facts import municipalities
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.web.completion import completion_url
from kompetensnav.web.courses.choosing import modules_to_pick, needs_to_pick
from kompetensnav.web.courses.draft import Draft
from kompetensnav.web.courses.figures import GapRow, effect_shown, gap_row
from kompetensnav.web.courses.forms import CaseForm
from kompetensnav.web.courses.taught import KINDS, Part, demanded, found, granted
from kompetensnav.web.requests import Request

_LONGEST = 100  # characters of a search


@dataclass(frozen=True, slots=True)
class SharedRow:
    """What needs share and people lack, with what can be ticked to teach it."""

    gap: GapRow
    parts: list[Part]


def builder_context(request: Request, draft: Draft, form: CaseForm, case: CourseCase | None) -> dict[str, Any]:
    """The whole page."""
    data = request.POST if request.method == "POST" else QueryDict()
    exact = request.actor.may(May.SEE_CANDIDATES)
    graph = taxonomy_in_use().graph
    needs = needs_to_pick(request.actor, draft.need_ids, data, ended=case is not None)
    seen = replace(draft, need_ids=tuple(need.pk for need in needs.picked))
    effect = effect_of(seen.content(request.actor.collaboration_id, form))
    phrase = " ".join(data.get("search", "").replace("\0", "").split())[:_LONGEST]
    added = data.get("do", "") in ("teach", "demand") and bool(data.get("found"))
    save = reverse("courses:change", args=(case.pk,)) if case else reverse("courses:new")
    lacking = [str(concept["id"]) for gap in effect.shared for concept in gap.concepts]
    return {
        "case": case,
        "form": form,
        "save": save,
        "effect": effect_shown(effect, exact=exact),
        "shared": [_shared_row(graph, gap, draft, exact=exact) for gap in effect.shared],
        "beside": _beside(graph, draft, lacking),
        "demands": [demanded(graph, row) for row in draft.demands],
        "needs": needs,
        "modules": modules_to_pick(request.actor, draft.module_ids, lacking, data, graph),
        "complete": completion_url(KINDS),
        "phrase": "" if added else phrase,
        "found": [] if added else found(phrase, data.get("chosen", "")),
        "chosen": data.get("chosen", ""),
        "do": data.get("do", ""),
        "places": [m.name for m in municipalities().values()],
    }


def teaching_what_all_lack(request: Request, draft: Draft, form: CaseForm) -> Draft:
    """A draft to begin with: what every need of it asks for and people lack is ticked, for a person to untick."""
    needs = needs_to_pick(request.actor, draft.need_ids, QueryDict(), ended=False).picked
    seen = replace(draft, need_ids=tuple(need.pk for need in needs))
    if not needs:
        return draft
    shared = effect_of(seen.content(request.actor.collaboration_id, form)).shared
    of_all = (gap for gap in shared if gap.needs == len(needs))
    return replace(draft, grants=tuple(GrantRow(str(g.concepts[0]["id"]), g.minimum_level) for g in of_all))


def _shared_row(graph: TaxonomyGraph, gap: SharedGap, draft: Draft, *, exact: bool) -> SharedRow:
    """One thing to tick for each alternative; its level is the one that is asked for until another is chosen."""
    taught = {row.concept: row for row in draft.grants}
    parts = []
    for concept in gap.concepts:
        id_ = str(concept["id"])
        row = taught.get(id_)
        parts.append(granted(graph, row or GrantRow(id_, gap.minimum_level), checked=row is not None))
    return SharedRow(gap_row(graph, gap, exact=exact), parts)


def _beside(graph: TaxonomyGraph, draft: Draft, lacking: Collection[str]) -> list[Part]:
    """What is taught though no need of the course lacks it."""
    return [granted(graph, row) for row in draft.grants if row.concept not in lacking]

"""A case while it is being built: what is ticked in the form, wherever it came from. Nothing here is stored."""

from dataclasses import dataclass, replace

from django.http import QueryDict

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.courses.content import CaseContent
from kompetensnav.apps.courses.fields import CaseFields
from kompetensnav.apps.courses.models import CourseCase
from kompetensnav.apps.education.enums import OnSiteShare, ProgrammeKind
from kompetensnav.apps.education.models import Provider
from kompetensnav.apps.education.rows import DemandRow, GrantRow
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.web.courses.forms import CaseForm
from kompetensnav.web.courses.taught import BETWEEN, kind_number

_MOST = 200  # needs, modules, or things taught in one form
_HIGHEST_LEVEL = 9  # anything a select may hold; whether the kind has it is the action's question


@dataclass(frozen=True, slots=True)
class Draft:
    """What is ticked: needs, modules, what is taught beside them and what is demanded."""

    need_ids: tuple[str, ...] = ()
    module_ids: tuple[str, ...] = ()
    grants: tuple[GrantRow, ...] = ()
    demands: tuple[DemandRow, ...] = ()

    def content(self, collaboration_id: str, form: CaseForm) -> CaseContent:
        """As its effect sees it; what is written wrongly in the form counts as not known."""
        facts = form.known()
        return CaseContent(
            collaboration_id=collaboration_id,
            need_ids=self.need_ids,
            module_ids=self.module_ids,
            grants=self.grants,
            demands=self.demands,
            seats=facts["seats"],
            cost=facts["cost"],
            municipality_code=facts["municipality"],
            on_site=OnSiteShare(facts["on_site"] or 0),
            weeks=facts["weeks"],
        )

    def fields(self, form: CaseForm, provider: Provider | None) -> CaseFields:
        """As the actions take it; the form is valid."""
        facts = form.cleaned_data
        return CaseFields(
            title=facts["title"],
            text=facts["text"],
            kind=ProgrammeKind(facts["kind"]),
            provider=provider,
            need_ids=self.need_ids,
            module_ids=self.module_ids,
            grants=self.grants,
            demands=self.demands,
            municipality_code=facts["municipality"],
            on_site=OnSiteShare(facts["on_site"]),
            weeks=facts["weeks"],
            seats=facts["seats"],
            cost=facts["cost"],
            starts_from=facts["starts_from"],
            starts_by=facts["starts_by"],
        )


def of_case(case: CourseCase) -> Draft:
    """As it is stored."""
    content = CaseContent.of_case(case)
    return Draft(content.need_ids, content.module_ids, content.grants, content.demands)


def of_query(query: QueryDict) -> Draft:
    """Needs that another page has picked."""
    return Draft(need_ids=_ids(query, "need"))


def of_post(data: QueryDict) -> Draft:
    """As the form was sent, with one thing more where that was pressed."""
    graph = taxonomy_in_use().graph
    draft = Draft(_ids(data, "need"), _ids(data, "module"), _grants(graph, data), _demands(graph, data))
    wished = data.get("found", "")
    kind = kind_number(graph, wished) if wished else None
    if kind is None:
        return draft
    if data.get("do") == "teach" and all(g.concept != wished for g in draft.grants):
        return replace(draft, grants=(*draft.grants, GrantRow(wished)))
    if data.get("do") == "demand" and all(wished not in d.concepts for d in draft.demands):
        row = DemandRow(kind, (wished,))
        return replace(draft, demands=(*draft.demands, row))
    return draft


def _ids(data: QueryDict, name: str) -> tuple[str, ...]:
    """Each once, in order; what no column can hold is nobody's id."""
    return tuple(dict.fromkeys(v for v in data.getlist(name)[:_MOST] if v and "\0" not in v))


def _grants(graph: TaxonomyGraph, data: QueryDict) -> tuple[GrantRow, ...]:
    rows = ((concept, _level(data, f"level:{concept}")) for concept in _ids(data, "grant"))
    return tuple(GrantRow(concept, level) for concept, level in rows if kind_number(graph, concept) is not None)


def _demands(graph: TaxonomyGraph, data: QueryDict) -> tuple[DemandRow, ...]:
    rows = []
    for value in _ids(data, "demand"):
        concepts = tuple(c for c in value.split(BETWEEN) if c)
        kind = kind_number(graph, concepts[0]) if concepts else None
        if kind is not None:
            rows.append(DemandRow(kind, concepts, _level(data, f"asked:{value}")))
    return tuple(rows)


def _level(data: QueryDict, name: str) -> int | None:
    written = data.get(name, "")
    return (
        int(written) if written.isascii() and written.isdecimal() and 0 < int(written) <= _HIGHEST_LEVEL else None
    )

"""What a course case would teach and ask, whether it is stored or still being written."""

from collections.abc import Iterable
from dataclasses import dataclass

from kompetensnav.apps.courses.models import CourseCase
from kompetensnav.apps.education.enums import OnSiteShare
from kompetensnav.apps.education.models import EntryRequirement, Grant, Programme
from kompetensnav.apps.education.rows import DemandRow, GrantRow
from kompetensnav.apps.education.snapshot import demands_of, grants_of
from kompetensnav.engine.matching.need import Requirement
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Claim
from kompetensnav.engine.pathways.outcomes import meets


@dataclass(frozen=True, slots=True)
class CaseContent:
    """A case as its effect sees it; the builder makes one of a form nobody has saved.

    ``grants`` and ``demands`` are its own, beside those of its modules. ``cost`` SEK per seat.
    """

    collaboration_id: str
    need_ids: tuple[str, ...] = ()
    module_ids: tuple[str, ...] = ()
    grants: tuple[GrantRow, ...] = ()
    demands: tuple[DemandRow, ...] = ()
    seats: int | None = None
    cost: int | None = None
    municipality_code: str | None = None
    on_site: OnSiteShare = OnSiteShare.UNKNOWN
    weeks: int | None = None

    @classmethod
    def of_case(cls, case: CourseCase) -> "CaseContent":
        """Two queries: its needs and its modules."""
        return cls(
            collaboration_id=case.collaboration_id,
            need_ids=tuple(case.needs.order_by("pk").values_list("pk", flat=True)),
            module_ids=tuple(case.modules.order_by("pk").values_list("pk", flat=True)),
            grants=tuple(GrantRow(g["concept"], g["level"]) for g in case.grants),
            demands=tuple(DemandRow(d["kind"], tuple(d["concepts"]), d["minimum_level"]) for d in case.demands),
            seats=case.seats,
            cost=case.cost,
            municipality_code=case.municipality_id,
            on_site=OnSiteShare(case.on_site),
            weeks=case.weeks,
        )


@dataclass(frozen=True, slots=True)
class Composed:
    """The course as a whole: its own parts and its modules together.

    ``grants``: each concept once, at the highest level; ``demands``: what one must have before it, without what
    one part of the course gives the next. ``weeks`` and ``cost`` are the case's own, else the sum over modules
    where each is known; None is not known.
    """

    grants: tuple[GrantRow, ...]
    demands: tuple[DemandRow, ...]
    weeks: int | None
    cost: int | None


def compose(content: CaseContent, similarity: Similarity) -> Composed:
    """Three queries: the modules with what they grant and demand. Modules of other regions are left out."""
    rows = Programme.objects.in_region(content.collaboration_id).filter(pk__in=content.module_ids)
    modules = list(rows.prefetch_related("grants", "demands").order_by("pk"))
    taught = [tuple(GrantRow(g.concept, g.level) for g in m.grants.all()) for m in modules]
    asked: dict[DemandRow, None] = dict.fromkeys(content.demands)
    for i, module in enumerate(modules):
        others = [*content.grants, *(g for n, part in enumerate(taught) if n != i for g in part)]
        claims = claims_of(others, similarity)
        for row in module.demands.all():
            demand = DemandRow(row.kind, tuple(row.concepts), row.minimum_level)
            read = requirements_of([demand], similarity)
            if read is None or not meets(claims, read[0], similarity):
                asked[demand] = None
    return Composed(
        grants=_highest([*content.grants, *(g for part in taught for g in part)]),
        demands=tuple(asked),
        weeks=_own_or_sum(content.weeks, [m.weeks for m in modules]),
        cost=_own_or_sum(content.cost, [m.cost for m in modules]),
    )


def claims_of(grants: Iterable[GrantRow], similarity: Similarity) -> tuple[Claim, ...]:
    """What somebody has shown after it; without what the taxonomy lacks."""
    return grants_of([Grant(concept=g.concept, level=g.level) for g in grants], similarity.graph)


def requirements_of(demands: Iterable[DemandRow], similarity: Similarity) -> tuple[Requirement, ...] | None:
    """Entry demands; None where the taxonomy cannot read one of them."""
    rows = (
        EntryRequirement(kind=d.kind, concepts=list(d.concepts), minimum_level=d.minimum_level) for d in demands
    )
    return demands_of(rows, similarity.graph)


def _highest(grants: Iterable[GrantRow]) -> tuple[GrantRow, ...]:
    """Each concept once, in the order of their ids."""
    best: dict[str, int] = {}
    for grant in grants:
        best[grant.concept] = max(best.get(grant.concept, 0), grant.level or 0)
    return tuple(GrantRow(concept, level or None) for concept, level in sorted(best.items()))


def _own_or_sum(own: int | None, parts: list[int | None]) -> int | None:
    if own is not None:
        return own
    known = [part for part in parts if part is not None]
    return sum(known) if parts and len(known) == len(parts) else None

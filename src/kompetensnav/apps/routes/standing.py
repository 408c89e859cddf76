"""What stands behind needs against seats: open needs and intakes, each once, with its occupations and its quarter.

Rules, in one place:

- A need asks for its open positions: positions without those that both sides have agreed on. It is one of the
  occupation group of its first required occupation that the taxonomy places in a group, so a need that names
  several alternatives counts once. It begins in the quarter of its start; as soon as possible, not said and passed
  are now.
- An intake gives its seats in the quarter in which those who take it are ready, to every occupation group of what
  its programme grants. Each group shows all its seats, since each of them may go to any; sums over groups count an
  intake once. Whoever was ready before today is among the people already.
- Seats that nobody has stated are unknown. They are counted as intakes, never as no seats.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kompetensnav.apps.education.enums import IntakeStatus
from kompetensnav.apps.education.models import Grant, Intake
from kompetensnav.apps.needs.enums import Asked, RequirementType
from kompetensnav.apps.needs.models import Need, Requirement
from kompetensnav.apps.routes.quarters import Quarter
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind

NO_GROUP = ""  # the row of needs that require no occupation the taxonomy has a group for
_OCCUPATIONS = (Kind.OCCUPATION, Kind.OCCUPATION_GROUP)
_DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class OpenNeed:
    """One need with open positions. ``concept`` is the occupation that gave the group, "" where none did."""

    need: Need
    group: str  # SSYK, four digits, or NO_GROUP
    concept: str
    positions: int
    quarter: Quarter

    @property
    def place(self) -> str:
        """Code of the place of work; where the work has none, of the employer."""
        return self.need.municipality_id or self.need.organisation.municipality_id


@dataclass(frozen=True, slots=True)
class OpenIntake:
    """One intake that runs. ``groups`` may be none. ``ready`` None: nothing says when it ends."""

    intake: Intake
    groups: frozenset[str]
    concepts: tuple[str, ...]
    ready: datetime.date | None

    @property
    def seats(self) -> int | None:
        """None is not known."""
        return self.intake.seats

    @property
    def shared(self) -> bool:
        """Whether one seat is shown in several groups."""
        return len(self.groups) > 1

    @property
    def decided(self) -> bool:
        """Whether it is more than a plan."""
        return self.intake.status != IntakeStatus.PLANNED


@dataclass(frozen=True, slots=True)
class Standing:
    """All open needs with open positions and all intakes of a region."""

    needs: tuple[OpenNeed, ...]
    intakes: tuple[OpenIntake, ...]


def standing_of(
    collaboration_id: str, graph: TaxonomyGraph, today: datetime.date, agreed: Mapping[str, int]
) -> Standing:
    """Four queries, however much there is. ``agreed``: positions filled, by need, where there are any."""
    return Standing(
        tuple(_needs(collaboration_id, graph, today, agreed)), tuple(_intakes(collaboration_id, graph, today))
    )


def _needs(
    collaboration_id: str, graph: TaxonomyGraph, today: datetime.date, agreed: Mapping[str, int]
) -> Iterable[OpenNeed]:
    needs = Need.objects.in_region(collaboration_id).open()
    asked = Requirement.objects.filter(
        need__in=needs.order_by().values("pk"), kind=RequirementType.OCCUPATION, asked=Asked.MUST, removed=False
    )
    occupations: dict[str, list[str]] = defaultdict(list)
    for need_id, concepts in asked.order_by("need", "number").values_list("need_id", "concepts"):
        occupations[need_id] += concepts
    rows = needs.select_related("organisation", "municipality").defer("text", "reading").order_by("starts_on", "pk")
    for need in rows:
        left = need.positions - agreed.get(need.pk, 0)
        if left > 0:
            concept, group = _first_group(occupations[need.pk], graph)
            begins = max(need.starts_on or today, today)
            yield OpenNeed(need, group, concept, left, Quarter.of(begins))


def _first_group(concepts: Iterable[str], graph: TaxonomyGraph) -> tuple[str, str]:
    for id_ in concepts:
        found = graph.find(id_)
        group = None if found is None else graph.ssyk4(found)
        if group is not None:
            return id_, group
    return "", NO_GROUP


def _intakes(collaboration_id: str, graph: TaxonomyGraph, today: datetime.date) -> Iterable[OpenIntake]:
    running = Intake.objects.in_region(collaboration_id).exclude(status=IntakeStatus.CANCELLED)
    granted = Grant.objects.filter(programme__provider__collaboration_id=collaboration_id).order_by("id")
    concepts: dict[str, list[str]] = defaultdict(list)
    for programme, concept in granted.values_list("programme_id", "concept"):
        concepts[programme].append(concept)
    rows = running.select_related("programme__provider", "municipality").defer("programme__text")
    for intake in rows.order_by("ends_on", "pk"):
        if _is_past(intake, today):
            continue
        groups = {id_: group for id_ in concepts[intake.programme_id] if (group := _group(id_, graph))}
        yield OpenIntake(intake, frozenset(groups.values()), tuple(groups), ready_on(intake, today))


def _is_past(intake: Intake, today: datetime.date) -> bool:
    """Whether those who took it are ready, or it never begins because the programme is given no longer."""
    ready = ready_on(intake, today)
    not_begun = intake.starts_on is None or intake.starts_on > today
    return (ready is not None and ready < today) or (intake.programme.ended_at is not None and not_begun)


def _group(id_: str, graph: TaxonomyGraph) -> str | None:
    found = graph.find(id_)
    return graph.ssyk4(found) if found is not None and graph.kind(found) in _OCCUPATIONS else None


def ready_on(intake: Intake, today: datetime.date) -> datetime.date | None:
    """The last day; with no end stated, by the usual length; of a standing admission, for who begins today."""
    if intake.ends_on is not None:
        return intake.ends_on
    weeks = intake.programme.weeks
    if weeks is None:
        return None
    return (intake.starts_on or today) + datetime.timedelta(days=weeks * _DAYS_A_WEEK - 1)

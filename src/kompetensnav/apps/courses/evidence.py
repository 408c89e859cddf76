"""What a course case rests on, for whoever decides on it (such as an application for a YH programme): numbers
with their sources and dates. Plain values, no words; numbers of people below five are not shown.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from django.db.models import Prefetch

from kompetensnav.apps.courses.content import CaseContent
from kompetensnav.apps.courses.effect import LettersEffect, Worked, letters_effect, numbers, work_out
from kompetensnav.apps.courses.models import CourseCase, LetterOfIntent
from kompetensnav.apps.education.enums import RUNNING_STATUSES, ImportState
from kompetensnav.apps.education.enums import Source as FileSource
from kompetensnav.apps.education.models import CatalogueImport, Grant, Intake, Programme
from kompetensnav.apps.matches.finding import similarity_in_use
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.organisations.models import Organisation
from kompetensnav.apps.places.facts import municipalities
from kompetensnav.engine.matching.need import Requirement
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import UNKNOWN_PLACE, Claim
from kompetensnav.engine.matching.terms import Evidence as Grade
from kompetensnav.engine.matching.terms import Polarity, RequirementKind
from kompetensnav.engine.pathways.outcomes import meets

FEWEST = 5  # people in a number that is shown


@dataclass(frozen=True, slots=True)
class YearOfNeed:
    """Open positions of the needs that begin in a year; as soon as possible is this year. None: they do not say."""

    year: int | None
    needs: int
    positions: int


@dataclass(frozen=True, slots=True)
class EmployerEvidence:
    """One employer with open needs in the case, or with a letter of intent; ``letter`` None: not asked."""

    organisation: Organisation
    needs: int
    positions: int
    letter: LetterOfIntent | None


@dataclass(frozen=True, slots=True)
class YearOfSeats:
    """Intakes that begin in a year; None: standing admission. ``unknown`` of them do not state their seats."""

    year: int | None
    intakes: int
    seats: int
    unknown: int


@dataclass(frozen=True, slots=True)
class SimilarProgramme:
    """A programme that gives ``shared`` of the ``of`` things the course would, at least half; with its intakes."""

    programme: Programme
    shared: int
    of: int
    years: tuple[YearOfSeats, ...]


@dataclass(frozen=True, slots=True)
class PeopleEvidence:
    """Who could enter and then fill one of the needs. None: somebody, but fewer than five.

    ``by_place`` only names the homes of five or more; ``elsewhere`` is all others together (nobody, or five or
    more), so that nothing can be found by subtraction. Both are empty where ``lifted`` is None.
    """

    lifted: int | None
    ask: int | None
    by_place: tuple[tuple[str, int], ...]
    elsewhere: int


class SourceKind(StrEnum):
    """What a number rests on."""

    NEEDS = "needs"  # ``on``: the last change of one of them
    PEOPLE = "people"  # as they stand on the day
    LETTERS = "letters"  # the last answer
    CATALOGUE = "catalogue"  # the last change of a programme that is shown
    FILE = "file"  # an imported file that programmes shown come from; the day it was applied
    TAXONOMY = "taxonomy"
    RULES = "rules"


@dataclass(frozen=True, slots=True)
class Source:
    """Where numbers come from. ``name`` of a file, or of the version of the taxonomy or the rules."""

    kind: SourceKind
    name: str
    on: datetime.date | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All of it, as of a day. ``existing``: the region's programmes; ``decisions``: those of imported MYH files."""

    case: CourseCase
    on: datetime.date
    by_year: tuple[YearOfNeed, ...]
    employers: tuple[EmployerEvidence, ...]
    letters: LettersEffect
    people: PeopleEvidence
    existing: tuple[SimilarProgramme, ...]
    decisions: tuple[SimilarProgramme, ...]
    sources: tuple[Source, ...]


def evidence_of(case: CourseCase, today: datetime.date) -> Evidence:
    """As many queries however much there is."""
    similarity = similarity_in_use()
    worked = work_out(CaseContent.of_case(case), similarity)
    needs = [need for need in worked.needs if worked.goals[need.pk][1]]
    left = {pk: positions for pk, (_, positions) in worked.goals.items()}
    letters = list(case.letters.select_related("organisation__municipality"))
    similar = _similar(case, worked, similarity)
    return Evidence(
        case=case,
        on=today,
        by_year=_by_year(needs, left, today),
        employers=_employers(needs, left, letters),
        letters=letters_effect(case),
        people=_people(worked),
        existing=tuple(s for s in similar if s.programme.source != FileSource.MYH),
        decisions=tuple(s for s in similar if s.programme.source == FileSource.MYH),
        sources=tuple(_sources(case, needs, letters, similar, similarity, today)),
    )


def _by_year(needs: Iterable[Need], left: Mapping[str, int], today: datetime.date) -> tuple[YearOfNeed, ...]:
    rows: dict[int | None, list[int]] = defaultdict(list)
    for need in needs:
        stated = None if need.starts_on is None else need.starts_on.year
        rows[today.year if need.starts_asap else stated].append(left[need.pk])
    ordered = sorted(rows.items(), key=lambda row: (row[0] is None, row[0] or 0))
    return tuple(YearOfNeed(year, len(positions), sum(positions)) for year, positions in ordered)


def _employers(
    needs: Iterable[Need], left: Mapping[str, int], letters: Iterable[LetterOfIntent]
) -> tuple[EmployerEvidence, ...]:
    asked = {letter.organisation_id: letter for letter in letters}
    organisations = {pk: letter.organisation for pk, letter in asked.items()}
    positions: dict[str, list[int]] = {pk: [] for pk in asked}
    for need in needs:
        organisations[need.organisation_id] = need.organisation
        positions.setdefault(need.organisation_id, []).append(left[need.pk])
    found = [
        EmployerEvidence(organisations[pk], len(own), sum(own), asked.get(pk)) for pk, own in positions.items()
    ]
    return tuple(sorted(found, key=lambda e: (-e.positions, e.organisation.name, e.organisation.pk)))


def _people(worked: Worked) -> PeopleEvidence:
    lifted, ask, _, _ = numbers(worked)
    if lifted < FEWEST:
        return PeopleEvidence(_enough(lifted), _enough(ask), (), 0)
    supply = worked.supply
    rows = np.isin(np.array(supply.ids), np.array(worked.lift.lifted))
    codes = list(municipalities())
    homes = Counter(codes[home] for home in supply.home[rows].tolist() if home != UNKNOWN_PLACE)
    listed, elsewhere = kept_apart(homes, lifted)
    return PeopleEvidence(lifted, _enough(ask), listed, elsewhere)


def _enough(people: int) -> int | None:
    return people if people == 0 or people >= FEWEST else None


def kept_apart(homes: Counter[str], total: int) -> tuple[tuple[tuple[str, int], ...], int]:
    """Places with at least five people, the most first, and all others together: nobody, or at least five."""
    listed = sorted(((code, n) for code, n in homes.items() if n >= FEWEST), key=lambda row: (-row[1], row[0]))
    elsewhere = total - sum(n for _, n in listed)
    while listed and 0 < elsewhere < FEWEST:
        elsewhere += listed.pop()[1]
    return tuple(listed), elsewhere


def _similar(case: CourseCase, worked: Worked, similarity: Similarity) -> list[SimilarProgramme]:
    """Programmes that give at least half of what the course would, the most first; not what became of the case."""
    wanted = [claim.concept for claim in worked.taught.grants]
    granted: dict[str, set[int]] = defaultdict(set)
    rows = Grant.objects.filter(programme__provider__collaboration_id=case.collaboration_id).order_by()
    for pk, concept in rows.values_list("programme_id", "concept"):
        if (found := similarity.graph.find(concept)) is not None:
            granted[pk].add(found)
    speaks = {concept: _speaks_for(concept, granted.values(), similarity) for concept in wanted}
    shared = {pk: sum(bool(speaks[c] & given) for c in wanted) for pk, given in granted.items()}
    alike = {pk: n for pk, n in shared.items() if n and 2 * n >= len(wanted) and pk != case.programme_id}
    running = Prefetch("intakes", Intake.objects.filter(status__in=RUNNING_STATUSES))
    given = Programme.objects.given().filter(pk__in=alike)
    programmes = given.select_related("provider").prefetch_related(running)
    similar = [SimilarProgramme(p, alike[p.pk], len(wanted), _years(p.intakes.all())) for p in programmes]
    return sorted(similar, key=lambda s: (-s.shared, s.programme.name, s.programme.pk))


def _speaks_for(concept: int, granted: Iterable[set[int]], similarity: Similarity) -> set[int]:
    """Which of what the programmes grant meets somebody who asks for the concept."""
    asked = Requirement(RequirementKind.SKILL, (concept,), Polarity.MUST, 1)
    given = {c for concepts in granted for c in concepts}
    return {c for c in given if meets((Claim(c, None, Grade.SHOWN),), asked, similarity)}


def _years(intakes: Iterable[Intake]) -> tuple[YearOfSeats, ...]:
    rows: dict[int | None, list[int | None]] = defaultdict(list)
    for intake in intakes:
        rows[None if intake.starts_on is None else intake.starts_on.year].append(intake.seats)
    ordered = sorted(rows.items(), key=lambda row: (row[0] is None, row[0] or 0))
    return tuple(
        YearOfSeats(year, len(seats), sum(s or 0 for s in seats), sum(s is None for s in seats))
        for year, seats in ordered
    )


def _sources(
    case: CourseCase,
    needs: Sequence[Need],
    letters: Sequence[LetterOfIntent],
    similar: Sequence[SimilarProgramme],
    similarity: Similarity,
    today: datetime.date,
) -> Iterable[Source]:
    yield Source(SourceKind.NEEDS, "", _last(need.changed_at for need in needs))
    yield Source(SourceKind.PEOPLE, "", today)
    if letters:
        yield Source(SourceKind.LETTERS, "", _last(letter.answered_at for letter in letters))
    if similar:
        yield Source(SourceKind.CATALOGUE, "", _last(s.programme.changed_at for s in similar))
        files = CatalogueImport.objects.filter(
            collaboration_id=case.collaboration_id,
            state=ImportState.APPLIED,
            source__in={s.programme.source for s in similar},
        )
        for name, applied in files.order_by("applied_at").values_list("file_name", "applied_at"):
            yield Source(SourceKind.FILE, name, _last([applied]))
    yield Source(SourceKind.TAXONOMY, similarity.graph.name, None)
    yield Source(SourceKind.RULES, similarity.parameters.version, None)


def _last(moments: Iterable[datetime.datetime | None]) -> datetime.date | None:
    known = [moment for moment in moments if moment is not None]
    return max(known).date() if known else None

"""What a case rests on: need by year, employers, seats there are, people who could enter, and where it all comes from."""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kompetensnav.apps.courses.actions import IntakeDates, ask_employers, start_intake
from kompetensnav.apps.courses.evidence import FEWEST, YearOfNeed, YearOfSeats, evidence_of, kept_apart
from kompetensnav.apps.education.enums import ImportState, IntakeStatus, ProgrammeKind
from kompetensnav.apps.education.enums import Source as FileSource
from kompetensnav.apps.education.models import CatalogueImport
from kompetensnav.apps.education.rows import GrantRow
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.people.models import ProfileSection
from tests.course_case import HOT_WORK, ROOFS, SCAFFOLDS, case_for, in_weeks, roofers, scaffolder, today
from tests.factories import EVERY_SECTION, IntakeFactory, ProgrammeFactory, ProviderFactory, Says, concept


def test_need_by_year(region) -> None:
    this = today().year
    soon = roofers(region, starts_on=None)
    Need.objects.filter(pk=soon.pk).update(starts_asap=True)
    needs = [
        soon,
        roofers(region, starts_on=today().replace(year=this + 1, day=1), positions=3),
        roofers(region, starts_on=today().replace(year=this + 1, day=2)),
        roofers(region, starts_on=None, positions=1),
    ]
    found = evidence_of(case_for(region, *needs), today())
    assert found.by_year == (YearOfNeed(this, 1, 2), YearOfNeed(this + 1, 2, 5), YearOfNeed(None, 1, 1))


def test_employers_with_their_letters(region) -> None:
    case = case_for(
        region, roofers(region), roofers(region), roofers(region, organisation=region.other_employer, positions=1)
    )
    [letter] = ask_employers(region.actor(Role.COORDINATOR), case=case, organisation_ids=[region.employer.pk])
    found = evidence_of(case, today())
    assert [(e.organisation, e.needs, e.positions, e.letter) for e in found.employers] == [
        (region.employer, 2, 4, letter),
        (region.other_employer, 1, 1, None),
    ]
    case.needs.filter(organisation=region.employer).update(status="filled", ended_at=timezone.now())
    rows = {e.organisation: (e.positions, e.letter) for e in evidence_of(case, today()).employers}
    assert rows[region.employer] == (0, letter)


def provider(region):
    return ProviderFactory(collaboration=region.collaboration)


def test_seats_there_are_already(region, other_region) -> None:
    school = provider(region)
    roofs = ProgrammeFactory(provider=school, name="Tak", grants=(Says(ROOFS), Says(HOT_WORK)))
    year = today().year + 1
    for seats, status in ((12, IntakeStatus.OPEN), (None, IntakeStatus.PLANNED), (20, IntakeStatus.CANCELLED)):
        start = today().replace(year=year, month=3, day=1)
        IntakeFactory(programme=roofs, seats=seats, taken=None, status=status, starts_on=start, apply_by=None)
    IntakeFactory(programme=roofs, rolling=True, starts_on=None, ends_on=None, apply_by=None, seats=5, taken=None)
    ProgrammeFactory(provider=school, grants=(Says("Svenska"),))
    ProgrammeFactory(provider=school, grants=(Says(ROOFS),), ended_at=timezone.now())
    ProgrammeFactory(provider=provider(other_region), grants=(Says(ROOFS),))
    decided = ProgrammeFactory(
        provider=school, source=FileSource.MYH, kind=ProgrammeKind.YH, grants=(Says(ROOFS),), name="Takteknik"
    )
    found = evidence_of(case_for(region), today())
    [similar] = found.existing
    assert (similar.programme, similar.shared, similar.of) == (roofs, 1, 1)
    assert similar.years == (YearOfSeats(year, 2, 12, 1), YearOfSeats(None, 1, 5, 0))
    assert [(s.programme, s.years) for s in found.decisions] == [(decided, ())]


def test_a_programme_that_gives_less_than_half_is_not_similar(region) -> None:
    grants = tuple(GrantRow(concept(label)) for label in (ROOFS, SCAFFOLDS, HOT_WORK))
    half = ProgrammeFactory(provider=provider(region), grants=(Says(ROOFS), Says(HOT_WORK)))
    ProgrammeFactory(provider=provider(region), grants=(Says(ROOFS),))
    [similar] = evidence_of(case_for(region, grants=grants), today()).existing
    assert (similar.programme, similar.shared, similar.of) == (half, 2, 3)


def test_what_became_of_the_case_is_no_seat_beside_it(region) -> None:
    case = case_for(region)
    start_intake(region.actor(Role.EDUCATION_PLANNER), case=case, dates=IntakeDates(in_weeks(8)))
    assert evidence_of(case, today()).existing == ()


def test_people_who_could_enter(region) -> None:
    case = case_for(region)
    for _ in range(6):
        scaffolder(region)
    for _ in range(7):
        scaffolder(region, municipality_id="2580", commutes=("2582",))
    found = evidence_of(case, today()).people
    assert (found.lifted, found.ask, found.by_place, found.elsewhere) == (13, 0, (("2580", 7), ("2582", 6)), 0)
    scaffolder(region, municipality_id="2514", commutes=("2582",))
    found = evidence_of(case, today()).people
    assert (found.lifted, found.by_place, found.elsewhere) == (14, (("2580", 7),), 7)


@pytest.mark.parametrize(("people", "shown"), [(0, 0), (1, None), (4, None), (5, 5)])
def test_few_people_are_not_counted_aloud(region, people, shown) -> None:
    case = case_for(region)
    no_skills_told = [s for s in EVERY_SECTION if s != ProfileSection.SKILL]
    for _ in range(people):
        scaffolder(region)
        scaffolder(region, sections=no_skills_told)
    found = evidence_of(case, today()).people
    assert (found.lifted, found.ask) == (shown, shown)
    assert (found.by_place, found.elsewhere) == (((("2582", 5),) if shown else ()), 0)


@given(st.dictionaries(st.sampled_from(["0114", "0180", "2580", "2582"]), st.integers(1, 12)), st.integers(0, 9))
def test_nothing_can_be_found_by_subtraction(homes, without_home) -> None:
    total = sum(homes.values()) + without_home
    listed, elsewhere = kept_apart(Counter(homes), total)
    assert sum(n for _, n in listed) + elsewhere == total
    assert all(n >= FEWEST and homes[code] == n for code, n in listed)
    assert elsewhere == 0 or elsewhere >= FEWEST or total < FEWEST


def test_where_the_numbers_come_from(region) -> None:
    case = case_for(region)
    bare = [s.kind.value for s in evidence_of(case, today()).sources]
    assert bare == ["needs", "people", "taxonomy", "rules"]
    ProgrammeFactory(provider=provider(region), source=FileSource.MYH, grants=(Says(ROOFS),))
    for name, source, state in (
        ("beslut-2024.xlsx", FileSource.MYH, ImportState.APPLIED),
        ("kastad.xlsx", FileSource.MYH, ImportState.DISCARDED),
        ("kurser.csv", FileSource.SUNDSVALL, ImportState.APPLIED),
    ):
        CatalogueImport.objects.create(
            collaboration=region.collaboration,
            source=source,
            file_name=name,
            state=state,
            read_by="u",
            rows=[],
            applied_at=timezone.now() if state == ImportState.APPLIED else None,
        )
    ask_employers(region.actor(Role.COORDINATOR), case=case)
    sources = evidence_of(case, today()).sources
    assert [s.kind.value for s in sources] == [
        "needs",
        "people",
        "letters",
        "catalogue",
        "file",
        "taxonomy",
        "rules",
    ]
    assert [s.name for s in sources if s.kind == "file"] == ["beslut-2024.xlsx"]


def test_as_many_queries_however_much_there_is(region) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            evidence_of(case, today())
        return len(asked)

    need = roofers(region)
    case = case_for(region, need, roofers(region, organisation=region.other_employer))
    ask_employers(region.actor(Role.COORDINATOR), case=case)
    IntakeFactory(programme=ProgrammeFactory(provider=provider(region), grants=(Says(ROOFS),)))
    scaffolder(region)
    queries()
    few = queries()
    case.needs.add(*(roofers(region) for _ in range(4)))
    for _ in range(3):
        IntakeFactory(programme=ProgrammeFactory(provider=provider(region), grants=(Says(ROOFS),)))
    assert queries() == few

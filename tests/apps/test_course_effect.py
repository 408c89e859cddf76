"""What a course would change, in numbers: for a case that is stored and for one that is still being written."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kompetensnav.apps.courses.content import CaseContent, compose
from kompetensnav.apps.courses.effect import effect_of
from kompetensnav.apps.education.enums import OnSiteShare
from kompetensnav.apps.education.rows import DemandRow, GrantRow
from kompetensnav.apps.matches.finding import similarity_in_use
from kompetensnav.apps.people.models import AnswerChoice, ProfileSection
from kompetensnav.engine.matching.terms import RequirementKind
from tests.course_case import HOT_WORK, ROOFS, SCAFFOLDS, case_for, roofers, scaffolder
from tests.factories import EVERY_SECTION, Asks, ProgrammeFactory, ProposalFactory, ProviderFactory, Says, concept

NO_SKILLS_TOLD = [s for s in EVERY_SECTION if s != ProfileSection.SKILL]


def content(region, *needs, **values) -> CaseContent:
    fields = {
        "collaboration_id": region.collaboration.pk,
        "need_ids": tuple(need.pk for need in needs),
        "grants": (GrantRow(concept(ROOFS)),),
        "seats": 10,
        "cost": 30_000,
    }
    return CaseContent(**fields | values)


def swedish(level: int) -> DemandRow:
    return DemandRow(int(RequirementKind.LANGUAGE), (concept("Svenska"),), level)


def test_numbers_of_a_case(region, other_region) -> None:
    large, small = roofers(region), roofers(region, organisation=region.other_employer, positions=1)
    for _ in range(4):
        scaffolder(region)
    scaffolder(region, sections=NO_SKILLS_TOLD)
    region.person(claims=(Says(SCAFFOLDS), Says(ROOFS)))
    scaffolder(other_region)
    effect = effect_of(content(region, large, small))
    rows = {n.need.pk: (n.positions, n.able_now, n.lifted, n.ask, n.not_admitted) for n in effect.needs}
    assert rows == {large.pk: (2, 1, 4, 1, 0), small.pk: (1, 1, 4, 1, 0)}
    assert (effect.lifted, effect.ask, effect.filled, effect.beyond_able) == (4, 1, 3, 1)
    assert (effect.cost_total, effect.cost_per_filled) == (300_000, 100_000)


def test_a_stored_case_has_the_effect_of_what_was_written(region) -> None:
    need = roofers(region)
    for _ in range(3):
        scaffolder(region)
    case = case_for(region, need)
    written = content(region, need, municipality_code="2582", on_site=OnSiteShare.ALL, weeks=12)
    assert effect_of(case) == effect_of(written)
    assert effect_of(case).weeks == 12


def test_seats_limit_what_is_filled_and_the_cost_is_rounded_up(region) -> None:
    need = roofers(region, positions=5)
    for _ in range(4):
        scaffolder(region)
    effect = effect_of(content(region, need, seats=3, cost=10_001))
    assert (effect.filled, effect.cost_total, effect.cost_per_filled) == (3, 30_003, 10_001)
    nothing = effect_of(content(region, need, grants=()))
    assert (nothing.lifted, nothing.filled, nothing.cost_per_filled) == (0, 0, None)
    unknown = effect_of(content(region, need, seats=None))
    assert (unknown.filled, unknown.cost_total, unknown.cost_per_filled) == (4, None, None)


def test_entry_demands_keep_out_whom_they_are_known_to_keep_out(region) -> None:
    need = roofers(region)
    scaffolder(region, claims=(Says(SCAFFOLDS), Says("Svenska", 4)))
    scaffolder(region)
    not_asked = [s for s in EVERY_SECTION if s != ProfileSection.LANGUAGE]
    scaffolder(region, sections=not_asked)
    [row] = effect_of(content(region, need, demands=(swedish(3),))).needs
    assert (row.lifted, row.ask, row.not_admitted) == (1, 1, 1)


@pytest.mark.parametrize(
    ("on_site", "lifted"),
    [
        (OnSiteShare.ALL, 1),
        (OnSiteShare.UNKNOWN, 1),
        (OnSiteShare.WEEKS, 2),
        (OnSiteShare.NONE, 2),
    ],
)
def test_who_cannot_get_to_the_course_is_not_counted_unless_it_is_at_a_distance(region, on_site, lifted) -> None:
    need = roofers(region)
    scaffolder(region)
    scaffolder(region, commutes=("2580",))
    effect = effect_of(content(region, need, municipality_code="2580", on_site=on_site))
    assert effect.lifted == lifted


def test_what_needs_share_and_whether_it_is_taught(region) -> None:
    first, second = roofers(region), roofers(region, requirements=(Asks(ROOFS), Asks(HOT_WORK)))
    for _ in range(2):
        scaffolder(region)
    region.person(claims=(Says(HOT_WORK),), willing_to_move=AnswerChoice.YES)
    shared = effect_of(content(region, first, second)).shared
    rows = {g.concepts[0]["id"]: (g.needs, g.people, g.unknown, g.taught) for g in shared}
    assert shared[0].concepts[0]["sv"] == "Takläggning"
    assert rows == {
        concept(ROOFS): (2, 3, 0, True),
        concept(HOT_WORK): (1, 2, 0, False),
        concept(SCAFFOLDS): (1, 1, 0, False),
    }


def test_modules_make_up_the_course(region, other_region) -> None:
    def module(where, **values):
        return ProgrammeFactory(provider=ProviderFactory(collaboration=where.collaboration), **values)

    roof = module(region, grants=(Says(ROOFS, 3),), demands=(Asks(SCAFFOLDS),), weeks=6, cost=20_000)
    scaffold = module(region, grants=(Says(SCAFFOLDS),), demands=(Asks("Svenska", level=2),), weeks=2, cost=5_000)
    elsewhere = module(other_region, grants=(Says(HOT_WORK),))
    parts = (roof.pk, scaffold.pk, elsewhere.pk)
    made = content(region, roofers(region), grants=(GrantRow(concept(ROOFS)),), module_ids=parts, cost=None)
    whole = compose(made, similarity_in_use())
    assert whole.grants == (GrantRow(concept(SCAFFOLDS)), GrantRow(concept(ROOFS), 3))
    assert whole.demands == (swedish(2),)
    assert (whole.weeks, whole.cost) == (8, 25_000)
    one_unknown = module(region, weeks=None, cost=None)
    more = content(region, module_ids=(*parts, one_unknown.pk), cost=None)
    assert (compose(more, similarity_in_use()).weeks, compose(more, similarity_in_use()).cost) == (None, None)


def test_what_the_taxonomy_lacks_is_said_and_never_assumed(region) -> None:
    need = roofers(region)
    scaffolder(region)
    gone = DemandRow(int(RequirementKind.SKILL), ("skill:gone",))
    effect = effect_of(
        content(region, need, grants=(GrantRow(concept(ROOFS)), GrantRow("skill:gone")), demands=(gone,))
    )
    assert (effect.unread, effect.demands_unread) == (("skill:gone",), True)
    assert (effect.lifted, effect.ask, effect.filled) == (0, 1, 0)
    assert [(n.lifted, n.ask) for n in effect.needs] == [(0, 1)]


def test_an_ended_need_has_no_places_left(region) -> None:
    need = roofers(region)
    scaffolder(region)
    type(need).objects.filter(pk=need.pk).update(status="filled", ended_at=timezone.now())
    effect = effect_of(content(region, need))
    assert ([n.positions for n in effect.needs], effect.filled) == ([0], 0)


def test_a_position_that_both_have_agreed_on_is_filled(region) -> None:
    need = roofers(region)
    scaffolder(region)
    ProposalFactory(need=need, person=region.person(), both_said_yes=True)
    ProposalFactory(need=need, person=region.person())
    assert [n.positions for n in effect_of(content(region, need)).needs] == [1]


def test_needs_of_another_region_are_left_out(region, other_region) -> None:
    assert effect_of(content(region, roofers(other_region))).needs == ()


def test_as_many_queries_however_many_needs(region) -> None:
    def queries(*needs) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            effect_of(content(region, *needs))
        return len(asked)

    one = roofers(region)
    scaffolder(region)
    queries(one)  # the people are read
    few = queries(one)
    assert queries(one, *(roofers(region) for _ in range(5))) == few

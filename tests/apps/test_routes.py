"""Routes over rows: who gets to a need over what, what a person can become, whom an intake may be offered to."""

import datetime
from dataclasses import replace

import pytest

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.education.enums import IntakeStatus, OnSiteShare, ProgrammeKind
from kompetensnav.apps.education.models import Intake, Programme
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.apps.needs.enums import Asked
from kompetensnav.apps.people.actions import Said as PersonSaid
from kompetensnav.apps.people.actions import (
    Whereabouts,
    add_claims,
    record_protection,
    record_withdrawal,
    set_whereabouts,
)
from kompetensnav.apps.people.models import AnswerChoice, ProfileSection
from kompetensnav.apps.routes import occupations
from kompetensnav.apps.routes.finding import invitable, other_routes, routes_of_need, routes_of_person
from kompetensnav.apps.routes.shown import RouteGroup
from kompetensnav.apps.routes.stored import intakes_of
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.taxonomy.kinds import Kind, Relation
from kompetensnav.engine.taxonomy.tables import Adjacency
from kompetensnav.runtime import parameters
from tests.factories import Asks, Says, concept
from tests.route_case import TRADE, intake, need, programme, today, untrained

BODEN, LULEA, KIRUNA = "2582", "2580", "2584"


def everybody(shown) -> list[str]:
    rows = [*shown.now, *shown.prepared, *shown.placement, *shown.moving]
    rows += [one for group in shown.training for one in group.people]
    return sorted(one.person for one in rows)


def test_a_course_leads_to_the_need_and_the_step_says_all_of_it(region) -> None:
    asked, course = need(region), intake(region)
    person = untrained(region)
    shown = routes_of_need(asked, today())
    [group] = shown.training
    [one] = group.people
    assert (group.intake, group.cost, one.person, one.municipality) == (course, 60_000, person.pk, BODEN)
    assert one.group is RouteGroup.TRAINING
    assert other_routes(asked, [person.pk], today()) == {person.pk: []}
    ready = course.ends_on + datetime.timedelta(days=1)
    assert group.ready == ready
    assert one.first == {
        "ready": ready.isoformat(),
        "cost": 60_000,
        "moves": 0,
        "doubts": [],
        "steps": [
            {
                "kind": "training",
                "starts": course.starts_on.isoformat(),
                "ends": course.ends_on.isoformat(),
                "meets": [1],
                "intake": course.pk,
                "programme": course.programme.pk,
                "name": course.programme.name,
                "provider": course.programme.provider.name,
                "apply_by": course.apply_by.isoformat(),
                "place": BODEN,
                "on_site": OnSiteShare.ALL,
                "on_site_weeks": None,
                "pace": 100,
                "seats_left": 10,
                "cost": 60_000,
                "finance": [],
            }
        ],
        "parameters": "routes-1",
        "found_on": today().isoformat(),
    }
    assert routes_of_person(person, asked, today()) == [one.first]


def test_of_people_with_equal_routes_those_who_fit_better_come_first(region) -> None:
    asked = need(region, Asks(TRADE), Asks("PLC-programmering", Asked.MERIT, level=2, weight=3))
    intake(region)
    unknowing = untrained(region)
    knowing = untrained(region, claims=(Says("Svenska", 5), Says("PLC-programmering", 3)))
    [group] = routes_of_need(asked, today()).training
    assert [one.person for one in group.people] == [knowing.pk, unknowing.pk]


def test_everybody_stands_in_one_group_and_the_numbers_add_up(region) -> None:
    asked = need(region, Asks(TRADE), Asks("Svenska", level=3))
    course = intake(region)
    sfi = programme(region, kind=ProgrammeKind.SFI, grants=(Says("Svenska", 3),))
    intake(region, sfi, ends_on=today() + datetime.timedelta(weeks=12))
    work = programme(region, kind=ProgrammeKind.PLACEMENT, grants=(Says("Truckkort A"),))
    intake(region, work)
    now = region.person(claims=(Says(TRADE), Says("Svenska", 4)))
    trained = untrained(region)
    prepared = region.person(claims=(Says(TRADE),))
    moves = region.person(
        claims=(Says(TRADE), Says("Svenska", 4)), municipality_id=KIRUNA, willing_to_move=AnswerChoice.YES
    )
    never = region.person(claims=(Says(TRADE), Says("Svenska", 4)), municipality_id=KIRUNA)
    silent = region.person(sections=(), claims=())
    shown = routes_of_need(asked, today())
    assert [one.person for one in shown.now] == [now.pk]
    assert [[one.person for one in g.people] for g in shown.training] == [[trained.pk]]
    assert shown.training[0].intake == course
    assert [one.person for one in shown.prepared] == [prepared.pk]
    assert [one.person for one in shown.moving] == [moves.pk]
    assert shown.placement == []
    assert (shown.without_evidence, shown.stopped, shown.total) == (1, 1, 6)
    assert silent.pk not in everybody(shown)
    assert never.pk not in everybody(shown)
    assert len(everybody(shown)) + shown.without_evidence + shown.stopped == shown.total


def test_what_stops_people_is_counted_and_what_no_course_gives_is_to_be_built(region) -> None:
    asked = need(region, Asks(TRADE), Asks("Truckkort A"))
    untrained(region)
    shown = routes_of_need(asked, today())
    assert everybody(shown) == []
    assert [(s.number, s.people) for s in shown.stoppers] == [(1, 1), (2, 1)]
    assert list(shown.buildable) == [1, 2]
    intake(region)
    shown = routes_of_need(asked, today())
    assert [(s.number, s.people) for s in shown.stoppers] == [(2, 1)]
    assert list(shown.buildable) == [2]


def test_merits_decide_no_route(region) -> None:
    asked = need(region, Asks("Truckkort A", Asked.MERIT), Asks(TRADE))
    person = untrained(region)
    intake(region)
    [group] = routes_of_need(asked, today()).training
    assert [one.person for one in group.people] == [person.pk]
    assert group.people[0].first["steps"][0]["meets"] == [2]


def test_where_anything_is_unknown_the_person_is_asked_first(region) -> None:
    asked = need(region, Asks(TRADE), Asks("Svenska", level=3))
    known = tuple(s for s in ProfileSection if s != ProfileSection.OCCUPATION)
    person = untrained(region, sections=known)
    [route] = routes_of_person(person, asked, today())
    [step] = route["steps"]
    assert (step["kind"], step["meets"], route["doubts"]) == ("ask", [1], ["answer_yes"])
    assert step["ends"] >= (today() + datetime.timedelta(days=6)).isoformat()
    assert step["intake"] is None


@pytest.mark.parametrize(
    "values",
    [
        {"status": IntakeStatus.CANCELLED},
        {"status": IntakeStatus.FULL},
        {"taken": 16},
        {"apply_by": datetime.date(2020, 1, 1)},
        {"starts_on": datetime.date(2020, 1, 1), "ends_on": datetime.date(2020, 6, 1), "apply_by": None},
    ],
    ids=["cancelled", "full", "no-seat", "deadline-passed", "begun"],
)
def test_what_cannot_be_taken_is_on_no_route(region, values) -> None:
    asked, person = need(region), untrained(region)
    intake(region, **values)
    assert routes_of_person(person, asked, today()) == []
    assert everybody(routes_of_need(asked, today())) == []


def test_what_is_not_known_of_an_intake_is_said_with_the_route(region) -> None:
    asked, person = need(region), untrained(region)
    intake(region, programme(region, unconfirmed=True, cost=None), seats=None, taken=None, apply_by=None)
    [route] = routes_of_person(person, asked, today())
    assert route["doubts"] == ["seats_unknown", "deadline_unknown", "cost_unknown", "not_confirmed"]
    assert (route["cost"], route["steps"][0]["seats_left"], route["steps"][0]["cost"]) == (0, None, None)


def test_a_person_is_free_when_they_say(region) -> None:
    asked = need(region)
    late = intake(region, starts_on=today() + datetime.timedelta(weeks=30), apply_by=None)
    intake(region, late.programme)
    person = untrained(region, available_from=today() + datetime.timedelta(weeks=20))
    assert [intakes_of(r) for r in routes_of_person(person, asked, today())] == [[late.pk]]
    [group] = routes_of_need(asked, today()).training
    assert group.intake == late


def test_the_catalogue_and_the_people_are_followed(region) -> None:
    """What a process keeps is never older than the rows."""
    asked, person = need(region), untrained(region)
    course = intake(region)
    assert everybody(routes_of_need(asked, today())) == [person.pk]
    Intake.objects.filter(pk=course.pk).update(reserved=10)
    assert everybody(routes_of_need(asked, today())) == []
    Intake.objects.filter(pk=course.pk).update(reserved=0)
    said = Whereabouts(KIRUNA, (), True, AnswerChoice.NO, None)
    set_whereabouts(SYSTEM, person=person, said=said)
    assert everybody(routes_of_need(asked, today())) == []
    said = Whereabouts(BODEN, (), True, AnswerChoice.NO, today() + datetime.timedelta(weeks=12))
    set_whereabouts(SYSTEM, person=person, said=said)
    assert everybody(routes_of_need(asked, today())) == []
    set_whereabouts(SYSTEM, person=person, said=Whereabouts(BODEN, (), True, AnswerChoice.NO, None))
    add_claims(SYSTEM, person=person, said=[PersonSaid(ProfileSection.OCCUPATION, concept(TRADE))], today=today())
    assert [one.person for one in routes_of_need(asked, today()).now] == [person.pk]
    Programme.objects.filter(pk=course.programme.pk).update(version=2, cost=1)
    other = untrained(region)
    [group] = routes_of_need(asked, today()).training
    assert [(one.person, one.first["cost"]) for one in group.people] == [(other.pk, 1)]


@pytest.mark.parametrize("leaves", ["protected", "withdrawn", "other-region"])
def test_who_cannot_be_proposed_is_on_no_route(region, other_region, leaves) -> None:
    asked, person = need(region), untrained(region)
    course = intake(region)
    assert everybody(routes_of_need(asked, today())) == [person.pk]
    if leaves == "protected":
        record_protection(SYSTEM, person=person, protected=True)
    elif leaves == "withdrawn":
        record_withdrawal(SYSTEM, person=person)
    else:
        asked, course = need(other_region), intake(other_region)
    assert everybody(routes_of_need(asked, today())) == []
    assert invitable(course, today()) == {}


def test_another_region_s_catalogue_is_not_ours(region, other_region) -> None:
    asked, person = need(region), untrained(region)
    intake(other_region)
    assert routes_of_person(person, asked, today()) == []


def test_whom_an_intake_may_be_offered_to(region) -> None:
    asked, person, course = need(region), untrained(region), intake(region)
    language = intake(region, programme(region, kind=ProgrammeKind.SFI, grants=(Says("Svenska", 6),)))
    also = need(region)
    need(region, Asks("Truckkort A"))
    region.need(closed=True)
    found = invitable(course, today())
    assert {pk: [one.person for one in people] for pk, people in found.items()} == {
        asked.pk: [person.pk],
        also.pk: [person.pk],
    }
    assert invitable(language, today()) == {}
    Intake.objects.filter(pk=course.pk).update(status=IntakeStatus.FULL)
    course.refresh_from_db()
    assert invitable(course, today()) == {}


def test_an_intake_that_only_opens_the_door_to_another_is_offered_too(region) -> None:
    asked, person = need(region), region.person(claims=(Says("Svenska", 1),))
    first = intake(
        region,
        programme(region, kind=ProgrammeKind.SFI, grants=(Says("Svenska", 3),)),
        starts_on=today() + datetime.timedelta(weeks=1),
        apply_by=None,
        ends_on=today() + datetime.timedelta(weeks=7),
    )
    then = intake(region, programme(region, demands=(Asks("Svenska", level=3),)))
    [one] = invitable(first, today())[asked.pk]
    assert (one.person, intakes_of(one.first)) == (person.pk, [first.pk, then.pk])
    assert [g.intake for g in routes_of_need(asked, today()).training] == [first]


def test_what_a_person_can_become_over_a_course(region) -> None:
    person = untrained(region, resident=True)
    course = intake(region)
    need(region, positions=3)
    need(region, positions=2)
    [becomes] = occupations.occupations_of(person, today())
    assert (becomes.occupation, becomes.open_needs, becomes.positions) == (concept(TRADE), 2, 5)
    assert [intakes_of(r) for r in becomes.routes] == [[course.pk]]
    assert becomes.routes[0]["steps"][0]["meets"] == [concept(TRADE)]
    assert not becomes.substitute


def test_an_occupation_nobody_asked_about_is_not_what_one_can_become(region) -> None:
    person = region.person(sections=(), claims=(Says("Svenska", 5),))
    course = intake(region, on_site=OnSiteShare.NONE)
    [becomes] = occupations.occupations_of(person, today())
    assert all(intakes_of(r) == [course.pk] for r in becomes.routes)


def test_what_one_is_already_is_not_what_one_can_become(region) -> None:
    intake(region)
    assert occupations.occupations_of(region.person(claims=(Says(TRADE),)), today()) == []


@pytest.fixture
def replaceable(monkeypatch) -> dict[int, str]:
    """A taxonomy in which an electrician may take the place of two occupations: by weight, which ones."""
    graph = taxonomy_in_use().graph
    trade = graph.find(concept(TRADE))
    group = graph.ssyk4(trade)
    two = [c for c in graph.of_kind(Kind.OCCUPATION).tolist() if graph.ssyk4(c) != group and c != trade][:2]
    weights = dict(zip((75, 25), two, strict=True))
    rows = [(other, trade, weight, 0) for weight, other in weights.items()]
    back = [(trade, other, weight, 0) for weight, other in weights.items()]
    changed = replace(
        graph,
        out=graph.out | {Relation.SUBSTITUTED_BY: Adjacency.of(len(graph), rows)},
        into=graph.into | {Relation.SUBSTITUTED_BY: Adjacency.of(len(graph), back)},
    )
    similarity = Similarity(changed, parameters.load())
    monkeypatch.setattr(occupations, "similarity_in_use", lambda: similarity)
    return {weight: graph.id(other) for weight, other in weights.items()}


def test_an_occupation_that_may_take_the_place_of_another(region, replaceable) -> None:
    """By a strong substitution one is there already; a weak one says where to go, and not that one is there."""
    person = region.person(claims=(Says(TRADE),))
    [becomes] = occupations.occupations_of(person, today())
    assert (becomes.occupation, becomes.substitute) == (replaceable[75], True)
    assert [r["steps"] for r in becomes.routes] == [[]]
    course = intake(region, programme(region, grants=(Says(replaceable[25]),)))
    found = {b.occupation: b for b in occupations.occupations_of(person, today())}
    assert found[replaceable[25]].substitute
    assert [intakes_of(r) for r in found[replaceable[25]].routes] == [[course.pk]]


def licensed() -> tuple[str, str]:
    """An occupation that the law requires a licence for, and the licence."""
    graph = taxonomy_in_use().graph
    pairs = ((o, graph.targets(o, Relation.REQUIRED_BY_LAW)) for o in graph.of_kind(Kind.OCCUPATION).tolist())
    return next((graph.id(o), graph.id(licences[0])) for o, licences in pairs if licences)


def test_the_law_s_licence_belongs_to_the_occupation(region) -> None:
    occupation, licence = licensed()
    person = untrained(region)
    intake(region, programme(region, grants=(Says(occupation),)))
    assert occupations.occupations_of(person, today()) == []
    intake(region, programme(region, grants=(Says(occupation), Says(licence))))
    [becomes] = [b for b in occupations.occupations_of(person, today()) if b.occupation == occupation]
    assert set(becomes.routes[0]["steps"][0]["meets"]) == {occupation, licence}


def test_as_many_queries_however_many_people_and_intakes(region, django_assert_num_queries) -> None:
    """A person's page and a need's: what is kept is asked for, not read again."""
    person = untrained(region)
    asked = need(region)
    course = intake(region)
    for _ in range(2):
        routes_of_need(asked, today())  # reads what has changed
        asked = type(asked).objects.select_related("organisation").get(pk=asked.pk)
        with django_assert_num_queries(5):
            routes_of_need(asked, today())
        person = type(person).objects.select_related("controller").get(pk=person.pk)
        with django_assert_num_queries(8):
            routes_of_person(person, asked, today())
        with django_assert_num_queries(8):
            occupations.occupations_of(person, today())
        course = Intake.objects.select_related("programme__provider").get(pk=course.pk)
        with django_assert_num_queries(6):
            invitable(course, today())
        for _more in range(3):
            untrained(region)
            intake(region)
            need(region)


def test_a_need_without_a_place_or_musts_is_answered(region) -> None:
    person = untrained(region)
    nowhere = need(region, Asks("Svenska", level=3), municipality_id=None)
    assert [one.person for one in routes_of_need(nowhere, today()).now] == [person.pk]

"""Tables of the rules of routes: each row sets one thing and says what the route becomes."""

from dataclasses import replace

import pytest

from kompetensnav.engine.matching.need import Requirement
from kompetensnav.engine.matching.supply import Claim, PersonProfile
from kompetensnav.engine.matching.terms import Answer, Evidence, Polarity, RequirementKind, Section, SectionState
from kompetensnav.engine.pathways.for_need import first_routes_for_need
from kompetensnav.engine.pathways.offers import Goal, Offer, RouteParameters
from kompetensnav.engine.pathways.terms import Doubt, OnSite, StepKind
from kompetensnav.engine.taxonomy.kinds import Kind
from tests.engine.matching.matching_worlds import graph_of
from tests.engine.pathways.route_worlds import TODAY, Region

GRAPH = graph_of({f"s{i}": Kind.SKILL for i in range(6)}, [])
WELD, CUT, PAINT, READ, DRIVE, CLIMB = (GRAPH.find(f"s{i}") for i in range(6))
COMPLETE = dict.fromkeys(Section, SectionState.COMPLETE)
ASK, MOVE, TRAINING = StepKind.ASK, StepKind.MOVE, StepKind.TRAINING
HOME, WORK, AWAY = 0, 1, 2


def must(concept: int) -> Requirement:
    return Requirement(RequirementKind.SKILL, (concept,), Polarity.MUST, 5)


def can(*concepts: int) -> tuple[Claim, ...]:
    return tuple(Claim(c, None, Evidence.VERIFIED) for c in concepts)


# Lives at HOME, has told everything, can read and nothing else; the goal is to weld, too, at HOME.
PERSON = PersonProfile("p", HOME, (), Answer.NO, can(READ), COMPLETE, Answer.YES)
GOAL = Goal((must(READ), must(WELD)), HOME)
COURSE = Offer(
    "a", "welding", TRAINING, can(WELD), (), TODAY + 10, TODAY + 19, 0, TODAY + 5, HOME, OnSite.ALL, 3, 100
)


def routes(person=PERSON, goal=GOAL, offers=(COURSE,), free_from=TODAY):
    region = Region(GRAPH, goal, (person,), {person.id: free_from}, tuple(offers), RouteParameters("test", 7, 10))
    found = region.found(person)
    assert found == region.reference.routes(region.traveller(person))
    return found


def only(**given):
    [route] = routes(**given).routes
    return route


def offer(**changes) -> Offer:
    return replace(COURSE, **changes)


def test_a_course_leads_to_the_goal():
    route = only()
    [step] = route.steps
    assert (step.kind, step.starts, step.ends, step.offer, step.meets) == (
        TRAINING,
        TODAY + 10,
        TODAY + 19,
        "a",
        (1,),
    )
    assert (route.ready, route.cost, route.moves, route.doubts) == (TODAY + 20, 100, 0, ())
    assert route.offers == ("a",)


def test_who_is_there_needs_no_step():
    route = only(person=replace(PERSON, claims=can(READ, WELD)), free_from=TODAY + 4)
    assert (route.steps, route.ready) == ((), TODAY + 4)


DOUBTS = [
    ({"seats_left": None}, Doubt.SEATS_UNKNOWN),
    ({"apply_by": None}, Doubt.DEADLINE_UNKNOWN),
    ({"cost": None}, Doubt.COST_UNKNOWN),
    ({"confirmed": False}, Doubt.NOT_CONFIRMED),
    ({"on_site": OnSite.UNKNOWN}, Doubt.ON_SITE_UNKNOWN),
    ({"place": None}, Doubt.ON_SITE_UNKNOWN),
    ({"place": None, "on_site": OnSite.WEEKS}, Doubt.ON_SITE_UNKNOWN),
    ({"place": AWAY, "on_site": OnSite.WEEKS}, Doubt.ON_SITE_WEEKS),
]
NO_DOUBTS = [
    {"on_site": OnSite.WEEKS},
    {"on_site": OnSite.NONE, "place": AWAY},
    {"on_site": OnSite.NONE, "place": None},
    {"apply_by": None, "starts": None, "ends": None, "days": 10},
    {"apply_by": TODAY},
    {"starts": TODAY},
]
UNUSABLE = [
    {"seats_left": 0},
    {"apply_by": TODAY - 1},
    {"starts": TODAY - 1},
    {"place": AWAY},
    {"demands": (must(CUT),)},
    {"grants": ()},
    {"grants": can(PAINT)},
]


@pytest.mark.parametrize(("changes", "doubt"), DOUBTS)
def test_what_is_not_known_of_an_offer_is_one_doubt(changes, doubt):
    assert only(offers=[offer(**changes)]).doubts == (doubt,)


@pytest.mark.parametrize("changes", NO_DOUBTS)
def test_what_is_known_or_makes_no_difference_is_none(changes):
    assert only(offers=[offer(**changes)]).doubts == ()


@pytest.mark.parametrize("changes", UNUSABLE)
def test_what_cannot_be_taken_or_gives_nothing_stops(changes):
    found = routes(offers=[offer(**changes)])
    assert found.routes == ()
    assert found.stopped.requirements == (1,)


@pytest.mark.parametrize(("free_from", "starts"), [(TODAY, TODAY), (TODAY - 5, TODAY), (TODAY + 3, TODAY + 3)])
def test_what_can_be_begun_any_day_begins_when_the_person_is_free(free_from, starts):
    rolling = offer(starts=None, ends=None, days=5)
    [step] = only(offers=[rolling], free_from=free_from).steps
    assert (step.starts, step.ends) == (starts, starts + 4)


def test_who_is_not_free_yet_takes_the_next_intake():
    later = offer(id="b", starts=TODAY + 40, ends=TODAY + 49)
    assert only(offers=[COURSE, later], free_from=TODAY + 11).offers == ("b",)


UNKNOWN_SKILLS = replace(PERSON, sections=COMPLETE | {Section.SKILL: SectionState.BEGUN})


def test_an_unknown_is_asked_first_and_taken_for_granted_or_taught():
    granted, taught = routes(person=UNKNOWN_SKILLS, offers=[offer(apply_by=TODAY + 7)]).routes
    [ask] = granted.steps
    assert (ask.kind, ask.starts, ask.ends, ask.meets) == (ASK, TODAY, TODAY + 6, (1,))
    assert (granted.ready, granted.doubts) == (TODAY + 7, (Doubt.ANSWER_YES,))
    assert [(s.kind, s.meets) for s in taught.steps] == [(ASK, ()), (TRAINING, (1,))]
    assert taught.doubts == ()


def test_who_is_asked_first_has_to_have_time_to_apply_after_the_answer():
    in_time = offer(id="b", apply_by=TODAY + 7)
    late = offer(apply_by=TODAY + 6)
    assert {o for r in routes(person=UNKNOWN_SKILLS, offers=[late, in_time]).routes for o in r.offers} == {"b"}


def test_one_question_is_one_doubt_however_often_the_goal_asks():
    twice = Goal((must(WELD), replace(must(WELD), weight=1), must(READ)), HOME)
    route = routes(person=UNKNOWN_SKILLS, goal=twice, offers=[]).routes[0]
    assert (route.doubts, route.steps[0].meets) == ((Doubt.ANSWER_YES,), (0, 1))


def test_an_unknown_demand_of_an_offer_is_taken_for_granted_after_asking():
    education = Requirement(RequirementKind.EDUCATION, (CLIMB,), Polarity.MUST, 5)
    silent = replace(PERSON, sections=COMPLETE | {Section.EDUCATION: SectionState.NOT_ASKED})
    route = only(person=silent, offers=[offer(demands=(education,), apply_by=TODAY + 7)])
    assert [(s.kind, s.meets) for s in route.steps] == [(ASK, ()), (TRAINING, (1,))]
    assert route.doubts == (Doubt.ANSWER_YES,)


def test_a_demand_is_met_by_an_offer_before():
    first = offer(id="b", grants=can(CUT), starts=TODAY + 1, ends=TODAY + 9, apply_by=None)
    route = only(offers=[offer(demands=(must(CUT),)), first])
    assert route.offers == ("b", "a")
    assert [s.meets for s in route.steps] == [(), (1,)]
    assert route.doubts == (Doubt.DEADLINE_UNKNOWN,)


def test_two_programmes_that_demand_each_other_are_both_unusable():
    one = offer(id="b", grants=can(WELD, CUT), demands=(must(PAINT),))
    other = offer(id="c", grants=can(PAINT), demands=(must(CUT),), starts=TODAY + 30, ends=TODAY + 31)
    found = routes(offers=[one, other])
    assert (found.routes, found.stopped.requirements) == ((), (1,))


def test_a_chain_longer_than_four_steps_is_no_route_and_dates_stop_without_a_requirement():
    skills = [WELD, CUT, PAINT, DRIVE, CLIMB]
    chain = [
        offer(
            id=f"{i}",
            grants=can(s),
            demands=tuple(must(d) for d in skills[i + 1 : i + 2]),
            starts=None,
            ends=None,
            days=5,
        )
        for i, s in enumerate(skills)
    ]
    assert only(offers=chain[:4], person=replace(PERSON, claims=can(READ, CLIMB))).offers == ("3", "2", "1", "0")
    found = routes(offers=chain)
    assert (found.routes, found.stopped.requirements) == ((), ())


def test_no_step_that_serves_nothing():
    idle = offer(id="b", grants=can(PAINT), starts=None, ends=None, days=1, cost=0)
    assert only(offers=[COURSE, idle]).offers == ("a",)


PLACES_OF_PEOPLE = [
    (HOME, {}, (TRAINING,), ()),
    (None, {}, (TRAINING,), ()),
    (WORK, {"commute": (WORK,)}, (TRAINING,), ()),
    (WORK, {"willing_to_move": Answer.YES}, (TRAINING, MOVE), ()),
    (WORK, {"willing_to_move": Answer.YES, "municipality": WORK, "commute": (HOME,)}, (TRAINING,), ()),
    (WORK, {"commute": None, "sections": {}}, (ASK, TRAINING), (Doubt.REACH,)),
]


@pytest.mark.parametrize(("place", "changes", "kinds", "doubts"), PLACES_OF_PEOPLE)
def test_the_way_to_work(place, changes, kinds, doubts):
    person = replace(PERSON, **changes)
    if "sections" in changes:
        person = replace(person, sections=COMPLETE | {Section.MOBILITY: SectionState.BEGUN})
    route = only(person=person, goal=replace(GOAL, place=place), offers=[offer(apply_by=TODAY + 7)])
    assert tuple(s.kind for s in route.steps) == kinds
    assert (route.moves, route.doubts) == (kinds.count(MOVE), doubts)


def test_a_place_of_work_known_to_be_out_of_reach_stops():
    found = routes(goal=replace(GOAL, place=WORK))
    assert (found.routes, found.stopped.requirements) == ((), ())


def test_a_move_takes_time_and_comes_last():
    route = only(person=replace(PERSON, willing_to_move=Answer.YES), goal=replace(GOAL, place=WORK))
    assert [(s.kind, s.starts, s.ends, s.place) for s in route.steps][1] == (MOVE, TODAY + 20, TODAY + 29, WORK)
    assert (route.ready, route.moves) == (TODAY + 30, 1)


ELSEWHERE = offer(place=AWAY, apply_by=TODAY + 7, starts=TODAY + 20, ends=TODAY + 29)
MOVES_FOR_COURSES = [
    (Answer.YES, COMPLETE, HOME, (MOVE, TRAINING, MOVE), ()),
    (Answer.YES, COMPLETE, AWAY, (MOVE, TRAINING), ()),
    (Answer.YES, COMPLETE, None, (MOVE, TRAINING), ()),
    (Answer.UNKNOWN, {}, None, (ASK, MOVE, TRAINING), (Doubt.MOVE_FOR_COURSE,)),
    (Answer.UNKNOWN, {}, HOME, (ASK, MOVE, TRAINING, MOVE), (Doubt.REACH, Doubt.MOVE_FOR_COURSE)),
]


@pytest.mark.parametrize(("willing", "mobility", "place", "kinds", "doubts"), MOVES_FOR_COURSES)
def test_a_course_elsewhere_takes_a_move(willing, mobility, place, kinds, doubts):
    sections = COMPLETE if mobility else COMPLETE | {Section.MOBILITY: SectionState.BEGUN}
    person = replace(PERSON, willing_to_move=willing, sections=sections)
    route = only(person=person, goal=replace(GOAL, place=place), offers=[ELSEWHERE])
    assert tuple(s.kind for s in route.steps) == kinds
    assert (route.moves, route.doubts) == (kinds.count(MOVE), doubts)


@pytest.mark.parametrize("answer", [Answer.NO, Answer.UNKNOWN])
def test_who_has_told_all_and_not_that_they_would_move_does_not(answer):
    assert routes(person=replace(PERSON, willing_to_move=answer), offers=[ELSEWHERE]).routes == ()


def test_an_age_nobody_knows_is_asked_for_and_one_too_low_stops():
    asks = replace(GOAL, asks_legal_age=True)
    unknown = only(
        person=replace(PERSON, meets_legal_age=Answer.UNKNOWN), goal=asks, offers=[offer(apply_by=TODAY + 9)]
    )
    assert (unknown.steps[0].kind, unknown.doubts) == (ASK, (Doubt.LEGAL_AGE,))
    found = routes(person=replace(PERSON, meets_legal_age=Answer.NO), goal=asks)
    assert (found.routes, found.stopped.requirements) == ((), ())


def test_of_whom_nothing_is_known_there_is_neither_a_route_nor_a_stop():
    found = routes(person=PersonProfile("p", HOME))
    assert (found.routes, found.stopped) == ((), None)


def test_of_equal_keys_fewer_steps_then_the_later_first_day_then_the_id_stand():
    equal = offer(id="b")
    shorter = offer(id="c", starts=TODAY + 12)
    assert only(offers=[COURSE, equal]).offers == ("a",)
    assert only(offers=[COURSE, equal, shorter]).offers == ("c",)


def test_five_routes_at_most_the_earliest_first():
    many = [offer(id=f"{i}", starts=TODAY + 10 + i, ends=TODAY + 20 + i, cost=900 - 100 * i) for i in range(7)]
    assert [r.offers for r in routes(offers=many).routes] == [("0",), ("1",), ("2",), ("3",), ("4",)]


def test_five_stay_five_where_asking_beats_one_that_needs_none():
    silent = replace(PERSON, sections=COMPLETE | {Section.EDUCATION: SectionState.NOT_ASKED})
    demand = Requirement(RequirementKind.EDUCATION, (CLIMB,), Polarity.MUST, 5)
    many = [
        offer(id=f"{i}", starts=TODAY + 10 + i, ends=TODAY + 20 + i, cost=900 - 100 * i, apply_by=None)
        for i in range(8)
    ]
    quick = offer(id="q", demands=(demand,), starts=TODAY + 8, ends=TODAY + 9, cost=650, apply_by=TODAY + 7)
    found = routes(person=silent, offers=[*many, quick])
    assert [r.offers for r in found.routes] == [("q",), ("3",), ("4",), ("5",), ("6",)]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: RouteParameters("v", 0, 1),
        lambda: RouteParameters("v", 1, 0),
        lambda: offer(place=-1),
        lambda: offer(ends=TODAY),
        lambda: offer(seats_left=-1),
        lambda: routes(offers=[COURSE, COURSE]),
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError):
        wrong()


def test_who_moves_while_waiting_for_a_course_is_not_late():
    """Both courses at home leave time to move before the one at work: the cheaper way is the first of all."""
    person = replace(PERSON, willing_to_move=Answer.YES)
    goal = Goal((must(READ), must(WELD), must(CUT)), WORK)
    quick = offer(
        id="quick", programme="cutting", grants=can(CUT), starts=TODAY + 1, ends=TODAY + 3, apply_by=TODAY, cost=109
    )
    cheap = replace(quick, id="cheap", ends=TODAY + 8, cost=52)
    late = offer(starts=TODAY + 30, ends=TODAY + 39, place=WORK)
    region = Region(GRAPH, goal, (person,), {}, (quick, cheap, late), RouteParameters("test", 7, 10))
    [one] = region.for_need(first_routes_for_need).people
    assert one.routes == region.reference.routes(region.traveller(person)).routes[:1]
    assert (one.routes[0].offers, one.routes[0].cost) == (("cheap", "a"), 152)

"""The compiled search at the ends of what it may be asked: largest needs, crowds alike, nobody, other graphs."""

from dataclasses import replace
from functools import cache
from random import Random

import numpy as np
import pytest

from kompetensnav.engine.matching.index import Index, find, find_near
from kompetensnav.engine.matching.need import CompiledNeed, Requirement
from kompetensnav.engine.matching.parameters import LARGEST_NEED
from kompetensnav.engine.matching.query import prepare
from kompetensnav.engine.matching.removal import without
from kompetensnav.engine.matching.search import Searcher, search, search_near
from kompetensnav.engine.matching.shard import Shard
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Claim, PersonProfile, Places, Supply
from kompetensnav.engine.matching.terms import (
    Answer,
    Condition,
    Evidence,
    Polarity,
    RequirementKind,
    Section,
    SectionState,
    grade,
)
from kompetensnav.engine.taxonomy.kinds import Kind, Relation
from tests.engine.matching.matching_worlds import (
    PARAMETERS,
    PLACES,
    World,
    crowd,
    found_in,
    found_of,
    graph_of,
    laid_out,
    near_in,
    need_in,
    unexplained,
)

ALL_SECTIONS = dict.fromkeys(Section, SectionState.COMPLETE)
KINDS = (
    [(RequirementKind.SKILL, Kind.SKILL)] * 560
    + [(RequirementKind.OCCUPATION, Kind.OCCUPATION)] * 10
    + [(RequirementKind.LANGUAGE, Kind.LANGUAGE)] * 10
    + [(RequirementKind.DRIVING_LICENCE, Kind.DRIVING_LICENCE)] * 10
    + [(RequirementKind.EDUCATION, Kind.EDUCATION_LEVEL)] * 10
)


@cache
def wide_graph():
    """600 concepts; some skills stand above others, so that one claim speaks for several requirements."""
    kinds = {f"c{i:03}": kind for i, (_, kind) in enumerate(KINDS)}
    return graph_of(kinds, [(f"c{i:03}", Relation.BROADER, f"c{i - 1:03}") for i in range(1, 560) if i % 4])


def asking(concepts, weight=10, polarity=Polarity.MERIT, place=None):
    graph = wide_graph()
    found = [(KINDS[i][0], graph.find(f"c{i:03}")) for i in concepts]
    return CompiledNeed(tuple(Requirement(kind, (c,), polarity, weight) for kind, c in found), place)


def claiming(name, concepts, sections=None, evidence=Evidence.VERIFIED):
    graph = wide_graph()
    made = tuple(Claim(graph.find(f"c{i:03}"), None, evidence) for i in concepts)
    return PersonProfile(name, 0, (), Answer.NO, made, sections or {}, Answer.YES)


def same_as_matched(world, ks=(1, 1000), layout=(4_096, 65_536)):
    """What a search of the world finds, once it has been compared with the explained match."""
    with laid_out(layout):
        searcher = world.searcher()
    for k in ks:
        found = found_in([searcher], world.query(), k)
        assert found == found_of(world.match(k), world.need)
    for condition in Condition:
        near = near_in([searcher], world.query(), condition, ks[-1])
        assert near == unexplained(world.near_misses(condition, ks[-1]), world.need)
    return found


# Every concept once in the needs below; 65 of them over five sections.
ACROSS = [*range(0, 100, 4), *range(560, 600)]


@pytest.mark.parametrize("concepts", [range(60), range(65), ACROSS], ids=["60", "65", "65 over five sections"])
@pytest.mark.parametrize("polarity", Polarity)
def test_the_largest_needs_fill_the_sums_and_no_more(concepts, polarity):
    need = asking(concepts, polarity=polarity)
    whole = 1_000 * len(need.requirements)
    people = (
        claiming("all-complete", concepts, ALL_SECTIONS),
        claiming("all-open", concepts),
        claiming("all-half", concepts, dict.fromkeys((Section.SKILL, Section.LANGUAGE), SectionState.COMPLETE)),
        claiming("all-but-one", list(concepts)[:-1], ALL_SECTIONS),
        claiming("none-complete", [], ALL_SECTIONS),
        claiming("none-half", [], {Section.SKILL: SectionState.COMPLETE}),
        claiming("blank", []),
    )
    found = same_as_matched(World(wide_graph(), people, need, PLACES))
    assert {(row.lo, row.hi, row.known) for row in found.ranked if row.person != "all-but-one"} == {
        (whole, whole, need.weight)
    }
    assert [row.person for row in found.ranked[:3]] == ["all-complete", "all-half", "all-open"]
    assert ("blank", 0, whole, 0, None) in found.ask_first


def test_one_requirement_too_many_is_refused():
    with pytest.raises(ValueError, match=f"{LARGEST_NEED + 1} requirements; at most {LARGEST_NEED}"):
        asking(range(LARGEST_NEED + 1))


def test_more_requirements_than_the_parameters_allow_are_refused():
    fewer = Similarity(wide_graph(), replace(PARAMETERS, limit_requirements=5))
    prepare(asking(range(5)), fewer, PLACES)
    with pytest.raises(ValueError, match="6 requirements; at most 5"):
        prepare(asking(range(6)), fewer, PLACES)


@pytest.mark.parametrize("layout", [(4_096, 65_536), (1, 1)])
def test_a_person_with_five_hundred_claims(layout):
    random = Random(5)
    many = tuple(
        Claim(random.randrange(600), random.choice([None, *range(1, 7)]), random.choice(list(Evidence)))
        for _ in range(700)
    )
    people = [
        PersonProfile("many", 1, None, Answer.YES, many, {}, Answer.YES),
        PersonProfile("many-complete", 0, (), Answer.NO, many, ALL_SECTIONS, Answer.YES),
        *(claiming(f"few-{i}", random.sample(range(600), 3)) for i in range(20)),
    ]
    assert len(set(many)) > 500
    world = World(wide_graph(), tuple(people), asking(range(0, 600, 10), weight=7, place=0))
    found = same_as_matched(world, layout=layout)
    assert {row.person for row in found.ranked[:2]} == {"many", "many-complete"}


def moved(world, **answers):
    return replace(world, people=tuple(replace(p, **answers) for p in world.people))


@pytest.mark.parametrize("layout", [(4_096, 65_536), (100, 128)])
def test_a_municipality_with_everybody_in_it_and_one_with_nobody(layout):
    stay = {"municipality": 0, "commute": (), "willing_to_move": Answer.NO}
    world = replace(moved(crowd(21, 500), **stay), places=PLACES)
    there, elsewhere = (replace(world, need=replace(world.need, municipality=place)) for place in (0, 1))
    found = same_as_matched(there, layout=layout)
    assert found.ranked
    assert found.counts.removed[Condition.REACH] == 0
    found = same_as_matched(elsewhere, layout=layout)
    assert found.counts.kept == 0
    assert found.ranked == found.ask_first == ()
    with laid_out(layout):
        index = elsewhere.index()
    assert len(find_near(elsewhere.query(), index, Condition.REACH, 5)) == 5


def test_homes_that_nobody_knows_reach_every_place_from_no_distance():
    world = moved(replace(crowd(22, 300), places=PLACES), municipality=None, commute=None)
    found = same_as_matched(replace(world, need=replace(world.need, municipality=2)), layout=(10, 128))
    assert found.counts.removed[Condition.REACH] == 0
    assert {row.distance_km for row in found.ranked} == {None}


def test_everybody_commutes_everywhere():
    away = {"municipality": 0, "commute": (0, 1, 2), "willing_to_move": Answer.NO}
    world = moved(replace(crowd(23, 300), places=PLACES), **away)
    for place in range(3):
        found = same_as_matched(replace(world, need=replace(world.need, municipality=place)), layout=(1, 128))
        assert found.counts.removed[Condition.REACH] == 0
        assert {row.distance_km for row in found.ranked} == {PLACES.distance_km[0, place]}


def alike(n, home, ids=None):
    """n people who have said and shown the very same, without profiles, which would take long to make."""
    return Supply(
        n_concepts=600,
        ids=ids or tuple(f"p{i:06}" for i in range(n)),
        home=np.full(n, home, np.int32),
        willing_to_move=np.full(n, Answer.NO, np.uint8),
        meets_legal_age=np.full(n, Answer.YES, np.uint8),
        commute_known=np.ones(n, np.bool_),
        commute_start=np.zeros(1, np.int64),
        commuters=np.zeros(0, np.int32),
        sections=np.zeros((n, 7), np.uint8),
        claim_start=np.arange(n + 1, dtype=np.int64),
        claim_concept=np.full(n, 5, np.int32),
        claim_grade=np.full(n, grade(None, Evidence.CLAIMED), np.uint8),
    )


@pytest.mark.parametrize("home", [0, -1], ids=["in one place", "nobody knows where"])
def test_more_people_alike_than_a_partition_holds_stand_in_the_order_of_their_ids(home):
    supply = alike(70_000, home)
    index = Index.of(supply, PLACES)
    assert index.base.shard.size.tolist() == [65_536, 4_464]
    similarity = Similarity(wide_graph(), PARAMETERS)
    for concept in (5, 100):  # one that all have, one that none has
        asked = Requirement(RequirementKind.SKILL, (concept,), Polarity.MERIT, 10)
        query = prepare(CompiledNeed((asked,), 0), similarity, PLACES)
        for k in (3, 66_000):
            found = find(query, index, k)
            listed = found.ranked if concept == 5 else found.ask_first
            assert [row.person for row in listed] == list(supply.ids[:k])
            assert len({row[1:] for row in listed}) == 1
            assert found.counts.kept == len(supply) == len(index)
            assert (found.ask_first if concept == 5 else found.ranked) == ()


@pytest.mark.parametrize("best", [0, 127, 128, 65_535, 65_536, 69_999])
def test_the_one_who_differs_among_many_alike_is_found_wherever_they_stand(best):
    supply = alike(70_000, 0)
    grades = supply.claim_grade.copy()
    grades[best] = grade(None, Evidence.VERIFIED)
    index = Index.of(replace(supply, claim_grade=grades), PLACES)
    asked = Requirement(RequirementKind.SKILL, (5,), Polarity.MERIT, 10)
    query = prepare(CompiledNeed((asked,), 0), Similarity(wide_graph(), PARAMETERS), PLACES)
    first, second = find(query, index, 2).ranked
    assert (first.person, second.person) == (supply.ids[best], supply.ids[0 if best else 1])
    assert first.lo > second.lo


@pytest.mark.parametrize("k", [0, 299, 300, 301, 5_000])
def test_as_many_as_there_are_and_more(k):
    world = crowd(24, 300)
    for i in range(4):
        same_as_matched(replace(world, need=need_in(world, i, 3)), ks=(k,), layout=(20, 128))


@pytest.mark.parametrize("place", [None, 0])
@pytest.mark.parametrize("asks_legal_age", [False, True])
def test_a_need_without_requirements_lists_nobody_and_counts_all(place, asks_legal_age):
    world = replace(crowd(25, 200), need=CompiledNeed((), place, asks_legal_age))
    found = same_as_matched(world)
    assert found.ranked == found.ask_first == ()
    assert found.counts.without_evidence == found.counts.kept > 0
    assert sum(found.counts.removed) + found.counts.kept == 200


def test_nobody_to_search():
    found = same_as_matched(replace(crowd(26, 5), people=()))
    assert found.counts.total == found.counts.kept == 0


def test_everybody_leaves_and_comes_back():
    world = crowd(27, 200)
    ids, everybody = [p.id for p in world.people], world.supply()
    nobody = world.supply([])
    before = world.index()
    empty = before.with_changes(ids, nobody, world.places)
    assert find(world.query(), empty, 5) == find(world.query(), world.index([]), 5)
    assert len(empty) == 0
    back = empty.with_changes(ids, everybody, world.places)
    assert find(world.query(), back, 5) == find(world.query(), before, 5)
    written = Index(Searcher(without(before.base.shard, ids)))
    assert find(world.query(), written, 5) == find(world.query(), empty, 5)
    again = written.with_changes(ids, everybody, world.places)
    assert find(world.query(), again, 5) == find(world.query(), before, 5)


def test_a_concept_that_nobody_claims_counts_for_nobody():
    people = (claiming("a", [1], ALL_SECTIONS), claiming("b", [1]))
    found = same_as_matched(World(wide_graph(), people, asking([300], polarity=Polarity.MUST)))
    assert found.ranked == ()
    assert [row.person for row in found.ask_first] == ["b"]
    found = same_as_matched(World(wide_graph(), (claiming("a", []), claiming("b", [])), asking([300, 570])))
    assert found.counts.without_evidence == 2


def test_a_concept_outside_the_graph_is_refused():
    world = crowd(28, 3)
    outside = len(world.graph)
    asked = Requirement(RequirementKind.SKILL, (0, outside), Polarity.MUST, 3)
    with pytest.raises(ValueError, match=f"concept {outside} is not in the graph"):
        world.query(CompiledNeed((asked,)))
    with pytest.raises(ValueError, match=f"claims concept {outside}, outside the graph"):
        world.supply([PersonProfile("a", claims=(Claim(outside),))])


def test_a_query_for_another_graph_is_refused():
    """What a process with a new taxonomy meets until it has laid out its people anew."""
    small = replace(crowd(29, 20), places=PLACES)
    small = replace(small, need=replace(need_in(small, 1, 6), municipality=None))
    large = World(wide_graph(), (claiming("a", [1]),), asking([1, 570, 575, 580], polarity=Polarity.MUST))
    for searcher, query in ((small.searcher(), large.query()), (large.searcher(), small.query())):
        with pytest.raises(ValueError, match="indexed for another graph"):
            search(query, searcher, 3)
        for condition in Condition:
            with pytest.raises(ValueError, match="indexed for another graph"):
                search_near(query, searcher, condition, 3)


def test_changes_for_another_graph_are_refused():
    world = crowd(30, 20)
    other = Supply.of([PersonProfile("new")], len(world.graph) + 1)
    mixed = world.index().with_changes(["p"], world.supply([]), world.places)
    with pytest.raises(ValueError, match="different graphs"):
        mixed.with_changes(["new"], other, world.places)
    with pytest.raises(ValueError, match="another graph"):
        find(world.query(), world.index().with_changes(["new"], other, world.places), 3)


@pytest.mark.parametrize(
    "person", [PersonProfile("a", municipality=3), PersonProfile("a", 0, commute=(1, 3))], ids=["home", "commute"]
)
def test_a_place_that_does_not_exist_is_refused(person):
    with pytest.raises(ValueError, match="lies outside the places"):
        Shard.of(Supply.of([person], 3), PLACES)


def test_a_need_in_a_place_that_does_not_exist_is_refused():
    world = crowd(31, 3)
    with pytest.raises(ValueError, match="place of the need lies outside"):
        world.query(replace(world.need, municipality=len(world.places)))


def test_a_negative_number_of_people_is_refused():
    world = crowd(32, 3)
    with pytest.raises(ValueError, match="negative"):
        found_in([world.searcher()], world.query(), -1)
    with pytest.raises(ValueError, match="negative"):
        near_in([world.searcher()], world.query(), Condition.REACH, -1)


def test_ids_of_every_length_and_alphabet_sort_as_text_does():
    names = ["", "a", "aa", "Z", "å", "ä" * 40, "p-k7w3qd5a", "\U0001f600", "\uffff", "0" * 200, "z"]
    people = tuple(claiming(name, [1]) for name in names)
    found = same_as_matched(World(wide_graph(), people, asking([1])))
    assert [row.person for row in found.ranked] == sorted(names)
    index = Index.of(Supply.of(people, 600), PLACES).with_changes(["ä" * 40, "å"], Supply.of([], 600), PLACES)
    remaining = find(prepare(asking([1]), Similarity(wide_graph(), PARAMETERS), PLACES), index, 20).ranked
    assert [row.person for row in remaining] == sorted(set(names) - {"ä" * 40, "å"})


@pytest.mark.parametrize(("least_hi", "most_lo"), [(100, 0), (1, 0), (100, 99), (50, 49), (51, 50)])
def test_thresholds_of_asking_at_their_ends(least_hi, most_lo):
    world = crowd(33, 600)
    for i in range(4):
        parameters = replace(world.parameters, ask_first_least_hi=least_hi, ask_first_most_lo=most_lo)
        same_as_matched(
            replace(world, parameters=parameters, need=need_in(world, i, 4)), ks=(5, 60), layout=(50, 128)
        )


def test_distances_that_tie_that_are_nought_and_that_are_far():
    km = np.array([[0, 0, 40_000, 7], [0, 0, 7, 7], [2**31 - 2, 1, 0, 0], [5, 5, 5, 5]], np.int32)
    world = replace(crowd(34, 400), places=Places(km, np.array([3, 3, 900, 0], np.int32)))
    people = [replace(p, municipality=Random(i).choice([None, 0, 1, 2, 3])) for i, p in enumerate(world.people)]
    same = [replace(people[0], id=p.id, municipality=p.municipality) if i % 2 else p for i, p in enumerate(people)]
    for place in range(4):
        need = replace(need_in(world, place, 2), municipality=place)
        found = same_as_matched(replace(world, people=tuple(same), need=need), ks=(50, 400), layout=(5, 128))
        assert len({row.distance_km for row in found.ranked}) > 1

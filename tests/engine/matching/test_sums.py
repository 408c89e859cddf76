"""The plain-sum mode, and concepts that most people claim, which are walked in another way than the rest."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from kompetensnav.engine.matching.conditions import conditions
from kompetensnav.engine.matching.degree import plain_sum, score
from kompetensnav.engine.matching.need import CompiledNeed, Requirement
from kompetensnav.engine.matching.sums import search_sums
from kompetensnav.engine.matching.supply import Claim, PersonProfile
from kompetensnav.engine.matching.terms import Evidence, Polarity, RequirementKind
from tests.engine.matching.matching_worlds import World, crowd, found_in, laid_out, need_in

LAYOUT = 3, 150  # several partitions, some full


def largest(world: World, need: CompiledNeed, k: int, filtered: bool) -> list[tuple[str, int]]:
    """By way of every person: the largest sums, ids rising where equal."""
    supply = world.supply()
    sums = plain_sum(need, supply, world.similarity)
    degrees = score(need, supply, world.similarity).degrees
    kept = ~np.any(conditions(need, supply, degrees, world.parameters).failing, axis=0) | (not filtered)
    rows = [(-total, person) for total, person, keep in zip(sums.tolist(), supply.ids, kept, strict=True) if keep]
    return [(person, -total) for total, person in sorted(rows) if total][:k]


@pytest.mark.parametrize("filtered", [True, False])
@pytest.mark.parametrize("seed", range(6))
def test_sums_are_those_of_every_person(seed: int, filtered: bool) -> None:
    world = crowd(seed, 400)
    with laid_out(LAYOUT):
        searcher = world.searcher()
    for number in range(5):
        need = need_in(world, number)
        for k in (1, 30, 1_000):
            assert search_sums(world.query(need), searcher, k, filtered) == largest(world, need, k, filtered)


def speaking(share: float, n_people: int) -> World:
    """A crowd in which this share claims one language, once each, at levels and with evidence of every kind."""
    world, random = crowd(7, n_people), Random(3)
    language = world.graph.find("l0")
    assert language is not None

    def person(old: PersonProfile) -> PersonProfile:
        once = {c.concept: c for c in old.claims if c.concept != language}.values()
        said = Claim(language, random.choice([None, 1, 3, 6]), random.choice(list(Evidence)))
        return replace(old, claims=(*once, *([said] if random.random() < share else [])))

    asked = Requirement(RequirementKind.LANGUAGE, (language,), Polarity.MERIT, 6, 4)
    skill = world.graph.find("s0")
    assert skill is not None
    beside = Requirement(RequirementKind.SKILL, (skill,), Polarity.MUST, 5, 2)
    return replace(world, people=tuple(map(person, world.people)), need=CompiledNeed((asked, beside), 0))


@pytest.mark.parametrize(("share", "popular"), [(0.9, 1), (0.2, 0)])
def test_what_most_people_claim_counts_as_what_few_do(share: float, popular: int) -> None:
    world = speaking(share, 300)
    with laid_out(LAYOUT):
        searcher = world.searcher()
    assert len(searcher.shard.popular_grades) == popular
    found = found_in([searcher], world.query(), 40)
    wanted = world.reference.match(world.people, 40)
    assert [r.person for r in found.ranked] == [j.id for j in wanted.ranked]
    assert [r.person for r in found.ask_first] == [j.id for j in wanted.ask_first]
    assert [r.lo for r in found.ranked] == [int((j.lo or 0) * world.need.scale) for j in wanted.ranked]
    sums = search_sums(world.query(), searcher, 40, filtered=True)
    assert sums == largest(world, world.need, 40, filtered=True)
    assert np.all(searcher.shard.popular >= -1)


def test_a_concept_claimed_twice_by_somebody_is_walked_claim_by_claim() -> None:
    world = speaking(1.0, 40)
    language = world.need.requirements[0].concepts[0]
    twice = replace(world.people[0], claims=(Claim(language, 6), Claim(language, 1, Evidence.VERIFIED)))
    world = replace(world, people=(twice, *world.people[1:]))
    searcher = world.searcher()
    assert len(searcher.shard.popular_grades) == 0
    found = found_in([searcher], world.query(), 40)
    assert [r.person for r in found.ranked] == [j.id for j in world.reference.match(world.people, 40).ranked]

"""The compiled search on the demo region equals brute force: real concepts, places and wording of needs."""

from dataclasses import replace

import pytest

from kompetensnav.apps.places.facts import distance_km, municipalities
from kompetensnav.demo import make, write
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Places
from kompetensnav.engine.matching.terms import Condition
from kompetensnav.integrations import people_file
from kompetensnav.integrations.adverts.read import municipality_problem, read
from kompetensnav.integrations.adverts.understand import AdvertReader
from tests.engine.matching.matching_worlds import (
    PARAMETERS,
    JudgingOnce,
    World,
    found_in,
    found_of,
    laid_out,
    near_in,
)
from tests.engine.matching.test_search import judged

PEOPLE, NEEDS = 400, 12


class Kept(Similarity):
    """The similarity of pairs, as brute force asks for it.

    That it equals asking every pair is shown on small graphs; over a real one that would take hours.
    """

    def of(self, wanted, claimed):
        return self.neighbours(wanted).get(claimed)


@pytest.fixture(scope="module")
def region(starter, tmp_path_factory):
    """People and needs of the demo region, read as the command line reads them."""
    folder = tmp_path_factory.mktemp("region")
    write(make(people=PEOPLE, seed=1, needs=NEEDS), folder)
    rows = people_file.parse((folder / "people.csv").read_text(), "people.csv", municipality_problem)
    places = {code: i for i, code in enumerate(municipalities())}
    people = people_file.resolve(rows, starter.linker, places).profiles
    reader = AdvertReader(starter, PARAMETERS)
    needs = [reader.understand(advert).read.need for advert in read(folder / "needs.json")]
    return World(starter.graph, people, needs[0], Places(distance_km())), needs


@pytest.mark.parametrize("layout", [(4_096, 65_536), (30, 128)])
def test_the_demo_region_is_searched_as_brute_force_would(region, layout):
    world, needs = region
    with laid_out(layout):
        searcher = world.searcher()
    similarity = Kept(world.graph, PARAMETERS)
    listed = 0
    for need in needs:
        asking = replace(world, need=need)
        reference = JudgingOnce(need, similarity, world.places, PARAMETERS)
        found, expected = found_in([searcher], asking.query(), 10), reference.match(world.people, 10)
        assert list(found.ranked) == [judged(j, need) for j in expected.ranked]
        assert list(found.ask_first) == [judged(j, need) for j in expected.ask_first]
        c = found.counts
        assert (c.total, c.removed, c.kept, c.ranked, c.ask_first, c.without_evidence) == expected.counts
        assert found == found_of(asking.match(10), need)
        for condition in Condition:
            near = reference.near_misses(world.people, condition, 5)
            assert list(near_in([searcher], asking.query(), condition, 5)) == [judged(j, need) for j in near]
            listed += len(near)
        listed += len(found.ranked)
    assert listed > len(needs)

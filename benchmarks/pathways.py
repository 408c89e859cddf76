"""Routes for needs and people beside the same search without grouping and beside brute force: prints tables.

    python benchmarks/pathways.py [--data FOLDER] [--needs N]

FOLDER holds the CSV files of ESCO; how the region is made stands at the head of pathways_data.py. *Ungrouped*
asks the same search for each person alone. Brute force is the reference of the tests, on a sample of people and
offers. Both must answer as the search of a need does, else the run ends. Times are of one core.
"""

import argparse
import sys
from pathlib import Path
from time import process_time

import numpy as np
from matching import ESCO, RESULTS
from matching_data import Market, read_market
from matching_report import machine, table
from pathways_data import TODAY, Region, make_region
from wrapped import wrapped

from kompetensnav.engine.matching.reference import Reference
from kompetensnav.engine.matching.reference_similarity import PairwiseSimilarity
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Places, Supply
from kompetensnav.engine.pathways.for_need import first_routes_for_need, routes_for_need
from kompetensnav.engine.pathways.offers import RouteParameters, Traveller
from kompetensnav.engine.pathways.reference import ReferenceRoutes
from kompetensnav.engine.pathways.search import routes_for_person
from kompetensnav.runtime.parameters import load

SIZES = ((1_000, 500), (1_000, 2_000), (10_000, 500), (10_000, 2_000))
PARAMETERS = RouteParameters("benchmark", 7, 60)
ALONE, SAMPLE_PEOPLE, SAMPLE_OFFERS = 20, 2, 3
HEAD = ["people", "intakes", "need, first routes, median s", "p95 s", "need, all routes, median s", "p95 s"]
HEAD += ["with routes", "person, median ms", "p95 ms", "ungrouped x"]


def measure(market: Market, people: int, intakes: int, n_needs: int) -> list[str]:
    """One row: whole needs, and people one by one."""
    region = make_region(market, people, intakes, n_needs)
    similarity, supply = Similarity(market.graph, load()), Supply.of(region.people, len(market.graph))
    first, whole, alone, reached = [], [], [], []
    for goal in [region.goals[0], *region.goals]:  # the first once more: it compiles and warms up
        at = process_time()
        asked = goal, supply, region.free_from, region.offers, similarity, PARAMETERS, TODAY
        quick = first_routes_for_need(*asked)
        first.append(process_time() - at)
        at = process_time()
        found = routes_for_need(*asked)
        whole.append(process_time() - at)
        if [p.routes[:1] for p in found.people] != [p.routes for p in quick.people]:
            sys.exit("the first route alone is another than the first of all")
        reached.append(len(found.people))
        for person in found.people[:: max(1, len(found.people) // ALONE)]:
            profile = next(p for p in region.people if p.id == person.person)
            traveller = Traveller(profile, region.free_from.get(profile.id, TODAY))
            at = process_time()
            one = routes_for_person(traveller, goal, region.offers, similarity, PARAMETERS, TODAY)
            alone.append(process_time() - at)
            if one != person:
                sys.exit("a person alone gets other routes than with everybody")
    times, ones = np.array(whole[1:]), 1000 * np.array(alone)
    row = [f"{people:,}", f"{intakes:,}"]
    row += [f"{value:.2f}" for of in (first[1:], times) for value in (np.median(of), np.percentile(of, 95))]
    row += [f"{np.mean(reached[1:]):,.0f}", f"{np.median(ones):.0f}", f"{np.percentile(ones, 95):.0f}"]
    return [*row, f"{np.mean(ones) * people / 1000 / np.mean(times):,.0f}"]


def against_reference(market: Market) -> str:
    """Brute force on a few people and offers, answers equal."""
    region = make_region(market, 1_000, 500, 1)
    similarity = Similarity(market.graph, load())
    slow = quick = 0.0
    for goal in region.goals:
        offers = sorted(region.offers, key=lambda o: -_speaks(goal, o, region))[:SAMPLE_OFFERS]
        judge = Reference(
            goal.as_need,
            PairwiseSimilarity(market.graph, load()),
            Places(np.zeros((14, 14), np.int32)),
            load(),
        )
        reference = ReferenceRoutes(goal, offers, judge, PARAMETERS, TODAY)
        for profile in region.people[:SAMPLE_PEOPLE]:
            traveller = Traveller(profile, region.free_from.get(profile.id, TODAY))
            at = process_time()
            wanted = reference.routes(traveller)
            slow += process_time() - at
            at = process_time()
            found = routes_for_person(traveller, goal, offers, similarity, PARAMETERS, TODAY)
            quick += process_time() - at
            if found != wanted:
                sys.exit("brute force answers otherwise")
    n = len(region.goals) * SAMPLE_PEOPLE
    return (
        f"Brute force, {n} people and {SAMPLE_OFFERS} offers: {1000 * slow / n:,.0f} ms a person; the search "
        f"{1000 * quick / n:,.1f} ms; answers equal."
    )


def _speaks(goal, offer, region: Region) -> int:
    """How many concepts of the goal an offer gives."""
    wanted = {c for r in goal.requirements for c in r.concepts}
    return len(wanted.intersection(claim.concept for claim in offer.grants))


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--data", type=Path, default=ESCO)
    reader.add_argument("--needs", type=int, default=20)
    options = reader.parse_args()
    if not options.data.exists():
        sys.exit(
            "The data is made from ESCO's CSV files (v1.1.1, English), which are absent: name them with --data."
        )
    market = read_market(options.data)
    rows = []
    for people, intakes in SIZES:
        rows.append(measure(market, people, intakes, options.needs))
        print("  ".join(rows[-1]), file=sys.stderr, flush=True)
    parts = [
        "# Routes",
        f"{machine()}; one thread, {options.needs} needs; how the region is made: `benchmarks/pathways_data.py`.",
        table(HEAD, rows),
        "*First routes*: the first route of everybody, what the page of a need rests on; other routes are searched "
        "for those listed. *Ungrouped x*: the same search for each person alone, times the time of all routes of "
        "the need, from a sample of those with routes, whose answers must be equal.",
        against_reference(market),
        "Targets: a need over 10,000 people and 2,000 intakes under 2 s; a person under 200 ms.",
    ]
    text = "\n\n".join(parts) + "\n"
    (RESULTS / "pathways.md").write_text(wrapped(text))
    print(text)


if __name__ == "__main__":
    main()

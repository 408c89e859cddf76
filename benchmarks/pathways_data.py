"""A region with a catalogue for the benchmark of routes, drawn with a fixed seed over the people of matching_data.

People live in 14 municipalities of very unequal size; a fifth commute to one other, 12 % are willing to move,
of 3 % it is not known; three in ten become free within four months, on a Monday. A programme leads to an
occupation (the same Zipf as needs) and has about ten intakes over two years, or can be begun any day. Of ten
programmes six are training that gives the occupation, its essential skills and half of the others, and demand
Swedish (half of them), a driving licence or another occupation; two validate the skills of those who have the
occupation; one is a step of Swedish that demands the step before; one is a driving licence. A tenth each of
seats, deadlines and costs is not known, a fifth of what programmes give is not confirmed. Needs are for
occupations that some programme trains for: the others end early.
"""

from dataclasses import dataclass, replace

import numpy as np
from matching_data import Market, as_profiles, draw_skills, make_needs, make_people, make_places

from kompetensnav.engine.matching.need import CompiledNeed, Requirement
from kompetensnav.engine.matching.supply import Claim, PersonProfile
from kompetensnav.engine.matching.terms import Evidence, Polarity, RequirementKind
from kompetensnav.engine.pathways.offers import Goal, Offer
from kompetensnav.engine.pathways.terms import OnSite, StepKind

MUNICIPALITIES = 14
TODAY = 740_000
INTAKES_A_PROGRAMME = 10
TWO_YEARS = 730
SITES = (OnSite.ALL, OnSite.WEEKS, OnSite.NONE, OnSite.UNKNOWN)


@dataclass(frozen=True)
class Region:
    """People, when they are free, and needs."""

    people: list[PersonProfile]
    free_from: dict[str, int]
    goals: list[Goal]
    offers: list[Offer]


@dataclass(frozen=True)
class Programme:
    """What all intakes of a programme share; ``days`` it takes."""

    id: str
    kind: StepKind
    grants: tuple[Claim, ...]
    demands: tuple[Requirement, ...]
    days: int
    any_day: bool
    on_site: OnSite
    cost: int | None
    confirmed: bool


def make_region(market: Market, people: int, intakes: int, needs: int, seed: int = 1) -> Region:
    """The same for the same numbers."""
    rng = np.random.default_rng([seed, people, intakes])
    trained, programmes = make_programmes(market, rng, max(1, intakes // INTAKES_A_PROGRAMME))
    offers = [make_intake(rng, programmes[i % len(programmes)], i) for i in range(intakes)]
    crowd = as_profiles(make_people(market, make_places(), people, seed))
    living = [
        replace(
            p,
            municipality=(p.municipality or 0) % MUNICIPALITIES,
            commute=None if p.commute is None else tuple(c % MUNICIPALITIES for c in p.commute),
        )
        for p in crowd
    ]
    later = {p.id: TODAY + 7 * int(rng.integers(1, 18)) for p in living if rng.random() < 0.3}
    return Region(living, later, make_goals(market, trained, needs, seed), offers)


def make_goals(market: Market, trained: set[int], n: int, seed: int) -> list[Goal]:
    """Needs for occupations that some programme trains for."""
    found: list[CompiledNeed] = []
    while len(found) < n:
        drawn = make_needs(market, 40 * n, seed)
        found += [need for need in drawn if need.requirements[0].concepts[0] in trained]
        seed += 1
    at_home = (replace_place(need) for need in found[:n])
    return [Goal.of_need(need) for need in at_home]


def replace_place(need: CompiledNeed) -> CompiledNeed:
    """The need at a place of the region."""
    return CompiledNeed(need.requirements, (need.municipality or 0) % MUNICIPALITIES)


def make_programmes(market: Market, rng: np.random.Generator, n: int) -> tuple[set[int], list[Programme]]:
    """n programmes, and the occupations that some of them train for."""
    occupations = rng.choice(len(market.occupations), n, p=market.occupation_share)
    trained: set[int] = set()
    programmes = []
    for i, occupation in enumerate(occupations.tolist()):
        form = i % 10
        if form < 6:
            trained.add(int(market.occupations[occupation]))
            programmes.append(_training(market, rng, f"p{i:04}", occupation))
        elif form < 8:
            programmes.append(_validation(market, rng, f"p{i:04}", int(occupations[i - 6])))
        elif form == 8:
            programmes.append(_language(market, rng, f"p{i:04}"))
        else:
            programmes.append(_licence(market, rng, f"p{i:04}"))
    return trained, programmes


def _programme(rng: np.random.Generator, name: str, kind: StepKind, days: int, any_day: bool = False) -> Programme:
    cost = None if rng.random() < 0.1 else int(rng.integers(5, 90)) * 1000
    on_site = SITES[rng.choice(4, p=[0.6, 0.2, 0.15, 0.05])]
    return Programme(name, kind, (), (), days, any_day, on_site, cost, bool(rng.random() < 0.8))


def _training(market: Market, rng: np.random.Generator, name: str, occupation: int) -> Programme:
    start, skill, essential = market.asked
    part = slice(int(start[occupation]), int(start[occupation + 1]))
    taught = skill[part][essential[part] | (rng.random(part.stop - part.start) < 0.5)]
    grants = [Claim(int(market.skills[s]), 4, Evidence.SHOWN) for s in taught.tolist()]
    grants.append(Claim(int(market.occupations[occupation]), None, Evidence.SHOWN))
    licence = int(market.licence_of[occupation])
    if licence >= 0:
        grants.append(Claim(int(market.legal[licence]), None, Evidence.SHOWN))
    demands = []
    if rng.random() < 0.5:
        demands.append(_asks(RequirementKind.LANGUAGE, market.languages[0], 3))
    if rng.random() < 0.2:
        demands.append(_asks(RequirementKind.DRIVING_LICENCE, market.driving[0]))
    if rng.random() < 0.15:
        other = rng.choice(len(market.occupations), p=market.occupation_share)
        demands.append(_asks(RequirementKind.OCCUPATION, market.occupations[other]))
    made = _programme(rng, name, StepKind.TRAINING, int(rng.integers(60, 400)))
    return replace(made, grants=tuple(grants), demands=tuple(demands))


def _validation(market: Market, rng: np.random.Generator, name: str, occupation: int) -> Programme:
    row = np.array([occupation])
    _, skills = draw_skills(rng, market, row, row, np.array([20]))
    grants = tuple(Claim(int(market.skills[s]), 3, Evidence.VERIFIED) for s in skills.tolist())
    made = _programme(rng, name, StepKind.VALIDATION, int(rng.integers(10, 40)), bool(rng.random() < 0.7))
    return replace(
        made, grants=grants, demands=(_asks(RequirementKind.OCCUPATION, market.occupations[occupation]),)
    )


def _language(market: Market, rng: np.random.Generator, name: str) -> Programme:
    level = int(rng.integers(1, 5))
    made = _programme(rng, name, StepKind.LANGUAGE, int(rng.integers(60, 150)), bool(rng.random() < 0.6))
    demands = (_asks(RequirementKind.LANGUAGE, market.languages[0], level - 1),) if level > 1 else ()
    return replace(
        made, grants=(Claim(int(market.languages[0]), level, Evidence.SHOWN),), demands=demands, confirmed=True
    )


def _licence(market: Market, rng: np.random.Generator, name: str) -> Programme:
    which = int(rng.integers(0, 3))
    made = _programme(rng, name, StepKind.TRAINING, int(rng.integers(20, 60)), bool(rng.random() < 0.5))
    demands = (_asks(RequirementKind.DRIVING_LICENCE, market.driving[which - 1]),) if which else ()
    return replace(made, grants=(Claim(int(market.driving[which]), None, Evidence.VERIFIED),), demands=demands)


def _asks(kind: RequirementKind, concept: int, level: int | None = None) -> Requirement:
    return Requirement(kind, (int(concept),), Polarity.MUST, 5, level)


def make_intake(rng: np.random.Generator, programme: Programme, number: int) -> Offer:
    """One intake of a programme somewhere in the region within two years."""
    start = TODAY + int(rng.integers(0, TWO_YEARS))
    share = 1 / np.arange(1, MUNICIPALITIES + 1)
    known = rng.random(3) >= 0.1
    return Offer(
        id=f"i{number:05}",
        programme=programme.id,
        kind=programme.kind,
        grants=programme.grants,
        demands=programme.demands,
        starts=None if programme.any_day else start,
        ends=None if programme.any_day else start + programme.days - 1,
        days=programme.days,
        apply_by=start - 30 if known[0] and not programme.any_day else None,
        place=int(rng.choice(MUNICIPALITIES, p=share / share.sum())),
        on_site=programme.on_site,
        seats_left=int(rng.integers(0, 25)) if known[1] else None,
        cost=programme.cost if known[2] else None,
        confirmed=programme.confirmed,
    )

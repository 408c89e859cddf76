"""People, places and needs for the benchmark of matching, made from ESCO with a fixed seed, column by column.

Which skills an occupation asks for, and what lies near what, is ESCO's own (read by the importer, so that the
product's similarity finds the neighbours). ESCO's four-digit ISCO groups stand in for SSYK's, which follow them;
languages and licences, which ESCO lacks, are added. The rest is drawn:

A person has an occupation and a second one (Zipf over occupations, so a few are crowded), claims mostly skills
their occupation asks for, essential ones three times as readily, some of the second occupation's and some that
everybody claims. Each place of work is one of 290 municipalities in 69 labour-market regions (Zipf population).
12 % are willing to move, 20 % commute to one other municipality, three in four of them within the region. 60 % have
completed every section; of the others' sections 40 % are complete. Mobility is settled for 97 %.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.need import CompiledNeed, Requirement
from kompetensnav.engine.matching.supply import Claim, PersonProfile, Places, Supply
from kompetensnav.engine.matching.terms import GRADES, Answer, Polarity, RequirementKind, Section, SectionState
from kompetensnav.engine.taxonomy.build import compose
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind, Relation
from kompetensnav.engine.taxonomy.records import ConceptRecord, Layer, RelationRecord
from kompetensnav.integrations.esco.parse import parse

MUNICIPALITIES, REGIONS = 290, 69
# Share of people who claim each: Swedish, English, then others; licence B, then the rest of the chain.
LANGUAGES = (0.92, 0.8, 0.08, 0.06, 0.06, 0.05, 0.04, 0.03, 0.03, 0.02, 0.02, 0.01)
DRIVING = (0.72, 0.07, 0.05, 0.04, 0.02, 0.02)
LEGAL, REGULATED = 12, 0.05  # legal licences; share of occupations that one is for
# Share of needs that must have each.
ASKED_LANGUAGES = (0.8, 0.25, 0.01, 0.01, 0.01)
ASKED_DRIVING = (0.3, 0.04, 0.02)
SKILLS_A_PERSON, SKILLS_A_NEED = 18.0, 8.8
LEVELS = (0.08, 0.2, 0.35, 0.27, 0.1)
EVIDENCE = (0.67, 0.23, 0.1)
BATCH = 50_000  # people drawn at a time, to bound memory

Ints = NDArray[np.int64]


class AskedSkills(NamedTuple):
    """The skills of each occupation: row o is ``skill[start[o]:start[o + 1]]``, numbers among the skills."""

    start: Ints
    skill: Ints
    essential: NDArray[np.bool_]


@dataclass(frozen=True)
class Market:
    """The graph, its concepts of each family, and how popular each occupation and skill is."""

    graph: TaxonomyGraph
    occupations: Ints
    skills: Ints
    languages: Ints
    driving: Ints
    legal: Ints
    asked: AskedSkills
    licence_of: Ints  # legal licence of each occupation, -1 for most
    occupation_share: NDArray[np.float64]
    skill_share: NDArray[np.float64]


@dataclass(frozen=True)
class Crowd:
    """n people, rising by number, which their ids spell; claims by person, concepts rising, as in ``Supply``.

    ``commute`` is the one other municipality or -1, ``settled`` whether all about mobility is known.
    """

    number: Ints
    home: NDArray[np.int32]
    commute: NDArray[np.int32]
    moves: NDArray[np.bool_]
    settled: NDArray[np.bool_]
    sections: NDArray[np.uint8]
    claim_start: Ints
    claim_concept: NDArray[np.int32]
    claim_grade: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.home)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(f"{i:08d}" for i in self.number.tolist())

    def take(self, rows: Ints) -> "Crowd":
        """Some of the people; rows rise."""
        counts = np.diff(self.claim_start)[rows]
        start = np.concatenate([[0], np.cumsum(counts)])
        claims = np.arange(start[-1]) + np.repeat(self.claim_start[rows] - start[:-1], counts)
        return Crowd(
            number=self.number[rows],
            home=self.home[rows],
            commute=self.commute[rows],
            moves=self.moves[rows],
            settled=self.settled[rows],
            sections=self.sections[rows],
            claim_start=start,
            claim_concept=self.claim_concept[claims],
            claim_grade=self.claim_grade[claims],
        )


def read_market(esco: Path) -> Market:
    """Read ESCO and add what it lacks. Labels are left out; matching never reads them."""
    layers = [Layer(layer.name, layer.concepts, [], layer.relations) for layer in parse(esco)]
    graph = compose("benchmark", [*layers, _additions(layers)]).graph
    occupations, skills = graph.of_kind(Kind.OCCUPATION), graph.of_kind(Kind.SKILL, Kind.KNOWLEDGE)
    asked = _asked_skills(graph, occupations, skills)
    rng = np.random.default_rng(99)
    used = np.bincount(asked.skill, minlength=len(skills))
    share = np.empty(len(skills))
    share[np.argsort(-used, kind="stable")] = zipf(len(skills), 1.0)
    regulated = rng.random(len(occupations)) < REGULATED
    return Market(
        graph=graph,
        occupations=occupations,
        skills=skills,
        languages=graph.of_kind(Kind.LANGUAGE),
        driving=graph.of_kind(Kind.DRIVING_LICENCE),
        legal=graph.of_kind(Kind.LEGAL_LICENCE),
        asked=asked,
        licence_of=np.where(regulated, rng.integers(0, LEGAL, len(occupations)), -1),
        occupation_share=rng.permutation(zipf(len(occupations), 0.95)),
        skill_share=share,
    )


def zipf(n: int, exponent: float, shift: float = 0.0) -> NDArray[np.float64]:
    """Probabilities falling as (rank + shift) ** -exponent."""
    p: NDArray[np.float64] = np.power(np.arange(1, n + 1) + shift, -exponent, dtype=np.float64)
    return p / float(p.sum())


def _additions(layers: list[Layer]) -> Layer:
    concepts = {c.id: c.kind for layer in layers for c in layer.concepts}
    relations = [
        RelationRecord(r.source, r.target.replace("isco:", "ssyk:"), Relation.BROADER)
        for layer in layers
        for r in layer.relations
        if r.relation is Relation.BROADER
        and concepts.get(r.source) is Kind.OCCUPATION
        and r.target.startswith("isco:")
        and len(r.target) == len("isco:1234")
    ]
    added = [ConceptRecord(g, Kind.OCCUPATION_GROUP, "ssyk") for g in sorted({r.target for r in relations})]
    families = (
        ("language", len(LANGUAGES), Kind.LANGUAGE),
        ("driving", len(DRIVING), Kind.DRIVING_LICENCE),
        ("legal", LEGAL, Kind.LEGAL_LICENCE),
    )
    added += [ConceptRecord(f"{name}:{i:02d}", kind, name) for name, n, kind in families for i in range(n)]
    chain = [
        RelationRecord(f"driving:{i + 1:02d}", f"driving:{i:02d}", Relation.BROADER)
        for i in range(len(DRIVING) - 1)
    ]
    return Layer("starter", added, relations=relations + chain)


def _asked_skills(graph: TaxonomyGraph, occupations: Ints, skills: Ints) -> AskedSkills:
    number = {int(c): i for i, c in enumerate(skills)}
    counts, skill, essential = [0], [], []
    for occupation in occupations.tolist():
        need = [number[c] for c in graph.targets(occupation, Relation.ESSENTIAL) if c in number]
        also = [number[c] for c in graph.targets(occupation, Relation.OPTIONAL) if c in number]
        skill += need + also
        essential += [True] * len(need) + [False] * len(also)
        counts.append(len(need) + len(also))
    return AskedSkills(np.cumsum(counts), np.array(skill), np.array(essential))


def make_places() -> Places:
    """Municipalities scattered about the centre of their region; kilometres by road."""
    rng = np.random.default_rng(3)
    drawn = rng.choice(REGIONS, MUNICIPALITIES - REGIONS, p=zipf(REGIONS, 1.1))
    region = np.concatenate([np.arange(REGIONS), drawn]).astype(np.int32)
    centre = rng.random((REGIONS, 2)) * [400, 1400]
    at = centre[region] + rng.normal(0, 20, (MUNICIPALITIES, 2))
    km = 1.3 * np.hypot(*(at[:, None] - at[None, :]).transpose(2, 0, 1))
    return Places(km.round().astype(np.int32), region)


def make_people(market: Market, places: Places, n: int, seed: int) -> Crowd:
    """n people; the same seed gives the same people."""
    rng = np.random.default_rng(seed)
    start, concept, grade = [np.zeros(1, np.int64)], [], []
    for first in range(0, n, BATCH):
        counts, concepts, grades = _claims(rng, market, min(BATCH, n - first))
        start.append(np.cumsum(counts) + start[-1][-1])
        concept.append(concepts)
        grade.append(grades)
    population = zipf(MUNICIPALITIES, 0.85, 1.5)
    home = rng.choice(MUNICIPALITIES, n, p=population).astype(np.int32)
    settled = rng.random(n) < 0.97
    moves = settled & (rng.random(n) < 0.12)
    commute = _commute(rng, places.region, home, population)
    commute[~settled] = -1
    return Crowd(
        number=np.arange(n),
        home=home,
        commute=commute,
        moves=moves,
        settled=settled,
        sections=_sections(rng, settled),
        claim_start=np.concatenate(start),
        claim_concept=np.concatenate(concept),
        claim_grade=np.concatenate(grade),
    )


def _commute(
    rng: np.random.Generator, region: NDArray[np.int32], home: NDArray[np.int32], population: NDArray[np.float64]
) -> NDArray[np.int32]:
    """One other municipality for a fifth of the people, -1 for the others."""
    n, answer = len(home), np.full(len(home), -1, np.int32)
    goes, near = rng.random(n) < 0.2, rng.random(n) < 0.75
    for r in range(REGIONS):
        members = np.flatnonzero(region == r)
        people = np.flatnonzero(goes & near & (region[home] == r))
        answer[people] = rng.choice(members, len(people), p=population[members] / population[members].sum())
    far = np.flatnonzero(goes & ~near)
    answer[far] = rng.choice(MUNICIPALITIES, len(far), p=population)
    return np.where(answer == home, -1, answer).astype(np.int32)


def _sections(rng: np.random.Generator, settled: NDArray[np.bool_]) -> NDArray[np.uint8]:
    n = len(settled)
    mixed = rng.choice(
        [SectionState.COMPLETE, SectionState.BEGUN, SectionState.NOT_ASKED], (n, 7), p=[0.4, 0.4, 0.2]
    )
    mixed[rng.random(n) < 0.6] = SectionState.COMPLETE
    mixed[:, Section.MOBILITY] = np.where(settled, SectionState.COMPLETE, SectionState.BEGUN)
    return mixed.astype(np.uint8)


def _claims(rng: np.random.Generator, market: Market, n: int) -> tuple[Ints, NDArray[np.int32], NDArray[np.uint8]]:
    """(claims a person, concept, grade) of a batch of people."""
    first, second = (rng.choice(len(market.occupations), n, p=market.occupation_share) for _ in range(2))
    wanted = np.clip(rng.gamma(4, SKILLS_A_PERSON / 4, n).round().astype(np.int64), 5, 40)
    person, skill = draw_skills(rng, market, first, second, wanted)
    rows = [(person, market.skills[skill], rng.choice(5, len(skill), p=LEVELS) + 1)]
    two = np.flatnonzero(rng.random(n) < 0.5)
    rows.append((np.arange(n), market.occupations[first], np.zeros(n, np.int64)))
    rows.append((two, market.occupations[second[two]], np.zeros(len(two), np.int64)))
    for i, share in enumerate(LANGUAGES):
        speaks = np.flatnonzero(rng.random(n) < share)
        rows.append(
            (speaks, np.full(len(speaks), market.languages[i]), rng.integers(3 if i < 2 else 1, 7, len(speaks)))
        )
    for i, share in enumerate(DRIVING):
        holds = np.flatnonzero(rng.random(n) < share)
        rows.append((holds, np.full(len(holds), market.driving[i]), np.zeros(len(holds), np.int64)))
    legal = np.flatnonzero((market.licence_of[first] >= 0) & (rng.random(n) < 0.9))
    rows.append((legal, market.legal[market.licence_of[first[legal]]], np.zeros(len(legal), np.int64)))
    person, concept, level = (np.concatenate(column) for column in zip(*rows, strict=True))
    evidence = rng.choice(3, len(person), p=EVIDENCE)
    # each concept once a person, persons and concepts rising
    _, kept = np.unique(person * len(market.graph) + concept, return_index=True)
    grade = (level * 3 + evidence)[kept].astype(np.uint8)
    return np.bincount(person[kept], minlength=n), concept[kept].astype(np.int32), grade


def draw_skills(
    rng: np.random.Generator, market: Market, first: Ints, second: Ints, wanted: Ints
) -> tuple[Ints, Ints]:
    """(row, skill), each once and rising: 70 % of the first occupation, 15 % of the second, the rest anybody's."""
    start, skill, essential = market.asked
    share = np.array([0.7, 0.15, 0.15])[:, None] * wanted
    of_first, of_second, of_all = share.round().astype(np.int64)
    degree = (start[1:] - start[:-1])[first]
    row = np.repeat(np.arange(len(first)), degree)
    rank = np.arange(len(row)) - np.repeat(np.cumsum(degree) - degree, degree)
    at = rank + np.repeat(start[first], degree)
    luck = rng.random(len(row)) / np.where(essential[at], 3.0, 1.0)  # below one: rows stay together when sorted
    chosen = np.argsort(row + luck)[rank < of_first[row]]
    lent = np.repeat(np.arange(len(first)), np.where((start[1:] - start[:-1])[second] > 0, of_second, 0))
    of = second[lent]
    taken = start[of] + (rng.random(len(lent)) * (start[of + 1] - start[of])).astype(np.int64)
    anybody = np.repeat(np.arange(len(first)), of_all)
    common = np.searchsorted(np.cumsum(market.skill_share), rng.random(len(anybody)) * (1 - 1e-9))
    rows = np.concatenate([row[chosen], lent, anybody])
    skills = np.concatenate([skill[at[chosen]], skill[taken], common])
    found = np.unique(rows * len(market.skills) + skills)
    return found // len(market.skills), found % len(market.skills)


def make_needs(market: Market, n: int, seed: int) -> list[CompiledNeed]:
    """n needs, each with an occupation, skills, languages and licences, at a municipality."""
    rng = np.random.default_rng(seed)
    occupation = rng.choice(len(market.occupations), n, p=market.occupation_share)
    wanted = np.clip(rng.gamma(5, SKILLS_A_NEED / 5, n).round().astype(np.int64), 3, 20)
    row, skill = draw_skills(rng, market, occupation, occupation, wanted)
    place = rng.choice(MUNICIPALITIES, n, p=zipf(MUNICIPALITIES, 0.85, 1.5))
    skills = [market.skills[skill[row == i]].tolist() for i in range(n)]
    return [
        CompiledNeed(tuple(_requirements(rng, market, o, s)), p)
        for o, s, p in zip(occupation.tolist(), skills, place.tolist(), strict=True)
    ]


def _requirements(
    rng: np.random.Generator, market: Market, occupation: int, skills: list[int]
) -> list[Requirement]:
    must, merit = Polarity.MUST, Polarity.MERIT
    asked = [Requirement(RequirementKind.OCCUPATION, (int(market.occupations[occupation]),), must, 10)]
    for concept in skills:
        required = rng.random() < 0.55
        weight = int(rng.integers(4, 9) if required else rng.integers(1, 4))
        level = int(rng.integers(2, 5)) if rng.random() < 1 / 3 else None
        polarity = must if required else merit
        asked.append(Requirement(RequirementKind.SKILL, (concept,), polarity, weight, level))
    for i, share in enumerate(ASKED_LANGUAGES):
        if rng.random() < share:
            level = int(rng.integers(2, 5))
            asked.append(Requirement(RequirementKind.LANGUAGE, (int(market.languages[i]),), must, 6, level))
    for i, share in enumerate(ASKED_DRIVING):
        if rng.random() < share:
            asked.append(Requirement(RequirementKind.DRIVING_LICENCE, (int(market.driving[i]),), must, 8))
    licence = int(market.licence_of[occupation])
    if licence >= 0:
        asked.append(Requirement(RequirementKind.LEGAL_LICENCE, (int(market.legal[licence]),), must, 8))
    return asked


def as_supply(crowd: Crowd, n_concepts: int) -> Supply:
    """The same people as the product keeps them."""
    willing = np.where(crowd.moves, Answer.YES, np.where(crowd.settled, Answer.NO, Answer.UNKNOWN))
    commuters = np.flatnonzero(crowd.commute >= 0)
    order = np.argsort(crowd.commute[commuters], kind="stable")
    start = np.zeros(MUNICIPALITIES + 1, np.int64)
    np.cumsum(np.bincount(crowd.commute[commuters], minlength=MUNICIPALITIES), out=start[1:])
    return Supply(
        n_concepts=n_concepts,
        ids=crowd.ids,
        home=crowd.home,
        willing_to_move=willing.astype(np.uint8),
        meets_legal_age=np.full(len(crowd), Answer.YES, np.uint8),
        commute_known=crowd.settled,
        commute_start=start,
        commuters=commuters[order].astype(np.int32),
        sections=crowd.sections,
        claim_start=crowd.claim_start,
        claim_concept=crowd.claim_concept,
        claim_grade=crowd.claim_grade,
    )


def as_profiles(crowd: Crowd) -> list[PersonProfile]:
    """The same people one by one, for the reference."""
    people = []
    for i, person in enumerate(crowd.ids):
        part = slice(int(crowd.claim_start[i]), int(crowd.claim_start[i + 1]))
        claims = zip(crowd.claim_concept[part].tolist(), crowd.claim_grade[part].tolist(), strict=True)
        settled, commute = bool(crowd.settled[i]), int(crowd.commute[i])
        people.append(
            PersonProfile(
                person,
                municipality=int(crowd.home[i]),
                commute=((commute,) if commute >= 0 else ()) if settled else None,
                willing_to_move=(Answer.YES if crowd.moves[i] else Answer.NO) if settled else Answer.UNKNOWN,
                claims=tuple(Claim(c, *GRADES[g]) for c, g in claims),
                sections={s: SectionState(int(crowd.sections[i, s])) for s in Section},
                meets_legal_age=Answer.YES,
            )
        )
    return people

"""Time of one match over 100,000 people, beside libraries that can only sum. Prints a table; tests nothing.

Data, made up with a fixed seed: 400 SSYK level-4 groups with 2,400 occupations, 6,600 skills in 440 skill groups,
12 languages, 8 driving licences in a chain, 20 legal licences. Each occupation asks for about 25 skills of a few
groups, popular skills more often (Zipf). A person has one or two occupations (Zipf over occupations, so a few are
crowded), most of whose skills they claim, plus common skills, languages and a driving licence: 17.6 claims on
average, a third of them shown or verified, levels 1-5. A need has an occupation, skills of that occupation, a
language and sometimes licences: 10.8 requirements on average, widened to their neighbours. 290 municipalities with
Zipf population; three people in five have completed their skills, one in ten is a newcomer without any claim.

The peers get the same claims and the same widened requirements as matrices of whole numbers (weight x similarity,
evidence) and return the 50 largest sums. Asked levels are left out there, since a product of matrices cannot cap.

Run: python benchmarks/bench_matching.py [people] [needs]
"""

import os
import platform
import sys
import time
from dataclasses import dataclass

import numpy as np
import scipy
import scipy.sparse as sp
import sparse_dot_topn

from kompetensnav.engine.matching.degree import plain_sum
from kompetensnav.engine.matching.match import assess, match, ranking
from kompetensnav.engine.matching.need import CompiledNeed, Requirement
from kompetensnav.engine.matching.rank import first_k
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Claim, PersonProfile, Places, Supply
from kompetensnav.engine.matching.terms import (
    Answer,
    Evidence,
    Polarity,
    RequirementKind,
    Section,
    SectionState,
)
from kompetensnav.engine.taxonomy.build import compose
from kompetensnav.engine.taxonomy.kinds import Kind, Relation
from kompetensnav.engine.taxonomy.records import ConceptRecord, Layer, RelationRecord
from kompetensnav.runtime.parameters import load

GROUPS, OCCUPATIONS, SKILL_GROUPS, SKILLS, PLACES, K = 400, 2400, 440, 6600, 290, 50
LANGUAGES, DRIVING, LEGAL = 12, 8, 20
EVIDENCE = tuple(Evidence)
MUST, MERIT = Polarity.MUST, Polarity.MERIT


def zipf(rng: np.random.Generator, n: int, exponent: float) -> np.ndarray:
    """Probabilities falling as rank ** -exponent, dealt to 0..n-1 at random."""
    p = np.arange(1, n + 1) ** -exponent
    return rng.permutation(p / p.sum())


@dataclass
class Taxonomy:
    """The graph, and concept numbers of each family; ``asked[o]`` are the skills occupation o asks for."""

    graph: object
    occupations: list[int]
    skills: list[int]
    languages: list[int]
    driving: list[int]
    legal: list[int]
    asked: list[np.ndarray]
    skill_share: np.ndarray


def taxonomy(rng: np.random.Generator) -> Taxonomy:
    kinds = {f"ssyk:{1000 + g}": Kind.OCCUPATION_GROUP for g in range(GROUPS)}
    names = {
        Kind.OCCUPATION: [f"occupation-{i}" for i in range(OCCUPATIONS)],
        Kind.SKILL_GROUP: [f"group-{i}" for i in range(SKILL_GROUPS)],
        Kind.SKILL: [f"skill-{i}" for i in range(SKILLS)],
        Kind.LANGUAGE: [f"language-{i}" for i in range(LANGUAGES)],
        Kind.DRIVING_LICENCE: [f"driving-{i}" for i in range(DRIVING)],
        Kind.LEGAL_LICENCE: [f"legal-{i}" for i in range(LEGAL)],
    }
    kinds |= {n: kind for kind, members in names.items() for n in members}
    share = zipf(rng, SKILLS, 0.9)
    rows = [
        RelationRecord(f"occupation-{o}", f"ssyk:{1000 + o % GROUPS}", Relation.BROADER) for o in range(OCCUPATIONS)
    ]
    rows += [RelationRecord(f"skill-{s}", f"group-{s % SKILL_GROUPS}", Relation.BROADER) for s in range(SKILLS)]
    rows += [RelationRecord(f"driving-{d + 1}", f"driving-{d}", Relation.BROADER) for d in range(DRIVING - 1)]
    asked = []
    for o in range(OCCUPATIONS):
        # Occupations of one SSYK group draw on the same twelve skill groups, so that their skills overlap.
        homes = (o % GROUPS * 7 + np.arange(12) * 31) % SKILL_GROUPS
        pool = np.flatnonzero(np.isin(np.arange(SKILLS) % SKILL_GROUPS, homes))
        own = rng.choice(pool, 20, replace=False, p=share[pool] / share[pool].sum())
        skills = np.union1d(own, rng.choice(SKILLS, 5, p=share))
        asked.append(skills)
        rows += [RelationRecord(f"occupation-{o}", f"skill-{s}", Relation.ESSENTIAL) for s in skills]
        near = int(rng.integers(OCCUPATIONS))
        if near != o:
            rows.append(RelationRecord(f"occupation-{o}", f"occupation-{near}", Relation.SUBSTITUTED_BY, 75))
    layer = Layer("synthetic", [ConceptRecord(i, k, "synthetic") for i, k in kinds.items()], relations=rows)
    graph = compose("synthetic-1", [layer]).graph
    number = {kind: [graph.find(n) for n in members] for kind, members in names.items()}
    families = (Kind.OCCUPATION, Kind.SKILL, Kind.LANGUAGE, Kind.DRIVING_LICENCE, Kind.LEGAL_LICENCE)
    return Taxonomy(graph, *(number[k] for k in families), asked, share)


def people(rng: np.random.Generator, t: Taxonomy, n: int) -> list[PersonProfile]:
    occupation = rng.choice(OCCUPATIONS, (n, 2), p=zipf(rng, OCCUPATIONS, 0.9))
    home = rng.choice(PLACES, n, p=zipf(rng, PLACES, 0.85))
    common = rng.choice(SKILLS, (n, 5), p=t.skill_share)
    share = np.clip(rng.beta(4, 3.9, n), 0.1, 1)
    return [_person(rng, t, i, occupation[i], int(home[i]), common[i], float(share[i])) for i in range(n)]


def _person(rng, t, i, occupations, home, common, share) -> PersonProfile:
    draw = rng.random(12)
    if draw[0] < 0.1:
        return PersonProfile(f"{i:07d}", municipality=home)
    first = t.asked[occupations[0]]
    skills = {*first[rng.random(len(first)) < share].tolist(), *common[: 1 + int(draw[1] * 5)].tolist()}
    concepts = [t.skills[s] for s in skills]
    levels = rng.integers(1, 6, len(concepts)).tolist()
    grades = rng.choice(3, len(concepts) + 6, p=[0.67, 0.23, 0.10]).tolist()
    claims = [Claim(c, level, EVIDENCE[g]) for c, level, g in zip(concepts, levels, grades, strict=False)]
    claims += [
        Claim(t.occupations[o], None, EVIDENCE[g])
        for o, g in zip(set(occupations.tolist()), grades[-6:], strict=False)
    ]
    claims.append(Claim(t.languages[0], 3 + int(draw[2] * 4), EVIDENCE[grades[-3]]))
    if draw[3] < 0.4:
        claims.append(Claim(t.languages[1 + int(draw[4] * 11)], 1 + int(draw[5] * 6), EVIDENCE[grades[-2]]))
    if draw[6] < 0.75:
        claims.append(Claim(t.driving[int(draw[7] ** 4 * DRIVING)], None, EVIDENCE[grades[-1]]))
    if draw[8] < 0.08:
        claims.append(Claim(t.legal[occupations[0] % LEGAL], None, Evidence.VERIFIED))
    done = SectionState.COMPLETE if draw[9] < 0.6 else SectionState.BEGUN
    sections = dict.fromkeys(Section, done) if draw[10] < 0.5 else {Section.SKILL: done}
    commute = tuple(sorted({(home + 1) % PLACES, (home + 2) % PLACES}))
    move = Answer(int(draw[11] * 3))
    return PersonProfile(f"{i:07d}", home, commute, move, tuple(claims), sections, Answer.YES)


def needs(rng: np.random.Generator, t: Taxonomy, n: int) -> list[CompiledNeed]:
    popular = zipf(rng, OCCUPATIONS, 0.9)
    return [_need(rng, t, int(rng.choice(OCCUPATIONS, p=popular))) for _ in range(n)]


def _need(rng: np.random.Generator, t: Taxonomy, occupation: int) -> CompiledNeed:
    skills = rng.permutation(t.asked[occupation])[: int(rng.integers(5, 14))]
    asked = [Requirement(RequirementKind.OCCUPATION, (t.occupations[occupation],), MUST, 10)]
    for i, s in enumerate(skills):
        must = i % 2 == 0
        level = int(rng.integers(2, 5)) if i % 3 == 0 else None
        asked.append(
            Requirement(RequirementKind.SKILL, (t.skills[s],), MUST if must else MERIT, 6 if must else 3, level)
        )
    if rng.random() < 0.7:
        asked.append(Requirement(RequirementKind.LANGUAGE, (t.languages[0],), MUST, 6, 3))
    if rng.random() < 0.4:
        asked.append(Requirement(RequirementKind.DRIVING_LICENCE, (t.driving[0],), MUST, 8))
    if rng.random() < 0.05:
        asked.append(Requirement(RequirementKind.LEGAL_LICENCE, (t.legal[occupation % LEGAL],), MUST, 8))
    return CompiledNeed(tuple(asked), int(rng.integers(PLACES)))


def matrices(all_needs, supply: Supply, similarity: Similarity) -> tuple[sp.csr_matrix, sp.csr_matrix]:
    """(needs, concepts) weight x similarity and (concepts, people) evidence, whole numbers in int64."""
    rows, columns, values = [], [], []
    for i, need in enumerate(all_needs):
        for r in need.requirements:
            concepts, likeness = similarity.reach(r.concepts)
            rows += [i] * len(concepts)
            columns += concepts.tolist()
            values += (likeness.astype(int) * r.weight).tolist()
    shape = (len(all_needs), supply.n_concepts)
    left = sp.csr_matrix((np.array(values, np.int64), (rows, columns)), shape=shape)
    evidence = np.array([85, 95, 100], np.int64)[supply.posting_grade % 3]
    right = sp.csr_matrix(
        (evidence, supply.posting_person, supply.posting_start), shape=(supply.n_concepts, len(supply))
    )
    return left, right


def timed(label: str, notes: str, calls) -> tuple[str, float, float, str]:
    times = []
    for call in calls:
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return label, float(np.median(times)), float(np.percentile(times, 95)), notes


def largest(sums: np.ndarray) -> np.ndarray:
    return first_k(np.flatnonzero(sums), [-sums], K)


def measure(all_needs, supply, similarity, places, parameters):
    """Rows of the table. Columns that engines keep between needs are warmed up before the clock runs."""

    def ours(need, known):
        return match(need, supply, known, places, parameters, K)

    def ranked_only(need):
        seen = assess(need, supply, similarity, places, parameters)
        return ranking(seen, seen.found.kept, K)

    empty = CompiledNeed(())
    ours(empty, similarity)
    fresh = [Similarity(similarity.graph, parameters) for _ in all_needs]
    yield timed(
        "match, nothing known of neighbours",
        "all of it",
        [lambda n=n, f=f: ours(n, f) for n, f in zip(all_needs, fresh, strict=True)],
    )
    left, right = matrices(all_needs, supply, similarity)
    rows = [left[i] for i in range(left.shape[0])]
    yield timed("match", "all of it", [lambda n=n: ours(n, similarity) for n in all_needs])
    yield timed("ranking only", "no lists, no explanation", [lambda n=n: ranked_only(n) for n in all_needs])
    yield timed(
        "plain_sum + top 50",
        "sum only, with levels",
        [lambda n=n: largest(plain_sum(n, supply, similarity)) for n in all_needs],
    )
    yield timed(
        "scipy csr @ csr + top 50",
        "sum only",
        [lambda r=r: largest((r @ right).toarray()[0]) for r in rows],
    )
    yield timed(
        "sparse_dot_topn, 1 thread",
        "sum only",
        [lambda r=r: peer_topn(r, right) for r in rows],
    )
    check_peers(rows, right)


def peer_topn(row, right):
    return sparse_dot_topn.sp_matmul_topn(row, right, top_n=K, sort=True, n_threads=1)


def check_peers(rows, right) -> None:
    """The two peers must find the same sums, else one of them is used wrongly."""
    for row in rows:
        sums = (row @ right).toarray()[0]
        assert sums[largest(sums)].tolist() == sorted(peer_topn(row, right).data.tolist(), reverse=True)


def main() -> None:
    n_people, n_needs = ([int(a) for a in sys.argv[1:]] + [100_000, 100][len(sys.argv) - 1 :])[:2]
    rng = np.random.default_rng(1)
    parameters = load()
    t = taxonomy(rng)
    similarity = Similarity(t.graph, parameters)
    start = time.perf_counter()
    supply = Supply.of(people(rng, t, n_people), len(t.graph))
    built = time.perf_counter() - start
    distance = np.abs(np.subtract.outer(np.arange(PLACES), np.arange(PLACES))).astype(np.int32) * 5
    all_needs = needs(rng, t, n_needs)
    results = list(measure(all_needs, supply, similarity, Places(distance), parameters))
    asked = np.mean([len(n.requirements) for n in all_needs])
    widened = np.mean([sum(len(similarity.reach(r.concepts).concepts) for r in n.requirements) for n in all_needs])
    versions = f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__}"
    print(
        f"{os.cpu_count()} cores, {platform.machine()}, {versions}, sparse_dot_topn {sparse_dot_topn.__version__}"
    )
    print(
        f"{len(supply):,} people, {len(supply.posting_person) / len(supply):.1f} claims a person; {n_needs} needs,"
    )
    print(f"{asked:.1f} requirements a need, {widened:.0f} concepts after widening; k = {K};")
    print(f"people made and indexed in {built:.0f} s")
    print(f"\n{'':34}{'median ms':>10}{'p95 ms':>9}  answers")
    for label, median, p95, notes in results:
        print(f"{label:34}{median:10.2f}{p95:9.2f}  {notes}")
    print("\nall of it: best claim per requirement, interval, hard conditions, counts, both lists explained, hash.")
    print("sum only: no interval, no hard condition, no levels, no explanation; one claim may count several times.")


if __name__ == "__main__":
    main()

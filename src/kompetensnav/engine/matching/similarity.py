"""Which claims speak for a required concept, how much, and by which rule (the similarity of the matching rules).

Exact matches across schemes count as one concept: both the required concept and every claim found are widened to
all their exact matches. BROAD_MATCH across schemes is read as BROADER (SKOS: broadMatch is a kind of broader).
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.parameters import Parameters
from kompetensnav.engine.matching.terms import Likeness
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind, Relation

# A broader claim counts only where a person can make it: nobody claims a skill group or a one-digit occupation
# group. A lesser licence is nothing towards a greater one, nor compulsory school towards a degree: what includes
# stands above what is included there, but that is no breadth of meaning.
_CLAIMABLE_PARENTS = {
    Kind.SKILL: (Kind.SKILL, Kind.KNOWLEDGE),
    Kind.KNOWLEDGE: (Kind.SKILL, Kind.KNOWLEDGE),
    Kind.OCCUPATION: (Kind.OCCUPATION, Kind.OCCUPATION_GROUP),
}
# Groups of SSYK and ISCO are called close where they only overlap, so close counts for these kinds alone.
_CLOSE_KINDS = (Kind.SKILL, Kind.KNOWLEDGE, Kind.OCCUPATION)
_SKILLS = (Kind.SKILL, Kind.KNOWLEDGE)
_NARROWING = (Relation.BROADER, Relation.BROAD_MATCH)


class Neighbour(NamedTuple):
    """How much a claim of a concept speaks for the required one, in hundredths, and by which rule."""

    similarity: int
    likeness: Likeness


class Reach(NamedTuple):
    """Neighbours of a requirement, concepts rising: ``concepts`` (m,) intp and ``similarity`` (m,) hundredths."""

    concepts: NDArray[np.intp]
    similarity: NDArray[np.uint8]


class Similarity:
    """The similarity rules over one graph with one set of parameters; answers are kept."""

    def __init__(self, graph: TaxonomyGraph, parameters: Parameters) -> None:
        self.graph = graph
        self.parameters = parameters
        self._cluster: dict[int, tuple[int, ...]] = {}
        self._neighbours: dict[int, dict[int, Neighbour]] = {}
        self._merged: dict[tuple[int, ...], dict[int, Neighbour]] = {}
        self._reach: dict[tuple[int, ...], Reach] = {}

    def neighbours(self, concept: int) -> dict[int, Neighbour]:
        """Claimed concept -> how it speaks for the required ``concept``; the most favourable rule stands.

        Raises ValueError for a concept that the graph does not hold.
        """
        if concept not in self._neighbours:
            if not 0 <= concept < len(self.graph):
                raise ValueError(f"concept {concept} is not in the graph {self.graph.name}")
            self._neighbours[concept] = self._find(concept)
        return self._neighbours[concept]

    def of_alternatives(self, concepts: tuple[int, ...]) -> dict[int, Neighbour]:
        """Neighbours of a requirement with alternatives: the best over them."""
        if len(concepts) == 1:
            return self.neighbours(concepts[0])
        if concepts not in self._merged:
            merged: dict[int, Neighbour] = {}
            for concept in concepts:
                _keep_best(merged, self.neighbours(concept).items())
            self._merged[concepts] = merged
        return self._merged[concepts]

    def reach(self, concepts: tuple[int, ...]) -> Reach:
        """``of_alternatives`` as arrays; neighbours that count for nothing are left out."""
        if concepts not in self._reach:
            rows = sorted((c, n.similarity) for c, n in self.of_alternatives(concepts).items() if n.similarity)
            table = np.array(rows, np.intp).reshape(-1, 2)
            self._reach[concepts] = Reach(table[:, 0].copy(), table[:, 1].astype(np.uint8))
        return self._reach[concepts]

    def _find(self, concept: int) -> dict[int, Neighbour]:
        found: dict[int, Neighbour] = {}
        for claim, neighbour in self._rules(concept):
            _keep_best(found, ((same, neighbour) for same in self._same(claim)))
        # Only the concept itself is the same; what its cluster added is an exact match.
        _keep_best(found, [(concept, Neighbour(self.parameters.similarity_same, Likeness.SAME))])
        return found

    def _rules(self, concept: int) -> Iterator[tuple[int, Neighbour]]:
        p, cluster = self.parameters, self._same(concept)
        yield concept, Neighbour(p.similarity_exact_match, Likeness.EXACT_MATCH)
        for claim in self._narrower(cluster):
            yield claim, Neighbour(p.similarity_narrower, Likeness.NARROWER)
        for claim in self._close(cluster):
            yield claim, Neighbour(p.similarity_close_match, Likeness.CLOSE_MATCH)
        for claim, percent in self._substitutes(cluster):
            yield claim, Neighbour(percent, Likeness.SUBSTITUTE)
        for claim in self._same_group(cluster):
            yield claim, Neighbour(p.similarity_same_group, Likeness.SAME_GROUP)
        for claim in self._broader(cluster):
            yield claim, Neighbour(p.similarity_broader, Likeness.BROADER)
        for claim in self._siblings(cluster):
            yield claim, Neighbour(p.similarity_sibling, Likeness.SIBLING)

    def _same(self, concept: int) -> tuple[int, ...]:
        if concept not in self._cluster:
            members = tuple(self.graph.exact_cluster(concept))
            self._cluster |= dict.fromkeys(members, members)
        return self._cluster[concept]

    def _narrower(self, cluster: tuple[int, ...]) -> set[int]:
        """All that stands below, over any number of steps, each step from a whole cluster."""
        seen, todo = set(cluster), list(cluster)
        while todo:
            current = todo.pop()
            for below in (s for relation in _NARROWING for s in self.graph.sources(current, relation)):
                new = [m for m in self._same(below) if m not in seen]
                seen.update(new)
                todo += new
        return seen.difference(cluster)

    def _broader(self, cluster: tuple[int, ...]) -> Iterator[int]:
        """Direct parents of a kind that a person can claim."""
        for member in cluster:
            allowed = _CLAIMABLE_PARENTS.get(self.graph.kind(member), ())
            for parent in (t for relation in _NARROWING for t in self.graph.targets(member, relation)):
                kind = self.graph.kind(parent)
                if kind in allowed and (kind is not Kind.OCCUPATION_GROUP or self._is_ssyk4(parent)):
                    yield parent

    def _close(self, cluster: tuple[int, ...]) -> Iterator[int]:
        relation = Relation.CLOSE_MATCH
        for member in cluster:
            if self.graph.kind(member) in _CLOSE_KINDS:
                either = self.graph.targets(member, relation) + self.graph.sources(member, relation)
                yield from (c for c in either if self.graph.kind(c) in _CLOSE_KINDS)

    def _substitutes(self, cluster: tuple[int, ...]) -> Iterator[tuple[int, int]]:
        for member in self._of_kind(cluster, Kind.OCCUPATION):
            yield from self.graph.out[Relation.SUBSTITUTED_BY].weighted(member)

    def _same_group(self, cluster: tuple[int, ...]) -> Iterator[int]:
        """Occupations in the same SSYK level-4 group."""
        for member in self._of_kind(cluster, Kind.OCCUPATION):
            code = self.graph.ssyk4(member)
            group = None if code is None else self.graph.find(f"ssyk:{code}")
            if group is not None:
                others = self._of_kind(self.graph.sources(group, Relation.BROADER), Kind.OCCUPATION)
                yield from (o for o in others if self.graph.ssyk4(o) == code)

    def _siblings(self, cluster: tuple[int, ...]) -> list[int]:
        """The few skills under the same lowest group that most occupations ask for together with it.

        One skill of each cluster is returned. A skill that no occupation shares with it is no sibling, since
        nothing but the alphabet would choose among such skills. Ties fall to the lower concept id.
        """
        homes = {g for m in self._of_kind(cluster, *_SKILLS) for g in self._lowest_groups(m)}
        members = {s for g in homes for s in self._of_kind(self.graph.sources(g, Relation.BROADER), *_SKILLS)}
        near = {self._same(s) for s in members - set(cluster) if homes.intersection(self._lowest_groups(s))}
        wanted = self._occurs_in(cluster)
        counted = [(-len(wanted & self._occurs_in(c)), min(map(self.graph.id, c)), c[0]) for c in near]
        shared = sorted(row for row in counted if row[0] < 0)
        return [first for _, _, first in shared[: self.parameters.similarity_sibling_limit]]

    def _lowest_groups(self, skill: int) -> set[int]:
        """Skill groups directly above a skill, without those that lie above another of them."""
        groups = set(self._of_kind(self.graph.targets(skill, Relation.BROADER), Kind.SKILL_GROUP))
        above = {a for g in groups for a in self.graph.closure(g)} if len(groups) > 1 else set()
        return groups - above

    def _occurs_in(self, cluster: tuple[int, ...]) -> set[int]:
        """Occupations and groups that ask for the skill, one number for each cluster."""
        relations = (Relation.ESSENTIAL, Relation.OPTIONAL)
        return {self._same(o)[0] for m in cluster for r in relations for o in self.graph.sources(m, r)}

    def _of_kind(self, concepts: Iterable[int], *kinds: Kind) -> list[int]:
        return [c for c in concepts if self.graph.kind(c) in kinds]

    def _is_ssyk4(self, group: int) -> bool:
        code = self.graph.id(group)
        return code.startswith("ssyk:") and len(code) == len("ssyk:") + 4


def _keep_best(into: dict[int, Neighbour], rows: Iterable[tuple[int, Neighbour]]) -> None:
    """Keep the higher similarity; where equal, the rule that comes first."""
    for claim, new in rows:
        old = into.get(claim)
        if old is None or (new.similarity, -new.likeness) > (old.similarity, -old.likeness):
            into[claim] = new

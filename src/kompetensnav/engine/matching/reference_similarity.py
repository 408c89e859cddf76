"""The similarity of one claim to one requirement, pair by pair, as the rules are written.

Nothing is searched outwards: for a pair of concepts each rule is asked in turn. A concept stands for its whole
cluster of exact matches, so a rule holds between two clusters where it holds between some members of them.
"""

from collections.abc import Iterator
from itertools import product

from kompetensnav.engine.matching.parameters import Parameters
from kompetensnav.engine.matching.similarity import Neighbour
from kompetensnav.engine.matching.terms import Likeness
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind, Relation

_SKILL = (Kind.SKILL, Kind.KNOWLEDGE)


class PairwiseSimilarity:
    """Rules between pairs of concepts of one graph."""

    def __init__(self, graph: TaxonomyGraph, parameters: Parameters) -> None:
        self.graph = graph
        self.parameters = parameters

    def of(self, wanted: int, claimed: int) -> Neighbour | None:
        """The most favourable rule; None where no rule holds. Where two give the same, the one named first."""
        found = list(self.rules(wanted, claimed))
        return max(found, key=lambda n: (n.similarity, -n.likeness), default=None)

    def rules(self, wanted: int, claimed: int) -> Iterator[Neighbour]:
        """Every rule that holds."""
        p = self.parameters
        if wanted == claimed:
            yield Neighbour(p.similarity_same, Likeness.SAME)
        if self.one(wanted, claimed):
            yield Neighbour(p.similarity_exact_match, Likeness.EXACT_MATCH)
        if self.lies_under(claimed, wanted):
            yield Neighbour(p.similarity_narrower, Likeness.NARROWER)
        for a, b in product(self.cluster(wanted), self.cluster(claimed)):
            yield from self.rules_of_members(a, b)
        if claimed in {m for s in self.siblings(wanted) for m in self.cluster(s)}:
            yield Neighbour(p.similarity_sibling, Likeness.SIBLING)

    def rules_of_members(self, a: int, b: int) -> Iterator[Neighbour]:
        """The rules that look at single concepts rather than clusters: ``a`` is wanted, ``b`` claimed."""
        p = self.parameters
        if self.close(a, b):
            yield Neighbour(p.similarity_close_match, Likeness.CLOSE_MATCH)
        substitutes = dict(self.graph.out[Relation.SUBSTITUTED_BY].weighted(a))
        if self.graph.kind(a) is Kind.OCCUPATION and b in substitutes:
            yield Neighbour(substitutes[b], Likeness.SUBSTITUTE)
        if self.share_group(a, b):
            yield Neighbour(p.similarity_same_group, Likeness.SAME_GROUP)
        if b in self.parents(a) and self.claimable(a, b):
            yield Neighbour(p.similarity_broader, Likeness.BROADER)

    def cluster(self, concept: int) -> list[int]:
        """The concept and its exact matches."""
        return self.graph.exact_cluster(concept)

    def one(self, a: int, b: int) -> bool:
        """Whether two concepts count as one."""
        return b in self.cluster(a)

    def parents(self, concept: int) -> set[int]:
        """Direct parents, within its scheme and across."""
        graph = self.graph
        return {*graph.targets(concept, Relation.BROADER), *graph.targets(concept, Relation.BROAD_MATCH)}

    def lies_under(self, narrow: int, broad: int) -> bool:
        """Whether climbing from ``narrow`` leads to ``broad``."""
        above = set(self.cluster(narrow))
        while True:
            more = {m for c in above for parent in self.parents(c) for m in self.cluster(parent)} - above
            if not more:
                return not self.one(narrow, broad) and broad in above
            above |= more

    def close(self, a: int, b: int) -> bool:
        """Close match, for skills and occupations only."""
        may = all(self.graph.kind(c) in (*_SKILL, Kind.OCCUPATION) for c in (a, b))
        relation = Relation.CLOSE_MATCH
        return may and (b in self.graph.targets(a, relation) or a in self.graph.targets(b, relation))

    def share_group(self, a: int, b: int) -> bool:
        """Two occupations in one SSYK level-4 group."""
        occupations = self.graph.kind(a) is Kind.OCCUPATION and self.graph.kind(b) is Kind.OCCUPATION
        return occupations and self.graph.ssyk4(a) is not None and self.graph.ssyk4(a) == self.graph.ssyk4(b)

    def claimable(self, concept: int, parent: int) -> bool:
        """Whether a person can claim this parent of the concept; a lesser licence or degree is never enough."""
        kind, above = self.graph.kind(concept), self.graph.kind(parent)
        if kind is Kind.OCCUPATION and above is Kind.OCCUPATION_GROUP:
            code = self.graph.id(parent)
            return code.startswith("ssyk:") and len(code) == 9
        same = kind.family is above.family
        return same and kind.family in (Kind.SKILL, Kind.OCCUPATION)

    def siblings(self, wanted: int) -> list[int]:
        """One concept of each of the few sibling clusters of a skill that most often occur with it."""
        found = {}
        for other in range(len(self.graph)):
            lead = self.cluster(other)[0]
            if not self.one(wanted, other) and self.same_lowest_group(wanted, other):
                together = len(self.occurrences(wanted) & self.occurrences(other))
                name = min(self.graph.id(c) for c in self.cluster(other))
                if together:
                    found[lead] = (-together, name)
        return sorted(found, key=lambda c: found[c])[: self.parameters.similarity_sibling_limit]

    def same_lowest_group(self, wanted: int, other: int) -> bool:
        """Whether some member of the cluster of ``wanted`` and the skill ``other`` share a lowest skill group."""
        mine = {g for c in self.cluster(wanted) for g in self.lowest_groups(c)}
        return bool(mine & self.lowest_groups(other))

    def lowest_groups(self, skill: int) -> set[int]:
        """Skill groups right above a skill that have no other such group under them."""
        if self.graph.kind(skill) not in _SKILL:
            return set()
        groups = [g for g in self.graph.targets(skill, Relation.BROADER) if self.graph.kind(g) is Kind.SKILL_GROUP]
        return {g for g in groups if not any(g in self.graph.closure(h) for h in groups if h != g)}

    def occurrences(self, skill: int) -> set[int]:
        """Occupations and groups that ask for the skill, each named by the first of its cluster."""
        askers = (Relation.ESSENTIAL, Relation.OPTIONAL)
        return {self.cluster(o)[0] for c in self.cluster(skill) for r in askers for o in self.graph.sources(c, r)}

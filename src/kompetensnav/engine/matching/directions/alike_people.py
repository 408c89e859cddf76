"""People like a person, to put a course group together. Never a ranking, and never shown to an employer.

Two people are alike where each holds at least half of what the other can: of occupations, skills and knowledge, by
the similarity rules and the weights of matching. Languages and licences are left out, since nearly everybody shares
them; so are level and evidence, which say how well, not what. The answer is a set in the order of the opaque ids:
it holds no score, and nobody stands before anybody for being better.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Supply
from kompetensnav.engine.matching.terms import Polarity, RequirementKind
from kompetensnav.engine.taxonomy.kinds import Kind

_COUNTED = {
    Kind.OCCUPATION: RequirementKind.OCCUPATION,
    Kind.OCCUPATION_GROUP: RequirementKind.OCCUPATION,
    Kind.SKILL: RequirementKind.SKILL,
    Kind.KNOWLEDGE: RequirementKind.SKILL,
}
_Weights = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SharedClaim:
    """Something the person can, and how many of the group can it too, or something near it."""

    concept: int
    people: int


@dataclass(frozen=True, slots=True)
class Group:
    """``people`` by rising id, without the person; ``shared``: every claim that counts, by rising concept.

    Where the person has said nothing that counts, both are empty: ask first.
    """

    people: tuple[str, ...]
    shared: tuple[SharedClaim, ...]


def alike_people(person: str, supply: Supply, similarity: Similarity) -> Group:
    """Everybody in the supply like this person, who is one of them.

    Raises ValueError for somebody who is not in the supply, and where supply and graph differ in size.
    """
    if supply.n_concepts != len(similarity.graph):
        raise ValueError("the supply was built for another graph")
    if person not in supply.ids:
        raise ValueError(f"{person} is not among the people given")
    row = supply.ids.index(person)
    weight = _weights(similarity)
    mine = [c for c in np.unique(_claimed(supply, row)).tolist() if weight[c]]
    if not mine:
        return Group((), ())
    held = np.array([_holders(c, supply, weight, similarity) for c in mine])  # (my claims, people)
    hold_half = 2 * (weight[mine] @ held) >= weight[mine].sum()
    hold_half[row] = False
    rows = _half_held(mine, np.flatnonzero(hold_half), supply, weight, similarity)
    shared = zip(mine, held[:, rows].sum(axis=1).tolist(), strict=True)
    return Group(tuple(supply.ids[i] for i in rows.tolist()), tuple(SharedClaim(c, n) for c, n in shared))


def _weights(similarity: Similarity) -> _Weights:
    """(concepts,) the weight of a must of each concept's kind; nought for what does not count."""
    p, graph = similarity.parameters, similarity.graph
    by_kind = {kind: p.default_weight(as_, Polarity.MUST) for kind, as_ in _COUNTED.items()}
    return np.array([by_kind.get(graph.kind(c), 0) for c in range(len(graph))], np.int64)


def _claimed(supply: Supply, row: int) -> NDArray[np.int32]:
    return supply.claim_concept[supply.claim_start[row] : supply.claim_start[row + 1]]


def _holders(concept: int, supply: Supply, weight: _Weights, similarity: Similarity) -> NDArray[np.bool_]:
    """(n,) people with a claim that counts and speaks for the concept by at least what counts as met."""
    reach = similarity.reach((concept,))
    holders = np.zeros(len(supply), np.bool_)
    enough = (reach.similarity >= similarity.parameters.outcome_met) & (weight[reach.concepts] > 0)
    for near in reach.concepts[enough].tolist():
        holders[supply.posting_person[supply.posting_start[near] : supply.posting_start[near + 1]]] = True
    return holders


def _half_held(
    mine: Sequence[int], rows: NDArray[np.intp], supply: Supply, weight: _Weights, similarity: Similarity
) -> NDArray[np.intp]:
    """Those of ``rows`` of whose claims that count, each concept once, at least half by weight is held too."""
    each = [np.unique(_claimed(supply, i)) for i in rows.tolist()]
    claimed = np.concatenate([np.zeros(0, np.int32), *each])
    at = np.repeat(np.arange(len(rows)), [len(c) for c in each])
    concepts, position = np.unique(claimed, return_inverse=True)
    known = np.array([bool(weight[c]) and _speaks(mine, c, similarity) for c in concepts.tolist()], np.bool_)
    whole = np.bincount(at, weight[claimed], len(rows))
    held = np.bincount(at, (weight[concepts] * known)[position], len(rows))
    return rows[2 * held >= whole]


def _speaks(mine: Sequence[int], concept: int, similarity: Similarity) -> bool:
    """Whether one of these claims speaks for the concept by at least what counts as met."""
    near, met = similarity.neighbours(concept), similarity.parameters.outcome_met
    return any(c in near and near[c].similarity >= met for c in mine)

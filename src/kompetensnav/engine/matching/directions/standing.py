"""How a few people stand to one need, explained: the last step of every direction, on those it has found."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kompetensnav.engine.matching.explain import Explainer
from kompetensnav.engine.matching.match import assess
from kompetensnav.engine.matching.need import CompiledNeed
from kompetensnav.engine.matching.result import PersonMatch
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import PersonProfile, Places, Supply
from kompetensnav.engine.matching.terms import Condition


@dataclass(frozen=True, slots=True)
class Standing:
    """One person and one need: ``failing`` are the hard conditions known to be missed, in their order."""

    match: PersonMatch
    failing: tuple[Condition, ...]


def standings(
    people: Sequence[PersonProfile], need: CompiledNeed, similarity: Similarity, places: Places
) -> tuple[Standing, ...]:
    """Everybody given, in the order given, removed or not. Raises ValueError as ``match``."""
    supply = Supply.of(people, len(similarity.graph))
    seen = assess(need, supply, similarity, places, similarity.parameters)
    row = {person: i for i, person in enumerate(supply.ids)}
    rows = np.array([row[p.id] for p in people], np.intp)
    explainer = Explainer(need, supply, similarity)
    found = explainer.people(rows, seen.scores, seen.found, seen.distance, [None] * len(rows))
    return tuple(
        Standing(match, tuple(c for c in Condition if seen.found.failing[c, i]))
        for match, i in zip(found, rows.tolist(), strict=True)
    )

"""People whom one hard condition alone removes: what opening a count of removed people shows."""

from kompetensnav.engine.matching.explain import Explainer
from kompetensnav.engine.matching.match import assess, listed, ranking
from kompetensnav.engine.matching.need import CompiledNeed
from kompetensnav.engine.matching.parameters import Parameters
from kompetensnav.engine.matching.result import PersonMatch
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Places, Supply
from kompetensnav.engine.matching.terms import Condition


def near_misses(
    need: CompiledNeed,
    supply: Supply,
    similarity: Similarity,
    places: Places,
    parameters: Parameters,
    condition: Condition,
    k: int,
) -> tuple[PersonMatch, ...]:
    """At most k people with lo > 0 whose *only* failing hard condition is this one, ranked as ``match`` ranks.

    Only-failing rather than first-failing, since a near miss is someone whom one changed answer brings in. So the
    list can be shorter than the count of those removed here, which holds people who fail later conditions too.
    Raises ValueError as ``match``.
    """
    if k < 0:
        raise ValueError("k is negative")
    seen = assess(need, supply, similarity, places, parameters)
    rows = ranking(seen, seen.found.only_failing(condition), k)
    return listed(Explainer(need, supply, similarity), seen, rows)

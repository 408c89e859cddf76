"""Hard conditions: only what is known to be missing removes; what is unknown stays and is flagged."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.need import CompiledNeed
from kompetensnav.engine.matching.parameters import Parameters
from kompetensnav.engine.matching.supply import UNKNOWN_PLACE, Supply
from kompetensnav.engine.matching.terms import Answer, Condition, Section

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Conditions:
    """``failing`` and ``unknown`` (5, n) bool, rows in the order of Condition. Nobody is both for one condition."""

    failing: Flags
    unknown: Flags


def conditions(
    need: CompiledNeed, supply: Supply, degrees: NDArray[np.uint8], parameters: Parameters
) -> Conditions:
    """Test every condition the need sets; the others neither fail nor are unknown."""
    found = Conditions(*(np.zeros((len(Condition), len(supply)), np.bool_) for _ in range(2)))
    # Requirements of one condition share a section, so none is unknown for a person whom another removes.
    for condition, missing, unknown in _tests(need, supply, degrees, parameters):
        found.failing[condition] |= missing
        found.unknown[condition] |= unknown
    return found


def _tests(
    need: CompiledNeed, supply: Supply, degrees: NDArray[np.uint8], parameters: Parameters
) -> Iterator[tuple[Condition, Flags, Flags]]:
    for row, requirement in zip(degrees, need.requirements, strict=True):
        if requirement.condition is not None:
            short, complete = row < parameters.outcome_met, supply.complete[requirement.section]
            yield requirement.condition, short & complete, short & ~complete
    if need.asks_legal_age:
        answer = supply.meets_legal_age
        yield Condition.LEGAL_AGE, answer == Answer.NO, answer == Answer.UNKNOWN
    if need.municipality is not None:
        yield Condition.REACH, *_reach(need.municipality, supply)


def _reach(place: int, supply: Supply) -> tuple[Flags, Flags]:
    """Known not to reach the place, and unknown whether.

    Reached where the person lives there, can commute there or is willing to move. Known not to be reached where
    none of these holds, the home is known, and either the mobility section is complete (then what was not said is
    no) or the person does not want to move and has said where they can commute. An unknown home removes nobody:
    they may live next door.
    """
    reached = (supply.home == place) | (supply.willing_to_move == Answer.YES)
    reached[supply.can_commute_to(place)] = True
    told = (supply.willing_to_move == Answer.NO) & supply.commute_known
    settled = (supply.home != UNKNOWN_PLACE) & (supply.complete[Section.MOBILITY] | told)
    return ~reached & settled, ~reached & ~settled

"""From likeness to probability: how often a guess by meaning is right, learned on titles with known answers."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic curve over likeness and the lead before the best other concept (negative where it is behind)."""

    intercept: float
    likeness: float
    lead: float

    def probability(self, likeness: float, lead: float) -> float:
        """In [0, 1], four decimals."""
        z = self.intercept + self.likeness * likeness + self.lead * lead
        return round(1 / (1 + math.exp(-max(-30.0, min(30.0, z)))), 4)

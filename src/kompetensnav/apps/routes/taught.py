"""What the programmes of a region are of use for: which give a requirement, and which lead on to one that does."""

from functools import lru_cache

import numpy as np

from kompetensnav.apps.routes.catalogue import RegionOffers
from kompetensnav.apps.routes.snapshot import as_people
from kompetensnav.engine.matching.degree import credits_of
from kompetensnav.engine.matching.need import Requirement
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.pathways.offers import Goal, Offer


class Taught:
    """The programmes that can be taken, each as somebody who has been there and can nothing else."""

    def __init__(self, offers: RegionOffers, similarity: Similarity) -> None:
        self._offers: dict[str, Offer] = {offer.programme: offer for offer in offers.offers}
        self._people = as_people({pk: offer.grants for pk, offer in self._offers.items()}, similarity.graph)
        self._similarity = similarity
        self._giving: dict[Requirement, frozenset[str]] = {}

    def giving(self, requirement: Requirement) -> frozenset[str]:
        """Ids of the programmes after which the requirement is met, as matching has it."""
        if requirement not in self._giving:
            person, credit = credits_of(requirement, self._people, self._similarity)
            enough = np.unique(person[credit >= self._similarity.parameters.outcome_met])
            self._giving[requirement] = frozenset(self._people.ids[i] for i in enough.tolist())
        return self._giving[requirement]

    def of_use(self, goal: Goal) -> frozenset[str]:
        """Ids of those that give anything the goal asks for, or anything that one of these demands."""
        found: set[str] = set()
        todo = list(goal.requirements)
        while todo:
            new = self.giving(todo.pop()) - found
            found |= new
            todo += [demand for pk in new for demand in self._offers[pk].demands]
        return frozenset(found)


@lru_cache(maxsize=2)
def taught(offers: RegionOffers, similarity: Similarity) -> Taught:
    """Kept as long as the catalogue stands."""
    return Taught(offers, similarity)

"""A need as the engine reads it: requirements as concepts and whole numbers."""

from dataclasses import dataclass
from functools import cached_property

from kompetensnav.engine.matching.parameters import HEAVIEST, LARGEST_NEED, WHOLE
from kompetensnav.engine.matching.terms import Condition, Polarity, RequirementKind, Section

_CONDITION_OF = {
    RequirementKind.LEGAL_LICENCE: Condition.LEGAL_LICENCE,
    RequirementKind.DRIVING_LICENCE: Condition.DRIVING_LICENCE,
    RequirementKind.LANGUAGE: Condition.LANGUAGE,
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement. ``concepts`` are alternatives: the best counts.

    ``weight`` is 1-10; ``minimum_level`` is 1-5 for a skill, 1-6 (CEFR A1-C2) for a language, None where none is
    asked. Raises ValueError for anything else.
    """

    kind: RequirementKind
    concepts: tuple[int, ...]
    polarity: Polarity
    weight: int
    minimum_level: int | None = None

    def __post_init__(self) -> None:
        if not self.concepts or min(self.concepts) < 0:
            raise ValueError("a requirement names at least one concept, counted from 0")
        if not 1 <= self.weight <= HEAVIEST:
            raise ValueError(f"weight {self.weight} is not from 1 to {HEAVIEST}")
        if self.minimum_level is not None and not 1 <= self.minimum_level <= self.kind.highest_level:
            raise ValueError(f"level {self.minimum_level} does not exist for {self.kind.name}")

    @property
    def section(self) -> Section:
        """The section of a profile in which the answer stands."""
        return self.kind.section

    @property
    def condition(self) -> Condition | None:
        """The hard condition this requirement is part of, if any.

        Licences and languages that must be there are hard. One that is only a merit removes nobody, whatever its
        kind: where a law demands a licence, the need says must.
        """
        return _CONDITION_OF.get(self.kind) if self.polarity is Polarity.MUST else None

    @property
    def hard(self) -> bool:
        """Whether its absence, where known, removes a person."""
        return self.condition is not None


@dataclass(frozen=True)
class CompiledNeed:
    """What to match against. ``municipality`` is an index into the places, None where the work has no place.

    Raises ValueError for more than 65 requirements (sums are kept in sixteen bits).
    """

    requirements: tuple[Requirement, ...]
    municipality: int | None = None
    asks_legal_age: bool = False

    def __post_init__(self) -> None:
        if len(self.requirements) > LARGEST_NEED:
            raise ValueError(f"{len(self.requirements)} requirements; at most {LARGEST_NEED} can be matched")
        if self.municipality is not None and self.municipality < 0:
            raise ValueError("a municipality is an index from 0, or None")

    @cached_property
    def weight(self) -> int:
        """Sum of the weights."""
        return sum(r.weight for r in self.requirements)

    @property
    def scale(self) -> int:
        """What numerators of scores are divided by: the sum of the weights in hundredths."""
        return self.weight * WHOLE

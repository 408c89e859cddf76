"""Every number of the matching rules as one frozen value; the numbers and reasons stand in parameters.toml."""

from dataclasses import dataclass, fields

from kompetensnav.engine.matching.terms import Evidence, Polarity, RequirementKind

# Sums of weight x degree are kept in sixteen bits: 65 x 10 x 100 = 65,000.
LARGEST_NEED = 65
HEAVIEST = 10
WHOLE = 100  # a degree of one, in hundredths

_WEIGHT_GROUP = {
    RequirementKind.OCCUPATION: "occupation",
    RequirementKind.SKILL: "skill",
    RequirementKind.LANGUAGE: "language",
    RequirementKind.DRIVING_LICENCE: "licence",
    RequirementKind.LEGAL_LICENCE: "licence",
    RequirementKind.EDUCATION: "education",
}


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """Numbers of the rules. Similarities, factors and thresholds are hundredths, weights 1-10.

    A field is named ``table_key`` after its place in the file. Raises ValueError for a number out of its range
    and for numbers that contradict each other.
    """

    version: str
    similarity_same: int
    similarity_exact_match: int
    similarity_narrower: int
    similarity_close_match: int
    similarity_same_group: int
    similarity_broader: int
    similarity_sibling: int
    similarity_sibling_limit: int
    level_unstated: int
    evidence_claimed: int
    evidence_shown: int
    evidence_verified: int
    outcome_met: int
    weight_occupation_must: int
    weight_occupation_merit: int
    weight_skill_must: int
    weight_skill_merit: int
    weight_language_must: int
    weight_language_merit: int
    weight_licence_must: int
    weight_licence_merit: int
    weight_education_must: int
    weight_education_merit: int
    limit_requirements: int
    ask_first_least_hi: int
    ask_first_most_lo: int
    ask_first_condition_weight: int

    def __post_init__(self) -> None:
        if not self.version:
            raise ValueError("the parameters carry no version")
        for field in fields(self):
            if field.name == "version":
                continue
            value, (least, most) = getattr(self, field.name), _range(field.name)
            if type(value) is not int or not least <= value <= most:
                raise ValueError(f"{field.name} is {value!r}, expected an integer from {least} to {most}")
        # Better evidence may never count less: verifying a claim must not lower anyone.
        if not self.evidence_claimed <= self.evidence_shown <= self.evidence_verified:
            raise ValueError("evidence must not fall from claimed over shown to verified")
        if self.ask_first_most_lo >= self.ask_first_least_hi:
            raise ValueError("ask_first_most_lo must be below ask_first_least_hi")

    def evidence(self, grade: Evidence) -> int:
        """Factor of an evidence grade, hundredths."""
        return (self.evidence_claimed, self.evidence_shown, self.evidence_verified)[grade]

    def default_weight(self, kind: RequirementKind, polarity: Polarity) -> int:
        """The weight of a requirement to which nobody gave one, 1-10."""
        weight: int = getattr(self, f"weight_{_WEIGHT_GROUP[kind]}_{polarity.name.lower()}")
        return weight


def _range(name: str) -> tuple[int, int]:
    if name.startswith("weight_") or name == "ask_first_condition_weight":
        return 1, HEAVIEST
    if name == "limit_requirements":
        return 1, LARGEST_NEED
    # A factor of nought would make a claim vanish, and a threshold of nought would meet everything.
    return (0, WHOLE) if name.startswith(("similarity_", "ask_first_")) else (1, WHOLE)

"""What a concept, a label and a relation can be. The numbers are stored in caches: append, never renumber."""

from enum import IntEnum


class Kind(IntEnum):
    """Kind of a concept."""

    OCCUPATION = 0
    OCCUPATION_GROUP = 1  # SSYK levels 1-4 and ISCO
    SKILL = 2
    KNOWLEDGE = 3
    SKILL_GROUP = 4
    LANGUAGE = 5
    DRIVING_LICENCE = 6
    LEGAL_LICENCE = 7
    EDUCATION_LEVEL = 8
    EDUCATION_FIELD = 9

    @property
    def family(self) -> "Kind":
        """Skill and knowledge are one family: sources disagree on which is which."""
        return Kind.SKILL if self is Kind.KNOWLEDGE else self


class LabelKind(IntEnum):
    """How a label stands to its concept; lower is stronger."""

    PREFERRED = 0
    ALTERNATIVE = 1
    HIDDEN = 2


class Relation(IntEnum):
    """Relation from a source concept to a target concept."""

    BROADER = 0  # the target is broader (also: the source includes the target, as licence CE includes C)
    ESSENTIAL = 1  # occupation or group -> skill
    OPTIONAL = 2  # occupation or group -> skill
    RELATED = 3
    SUBSTITUTED_BY = 4  # occupation -> occupation that can take its place; weight 75 or 25
    EXACT_MATCH = 5  # across schemes
    CLOSE_MATCH = 6
    BROAD_MATCH = 7  # the target, of another scheme, is broader
    REQUIRED_BY_LAW = 8  # occupation -> legal licence: nobody may practise it without

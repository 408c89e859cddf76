"""The words of matching: requirements, sections, answers, outcomes. Numbers are stored: append, never renumber."""

from enum import IntEnum


class Section(IntEnum):
    """A part of a profile that is asked for, begun and completed as a whole."""

    SKILL = 0
    OCCUPATION = 1
    EDUCATION = 2
    LANGUAGE = 3
    LICENCE = 4
    MOBILITY = 5
    AVAILABILITY = 6


class SectionState(IntEnum):
    """Only in a complete section does silence mean no."""

    NOT_ASKED = 0
    BEGUN = 1
    COMPLETE = 2


class Answer(IntEnum):
    """Answer to a yes/no question that may not have been asked."""

    UNKNOWN = 0
    NO = 1
    YES = 2


class Evidence(IntEnum):
    """How a claim is supported; higher is stronger."""

    CLAIMED = 0
    SHOWN = 1
    VERIFIED = 2


class Polarity(IntEnum):
    """Whether the employer requires it or counts it in favour."""

    MUST = 0
    MERIT = 1


class RequirementKind(IntEnum):
    """What a requirement asks for."""

    OCCUPATION = 0
    SKILL = 1
    LANGUAGE = 2
    DRIVING_LICENCE = 3
    LEGAL_LICENCE = 4
    EDUCATION = 5

    @property
    def section(self) -> Section:
        """The section of a profile in which the answer stands."""
        return _SECTION_OF[self]

    @property
    def highest_level(self) -> int:
        """Skills have levels 1-5, languages CEFR A1 = 1 to C2 = 6, the rest none (0)."""
        return _HIGHEST_LEVEL.get(self, 0)


_SECTION_OF = {
    RequirementKind.OCCUPATION: Section.OCCUPATION,
    RequirementKind.SKILL: Section.SKILL,
    RequirementKind.LANGUAGE: Section.LANGUAGE,
    RequirementKind.DRIVING_LICENCE: Section.LICENCE,
    RequirementKind.LEGAL_LICENCE: Section.LICENCE,
    RequirementKind.EDUCATION: Section.EDUCATION,
}
_HIGHEST_LEVEL = {RequirementKind.SKILL: 5, RequirementKind.LANGUAGE: 6}
LEVELS = 7  # 0 = none stated, then 1-6
CEFR = ("A1", "A2", "B1", "B2", "C1", "C2")  # levels 1-6 of languages (Council of Europe)
EVIDENCES = len(Evidence)
# A claim's level and evidence as one small number: level x 3 + evidence. What each number means:
GRADES = tuple((level or None, evidence) for level in range(LEVELS) for evidence in Evidence)


def grade(level: int | None, evidence: Evidence) -> int:
    """The number under which ``GRADES`` holds this level and evidence."""
    return (level or 0) * EVIDENCES + evidence


class Outcome(IntEnum):
    """What is known of one person and one requirement."""

    MET = 0
    MISSING = 1
    UNKNOWN = 2


class Condition(IntEnum):
    """Hard conditions in the order in which they are tested and counted."""

    LEGAL_LICENCE = 0
    DRIVING_LICENCE = 1
    LANGUAGE = 2
    LEGAL_AGE = 3
    REACH = 4


class WayThere(IntEnum):
    """How a person would reach the place of work; the first that holds."""

    LIVES_THERE = 0
    COMMUTES = 1
    MOVES = 2


class Likeness(IntEnum):
    """By which rule a claim speaks for a requirement; the lower number explains where two rules give the same."""

    SAME = 0
    EXACT_MATCH = 1
    NARROWER = 2
    CLOSE_MATCH = 3
    SUBSTITUTE = 4
    SAME_GROUP = 5
    BROADER = 6
    SIBLING = 7


class RankKey(IntEnum):
    """The keys of the ranking in order: what separates one row from the one above."""

    LO = 0
    HI = 1
    EVIDENCE_SHARE = 2
    DISTANCE = 3
    ID = 4

"""The words of routes: steps, and what a route takes for granted. Numbers are stored: append, never renumber."""

from enum import IntEnum


class StepKind(IntEnum):
    """One step of a route. The start at the employer's is where a route arrives, and no step."""

    ASK = 0  # the person is asked about everything the route takes for granted of them; always first
    TRAINING = 1
    VALIDATION = 2  # what somebody can already is assessed and put on paper
    LANGUAGE = 3
    PLACEMENT = 4  # time at a workplace
    MOVE = 5


class OnSite(IntEnum):
    """How much of an offer has to be attended where it is given."""

    UNKNOWN = 0
    ALL = 1
    WEEKS = 2  # some weeks, the rest at a distance
    NONE = 3


class Doubt(IntEnum):
    """One thing a route takes for granted. Routes are compared by how many there are: counted, never estimated."""

    ANSWER_YES = 0  # a requirement nobody has asked the person about
    LEGAL_AGE = 1
    REACH = 2  # nobody has asked whether the person can get, or move, to the place of work
    MOVE_FOR_COURSE = 3  # nobody has asked whether the person would move to where the course is given
    ON_SITE_WEEKS = 4  # the person can travel to the weeks on site
    ON_SITE_UNKNOWN = 5  # the offer does not say how much has to be attended, or where
    SEATS_UNKNOWN = 6
    DEADLINE_UNKNOWN = 7
    COST_UNKNOWN = 8  # counts as nothing in the cost of the route
    NOT_CONFIRMED = 9  # what the programme grants was read from its text and nobody has confirmed it

"""What routes are made of: offers, the goal, the traveller; and what a search answers.

Days are proleptic ordinals (``datetime.date.toordinal``): the engine has no clock and is told what day it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kompetensnav.engine.matching.need import CompiledNeed, Requirement
from kompetensnav.engine.matching.supply import Claim, PersonProfile
from kompetensnav.engine.matching.terms import Polarity
from kompetensnav.engine.pathways.terms import Doubt, OnSite, StepKind

Day = int
MOST_STEPS = 4  # engine.md, section 4
MOST_ROUTES = 5  # for one person
_OFFERED = (StepKind.TRAINING, StepKind.VALIDATION, StepKind.LANGUAGE, StepKind.PLACEMENT)


@dataclass(frozen=True, slots=True)
class Offer:
    """One intake of a programme: what it demands, what it grants, when, where, and what it costs.

    ``starts`` None: one can begin any day, and it takes ``days``. With a start it ends on ``ends``. ``apply_by``
    None is not known, or no deadline where one can begin any day. ``place`` is an index of places, None where it is
    not known or none. ``seats_left`` and ``cost`` (SEK per person, to the organiser) None are not known. An offer
    without seats left, cancelled or past its deadline is the caller's to leave in or out: the search leaves it out.
    ``demands`` must all be met when it starts. Raises ValueError for what no offer can be.
    """

    id: str
    programme: str
    kind: StepKind
    grants: tuple[Claim, ...]
    demands: tuple[Requirement, ...] = ()
    starts: Day | None = None
    ends: Day | None = None
    days: int = 0
    apply_by: Day | None = None
    place: int | None = None
    on_site: OnSite = OnSite.UNKNOWN
    seats_left: int | None = None
    cost: int | None = None
    confirmed: bool = True

    def __post_init__(self) -> None:
        if self.kind not in _OFFERED:
            raise ValueError("no offer is of this kind")
        if (self.starts is None) != (self.ends is None) or (self.starts is None and self.days < 1):
            raise ValueError("an offer has a first and a last day, or a length")
        if self.starts is not None and self.ends is not None and self.ends < self.starts:
            raise ValueError("an offer ends before it starts")
        if (self.seats_left or 0) < 0 or (self.cost or 0) < 0:
            raise ValueError("seats and costs are not negative")
        if self.place is not None and self.place < 0:
            raise ValueError("a place is an index from 0, or None where it is not known")


@dataclass(frozen=True, slots=True)
class RouteParameters:
    """The numbers a route assumes, in days; shown with every route.

    ``ask``: until a person has answered. ``move``: to move to another municipality. Raises ValueError for less than
    a day.
    """

    version: str
    ask: int
    move: int

    def __post_init__(self) -> None:
        if min(self.ask, self.move) < 1:
            raise ValueError("asking and moving take at least a day")


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a route leads: requirements that must all be met, and the place of work if there is one."""

    requirements: tuple[Requirement, ...]
    place: int | None = None
    asks_legal_age: bool = False

    @classmethod
    def of_need(cls, need: CompiledNeed) -> "Goal":
        """The musts of a need; merits decide no route."""
        musts = tuple(r for r in need.requirements if r.polarity is Polarity.MUST)
        return cls(musts, need.municipality, need.asks_legal_age)

    @property
    def as_need(self) -> CompiledNeed:
        """The same as a need. Raises ValueError for more than a need can hold."""
        return CompiledNeed(self.requirements, self.place, self.asks_legal_age)


@dataclass(frozen=True, slots=True)
class Traveller:
    """A person and the first day they are free."""

    profile: PersonProfile
    free_from: Day


@dataclass(frozen=True, slots=True)
class Step:
    """One step with its first and last day.

    ``offer`` is its id, None for asking and moving. ``meets``: requirements of the goal, by index, that are met
    after this step and were not before; for ASK those taken for granted. ``place`` is where a move leads.
    """

    kind: StepKind
    starts: Day
    ends: Day
    offer: str | None = None
    meets: tuple[int, ...] = ()
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """Steps in order. ``ready`` is the first day all is met at the place of work; no steps: the person is there.

    ``cost`` SEK of what is known; ``moves`` to another municipality; ``doubts`` all that is taken for granted, in
    order of their numbers, one entry each time.
    """

    steps: tuple[Step, ...]
    ready: Day
    cost: int
    moves: int
    doubts: tuple[Doubt, ...]

    @property
    def key(self) -> tuple[int, int, int, int]:
        """What routes are compared by, lower first: ready day, cost, moves, things taken for granted."""
        return self.ready, self.cost, self.moves, len(self.doubts)

    @property
    def order(self) -> tuple[tuple[int, int, int, int], int, tuple[tuple[Day, int, StepKind, str], ...]]:
        """Sorts routes: by key; then fewer steps; then steps from the last to the first.

        Steps by last day, first day (the later first: it leaves more time before), kind, and id of the offer. Of
        routes with one key only the first is shown.
        """
        steps = tuple((s.ends, -s.starts, s.kind, s.offer or "") for s in reversed(self.steps))
        return self.key, len(self.steps), steps

    @property
    def offers(self) -> tuple[str, ...]:
        """Ids of the offers on the way."""
        return tuple(s.offer for s in self.steps if s.offer is not None)


@dataclass(frozen=True, slots=True)
class Stopped:
    """No route: requirements of the goal, by index, that the person lacks and nothing within reach gives.

    Empty where the place, the age, the dates or the number of steps stop it.
    """

    requirements: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PersonRoutes:
    """One person: up to five routes of which none is worse in everything than another, the earliest first.

    Without routes and not stopped: nothing is known of the person that the goal asks for.
    """

    person: str
    routes: tuple[Route, ...]
    stopped: Stopped | None


@dataclass(frozen=True, slots=True)
class NeedRoutes:
    """Everybody with a route to a need, by the key of their first route, then id; and who has none.

    ``without_evidence``: people of whom nothing is known that the need asks for: they get no route but a question.
    ``stopped`` by requirement of the goal: for how many people it is among what stops them; ``stopped_people`` in
    all. ``total`` = people + without_evidence + stopped_people.
    """

    people: tuple[PersonRoutes, ...]
    total: int
    without_evidence: int
    stopped_people: int
    stopped: tuple[int, ...]


def by_id(offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """In order of id, so that the order in which they came changes nothing. Raises ValueError for one id twice."""
    ordered = tuple(sorted(offers, key=lambda o: o.id))
    if len({o.id for o in ordered}) < len(ordered):
        raise ValueError("two offers have one id")
    return ordered

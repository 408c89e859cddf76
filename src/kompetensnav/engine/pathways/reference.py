"""Routes by brute force, straight from the rules in ``search``: the specification the engine is tested against.

Every sequence of offers is tried, and every claim is asked after anew at every step. Nothing here is fast and
nothing is shared with the search but the words, the inputs and ``Route.order``; outcomes are those of the reference
of matching.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from kompetensnav.engine.matching.need import Requirement
from kompetensnav.engine.matching.reference import Reference
from kompetensnav.engine.matching.supply import PersonProfile
from kompetensnav.engine.matching.terms import Answer, Condition, Outcome, Section, SectionState
from kompetensnav.engine.pathways.offers import (
    MOST_ROUTES,
    MOST_STEPS,
    Day,
    Goal,
    Offer,
    PersonRoutes,
    Route,
    RouteParameters,
    Step,
    Stopped,
    Traveller,
)
from kompetensnav.engine.pathways.terms import Doubt, OnSite, StepKind

_AT_HOME = "at home"


class NoWay(Exception):  # noqa: N818 - no error, but the answer for one sequence of offers
    """These offers in this order are no route."""


@dataclass
class _Journey:
    """A route while it is made: ``lives`` at a place once the person has moved; ``granted`` without knowing."""

    claims: PersonProfile
    free: Day
    steps: list[Step]
    doubts: list[Doubt]
    granted: list[Requirement]
    lives: int | str = _AT_HOME
    cost: int = 0
    moves: int = 0


class ReferenceRoutes:
    """The rules applied to one goal."""

    def __init__(
        self, goal: Goal, offers: Sequence[Offer], judge: Reference, parameters: RouteParameters, today: Day
    ) -> None:
        """``judge`` is the reference of matching for what the goal asks for (``Goal.as_need``)."""
        self.goal, self.offers, self.judge, self.parameters, self.today = goal, offers, judge, parameters, today

    def routes(self, traveller: Traveller) -> PersonRoutes:
        """What ``routes_for_person`` must answer."""
        person = traveller.profile
        judged = self.judge.judge(person)
        if judged.without_evidence:
            return PersonRoutes(person.id, (), None)
        if Condition.REACH in judged.failing or Condition.LEGAL_AGE in judged.failing:
            return PersonRoutes(person.id, (), Stopped(()))
        lacking = self.lacking(traveller)
        if lacking:
            return PersonRoutes(person.id, (), Stopped(lacking))
        found = list(self.all_routes(traveller))
        kept = sorted((r for r in found if not any(_beats(o, r) for o in found)), key=lambda r: r.order)
        return PersonRoutes(person.id, tuple(kept[:MOST_ROUTES]), None if kept else Stopped(()))

    def all_routes(self, traveller: Traveller) -> Iterator[Route]:
        """Every sequence of offers that is a route, none left out for being worse."""
        for n in range(MOST_STEPS + 1):
            for offers in permutations(self.offers, n):
                for ask in (False, True):
                    try:
                        route = self.route(traveller, offers, ask)
                    except NoWay:
                        continue
                    yield route

    def route(self, traveller: Traveller, offers: Sequence[Offer], ask: bool) -> Route:
        """The route that takes these offers in this order. Raises NoWay where there is none."""
        at = _Journey(traveller.profile, max(self.today, traveller.free_from), [], [], [])
        if ask:
            answered = self.today + self.parameters.ask
            at.steps.append(Step(StepKind.ASK, self.today, answered - 1))
            at.free = max(at.free, answered)
        for i, offer in enumerate(offers):
            later = [r for o in offers[i + 1 :] for r in o.demands]
            self.take(at, offer, [*self.goal.requirements, *later], traveller.profile)
        for requirement in self.goal.requirements:
            self.hold(at, requirement, traveller.profile)
        self.arrive(at, traveller.profile)
        personal = (Doubt.ANSWER_YES, Doubt.LEGAL_AGE, Doubt.REACH, Doubt.MOVE_FOR_COURSE)
        if ask != (self.open_questions(traveller.profile) or any(d in personal for d in at.doubts)):
            raise NoWay
        if len(at.steps) > MOST_STEPS:
            raise NoWay
        return Route(self.with_meets(at, traveller.profile), at.free, at.cost, at.moves, tuple(sorted(at.doubts)))

    def open_questions(self, person: PersonProfile) -> bool:
        """Whether the goal itself holds anything unknown of the person."""
        judged = self.judge.judge(person)
        conditions = Condition.LEGAL_AGE in judged.unknown or Condition.REACH in judged.unknown
        return conditions or Outcome.UNKNOWN in judged.outcomes

    def take(self, at: _Journey, offer: Offer, wanted: list[Requirement], person: PersonProfile) -> None:
        """Go to an offer and take it."""
        asked = bool(at.steps) and at.steps[0].kind is StepKind.ASK
        applied = self.today + self.parameters.ask if asked else self.today
        if offer.seats_left == 0 or (offer.apply_by is not None and offer.apply_by < applied):
            raise NoWay
        for requirement in offer.demands:
            self.hold(at, requirement, person)
        taught = PersonProfile(person.id, claims=offer.grants)
        if not any(self.meets(taught, r) and not self.holds(at, r) for r in wanted):
            raise NoWay
        self.attend(at, offer, person)
        starts = at.free if offer.starts is None else offer.starts
        if starts < at.free:
            raise NoWay
        ends = at.free + offer.days - 1 if offer.ends is None else offer.ends
        at.steps.append(Step(offer.kind, starts, ends, offer.id))
        at.free, at.cost = ends + 1, at.cost + (offer.cost or 0)
        at.claims = replace(at.claims, claims=at.claims.claims + offer.grants)
        if offer.seats_left is None:
            at.doubts.append(Doubt.SEATS_UNKNOWN)
        if offer.apply_by is None and offer.starts is not None:
            at.doubts.append(Doubt.DEADLINE_UNKNOWN)
        if offer.cost is None:
            at.doubts.append(Doubt.COST_UNKNOWN)
        if not offer.confirmed:
            at.doubts.append(Doubt.NOT_CONFIRMED)

    def attend(self, at: _Journey, offer: Offer, person: PersonProfile) -> None:
        """Get to where an offer is given."""
        if offer.on_site is OnSite.NONE:
            return
        if offer.on_site is OnSite.UNKNOWN or offer.place is None:
            at.doubts.append(Doubt.ON_SITE_UNKNOWN)
            return
        from_home = offer.place == person.municipality or offer.place in (person.commute or ())
        if from_home if at.lives == _AT_HOME else at.lives == offer.place:
            return
        if offer.on_site is OnSite.WEEKS:
            at.doubts.append(Doubt.ON_SITE_WEEKS)
            return
        willing = _willing(person)
        if willing is Answer.NO:
            raise NoWay
        if willing is Answer.UNKNOWN:
            at.doubts.append(Doubt.MOVE_FOR_COURSE)
        self.move(at, offer.place)

    def move(self, at: _Journey, place: int) -> None:
        """Move to a place."""
        ends = at.free + self.parameters.move - 1
        at.steps.append(Step(StepKind.MOVE, at.free, ends, place=place))
        at.free, at.moves, at.lives = ends + 1, at.moves + 1, place

    def arrive(self, at: _Journey, person: PersonProfile) -> None:
        """Get to work."""
        if self.goal.asks_legal_age and person.meets_legal_age is Answer.UNKNOWN:
            at.doubts.append(Doubt.LEGAL_AGE)
        if self.goal.place is None or at.lives == self.goal.place:
            return
        if at.lives != _AT_HOME:
            if _willing(person) is Answer.UNKNOWN:
                at.doubts.append(Doubt.REACH)
            self.move(at, self.goal.place)
        elif self.judge.reach(person) is Outcome.UNKNOWN:
            at.doubts.append(Doubt.REACH)
        elif self.goal.place != person.municipality and self.goal.place not in (person.commute or ()):
            self.move(at, self.goal.place)

    def hold(self, at: _Journey, requirement: Requirement, person: PersonProfile) -> None:
        """Hold a requirement now, if need be by taking it for granted."""
        if self.holds(at, requirement):
            return
        if self.outcome(person, requirement) is not Outcome.UNKNOWN:
            raise NoWay
        at.granted.append(requirement)
        at.doubts.append(Doubt.ANSWER_YES)

    def holds(self, at: _Journey, requirement: Requirement) -> bool:
        """By claims, by what offers have given, or taken for granted before."""
        return self.meets(at.claims, requirement) or any(_same(requirement, r) for r in at.granted)

    def meets(self, person: PersonProfile, requirement: Requirement) -> bool:
        """By claims."""
        return self.outcome(person, requirement) is Outcome.MET

    def outcome(self, person: PersonProfile, requirement: Requirement) -> Outcome:
        """By the rules of matching."""
        return self.judge.outcome(person, requirement, self.judge.degree(person, requirement)[0])

    def with_meets(self, at: _Journey, person: PersonProfile) -> tuple[Step, ...]:
        """The steps, each with what it adds to what is met of the goal."""
        done = {i for i, r in enumerate(self.goal.requirements) if self.meets(person, r)}
        steps = []
        for step in at.steps:
            new = {i for i, r in enumerate(self.goal.requirements) if self.brings(step, r, at)} - done
            done |= new
            steps.append(replace(step, meets=tuple(sorted(new))))
        return tuple(steps)

    def brings(self, step: Step, requirement: Requirement, at: _Journey) -> bool:
        """Whether a requirement is met by what a step gives."""
        if step.kind is StepKind.ASK:
            return any(_same(requirement, r) for r in at.granted)
        grants = [o.grants for o in self.offers if o.id == step.offer]
        return any(self.meets(PersonProfile("", claims=g), requirement) for g in grants)

    def lacking(self, traveller: Traveller) -> tuple[int, ...]:
        """Requirements of the goal that are missing and that nothing gives which the person could take."""
        person = traveller.profile
        ask = self.parameters.ask if self.open_questions(person) else 0
        first = max(self.today + ask, traveller.free_from)
        usable: list[Offer] = []
        for _ in self.offers:  # each round adds what the round before made possible
            taught = [PersonProfile("", claims=o.grants) for o in usable]

            def given(r: Requirement, taught: list[PersonProfile] = taught) -> bool:
                return self.outcome(person, r) is not Outcome.MISSING or any(self.meets(t, r) for t in taught)

            usable = [o for o in self.offers if self.could_be(o, person, first, ask) and all(map(given, o.demands))]
        everything = [PersonProfile("", claims=o.grants) for o in usable]
        return tuple(
            i
            for i, r in enumerate(self.goal.requirements)
            if self.outcome(person, r) is Outcome.MISSING and not any(self.meets(t, r) for t in everything)
        )

    def could_be(self, offer: Offer, person: PersonProfile, first: Day, ask: int) -> bool:
        """Whether the person could take an offer were it not for its demands."""
        if offer.seats_left == 0 or (offer.apply_by is not None and offer.apply_by < self.today + ask):
            return False
        if offer.starts is not None and offer.starts < first:
            return False
        if offer.on_site is not OnSite.ALL or offer.place is None or _willing(person) is not Answer.NO:
            return True
        return offer.place == person.municipality or offer.place in (person.commute or ())


def _willing(person: PersonProfile) -> Answer:
    finished = person.sections.get(Section.MOBILITY) is SectionState.COMPLETE
    return Answer.NO if finished and person.willing_to_move is Answer.UNKNOWN else person.willing_to_move


def _same(one: Requirement, other: Requirement) -> bool:
    """One question to the person: same kind, same alternatives, same level."""
    asked = (one.kind, one.minimum_level), (other.kind, other.minimum_level)
    return asked[0] == asked[1] and set(one.concepts) == set(other.concepts)


def _beats(one: Route, other: Route) -> bool:
    if one.key == other.key:
        return one.order < other.order
    return all(a <= b for a, b in zip(one.key, other.key, strict=True))

"""What a course case would change: whom it lifts, how many places it fills, at what cost; and who has answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kompetensnav.apps.courses.content import CaseContent, Composed, claims_of, compose, requirements_of
from kompetensnav.apps.courses.enums import LetterAnswer
from kompetensnav.apps.courses.models import CourseCase
from kompetensnav.apps.courses.positions import open_positions
from kompetensnav.apps.education.enums import OnSiteShare
from kompetensnav.apps.education.rows import GrantRow
from kompetensnav.apps.matches.explanation import Explanation, concept_in_words
from kompetensnav.apps.matches.finding import similarity_in_use
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.needs.snapshot import snapshot
from kompetensnav.apps.places.facts import municipalities
from kompetensnav.apps.routes.people import region_people
from kompetensnav.engine.matching.need import Requirement
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Supply
from kompetensnav.engine.matching.terms import Polarity
from kompetensnav.engine.pathways import gaps
from kompetensnav.engine.pathways.lift import Lift, Taught, lift
from kompetensnav.engine.pathways.offers import Goal
from kompetensnav.engine.pathways.outcomes import meets


@dataclass(frozen=True, slots=True)
class NeedEffect:
    """One need of a case: numbers of people. ``positions`` are its open ones, none where it has ended.

    ``able_now`` meet every must; ``lifted`` miss something today and nothing after the course; ``ask``: what nobody
    knows of them decides whether they would be lifted. ``not_admitted`` would be one of these two but for an entry
    demand, or the place of the course.
    """

    need: Need
    positions: int
    able_now: int
    lifted: int
    ask: int
    not_admitted: int


@dataclass(frozen=True, slots=True)
class SharedGap:
    """Something that needs of the case ask for and people within reach lack; what most needs ask for comes first.

    ``people``: distinct, known to lack it at one of the ``needs``; ``unknown``: nobody knows.
    ``taught``: the course gives it. ``concepts`` as ``concept_in_words``: ``{"id", "sv", "en"}``.
    """

    kind: int
    concepts: list[Explanation]
    minimum_level: int | None
    needs: int
    people: int
    unknown: int
    taught: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """The whole case. ``lifted`` and ``ask`` are distinct people, nobody in both.

    ``filled``: as many places as the lifted people could fill, each of them one, and no more than ``seats``.
    ``beyond_able``: the same where everybody able today has a place already. ``cost`` SEK per seat, ``cost_total``
    of all seats, ``cost_per_filled`` rounded up; None where something in them is not known. ``unread``: what it
    would grant that the taxonomy lacks. ``demands_unread``: it lacks an entry demand, so nobody is known to be
    admitted, and all who would be lifted are to be asked.
    """

    needs: tuple[NeedEffect, ...]
    lifted: int
    ask: int
    filled: int
    beyond_able: int
    seats: int | None
    weeks: int | None
    cost: int | None
    cost_total: int | None
    cost_per_filled: int | None
    shared: tuple[SharedGap, ...]
    unread: tuple[str, ...]
    demands_unread: bool


@dataclass(frozen=True, slots=True)
class Worked:
    """A case before the people of its region, as the engine answers."""

    content: CaseContent
    course: Composed
    taught: Taught
    needs: Sequence[Need]
    goals: Mapping[str, tuple[Goal, int]]
    supply: Supply
    lift: Lift
    demands_unread: bool


def work_out(content: CaseContent, similarity: Similarity) -> Worked:
    """Eight queries, and what reading changed people takes."""
    course = compose(content, similarity)
    rows = Need.objects.in_region(content.collaboration_id).filter(pk__in=content.need_ids)
    needs = list(rows.select_related("organisation", "municipality").prefetch_related("requirements"))
    left = open_positions(needs)
    goals = {need.pk: (Goal.of_need(snapshot(need, similarity.graph).need), left[need.pk]) for need in needs}
    supply = region_people(content.collaboration_id, similarity.graph).supply
    demands = requirements_of(course.demands, similarity)
    taught = Taught(claims_of(course.grants, similarity), demands or (), _place(content), content.seats)
    found = lift(taught, goals, supply, similarity)
    return Worked(content, course, taught, needs, goals, supply, found, demands is None)


def effect_of(case: CourseCase | CaseContent) -> Effect:
    """The same for a stored case and for one that is being written; as many queries however many needs."""
    similarity = similarity_in_use()
    content = CaseContent.of_case(case) if isinstance(case, CourseCase) else case
    worked = work_out(content, similarity)
    lifted, ask, filled, beyond_able = numbers(worked)
    cost, seats = worked.course.cost, content.seats
    total = None if cost is None or seats is None else cost * seats
    return Effect(
        needs=tuple(_need(need, worked) for need in worked.needs),
        lifted=lifted,
        ask=ask,
        filled=filled,
        beyond_able=beyond_able,
        seats=seats,
        weeks=worked.course.weeks,
        cost=cost,
        cost_total=total,
        cost_per_filled=None if total is None or not filled else -(-total // filled),
        shared=tuple(_shared(worked, similarity)),
        unread=_unread(worked.course.grants, similarity),
        demands_unread=worked.demands_unread,
    )


def numbers(worked: Worked) -> tuple[int, int, int, int]:
    """Lifted and to be asked (distinct people), places filled, and those beyond what able people can fill."""
    found = worked.lift
    if worked.demands_unread:
        return 0, len(found.lifted) + len(found.ask), 0, 0
    return len(found.lifted), len(found.ask), found.filled, found.beyond_able


def _need(need: Need, worked: Worked) -> NeedEffect:
    one = worked.lift.needs[need.pk]
    sure = 0 if worked.demands_unread else len(one.lifted)
    return NeedEffect(
        need=need,
        positions=worked.goals[need.pk][1],
        able_now=len(one.able_now),
        lifted=sure,
        ask=len(one.lifted) + len(one.ask) - sure,
        not_admitted=one.not_admitted,
    )


def _shared(worked: Worked, similarity: Similarity) -> list[SharedGap]:
    goals = {pk: goal for pk, (goal, _) in worked.goals.items()}
    found = gaps.shared_gaps(goals, worked.supply, similarity)
    return [
        SharedGap(
            kind=int(gap.kind),
            concepts=[concept_in_words(c, similarity) for c in gap.concepts],
            minimum_level=gap.minimum_level,
            needs=len(gap.needs),
            people=gap.people,
            unknown=gap.unknown,
            taught=meets(
                worked.taught.grants,
                Requirement(gap.kind, gap.concepts, Polarity.MUST, 1, gap.minimum_level),
                similarity,
            ),
        )
        for gap in found
    ]


def _unread(grants: Sequence[GrantRow], similarity: Similarity) -> tuple[str, ...]:
    return tuple(g.concept for g in grants if similarity.graph.find(g.concept) is None)


def _place(content: CaseContent) -> int | None:
    """Where one has to be: until somebody states that it is given at a distance, where it is given."""
    at_a_distance = content.on_site in (OnSiteShare.WEEKS, OnSiteShare.NONE)
    if content.municipality_code is None or at_a_distance:
        return None
    return list(municipalities()).index(content.municipality_code)


@dataclass(frozen=True, slots=True)
class LettersEffect:
    """What the employers have said so far; shown to all who have answered.

    ``employers`` asked = ``yes`` + ``no`` + ``waiting`` + ``expired``. ``positions`` and ``workplaces`` are theirs
    who said yes. ``reaches_seats``: whether the positions fill the ``seats``; None where these are not stated.
    """

    employers: int
    yes: int
    no: int
    waiting: int
    expired: int
    asked_positions: int
    positions: int
    workplaces: int
    seats: int | None
    reaches_seats: bool | None


def letters_effect(case: CourseCase) -> LettersEffect:
    """One query; none where the letters were fetched with the case."""
    letters = list(case.letters.all())
    counts = {answer: sum(letter.answer == answer for letter in letters) for answer in LetterAnswer}
    positions = sum(letter.positions or 0 for letter in letters)
    return LettersEffect(
        employers=len(letters),
        yes=counts[LetterAnswer.YES],
        no=counts[LetterAnswer.NO],
        waiting=counts[LetterAnswer.OPEN],
        expired=counts[LetterAnswer.EXPIRED],
        asked_positions=sum(letter.asked_positions for letter in letters),
        positions=positions,
        workplaces=sum(letter.workplaces or 0 for letter in letters),
        seats=case.seats,
        reaches_seats=None if case.seats is None else positions >= case.seats,
    )

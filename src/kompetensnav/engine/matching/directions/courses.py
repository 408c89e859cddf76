"""Which courses close the gap between one person and one need, and what each would change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kompetensnav.engine.matching.degree import score
from kompetensnav.engine.matching.directions.standing import Standing, standings
from kompetensnav.engine.matching.need import CompiledNeed
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Claim, PersonProfile, Places, Supply
from kompetensnav.engine.matching.terms import Outcome, Polarity


@dataclass(frozen=True, slots=True)
class Course:
    """What somebody can claim, beside what they could before, when they have taken it."""

    id: str
    grants: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Gain:
    """One person, one need, one course: how the person stands without it and with it.

    Requirements by their index: ``gained`` are met with the course and not without. ``ask_first`` are those of
    them of which nobody knows whether the person meets them already: ask before sending anyone. ``remaining`` are
    the musts that are known to be missing even with the course. The best next question is that of ``after``.
    """

    course: str
    before: Standing
    after: Standing
    gained: tuple[int, ...]
    ask_first: tuple[int, ...]
    remaining: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CoursesFound:
    """Courses for one person and one need, the best first; none where nothing is known: ask what ``now`` asks."""

    now: Standing
    gains: tuple[Gain, ...]

    @property
    def abstains(self) -> bool:
        """Whether nothing is known of the person that the need asks for."""
        return self.now.match.score is None


def courses_for_gap(
    person: PersonProfile,
    need: CompiledNeed,
    courses: Sequence[Course],
    similarity: Similarity,
    places: Places,
    k: int,
) -> CoursesFound:
    """At most k courses that raise something the person does not meet yet.

    By musts gained, requirements gained, what is added to lo (all falling), course id. A course that only proves
    what is met already is left out. Raises ValueError for a negative k, two courses with one id, and as ``match``.
    """
    if k < 0:
        raise ValueError("k is negative")
    now = standings([person], need, similarity, places)[0]
    if now.match.score is None:
        return CoursesFound(now, ())
    by_id = {course.id: course for course in courses}
    taught = Supply.of([PersonProfile(c.id, claims=c.grants) for c in courses], len(similarity.graph))
    given = score(need, taught, similarity).degrees.astype(np.int64)  # (requirements, courses)
    own = np.array([c.degree for c in now.match.credits], np.int64)[:, None]
    met = similarity.parameters.outcome_met
    gained = (own < met) & (given >= met)
    added = np.array([[r.weight] for r in need.requirements], np.int64) * np.maximum(given - own, 0)
    must = np.array([[r.polarity is Polarity.MUST] for r in need.requirements], np.bool_)
    helps = np.flatnonzero(((own < met) & (added > 0)).any(axis=0))
    keys = np.array([(gained & must).sum(axis=0), gained.sum(axis=0), added.sum(axis=0)])[:, helps]
    best = helps[np.lexsort((helps, *(-keys[::-1])))][:k].tolist()
    chosen = [by_id[taught.ids[i]] for i in best]
    return CoursesFound(now, tuple(gains([person], c, need, similarity, places)[0] for c in chosen))


def gains(
    people: Sequence[PersonProfile], course: Course, need: CompiledNeed, similarity: Similarity, places: Places
) -> tuple[Gain, ...]:
    """What a course would change for each of a few people, in the order given. Raises ValueError as ``match``."""
    before = standings(people, need, similarity, places)
    taught = [replace(p, claims=p.claims + course.grants) for p in people]
    after = standings(taught, need, similarity, places)
    return tuple(_gain(course.id, b, a, need) for b, a in zip(before, after, strict=True))


def _gain(course: str, before: Standing, after: Standing, need: CompiledNeed) -> Gain:
    pairs = list(zip(before.match.credits, after.match.credits, strict=True))
    gained = [(was, now) for was, now in pairs if now.outcome is Outcome.MET is not was.outcome]
    return Gain(
        course=course,
        before=before,
        after=after,
        gained=tuple(now.requirement for _, now in gained),
        ask_first=tuple(now.requirement for was, now in gained if was.outcome is Outcome.UNKNOWN),
        remaining=tuple(
            now.requirement
            for now in after.match.credits
            if now.outcome is Outcome.MISSING and need.requirements[now.requirement].polarity is Polarity.MUST
        ),
    )

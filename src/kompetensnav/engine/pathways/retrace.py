"""From the last label of a way back to the route: its steps, what each meets, and what is in doubt."""

from kompetensnav.engine.matching.terms import Answer
from kompetensnav.engine.pathways.chart import Chart, Leg
from kompetensnav.engine.pathways.kernel.arrays import ANYWHERE, HOME, Numbers, Start, Words
from kompetensnav.engine.pathways.kernel.found import end
from kompetensnav.engine.pathways.kernel.labels import (
    ASK,
    COST,
    FREE,
    HAVE,
    LEG,
    MOVED,
    MOVES,
    PARENT,
    PLACE,
    SOONEST,
    TAKEN,
)
from kompetensnav.engine.pathways.offers import Day, Route, Step
from kompetensnav.engine.pathways.situations import Task
from kompetensnav.engine.pathways.terms import Doubt, StepKind


def retrace(label: int, numbers: Numbers, masks: Words, start: Start, task: Task, chart: Chart) -> Route:
    """The route that ends with a label."""
    last = numbers[label].tolist()
    taken = _marks(masks[label, TAKEN]) | (task.needed & ~_marks(masks[label, HAVE]))
    doubts = [Doubt.ANSWER_YES] * taken.bit_count()
    if task.age is Answer.UNKNOWN:
        doubts.append(Doubt.LEGAL_AGE)
    steps: list[Step] = []
    moves, in_doubt = end(last[PLACE], start)
    if in_doubt:
        doubts.append(Doubt.REACH)
    if moves:
        steps.append(_move(last[FREE], start, chart.to.place))
    row = last
    while row[LEG] >= 0:
        leg, before = chart.offered[row[LEG]], numbers[row[PARENT]].tolist()
        doubts += leg.doubts
        doubts += _on_the_way(leg, row[MOVED], before[PLACE], start, chart)
        steps.append(_taken(leg, row[FREE] - 1))
        if row[MOVED]:
            steps.append(_move(before[FREE], start, leg.site))
        row = before
    if row[ASK]:
        steps.append(Step(StepKind.ASK, start.today, start.answered - 1))
    gives = {leg.offer.id: leg.gives for leg in map(chart.offered.__getitem__, _legs(label, numbers))}
    met = _with_meets(steps[::-1], gives, taken, task, chart)
    return Route(met, last[SOONEST], last[COST], last[MOVES] + moves, tuple(sorted(doubts)))


def _legs(label: int, numbers: Numbers) -> list[int]:
    legs = []
    while numbers[label, LEG] >= 0:
        legs.append(int(numbers[label, LEG]))
        label = int(numbers[label, PARENT])
    return legs


def _move(free: Day, start: Start, place: int | None) -> Step:
    return Step(StepKind.MOVE, free, free + start.move - 1, place=place)


def _taken(leg: Leg, ends: Day) -> Step:
    offer = leg.offer
    return Step(offer.kind, ends - offer.days + 1 if offer.starts is None else offer.starts, ends, offer.id)


def _on_the_way(leg: Leg, moved: int, place: int, start: Start, chart: Chart) -> tuple[Doubt, ...]:
    """What is in doubt about getting to an offer from where the person lives."""
    if leg.site == ANYWHERE:
        return ()
    site = chart.sites.index(leg.site)
    if moved:
        return (Doubt.MOVE_FOR_COURSE,) if start.moves == 2 else ()
    near = start.near[site] if place == HOME else place == site
    return () if near else (Doubt.ON_SITE_WEEKS,)


def _with_meets(steps: list[Step], gives: dict[str, int], taken: int, task: Task, chart: Chart) -> tuple[Step, ...]:
    """The steps, each with what it adds to what is met of the goal."""
    have, found = task.have | taken, []
    for step in steps:
        new = taken if step.kind is StepKind.ASK else gives[step.offer] & ~have if step.offer else 0
        have |= new
        meets = chart.positions(new & task.needed)
        found.append(Step(step.kind, step.starts, step.ends, step.offer, meets, step.place))
    return tuple(found)


def _marks(words: Words) -> int:
    return int.from_bytes(words.tobytes(), "little")

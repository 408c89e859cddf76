"""Need and seats over time for one occupation, or for all: a bar chart, and the same as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from kompetensnav.apps.routes.matrix import Cell, Matrix, Row
from kompetensnav.apps.routes.quarters import Quarter
from kompetensnav.web.planner.cells import balance_words, quarter_words, seats_words, signed

TOP, BASE = 24, 168  # pixels from the upper edge: of the highest mark, of nought
_LEFT, _WIDTH = 7.0, 93.0  # per cent
_BAR = 0.34  # of a quarter's width
_STUB = 14.0  # pixels: how high a hatched piece without a number is
_STEPS = (1, 2, 5)
_MARKS = 4  # at most, above nought
_FITTING = 5  # characters of two numbers above bars that stand beside each other
_ROOM = 18  # pixels that a number needs inside a bar


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: x and width in per cent, y and height in pixels."""

    x: float
    y: float
    height: float
    width: float

    @property
    def middle(self) -> float:
        """Where its number stands."""
        return round(self.x + self.width / 2, 2)

    @property
    def above(self) -> float:
        """The line of a number above it."""
        return round(self.y - 5, 1)


@dataclass(frozen=True, slots=True)
class Slot:
    """One quarter. ``inside``: the line of the seats' number in their bar, None where there is no room for it."""

    cell: Cell
    words: str
    number: str
    year: str  # where a year begins
    middle: float
    need: Bar
    seats: Bar
    gap: Bar | None
    hatched: bool
    roomy: bool  # both numbers fit beside each other
    inside: float | None
    difference: str
    seats_words: str
    balance: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of the scale."""

    n: int
    y: float

    @property
    def line(self) -> float:
        """Of its number."""
        return round(self.y + 4, 1)


@dataclass(frozen=True, slots=True)
class Chart:
    """The marks of the scale, from nought, and a slot a quarter."""

    marks: Sequence[Mark]
    slots: Sequence[Slot]


def chart_of(row: Row, matrix: Matrix) -> Chart:
    """One row of the matrix, or its sums."""
    step = _step(max((max(c.need, c.seats) for c in row.cells), default=0))
    most = max((max(c.need, c.seats) for c in row.cells), default=0)
    top = max(-(-most // step), 1) * step
    marks = [Mark(n, _y(n, top)) for n in range(0, top + 1, step)]
    wide = _WIDTH / len(row.cells)
    slots = [
        _slot(cell, quarter, _LEFT + i * wide, wide, top, first=i == 0)
        for i, (quarter, cell) in enumerate(zip(matrix.quarters, row.cells, strict=True))
    ]
    return Chart(marks, slots)


def _step(most: int) -> int:
    """The distance of marks: 1, 2 or 5 times a power of ten."""
    power = 1
    while True:
        for step in _STEPS:
            if most <= step * power * _MARKS:
                return step * power
        power *= 10


def _y(n: int, top: int) -> float:
    return round(BASE - (BASE - TOP) * n / top, 1)


def _slot(cell: Cell, quarter: Quarter, x: float, wide: float, top: int, *, first: bool) -> Slot:
    bar = wide * _BAR
    left = round(x + wide * (0.5 - _BAR - 0.02), 2)
    right = round(x + wide * 0.52, 2)
    need, seats = _y(cell.need, top), _y(cell.seats, top)
    gap = None
    if cell.missing:
        gap = Bar(right, need, round(seats - need, 1), round(bar, 2))
    elif cell.unknown:
        gap = Bar(right, round(seats - _STUB, 1), _STUB, round(bar, 2))
    return Slot(
        cell=cell,
        words=quarter_words(quarter),
        number=quarter_words(quarter).split()[0],
        year=str(quarter.year) if first or quarter.number == 1 else "",
        middle=round(x + wide / 2, 2),
        need=Bar(left, need, round(BASE - need, 1), round(bar, 2)),
        seats=Bar(right, seats, round(BASE - seats, 1), round(bar, 2)),
        gap=gap,
        hatched=bool(cell.unknown),
        roomy=len(f"{cell.need}{signed(cell)}") <= _FITTING,
        inside=round(seats + 14, 1) if BASE - seats >= _ROOM else None,
        difference=signed(cell),
        seats_words=seats_words(cell),
        balance=balance_words(cell),
    )

"""Rows and cells of needs against seats as the page draws them: words, links, bars on one shared scale."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from kompetensnav.apps.routes.matrix import Balance, Cell, Matrix, Row
from kompetensnav.apps.routes.quarters import Quarter
from kompetensnav.engine.text.normalise import fold
from kompetensnav.web.planner.asked import Asked, code_of
from kompetensnav.web.planner.naming import Naming

_SCALE = 86.0  # per cent of a cell's width for the largest number; the rest is for what is not known
_NOT_KNOWN = 12.0  # per cent: how long a hatched piece without a number is
_MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Bars:
    """Widths and the beginning of what is missing or not known, in per cent of the cell."""

    need: float
    seats: float
    gap_at: float
    gap: float
    hatched: bool  # not known, rather than missing


@dataclass(frozen=True, slots=True)
class CellShown:
    """One cell. ``href`` opens it, or closes it where it is open."""

    cell: Cell
    quarter: str
    balance: str
    words: str
    difference: str
    seats: str
    bars: Bars
    href: str
    open: bool


@dataclass(frozen=True, slots=True)
class RowShown:
    """One occupation. ``href`` shows it over time."""

    code: str
    name: str
    href: str
    chosen: bool
    cells: Sequence[CellShown]

    @property
    def open(self) -> bool:
        """Whether one of its cells is open: the detail follows directly."""
        return any(cell.open for cell in self.cells)


def quarter_words(quarter: Quarter) -> str:
    """As people write it."""
    return gettext("Q%(number)d %(year)d") % quarter._asdict()


def ordered(matrix: Matrix, asked: Asked, naming: Naming) -> list[Row]:
    """The rows that are asked for: most seats missing first, most people needed first, or by name."""
    found = [row for row in matrix.rows if _fits(row, fold(asked.text), naming)]
    found.sort(key=lambda row: (fold(naming.group(row.group)), row.group))
    if asked.sort == "missing":
        found.sort(key=lambda row: (-row.missing, -row.need))
    elif asked.sort == "need":
        found.sort(key=lambda row: -row.need)
    return found


def rows_shown(rows: Iterable[Row], matrix: Matrix, asked: Asked, naming: Naming) -> list[RowShown]:
    """Rows with their cells."""
    most = max((max(c.need, c.seats) for row in matrix.rows for c in row.cells), default=0)
    return [_row(row, naming.group(row.group), matrix, asked, most) for row in rows]


def totals_shown(matrix: Matrix) -> list[tuple[str, Cell, str, str]]:
    """The sums below the columns: quarter, cell, difference, seats without the star of single occupations."""
    return [
        (quarter_words(quarter), cell, signed(cell), seats_words(cell).removesuffix("*"))
        for quarter, cell in zip(matrix.quarters, matrix.total.cells, strict=True)
    ]


def signed(cell: Cell) -> str:
    """The difference with its sign; with a question mark where seats that nobody has stated may make up for it."""
    n = cell.difference
    if n < 0:
        return f"{_MINUS}{-n}{'?' if cell.unknown else ''}"
    return f"+{n}" if n else "0"


def seats_words(cell: Cell) -> str:
    """10, 10+?, or ? where no seat is known and some are not; a star where other occupations show some of them."""
    known = str(cell.seats) if cell.seats or not cell.unknown else ""
    unknown = ("+?" if known else "?") if cell.unknown else ""
    return known + unknown + ("*" if cell.shared else "")


def balance_words(cell: Cell) -> str:
    """How it stands, in words that follow the numbers."""
    return {
        Balance.NO_NEED: gettext("no need"),
        Balance.SHORTAGE: gettext("shortage"),
        Balance.NOT_KNOWN: gettext("shortage, as far as is known"),
        Balance.BALANCE: gettext("balance"),
        Balance.SURPLUS: gettext("surplus"),
    }[cell.balance]


def _fits(row: Row, text: str, naming: Naming) -> bool:
    """Whether each word stands in the group's name or code, or in an occupation behind it."""
    if not text:
        return True
    concepts = {need.concept for cell in row.cells for need in cell.needs if need.concept}
    titles = " ".join(need.need.title_folded for cell in row.cells for need in cell.needs)
    concepts |= {c for cell in row.cells for intake in cell.intakes for c in intake.concepts}
    names = " ".join(fold(naming.concept(c)) for c in sorted(concepts))
    written = f"{row.group} {fold(naming.group(row.group))} {titles} {names}"
    return all(word in written for word in text.split())


def _row(row: Row, name: str, matrix: Matrix, asked: Asked, most: int) -> RowShown:
    code = code_of(row.group)
    chosen = row.group == asked.group
    cells = []
    for quarter, cell in zip(matrix.quarters, row.cells, strict=True):
        is_open = chosen and quarter.code == asked.quarter
        change = {"quarter": ""} if is_open else {"group": code, "quarter": quarter.code}
        cells.append(_cell(cell, quarter, "?" + asked.query(**change), most, is_open=is_open))
    href = "?" + asked.query(group=code, quarter="")
    return RowShown(code, name, href, chosen, cells)


def _cell(cell: Cell, quarter: Quarter, href: str, most: int, *, is_open: bool) -> CellShown:
    return CellShown(
        cell=cell,
        quarter=quarter_words(quarter),
        balance=cell.balance.value,
        words=balance_words(cell),
        difference=signed(cell),
        seats=seats_words(cell),
        bars=bars(cell, most),
        href=f"{href}#open" if not is_open else f"{href}#matrix",
        open=is_open,
    )


def bars(cell: Cell, most: int) -> Bars:
    """On one scale for the whole table, so that cells can be compared."""

    def width(n: int) -> float:
        return round(_SCALE * n / most, 2) if most else 0.0

    need, seats = width(cell.need), width(cell.seats)
    beyond = _NOT_KNOWN if cell.unknown else 0.0
    gap = round(need - seats, 2) if cell.missing else beyond
    return Bars(need, seats, seats, gap, hatched=bool(cell.unknown))

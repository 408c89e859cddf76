"""People as an Arrow table, a row a person, and back. No row says who it is: see ``people``."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kompetensnav.engine.matching.supply import UNKNOWN_PLACE, Supply
from kompetensnav.engine.matching.terms import GRADES, Answer, Section, SectionState

Rows = NDArray[np.int64]
_SECTIONS = len(Section)
SCHEMA = pa.schema(
    [
        pa.field("home", pa.int32(), nullable=False),
        pa.field("willing_to_move", pa.uint8(), nullable=False),
        pa.field("meets_legal_age", pa.uint8(), nullable=False),
        pa.field("commute", pa.list_(pa.int32())),  # null: not known; empty: nowhere else
        pa.field("sections", pa.list_(pa.uint8(), _SECTIONS), nullable=False),
        pa.field("claim_concept", pa.list_(pa.int32()), nullable=False),
        pa.field("claim_grade", pa.list_(pa.uint8()), nullable=False),
    ]
)


@dataclass(frozen=True, slots=True)
class _Runs:
    """One list of numbers a person: ``start`` (n + 1,) and all numbers one after the other."""

    start: NDArray[np.int64]
    values: NDArray[Any]

    @classmethod
    def of(cls, lengths: NDArray[np.int64], values: NDArray[Any]) -> "_Runs":
        return cls(np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)]), values)


class Tables:
    """Cuts a supply into tables."""

    def __init__(self, supply: Supply) -> None:
        self.supply = supply
        place = np.repeat(np.arange(len(supply.commute_start) - 1, dtype=np.int32), np.diff(supply.commute_start))
        by_person = np.argsort(supply.commuters, kind="stable")
        self._commute = _Runs.of(np.bincount(supply.commuters, minlength=len(supply)), place[by_person])

    def of(self, rows: Rows) -> pa.Table:
        """The people at these positions, which rise, in that order."""
        supply = self.supply
        commute_start, commute = _cut(self._commute.start, self._commute.values, rows)
        claim_start, claims = _cut(supply.claim_start, supply.claim_concept, rows)
        _, grades = _cut(supply.claim_start, supply.claim_grade, rows)
        columns = [
            pa.array(supply.home[rows]),
            pa.array(supply.willing_to_move[rows]),
            pa.array(supply.meets_legal_age[rows]),
            _lists(commute_start, commute, ~supply.commute_known[rows]),
            pa.FixedSizeListArray.from_arrays(pa.array(supply.sections[rows].ravel()), _SECTIONS),
            _lists(claim_start, claims),
            _lists(claim_start, grades),
        ]
        return pa.Table.from_arrays(columns, schema=SCHEMA)


def supply_of(table: pa.Table, concepts: int, places: int) -> Supply:
    """The people of a table; their ids are the numbers of their rows, which sort as the rows do.

    Raises ValueError for numbers that mean nothing: the search trusts its arrays and checks none of them.
    """
    if not table.schema.equals(SCHEMA):
        raise ValueError("other columns than expected")
    columns = {name: table.column(name).combine_chunks() for name in SCHEMA.names}
    claims, grades = _runs(columns["claim_concept"]), _runs(columns["claim_grade"])
    commute, home = _runs(columns["commute"]), _numbers(columns["home"])
    if not np.array_equal(claims.start, grades.start):
        raise ValueError("claims and their grades differ in number")
    sections = _numbers(columns["sections"].flatten())
    answers = [_numbers(columns[name]) for name in ("willing_to_move", "meets_legal_age")]
    _within(home, UNKNOWN_PLACE, places)
    _within(commute.values, 0, places)
    _within(claims.values, 0, concepts)
    _within(grades.values, 0, len(GRADES))
    _within(sections, 0, len(SectionState))
    for values in answers:
        _within(values, 0, len(Answer))
    person = np.repeat(np.arange(table.num_rows, dtype=np.int32), np.diff(commute.start))
    return Supply(
        n_concepts=concepts,
        ids=row_names(table.num_rows),
        home=home,
        willing_to_move=answers[0],
        meets_legal_age=answers[1],
        commute_known=np.array(columns["commute"].is_valid()),
        commute_start=_Runs.of(np.bincount(commute.values, minlength=places), person).start,
        commuters=person[np.argsort(commute.values, kind="stable")],
        sections=sections.reshape(-1, _SECTIONS),
        claim_start=claims.start,
        claim_concept=claims.values,
        claim_grade=grades.values,
    )


def row_names(rows: int) -> tuple[str, ...]:
    """Numbers as texts of one length, so that they sort as numbers do."""
    width = len(str(rows))
    return tuple(f"{row:0{width}d}" for row in range(rows))


def _lists(
    start: NDArray[np.int64], values: NDArray[np.generic], null: NDArray[np.bool_] | None = None
) -> pa.Array:
    mask = None if null is None else pa.array(null)
    return pa.ListArray.from_arrays(pa.array(start.astype(np.int32)), pa.array(values), mask=mask)


def _cut(
    start: NDArray[np.int64], values: NDArray[np.generic], rows: Rows
) -> tuple[NDArray[np.int64], NDArray[np.generic]]:
    """The runs of these rows, one after the other."""
    lengths = start[rows + 1] - start[rows]
    new = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    return new, values[np.repeat(start[rows] - new[:-1], lengths) + np.arange(new[-1])]


def _runs(column: pa.Array) -> _Runs:
    lengths = column.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
    return _Runs.of(lengths, _numbers(column.flatten()))


def _numbers(column: pa.Array) -> NDArray[Any]:
    """Values as an array of the column's type. Raises ValueError where one is missing."""
    if column.null_count:
        raise ValueError("a value is missing")
    return np.array(column)


def _within(values: NDArray[np.generic], lowest: int, end: int) -> None:
    if values.size and not (lowest <= int(values.min()) and int(values.max()) < end):
        raise ValueError("a number means nothing")

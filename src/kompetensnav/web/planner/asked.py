"""What the address asks of needs against seats: filters, order, page, the occupation and the cell that is open."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from kompetensnav.apps.routes.matrix import Matrix, Row
from kompetensnav.apps.routes.standing import NO_GROUP
from kompetensnav.web.planner.filters import Filters
from kompetensnav.web.requests import Request

SORTS = ("missing", "need", "name")
VIEWS = ("chart", "table")
NO_OCCUPATION = "none"  # in an address
_LONGEST_SEARCH = 100  # characters


@dataclass(frozen=True, slots=True)
class Asked:
    """Anything unknown in the address is passed over. ``group`` None: all occupations."""

    filters: Filters
    text: str
    sort: str
    view: str
    group: str | None
    quarter: str
    whole: bool  # every row of the open cell
    page: str

    @classmethod
    def of(cls, request: Request) -> "Asked":
        """What the address asks."""
        asked = request.GET
        sort, view, group = asked.get("sort", ""), asked.get("view", ""), asked.get("group", "")
        code = group if group.isdecimal() and len(group) == 4 else None
        return cls(
            filters=Filters.of(request),
            text=" ".join(asked.get("text", "").split())[:_LONGEST_SEARCH],
            sort=sort if sort in SORTS else SORTS[0],
            view=view if view in VIEWS else VIEWS[0],
            group=NO_GROUP if group == NO_OCCUPATION else code,
            quarter=asked.get("quarter", "")[:6],
            whole=asked.get("all", "") == "1",
            page=asked.get("page", ""),
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything is filtered away."""
        return bool(self.text) or self.filters.narrowed

    def query(self, **changes: Any) -> str:
        """The address with some of it changed, without a question mark; empty values are left out.

        Another filter begins at the first page, and so does every link that does not say a page.
        """
        values = self.filters.values | {
            "text": self.text,
            "sort": self.sort if self.sort != SORTS[0] else "",
            "view": self.view if self.view != VIEWS[0] else "",
            "group": "" if self.group is None else code_of(self.group),
            "quarter": self.quarter,
            "page": self.page if self.page != "1" else "",
        }
        return urlencode({k: v for k, v in (values | changes).items() if v}, doseq=True)

    def open_at(self, matrix: Matrix) -> tuple[Row, int] | None:
        """The row and the column of the cell that is open."""
        column = next((i for i, q in enumerate(matrix.quarters) if q.code == self.quarter), None)
        row = self.row_of(matrix)
        return None if row is None or column is None else (row, column)

    def row_of(self, matrix: Matrix) -> Row | None:
        """The row of the occupation that is asked for."""
        return next((row for row in matrix.rows if row.group == self.group), None)


def code_of(group: str) -> str:
    """A group as addresses have it."""
    return group or NO_OCCUPATION

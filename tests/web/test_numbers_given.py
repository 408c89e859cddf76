"""Numbers for those who see nobody: from all that is told together no number that is too small can be worked out."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from kompetensnav.apps.education.models import Intake
from kompetensnav.apps.routes.shown import IntakeRoutes, NeedRoutesShown, Stopper
from kompetensnav.web.needs.routes_tab import numbers_of
from kompetensnav.web.numbers_given import LEAST, Given, covering, part, total

FEW = range(1, LEAST)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def parts(*numbers: int, exact: bool = False) -> list[Given]:
    return [part(n, exact=exact) for n in numbers]


@pytest.mark.parametrize(
    ("n", "exact", "words"),
    [
        (0, False, "0"),
        (1, False, "fewer than 5"),
        (4, False, "fewer than 5"),
        (5, False, "5"),
        (1, True, "1"),
        (1234, False, "1,234"),
    ],
)
def test_a_number_alone(n: int, exact: bool, words: str) -> None:
    assert str(part(n, exact=exact)) == words


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ([], "0"),
        (parts(0, 0), "0"),
        (parts(8, 539, 20, 116), "683"),
        (parts(8, 539, 20, 116, 1), "at least 683"),
        (parts(1000, 3), "at least 1,000"),
        (parts(3), "fewer than 5"),
        (parts(3, 0), "fewer than 5"),
        (parts(3, 1), "fewer than 5"),
        (parts(3, 2), "some"),
        (parts(1, 1, 1, 1), "some"),
        (parts(3, 2, exact=True), "5"),
        ([total(parts(539, 1)), *parts(20)], "at least 559"),
        ([total(parts(1, 1)), *parts(1, 1)], "some"),
    ],
)
def test_a_total_of_parts(told: list[Given], words: str) -> None:
    assert str(total(told)) == words


@pytest.mark.parametrize(
    ("n", "told", "words"),
    [
        (12, parts(10, 7), "12"),
        (12, parts(10, 3), "at least 10"),
        (3, parts(3, 2), "fewer than 5"),
        (6, parts(4, 4), "some"),
        (3, parts(3, 2, exact=True), "3"),
    ],
)
def test_who_is_in_any_of_several_parts(n: int, told: list[Given], words: str) -> None:
    assert str(covering(n, told)) == words


@pytest.mark.parametrize(
    ("told", "cell"), [(part(6, exact=False), 6), (part(2, exact=False), "fewer than 5"), (part(2, exact=True), 2)]
)
def test_a_cell_of_a_file(told: Given, cell: int | str) -> None:
    assert told.cell == cell


@dataclass(frozen=True)
class Found:
    """How many people a need's routes have: each of these numbers is told by itself."""

    now: int
    training: tuple[int, ...]
    without_evidence: int
    stoppers: tuple[int, ...]
    stopped: int

    @property
    def otherwise(self) -> int:
        return max(self.stopped - sum(self.stoppers), 0)

    @property
    def leaves(self) -> tuple[int, ...]:
        return (self.now, *self.training, self.without_evidence, *self.stoppers, self.otherwise)

    @property
    def in_all(self) -> int:
        return self.now + sum(self.training) + self.without_evidence + self.stopped

    def told(self) -> dict[str, Any]:
        """All that the page has, in words."""
        one: list[Any] = [None]
        found = NeedRoutesShown(
            now=one * self.now,
            training=[IntakeRoutes(Intake(), one * n, ..., None) for n in self.training],  # type: ignore[arg-type]
            prepared=(),
            placement=(),
            moving=(),
            total=self.in_all,
            without_evidence=self.without_evidence,
            stopped=self.stopped,
            stoppers=[Stopper(i, n) for i, n in enumerate(self.stoppers)],
            buildable=(),
            parameters="",
        )
        found_numbers = numbers_of(found, exact=False)
        told = {f.name: str(getattr(found_numbers, f.name)) for f in fields(found_numbers)}
        told["training"] = str(total(parts(*self.training)))
        return told | {"leaves": [str(n) for n in parts(*self.leaves)]}

    def alike(self) -> "Iterator[Found]":
        """Everything that has other small numbers, what differs least first."""
        choices: Sequence[Sequence[int]] = [FEW if n in FEW else [n] for n in self.leaves]
        others = itertools.product(*choices)
        for leaves in sorted(others, key=lambda o: sum(a != b for a, b in zip(o, self.leaves, strict=True))):
            now, *between, otherwise = leaves
            n = len(self.training)
            training, without, stoppers = tuple(between[:n]), between[n], tuple(between[n + 1 :])
            least, most = max(stoppers, default=0), sum(stoppers)
            for stopped in [most + otherwise] if otherwise else range(least, most + 1):
                yield Found(now, training, without, stoppers, stopped)


SIZES = st.one_of(st.integers(0, 6), st.integers(5, 600))


@st.composite
def everything(draw: st.DrawFn) -> Found:
    several = st.lists(SIZES, max_size=2).map(tuple)
    stoppers = draw(several)
    stopped = draw(st.integers(max(stoppers, default=0), sum(stoppers) + 6))
    return Found(draw(SIZES), draw(several), draw(SIZES), stoppers, stopped)


@given(everything())
@example(Found(0, (8, 539, 20, 116, 1), 0, (), 0))
@example(Found(1, (1, 1), 1, (), 0))
@example(Found(0, (), 7, (18, 4), 22))
@example(Found(0, (), 0, (1, 1, 1), 4))
def test_no_hidden_number_can_be_worked_out(found: Found) -> None:
    """Each could be at least two numbers with all that is told being the same."""
    with translation.override("en"):
        told = found.told()
        possible: list[set[int]] = [set() for _ in found.leaves]
        hidden = [i for i, n in enumerate(found.leaves) if n in FEW]
        for other in found.alike():
            if all(len(possible[i]) > 1 for i in hidden):
                break
            if other.told() == told:
                for i, n in enumerate(other.leaves):
                    possible[i].add(n)
        assert all(len(possible[i]) > 1 for i in hidden)


@given(everything())
def test_a_whole_total_has_no_hidden_part(found: Found) -> None:
    """And where something is hidden no more is told than there are."""
    with translation.override("en"):
        told = found.told()["total"]
    if told == f"{found.in_all:,}":
        assert not any(n in FEW for n in found.leaves)
    elif told.startswith("at least"):
        assert int(told.removeprefix("at least ").replace(",", "")) <= found.in_all

"""The best assignment: equal to brute force and to known optima, and clear when the solver's process ends badly."""

import io
import os
import random
import signal
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from kompetensnav.engine.matching.assignment import CandidateGraph, Pair, check, greedy, total
from kompetensnav.runtime import flow
from kompetensnav.runtime.flow import best_assignment, solver
from kompetensnav.runtime.flow_process import PROGRAM, packed, unpacked
from kompetensnav.runtime.problems import InputError
from tests.engine.matching.assignment_worlds import LEAST, every_way, graph_of, regions, standing

few = settings(max_examples=20, deadline=None)  # each example is a process
many_regions = st.integers(1, 20).flatmap(lambda n: st.tuples(*(regions(f"{i:02}-") for i in range(n))))


def together(parts):
    """Regions side by side, as one: nobody of one can take a place of another."""
    return [p for pairs, _ in parts for p in pairs], {n: o for _, positions in parts for n, o in positions.items()}


@few
@given(many_regions)
def test_no_way_of_filling_places_is_better(parts) -> None:
    graph = graph_of(together(parts))
    chosen = best_assignment(graph)
    check(graph, chosen)
    tops = [int(graph.rank.max()) + 1 if len(graph) else 0 for _ in parts]
    expected = [0, 0]
    for part, top in zip(parts, tops, strict=True):
        own = graph_of(part)
        aims = ((int(own.value[w].sum()), int((top - own.rank[w]).sum())) for w in every_way(own))
        best = max(aims)
        expected = [expected[0] + best[0], expected[1] + best[1]]
    assert list(standing(graph, chosen)) == expected
    assert total(graph, chosen).value >= total(graph, greedy(graph)).value


@few
@given(many_regions, st.randoms(use_true_random=False))
def test_equal_rows_in_any_order_are_one_answer(parts, chance: random.Random) -> None:
    pairs, positions = together(parts)
    first = CandidateGraph.of(pairs, positions, LEAST)
    again = CandidateGraph.of(chance.sample(pairs, len(pairs)), positions, LEAST)
    assert best_assignment(again).tolist() == best_assignment(first).tolist()


@few
@given(many_regions)
def test_whoever_is_left_without_a_place_fits_only_where_all_places_are_taken(parts) -> None:
    graph = graph_of(together(parts))
    chosen = best_assignment(graph)
    taken = set(graph.person[chosen].tolist())
    left = graph.positions - np.bincount(graph.need[chosen], minlength=len(graph.needs))
    assert [i for i in range(len(graph)) if graph.person[i] not in taken and left[graph.need[i]]] == []


@pytest.mark.parametrize(("people", "needs", "seed"), [(40, 40, 1), (200, 150, 2), (150, 200, 3), (500, 500, 4)])
def test_with_one_place_each_the_total_is_scipy_s(people: int, needs: int, seed: int) -> None:
    values = np.random.default_rng(seed).integers(LEAST, 101, (people, needs))
    rows, columns = linear_sum_assignment(values, maximize=True)
    chosen = best_assignment(dense(values, np.ones(needs, np.int64)))
    assert len(chosen) == min(people, needs)
    assert values.ravel()[chosen].sum() == values[rows, columns].sum()


@pytest.mark.parametrize(("needs", "seed"), [(60, 1), (150, 2)])
def test_an_optimum_that_was_planted_is_found(needs: int, seed: int) -> None:
    """Every pair is worth at most what person and place are priced at, and the planted ones exactly that."""
    rng = np.random.default_rng(seed)
    places = rng.integers(1, 6, needs)
    planted = rng.permutation(np.repeat(np.arange(needs), places))
    of_person, of_need = rng.integers(30, 51, len(planted)), rng.integers(20, 51, needs)
    priced = of_person[:, None] + of_need
    values = priced - rng.integers(0, 20, priced.shape)
    values[np.arange(len(planted)), planted] = priced[np.arange(len(planted)), planted]
    graph = dense(values, places)
    chosen = best_assignment(graph)
    check(graph, chosen)
    assert total(graph, chosen).value == of_person.sum() + (of_need * places).sum()
    assert total(graph, greedy(graph)).value < total(graph, chosen).value


def dense(values: np.ndarray, places: np.ndarray) -> CandidateGraph:
    """Everybody with every need; nobody stands higher in a list than another."""
    people, needs = values.shape
    person, need = np.divmod(np.arange(people * needs), needs)
    names = tuple(f"p-{i:04}" for i in range(people)), tuple(f"n-{i:04}" for i in range(needs))
    columns = (places.astype(np.int64), person, need, values.ravel().astype(np.int64))
    return CandidateGraph(*names, *columns, np.ones(people * needs, np.int64))


def test_where_nobody_fits_no_process_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", None)
    assert best_assignment(CandidateGraph.of([], {"n-1": 2}, LEAST)).tolist() == []


def test_the_solver_is_named_with_its_version() -> None:
    assert solver().startswith("ortools-9.")


ONE = CandidateGraph.of([Pair("p-1", "n-1", 80, 1), Pair("p-2", "n-1", 70, 2)], {"n-1": 1}, LEAST)


def in_its_place(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """The solver's process runs this instead."""
    started = subprocess.run

    def run(command, **options):
        return started([sys.executable, "-c", program], **options)

    monkeypatch.setattr(flow.subprocess, "run", run)


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "assignment.solver-killed"),
        ("import os; os.abort()", "assignment.solver-killed"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "assignment.too-slow"),
        ("raise MemoryError", "assignment.solver-broken"),
        ("", "assignment.solver-broken"),
        ("print('not an array')", "assignment.solver-broken"),
        ("import time; time.sleep(60)", "assignment.too-slow"),
    ],
    ids=["killed", "aborted", "out of CPU time", "out of memory", "silent", "babbling", "hanging"],
)
def test_a_process_that_ends_badly_is_told_by_code(
    monkeypatch: pytest.MonkeyPatch, program: str, code: str
) -> None:
    in_its_place(monkeypatch, program)
    with pytest.raises(InputError) as error:
        best_assignment(ONE, seconds=1)
    assert error.value.problems[0].code == code


@pytest.mark.parametrize("answer", [[1, 1, 0, 0, 0], [1]], ids=["two people in one place", "too short"])
def test_an_answer_that_cannot_be_is_never_believed(monkeypatch: pytest.MonkeyPatch, answer: list[int]) -> None:
    found = packed([np.array(answer, np.int64)])
    in_its_place(monkeypatch, f"import sys; sys.stdout.buffer.write({found!r})")
    with pytest.raises(InputError) as error:
        best_assignment(ONE)
    assert error.value.problems[0].code == "assignment.solver-broken"


def test_a_real_solver_that_is_killed_in_the_middle_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed once it has begun to read, as by a machine without memory."""
    started = subprocess.Popen

    class Killed(started):
        def communicate(self, *args, **options):
            os.kill(self.pid, signal.SIGKILL)
            return super().communicate(*args, **options)

    monkeypatch.setattr(subprocess, "Popen", Killed)
    with pytest.raises(InputError) as error:
        best_assignment(ONE)
    assert error.value.problems[0].code == "assignment.solver-killed"


def test_a_flow_that_cannot_be_ends_without_an_answer() -> None:
    columns = [np.array(c, np.int64) for c in ([0], [1], [1], [-1], [2, -2])]  # two units, room for one
    command = [sys.executable, "-I", "-m", PROGRAM, "10"]
    done = subprocess.run(command, input=packed(columns), capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"INFEASIBLE" in done.stderr


def test_columns_come_back_as_they_were_and_nothing_else_is_read() -> None:
    columns = [np.array(c, np.int64) for c in ([], [1], [-(2**62), 2**62])]
    assert [c.tolist() for c in unpacked(packed(columns), 3)] == [c.tolist() for c in columns]
    text = io.BytesIO()
    np.lib.format.write_array(text, np.array(["a"]))
    for wrong in (packed(columns), packed(columns)[:-3], text.getvalue(), b""):
        with pytest.raises(ValueError, match=r"."):
            unpacked(wrong, 2)

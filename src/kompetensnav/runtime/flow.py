"""The best assignment of a graph of candidates, as a min-cost flow that a process of its own solves."""

import signal
import subprocess
import sys
from importlib.metadata import version

import numpy as np

from kompetensnav.engine.matching.assignment import CandidateGraph, Ints, check
from kompetensnav.runtime.flow_process import PROGRAM, packed, unpacked
from kompetensnav.runtime.problems import InputError, Problem

SECONDS = 300  # a region of 100,000 people with 5,000 needs takes a second; a country would have to ask for more


def solver() -> str:
    """Name and version of the solver: ties that the aims leave open are its own choice, the same each time."""
    return f"ortools-{version('ortools')}"


def best_assignment(graph: CandidateGraph, seconds: int = SECONDS) -> Ints:
    """Indices of the pairs that together are worth most, rising.

    Raises InputError ``assignment.too-slow``, ``assignment.solver-killed`` or ``assignment.solver-broken``.
    """
    if not len(graph):
        return np.zeros(0, np.int64)
    flow = _answered(_network(graph), seconds)
    if len(flow) < len(graph):
        raise InputError(Problem("assignment.solver-broken"))
    chosen = np.flatnonzero(flow[: len(graph)]).astype(np.int64)
    try:
        check(graph, chosen)
    except ValueError:
        raise InputError(Problem("assignment.solver-broken")) from None
    return chosen


def _network(graph: CandidateGraph) -> tuple[Ints, ...]:
    """Each person sends one unit to a need's place or, at no cost, past them all."""
    people, needs = len(graph.people), len(graph.needs)
    person, need, sink = np.arange(people), people + np.arange(needs), people + needs
    tail = np.concatenate([graph.person, person, need])
    head = np.concatenate([people + graph.need, np.full(people + needs, sink)])
    capacity = np.concatenate([np.ones(len(graph) + people, np.int64), graph.positions])
    cost = np.concatenate([-graph.worth, np.zeros(people + needs, np.int64)])
    supply = np.concatenate([np.ones(people), np.zeros(needs), [-people]])
    return tuple(column.astype(np.int64) for column in (tail, head, capacity, cost, supply))


def _answered(columns: tuple[Ints, ...], seconds: int) -> Ints:
    command = [sys.executable, "-I", "-m", PROGRAM, str(seconds)]
    try:
        done = subprocess.run(  # noqa: S603  our own program; the arrays go through standard input
            command,
            input=packed(columns),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise InputError(Problem("assignment.too-slow")) from None
    if done.returncode == -signal.SIGXCPU:
        raise InputError(Problem("assignment.too-slow"))
    if done.returncode < 0:
        raise InputError(Problem("assignment.solver-killed"))
    try:
        return unpacked(done.stdout, 1)[0]
    except ValueError:
        raise InputError(Problem("assignment.solver-broken")) from None

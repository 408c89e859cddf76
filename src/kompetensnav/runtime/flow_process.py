"""Solves one min-cost flow in a process of its own: arrays on standard input, the flow on standard output.

Of its own, because this solver's library and that of the planning solver cannot be loaded into one process, and so
that a flow too large for the machine takes nobody down with it. Run by ``flow`` as
``python -m kompetensnav.runtime.flow_process SECONDS``. It ends by itself when its time is over, whoever waits.
"""

import io
import resource
import sys
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
PROGRAM = "kompetensnav.runtime.flow_process"  # its name to be run by
COLUMNS = 5  # tail, head, capacity and cost of each arc, then the supply of each node


def main() -> None:
    """One flow, solved to the optimum; anything else ends in an error and no answer."""
    seconds = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.buffer.write(packed([solve(*unpacked(sys.stdin.buffer.read(), COLUMNS))]))


def solve(tail: Ints, head: Ints, capacity: Ints, cost: Ints, supply: Ints) -> Ints:
    """The cheapest flow on each arc. Raises ValueError where there is none."""
    from ortools.graph.python import min_cost_flow

    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(tail, head, capacity, cost)
    solver.set_nodes_supplies(np.arange(len(supply)), supply)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise ValueError(f"the solver answers {status.name}")
    found: Ints = np.asarray(solver.flows(arcs), np.int64)
    return found


def packed(columns: Iterable[Ints]) -> bytes:
    """Columns as bytes, one after another."""
    target = io.BytesIO()  # numpy asks a pipe for its position, which a pipe has not
    for column in columns:
        np.lib.format.write_array(target, column, allow_pickle=False)
    return target.getvalue()


def unpacked(data: bytes, n: int) -> list[Ints]:
    """So many columns. Raises ValueError where the bytes hold anything else."""
    source = io.BytesIO(data)
    columns: list[Ints] = [np.lib.format.read_array(source, allow_pickle=False) for _ in range(n)]
    if source.read(1) or any(c.dtype != np.int64 or c.ndim != 1 for c in columns):
        raise ValueError("not so many columns of whole numbers")
    return columns


if __name__ == "__main__":
    main()

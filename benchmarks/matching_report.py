"""Measured times as a table in Markdown, with the machine they were measured on."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass
class Times:
    """Milliseconds a need, (passes, needs): of a processor core, and by the clock.

    Of each need the middle pass counts. Needs are the first so many of the run.
    """

    core: NDArray[np.float64]
    wall: NDArray[np.float64]

    def again(self, later: "Times") -> "Times":
        """With the passes of a later time: what else the machine does changes over a run."""
        return Times(np.concatenate([self.core, later.core]), np.concatenate([self.wall, later.wall]))

    @property
    def middle(self) -> NDArray[np.float64]:
        """(needs,) of a core."""
        return np.median(self.core, axis=0)

    @property
    def p50(self) -> float:
        return float(np.median(self.middle))

    @property
    def p95(self) -> float:
        return float(np.percentile(self.middle, 95))

    @property
    def wall_p50(self) -> float:
        return float(np.median(np.median(self.wall, axis=0)))

    def over(self, ours: "Times") -> float:
        """How many times as long as ours for the same needs, all together."""
        return float(self.middle.sum() / ours.middle[: len(self.middle)].sum())


@dataclass
class Line:
    """An engine in a table: times by way of asking, and what was found about its answers."""

    name: str
    build: float | None
    bytes_a_person: float | None
    times: dict[str, Times] = field(default_factory=dict)
    answers: str = ""


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table: the first column to the left, the others to the right."""
    ruler = "|---|" + "---:|" * (len(head) - 1)
    return "\n".join(["| " + " | ".join(head) + " |", ruler, *("| " + " | ".join(r) + " |" for r in rows)])


def compared(lines: Sequence[Line], ways: Sequence[str]) -> str:
    """Engines below ours, which comes first."""
    head = ["engine", "built, core s", "bytes a person"]
    for way in ways:
        head += [f"{way} p50, ms", "p95", "wall p50", "times ours"]
    rows = []
    for line in lines:
        row = [line.name, number(line.build), number(line.bytes_a_person, 0)]
        for way in ways:
            row += _cells(line.times.get(way), lines[0].times[way])
        rows.append([*row, line.answers])
    return table([*head, "answers"], rows)


def _cells(times: Times | None, ours: Times) -> list[str]:
    if times is None:
        return ["–"] * 4
    return [number(times.p50, 3), number(times.p95, 3), number(times.wall_p50, 3), number(times.over(ours))]


def number(value: float | None, digits: int = 1) -> str:
    """Few digits where more would say nothing."""
    if value is None:
        return "–"
    return f"{value:,.{digits if abs(value) < 100 else min(digits, 1) if digits != 1 else 0}f}"


def machine() -> str:
    """Cores, processor, memory and versions; nothing that names the machine."""
    model = "unknown processor"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba"))
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GB, Python {platform.python_version()}, {libraries}"

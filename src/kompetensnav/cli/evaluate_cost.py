"""What a method costs: seconds, and the most memory the process held while it ran."""

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

_T = TypeVar("_T")
_RESET, _STATUS = Path("/proc/self/clear_refs"), Path("/proc/self/status")
_RESET_PEAK = "5"  # proc(5): set the peak of resident memory to what is resident now


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall-clock seconds, and the resident peak in MB of the whole process, with all that was loaded before."""

    seconds: float
    peak_mb: float


def costed(work: Callable[[], _T]) -> tuple[_T, Cost]:
    """Do the work and say what it took.

    Where the system cannot forget an earlier peak (all but Linux), the peak is that since the process began.
    """
    resettable = _reset_peak()
    start = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - start
    return result, Cost(seconds, (_peak_since_reset() if resettable else None) or _peak_of_process())


def _reset_peak() -> bool:
    try:
        _RESET.write_text(_RESET_PEAK, encoding="ascii")
    except OSError:
        return False
    return True


def _peak_since_reset() -> float | None:
    try:
        status = _STATUS.read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    line = next((line for line in status.splitlines() if line.startswith("VmHWM:")), None)
    return int(line.split()[1]) * 1024 / 1e6 if line else None


def _peak_of_process() -> float:
    """From getrusage, which counts in kilobytes, on macOS in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6

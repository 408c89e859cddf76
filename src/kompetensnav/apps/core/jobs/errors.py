"""What is kept of an error: a code, a class and places in the source. Never its message, which can hold rows."""

import traceback
from pathlib import PurePath

from django.db import InterfaceError, OperationalError

from kompetensnav.runtime.problems import InputError

WORKER_LOST = "job.worker-lost"
_ROOTS = ("site-packages", "src", "lib")  # a path says nothing more above these


class WorkerLostError(Exception):
    """The worker died in the middle of the job."""


def code_of(error: BaseException) -> str:
    """Of a problem with the input its own code; else a code of jobs."""
    if isinstance(error, InputError) and error.problems:
        return error.problems[0].code
    if isinstance(error, OperationalError | InterfaceError):
        return "job.database"
    return WORKER_LOST if isinstance(error, WorkerLostError) else "job.failed"


def class_of(error: BaseException) -> str:
    """The class with its module, as django-tasks stores it."""
    return f"{type(error).__module__}.{type(error).__qualname__}"


def trace_of(error: BaseException) -> str:
    """Where it came up, innermost last, the cause before what it caused: ``file:line function``, then the class."""
    lines: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        frames = traceback.extract_tb(seen.__traceback__)
        lines[:0] = [*(f"{_short(f.filename)}:{f.lineno} {f.name}" for f in frames), class_of(seen)]
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\n".join(lines)


def _short(filename: str) -> str:
    parts = PurePath(filename).parts
    start = max((i + 1 for i, part in enumerate(parts) if part in _ROOTS), default=0)
    return "/".join(parts[start:])

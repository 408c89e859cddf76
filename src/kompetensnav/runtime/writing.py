"""Files that are whole or not there at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kompetensnav.runtime.problems import InputError, Problem


@contextmanager
def whole_file(path: Path) -> Iterator[IO[str]]:
    """A text file to write that takes its name only when the block ends well; else the old one stays.

    Raises InputError ``file.cannot-write`` where the folder is missing or may not be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise InputError(Problem("file.cannot-write", path.name, values={"why": error.strerror or ""})) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            yield stream
        temporary.chmod(0o666 & ~_umask())
        if path.is_dir():
            raise InputError(Problem("file.is-a-folder", path.name))
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def refuse_overwriting(path: Path, *inputs: Path) -> None:
    """Raise InputError ``file.would-overwrite`` where the output is one of the inputs, under whatever name."""
    for source in inputs:
        if path.exists() and source.exists() and path.samefile(source):
            raise InputError(Problem("file.would-overwrite", path.name))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

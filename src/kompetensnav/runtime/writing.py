"""Files that are whole or not there at all."""

import errno
import io
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

    A symbolic link is followed. Raises InputError ``file.cannot-write`` where that is so (no room, no right, a
    device), ``file.is-a-folder`` for a folder.
    """
    try:
        target = path.resolve()
        if target.is_dir():
            raise InputError(Problem("file.is-a-folder", path.name))
        if target.exists() and not target.is_file():
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))  # a device or pipe would be replaced by a file
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".writing-")
    except OSError as error:
        raise _cannot_write(path, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            yield stream
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(target)
    except OSError as error:
        raise _cannot_write(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Bytes into a file, as ``whole_file`` writes text."""
    with whole_file(path) as stream:
        assert isinstance(stream, io.TextIOWrapper)
        stream.buffer.write(content)


def _cannot_write(path: Path, error: OSError) -> InputError:
    return InputError(Problem("file.cannot-write", path.name, values={"why": error.strerror or ""}))


def refuse_overwriting(path: Path, *inputs: Path) -> None:
    """Raise InputError ``file.would-overwrite`` where the output is one of the inputs, under whatever name."""
    for source in inputs:
        try:
            same = path.exists() and source.exists() and path.samefile(source)
        except OSError:  # a name that cannot be looked up is told when it is opened
            same = False
        if same:
            raise InputError(Problem("file.would-overwrite", path.name))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

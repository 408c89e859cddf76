"""An index of people on disk: files that every process maps instead of copying, replaced whole or not at all.

A folder holds one generation of array files and ``current.json``, which names the generation and says what it was
built of. Writing makes a new generation beside the old and then replaces ``current.json``: a crash at any moment
leaves the one or the other, and at most files that nothing names, which ``tidy`` removes. A process that has the
old one mapped keeps it until it looks again.
"""

import fcntl
import hashlib
import json
import logging
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from kompetensnav.engine.matching.shard import Shard
from kompetensnav.runtime import flat

FORMAT = 2  # raised whenever the arrays or their meaning change
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Basis:
    """What an index was built of: the people of a database ``era`` at a revision, whose ``mark`` tells it from one
    of the same number in a restored database; the taxonomy and places they were read with.

    ``cleared``: up to which revision those who left have been taken out of the files.
    """

    era: str
    revision: int
    mark: str
    cleared: int
    taxonomy: str
    places: str


@dataclass(frozen=True, slots=True)
class Stored:
    """An index read from disk, arrays mapped."""

    basis: Basis
    generation: str
    shard: Shard


@dataclass(frozen=True, slots=True)
class _Current:
    """What ``current.json`` says. ``rest``: what is no array; ``digests``: hash of each array file."""

    basis: Basis
    generation: str
    rest: dict[str, Any]
    digests: dict[str, str]


class IndexFolder:
    """The stored index of one region. Files can be read by their owner alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self) -> Stored | None:
        """The stored index; None where there is none, or it is damaged or of another format."""
        failed = ""
        while (current := self._readable()) is not None and current.generation != failed:
            generation = self.folder / current.generation
            try:
                if _digests(generation) == current.digests:
                    shard = flat.load(Shard, generation, current.rest)
                    return Stored(current.basis, current.generation, shard)
            except (OSError, ValueError, KeyError, TypeError):
                pass
            failed = current.generation  # damaged, unless another has taken its place meanwhile
        if current is not None:
            _log.warning("the stored index of a region is damaged")
        return None

    def basis(self) -> tuple[Basis, str] | None:
        """What the stored index was built of, and its generation, without opening it."""
        current = self._readable()
        return None if current is None else (current.basis, current.generation)

    def write(self, shard: Shard, basis: Basis) -> None:
        """Store an index in place of the one before. Raises OSError where there is no room; the old one stays."""
        with self.writing():
            self._write(shard, basis)

    def rewrite(self, stored: Stored, shard: Shard, cleared: int) -> None:
        """Store what is left of ``stored`` after people were taken out; to be called while ``writing``.

        Where it held none of them only what is said of it changes, and nobody has to read it again.
        """
        basis = replace(stored.basis, cleared=cleared)
        current = self._current()
        if shard is stored.shard and current is not None and current.generation == stored.generation:
            self._point(replace(current, basis=basis))
        else:
            self._write(shard, basis)

    def clear(self) -> None:
        """Remove the index and all that is left of others; to be called while ``writing``."""
        (self.folder / "current.json").unlink(missing_ok=True)
        self.tidy()

    def tidy(self) -> None:
        """Remove what ``current.json`` does not name: generations that were replaced, or never finished by a
        process that was killed. To be called while ``writing``."""
        current = self._current()
        kept = {"lock", "current.json", current.generation} if current else {"lock", "current.json"}
        for path in self.folder.iterdir():
            if path.is_dir() and path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)
            elif path.name not in kept:
                path.unlink(missing_ok=True)

    def is_tidy(self) -> bool:
        """Whether nothing lies here but what ``current.json`` names."""
        current = self._current()
        found = {path.name for path in self.folder.iterdir()} - {"lock"}
        return found == ({"current.json", current.generation} if current else set())

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One writer at a time, over all processes of the machine."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _current(self) -> _Current | None:
        """What is said of the index. Raises OSError where that cannot be known."""
        try:
            told = json.loads((self.folder / "current.json").read_text(encoding="utf-8"))
            if told.pop("format") == FORMAT:
                return _Current(**told | {"basis": Basis(**told["basis"])})
        except FileNotFoundError:
            pass
        except (ValueError, KeyError, TypeError, AttributeError):
            _log.warning("what is said of the stored index of a region is damaged")
        return None

    def _readable(self) -> _Current | None:
        try:
            return self._current()
        except OSError:
            _log.warning("the stored index of a region cannot be read")
            return None

    def _write(self, shard: Shard, basis: Basis) -> None:
        generation = self.folder / f"generation-{secrets.token_hex(4)}"
        try:
            generation.mkdir(mode=0o700)
            rest = flat.save(shard, generation)
            for path in generation.iterdir():
                path.chmod(0o600)
                _to_disk(path)
            _to_disk(generation)
            self._point(_Current(basis, generation.name, rest, _digests(generation)))
        finally:
            self.tidy()  # of the old and the new generation the one that is not named

    def _point(self, current: _Current) -> None:
        pointer = self.folder / "current.json.new"
        pointer.touch(mode=0o600)
        pointer.write_text(json.dumps({"format": FORMAT} | asdict(current)), encoding="utf-8")
        _to_disk(pointer)
        pointer.replace(self.folder / "current.json")
        _to_disk(self.folder)


def _digests(generation: Path) -> dict[str, str]:
    """Hash of every array file by name."""
    found = {}
    for path in sorted(generation.glob("*.npy")):
        with path.open("rb") as stream:
            found[path.name] = hashlib.file_digest(stream, "blake2b").hexdigest()
    return found


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

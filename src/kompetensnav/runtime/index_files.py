"""An index of people on disk: files that every process maps instead of copying, replaced whole or not at all.

A folder holds one generation of array files and ``current.json``, which names the generation and says what it was
built of. Writing makes a new generation beside the old and then replaces ``current.json``: a crash at any moment
leaves the one or the other. A process that has the old one mapped keeps it until it looks again.
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

from kompetensnav.engine.matching.shard import Shard
from kompetensnav.runtime import flat

FORMAT = 1  # raised whenever the arrays or their meaning change
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Basis:
    """What an index was built of. ``revision`` of the people in this ``era``; ``cleared``: up to which revision
    those who left have been taken out of the files."""

    era: str
    revision: int
    cleared: int
    taxonomy: str


@dataclass(frozen=True, slots=True)
class Stored:
    """An index read from disk, arrays mapped."""

    basis: Basis
    generation: str
    shard: Shard


class IndexFolder:
    """The stored index of one region. Files can be read by their owner alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self) -> Stored | None:
        """The stored index; None where there is none, or it is damaged or of another format."""
        for _attempt in range(2):  # between the two reads a new generation may take the place of the old
            try:
                current = json.loads((self.folder / "current.json").read_text(encoding="utf-8"))
                if current["format"] != FORMAT:
                    return None
                generation = self.folder / current["generation"]
                if _digests(generation) == current["digests"]:
                    shard = flat.load(Shard, generation, current["rest"])
                    return Stored(Basis(**current["basis"]), current["generation"], shard)
            except FileNotFoundError:
                continue
            except (OSError, ValueError, KeyError, TypeError):
                break
        if (self.folder / "current.json").exists():
            _log.warning("the stored index of a region is damaged and will be built anew")
        return None

    def basis(self) -> tuple[Basis, str] | None:
        """What the stored index was built of, and its generation, without opening it."""
        try:
            current = json.loads((self.folder / "current.json").read_text(encoding="utf-8"))
            return (Basis(**current["basis"]), current["generation"]) if current["format"] == FORMAT else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, shard: Shard, basis: Basis) -> None:
        """Store an index in place of the one before. Raises OSError where there is no room; the old one stays."""
        with self.writing():
            self._write(shard, basis)

    def rewrite(self, stored: Stored, shard: Shard, cleared: int) -> None:
        """Store what is left of ``stored`` after people were taken out; to be called while ``writing``."""
        self._write(shard, replace(stored.basis, cleared=cleared))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One writer at a time, over all processes of the machine."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _write(self, shard: Shard, basis: Basis) -> None:
        name = f"generation-{secrets.token_hex(4)}"
        generation = self.folder / name
        generation.mkdir(mode=0o700)
        try:
            rest = flat.save(shard, generation)
            for path in generation.iterdir():
                path.chmod(0o600)
                _to_disk(path)
            current = {
                "format": FORMAT,
                "generation": name,
                "basis": asdict(basis),
                "rest": rest,
                "digests": _digests(generation),
            }
            pointer = generation / "current.json"
            pointer.touch(mode=0o600)
            pointer.write_text(json.dumps(current), encoding="utf-8")
            _to_disk(pointer)
            pointer.replace(self.folder / "current.json")
            _to_disk(self.folder)
        except BaseException:
            shutil.rmtree(generation, ignore_errors=True)
            raise
        for old in self.folder.glob("generation-*"):
            if old.name != name:
                shutil.rmtree(old, ignore_errors=True)


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

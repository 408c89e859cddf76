"""The people of a cluster: Parquet files for the workers, and beside them, here only, who stands in which row.

A file holds neither ids nor hashes of them. A person is a row of a file, and the list of ids by row stays with the
coordinator, below its own home. Rows rise by id within a file, so ties inside a shard fall as they do on one
machine; between shards the coordinator compares the ids themselves.

``current.json`` names the files that count. It changes in one step, after all it names has been written, and only
then are other files removed: whatever is cut off, the set before or the set after is there whole.
"""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple, Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kompetensnav.engine.matching.fingerprint import of_text
from kompetensnav.engine.matching.supply import UNKNOWN_PLACE, Places, Supply
from kompetensnav.runtime.cluster import parquet
from kompetensnav.runtime.cluster.columns import SCHEMA, Rows, Tables
from kompetensnav.runtime.cluster.parquet import Basis
from kompetensnav.runtime.home import home
from kompetensnav.runtime.problems import InputError, Problem

# At most so many people a file, which is a shard: some 30 MB in a worker, and 0.7 GB while it is read and laid out.
MOST_PEOPLE = 262_144
LENT = "lent"  # a file beside the register of a set that belongs to one run


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of a set: its path below the folder as ``name``, a hash of all that is in it, and the sum of hashes
    that adds up over files to that of the people, as in ``Part``."""

    name: str
    people: int
    bytes: int
    digest: str
    fingerprint: int


@dataclass(frozen=True, slots=True)
class People:
    """A set of files as it is now, with the ids of its rows. ``as_of`` is what its writer noted of the moment."""

    folder: str
    register: Path
    basis: Basis
    files: tuple[StoredFile, ...]
    as_of: str

    def __len__(self) -> int:
        return sum(file.people for file in self.files)

    def ids(self, file: StoredFile) -> NDArray[np.bytes_]:
        """Ids by row, rising; mapped, not read."""
        return self._column(file, "ids")

    def rows_of(self, file: StoredFile, ids: NDArray[np.bytes_]) -> Rows:
        """Rows of those of these people who stand in a file, rising."""
        held = self.ids(file)
        if not len(ids) or not len(held):
            return np.zeros(0, np.int64)
        at = np.minimum(np.searchsorted(held, ids), len(held) - 1)
        return np.sort(at[held[at] == ids]).astype(np.int64)

    def fingerprints(self, file: StoredFile) -> NDArray[np.uint64]:
        """Hashes by row of all that is stored of a person; mapped, not read."""
        return self._column(file, "fingerprints")

    def fingerprint(self, left: Sequence[Rows]) -> int:
        """Sum of the hashes of everybody but those who left, by file, modulo 2**64."""
        total = sum(file.fingerprint for file in self.files)
        for file, rows in zip(self.files, left, strict=True):
            total -= int(np.sum(self.fingerprints(file)[rows], dtype=np.uint64)) if len(rows) else 0
        return total % 2**64

    def _column(self, file: StoredFile, kind: str) -> NDArray[Any]:
        with _told_if_damaged(self.folder):
            try:
                column = np.load(_column_path(self.register, file.name, kind), mmap_mode="r", allow_pickle=False)
            except FileNotFoundError:
                raise InputError(Problem("cluster.file-missing", file.name)) from None
            if len(column) != file.people:
                raise ValueError("ids of another file")
            return np.asarray(column)


class _Columns(NamedTuple):
    """Who stands in the rows of a file."""

    ids: NDArray[np.bytes_]
    fingerprints: NDArray[np.uint64]

    @classmethod
    def of(cls, supply: Supply, rows: Rows) -> Self:
        return cls(np.array([supply.ids[row].encode() for row in rows], np.bytes_), supply.fingerprints[rows])

    @property
    def digest(self) -> str:
        return hashlib.blake2b(b"".join(map(bytes, self.ids.tolist())) + self.fingerprints.tobytes()).hexdigest()[
            :32
        ]


class PeopleStore:
    """The set of people in one folder. Only one process at a time may write; any number may read meanwhile."""

    def __init__(self, folder: str) -> None:
        self.folder = folder.rstrip("/")
        name = hashlib.blake2b(self.folder.encode(), digest_size=8).hexdigest()
        self.register = registers() / name

    @property
    def is_lent(self) -> bool:
        """Whether the set belongs to one run, which removes it when it ends: see ``lent``."""
        return (self.register / LENT).exists()

    def current(self) -> People:
        """The set as it is.

        Raises InputError: ``cluster.no-people``, ``cluster.other-format`` or ``cluster.register-damaged``.
        """
        try:
            text = (self.register / "current.json").read_text(encoding="utf-8")
        except FileNotFoundError:
            raise InputError(Problem("cluster.no-people", values={"folder": self.folder})) from None
        with _told_if_damaged(self.folder):
            said = json.loads(text)
            if said["format"] != parquet.FORMAT:
                values = {"found": str(said["format"]), "expected": str(parquet.FORMAT)}
                raise InputError(Problem("cluster.other-format", values=values))
            files = tuple(StoredFile(**file) for file in said["files"])
            return People(self.folder, self.register, Basis(**said["basis"]), files, said["as_of"])

    def write(
        self,
        supplies: Iterable[Supply],
        places: Places,
        taxonomy: str,
        most: int = MOST_PEOPLE,
        as_of: str = "",
    ) -> People:
        """Replace the set by these people; each stands in one of the supplies, which can be made one by one.

        A file stays as it is where nobody in it has changed. Raises InputError ``cluster.cannot-write``; the set
        before then stays.
        """
        with self._writing():
            before, files = self._before(), list[StoredFile]()
            basis = Basis(taxonomy, 0, len(places), places.digest)
            for supply in supplies:
                basis = Basis(taxonomy, supply.n_concepts, len(places), places.digest)
                tables = Tables(supply)
                for label, rows in _shares(supply, places, most):
                    columns = _Columns.of(supply, rows)
                    same = before.get((basis, columns.digest))
                    files.append(same or self._add(label, tables.of(rows), basis, columns))
            return self._use(basis, files, as_of)

    def compact(self, left: Collection[str]) -> int:
        """Take the rows of these people out of the files, and their ids out of the register; how many there were.

        Files that were cut off from a set, and so may hold people who left, go too.
        """
        with self._writing():
            people, gone, files = self.current(), 0, list[StoredFile]()
            asked = as_ids(left)
            for file in people.files:
                rows = people.rows_of(file, asked)
                gone += len(rows)
                files += [file] if not len(rows) else self._without(people, file, rows)
            self._use(people.basis, files, people.as_of)
            return gone

    def erase(self) -> None:
        """Remove every file and the register."""
        with self._writing():
            (self.register / "current.json").unlink(missing_ok=True)
            self._sweep(())
            parquet.remove_folder(self.folder)
            shutil.rmtree(self.register)

    def _without(self, people: People, file: StoredFile, rows: Rows) -> list[StoredFile]:
        """A file written again without some rows; none where nobody is left."""
        kept = np.delete(np.arange(file.people), rows)
        if not len(kept):
            return []
        table = parquet.read(people.folder, file.name, people.basis).take(kept)
        columns = _Columns(people.ids(file)[kept], people.fingerprints(file)[kept])
        return [self._add(file.name.partition("/")[0], table, people.basis, columns)]

    def _before(self) -> dict[tuple[Basis, str], StoredFile]:
        """The files of the set that is to be replaced, by what is in them; none where it is damaged."""
        with suppress(InputError):
            people = self.current()
            there = set(parquet.names(self.folder))
            return {(people.basis, file.digest): file for file in people.files if file.name in there}
        return {}

    def _add(self, label: str, table: pa.Table, basis: Basis, columns: "_Columns") -> StoredFile:
        """Write one file and who stands in it."""
        name = f"{label}/people-{secrets.token_hex(8)}.parquet"
        size = parquet.write(self.folder, name, table, basis)
        for kind, column in (("ids", columns.ids), ("fingerprints", columns.fingerprints)):
            with self._own_file(_column_path(self.register, name, kind)) as stream:
                np.lib.format.write_array(stream, column, allow_pickle=False)
        total = int(np.sum(columns.fingerprints, dtype=np.uint64))
        return StoredFile(name, table.num_rows, size, columns.digest, total)

    def _use(self, basis: Basis, files: list[StoredFile], as_of: str) -> People:
        """Make these files the set, then remove all others. Nobody at all is a file too: somebody must answer."""
        if not files:
            nobody = _Columns(np.zeros(0, np.bytes_), np.zeros(0, np.uint64))
            files = [self._add("places=none", SCHEMA.empty_table(), basis, nobody)]
        said = {
            "format": parquet.FORMAT,
            "folder": self.folder,
            "as_of": as_of,
            "basis": asdict(basis),
            "files": [asdict(file) for file in files],
        }
        unfinished = self.register / "current.json.part"
        with self._own_file(unfinished) as stream:
            stream.write(json.dumps(said, indent=1).encode())
        unfinished.replace(self.register / "current.json")
        self._sweep(files)
        return People(self.folder, self.register, basis, tuple(files), as_of)

    def _sweep(self, kept: Collection[StoredFile]) -> None:
        names = {file.name for file in kept}
        for name in parquet.names(self.folder):
            if name not in names:
                parquet.remove(self.folder, name)
        columns = {_column_path(self.register, name, kind) for name in names for kind in ("ids", "fingerprints")}
        for path in self.register.glob("*.npy"):
            if path not in columns:
                path.unlink(missing_ok=True)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One writer at a time; the lock is the kernel's and goes with its holder."""
        try:
            parquet.own_folder(self.register)
            with self._own_file(self.register / "lock") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX)
                try:
                    yield
                except BaseException:
                    self._tidy()
                    raise
        except OSError as error:
            values = {"folder": str(self.register), "why": error.strerror or ""}
            raise InputError(Problem("cluster.cannot-write", values=values)) from error

    def _tidy(self) -> None:
        """Remove what was written and did not become part of the set: it fills a disk that may be full already."""
        with suppress(InputError, OSError):
            used = self.current().files if (self.register / "current.json").exists() else ()
            self._sweep(used)

    @staticmethod
    def _own_file(path: Path) -> IO[bytes]:
        return os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb")


def registers() -> Path:
    """Where the registers of all folders lie."""
    return home() / "cluster" / "registers"


def stores() -> Iterator["PeopleStore"]:
    """Every store that this machine has written and not erased."""
    for path in sorted(registers().glob("*/current.json")):
        with suppress(OSError, ValueError, KeyError):
            yield PeopleStore(json.loads(path.read_text(encoding="utf-8"))["folder"])


def as_ids(ids: Collection[str]) -> NDArray[np.bytes_]:
    """Ids as the register holds them, rising."""
    return np.array(sorted(i.encode() for i in ids), np.bytes_)


def _shares(supply: Supply, places: Places, most: int) -> Iterator[tuple[str, Rows]]:
    """(regions, rows) of each file: neighbouring regions together as long as they fit, a larger one cut."""
    region = np.full(len(supply), -1, np.int64)
    known = supply.home != UNKNOWN_PLACE
    region[known] = places.region[supply.home[known]]
    hashes = of_text(supply.ids)
    waiting: list[tuple[int, Rows]] = []
    for number in np.unique(region).tolist():
        rows = np.flatnonzero(region == number)
        if waiting and sum(len(r) for _, r in waiting) + len(rows) > most:
            yield _together(waiting)
            waiting = []
        *full, last = _halved(rows, hashes, most)
        yield from (_together([(number, part)]) for part in full)
        waiting.append((number, last))
    if waiting:
        yield _together(waiting)


def _halved(rows: Rows, hashes: NDArray[np.uint64], most: int, bit: int = 0) -> list[Rows]:
    """Halves of halves until each is small enough, by bits of a hash of the id.

    So who comes, changes or leaves touches one file, and the other files of a large region stay as they are.
    """
    if len(rows) <= most:
        return [rows]
    one = (hashes[rows] >> np.uint64(bit)) & np.uint64(1) == 1
    return [part for half in (rows[one], rows[~one]) for part in _halved(half, hashes, most, bit + 1)]


def _together(waiting: list[tuple[int, Rows]]) -> tuple[str, Rows]:
    first, last = ("unknown" if n < 0 else str(n) for n in (waiting[0][0], waiting[-1][0]))
    return f"places={first}-{last}", np.sort(np.concatenate([rows for _, rows in waiting]))


def _column_path(register: Path, name: str, kind: str) -> Path:
    return register / f"{Path(name).stem}.{kind}.npy"


@contextmanager
def _told_if_damaged(folder: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
        raise InputError(Problem("cluster.register-damaged", values={"folder": folder})) from error

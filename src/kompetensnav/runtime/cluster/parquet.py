"""One Parquet file of people: written once under a name of its own, read whole, and never believed unchecked."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
from fsspec.implementations.local import LocalFileSystem

from kompetensnav.runtime.problems import InputError, Problem

FORMAT = 1  # raised when the columns change or mean something else
_MARK = b"kompetensnav."
_REFUSALS = {
    b"format": "cluster.other-format",
    b"taxonomy": "cluster.other-taxonomy",
    b"concepts": "cluster.other-taxonomy",
    b"places": "cluster.other-places",
}


@dataclass(frozen=True, slots=True)
class Basis:
    """What the numbers in a file refer to: a version of the taxonomy, and a list of places by its hash."""

    taxonomy: str
    concepts: int
    places: int
    places_hash: str

    def metadata(self) -> dict[bytes, bytes]:
        """As it stands in a file."""
        said = {
            "format": FORMAT,
            "taxonomy": self.taxonomy,
            "concepts": self.concepts,
            "places": f"{self.places} {self.places_hash}",
        }
        return {_MARK + name.encode(): str(value).encode() for name, value in said.items()}


def write(folder: str, name: str, table: pa.Table, basis: Basis) -> int:
    """Write a file and return its bytes; on this machine only its owner may read it.

    Raises InputError ``cluster.cannot-write``.
    """
    try:
        fs, root = fsspec.url_to_fs(folder)
        path = f"{root}/{name}"
        if isinstance(fs, LocalFileSystem):
            own_folder(Path(path).parent)
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        with fs.open(path, "wb") as stream:
            said = table.replace_schema_metadata(basis.metadata())
            pq.write_table(said, stream, compression="zstd", write_page_checksum=True)
        return int(fs.size(path))
    except (OSError, ImportError, ValueError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise InputError(Problem("cluster.cannot-write", values={"folder": folder, "why": why})) from error


def own_folder(folder: Path) -> None:
    """Make a folder into which only its owner may look; one that somebody made above it stays as it is."""
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


def read(folder: str, name: str, basis: Basis) -> pa.Table:
    """The table of a file.

    Raises InputError: ``cluster.file-missing``, ``cluster.file-damaged``, ``cluster.other-format``, and
    ``cluster.other-taxonomy`` or ``cluster.other-places`` where its numbers refer to something else.
    """
    try:
        with fsspec.open(f"{folder}/{name}", "rb") as stream:
            file = pq.ParquetFile(stream, page_checksum_verification=True)
            check(name, file.schema_arrow.metadata or {}, basis)
            return file.read()
    except FileNotFoundError as error:
        raise InputError(Problem("cluster.file-missing", name)) from error
    except (OSError, ValueError, pa.ArrowException) as error:
        raise InputError(Problem("cluster.file-damaged", name)) from error


def check(name: str, found: Mapping[bytes, bytes], basis: Basis) -> None:
    """Compare what a file says with what is wanted now. Raises InputError where they differ."""
    for key, expected in basis.metadata().items():
        if found.get(key) != expected:
            values = {"found": found.get(key, b"?").decode(errors="replace"), "expected": expected.decode()}
            raise InputError(Problem(_REFUSALS[key.removeprefix(_MARK)], name, values=values))


def names(folder: str) -> list[str]:
    """The files of people below a folder; whatever else lies there is not ours."""
    fs, root = fsspec.url_to_fs(folder)
    found = fs.glob(f"{root}/places=*/people-*.parquet")
    return sorted("/".join(PurePosixPath(path).parts[-2:]) for path in found)


def remove(folder: str, name: str) -> None:
    """Remove a file; one that is gone already is no problem."""
    fs, root = fsspec.url_to_fs(folder)
    with suppress(FileNotFoundError):
        fs.rm_file(f"{root}/{name}")
    remove_folder(f"{folder}/{name.partition('/')[0]}")


def remove_folder(folder: str) -> None:
    """Remove an empty folder; stores elsewhere have none."""
    fs, root = fsspec.url_to_fs(folder)
    if isinstance(fs, LocalFileSystem):
        with suppress(OSError):
            Path(root).rmdir()

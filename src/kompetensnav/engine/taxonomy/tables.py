"""Strings and look-ups as flat arrays, so that a graph can be memory-mapped and is ready at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.text.normalise import hash64

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class StringTable:
    """n strings as one UTF-8 blob (bytes,) and offsets (n + 1,)."""

    blob: NDArray[np.uint8]
    offsets: NDArray[np.int64]

    @classmethod
    def of(cls, strings: Iterable[str]) -> "StringTable":
        encoded = [s.encode() for s in strings]
        offsets = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(e) for e in encoded], out=offsets[1:])
        return cls(np.frombuffer(b"".join(encoded), np.uint8), offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, i: int) -> str:
        if not 0 <= i < len(self):
            raise IndexError(i)
        return bytes(self.blob[self.offsets[i] : self.offsets[i + 1]]).decode()


@dataclass(frozen=True, slots=True)
class HashIndex:
    """Sorted 64-bit keys (m,) with a value each (m,); a key may stand several times, values rising."""

    keys: NDArray[np.uint64]
    values: Ints

    @classmethod
    def of(cls, keys: Sequence[str], values: Sequence[int] | None = None) -> "HashIndex":
        hashes = np.fromiter((hash64(k) for k in keys), np.uint64, len(keys))
        vals = np.arange(len(keys)) if values is None else np.asarray(values)
        order = np.lexsort((vals, hashes))
        return cls(hashes[order], vals[order].astype(np.int32))

    def get(self, key: str) -> list[int]:
        """Values under the key, rising. The caller compares strings where a collision would matter."""
        h = np.uint64(hash64(key))
        lo = int(np.searchsorted(self.keys, h, "left"))
        hi = int(np.searchsorted(self.keys, h, "right"))
        return [int(v) for v in self.values[lo:hi]]

    def get_many(self, keys: Sequence[str]) -> list[list[int]]:
        """``[get(k) for k in keys]`` in one search."""
        if not keys:
            return []
        h = np.fromiter((hash64(k) for k in keys), np.uint64, len(keys))
        lo, hi = np.searchsorted(self.keys, h, "left"), np.searchsorted(self.keys, h, "right")
        return [[int(v) for v in self.values[a:b]] for a, b in zip(lo, hi, strict=True)]


@dataclass(frozen=True, slots=True)
class Adjacency:
    """Relations of one type in compressed rows: row i is ``targets[indptr[i]:indptr[i + 1]]``, rising.

    Shapes: indptr (n + 1,), targets, weights (percent) and sources (index into provenance) (m,).
    """

    indptr: Ints
    targets: Ints
    weights: NDArray[np.uint8]
    sources: NDArray[np.uint8]

    @classmethod
    def of(cls, n: int, rows: Sequence[tuple[int, int, int, int]]) -> "Adjacency":
        """From (source, target, weight, provenance) rows; a pair may stand once."""
        table = np.array(sorted(rows), np.int32).reshape(-1, 4)
        indptr = np.zeros(n + 1, np.int32)
        np.cumsum(np.bincount(table[:, 0], minlength=n), out=indptr[1:])
        return cls(indptr, table[:, 1].copy(), table[:, 2].astype(np.uint8), table[:, 3].astype(np.uint8))

    def __len__(self) -> int:
        return len(self.targets)

    def row(self, i: int) -> list[int]:
        """Targets of concept i, rising."""
        return [int(t) for t in self.targets[self.indptr[i] : self.indptr[i + 1]]]

    def weighted(self, i: int) -> list[tuple[int, int]]:
        """(target, weight) of concept i, targets rising."""
        part = slice(int(self.indptr[i]), int(self.indptr[i + 1]))
        return [(int(t), int(w)) for t, w in zip(self.targets[part], self.weights[part], strict=True)]

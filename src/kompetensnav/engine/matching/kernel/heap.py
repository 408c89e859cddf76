"""The best k of many under a key and, where keys are equal, the lower person."""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray


class Heap(NamedTuple):
    """A binary heap with the worst at the root: ``key`` (k,) uint64, ``person`` (k,) uint32, ``size`` (1,)."""

    key: NDArray[np.uint64]
    person: NDArray[np.uint32]
    size: NDArray[np.int64]


def heap(k: int) -> Heap:
    """An empty heap for k people."""
    return Heap(np.zeros(k, np.uint64), np.zeros(k, np.uint32), np.zeros(1, np.int64))


@numba.njit(cache=True, nogil=True, inline="always")
def worst(heap: Heap) -> np.uint64:
    """The key that has to be reached to enter: nought while there is room."""
    if heap.size[0] < len(heap.key):
        return np.uint64(0)
    return heap.key[0] if len(heap.key) else np.uint64(0xFFFFFFFFFFFFFFFF)


@numba.njit(cache=True, nogil=True, inline="always")
def _before(heap: Heap, a: int, b: int) -> bool:
    """Whether a is worse than b."""
    if heap.key[a] != heap.key[b]:
        return bool(heap.key[a] < heap.key[b])
    return bool(heap.person[a] > heap.person[b])


@numba.njit(cache=True, nogil=True)
def offer(heap: Heap, key: np.uint64, person: np.uint32) -> None:
    """Put a person in, in place of the worst where the heap is full; nothing happens if they are worse still."""
    n, k = heap.size[0], len(heap.key)
    if k == 0:
        return
    if n < k:
        heap.key[n], heap.person[n] = key, person
        heap.size[0] = n + 1
        _rise(heap, n)
        return
    if key < heap.key[0] or (key == heap.key[0] and person >= heap.person[0]):
        return
    heap.key[0], heap.person[0] = key, person
    _sink(heap)


@numba.njit(cache=True, nogil=True)
def _rise(heap: Heap, i: int) -> None:
    while i > 0:
        above = (i - 1) >> 1
        if not _before(heap, i, above):
            return
        _swap(heap, i, above)
        i = above


@numba.njit(cache=True, nogil=True)
def _sink(heap: Heap) -> None:
    i = 0
    while True:
        below = 2 * i + 1
        if below >= len(heap.key):
            return
        if below + 1 < len(heap.key) and _before(heap, below + 1, below):
            below += 1
        if not _before(heap, below, i):
            return
        _swap(heap, i, below)
        i = below


@numba.njit(cache=True, nogil=True, inline="always")
def _swap(heap: Heap, a: int, b: int) -> None:
    heap.key[a], heap.key[b] = heap.key[b], heap.key[a]
    heap.person[a], heap.person[b] = heap.person[b], heap.person[a]

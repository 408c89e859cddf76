"""Answers of files on their way to the coordinator: numbers only, and only those that can still come out on top.

Thousands of files each name their first fifty; nearly all of those fall before the end. So workers put answers of
several files together before they are sent, by all keys but the last: who is tied at the cut stays, for the last
key is the id, which only the coordinator knows. Whoever is among the first k of all files is among the first k of
any few of them, so nobody is lost, and the coordinator's work does not grow with the number of files.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.result import Listed
from kompetensnav.engine.matching.search import Part, by_promise, by_rank

_KM_BITS = 21
_UNKNOWN_KM = 2**_KM_BITS - 1  # beyond all others
_ASK, _FILE, _ROW, _LO, _HI, _KNOWN, _KM = range(7)
_COLUMNS = 7
Rows = NDArray[np.int32]
Name = Callable[[int, int], str]  # the id of (file, row)


class Answers(NamedTuple):
    """Of several questions, from one file or several. Rows are (ask, file, row, lo, hi, known, kilometres).

    ``counts`` (asks, n) as in ``Part``, added up.
    """

    ranked: Rows
    askable: Rows
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, file: int, parts: Sequence[Part]) -> "Answers":
        """What one file answers to each question."""
        return cls(
            _rows(file, [part.ranked for part in parts]),
            _rows(file, [part.askable for part in parts]),
            np.array([part.counts for part in parts], np.int64),
        )

    def parts(self, asks: int, name: Name, fingerprint: int) -> list[Part]:
        """One part for each question, for all files together; people are called by their ids, which settle ties."""
        ranked, askable = _listed(self.ranked, asks, name), _listed(self.askable, asks, name)
        return [
            Part(tuple(sorted(first, key=by_rank)), tuple(sorted(second, key=by_promise)), counts, fingerprint)
            for first, second, counts in zip(ranked, askable, self.counts, strict=True)
        ]


def together(answers: Sequence[Answers], k: Sequence[int]) -> Answers:
    """The answers of several files as one; ``k`` people of each question, and those tied with the last of them."""
    wanted = np.array(k, np.int64)
    ranked = np.concatenate([one.ranked for one in answers])
    askable = np.concatenate([one.askable for one in answers])
    counts: NDArray[np.int64] = np.sum([one.counts for one in answers], axis=0)
    shown = (askable[:, _LO] > 0) | (askable[:, _KNOWN] > 0)
    by_promise = shown.astype(np.uint64) << np.uint64(63) | _key(askable, _HI, _LO)
    return Answers(_first(ranked, _key(ranked, _LO, _HI), wanted), _first(askable, by_promise, 2 * wanted), counts)


def _key(rows: Rows, first: int, second: int) -> NDArray[np.uint64]:
    """(n,) larger for who comes first: two sums of sixteen bits, ten bits of what is known, then nearness."""
    key = np.zeros(len(rows), np.uint64)
    near = np.maximum(_UNKNOWN_KM - rows[:, _KM], 0)
    for values, bits in ((rows[:, first], 16), (rows[:, second], 16), (rows[:, _KNOWN], 10), (near, _KM_BITS)):
        key = key << np.uint64(bits) | values.astype(np.uint64)
    return key


def _first(rows: Rows, key: NDArray[np.uint64], wanted: NDArray[np.int64]) -> Rows:
    """Of each question, the rows whose key is no smaller than that of the last one wanted."""
    order = np.lexsort((~key, rows[:, _ASK]))
    ask, key = rows[order, _ASK], key[order]
    begin = np.searchsorted(ask, np.arange(len(wanted) + 1))
    enough = begin[:-1] + wanted  # where each question's first row lies that is not wanted
    full = (wanted > 0) & (enough <= begin[1:])
    least = np.zeros(len(wanted), np.uint64)
    least[full] = key[enough[full] - 1]
    kept: Rows = rows[order[(key >= least[ask]) & (wanted[ask] > 0)]]
    return kept


def _rows(file: int, lists: Sequence[Sequence[Listed]]) -> Rows:
    """Column by column: rows of Python numbers would take as long as the search."""
    listed = [one for people in lists for one in people]
    rows = np.empty((len(listed), _COLUMNS), np.int32)
    rows[:, _ASK] = np.repeat(np.arange(len(lists)), [len(people) for people in lists])
    rows[:, _FILE] = file
    if listed:
        person, lo, hi, known, km = zip(*listed, strict=True)
        rows[:, _ROW] = np.array(person, np.bytes_).astype(np.int32)
        rows[:, _LO], rows[:, _HI], rows[:, _KNOWN] = lo, hi, known
        rows[:, _KM] = [_km(distance) for distance in km]
    return rows


def _km(distance: int | None) -> int:
    return _UNKNOWN_KM if distance is None else distance


def _listed(rows: Rows, asks: int, name: Name) -> list[list[Listed]]:
    lists: list[list[Listed]] = [[] for _ in range(asks)]
    for ask, file, row, lo, hi, known, km in rows.tolist():
        lists[ask].append(Listed(name(file, row), lo, hi, known, None if km == _UNKNOWN_KM else km))
    return lists

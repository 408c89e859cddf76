"""Words that begin nearly like what was typed, by edit distance, for all words at once."""

import numpy as np
from numpy.typing import NDArray

_FAR = 100
_WORTH_COPYING = 0.7  # share of the words still in question below which the copying of them is soon earned

_Row = NDArray[np.int8]


def edits_allowed(typed: str) -> int:
    """How many letters may be wrong: none in a short word, where another letter makes another word."""
    return 0 if len(typed) < 4 else 1 if len(typed) < 8 else 2


def nearly(letters: NDArray[np.uint16], typed: str, edits: int) -> tuple[NDArray[np.intp], NDArray[np.int8]]:
    """Words of which a beginning is at most so many edits from what was typed, and how many, words rising.

    An edit is a letter left out, put in or changed, or two neighbours swapped. ``letters`` is (longest, words) with
    0 after the end of a word; more letters than that are not compared.

    Row i of the usual table holds the distances of the first i letters typed to the first j letters of a word. Only
    ``abs(i - j) <= edits`` can matter: the band, here its first axis; its second is the words still in question.
    """
    wanted = [min(ord(c), 0xFFFF) for c in typed[: len(letters) - edits]]
    letters = letters[: len(wanted) + edits]
    words = np.arange(letters.shape[1])
    before = np.full((2 * edits + 1, len(words)), _FAR, np.int8)
    row = before.copy()
    row[edits:] = np.arange(edits + 1, dtype=np.int8)[:, None]
    for i in range(1, len(wanted) + 1):
        before, row = row, _next_row(letters, wanted, i, row, before)
        near = np.flatnonzero(row.min(axis=0) <= edits)
        if len(near) < _WORTH_COPYING * len(words):
            words = words[near]
            letters, row, before = letters.take(near, 1), row.take(near, 1), before.take(near, 1)
    cost = row.min(axis=0)
    return words[cost <= edits], cost[cost <= edits]


def _next_row(letters: NDArray[np.uint16], wanted: list[int], i: int, row: _Row, before: _Row) -> _Row:
    """Row i of the table from the two before it."""
    width, edits = len(row), len(row) // 2
    new = np.empty_like(row)
    for d in range(width):
        j = i + d - edits
        if j <= 0:
            new[d] = i if j == 0 else _FAR
            continue
        best = row[d] + (letters[j - 1] != wanted[i - 1])
        if d + 1 < width:
            np.minimum(best, row[d + 1] + 1, out=best)
        if d > 0:
            np.minimum(best, new[d - 1] + 1, out=best)
        if i > 1 and j > 1:
            swapped = (letters[j - 2] == wanted[i - 1]) & (letters[j - 1] == wanted[i - 2])
            np.minimum(best, np.where(swapped, before[d] + 1, _FAR), out=best, casting="same_kind")
        new[d] = best
    return new

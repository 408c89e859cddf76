"""Lines of a PDF page in the order in which they are read.

Programs write a line of Arabic or Hebrew into a PDF as it looks, from the left: the pieces of it have to be put
right, so that the words can be understood. Lines without such letters stay as the parser gives them.
"""

import unicodedata
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from pypdf import PageObject

_RIGHT, _LEFT, _NEITHER = "R", "L", ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text as the parser hands it out, its own letters in order; ``x`` is where it begins."""

    text: str
    x: float


def page_text(page: PageObject) -> str:
    """The text of a page."""
    pieces: list[_Piece] = []

    def take(text: str, outer: Any, inner: Any, _font: Any, _size: Any) -> None:  # noqa: ANN401  the parser's types
        pieces.append(_Piece(text, inner[4] * outer[0] + inner[5] * outer[2] + outer[4]))

    text = page.extract_text(visitor_text=take)
    if not any(_is_right(c) for c in text) or "".join(p.text for p in pieces).split() != text.split():
        return text
    main = _main(text)
    return "\n".join(_in_order(line, main) for line in _lines(pieces))


def _lines(pieces: list[_Piece]) -> list[list[_Piece]]:
    lines: list[list[_Piece]] = [[]]
    for piece in pieces:
        first, *more = piece.text.split("\n")
        lines[-1].append(_Piece(first, piece.x))
        lines += [[_Piece(text, piece.x)] for text in more]
    return [[piece for piece in line if piece.text] for line in lines]


def _in_order(line: list[_Piece], of_page: str) -> str:
    """A line whose pieces go from left to right, read as its letters are read; any other stays as it is."""
    words = [piece.text for piece in line]
    visual = all(a.x <= b.x for a, b in pairwise(line))
    if not visual or not any(_is_right(c) for word in words for c in word):
        return "".join(words)
    main = _RIGHT if of_page == _RIGHT else _main("".join(words))
    sides = _settled([_side(word) for word in words], main)
    runs = [
        (side, [w for w, _ in run]) for side, run in groupby(zip(words, sides, strict=True), key=lambda p: p[1])
    ]
    if main == _RIGHT:
        runs.reverse()
    return "".join(word for side, run in runs for word in (reversed(run) if side == _RIGHT else run))


def _main(text: str) -> str:
    """The direction of most letters: in a page of Arabic a line with a Latin name goes from the right too."""
    letters = [_side_of_letter(c) for c in text]
    return _RIGHT if letters.count(_RIGHT) >= letters.count(_LEFT) else _LEFT


def _settled(sides: list[str], main: str) -> list[str]:
    """Spaces, digits and signs go with what stands on both sides of them, else with the line."""
    settled = []
    for i, side in enumerate(sides):
        before = next((s for s in reversed(sides[:i]) if s), main)
        after = next((s for s in sides[i + 1 :] if s), main)
        settled.append(side or (before if before == after else main))
    return settled


def _side(word: str) -> str:
    return next((side for c in word if (side := _side_of_letter(c))), _NEITHER)


def _side_of_letter(c: str) -> str:
    if not c.isalpha():
        return _NEITHER
    return _RIGHT if _is_right(c) else _LEFT


def _is_right(c: str) -> bool:
    return unicodedata.bidirectional(c) in ("R", "AL")

"""The text of an advert with marks where something was understood: text and spans in, blocks of safe HTML out.

Spans may nest and overlap (*legitimerad sjuksköterska* is a licence and holds an occupation): the shorter keeps its
words and the longer gets what remains, so that every requirement that can be shown has a mark to come from.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from kompetensnav.apps.needs.enums import Asked, RequirementType
from kompetensnav.apps.needs.models import Requirement
from kompetensnav.engine.extraction.contacts import BLOCK

_BULLET = re.compile(r"\s*(?:[-–—•·*●▪◦]|o(?=\t))\s+")
_HIDDEN = re.compile(f"{BLOCK}+")
_LONGEST_SUBHEADING = 60  # characters; a longer line is running text
_SHORTEST_IN_CAPITALS = 5  # letters: OM OSS is a subheading, AB is not
_LONGEST_BAR = 10  # signs: a hidden sentence must not push the page wide
_ENDS_A_SENTENCE = (".", "!", ",", ";")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a stretch of text was understood as: css class, printed label, and the row it leads to."""

    style: str
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text under one mark, cut where another mark or the line ends."""

    start: int
    end: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Block:
    """``kind`` is heading, subheading, paragraph or list; one of ``lines`` is a line or a list item."""

    kind: str
    lines: tuple[SafeString, ...]


def highlighted(
    text: str, headline_end: int, requirements: Iterable[Requirement], facts: Mapping[str, Sequence[Sequence[int]]]
) -> list[Block]:
    """The text in blocks, each mark a link to its row."""
    pieces = resolved([*_requirement_spans(requirements), *_fact_spans(facts)], text)
    blocks: list[Block] = []
    group: list[tuple[int, str]] = []
    at = 0
    for line in text.split("\n"):
        if at < headline_end and line.strip():
            blocks.append(Block("heading", (_marked(text, at, at + len(line), pieces),)))
        elif line.strip():
            group.append((at, line))
        else:
            blocks += _blocks(text, group, pieces)
            group = []
        at += len(line) + 1
    return blocks + _blocks(text, group, pieces)


def line_of(text: str, at: int) -> int:
    """The number of the line that holds a place, from 1; empty lines are not counted: nobody sees them."""
    return sum(1 for line in text[:at].split("\n")[:-1] if line.strip()) + 1


def lines_in(text: str) -> int:
    """How many lines a text has, as ``line_of`` counts."""
    return sum(1 for line in text.split("\n") if line.strip())


def resolved(spans: Iterable[tuple[int, int, Mark]], text: str) -> list[Piece]:
    """Pieces that do not overlap, by place. Shorter spans take their words first; equal ones as they come."""
    owner: list[Mark | None] = [None] * len(text)
    for start, end, mark in sorted(spans, key=lambda s: s[1] - s[0]):
        for at in range(max(0, start), min(end, len(text))):
            owner[at] = owner[at] or mark
    pieces: list[Piece] = []
    at = 0
    while at < len(text):
        mark_here, begin = owner[at], at
        while at < len(text) and owner[at] is mark_here and text[at] != "\n":
            at += 1
        if mark_here is not None and text[begin:at].strip():
            pieces.append(_trimmed(text, begin, at, mark_here))
        at = max(at, begin + 1)  # over the end of the line
    return pieces


def _trimmed(text: str, start: int, end: int, mark: Mark) -> Piece:
    while text[start].isspace():
        start += 1
    while text[end - 1].isspace():
        end -= 1
    return Piece(start, end, mark)


def _requirement_spans(requirements: Iterable[Requirement]) -> list[tuple[int, int, Mark]]:
    found = []
    for row in requirements:
        if not row.removed:
            mark = Mark(_style(row), _label(row), f"#requirement-{row.number}")
            found += [(int(start), int(end), mark) for start, end in row.spans]
    return found


def _style(row: Requirement) -> str:
    style = {
        RequirementType.LANGUAGE: "m-lang",
        RequirementType.DRIVING_LICENCE: "m-lic",
        RequirementType.LEGAL_LICENCE: "m-lic",
    }.get(RequirementType(row.kind), "m-must" if row.asked == Asked.MUST else "m-merit")
    return f"{style} m-unk" if row.unsure else style


def _label(row: Requirement) -> str:
    """What the mark prints: kind or weight, and the number of its row."""
    if row.unsure:
        word = gettext("unsure")
    elif row.kind == RequirementType.LANGUAGE:
        word = gettext("language")
    elif row.kind in (RequirementType.DRIVING_LICENCE, RequirementType.LEGAL_LICENCE):
        word = gettext("licence")
    elif row.kind == RequirementType.OCCUPATION and row.asked == Asked.MUST:
        word = gettext("occupation")
    else:
        word = gettext("must") if row.asked == Asked.MUST else gettext("merit")
    return f"{word} {row.number}"


def _fact_spans(facts: Mapping[str, Sequence[Sequence[int]]]) -> list[tuple[int, int, Mark]]:
    words = {
        "positions": gettext("number"),
        "place": gettext("place"),
        "start": gettext("date"),
        "scope": gettext("extent"),
        "legal_age": gettext("age"),
    }
    return [
        (int(start), int(end), Mark("m-fact", words[fact], f"#fact-{fact}"))
        for fact, spans in facts.items()
        if fact in words
        for start, end in spans
    ]


def _blocks(text: str, group: list[tuple[int, str]], pieces: list[Piece]) -> list[Block]:
    """One stretch without empty lines as paragraphs, subheadings and lists, in order."""
    blocks: list[Block] = []
    for i, (at, line) in enumerate(group):
        bullet = _BULLET.match(line)
        begin = at + (bullet.end() if bullet else 0)
        kind = "list" if bullet else _kind_of_line(line, [after for _, after in group[i + 1 :]])
        safe = _marked(text, begin, at + len(line), pieces)
        if blocks and blocks[-1].kind == kind:
            blocks[-1] = Block(kind, (*blocks[-1].lines, safe))
        else:
            blocks.append(Block(kind, (safe,)))
    return blocks


def _kind_of_line(line: str, after: Sequence[str]) -> str:
    """A short line above a list or other lines, or one in capitals or with a colon, is a subheading."""
    plain = line.strip()
    if len(plain) > _LONGEST_SUBHEADING or plain.endswith(_ENDS_A_SENTENCE):
        return "paragraph"
    above_list = bool(after) and _BULLET.match(after[0]) is not None
    above_text = bool(after) and len(after[0].strip()) > _LONGEST_SUBHEADING
    capitals = plain.isupper() and len(plain) >= _SHORTEST_IN_CAPITALS
    return "subheading" if above_list or above_text or capitals or plain.endswith(":") else "paragraph"


def _marked(text: str, start: int, end: int, pieces: Sequence[Piece]) -> SafeString:
    parts: list[Any] = []
    at = start
    for piece in pieces:
        if start <= piece.start and piece.end <= end:
            parts += [_plain(text[at : piece.start]), _link(text, piece)]
            at = piece.end
    return mark_safe("".join([*parts, _plain(text[at:end])]).strip())  # noqa: S308  every part is escaped


def _link(text: str, piece: Piece) -> SafeString:
    return format_html(
        '<a class="m {}" data-k="{}" href="{}">{}<span class="hidden-text"> ({})</span></a>',
        piece.mark.style,
        piece.mark.label,
        piece.mark.href,
        _plain(text[piece.start : piece.end]),
        piece.mark.label,
    )


def _plain(text: str) -> SafeString:
    """Escaped; what is hidden becomes a short bar that is also said in words."""
    parts: list[str] = []
    at = 0
    for found in _HIDDEN.finditer(text):
        bar = BLOCK * min(len(found.group()), _LONGEST_BAR)
        said = gettext("hidden")
        parts += [escape(text[at : found.start()])]
        parts += [format_html('<span aria-hidden="true">{}</span><span class="hidden-text">[{}]</span>', bar, said)]
        at = found.end()
    return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308  every part is escaped

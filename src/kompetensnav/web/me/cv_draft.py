"""A draft as its page shows it: the text with marks on one side, what was understood by section on the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from kompetensnav.apps.people.models import Claim, EvidenceGrade, ProfileSection
from kompetensnav.apps.people.profile import KINDS, level_word
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.integrations.cv.draft import Basis, Draft, Suggestion
from kompetensnav.web.me.forms import Choices, levels

_STYLE = {
    ProfileSection.OCCUPATION: "m-must",
    ProfileSection.SKILL: "m-merit",
    ProfileSection.LANGUAGE: "m-lang",
    ProfileSection.LICENCE: "m-lic",
    ProfileSection.EDUCATION: "m-fact",
}
_LONGEST_QUOTE = 80  # characters


@dataclass(frozen=True, slots=True)
class Row:
    """One suggestion. ``standing`` is what the profile says of it already; ``open`` whether it can be ticked."""

    number: int
    concept: str
    label: str
    level: int | None
    levels: Choices
    sure: bool
    ticked: bool
    open: bool
    standing: str
    quote: str
    from_field: bool


@dataclass(frozen=True, slots=True)
class Part:
    """The suggestions of one section."""

    section: ProfileSection
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line; with ``number`` it is the mark of that row, ``first`` the one that the row leads to."""

    text: str
    number: int = 0
    style: str = ""
    label: str = ""
    first: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text; ``apart`` after an empty one."""

    pieces: tuple[Piece, ...]
    apart: bool


def parts(draft: Draft, claims: Sequence[Claim], graph: TaxonomyGraph, language: str) -> list[Part]:
    """Every section with something in it, in the order of the profile; rows are numbered through."""
    standing = {claim.concept: claim for claim in claims}
    rows: dict[ProfileSection, list[Row]] = {}
    for number, suggestion in enumerate(draft.suggestions, 1):
        row = _row(number, suggestion, draft.text, standing.get(suggestion.concept), graph, language)
        rows.setdefault(suggestion.section, []).append(row)
    return [Part(section, tuple(rows[section])) for section in KINDS if section in rows]


def _row(
    number: int, suggestion: Suggestion, text: str, claim: Claim | None, graph: TaxonomyGraph, language: str
) -> Row:
    found = graph.find(suggestion.concept)
    start, end = suggestion.spans[0]
    new_level = claim is not None and suggestion.level is not None and claim.level != suggestion.level
    is_open = claim is None or (new_level and claim.evidence == EvidenceGrade.CLAIMED)
    return Row(
        number=number,
        concept=suggestion.concept,
        label=suggestion.concept if found is None else graph.label(found, language),
        level=suggestion.level,
        levels=levels(suggestion.section),
        sure=suggestion.sure,
        ticked=suggestion.sure and claim is None,
        open=is_open,
        standing=_standing(claim),
        quote=" ".join(text[start:end].split())[:_LONGEST_QUOTE],
        from_field=suggestion.basis is Basis.FIELD,
    )


def _standing(claim: Claim | None) -> str:
    if claim is None:
        return ""
    said = [level_word(claim.section, claim.level), str(EvidenceGrade(claim.evidence).label)]
    return ", ".join(s for s in said if s)


def lines(draft: Draft) -> list[Line]:
    """The text line by line with its marks; of marks over the same words the shorter keeps them."""
    owner = [0] * len(draft.text)
    spans = [(s, e, n) for n, suggestion in enumerate(draft.suggestions, 1) for s, e in suggestion.spans]
    for start, end, number in sorted(spans, key=lambda s: (s[1] - s[0], s[2])):
        for at in range(start, min(end, len(owner))):
            owner[at] = owner[at] or number
    shown: list[Line] = []
    seen: set[int] = set()
    at, apart = 0, False
    for words in draft.text.split("\n"):
        if words.strip():
            shown.append(Line(tuple(_pieces(draft, owner, at, at + len(words), seen)), apart))
        apart = not words.strip()
        at += len(words) + 1
    return shown


def _pieces(draft: Draft, owner: list[int], start: int, end: int, seen: set[int]) -> list[Piece]:
    pieces: list[Piece] = []
    at = start
    while at < end:
        begin, number = at, owner[at]
        while at < end and owner[at] == number:
            at += 1
        pieces.append(_piece(draft, draft.text[begin:at], number, first=number not in seen))
        seen.add(number)
    return pieces


def _piece(draft: Draft, words: str, number: int, *, first: bool) -> Piece:
    if not number or not words.strip():
        return Piece(words)
    suggestion = draft.suggestions[number - 1]
    style = _STYLE[suggestion.section] + ("" if suggestion.sure else " m-unk")
    return Piece(words, number, style, f"{_WORD[suggestion.section]()} {number}", first)


_WORD = {
    ProfileSection.OCCUPATION: lambda: gettext("occupation"),
    ProfileSection.SKILL: lambda: gettext("skill"),
    ProfileSection.LANGUAGE: lambda: gettext("language"),
    ProfileSection.LICENCE: lambda: gettext("licence"),
    ProfileSection.EDUCATION: lambda: gettext("education"),
}

"""A need's requirements and facts in the words of the reading page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.needs.enums import Asked, RequirementSource, RequirementType
from kompetensnav.apps.needs.models import Need, Requirement
from kompetensnav.engine.matching.terms import CEFR, RequirementKind
from kompetensnav.web.needs.highlight import line_of
from kompetensnav.web.needs.telling import words_of
from kompetensnav.web.words import language

KEEP, REMOVE = "keep", "remove"  # answers that name no concept
_WITHOUT_LINE = (RequirementSource.LAW, RequirementSource.STATED)
_LONGEST_QUOTE = 60  # characters of the text shown beside a fact


@dataclass(frozen=True, slots=True)
class AnswerButton:
    """A one-click answer. ``asked`` is set where the answer is must or merit."""

    name: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement as its row shows it; ``levels`` are empty where its kind has none."""

    requirement: Requirement
    label: str
    source: str
    asked: tuple[tuple[int, str], ...]
    levels: tuple[tuple[int, str], ...]
    question: str
    answers: tuple[AnswerButton, ...]
    words: str  # of the text that it was read from, if any

    @property
    def anchor(self) -> str:
        """Where marks in the text lead."""
        return f"requirement-{self.requirement.number}"


Names = Callable[[Iterable[str]], str]


def names() -> Names:
    """Labels of concepts with a slash between; one look at the taxonomy in use for a whole page."""
    graph, wished = taxonomy_in_use().graph, language()

    def name(concepts: Iterable[str]) -> str:
        found = ((id_, graph.find(id_)) for id_ in concepts)
        return " / ".join(id_ if concept is None else graph.label(concept, wished) for id_, concept in found)

    return name


def rows_of(need: Need, requirements: Iterable[Requirement]) -> list[Row]:
    """Rows in the order of their numbers."""
    name = names()
    return [_row(need, r, name) for r in requirements]


def label_of(row: Requirement, name: Names) -> str:
    """What is asked for, with years where the text says so."""
    label = name(row.concepts)
    if not row.years:
        return label
    if row.years >= 1:
        return gettext("%(label)s, at least %(years)s years") % {"label": label, "years": f"{row.years:g}"}
    return gettext("%(label)s, at least %(months)s months") % {"label": label, "months": f"{12 * row.years:.0f}"}


def _row(need: Need, row: Requirement, name: Names) -> Row:
    asks = row.unsure and not row.removed
    return Row(
        requirement=row,
        label=label_of(row, name),
        source=_source(need, row),
        asked=tuple((int(a), str(Asked(a).label)) for a in asked_of(row)),
        levels=_levels(RequirementKind(row.kind)),
        question=_question(row) if asks else "",
        answers=_answers(row, name) if asks else (),
        words=next((w.text for w in words_of(need.text, row)), ""),
    )


def asked_of(row: Requirement) -> tuple[int, ...]:
    """How it can be asked for: what the law requires is no merit, whatever the employer thinks."""
    return (int(Asked.MUST),) if row.source == RequirementSource.LAW else tuple(Asked.values)


def _levels(kind: RequirementKind) -> tuple[tuple[int, str], ...]:
    if kind is RequirementKind.LANGUAGE:
        return tuple(enumerate(CEFR, 1))
    return tuple((n, f"{n}/{kind.highest_level}") for n in range(1, kind.highest_level + 1))


def _source(need: Need, row: Requirement) -> str:
    """Where it comes from and how sure the reading is, in a few words."""
    if not row.spans or row.source in _WITHOUT_LINE:
        return {
            RequirementSource.LAW: gettext("The law requires it for the occupation."),
            RequirementSource.STATED: gettext("From a field of the advert."),
            RequirementSource.PERSON: gettext("Added by hand."),
        }.get(RequirementSource(row.source), gettext("From the text."))
    if row.source == RequirementSource.PERSON:
        told = gettext("Line %(line)s. Corrected by hand.")
    elif row.unsure:
        told = gettext("Line %(line)s. Unsure.")
    elif row.source == RequirementSource.TASKS:
        told = gettext("Line %(line)s. From the tasks, not asked for in so many words.")
    else:
        told = gettext("Line %(line)s. Sure.")
    return told % {"line": line_of(need.text, int(row.spans[0][0]))}


def _question(row: Requirement) -> str:
    return gettext("Do you mean") if row.suggestions else gettext("Count it as")


def _answers(row: Requirement, name: Names) -> tuple[AnswerButton, ...]:
    if not row.suggestions:
        return (
            AnswerButton("set", str(int(Asked.MUST)), gettext("Must")),
            AnswerButton("set", str(int(Asked.MERIT)), gettext("Merit")),
            AnswerButton("answer", REMOVE, gettext("No requirement")),
        )
    others = tuple(AnswerButton("answer", c, name([c])) for c in row.suggestions)
    several = len(row.concepts) > 1
    stays = gettext("Any of them") if several else gettext("%(label)s is right") % {"label": name(row.concepts)}
    return (AnswerButton("answer", KEEP, stays), *others)


@dataclass(frozen=True, slots=True)
class Fact:
    """One cell of the row of facts. ``detail`` says where it was read."""

    key: str
    name: str
    value: str
    detail: str


def facts_of(need: Need, rows: Sequence[Row], start: str) -> list[Fact]:
    """Occupation, number, place, start and extent. ``start`` is the date as the page writes dates."""
    spans: dict[str, list[list[int]]] = need.reading.get("facts", {})
    occupations = [
        r
        for r in rows
        if r.requirement.kind == RequirementType.OCCUPATION
        and r.requirement.asked == Asked.MUST
        and not r.requirement.removed
    ]
    missing = gettext("not stated")
    place = need.municipality.name if need.municipality else missing
    shown = [
        Fact("occupation", gettext("Occupation"), ", ".join(r.label for r in occupations) or missing, ""),
        Fact("positions", gettext("Number"), _people(need.positions), _where(need, spans.get("positions"))),
        Fact("place", gettext("Place"), place, _where(need, spans.get("place")) if need.municipality else ""),
        Fact("start", gettext("Needed from"), start or missing, _where(need, spans.get("start"), quote=True)),
        Fact(
            "scope",
            gettext("Extent"),
            _quoted(need, spans.get("scope")) or missing,
            _where(need, spans.get("scope")),
        ),
    ]
    if need.asks_legal_age:
        asked = gettext("a lowest age")
        shown.append(Fact("legal_age", gettext("Age"), asked, _where(need, spans.get("legal_age"))))
    return shown


def _people(number: int) -> str:
    return gettext("1 person") if number == 1 else gettext("%(n)s people") % {"n": number}


def _quoted(need: Need, spans: Any) -> str:
    if not spans:
        return ""
    start, end = spans[0]
    return " ".join(need.text[start:end].split())[:_LONGEST_QUOTE]


def _where(need: Need, spans: Any, *, quote: bool = False) -> str:
    if not spans:
        return ""
    line = gettext("line %(line)s") % {"line": line_of(need.text, spans[0][0])}
    return f"{line}, ”{_quoted(need, spans)}”" if quote else line

"""What a course rests on as a report: parts with a heading and a table, the same for the PDF and the workbook."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext

from kompetensnav.apps.courses.content import CaseContent, compose
from kompetensnav.apps.courses.evidence import (
    FEWEST,
    EmployerEvidence,
    Evidence,
    PeopleEvidence,
    SimilarProgramme,
    SourceKind,
)
from kompetensnav.apps.matches.finding import similarity_in_use
from kompetensnav.apps.places.facts import municipalities
from kompetensnav.web.courses.figures import money
from kompetensnav.web.courses.taught import Part, demanded, granted
from kompetensnav.web.words import language

Cell = str | int | datetime.date | None


@dataclass(frozen=True, slots=True)
class ReportPart:
    """A table under a heading. ``sheet`` names it in a workbook; ``note`` stands where there are no rows, too."""

    sheet: str
    heading: str
    note: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole of it, in one language."""

    title: str
    subject: str
    language: str
    on: str
    made_by: str
    parts: Sequence[ReportPart]


def report_of(evidence: Evidence, made_by: str) -> Report:
    """In the language of the page. ``made_by``: the collaboration."""
    return Report(
        title=gettext("Evidence for the course %(course)s") % {"course": evidence.case.title},
        subject=gettext("Need, employers, seats and people, with sources"),
        language=language(),
        on=date_format(evidence.on, "j F Y"),
        made_by=made_by,
        parts=[
            _course(evidence),
            _content(evidence),
            _by_year(evidence),
            _employers(evidence.employers),
            _people(evidence.people),
            _programmes(
                gettext("Existing seats"),
                gettext("Seats the region has"),
                gettext("Programmes that teach at least half of the same, with the intakes of each year."),
                evidence.existing,
            ),
            _programmes(
                gettext("YH decisions"),
                gettext("Decisions on higher vocational education"),
                gettext("From the agency's decisions, for programmes that teach at least half of the same."),
                evidence.decisions,
            ),
            _sources(evidence),
        ],
    )


def _course(evidence: Evidence) -> ReportPart:
    case, said = evidence.case, evidence.letters
    course = compose(CaseContent.of_case(case), similarity_in_use())
    rows: list[Sequence[Cell]] = [
        (gettext("Kind"), str(case.get_kind_display())),
        (gettext("Provider"), case.provider.name if case.provider else gettext("Not chosen yet")),
        (gettext("Municipality"), case.municipality.name if case.municipality else "–"),
        (gettext("On site or distance"), str(case.get_on_site_display())),
        (gettext("Length in weeks"), course.weeks),
        (gettext("Seats"), case.seats),
        (gettext("Cost per seat"), money(course.cost)),
        (gettext("Earliest start"), case.starts_from),
        (gettext("Latest start"), case.starts_by),
        (gettext("Needs"), sum(row.needs for row in evidence.by_year)),
        (gettext("Places"), sum(row.positions for row in evidence.by_year)),
        (gettext("Employers asked for a letter"), said.employers),
        (gettext("Employers who say yes"), said.yes),
        (gettext("Would hire"), said.positions),
        (gettext("Places for training at work"), said.workplaces),
        (gettext("People who could enter and then take a job"), _some(evidence.people.lifted)),
    ]
    header = (gettext("Fact"), gettext("Value"))
    return ReportPart(gettext("The course"), gettext("The course in brief"), case.text, header, rows)


def _content(evidence: Evidence) -> ReportPart:
    similarity = similarity_in_use()
    graph = similarity.graph
    course = compose(CaseContent.of_case(evidence.case), similarity)
    taught = [(gettext("Teaches"), *_part(granted(graph, row))) for row in course.grants]
    asked = [(gettext("Demands"), *_part(demanded(graph, row))) for row in course.demands]
    header = (gettext("Part"), gettext("What"), gettext("Kind"), gettext("Level"))
    return ReportPart(gettext("Content"), gettext("What it teaches and demands"), "", header, [*taught, *asked])


def _part(part: Part) -> tuple[str, str, str]:
    return part.label, part.kind, part.level_word


def _by_year(evidence: Evidence) -> ReportPart:
    rows: list[Sequence[Cell]] = [
        (_year(row.year, gettext("not stated")), row.needs, row.positions) for row in evidence.by_year
    ]
    rows.append(
        (gettext("All"), sum(row.needs for row in evidence.by_year), sum(r.positions for r in evidence.by_year))
    )
    note = gettext(
        "Open needs in the course, by the year in which people are needed. As soon as possible is this year."
    )
    header = (gettext("Year"), gettext("Needs"), gettext("Places"))
    return ReportPart(gettext("Need by year"), gettext("Need by year"), note, header, rows)


def _employers(employers: Iterable[EmployerEvidence]) -> ReportPart:
    rows: list[Sequence[Cell]] = []
    for found in employers:
        letter = found.letter
        said: tuple[Cell, ...] = (gettext("not asked"), None, None, None)
        if letter is not None:
            on = letter.answered_at.date() if letter.answered_at else None
            said = (str(letter.get_answer_display()), letter.positions, letter.workplaces, on)
        place = found.organisation.municipality.name
        rows.append((found.organisation.name, place, found.needs, found.positions, *said))
    header = (
        gettext("Employer"), gettext("Municipality"), gettext("Needs"), gettext("Places"),
        gettext("Letter of intent"), gettext("Would hire"), gettext("Training at work"), gettext("Answered"),
    )  # fmt: skip
    note = gettext("A letter of intent says how many the employer intends to hire. It is no promise.")
    return ReportPart(gettext("Employers"), gettext("Employers and letters of intent"), note, header, rows)


def _people(people: PeopleEvidence) -> ReportPart:
    rows: list[Sequence[Cell]] = [
        (gettext("Can enter and then take one of the jobs"), _some(people.lifted)),
        (gettext("Could too, if what nobody has asked them is so"), _some(people.ask)),
    ]
    rows += [
        (gettext("Of the first, living in %(place)s") % {"place": municipalities()[code].name}, n)
        for code, n in people.by_place
    ]
    if people.elsewhere:
        rows.append((gettext("Of the first, living elsewhere"), people.elsewhere))
    note = gettext("People who permit that their profile is matched. Numbers below %(n)d are not given.")
    header = (gettext("Who"), gettext("People"))
    return ReportPart(gettext("People"), gettext("People who could enter"), note % {"n": FEWEST}, header, rows)


def _some(n: int | None) -> Cell:
    return gettext("fewer than %(n)d") % {"n": FEWEST} if n is None else n


def _programmes(sheet: str, heading: str, note: str, found: Iterable[SimilarProgramme]) -> ReportPart:
    rows: list[Sequence[Cell]] = []
    for row in found:
        name = (row.programme.name, row.programme.provider.name, f"{row.shared}/{row.of}")
        for year in row.years:
            rows.append((*name, _year(year.year, gettext("standing")), year.intakes, year.seats, year.unknown))
        if not row.years:
            rows.append((*name, "–", 0, 0, 0))
    header = (
        gettext("Programme"), gettext("Provider"), gettext("Same content"), gettext("Year"), gettext("Intakes"),
        gettext("Seats"), gettext("Intakes that do not state seats"),
    )  # fmt: skip
    return ReportPart(sheet, heading, note, header, rows)


def _sources(evidence: Evidence) -> ReportPart:
    words = {
        SourceKind.NEEDS: gettext("Needs registered by employers; the latest change"),
        SourceKind.PEOPLE: gettext("Profiles of people in the region; counted on"),
        SourceKind.LETTERS: gettext("Employers' letters of intent; the latest answer"),
        SourceKind.CATALOGUE: gettext("The region's catalogue of education; the latest change"),
        SourceKind.FILE: gettext("File read into the catalogue; read on"),
        SourceKind.TAXONOMY: gettext("Taxonomy of occupations and skills"),
        SourceKind.RULES: gettext("Rules of matching"),
    }
    rows = [(words[source.kind], source.name, source.on) for source in evidence.sources]
    header = (gettext("Source"), gettext("Name or version"), gettext("Date"))
    return ReportPart(gettext("Sources"), gettext("Sources and dates"), "", header, rows)


def _year(year: int | None, none: str) -> Cell:
    return none if year is None else year

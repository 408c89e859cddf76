"""What was understood of an advert as plain values that a need can be made of, with what ought to be asked about.

A requirement is *unsure*, and shown with one-click answers, where the words leave it open:

* the occupation was guessed from the text below ``_SURE``, or nothing separates it from another;
* the phrase is a label of another concept too, nearly as good (``_NEARLY``);
* the text asks for it in one place and says it is no requirement in another.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from kompetensnav.apps.needs.reading import Reading, ReadRequirement, Span
from kompetensnav.engine.extraction.mentions import Extraction, Polarity, StartDate
from kompetensnav.engine.linking.link import Linker
from kompetensnav.engine.matching.compile import ReadRequirement as Read
from kompetensnav.engine.matching.compile import Source
from kompetensnav.engine.matching.terms import RequirementKind
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.integrations.adverts.understand import Understood
from kompetensnav.runtime.taxonomy_store import Taxonomy

_SURE = 0.6  # of a guessed occupation
_NEARLY = 0.95  # of the phrase's best concept
_MOST_SUGGESTIONS = 3
_LONGEST_TITLE = 160
_SKILLS = (Kind.SKILL, Kind.KNOWLEDGE)


@dataclass(frozen=True, slots=True)
class _Doubt:
    """Whether to ask, and the other concepts that may be meant."""

    unsure: bool
    others: tuple[int, ...] = ()


def reading_of(understood: Understood, taxonomy: Taxonomy, today: datetime.date) -> Reading:
    """The reading of an advert. A start without a year is the next such date from ``today``."""
    extraction, graph = understood.extraction, taxonomy.graph
    starts_on, asap = _start(extraction.start, today)
    return Reading(
        title=_title(understood, graph),
        text=extraction.text,
        language=extraction.language,
        taxonomy_version=graph.name,
        municipality_code=understood.municipality_code,
        positions=understood.positions,
        starts_on=starts_on,
        starts_asap=asap,
        asks_legal_age=extraction.asks_legal_age,
        requirements=tuple(_requirement(r, understood, taxonomy) for r in understood.read.read),
        facts=_facts(extraction),
        masked=len(extraction.masked),
        headline_end=extraction.headline_end,
        notes=extraction.notes,
        unresolved=understood.unresolved,
    )


def _title(understood: Understood, graph: TaxonomyGraph) -> str:
    """The headline; without one the occupation; without that the first words."""
    headline = understood.extraction.text[: understood.extraction.headline_end].strip()
    if headline:
        return headline[:_LONGEST_TITLE]
    for read in understood.read.read:
        if read.requirement.kind is RequirementKind.OCCUPATION:
            return graph.label(read.requirement.concepts[0], understood.extraction.language)[:_LONGEST_TITLE]
    return " ".join(understood.extraction.text.split())[: _LONGEST_TITLE // 2]


def _requirement(read: Read, understood: Understood, taxonomy: Taxonomy) -> ReadRequirement:
    asked, graph = read.requirement, taxonomy.graph
    doubt = _doubt(read, understood, taxonomy.linker)
    return ReadRequirement(
        kind=int(asked.kind),
        concepts=tuple(graph.id(c) for c in asked.concepts),
        asked=int(asked.polarity),
        weight=asked.weight,
        minimum_level=asked.minimum_level,
        years=read.years,
        source=read.source.value,
        spans=read.spans,
        unsure=doubt.unsure,
        suggestions=tuple(graph.id(c) for c in doubt.others),
    )


def _doubt(read: Read, understood: Understood, linker: Linker) -> _Doubt:
    extraction = understood.extraction
    if read.source in (Source.LAW, Source.STATED):
        return _Doubt(False)
    if any(understood.aliases.meaning(extraction.text[slice(*span)]) is not None for span in read.spans):
        return _Doubt(False)  # somebody has said what these words mean, and it was approved
    if read.requirement.kind is RequirementKind.OCCUPATION:
        return _occupation_doubt(read, extraction)
    said_not = {m.concept for m in extraction.mentions if m.polarity is Polarity.NEGATED}
    if said_not.intersection(read.requirement.concepts):
        return _Doubt(True)
    if read.requirement.kind is RequirementKind.SKILL and read.spans:
        others = _namesakes(extraction.text[slice(*read.spans[0])], read.requirement.concepts, linker)
        return _Doubt(bool(others), others)
    return _Doubt(False)


def _occupation_doubt(read: Read, extraction: Extraction) -> _Doubt:
    """A guess that is weak, or several jobs that the words do not tell apart."""
    chosen = read.requirement.concepts
    scores = {o.concept: o.score for o in extraction.occupations}
    weak = max((scores.get(c, 0.0) for c in chosen), default=0.0) < _SURE
    others = [o.concept for o in (*extraction.occupations, *extraction.suggestions) if o.concept not in chosen]
    if len(chosen) > 1:  # each of them alone is an answer too
        return _Doubt(True, tuple(dict.fromkeys([*chosen, *others]))[:_MOST_SUGGESTIONS])
    return _Doubt(weak, tuple(dict.fromkeys(others))[:_MOST_SUGGESTIONS] if weak else ())


def _namesakes(phrase: str, chosen: Iterable[int], linker: Linker) -> tuple[int, ...]:
    """Other skills that the phrase names nearly as well."""
    found = linker.link(phrase, _SKILLS)
    if not found:
        return ()
    known = {c for concept in chosen for c in linker.graph.exact_cluster(concept)}
    near = [c.concept for c in found if c.score >= _NEARLY * found[0].score and c.concept not in known]
    return tuple(near[:_MOST_SUGGESTIONS])


def _facts(extraction: Extraction) -> dict[str, list[Span]]:
    """Where the facts stand in the text, by fact; a fact that was not read is absent."""
    spans: dict[str, list[Span | None]] = {
        "positions": [extraction.positions_span],
        "start": [extraction.start_span],
        "scope": [extraction.scope_span],
        "legal_age": [extraction.legal_age_span],
        "place": [(p.start, p.end) for p in extraction.places],
    }
    return {fact: [s for s in found if s] for fact, found in spans.items() if any(found)}


def _start(start: StartDate | None, today: datetime.date) -> tuple[datetime.date | None, bool]:
    """(date, as soon as possible). Only a month: its first day. Only a year: not a date to plan by, so none."""
    if start is None or start.asap:
        return None, start is not None
    if start.month is None:
        return None, False
    year = start.year or today.year
    date = _date(year, start.month, start.day or 1)
    if start.year is None and date is not None and date < today.replace(day=1):
        date = _date(year + 1, start.month, start.day or 1)
    return date, False


def _date(year: int, month: int, day: int) -> datetime.date | None:
    """The date, or None for one that does not exist (30 February)."""
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None

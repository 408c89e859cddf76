"""What was understood of an advert, as the JSON output gives it. Spans are characters of the masked text."""

from kompetensnav.apps.places.facts import municipalities
from kompetensnav.engine.extraction.contacts import mask_contacts
from kompetensnav.engine.extraction.mentions import Extraction, Mention, OccupationCandidate, Span
from kompetensnav.engine.matching.compile import ReadRequirement
from kompetensnav.engine.matching.terms import CEFR, RequirementKind
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.integrations.adverts import Advert
from kompetensnav.integrations.adverts.understand import Understood

_Json = dict[str, object]


def extraction_json(graph: TaxonomyGraph, advert: Advert, read: Extraction, language: str) -> _Json:
    """One advert as ``extract`` writes it."""
    stated = advert.stated.occupation
    return {
        "id": advert.id,
        "headline": read.text[: read.headline_end],
        "text": read.text,
        "language": read.language,
        "occupations": [_occupation(graph, o, language) for o in read.occupations],
        "suggestions": [_occupation(graph, o, language) for o in read.suggestions],
        "mentions": [_mention(graph, m, read.text, language) for m in read.mentions],
        **_facts(read),
        "masked": [{"span": [m.start, m.end], "kind": m.kind.value} for m in read.masked],
        "notes": list(read.notes),
        "stated": {"occupation": stated.label if stated else None, "ssyk4": advert.stated.ssyk4},
        "taxonomy_version": graph.name,
    }


def understood_json(graph: TaxonomyGraph, understood: Understood, language: str) -> _Json:
    """One need as ``match`` understood it."""
    read, text = understood.read, understood.extraction.text
    code = understood.municipality_code
    return {
        "headline": text[: understood.extraction.headline_end],
        "text": text,
        "language": understood.extraction.language,
        "municipality": code and {"code": code, "name": municipalities()[code].name},
        **(_facts(understood.extraction) | {"positions": understood.positions}),
        "requirements": [requirement_json(graph, r, text, language) for r in read.read],
        "dropped": [requirement_json(graph, r, text, language) for r in read.dropped],
        "unresolved": [mask_contacts(label)[0] for label in understood.unresolved],
        "suggestions": [_occupation(graph, o, language) for o in understood.extraction.suggestions],
        "notes": list(understood.extraction.notes),
    }


def requirement_json(graph: TaxonomyGraph, read: ReadRequirement, text: str, language: str) -> _Json:
    """One requirement with where it was read."""
    r = read.requirement
    return {
        "key": key_of(graph, read),
        "kind": r.kind.name.lower(),
        "label": label_of(graph, r.concepts, language),
        "concepts": [graph.id(c) for c in r.concepts],
        "polarity": r.polarity.name.lower(),
        "hard": r.hard,
        "weight": r.weight,
        "minimum_level": level_of(r.kind, r.minimum_level),
        "years": read.years,
        "source": read.source.value,
        "read": [{"span": list(span), "text": text[slice(*span)]} for span in read.spans],
    }


def key_of(graph: TaxonomyGraph, read: ReadRequirement) -> str:
    """Names a requirement by what it asks for, so that a correction elsewhere in the list leaves it alone."""
    r = read.requirement
    return f"{r.kind.name.lower()}:{'|'.join(sorted(graph.id(c) for c in r.concepts))}"


def level_of(kind: RequirementKind, level: int | None) -> int | str | None:
    """Levels as people write them: A1-C2 for languages, 1-5 for skills."""
    return CEFR[level - 1] if level is not None and kind is RequirementKind.LANGUAGE else level


def label_of(graph: TaxonomyGraph, concepts: tuple[int, ...], language: str) -> str:
    """The labels of alternatives, with a slash between."""
    return " / ".join(graph.label(c, language) for c in concepts)


def _occupation(graph: TaxonomyGraph, o: OccupationCandidate, language: str) -> _Json:
    return {
        "concept": graph.id(o.concept),
        "label": graph.label(o.concept, language),
        "ssyk4": o.ssyk4,
        "score": round(o.score, 4),
        "why": list(o.why),
    }


def _mention(graph: TaxonomyGraph, m: Mention, text: str, language: str) -> _Json:
    return {
        "span": [m.start, m.end],
        "text": text[m.start : m.end],
        "concept": graph.id(m.concept),
        "label": graph.label(m.concept, language),
        "kind": m.kind.name.lower(),
        "polarity": m.polarity.value,
        "level": CEFR[m.level - 1] if m.level is not None and m.kind is Kind.LANGUAGE else m.level,
        "years": m.years,
        "section": m.section.value,
        "score": round(m.score, 4),
        "alternative_group": m.alternative_group,
    }


def _facts(read: Extraction) -> _Json:
    start = read.start
    return {
        "positions": read.positions,
        "positions_span": _span(read.positions_span),
        "start": start and {"year": start.year, "month": start.month, "day": start.day, "asap": start.asap},
        "start_span": _span(read.start_span),
        "scope_percent": list(read.scope_percent) if read.scope_percent else None,
        "scope_span": _span(read.scope_span),
        "places": [{"span": [p.start, p.end], "code": p.code} for p in read.places],
        "asks_legal_age": read.asks_legal_age,
        "legal_age_span": _span(read.legal_age_span),
    }


def _span(span: Span | None) -> list[int] | None:
    return list(span) if span else None

"""Writes the people file: the exact reverse of ``parse`` and ``resolve``.

Concepts are written as ids, not labels: an id means the same in every version of the taxonomy that has it.
"""

import csv
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.db import transaction

from kompetensnav.apps.core.log import Acts
from kompetensnav.apps.organisations.models import Collaboration
from kompetensnav.apps.people.exports import ExportedClaim, ExportedPerson, exported
from kompetensnav.engine.matching.terms import CEFR, Answer, Evidence, Section, SectionState
from kompetensnav.integrations.people_file.parse import COLUMNS, NOWHERE_ELSE, OPTIONAL
from kompetensnav.runtime.writing import whole_file

_ANSWERS = {Answer.UNKNOWN: "", Answer.NO: "no", Answer.YES: "yes"}


def export_people(actor: Acts, *, region: Collaboration, purpose: str, out: Path) -> int:
    """Write the people of a region to a file that only its owner may read, and that they were; how many.

    The logs are committed when all is on disk and the file has only to take its name: there is never a file that no
    log knows of, and none that could not be written is in a log.
    """
    with _private(), whole_file(out) as stream, transaction.atomic():
        count = write_people(stream, exported(actor, region=region, purpose=purpose))
        stream.flush()
        os.fsync(stream.fileno())
    return count


def write_people(stream: IO[str], people: Iterable[ExportedPerson]) -> int:
    """Header and one row a person; how many."""
    rows = csv.writer(stream, lineterminator="\n")
    rows.writerow((*COLUMNS, *OPTIONAL))
    count = 0
    for person in people:
        rows.writerow(row_of(person))
        count += 1
    return count


def row_of(person: ExportedPerson) -> tuple[str, ...]:
    """A row in the order of ``COLUMNS`` and ``OPTIONAL``."""
    items: dict[Section, list[str]] = {}
    for claim in person.claims:
        items.setdefault(Section(claim.section), []).append(_item(claim))
    states = {Section(section): state for section, state in sorted(person.sections.items())}
    complete = [s.name.lower() for s, state in states.items() if state == SectionState.COMPLETE]
    begun = [s.name.lower() for s, state in states.items() if state == SectionState.BEGUN and s not in items]
    return (
        person.id,
        person.municipality_code,
        NOWHERE_ELSE if person.commute == () else ";".join(person.commute or ()),
        _ANSWERS[Answer(person.willing_to_move)],
        ";".join(items.get(Section.OCCUPATION, ())),
        ";".join(items.get(Section.SKILL, ())),
        ";".join(items.get(Section.LANGUAGE, ())),
        ";".join(items.get(Section.LICENCE, ())),
        ";".join(items.get(Section.EDUCATION, ())),
        person.available_from.isoformat() if person.available_from else "",
        ";".join(complete),
        _ANSWERS[Answer(person.meets_legal_age)],
        ";".join(begun),
    )


def _item(claim: ExportedClaim) -> str:
    level = "" if claim.level is None else str(claim.level)
    if level and claim.section == Section.LANGUAGE:
        level = CEFR[int(level) - 1]
    return f"{claim.concept}|{level}|{Evidence(claim.evidence).name.lower()}"


@contextmanager
def _private() -> Iterator[None]:
    """Files made inside are readable by their owner alone, from the first byte: competence is personal data."""
    mask = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(mask)

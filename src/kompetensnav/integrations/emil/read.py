"""Joins the documents of an EMIL 3 file: a programme is an education that a provider gives, with its events."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from kompetensnav.apps.education.row_checks import sound
from kompetensnav.apps.education.rows import IntakeRow, ProgrammeRow
from kompetensnav.integrations.emil.convert import FIELDS, Wrong, event, programme
from kompetensnav.integrations.emil.documents import (
    Document,
    Documents,
    Json,
    OddFieldError,
    documents,
    in_swedish,
    words,
)
from kompetensnav.runtime.problems import Problem
from kompetensnav.runtime.reading import read_json
from kompetensnav.runtime.sheets import MEGABYTES

_T = TypeVar("_T")


def read(source: Path | bytes, name: str) -> tuple[list[ProgrammeRow], list[Problem]]:
    """Programmes with their intakes, and what is wrong with the documents that are left out.

    Raises InputError where the file as a whole cannot be read or holds no documents of the format.
    """
    found = documents(read_json(source, name, megabytes=MEGABYTES), name)
    reader = _Reader(found, name)
    rows, unsound = sound(list(reader.programmes()), name, reader.where)
    return rows, [*reader.problems, *unsound]


@dataclass(slots=True)
class _Given:
    """What the events of one education by one provider say."""

    intakes: list[IntakeRow] = field(default_factory=list)
    language: str = ""


class _Reader:
    """Reads one file, keeping what is wrong on the way."""

    def __init__(self, found: Documents, file: str) -> None:
        self._file = file
        self._found = found
        self._places: list[str] = []
        self.problems: list[Problem] = []

    def programmes(self) -> Iterator[ProgrammeRow]:
        """One row for each education and provider, in the order of the educations."""
        names = dict(self._names())
        given = self._given()
        for document in self._found.infos:
            row = self._safely(document, programme)
            of_info = given.pop(words(document.content, "identifier"), {}) if _identified(document) else {}
            if row is None:
                continue
            if not of_info:
                self._tell(document, "education.nobody-gives-it", "identifier", {})
            for provider, events in of_info.items():
                name = names.get(provider, provider)
                yield replace(row, provider=name, language=events.language, intakes=tuple(events.intakes))
        for education in given:
            self.problems.append(
                Problem("education.no-such-education", self._file, None, "educationEvents", {"found": education})
            )

    def where(self, line: int, name: str) -> tuple[int | None, str]:
        """Documents have places in the file, not lines."""
        return None, f"{self._places[line - 1]}.{FIELDS.get(name, name)}"

    def _names(self) -> Iterator[tuple[str, str]]:
        for document in self._found.providers:
            named = self._safely(document, _named)
            if named is not None and all(named):
                yield named

    def _given(self) -> dict[str, dict[str, _Given]]:
        """What events say, by education and provider. Only the first of the providers gets the event."""
        found: dict[str, dict[str, _Given]] = {}
        for document in self._found.events:
            read_ = self._safely(document, event)
            if read_ is None:
                continue
            of_provider = found.setdefault(read_.education, {}).setdefault(read_.provider, _Given())
            of_provider.intakes += [read_.intake] if read_.intake else []
            of_provider.language = of_provider.language or read_.language
        return found

    def _safely(self, document: Document, reading: Callable[[Json, int], _T]) -> _T | None:
        self._places.append(document.place)
        try:
            return reading(document.content, len(self._places))
        except OddFieldError as odd:
            self._tell(document, "education.odd-field", odd.field, {})
        except Wrong as wrong:
            self._tell(document, wrong.code, wrong.field, wrong.values)
        return None

    def _tell(self, document: Document, wrong: str, name: str, values: Mapping[str, str | int]) -> None:
        self.problems.append(Problem(wrong, self._file, None, f"{document.place}.{name}", values))


def _named(provider: Json, _: int) -> tuple[str, str]:
    return words(provider, "identifier"), in_swedish(provider, "name")


def _identified(document: Document) -> bool:
    return isinstance(document.content.get("identifier"), str)

"""A set of the MELO benchmark from its four files of tab-separated values.

What a ranker may know (the labels and their concepts) and what it is judged by (the queries and which labels are
right) are read apart, so that no ranker is ever handed the answers.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.reading import raise_any, read_text

QUERIES, LABELS = "queries.tsv", "corpus_elements.tsv"
ANNOTATIONS, MAPPING = "annotations.tsv", "concept_mapping.tsv"
UNKNOWN_LANGUAGE = "und"
_LANGUAGES = re.compile(r"_q_([a-z]{2,3})_c_([a-z]{2,3}(?:_[a-z]{2,3})*)$")


@dataclass(frozen=True, slots=True, eq=False)
class MeloSet:
    """The labels of a set, sorted by document id: a higher position is a higher docno.

    ``concept_of`` (labels,) leads to ``concepts``, addresses in ESCO, rising.
    """

    name: str
    query_language: str
    corpus_languages: tuple[str, ...]
    doc_ids: tuple[str, ...]
    labels: tuple[str, ...]
    concepts: tuple[str, ...]
    concept_of: NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class MeloGold:
    """The queries of a set, and the positions of the labels that are right for each, rising; possibly none."""

    query_ids: tuple[str, ...]
    queries: tuple[str, ...]
    relevant: tuple[NDArray[np.intp], ...]


@dataclass(frozen=True, slots=True)
class _Line:
    file: str
    number: int
    values: tuple[str, ...]

    def problem(self, code: str, field: str = "", **values: str | int) -> Problem:
        return Problem(code, self.file, self.number, field, values)


def read_corpus(folder: Path) -> MeloSet:
    """The labels of a set. Raises InputError with everything wrong in their two files."""
    problems: list[Problem] = []
    labels = _by_id(_lines(folder, LABELS, ("id", "label"), problems), problems)
    mapping = _by_id(_lines(folder, MAPPING, ("id", "concept"), problems), problems)
    raise_any(problems)  # a line that could not be read would be told again as one that is missing
    problems += [_unknown_document(line) for key, line in mapping.items() if key not in labels]
    problems += [line.problem("melo.no-concept", id=key) for key, line in labels.items() if key not in mapping]
    raise_any(problems)
    doc_ids = tuple(sorted(labels))
    addresses = [mapping[d].values[1] for d in doc_ids]
    concepts = tuple(sorted(set(addresses)))
    number = {address: i for i, address in enumerate(concepts)}
    query_language, corpus_languages = languages_of(folder)
    return MeloSet(
        name=folder.resolve().name,
        query_language=query_language,
        corpus_languages=corpus_languages,
        doc_ids=doc_ids,
        labels=tuple(labels[d].values[1] for d in doc_ids),
        concepts=concepts,
        concept_of=np.array([number[a] for a in addresses], np.intp),
    )


def read_gold(folder: Path, corpus: MeloSet) -> MeloGold:
    """The queries and right answers of a set. Raises InputError with everything wrong in their two files."""
    problems: list[Problem] = []
    queries = _by_id(_lines(folder, QUERIES, ("id", "query"), problems), problems)
    annotations = _lines(folder, ANNOTATIONS, ("query", "iteration", "document", "relevance"), problems)
    raise_any(problems)
    position = {doc: i for i, doc in enumerate(corpus.doc_ids)}
    relevant: defaultdict[str, set[int]] = defaultdict(set)
    for line in annotations:
        query, _, document, relevance = line.values
        if query not in queries:
            problems.append(line.problem("melo.unknown-query", "query", id=query))
        if document not in position:
            problems.append(_unknown_document(line, document))
        elif not re.fullmatch(r"-?\d{1,9}", relevance):
            problems.append(line.problem("melo.relevance", "relevance", found=relevance))
        elif int(relevance) > 0:
            relevant[query].add(position[document])
    if not problems and not relevant:
        problems.append(Problem("melo.nothing-relevant", ANNOTATIONS))
    raise_any(problems)
    return MeloGold(
        query_ids=tuple(queries),
        queries=tuple(line.values[1] for line in queries.values()),
        relevant=tuple(np.array(sorted(relevant[q]), np.intp) for q in queries),
    )


def languages_of(folder: Path) -> tuple[str, tuple[str, ...]]:
    """Languages of the queries and of the labels, from the folder's name: ``deu_q_de_c_en`` is de and en."""
    found = _LANGUAGES.search(folder.resolve().name)
    if found is None:
        return UNKNOWN_LANGUAGE, (UNKNOWN_LANGUAGE,)
    return found[1], tuple(found[2].split("_"))


def _lines(folder: Path, name: str, columns: Sequence[str], problems: list[Problem]) -> list[_Line]:
    """The lines of a file that have all their values; what is wrong with the others is added to ``problems``."""
    if not folder.is_dir():
        raise InputError(Problem("melo.no-folder", folder.name))
    if not (folder / name).is_file():
        problems.append(Problem("melo.no-file", name, values={"folder": folder.name}))
        return []
    try:
        text = read_text(folder / name, name)
    except InputError as error:
        problems += error.problems
        return []
    lines = []
    for line in _split(text, name):
        empty = [column for column, value in zip(columns, line.values, strict=False) if not value]
        if len(line.values) != len(columns):
            found, expected = len(line.values), len(columns)
            names = ", ".join(columns)
            problems.append(line.problem("melo.columns", found=found, expected=expected, columns=names))
        elif empty:
            problems.append(line.problem("file.missing-value", empty[0]))
        else:
            lines.append(line)
    return lines


def _split(text: str, name: str) -> Iterator[_Line]:
    """Lines that are not empty. Only a line feed ends one: labels may hold other separators."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _Line(name, number, tuple(value.strip() for value in line.rstrip("\r").split("\t")))


def _by_id(lines: Sequence[_Line], problems: list[Problem]) -> dict[str, _Line]:
    found: dict[str, _Line] = {}
    for line in lines:
        if line.values[0] in found:
            problems.append(line.problem("file.duplicate-id", "id", id=line.values[0]))
        found.setdefault(line.values[0], line)
    return found


def _unknown_document(line: _Line, document: str = "") -> Problem:
    return line.problem("melo.unknown-document", "document", id=document or line.values[0])

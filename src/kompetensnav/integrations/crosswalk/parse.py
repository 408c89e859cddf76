"""From the crosswalk files to layers: matches across schemes, and ESCO's Swedish labels.

``skos:broadMatch`` says that the JobTech concept is broader than ESCO's: BROAD_MATCH from ESCO to JobTech.
``skos:narrowMatch`` says the opposite: BROAD_MATCH from JobTech to ESCO.
"""

from collections.abc import Iterator
from pathlib import Path

from kompetensnav.engine.taxonomy.kinds import Relation
from kompetensnav.engine.taxonomy.records import LabelRecord, Layer, Omission, RelationRecord
from kompetensnav.integrations.crosswalk.lines import COLUMNS, Match, read_line, split_line
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.reading import raise_any, read_text

_RELATIONS = {
    "skos:exactMatch": Relation.EXACT_MATCH,
    "skos:closeMatch": Relation.CLOSE_MATCH,
    "skos:broadMatch": Relation.BROAD_MATCH,
    "skos:narrowMatch": Relation.BROAD_MATCH,
}
_ISCO = "http://data.europa.eu/esco/isco/C"


def parse(path: Path) -> list[Layer]:
    """Layers ``crosswalk-occupations`` and ``crosswalk-skills``, those that a file or a folder's files give."""
    if not path.exists():
        raise InputError(Problem("taxonomy.no-such-path", path.name))
    paths = [path] if path.is_file() else sorted(path.rglob("*.csv"))
    read = {file: _matches(file) for file in paths}
    problems = [p for _, found in read.values() for p in found]
    raise_any(problems)
    by_name: dict[str, list[Match]] = {}
    for matches, _ in read.values():
        if matches:
            by_name.setdefault(_layer_name(matches), []).extend(matches)
    if not by_name:
        raise InputError(Problem("taxonomy.nothing-recognised", path.name, values={"expected": ", ".join(COLUMNS)}))
    return [_layer(name, matches) for name, matches in sorted(by_name.items())]


def _matches(file: Path) -> tuple[list[Match], list[Problem]]:
    """The rows of a file, and the lines that cannot be read. A file without the header has neither."""
    matches: list[Match] = []
    problems: list[Problem] = []
    columns: dict[str, int] = {}
    for line, text in _lines(file):
        if columns:
            match = read_line(text, columns)
            if match:
                matches.append(match)
            else:
                problems.append(Problem("crosswalk.unreadable-row", file.name, line))
        elif set(COLUMNS) <= set(values := split_line(text)):
            columns = {name: values.index(name) for name in COLUMNS}
    return matches, problems


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """Lines with something in them, numbered. Some files hold lines that end in CR LF, some in LF."""
    text = read_text(file, file.name)
    for line, content in enumerate(text.split("\n"), start=1):
        if content.strip(' ,;"\r\t'):
            yield line, content


def _layer_name(matches: list[Match]) -> str:
    is_skills = any("/esco/skill/" in match.esco for match in matches)
    return "crosswalk-skills" if is_skills else "crosswalk-occupations"


def _layer(name: str, matches: list[Match]) -> Layer:
    """The layer of all rows of one kind. ESCO's own labels of ISCO groups are the standard's Swedish names."""
    labels = {LabelRecord(_esco_id(m.esco), "sv", m.label) for m in matches if m.esco and m.label}
    relations = {_relation(m) for m in matches if m.relation in _RELATIONS}
    unrelated = sum(m.relation not in _RELATIONS for m in matches)
    return Layer(
        name,
        labels=sorted(labels, key=lambda r: (r.concept, r.text)),
        relations=sorted(relations, key=lambda r: (r.relation, r.source, r.target)),
        omitted=[Omission("omitted.unrelated", str(len(matches)), unrelated)] if unrelated else [],
    )


def _esco_id(uri: str) -> str:
    return f"isco:{uri.removeprefix(_ISCO)}" if uri.startswith(_ISCO) else uri


def _relation(match: Match) -> RelationRecord:
    esco, jobtech = _esco_id(match.esco), match.jobtech.rpartition("/")[2]
    ends = (jobtech, esco) if match.relation == "skos:narrowMatch" else (esco, jobtech)
    return RelationRecord(*ends, _RELATIONS[match.relation])

"""The three kinds of documents of EMIL 3 and their common parts: texts in languages, codes, lists.

Susa-navet gives each kind out in pages of its own. A file is one page, or a list of pages of any kinds. A document
stands bare or wrapped with its id and status; one that was taken away has no content.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kompetensnav.runtime.problems import InputError, Problem

Json = Mapping[str, object]
_KINDS = ("educationInfos", "educationEvents", "educationProviders")
_SWEDISH = ("swe", "sv")


@dataclass(frozen=True, slots=True)
class Document:
    """One document and where in the file it stands."""

    place: str  # educationEvents[12]
    content: Json


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of a file by kind."""

    infos: Sequence[Document]
    events: Sequence[Document]
    providers: Sequence[Document]


class OddFieldError(Exception):
    """A field of another type than the format says."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def documents(value: object, file: str) -> Documents:
    """The documents of a decoded file. Raises InputError where it holds none of the kinds."""
    pages = value if isinstance(value, list) else [value]
    if not any(isinstance(page, dict) and any(kind in page for kind in _KINDS) for page in pages):
        raise InputError(Problem("education.other-file", file, values={"expected": ", ".join(_KINDS)}))
    found = [list(_of_kind(pages, kind)) for kind in _KINDS]
    return Documents(*found)


def _of_kind(pages: Sequence[object], kind: str) -> Iterator[Document]:
    number = 0
    for page in pages:
        listed = page.get(kind) if isinstance(page, dict) else None
        for item in listed if isinstance(listed, list) else ():
            place = f"{kind}[{number}]"
            number += 1
            content = item.get("content") if isinstance(item, dict) and "identifier" not in item else item
            if isinstance(content, dict):
                yield Document(place, content)


def block(holder: Json, field: str) -> Json:
    """An object; empty where it is absent."""
    value = holder.get(field)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise OddFieldError(field)
    return value


def blocks(holder: Json, field: str) -> list[Json]:
    """A list of objects."""
    value = holder.get(field)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise OddFieldError(field)
    return value


def words(holder: Json, field: str) -> str:
    """A plain text; empty where it is absent."""
    value = holder.get(field)
    if isinstance(value, dict | list | bool):
        raise OddFieldError(field)
    return "" if value is None else str(value).strip()


def in_swedish(holder: Json, field: str) -> str:
    """A text given in languages: in Swedish, else in the first it is given in."""
    return _best(blocks(block(holder, field), "strings"))


def link(holder: Json, field: str) -> str:
    """An address given in languages."""
    return _best(blocks(block(holder, field), "urls"))


def code(holder: Json, field: str) -> str:
    """The code of a coded value."""
    return words(block(holder, field), "code")


def first(holder: Json, field: str) -> str:
    """The first of a list of plain texts."""
    value = holder.get(field)
    if value is None:
        return ""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise OddFieldError(field)
    return value[0].strip() if value else ""


def _best(nodes: Sequence[Json]) -> str:
    ordered = sorted(nodes, key=lambda node: str(node.get("lang", "")).lower() not in _SWEDISH)
    return next((found for node in ordered if (found := words(node, "value") or words(node, "content"))), "")

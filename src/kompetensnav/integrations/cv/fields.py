"""Fields of a file as one kind of tree, whether they came as XML or as JSON, so that one reader does for both.

No entity is expanded and nothing outside the file is opened: a document type is refused before it is read.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from kompetensnav.runtime.problems import InputError, Problem

_DEEPEST = 60  # levels; a CV has a dozen


@dataclass(slots=True)
class Node:
    """A field with its own text, attributes and the fields inside; names without namespace."""

    name: str
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)

    def all(self, *names: str) -> Iterator["Node"]:
        """Fields of these names at any depth, in their order; what is found is not searched further."""
        for child in self.children:
            if child.name in names:
                yield child
            else:
                yield from child.all(*names)

    def first(self, *path: str) -> "Node | None":
        """The first field of the first name at any depth, inside it the first of the second name, and so on."""
        found: Node | None = self
        for name in path:
            found = next(found.all(name), None) if found else None
        return found

    def said(self, *path: str) -> str:
        """The text at a path, or nothing."""
        found = self.first(*path)
        return found.text if found else ""

    def own(self, *names: str) -> str:
        """The text of the first of these names that says something among the fields right below."""
        for name in names:
            for child in self.children:
                if child.name == name and child.text:
                    return child.text
        return ""

    def texts(self) -> list[str]:
        """Every text from here down, in order."""
        return [t for t in (self.text, *(t for c in self.children for t in c.texts())) if t]


def from_xml(data: bytes) -> Node:
    """The root of an XML document. Raises InputError ``cv.xml-entities`` or ``cv.broken``."""
    try:
        return _of_element(fromstring(data, forbid_dtd=True), 0)
    except DefusedXmlException:
        raise InputError(Problem("cv.xml-entities")) from None
    except (ParseError, ValueError, LookupError):
        raise InputError(Problem("cv.broken", values={"form": "XML"})) from None


def from_json(text: str) -> Node:
    """The root of a JSON text. Raises InputError ``cv.broken``."""
    try:
        return _of_value("", json.loads(text), 0)
    except (ValueError, RecursionError):
        raise InputError(Problem("cv.broken", values={"form": "JSON"})) from None


def _of_element(element: Element, depth: int) -> Node:
    if depth > _DEEPEST:
        raise ValueError("nested without end")
    return Node(
        _local(element.tag),
        (element.text or "").strip(),
        {_local(k): v for k, v in element.attrib.items()},
        [_of_element(child, depth + 1) for child in element if isinstance(child.tag, str)],
    )


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _of_value(name: str, value: object, depth: int) -> Node:
    """Members of an object are fields; those of a list stand side by side, under the list's own name."""
    if depth > _DEEPEST:
        raise ValueError("nested without end")
    if isinstance(value, dict):
        node = Node(name)
        for key, inner in value.items():
            for one in inner if isinstance(inner, list) else [inner]:
                if one is not None:
                    node.children.append(_of_value(key, one, depth + 1))
        return node
    if isinstance(value, list):
        return Node(name, children=[_of_value(name, inner, depth + 1) for inner in value])
    return Node(name, str(value).strip() if not isinstance(value, bool) else "")

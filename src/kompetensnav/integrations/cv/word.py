"""DOCX to text. The container is measured before it is unpacked, and refused where it holds macros or entities.

Nothing outside the file is opened: linked templates, pictures and fields are passed over.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator

import docx
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from kompetensnav.integrations.cv.cv_text import CvText, Form, check_length, tidy
from kompetensnav.runtime.problems import InputError, Problem

_MOST_ENTRIES = 1_000  # a CV with pictures has some forty
_MOST_UNPACKED = 60_000_000  # bytes of all that it holds
_MOST_OF_ONE = 20_000_000  # bytes of one XML part
_MOST_TIMES = 200  # its own size; text packs ten to twenty times, a page of blanks a thousand
_SMALL = 1_000_000  # bytes unpacked, below which the share says nothing
_PIECE = 65_536
_MAIN = "word/document.xml"
_TYPES = "[Content_Types].xml"
_OTHERS = {
    "content.xml": "ODT",
    "xl/workbook.xml": "XLSX",
    "ppt/presentation.xml": "PPTX",
    "index/document.iwa": "Pages",
}
# What the container and the parser answer to a damaged file.
_OF_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, LookupError, NotImplementedError, SyntaxError, ValueError)
_BREAKS = {qn("w:br"), qn("w:cr"), qn("w:tab")}


def read_word(data: bytes) -> CvText:
    """Paragraphs, lists, tables and text boxes in their order. Raises InputError ``cv.…``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive, len(data))
        document = docx.Document(io.BytesIO(data))
    except (OpcError, *_OF_DAMAGE):
        raise InputError(Problem("cv.broken", values={"form": "Word"})) from None
    text = "\n".join(_paragraphs(document.element.body))
    check_length(len(text))
    text = tidy(text)
    check_length(len(text))
    if not any(c.isalpha() for c in text):
        raise InputError(Problem("cv.no-text"))
    return CvText(text, Form.WORD)


def _check(archive: zipfile.ZipFile, packed: int) -> None:
    entries = archive.infolist()
    declared = sum(entry.file_size for entry in entries)
    if len(entries) > _MOST_ENTRIES or declared > max(_SMALL, min(_MOST_UNPACKED, _MOST_TIMES * packed)):
        raise InputError(Problem("cv.zip-bomb"))
    if any(entry.flag_bits & 1 for entry in entries):
        raise InputError(Problem("cv.password"))
    names = {entry.filename.lower() for entry in entries}
    if _MAIN not in names:
        said = next((kind for part, kind in _OTHERS.items() if part in names), "ZIP")
        raise InputError(Problem("cv.other-format", values={"format": said}))
    if any("vbaproject" in name or "/activex/" in name for name in names):
        raise InputError(Problem("cv.macros"))
    unpacked = 0
    for entry in entries:
        unpacked += _check_part(archive, entry, _MOST_UNPACKED - unpacked)


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> int:
    """Its size as it is found, whatever the file declares; an XML part has no document type."""
    is_xml = entry.filename.lower().endswith((".xml", ".rels"))
    most = min(most, _MOST_OF_ONE) if is_xml else most
    size, kept = 0, []
    with archive.open(entry) as stream:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > most:
                raise InputError(Problem("cv.zip-bomb"))
            if is_xml:
                kept.append(piece)
    if is_xml:
        try:
            root = fromstring(b"".join(kept), forbid_dtd=True)
        except DefusedXmlException:
            raise InputError(Problem("cv.xml-entities")) from None
        if entry.filename == _TYPES and any("macroEnabled" in v for part in root for v in part.attrib.values()):
            raise InputError(Problem("cv.macros"))
    return size


def _paragraphs(body: BaseOxmlElement) -> Iterator[str]:
    """Lines of text. A text box stands inside a paragraph and is written twice: its older copy is passed over."""
    for paragraph in body.iter(qn("w:p")):
        if any(_is_fallback(a) for a in paragraph.iterancestors()):
            continue
        words = "".join(_words(paragraph))
        yield f"- {words}" if words.strip() and _is_listed(paragraph) else words


def _is_listed(paragraph: BaseOxmlElement) -> bool:
    """Whether it is an item of a list, by its own numbering or by a style that is called so."""
    if paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None:
        return True
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return style is not None and "List" in style.get(qn("w:val"), "")


def _words(paragraph: BaseOxmlElement) -> Iterator[str]:
    """What stands in a paragraph itself; what is deleted, and boxes inside it, are not of it."""
    for part in paragraph.iter(qn("w:t"), *_BREAKS):
        owner = next(a for a in part.iterancestors(qn("w:p")))
        if owner is paragraph:
            yield (part.text or "") if part.tag == qn("w:t") else "\t" if part.tag == qn("w:tab") else "\n"


def _is_fallback(element: BaseOxmlElement) -> bool:
    return isinstance(element.tag, str) and element.tag.endswith("}Fallback")

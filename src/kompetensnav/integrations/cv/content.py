"""What a file is, read from its first bytes and not from its name."""

import re
import unicodedata
from enum import StrEnum

from kompetensnav.runtime.problems import InputError, Problem


class Content(StrEnum):
    """What can be read further."""

    PDF = "pdf"
    ZIP = "zip"
    XML = "xml"
    JSON = "json"
    TEXT = "text"


# First bytes -> the problem of what cannot be read, and what it is called in the sentence.
_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"\xff\xd8\xff", "cv.image", ""),
    (b"\x89PNG", "cv.image", ""),
    (b"GIF8", "cv.image", ""),
    (b"BM", "cv.image", ""),
    (b"II*\0", "cv.image", ""),
    (b"MM\0*", "cv.image", ""),
    (b"MZ", "cv.program", ""),
    (b"\x7fELF", "cv.program", ""),
    (b"\xcf\xfa\xed\xfe", "cv.program", ""),
    (b"\xca\xfe\xba\xbe", "cv.program", ""),
    (b"#!", "cv.program", ""),
    (b"{\\rtf", "cv.other-format", "RTF"),
    (b"Rar!", "cv.other-format", "RAR"),
    (b"7z\xbc\xaf", "cv.other-format", "7-Zip"),
    (b"\x1f\x8b", "cv.other-format", "gzip"),
)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of Word 97-2003, and of encrypted newer files
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PDF_WITHIN = 1024  # bytes; programs that read PDF look as far for the beginning
_ENDINGS = {"pdf": Content.PDF, "docx": Content.ZIP, "xml": Content.XML, "json": Content.JSON, "txt": Content.TEXT}
_HTML = re.compile(r"\s*(?:<!doctype\s+html|<html|<head|<body)", re.IGNORECASE)
_JSON = re.compile(r'\s*(?:\{\s*["}]|\[\s*\{)')
_CONTROLS = 0.02  # share of control characters that a text may have; a program's file is full of them
_FOREIGN = 0.4  # share of letters beyond ASCII above which a reading as western text is a wrong one


def content_of(name: str, data: bytes) -> Content:
    """What the bytes are. Raises InputError ``cv.…`` where they are nothing we read."""
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise InputError(Problem("cv.empty"))
    _refuse_known(data)
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return Content.PDF
    if data.startswith(b"PK"):
        return Content.ZIP
    called = _ENDINGS.get(ending(name))
    try:
        text = decoded(data)
    except InputError:
        if called in (Content.PDF, Content.ZIP):
            raise _wrong_name(name) from None
        raise
    if _HTML.match(text):
        raise InputError(Problem("cv.other-format", values={"format": "HTML"}))
    found = Content.XML if text.lstrip().startswith("<") else Content.TEXT
    if _JSON.match(text) and called is not Content.TEXT:
        found = Content.JSON
    if called is not None and found is Content.TEXT and called is not Content.TEXT:
        raise _wrong_name(name)
    return found


def decoded(data: bytes) -> str:
    """The text of bytes in UTF-8, UTF-16 or Windows-1252. Raises InputError where it is in neither."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _attempt(data, "utf-16")
    if b"\0" in data:  # UTF-16 without its mark has one in every other place
        even, odd = data[:2000:2].count(0), data[1:2000:2].count(0)
        if min(even, odd) * 10 > max(even, odd) or max(even, odd) * 10 < len(data[:2000]):
            raise InputError(Problem("cv.not-text"))
        return _attempt(data, "utf-16-be" if even > odd else "utf-16-le")
    try:
        return _plain(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _western(data)


def _attempt(data: bytes, encoding: str) -> str:
    try:
        return _plain(data.decode(encoding))
    except UnicodeDecodeError:
        raise InputError(Problem("cv.wrong-encoding")) from None


def _western(data: bytes) -> str:
    """Windows-1252 takes nearly any bytes: a text with too many foreign letters was written in another encoding."""
    text = _plain(_attempt(data, "cp1252"))
    letters = sum(c.isalpha() for c in text)
    if sum(ord(c) > 127 for c in text) > _FOREIGN * letters:
        raise InputError(Problem("cv.wrong-encoding"))
    return text


def _plain(text: str) -> str:
    controls = sum(unicodedata.category(c) in ("Cc", "Cn") for c in text if c not in "\t\n\r\f\v")
    if controls > _CONTROLS * len(text):
        raise InputError(Problem("cv.not-text"))
    return text


def ending(name: str) -> str:
    """The ending of a file's name, small letters, without the dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def _wrong_name(name: str) -> InputError:
    return InputError(Problem("cv.wrong-name", values={"ending": f".{ending(name)}"}))


def _refuse_known(data: bytes) -> None:
    for begins, code, said in _REFUSED:
        if data.startswith(begins):
            raise InputError(Problem(code, values={"format": said} if said else {}))
    if (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or data[4:8] == b"ftyp":
        raise InputError(Problem("cv.image"))
    if data.startswith(_COMPOUND):
        raise InputError(Problem("cv.password" if _ENCRYPTED in data else "cv.old-word"))

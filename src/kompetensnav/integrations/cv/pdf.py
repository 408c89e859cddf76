"""PDF to text, page by page; where the file carries a Europass document inside, that is read instead."""

import io

from pypdf import PdfReader
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

from kompetensnav.integrations.cv.cv_text import CvText, Form, check_length, tidy
from kompetensnav.integrations.cv.pdf_lines import page_text
from kompetensnav.integrations.cv.structured import read_xml
from kompetensnav.runtime.problems import InputError, Problem

MOST_PAGES = 60
_LEAST_LETTERS = 40  # of a whole file; a scanned one has none, or a few in a stamp
_READABLE = 0.5  # share of letters, digits and common signs; fonts without a table of signs give rubbish
# The parser answers a damaged file with almost any of the built-in errors.
_OF_DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
_COMMON = frozenset(".,:;-–—/()'\"•&+@#%!?*")


def read_pdf(data: bytes) -> CvText:
    """The text of the pages in the order of the file. Raises InputError ``cv.…``."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(Problem("cv.password"))
        found = len(reader.pages)
        if found > MOST_PAGES:
            raise InputError(Problem("cv.too-many-pages", values={"found": found, "most": MOST_PAGES}))
        return _europass(reader) or _text(reader)
    except LimitReachedError:
        raise InputError(Problem("cv.too-heavy")) from None
    except (DependencyError, NotImplementedError):  # a lock of a kind that the parser has no key to
        raise InputError(Problem("cv.password")) from None
    except (PyPdfError, *_OF_DAMAGE):
        raise InputError(Problem("cv.broken", values={"form": "PDF"})) from None


def _europass(reader: PdfReader) -> CvText | None:
    """The document attached by the Europass portal; other attachments are passed over."""
    for attached in reader.attachment_list:
        content = attached.content
        if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            try:
                return read_xml(content)
            except InputError:
                continue
    return None


def _text(reader: PdfReader) -> CvText:
    pages: list[str] = []
    for page in reader.pages:
        pages.append(page_text(page))
        check_length(sum(map(len, pages)))
    text = tidy("\n\n".join(pages))
    check_length(len(text))
    if sum(c.isalpha() for c in text) < _LEAST_LETTERS or not _is_readable(text):
        raise InputError(Problem("cv.no-text"))
    return CvText(text, Form.PDF)


def _is_readable(text: str) -> bool:
    signs = [c for c in text if not c.isspace()]
    return sum(c.isalnum() or c in _COMMON for c in signs) >= _READABLE * len(signs)

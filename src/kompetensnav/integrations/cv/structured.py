"""Files that come as fields: which of the known shapes they have, and their text."""

from kompetensnav.integrations.cv import europass, hr_open, json_resume
from kompetensnav.integrations.cv.cv_text import CvText
from kompetensnav.integrations.cv.fields import Node, from_json, from_xml
from kompetensnav.runtime.problems import InputError, Problem


def read_xml(data: bytes) -> CvText:
    """Europass in XML. Raises InputError ``cv.unknown-xml``, ``cv.xml-entities`` or ``cv.broken``."""
    return _with_something(_europass(from_xml(data)), "cv.unknown-xml")


def read_json(text: str) -> CvText:
    """Europass, JSON Resume or HR Open in JSON. Raises InputError ``cv.unknown-json`` or ``cv.broken``."""
    root = from_json(text)
    read = _europass(root)
    if read is None and hr_open.is_hr_open(root):
        read = hr_open.hr_open(root)
    if read is None and json_resume.is_json_resume(root):
        read = json_resume.json_resume(root)
    return _with_something(read, "cv.unknown-json")


def _europass(root: Node) -> CvText | None:
    if europass.is_candidate(root):
        return europass.candidate(root)
    if europass.is_skills_passport(root):
        return europass.skills_passport(root)
    return None


def _with_something(read: CvText | None, otherwise: str) -> CvText:
    if read is None or not read.text:
        raise InputError(Problem(otherwise))
    return read

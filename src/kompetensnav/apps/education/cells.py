"""What stands in a cell of a sheet or a field of a file, as a number, a date or a place. Never guessed.

``None`` is an empty cell. What cannot be read raises ``Unreadable`` with a code of ``education`` and values; the
reader adds file, line and field.
"""

import datetime
import math
import re
from collections.abc import Mapping

from kompetensnav.apps.places.facts import by_name, municipalities, nearest_names
from kompetensnav.runtime.sheets import Formula

_EXCEL_DAY_0 = datetime.date(1899, 12, 30)  # serial 60 is a day that never was, so counting begins a day early
_SERIALS = (1, 73_050)  # 1900 to 2099
_NUMBER = re.compile(r"-?\d{1,9}(?:[.,]0+)?")
_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ][\d:.,+Z-]*)?")
_SERIAL = re.compile(r"\d{1,5}(?:[.,]\d+)?")
_SUN = re.compile(r"(?:\d{3})?(\d{3}[a-z]{1,2})")
_SPACES = str.maketrans("", "", " \u00a0\u202f")
_LANGUAGES = {"swe": "sv", "eng": "en"}
_FORMULA_MARKS = ("=", "+", "-", "@")


class Unreadable(Exception):  # noqa: N818  it tells what is wrong with a cell, not with the program
    """A cell that holds something else than it should."""

    def __init__(self, code: str, values: Mapping[str, str | int]) -> None:
        super().__init__(code)
        self.code, self.values = f"education.{code}", values


def text(value: object) -> str:
    """Words, with the space around them taken away. A number as it would be written by hand."""
    if value is None:
        return ""
    if isinstance(value, Formula):
        raise Unreadable("formula", {})
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    found = str(value).strip()
    # our own CSV files put an apostrophe before what a spreadsheet would run as a formula
    return found[1:] if found.startswith("'") and found[1:].startswith(_FORMULA_MARKS) else found


def whole_number(value: object) -> int | None:
    """*100*, *100.0*, *100,0* and *1 200*; half a seat is no number of seats."""
    if isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        raise Unreadable("number", {"found": str(value)})
    if isinstance(value, int):
        return value
    written = text(value)
    plain = written.translate(_SPACES).replace("\u2212", "-")
    if not plain:
        return None
    if not _NUMBER.fullmatch(plain):
        raise Unreadable("number", {"found": written})
    return int(re.split(r"[.,]", plain)[0])


def day(value: object) -> datetime.date | None:
    """A date, with or without a time of day: *2027-01-11*, *20270111*, or a spreadsheet's number of the day."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, bool):
        raise Unreadable("date", {"found": str(value)})
    written = text(value)
    if not written:
        return None
    found = _DATE.fullmatch(written)
    if found:
        try:
            return datetime.date(*map(int, found.groups()))
        except ValueError:
            raise Unreadable("date", {"found": written}) from None
    if _SERIAL.fullmatch(written):
        serial = int(re.split(r"[.,]", written)[0])
        if _SERIALS[0] <= serial <= _SERIALS[1]:
            return _EXCEL_DAY_0 + datetime.timedelta(days=serial)
    raise Unreadable("date", {"found": written})


def municipality(value: object) -> str | None:
    """The code of a municipality, by its code (a spreadsheet may have dropped the first zero) or its name."""
    written = text(value)
    if not written:
        return None
    code = written.zfill(4) if written.isdecimal() else ""
    if code in municipalities():
        return code
    place = by_name(written)
    if place is None:
        near = ", ".join(f"{p.code} {p.name}" for p in nearest_names(written))
        raise Unreadable("unknown-place", {"found": written, "near": near or "–"})
    return place.code


def sun(code: str) -> str:
    """The field of a SUN 2020 code, with or without the digits of its level; empty where it is no such code."""
    found = _SUN.fullmatch(code.strip().lower())
    return found.group(1) if found else ""


def language(code: str) -> str:
    """ISO 639: Swedish and English by two letters, as everywhere here; others as they are written."""
    folded = code.strip().lower()
    return _LANGUAGES.get(folded, folded[:3])

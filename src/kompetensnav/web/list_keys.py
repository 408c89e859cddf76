"""Where a page of a list begins: what the row before it is sorted by and its id, as one word of the address.

A word that nobody was given begins at the first page: nothing of it is asked of the database that it cannot hold.
"""

import base64
import datetime
import json
from collections.abc import Callable
from typing import Any

_MOST = 2**31  # numbers of the database


def written(value: Any, id_: str) -> str:
    """The word for a row that is sorted by ``value``."""
    plain = value.isoformat() if isinstance(value, datetime.date) else value
    return base64.urlsafe_b64encode(json.dumps([plain, id_]).encode()).decode().rstrip("=")


def read_key(word: str, read: Callable[[Any], Any]) -> tuple[Any, str] | None:
    """(what is sorted by, id), or None where the word is none. ``read`` makes the value of what was written."""
    if not word:
        return None
    try:
        value, id_ = json.loads(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)))
        return read(value), text(id_)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None


def text(value: Any) -> str:
    """Words as a database holds them. Raises ValueError."""
    if not isinstance(value, str) or "\0" in value:
        raise ValueError("no text")
    value.encode()  # half a sign is no text either
    return value


def moment(value: Any) -> datetime.datetime:
    """A time of the world and not of a wall. Raises ValueError, or OverflowError beyond the calendar."""
    read = datetime.datetime.fromisoformat(value)
    if read.tzinfo is None:
        raise ValueError("whose clock")
    return read.astimezone(datetime.UTC)


def number(value: Any) -> int:
    """A whole number that a column may hold. Raises ValueError."""
    if not isinstance(value, int) or abs(value) >= _MOST:
        raise ValueError("no number")
    return value

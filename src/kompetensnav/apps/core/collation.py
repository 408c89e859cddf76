"""Swedish order (å ä ö last) under the name PostgreSQL has for it, so that one model serves both databases."""

import sqlite3
from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

COLLATION = "sv-x-icu"
_ORDER = str.maketrans({"å": "z\uf8f0", "ä": "z\uf8f1", "ö": "z\uf8f2", "é": "e", "ü": "y"})


@lru_cache(maxsize=1000)  # a list of 100,000 people is sorted by the names of a few municipalities
def swedish_key(text: str) -> tuple[str, str]:
    """Case and accents aside first, then as written."""
    return text.casefold().translate(_ORDER), text


def _compare(a: str, b: str) -> int:
    left, right = swedish_key(a), swedish_key(b)
    return (left > right) - (left < right)


def register(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Give a new SQLite connection the collation."""
    if connection.vendor == "sqlite":
        raw: sqlite3.Connection = connection.connection
        raw.create_collation(COLLATION, _compare)


connection_created.connect(register, dispatch_uid="swedish-collation")

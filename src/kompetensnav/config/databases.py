"""SQLite unless an address says PostgreSQL, with the Swedish collation in both."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


def database(address: str, folder: Path) -> dict[str, Any]:
    """Settings of ``postgresql://user:password@host:port/name``, or of a file below ``folder`` where it is empty.

    Raises ValueError for an address of another kind.
    """
    if not address:
        folder.mkdir(parents=True, exist_ok=True)
        return sqlite(folder / "kompetensnav.sqlite3")
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError("KOMPETENSNAV_DATABASE begins with postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def sqlite(file: Path) -> dict[str, Any]:
    """Writers wait for one another and readers never do."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }

"""Where real data for tests lies. It is never part of the project, so tests that want it may have to skip."""

import os
from pathlib import Path

import pytest

_DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "data"
SHARED = Path(os.environ.get("KOMPETENSNAV_SHARED_DATA", _DEFAULT))


def shared(*parts: str) -> Path:
    """A file or folder of the shared data; skips the test, saying why, where it is absent."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"no shared data: {path} is absent (set KOMPETENSNAV_SHARED_DATA)")
    return path

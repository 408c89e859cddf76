"""What ``data/load.toml`` says of the demo region in the database, and the clock it is loaded by."""

import datetime
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from typing import Any
from unittest import mock

from django.utils import timezone


@lru_cache(maxsize=1)
def load_settings() -> dict[str, Any]:
    """The file as it stands; every table is explained in it."""
    text = files("kompetensnav.demo").joinpath("data", "load.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@contextmanager
def at(moment: datetime.datetime) -> Iterator[None]:
    """Let what happens inside have happened at ``moment``.

    A region whose every need is a second old shows nothing of how a desk looks. Needs, answers and their rows in
    the logs are made by the same actions as people's own; only the clock they read differs, so dates, deadlines
    and logs agree. The command that loads has its process to itself: nobody else reads this clock.
    """
    with mock.patch.object(timezone, "now", lambda: moment):
        yield

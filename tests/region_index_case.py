"""Searching a region as this process does, as a fresh build would, and as another process does."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.people.index import region_index
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.people.snapshot import supply_of
from kompetensnav.engine.matching.index import Index
from kompetensnav.runtime.home import home
from kompetensnav.runtime.index_files import IndexFolder, Stored

Said = dict[str, int]  # of each person, the hash of all that is indexed of them


def said_in(index: Index) -> Said:
    """Who can be found in an index, and what it says of them."""
    return {
        person.decode(): int(said)
        for part in index.searchers
        for row, (person, said) in enumerate(
            zip(part.shard.ids.tolist(), part.shard.fingerprint.tolist(), strict=True)
        )
        if row not in part.left
    }


def searched(region_id: str) -> Said:
    """What the next search of this process would read."""
    return said_in(region_index(region_id, taxonomy_in_use().graph))


def fresh(region_id: str) -> Said:
    """What an index built now would say."""
    supply = supply_of(Person.objects.matchable().in_region(region_id), taxonomy_in_use().graph)
    return dict(zip(supply.ids, supply.fingerprints.tolist(), strict=True))


def stored_folders() -> list[IndexFolder]:
    """All that is stored below the home of this test."""
    return [IndexFolder(path) for path in sorted((home() / "index").glob("*"))]


def stored_index() -> Stored:
    """The one index that is stored."""
    [folder] = stored_folders()
    stored = folder.read()
    assert stored is not None
    return stored


def bytes_of_files() -> bytes:
    """All that stands in files of indexes."""
    return b"\n".join(path.read_bytes() for path in (home() / "index").rglob("*") if path.is_file())


_OTHER = """
import json, sys
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
import django
django.setup()
from tests.region_index_case import searched
print("up", flush=True)
for line in sys.stdin:
    print(json.dumps(searched(line.strip())), flush=True)
"""


class OtherProcess:
    """Another process of the product, which keeps its index from search to search."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def searched(self, region_id: str) -> Said:
        """What its next search reads."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"{region_id}\n")
        self._process.stdin.flush()
        told: Said = json.loads(self._process.stdout.readline())
        return told


@contextmanager
def another_process() -> Iterator[OtherProcess]:
    """A process with the database of this test."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "kompetensnav.config.settings.test"}
    with subprocess.Popen(
        [sys.executable, "-c", _OTHER, str(connection.settings_dict["NAME"])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
        env=environment,
    ) as process:
        try:
            assert process.stdout is not None and process.stdout.readline() == "up\n"
            yield OtherProcess(process)
        finally:
            process.kill()

"""What every test that needs a database rests on: one home for the run, a taxonomy in use, two regions, actors."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

_WORKER = "PYTEST_XDIST_WORKER"
_HOME = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """One folder for the whole run: the workers of xdist are started after this and inherit it."""
    if _WORKER not in os.environ:
        config.stash[_HOME] = os.environ["KOMPETENSNAV_HOME"] = tempfile.mkdtemp(prefix="kompetensnav-tests-")
    for name in ("KOMPETENSNAV_LANG", "KOMPETENSNAV_HOSTS"):  # what the machine says is not what is tested
        os.environ.pop(name, None)


def pytest_unconfigure(config: pytest.Config) -> None:
    if _HOME in config.stash:
        shutil.rmtree(config.stash[_HOME], ignore_errors=True)


@pytest.fixture(scope="session")
def test_home() -> Path:
    """The folder of this run."""
    return Path(os.environ["KOMPETENSNAV_HOME"])


@pytest.fixture(scope="session", autouse=True)
def static_files(test_home: Path) -> None:
    """An empty folder of collected files: nobody collects for tests, and its absence is a warning."""
    from django.conf import settings

    settings.STATIC_ROOT = test_home / "static"
    settings.STATIC_ROOT.mkdir(exist_ok=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, test_home: Path) -> None:
    """SQLite's tests use a file, as the product does: one in memory would share one connection among threads."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(test_home / f"tests-{os.environ.get(_WORKER, 'alone')}.sqlite3")


@pytest.fixture(scope="session")
def starter(test_home: Path):
    """The starter taxonomy, composed once in a run."""
    from kompetensnav.cli.taxonomies import in_use

    with (test_home / "composing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return in_use()


@pytest.fixture
def taxonomy(db: None, starter):
    """The starter taxonomy, in use."""
    from kompetensnav.apps.concepts.models import TaxonomyVersion
    from kompetensnav.cli.taxonomies import store

    [version] = [v for v in store().versions() if v.name == starter.name]
    TaxonomyVersion.objects.create(
        name=version.name,
        layers=version.layers,
        concepts=version.concepts,
        labels=version.labels,
        relations=version.relations,
        in_use=True,
    )
    return starter


@pytest.fixture(autouse=True)
def no_supply_of_another_test() -> Iterator[None]:
    """Rows go when a test ends and their revision is used again; what was read of them must not stay."""
    from django.core.cache import cache

    from kompetensnav.apps.people.index import forget_standing
    from kompetensnav.apps.routes.finding import forget_routes

    forget_standing()
    forget_routes()
    cache.clear()
    yield


@pytest.fixture
def region(taxonomy):
    """The region of most tests."""
    from tests.factories import Region

    return Region.make("Norrstranden")


@pytest.fixture
def other_region(taxonomy):
    """A region that must see nothing of the first."""
    from tests.factories import Region

    return Region.make("Söderslätten")


@pytest.fixture
def actor(region) -> Callable:
    """``actor(Role.EMPLOYER)``: the one with this role in the region."""
    return region.actor


@pytest.fixture
def individual(region):
    """A resident of the region who can log in, permits proposals and suits ``need``."""
    from tests.factories import Says

    return region.person(resident=True, claims=(Says("Industrielektriker"),))


@pytest.fixture
def need(region):
    """A registered need of the region's employer."""
    return region.need()

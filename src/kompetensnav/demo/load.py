"""Loads the demo region into the database: all of it or nothing, once.

What the region is stands in one row of the audit log (``demo.loaded`` with people and seed), so that loading again
can say that it is there already, and loading another one how to start over.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from kompetensnav.apps.accounts.models import User
from kompetensnav.apps.concepts.actions import use_version
from kompetensnav.apps.concepts.models import TaxonomyVersion
from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.core.log import audit
from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.memberships.actor import Command
from kompetensnav.apps.organisations.models import Collaboration
from kompetensnav.apps.people.actions import supply_changed
from kompetensnav.apps.people.models import Person
from kompetensnav.demo.load_education import load_education
from kompetensnav.demo.load_needs import NeedLoader
from kompetensnav.demo.load_organisations import make_offices
from kompetensnav.demo.load_people import load_people
from kompetensnav.demo.load_proposals import load_proposals
from kompetensnav.demo.logins import Login, logins
from kompetensnav.demo.region import make
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.taxonomy_store import VersionInfo

__all__ = ["Loaded", "Login", "load", "logins"]
_VERB = "demo.loaded"
_COMMAND = Command()


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the region holds. ``matchable`` permit it; ``fresh`` is false where the region was there already."""

    people: int
    matchable: int
    employers: int
    needs: int
    proposals: int
    programmes: int
    intakes: int
    matched: int
    seconds: float
    fresh: bool


def load(people: int, seed: int, taxonomy: VersionInfo, needs: int = 250) -> Loaded:
    """Load the region, or say that it is loaded. ``taxonomy`` is taken into use where none is.

    Raises InputError ``demo.not-here`` outside the demo settings, ``demo.another-loaded`` where a region of another
    size or seed is loaded, ``demo.not-empty`` where the database holds something else, and those of ``make``.
    """
    if not settings.DEMO:
        raise InputError(Problem("demo.not-here"))
    region = make(people=people, seed=seed, needs=needs)
    with transaction.atomic():
        there = _already(people, seed)
        if there is not None:
            return there
        now = timezone.now()
        if not TaxonomyVersion.objects.filter(in_use=True).exists():
            use_version(_COMMAND, version=taxonomy)
        offices = make_offices(region.employers)
        count = load_people(region.people_rows(), offices, taxonomy_in_use(), seed, now)
        supply_changed()
        catalogue = load_education(offices.region, taxonomy_in_use().graph, timezone.localdate(now))
        loader = NeedLoader(offices, taxonomy_in_use(), seed, now)
        own = loader.load_own()
        loader.load_adverts(region.needs)
        proposed = load_proposals(offices, own, now)
        loaded = Loaded(
            people=count,
            matchable=Person.objects.matchable().in_region(offices.region.pk).count(),
            employers=len(region.employers),
            needs=loader.made,
            proposals=proposed,
            programmes=catalogue.programmes,
            intakes=catalogue.intakes,
            matched=loader.matched,
            seconds=round(loader.seconds, 1),
            fresh=True,
        )
        asked = {"people": people, "seed": seed}
        found = {name: getattr(loaded, name) for name in Loaded.__slots__ if name != "fresh"}
        audit(_COMMAND, _VERB, offices.region, asked=asked, found=found)
    return loaded


def _already(people: int, seed: int) -> Loaded | None:
    """The region that is loaded, if it is the one asked for; None where the database is empty."""
    row = AuditEvent.objects.filter(verb=_VERB).first()
    if row is None:
        if Collaboration.objects.exists() or User.objects.exists():
            raise InputError(Problem("demo.not-empty", values={"database": _database()}))
        return None
    asked = row.details["asked"]
    if asked != {"people": people, "seed": seed}:
        values = {"people": asked["people"], "seed": asked["seed"], "database": _database()}
        raise InputError(Problem("demo.another-loaded", values=values))
    return Loaded(**({"programmes": 0, "intakes": 0} | row.details["found"]), fresh=False)  # of an older version


def _database() -> str:
    """What to remove to start over: the file, or the database by name; its address holds a password."""
    return str(connection.settings_dict["NAME"])

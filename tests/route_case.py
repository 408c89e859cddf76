"""A region where nobody suits a need today and a course leads there, for tests of routes, seats and notices."""

import datetime
from typing import Any

from django.utils import timezone

from kompetensnav.apps.education.models import Intake, Programme
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.people.models import Person
from tests.factories import (
    Asks,
    IntakeFactory,
    ProgrammeFactory,
    ProviderFactory,
    Region,
    Says,
)

TRADE = "Industrielektriker"


def today() -> datetime.date:
    """The day that routes are found on."""
    return timezone.localdate()


def programme(region: Region, **values: Any) -> Programme:
    """A programme of the region; an electrician's, unless another is asked for."""
    if "provider" not in values:
        values["provider"] = ProviderFactory(collaboration=region.collaboration)
    return ProgrammeFactory(**values)


def intake(region: Region, of: Programme | None = None, **values: Any) -> Intake:
    """An intake in Boden that starts in eight weeks."""
    return IntakeFactory(programme=of or programme(region), **values)


def untrained(region: Region, **values: Any) -> Person:
    """Somebody in Boden who has said all there is, and is no electrician."""
    return region.person(**{"claims": (Says("Svenska", 5),)} | values)


def need(region: Region, *asks: Asks, **values: Any) -> Need:
    """A need in Boden for an electrician, unless something else is asked for."""
    return region.need(**{"requirements": asks or (Asks(TRADE),), "municipality_id": "2582"} | values)

"""The roofers of a region: needs that nobody suits today, and a course case for them."""

import datetime
from typing import Any

from django.utils import timezone

from kompetensnav.apps.courses.actions import start_case
from kompetensnav.apps.courses.fields import CaseFields
from kompetensnav.apps.courses.models import CourseCase
from kompetensnav.apps.education.enums import OnSiteShare
from kompetensnav.apps.education.models import Provider
from kompetensnav.apps.education.rows import GrantRow
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.people.models import Person
from tests.factories import Asks, ProviderFactory, Region, Says, concept

ROOFS, SCAFFOLDS, HOT_WORK = "Takläggning", "Ställningsbyggnad", "Heta arbeten"


def today() -> datetime.date:
    """The day that cases are sent and pools found on."""
    return timezone.localdate()


def in_weeks(weeks: int) -> datetime.date:
    return today() + datetime.timedelta(weeks=weeks)


def roofers(region: Region, **values: Any) -> Need:
    """Two roofers in Boden who can build scaffolds."""
    asks = (Asks(ROOFS), Asks(SCAFFOLDS))
    return region.need(**{"positions": 2, "requirements": asks, "starts_on": in_weeks(20)} | values)


def scaffolder(region: Region, **values: Any) -> Person:
    """Somebody in Boden who has said all there is, and has never laid a roof."""
    return region.person(**{"claims": (Says(SCAFFOLDS),)} | values)


def own_provider(region: Region) -> Provider:
    """The school that takes part in the collaboration, as provider."""
    known = Provider.objects.filter(organisation=region.provider).first()
    return known or ProviderFactory(collaboration=region.collaboration, organisation=region.provider)


def roof_course(region: Region, *needs: Need, **values: Any) -> CaseFields:
    """A course in laying roofs, whole enough to be sent."""
    fields: dict[str, Any] = {
        "title": "Takläggare, kort kurs",
        "provider": own_provider(region),
        "need_ids": tuple(need.pk for need in needs),
        "grants": (GrantRow(concept(ROOFS)),),
        "municipality_code": "2582",
        "on_site": OnSiteShare.ALL,
        "weeks": 12,
        "seats": 10,
        "cost": 30_000,
        "starts_from": in_weeks(4),
        "starts_by": in_weeks(12),
    }
    return CaseFields(**fields | values)


def case_for(region: Region, *needs: Need, **values: Any) -> CourseCase:
    """A draft of the course for these needs, or for one that is made."""
    fields = roof_course(region, *(needs or (roofers(region),)), **values)
    return start_case(region.actor(Role.EDUCATION_PLANNER), fields=fields)

"""The demo's two collaborations, their organisations and the people who log in for them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from organisationsnummer.organisationsnummer import valid  # type: ignore[import-untyped]

from kompetensnav.apps.accounts.models import User
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.models import Membership
from kompetensnav.apps.organisations.models import Collaboration, Organisation, OrganisationKind
from kompetensnav.apps.places.facts import municipalities
from kompetensnav.demo.employers import Employer
from kompetensnav.demo.load_settings import load_settings
from kompetensnav.demo.logins import login_settings

_PUBLIC = "Exempel"  # how the invented municipalities and the invented county council are called


@dataclass(slots=True)
class Offices:
    """Organisations by name and by key, users and actors by mail address.

    Keys are ``kommun:2580`` for municipalities, ``care:2580`` for the largest employer of a family in a place, and
    ``neighbour`` for the one employer of the other collaboration.
    """

    region: Collaboration
    neighbour: Collaboration
    by_key: dict[str, Organisation] = field(default_factory=dict)
    by_name: dict[str, Organisation] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def coordinator_of(self, municipality_code: str) -> Actor:
        """The coordinator who takes care of the needs of a place."""
        boden = municipality_code == "2582"
        return self.actors["samordnare.boden@example.org" if boden else "samordnare.lulea@example.org"]


def make_offices(employers: Sequence[Employer]) -> Offices:
    """Write collaborations, organisations, users and memberships."""
    settings = load_settings()
    region = Collaboration.objects.create(name=settings["region"]["name"])
    neighbour = Collaboration.objects.create(name=settings["neighbour"]["name"])
    offices = Offices(region, neighbour)
    for collaboration, part in ((region, "region"), (neighbour, "neighbour")):
        for code in settings[part]["municipalities"]:
            offices.by_key[f"kommun:{code}"] = Organisation(
                collaboration=collaboration,
                kind=OrganisationKind.MUNICIPALITY,
                name=f"{municipalities()[code].name} kommun",
                municipality_id=code,
            )
    municipal = list(offices.by_key.values())
    for number, employer in enumerate(sorted(employers, key=lambda e: (-e.employees, e.id))):
        row = _employer(region, employer, number)
        offices.by_name[employer.name] = row
        offices.by_key.setdefault(f"{employer.kind.family}:{employer.municipality_code}", row)
    offices.by_key["neighbour"] = _neighbour(neighbour, len(employers))
    Organisation.objects.bulk_create([*municipal, *offices.by_name.values(), offices.by_key["neighbour"]])
    _make_users(offices)
    return offices


def _employer(region: Collaboration, employer: Employer, number: int) -> Organisation:
    return Organisation(
        collaboration=region,
        kind=OrganisationKind.EMPLOYER,
        name=employer.name,
        number=_number("public" if employer.name.startswith(_PUBLIC) else "private", number),
        municipality_id=employer.municipality_code,
        employees=employer.employees,
    )


def _neighbour(collaboration: Collaboration, number: int) -> Organisation:
    raw = load_settings()["neighbour"]["employer"]
    return Organisation(
        collaboration=collaboration,
        kind=OrganisationKind.EMPLOYER,
        name=raw["name"],
        number=_number("private", number),
        municipality_id=raw["municipality"],
        employees=raw["employees"],
    )


def _number(series: str, serial: int) -> str:
    """An organisation number with a right check digit, in a series that no organisation has."""
    stem = f"{load_settings()['numbers'][series]}-{serial:03}"
    return next(number for digit in range(10) if valid(number := f"{stem}{digit}"))


def _make_users(offices: Offices) -> None:
    """Everybody has the same, known password: one hash, since hashing is slow on purpose."""
    raw = login_settings()
    password = make_password(raw["password"])
    memberships = []
    for entry in raw["login"]:
        user = User(email=entry["email"], name=entry["name"], password=password, demo=True)
        offices.users[user.email] = user
        own = [
            Membership(user=user, organisation=offices.by_key[k], role=role) for role, k in entry.get("member", ())
        ]
        memberships += own
        offices.actors[user.email] = Actor(user, own[0] if own else None)
    User.objects.bulk_create(offices.users.values())
    Membership.objects.bulk_create(memberships)

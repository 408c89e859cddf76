"""The demo's people in the database: profiles from rows of the people file, identities drawn apart from them."""

import csv
import datetime
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from kompetensnav.apps.organisations.models import Organisation
from kompetensnav.apps.people.models import Claim, Identity, Person, ProfileSection, SectionAnswer
from kompetensnav.apps.places.facts import municipalities
from kompetensnav.demo.chance import Chance
from kompetensnav.demo.load_organisations import Offices
from kompetensnav.demo.load_settings import load_settings
from kompetensnav.demo.logins import login_settings
from kompetensnav.engine.matching.supply import Claim as EngineClaim
from kompetensnav.engine.matching.supply import PersonProfile
from kompetensnav.engine.matching.terms import Evidence
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.integrations import people_file
from kompetensnav.integrations.adverts.read import municipality_problem
from kompetensnav.integrations.people_file.parse import COLUMNS, OPTIONAL
from kompetensnav.runtime.taxonomy_store import Taxonomy

_BATCH = 2_000  # people held in memory at a time
_OLDEST_DAYS = 700  # since a permission was given or a claim recorded
_SECTION = {
    Kind.OCCUPATION: ProfileSection.OCCUPATION,
    Kind.OCCUPATION_GROUP: ProfileSection.OCCUPATION,
    Kind.SKILL: ProfileSection.SKILL,
    Kind.KNOWLEDGE: ProfileSection.SKILL,
    Kind.LANGUAGE: ProfileSection.LANGUAGE,
    Kind.DRIVING_LICENCE: ProfileSection.LICENCE,
    Kind.LEGAL_LICENCE: ProfileSection.LICENCE,
    Kind.EDUCATION_LEVEL: ProfileSection.EDUCATION,
}


def load_people(
    rows: Iterator[tuple[str, ...]], offices: Offices, taxonomy: Taxonomy, seed: int, now: datetime.datetime
) -> int:
    """Write everybody of the region, and those of ``load.toml``; how many there are in the region."""
    writer = _Writer(offices, taxonomy, seed, now)
    count = 0
    while batch := list(islice(rows, _BATCH)):
        writer.write(_profiles(COLUMNS, batch, taxonomy))
        count += len(batch)
    named = [p for p in load_settings()["person"] if "region" not in p]
    writer.write(_profiles_of(named, taxonomy), named)
    neighbours = [p for p in load_settings()["person"] if "region" in p]
    writer.write(_profiles_of(neighbours, taxonomy), neighbours)
    # a profile was last changed when its permission was; those without one were changed today
    when = Coalesce(F("withdrawn_at"), F("permitted_at"))
    Person.objects.filter(permitted_at__isnull=False).update(changed_at=when)
    return count + len(named)


def _profiles(columns: Sequence[str], rows: Iterable[Sequence[str]], taxonomy: Taxonomy) -> people_file.PeopleFile:
    """Through the same door as anybody's people file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    parsed = people_file.parse(text.getvalue(), "people.csv", municipality_problem)
    return people_file.resolve(parsed, taxonomy.linker, {code: i for i, code in enumerate(municipalities())})


def _profiles_of(people: Sequence[Mapping[str, str]], taxonomy: Taxonomy) -> people_file.PeopleFile:
    columns = (*COLUMNS, *OPTIONAL)
    return _profiles(columns, [[p.get(c, "") for c in columns] for p in people], taxonomy)


class _Writer:
    """Writes profiles batch by batch; one stream of chance for each thing drawn."""

    def __init__(self, offices: Offices, taxonomy: Taxonomy, seed: int, now: datetime.datetime) -> None:
        self._offices = offices
        self._graph = taxonomy.graph
        self._now = now
        self._codes = list(municipalities())
        self._settings = load_settings()
        self._names = Chance(seed, "names")
        self._permission = Chance(seed, "permission")
        self._evidence = Chance(seed, "attested")
        self._users = {e["person"]: offices.users[e["email"]] for e in login_settings()["login"] if "person" in e}
        self._written = 0

    def write(self, file: people_file.PeopleFile, named: Sequence[Mapping[str, str]] = ()) -> None:
        """One batch. ``named`` are the entries of ``load.toml`` that it was made of."""
        people = [self._person(p, file.available_from.get(p.id)) for p in file.profiles]
        first = self._written - len(people) + 1
        identities = [self._identity(person, number) for number, person in enumerate(people, first)]
        for person, identity, entry in zip(people, identities, named, strict=bool(named)):
            user = self._users.get(entry["key"])
            person.permitted_at, person.withdrawn_at, person.protected = self._some_time(), None, False
            if user is not None:
                person.user, identity.name, identity.email = user, user.name, user.email
        Person.objects.bulk_create(people)
        Identity.objects.bulk_create(identities)
        Claim.objects.bulk_create(c for p in file.profiles for c in self._claims(p))
        SectionAnswer.objects.bulk_create(
            SectionAnswer(person_id=p.id, section=section, state=state)
            for p in file.profiles
            for section, state in p.sections.items()
        )
        Person.commute.through.objects.bulk_create(
            Person.commute.through(person_id=p.id, municipality_id=self._codes[place])
            for p in file.profiles
            for place in dict.fromkeys(p.commute or ())
        )
        for person in people:
            if person.protected:
                person.protected_readers.add(self._offices.users["samordnare.lulea@example.org"])

    def _person(self, profile: PersonProfile, available: datetime.date | None) -> Person:
        home = None if profile.municipality is None else self._codes[profile.municipality]
        part = self._permission.part()
        given = self._some_time()
        shares = self._settings["permission"]
        withdrawn = shares["standing"] <= part < shares["standing"] + shares["withdrawn"]
        self._written += 1
        return Person(
            id=profile.id,
            controller=self._controller(home),
            municipality_id=home,
            commute_known=profile.commute is not None,
            willing_to_move=int(profile.willing_to_move),
            meets_legal_age=int(profile.meets_legal_age),
            available_from=available,
            protected=self._written % shares["protected_each"] == 8,
            permitted_at=given if part < shares["standing"] + shares["withdrawn"] else None,
            withdrawn_at=given + (self._now - given) * self._permission.part() if withdrawn else None,
        )

    def _controller(self, home: str | None) -> Organisation:
        own = self._offices.by_key.get(f"kommun:{home}")
        return own or self._offices.by_key[f"kommun:{self._settings['region']['controller']}"]

    def _identity(self, person: Person, number: int) -> Identity:
        names = self._settings["names"]
        first, last = self._names.one(names["first"]), self._names.one(names["last"])
        return Identity(
            person=person,
            name=f"{first} {last}",
            email=f"{_ascii(first)}.{_ascii(last)}{number}@example.org",
            phone=f"070-174 06 {self._names.between(5, 99):02}",  # the series PTS keeps free for fiction
        )

    def _claims(self, profile: PersonProfile) -> Iterator[Claim]:
        """Of two claims of one concept the better shown stays."""
        best: dict[int, EngineClaim] = {}
        for claim in profile.claims:
            standing = best.get(claim.concept)
            if standing is None or (claim.evidence, claim.level or 0) > (standing.evidence, standing.level or 0):
                best[claim.concept] = claim
        for claim in best.values():
            section = _SECTION[self._graph.kind(claim.concept)]
            yield Claim(
                person_id=profile.id,
                section=section,
                concept=self._graph.id(claim.concept),
                level=claim.level,
                evidence=int(claim.evidence),
                attested_by=self._attested_by(section, claim.evidence),
                recorded_on=timezone.localdate(self._some_time()),
            )

    def _attested_by(self, section: ProfileSection, evidence: Evidence) -> str:
        if evidence is Evidence.CLAIMED:
            return ""
        texts: list[str] = self._settings["attested"][evidence.name.lower()][section.name.lower()]
        return self._evidence.one(texts)

    def _some_time(self) -> datetime.datetime:
        return self._now - datetime.timedelta(days=1 + self._evidence.part() * _OLDEST_DAYS)


def _ascii(name: str) -> str:
    """A name as it stands in a mail address."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("ı", "i").replace("ł", "l"))
    return plain.encode("ascii", "ignore").decode("ascii")

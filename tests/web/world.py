"""A region as it looks in the middle of a working day, and everybody who may ask for a page."""

from dataclasses import dataclass, field
from functools import cached_property

from django.test import Client

from kompetensnav.apps.accounts.models import User
from kompetensnav.apps.core.log import looked
from kompetensnav.apps.core.models import Look
from kompetensnav.apps.corrections.models import Correction
from kompetensnav.apps.courses.models import CourseCase, LetterOfIntent
from kompetensnav.apps.education.enums import ProgrammeKind, Source
from kompetensnav.apps.education.importing import read_import
from kompetensnav.apps.education.models import CatalogueImport, Intake
from kompetensnav.apps.education.rows import ProgrammeRow
from kompetensnav.apps.matches.actions import do_run, start_run
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs.enums import Asked, NeedStatus
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.proposals.actions import answer_for_employer, propose
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.runtime.problems import Problem
from tests.assignment_case import worked_out
from tests.correction_case import told
from tests.factories import (
    Asks,
    CourseCaseFactory,
    IntakeFactory,
    LetterFactory,
    MembershipFactory,
    ProposalFactory,
    Region,
    Says,
    UserFactory,
    concept,
)

ASKED = (
    Asks("Industrielektriker"),
    Asks("Svenska", level=3),
    Asks("drive:B"),
    Asks("PLC-programmering", Asked.MERIT, level=2, weight=3),
)
SKILLED = (Says("Industrielektriker"), Says("Svenska", 5), Says("drive:B"), Says("PLC-programmering", 3))


@dataclass
class World:
    """Rows by what they are in the story, and users by who they are."""

    region: Region
    elsewhere: Region
    person: Person  # resident: asked for ``need``, agreed for ``filled``
    neighbour: Person  # resident: of whom nothing here is
    waiting: Proposal  # for the employer's answer
    asked: Proposal  # for the person's
    agreed: Proposal
    need: Need
    draft: Need
    others_need: Need
    correction: Correction  # told by the employer
    intake: Intake  # of a programme of the region that teaches what the need asks for
    file: CatalogueImport  # read and not decided about
    case: CourseCase  # a draft for ``need``
    letter: LetterOfIntent  # of the case, for the employer's answer
    clients: dict[str, Client] = field(default_factory=dict)

    @classmethod
    def make(cls) -> "World":
        """Two regions, a need with its people, one proposal in each state."""
        region, elsewhere = Region.make("Norrstranden"), Region.make("Söderslätten")
        person = region.person(resident=True, claims=SKILLED)
        neighbour = region.person(resident=True, claims=(Says("Kock, à la carte"),), sections=())
        more = [region.person(claims=SKILLED) for _ in range(2)]
        region.person(claims=SKILLED, protected=True)
        need = region.need(requirements=ASKED, owner=region.user(Role.COORDINATOR), title="Industrielektriker")
        do_run(SYSTEM, start_run(SYSTEM, need=need))
        coordinator = region.actor(Role.COORDINATOR)
        waiting, asked = propose(coordinator, need=need, person_ids=[more[0].pk, person.pk], rationale="Nära till.")
        answer_for_employer(region.actor(Role.EMPLOYER), proposal=asked, yes=True)
        before = region.need(status=NeedStatus.ACTIVE, requirements=ASKED[:2], title="Elektriker i vintras")
        agreed = ProposalFactory(
            need=before,
            person=person,
            proposed_by=coordinator.user,
            both_said_yes=True,
            employer_answered_by=region.user(Role.EMPLOYER).pk,
        )
        looked(coordinator, [person.pk], Look.PROFILE, person)
        worked_out(region)
        need.refresh_from_db()
        return cls(
            region=region,
            elsewhere=elsewhere,
            person=person,
            neighbour=neighbour,
            waiting=waiting,
            asked=asked,
            agreed=agreed,
            need=need,
            draft=region.need(draft=True, requirements=ASKED, title="Utkast"),
            others_need=elsewhere.need(title="Någon annanstans"),
            correction=told(region),
            intake=IntakeFactory(
                programme__provider__collaboration=region.collaboration,
                programme__demands=(Asks("Svenska", level=3),),
            ),
            file=_file(region),
            case=(letter := _letter(region, need)).case,
            letter=letter,
        )

    @cached_property
    def users(self) -> dict[str, User]:
        """Everybody who can log in, by who they are to the need and the person."""
        other = MembershipFactory(organisation=self.region.other_employer, role=Role.EMPLOYER)
        assert self.person.user and self.neighbour.user
        return {role.value: self.region.user(role) for role in Role} | {
            "other_employer": other.user,
            "far_coordinator": self.elsewhere.user(Role.COORDINATOR),
            "person": self.person.user,
            "neighbour": self.neighbour.user,
            "nobody": UserFactory(),
        }

    def client(self, who: str) -> Client:
        """A browser in which ``who`` is logged in; ``anonymous`` in which nobody is."""
        if who not in self.clients:
            self.clients[who] = Client(raise_request_exception=False)
            if who != "anonymous":
                self.clients[who].force_login(self.users[who])
        return self.clients[who]


def _letter(region: Region, need: Need) -> LetterOfIntent:
    """An employer asked about a course that teaches what the need asks for."""
    taught = [{"concept": concept("Industrielektriker"), "level": None}]
    course = CourseCaseFactory(
        collaboration=region.collaboration, owner=region.user(Role.COORDINATOR), needs=[need], grants=taught
    )
    return LetterFactory(case=course, organisation=region.employer)


def _file(region: Region) -> CatalogueImport:
    """A file with one good row and one that was left out."""
    return read_import(
        region.actor(Role.EDUCATION_PLANNER),
        collaboration=region.collaboration,
        source=Source.TEMPLATE,
        file_name="utbildningar.csv",
        rows=[ProgrammeRow("svets", 2, "Vuxenutbildningen", "Svetsare", ProgrammeKind.PACKAGE, "Svetsning")],
        rejected=[
            Problem(
                "education.ends-before-start",
                "utbildningar.csv",
                3,
                "ends_on",
                {"start": "2027-03-01", "end": "2027-02-01"},
            )
        ],
        cells=[(3, {"provider": "Skolan", "programme": "Svetsare", "ends_on": "2027-02-01"})],
    )


EVERYBODY = (*(r.value for r in Role), "other_employer", "far_coordinator", "person", "neighbour", "nobody")

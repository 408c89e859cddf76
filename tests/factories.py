"""Makes rows for tests: the same rows in the same order for the same calls. Claims and requirements by label."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from kompetensnav.apps.accounts.models import User
from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.courses.enums import CaseStatus
from kompetensnav.apps.courses.models import CourseCase, LetterOfIntent
from kompetensnav.apps.education.enums import IntakeStatus, OnSiteShare, ProgrammeKind
from kompetensnav.apps.education.models import EntryRequirement, Grant, Intake, Programme, Provider
from kompetensnav.apps.matches.actions import explain_now
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.memberships.models import Membership
from kompetensnav.apps.needs.enums import Asked, CloseReason, NeedStatus, RequirementType
from kompetensnav.apps.needs.models import Need, Requirement
from kompetensnav.apps.organisations.models import Collaboration, Organisation, OrganisationKind
from kompetensnav.apps.people.actions import supply_changed
from kompetensnav.apps.people.models import (
    AnswerChoice,
    Claim,
    EvidenceGrade,
    Identity,
    Person,
    ProfileSection,
    SectionAnswer,
    SectionProgress,
)
from kompetensnav.apps.proposals.enums import Answer, NoReason, WithdrawReason
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.engine.text.normalise import fold

PASSWORD = "ett-langt-losenord-for-prov"
EVERY_SECTION = tuple(ProfileSection)
_SECTION = {
    Kind.OCCUPATION: ProfileSection.OCCUPATION,
    Kind.SKILL: ProfileSection.SKILL,
    Kind.KNOWLEDGE: ProfileSection.SKILL,
    Kind.LANGUAGE: ProfileSection.LANGUAGE,
    Kind.DRIVING_LICENCE: ProfileSection.LICENCE,
    Kind.LEGAL_LICENCE: ProfileSection.LICENCE,
    Kind.EDUCATION_LEVEL: ProfileSection.EDUCATION,
}
_TYPE = {
    Kind.OCCUPATION: RequirementType.OCCUPATION,
    Kind.SKILL: RequirementType.SKILL,
    Kind.KNOWLEDGE: RequirementType.SKILL,
    Kind.LANGUAGE: RequirementType.LANGUAGE,
    Kind.DRIVING_LICENCE: RequirementType.DRIVING_LICENCE,
    Kind.LEGAL_LICENCE: RequirementType.LEGAL_LICENCE,
    Kind.EDUCATION_LEVEL: RequirementType.EDUCATION,
}


@dataclass(frozen=True, slots=True)
class Says:
    """A claim of a person, by the label or the id of the concept."""

    label: str
    level: int | None = None
    evidence: EvidenceGrade = EvidenceGrade.SHOWN


@dataclass(frozen=True, slots=True)
class Asks:
    """A requirement of a need, by the label or the id of the concept."""

    label: str
    asked: Asked = Asked.MUST
    level: int | None = None
    weight: int = 5


def concept(label: str) -> str:
    """The id of the concept with this label or id in the taxonomy in use."""
    return _concept(taxonomy_in_use().name, label)[0]


@lru_cache(maxsize=500)
def _concept(_taxonomy: str, label: str) -> tuple[str, Kind]:
    taxonomy = taxonomy_in_use()
    found = taxonomy.graph.find(label)
    if found is None:
        named = taxonomy.linker.named(label, tuple(_SECTION))
        assert named is not None, f"no concept is called {label}"
        found = named.concept
    return taxonomy.graph.id(found), taxonomy.graph.kind(found)


class CollaborationFactory(DjangoModelFactory[Collaboration]):
    """A region."""

    class Meta:
        model = Collaboration

    id = factory.Sequence(lambda n: f"c-{n:08d}")
    name = factory.Sequence(lambda n: f"Region {n}")


class OrganisationFactory(DjangoModelFactory[Organisation]):
    """An employer in Boden, unless another kind is asked for."""

    class Meta:
        model = Organisation

    id = factory.Sequence(lambda n: f"o-{n:08d}")
    collaboration = factory.SubFactory(CollaborationFactory)
    kind = OrganisationKind.EMPLOYER
    name = factory.Sequence(lambda n: f"Företaget {n} AB")
    municipality_id = "2582"


class UserFactory(DjangoModelFactory[User]):
    """Someone who can log in with ``PASSWORD``."""

    class Meta:
        model = User

    id = factory.Sequence(lambda n: f"u-{n:08d}")
    email = factory.Sequence(lambda n: f"user{n}@example.test")
    name = factory.Sequence(lambda n: f"Användare {n}")
    password = factory.django.Password(PASSWORD)


class MembershipFactory(DjangoModelFactory[Membership]):
    """A user's role in an organisation."""

    class Meta:
        model = Membership

    id = factory.Sequence(lambda n: f"m-{n:08d}")
    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.COORDINATOR


class IdentityFactory(DjangoModelFactory[Identity]):
    """Who a person is: recognisable in a page, so that tests can see that it is not there."""

    class Meta:
        model = Identity

    name = factory.Sequence(lambda n: f"Namnet Hemligsson{n}")
    email = factory.Sequence(lambda n: f"hemlig{n}@example.test")
    phone = factory.Sequence(lambda n: f"070-17406{n:02d}")


class PersonFactory(DjangoModelFactory[Person]):
    """Someone in Boden who permits proposals and has answered everything.

    ``claims`` are ``Says``; ``sections`` those that are complete; ``commutes`` municipality codes.
    """

    class Meta:
        model = Person
        skip_postgeneration_save = True

    class Params:
        resident = factory.Trait(user=factory.SubFactory(UserFactory))
        not_permitting = factory.Trait(permitted_at=None)
        withdrawn = factory.Trait(withdrawn_at=factory.LazyFunction(timezone.now))

    id = factory.Sequence(lambda n: f"p-{n:08d}")
    controller = factory.SubFactory(OrganisationFactory, kind=OrganisationKind.MUNICIPALITY)
    municipality_id = "2582"
    commute_known = True
    willing_to_move = AnswerChoice.NO
    meets_legal_age = AnswerChoice.YES
    permitted_at = factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(days=30))
    identity = factory.RelatedFactory(IdentityFactory, factory_related_name="person")

    @factory.post_generation
    def commutes(self: Person, create: bool, codes: Iterable[str] | None) -> None:
        if codes:
            self.commute.set(codes)

    @factory.post_generation
    def claims(self: Person, create: bool, said: Iterable[Says] | None) -> None:
        for says in said or ():
            id_, kind = _concept(taxonomy_in_use().name, says.label)
            Claim.objects.create(
                person=self,
                section=_SECTION[kind],
                concept=id_,
                level=says.level,
                evidence=says.evidence,
                recorded_on=datetime.date(2026, 1, 1),
            )

    @factory.post_generation
    def sections(self: Person, create: bool, complete: Iterable[ProfileSection] | None) -> None:
        for section in EVERY_SECTION if complete is None else complete:
            SectionAnswer.objects.create(person=self, section=section, state=SectionProgress.COMPLETE)
        supply_changed()


class NeedFactory(DjangoModelFactory[Need]):
    """A registered need in Boden. ``requirements`` are ``Asks``; an industrial electrician if nothing is said."""

    class Meta:
        model = Need
        skip_postgeneration_save = True

    class Params:
        draft = factory.Trait(status=NeedStatus.DRAFT, registered_at=None)
        closed = factory.Trait(
            status=NeedStatus.CLOSED,
            close_reason=CloseReason.NEED_GONE,
            ended_at=factory.LazyFunction(timezone.now),
        )

    id = factory.Sequence(lambda n: f"n-{n:08d}")
    organisation = factory.SubFactory(OrganisationFactory)
    submission = factory.Sequence(lambda n: f"00000000-0000-4000-8000-{n:012d}")
    status = NeedStatus.REGISTERED
    registered_at = factory.LazyFunction(timezone.now)
    title = factory.Sequence(lambda n: f"Industrielektriker {n}")
    title_folded = factory.LazyAttribute(lambda need: fold(need.title))
    text = "Vi söker industrielektriker till Boden. B-körkort krävs."
    reading = factory.LazyFunction(
        lambda: {
            "language": "sv",
            "facts": {},
            "masked": 0,
            "headline_end": 0,
            "notes": [],
            "unresolved": [],
        }
    )
    municipality_id = "2582"
    taxonomy_version = factory.LazyFunction(lambda: taxonomy_in_use().name)

    @factory.post_generation
    def requirements(self: Need, create: bool, asked: Iterable[Asks] | None) -> None:
        chosen = (Asks("Industrielektriker"),) if asked is None else asked
        for number, asks in enumerate(chosen, 1):
            id_, kind = _concept(taxonomy_in_use().name, asks.label)
            Requirement.objects.create(
                need=self,
                number=number,
                kind=_TYPE[kind],
                concepts=[id_],
                asked=asks.asked,
                weight=asks.weight,
                minimum_level=asks.level,
                source="text",
                spans=[[8, 26]] if number == 1 else [],
            )


class ProposalFactory(DjangoModelFactory[Proposal]):
    """A proposal that waits for the employer, with the explanation the engine gives today."""

    class Meta:
        model = Proposal

    class Params:
        employer_said_yes = factory.Trait(
            employer_answer=Answer.YES,
            employer_answered_at=factory.LazyFunction(timezone.now),
            person_answer=Answer.OPEN,
            person_deadline=factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=7)),
        )
        employer_said_no = factory.Trait(
            employer_answer=Answer.NO,
            employer_reason=NoReason.LACKS_SKILL,
            employer_answered_at=factory.LazyFunction(timezone.now),
        )
        both_said_yes = factory.Trait(
            employer_answer=Answer.YES,
            employer_answered_at=factory.LazyFunction(timezone.now),
            person_answer=Answer.YES,
            person_deadline=factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=7)),
            person_answered_at=factory.LazyFunction(timezone.now),
        )
        taken_back = factory.Trait(
            withdrawn_at=factory.LazyFunction(timezone.now), withdraw_reason=WithdrawReason.MISTAKE
        )

    id = factory.Sequence(lambda n: f"f-{n:08d}")
    need = factory.SubFactory(NeedFactory, status=NeedStatus.ACTIVE)
    person = factory.SubFactory(PersonFactory)
    proposed_by = factory.SubFactory(UserFactory)
    employer_deadline = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=5))
    need_version = 1

    @classmethod
    def _create(cls, model_class: type[Proposal], *args: Any, **values: Any) -> Proposal:
        if "explanation" not in values:
            frozen, stamp = explain_now(values["person"], values["need"])
            values |= {
                "explanation": frozen,
                "engine_version": stamp.engine,
                "parameters_version": stamp.parameters,
                "taxonomy_version": stamp.taxonomy,
                "input_hash": stamp.input_hash,
            }
        return super()._create(model_class, *args, **values)


class ProviderFactory(DjangoModelFactory[Provider]):
    """A provider that is no organisation of the collaboration."""

    class Meta:
        model = Provider

    id = factory.Sequence(lambda n: f"u-{n:08d}")
    collaboration = factory.SubFactory(CollaborationFactory)
    name = factory.Sequence(lambda n: f"Yrkesskolan {n}")


class ProgrammeFactory(DjangoModelFactory[Programme]):
    """A vocational package with confirmed grants: ``grants`` are ``Says``, ``demands`` ``Asks``; an electrician's."""

    class Meta:
        model = Programme
        skip_postgeneration_save = True

    class Params:
        unconfirmed = factory.Trait(grants_confirmed_at=None, grants_confirmed_by="")

    id = factory.Sequence(lambda n: f"e-{n:08d}")
    provider = factory.SubFactory(ProviderFactory)
    kind = ProgrammeKind.PACKAGE
    name = factory.Sequence(lambda n: f"Industrielektriker, yrkespaket {n}")
    name_folded = factory.LazyAttribute(lambda programme: fold(programme.name))
    weeks = 40
    cost = 60_000
    grants_confirmed_at = factory.LazyFunction(timezone.now)
    grants_confirmed_by = "u-00000001"

    @factory.post_generation
    def grants(self: Programme, create: bool, given: Iterable[Says] | None) -> None:
        for says in (Says("Industrielektriker"),) if given is None else given:
            id_, _ = _concept(taxonomy_in_use().name, says.label)
            suggested = self.grants_confirmed_at is None
            Grant.objects.create(programme=self, concept=id_, level=says.level, suggested=suggested)

    @factory.post_generation
    def demands(self: Programme, create: bool, asked: Iterable[Asks] | None) -> None:
        for asks in asked or ():
            id_, kind = _concept(taxonomy_in_use().name, asks.label)
            EntryRequirement.objects.create(
                programme=self, kind=_TYPE[kind], concepts=[id_], minimum_level=asks.level
            )


class IntakeFactory(DjangoModelFactory[Intake]):
    """An open intake in Boden that starts in eight weeks, with its deadline in four, and ten seats left."""

    class Meta:
        model = Intake

    class Params:
        standing = factory.Trait(rolling=True, starts_on=None, ends_on=None, apply_by=None)

    id = factory.Sequence(lambda n: f"i-{n:08d}")
    programme = factory.SubFactory(ProgrammeFactory)
    status = IntakeStatus.OPEN
    starts_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(weeks=8))
    ends_on = factory.LazyAttribute(lambda i: i.starts_on + datetime.timedelta(weeks=20))
    apply_by = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(weeks=4))
    municipality_id = "2582"
    on_site = OnSiteShare.ALL
    pace = 100
    seats = 16
    taken = 6


class CourseCaseFactory(DjangoModelFactory[CourseCase]):
    """A draft of a course; the collaboration has to be given."""

    class Meta:
        model = CourseCase
        skip_postgeneration_save = True

    id = factory.Sequence(lambda n: f"k-{n:08d}")
    collaboration = factory.SubFactory(CollaborationFactory)
    status = CaseStatus.DRAFT
    title = factory.Sequence(lambda n: f"Kort kurs {n}")
    weeks = 10
    seats = 12
    cost = 25_000
    municipality_id = "2580"

    @factory.post_generation
    def needs(self: CourseCase, create: bool, joined: Iterable[Need] | None) -> None:
        self.needs.add(*(joined or ()))


class LetterFactory(DjangoModelFactory[LetterOfIntent]):
    """An employer asked, with a fortnight to answer."""

    class Meta:
        model = LetterOfIntent

    id = factory.Sequence(lambda n: f"l-{n:08d}")
    case = factory.SubFactory(CourseCaseFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    asked_positions = 3
    asked_by = "u-00000001"
    deadline = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=14))


@dataclass(frozen=True)
class Region:
    """A collaboration with its organisations and a user for every role."""

    collaboration: Collaboration
    municipality: Organisation
    employer: Organisation
    other_employer: Organisation
    provider: Organisation
    members: dict[Role, Membership]

    @classmethod
    def make(cls, name: str) -> "Region":
        """A region with two employers and an education provider."""
        collaboration = CollaborationFactory(name=name)

        def organisation(kind: OrganisationKind, of: str) -> Organisation:
            return OrganisationFactory(collaboration=collaboration, kind=kind, name=f"{of} i {name}")

        municipality = organisation(OrganisationKind.MUNICIPALITY, "Kommunen")
        employer = organisation(OrganisationKind.EMPLOYER, "Elverket AB")
        provider = organisation(OrganisationKind.PROVIDER, "Yrkesskolan")
        homes = {Role.EMPLOYER: employer, Role.EDUCATION_PLANNER: provider}
        members = {
            role: MembershipFactory(
                role=role, organisation=homes.get(role, municipality), user__name=f"{role.label} {name}"
            )
            for role in Role
        }
        other = organisation(OrganisationKind.EMPLOYER, "Annan verkstad AB")
        return cls(collaboration, municipality, employer, other, provider, members)

    def user(self, role: Role) -> User:
        """Who has this role."""
        return self.members[role].user

    def actor(self, role: Role) -> Actor:
        """The one with this role, acting."""
        return Actor(self.user(role), self.members[role])

    def person(self, **values: Any) -> Person:
        """Someone for whom the region's municipality answers."""
        return PersonFactory(controller=self.municipality, **values)

    def need(self, **values: Any) -> Need:
        """A need of the region's employer."""
        return NeedFactory(**{"organisation": self.employer} | values)


def resident(person: Person) -> Actor:
    """The person, acting for themselves."""
    assert person.user is not None
    return Actor(person.user, None)

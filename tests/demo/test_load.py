"""The demo region in the database: once, whole, alive, and nobody in it who must not be."""

import csv
import io
from collections import Counter

import pytest
from django.contrib.auth import authenticate
from django.utils import timezone
from organisationsnummer.organisationsnummer import valid

from kompetensnav.apps.accounts.models import User
from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.matches.models import Candidate, Run
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.memberships.models import Membership
from kompetensnav.apps.needs.enums import NeedStatus
from kompetensnav.apps.needs.models import Need, Requirement
from kompetensnav.apps.organisations.models import Collaboration, Organisation
from kompetensnav.apps.people.models import Claim, Identity, Person, SectionAnswer
from kompetensnav.apps.people.snapshot import profiles
from kompetensnav.apps.places.facts import municipalities
from kompetensnav.apps.proposals.enums import Answer
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.cli.taxonomies import store
from kompetensnav.demo import load as loading
from kompetensnav.demo import make
from kompetensnav.demo.load_settings import load_settings
from kompetensnav.integrations import people_file
from kompetensnav.integrations.people_file.parse import CLAIM_COLUMNS, COLUMNS
from kompetensnav.runtime.problems import InputError
from tests.searchable import searchable

pytestmark = pytest.mark.django_db
ELECTRICIAN = "p-k7w3qd5a"


@pytest.fixture
def version(starter):
    """What is known of the starter taxonomy, stored but not yet in use."""
    [found] = [v for v in store().versions() if v.name == starter.name]
    return found


@pytest.fixture
def small(version):
    """Sixty people and a dozen adverts."""
    return loading.load(people=60, seed=1, taxonomy=version, needs=12)


def rows_of_every_table() -> dict[str, int]:
    tables = (Collaboration, Organisation, User, Membership, Person, Identity, Claim, SectionAnswer)
    tables += (Need, Requirement, Run, Candidate, Proposal, AuditEvent)
    return {table.__name__: table.objects.count() for table in tables}


def test_it_says_what_it_loaded(small) -> None:
    assert small.fresh
    assert small.people == 62  # and the two residents who can log in
    assert small.matchable == Person.objects.matchable().exclude(pk__in=neighbours()).count()
    assert small.needs == Need.objects.count() == 12 + len(load_settings()["need"])
    assert small.proposals == Proposal.objects.count()
    assert small.matched == Run.objects.filter(status="done").count() > 0


def neighbours() -> list[str]:
    return [p["id"] for p in load_settings()["person"] if "region" in p]


def test_loading_again_changes_nothing_and_says_the_same(small, version) -> None:
    before = rows_of_every_table()
    again = loading.load(people=60, seed=1, taxonomy=version, needs=12)
    assert not again.fresh
    assert (again.people, again.needs, again.proposals) == (small.people, small.needs, small.proposals)
    assert rows_of_every_table() == before


@pytest.mark.parametrize(("people", "seed"), [(61, 1), (60, 2)])
def test_another_region_is_refused_with_how_to_start_over(small, version, people: int, seed: int) -> None:
    with pytest.raises(InputError) as error:
        loading.load(people=people, seed=seed, taxonomy=version, needs=12)
    [problem] = error.value.problems
    assert problem.code == "demo.another-loaded"
    assert (problem.values["people"], problem.values["seed"]) == (60, 1)
    assert problem.values["database"]


def test_it_is_all_or_nothing(version, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("in the middle")

    before = rows_of_every_table()
    with monkeypatch.context() as patched:
        patched.setattr(loading, "load_proposals", broken)
        with pytest.raises(RuntimeError):
            loading.load(people=60, seed=1, taxonomy=version, needs=12)
    assert rows_of_every_table() == before
    assert loading.load(people=60, seed=1, taxonomy=version, needs=12).fresh


def test_it_is_refused_outside_the_demo(version, settings) -> None:
    settings.DEMO = False
    with pytest.raises(InputError) as error:
        loading.load(people=60, seed=1, taxonomy=version)
    assert [p.code for p in error.value.problems] == ["demo.not-here"]
    assert not Person.objects.exists()


def test_it_is_refused_where_something_else_is_loaded(version) -> None:
    Collaboration.objects.create(name="Norrstranden")
    with pytest.raises(InputError) as error:
        loading.load(people=60, seed=1, taxonomy=version)
    assert [p.code for p in error.value.problems] == ["demo.not-empty"]


def test_people_are_those_of_the_people_file(small) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(make(people=60, seed=1, needs=1).people_rows())
    parsed = people_file.parse(text.getvalue(), "people.csv", lambda _: None)
    taxonomy = taxonomy_in_use()
    places = {code: i for i, code in enumerate(municipalities())}
    expected = {p.id: p for p in people_file.resolve(parsed, taxonomy.linker, places).profiles}
    found = {p.id: p for p in profiles(Person.objects.filter(pk__in=expected), taxonomy.graph)}
    assert found.keys() == expected.keys()
    for id_, profile in expected.items():
        stored = found[id_]
        assert {c.concept for c in stored.claims} == {c.concept for c in profile.claims}
        assert stored.sections == profile.sections
        assert (stored.municipality, stored.willing_to_move) == (profile.municipality, profile.willing_to_move)
        assert sorted(stored.commute or ()) == sorted(profile.commute or ())
        assert (stored.commute is None) == (profile.commute is None)


def test_every_word_of_the_demos_own_people_is_understood(small) -> None:
    for entry in load_settings()["person"]:
        said = sum(len(entry.get(c, "").split(";")) for c in CLAIM_COLUMNS if entry.get(c))
        assert Claim.objects.filter(person=entry["id"]).count() == said, entry["id"]


def test_protected_and_withdrawn_people_are_in_no_supply_and_no_list(small) -> None:
    region = Collaboration.objects.get(name=load_settings()["region"]["name"])
    hidden = set(Person.objects.exclude(pk__in=Person.objects.matchable()).values_list("pk", flat=True))
    assert Person.objects.filter(protected=True).exists()
    assert Person.objects.filter(withdrawn_at__isnull=False).exists()
    assert hidden.isdisjoint(searchable(region.pk))
    assert not Candidate.objects.filter(person__in=hidden).exists()
    assert not Proposal.objects.filter(person__in=hidden).exists()


def test_the_neighbour_is_a_region_of_its_own(small) -> None:
    one, other = (Collaboration.objects.get(name=load_settings()[k]["name"]) for k in ("region", "neighbour"))
    assert sorted(searchable(other.pk)) == sorted(neighbours())
    assert set(neighbours()).isdisjoint(searchable(one.pk))
    assert Need.objects.in_region(other.pk).count() == 1
    coordinator = Membership.objects.get(user__email="samordnare.sundsvall@example.org")
    assert coordinator.organisation.collaboration == other


def test_every_role_has_a_login_that_works(small) -> None:
    found = loading.logins()
    assert {login.role_code for login in found} == {*Role.values, "resident"}
    for login in found:
        user = authenticate(email=login.email, password=login.password)
        assert user is not None, login.email
        assert user.name == login.name
        assert not user.password.endswith(login.password)
        roles = set(user.memberships.values_list("role", flat=True))
        assert login.role_code in roles or login.role_code == "resident"
    assert User.objects.get(email="flera@example.org").memberships.count() == 2
    assert [login.email for login in loading.logins("en")] == [login.email for login in found]


def test_the_electrician_is_asked_and_the_newcomer_has_only_begun(small) -> None:
    electrician = Person.objects.get(user__email="elektriker@example.org")
    assert electrician.pk == ELECTRICIAN
    assert electrician.permits_proposals
    waiting = Proposal.objects.get(person=electrician)
    assert waiting.awaits_person
    assert waiting.explanation["score"]["lo"] >= 0.9 * waiting.explanation["score"]["scale"]
    newcomer = Person.objects.get(user__email="nykommen@example.org")
    assert newcomer.claims.count() == 3
    assert not newcomer.sections.filter(state=2).exists()


def test_proposals_stand_in_every_state(version) -> None:
    loading.load(people=400, seed=1, taxonomy=version, needs=1)
    assert Proposal.objects.overdue(timezone.now()).exists()
    assert sum(p.agreed for p in Proposal.objects.all()) == 1
    assert {Answer.OPEN, Answer.YES, Answer.NO} == set(Proposal.objects.values_list("employer_answer", flat=True))
    assert {Answer.WAITING, Answer.OPEN, Answer.YES, Answer.NO} == set(
        Proposal.objects.values_list("person_answer", flat=True)
    )
    assert Proposal.objects.filter(withdrawn_at__isnull=False).count() == 1
    for proposal in Proposal.objects.all():
        assert proposal.need.registered_at < proposal.proposed_at <= timezone.now()
        answered = [t for t in (proposal.employer_answered_at, proposal.person_answered_at) if t]
        assert all(proposal.proposed_at < t <= timezone.now() for t in answered)


def test_needs_come_to_every_stage_and_their_logs_tell_the_same(version) -> None:
    loading.load(people=30, seed=1, taxonomy=version, needs=60)
    stages = Counter(Need.objects.values_list("status", flat=True))
    assert stages[NeedStatus.DRAFT] >= 3
    assert stages[NeedStatus.REGISTERED]
    assert stages[NeedStatus.ANALYSED]
    assert stages[NeedStatus.FILLED] + stages[NeedStatus.PARTLY_FILLED] + stages[NeedStatus.CLOSED] >= 15
    now = timezone.now()
    for need in Need.objects.all():
        assert need.created_at <= now
        assert AuditEvent.objects.get(verb="need.drafted", object_id=need.pk).at == need.created_at
        if need.registered_at:
            assert need.created_at < need.registered_at
            assert AuditEvent.objects.get(verb="need.registered", object_id=need.pk).at == need.registered_at
        if need.ended_at:
            assert need.registered_at < need.ended_at <= now


def test_organisation_numbers_are_right_and_of_nobody(small) -> None:
    numbers = list(Organisation.objects.exclude(number="").values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)) == small.employers + 1
    assert all(valid(n) and n.startswith(("559990-", "229990-")) for n in numbers)


def test_identities_can_reach_nobody_real(small) -> None:
    for identity in Identity.objects.all():
        assert identity.email.endswith("@example.org")
        assert identity.email.isascii()
        digits = int(identity.phone.replace("-", "").replace(" ", ""))
        assert 701740605 <= digits <= 701740699
    assert len({i.email for i in Identity.objects.all()}) == Identity.objects.count()


def test_what_is_shown_names_who_showed_it_and_what_is_claimed_nobody(small) -> None:
    assert not Claim.objects.filter(evidence=0).exclude(attested_by="").exists()
    assert not Claim.objects.filter(evidence__gt=0, attested_by="").exists()
    assert not Claim.objects.filter(recorded_on__gt=timezone.localdate()).exists()
